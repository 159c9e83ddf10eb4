/* SPDX-License-Identifier: GPL-3.0-or-later
 * Tests src/app/pm-array-card.c: what stands on the card, and where it goes.
 */
#include "pm-array-card.h"
#include "pm-array-builder.h"
#include "pm-test-array.h"
#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

typedef struct
{
  PmViewModel *model;
  PmArrayLayout *layout;
} Fixture;

/* Takes over the result. */
static Fixture
make (PmResult *result, const PmArrayChoice *choice)
{
  Fixture f = { pm_view_model_new (), NULL };
  pm_view_model_set_result (f.model, result, NULL);
  f.layout = pm_array_build (f.model, choice);
  pm_result_unref (result);
  return f;
}

static void
drop (Fixture *f)
{
  pm_array_layout_free (f->layout);
  g_object_unref (f->model);
}

static void
test_lines (void)
{
  PmResult *result = pm_test_result_new (1, 5, 20);
  PmPixelTable *table = result->table;
  table->values[PM_COLUMN_COUPLING][3] = 0.90249;
  table->values[PM_COLUMN_COUPLING_ERR][3] = 0.0081;
  table->values[PM_COLUMN_S2N][3] = 91.2;
  table->values[PM_COLUMN_NOISE][3] = -1.5;
  Fixture f = make (result, &(PmArrayChoice) { .quantity = PM_ARRAY_NOISE });
  g_autoptr (PmArrayCard) card = pm_array_card_new (f.model, f.layout, 3, TRUE, 2);
  g_autofree char *text = pm_array_card_describe (card);
  g_assert_nonnull (strstr (text, "R0[0,3]"));
  g_assert_nonnull (strstr (text, "Coupling 0.902\u2009±\u20090.008"));
  g_assert_nonnull (strstr (text, "S/N 91"));
  g_assert_nonnull (strstr (text, "FWHM 7.50\u2009×\u20097.00″"));
  g_assert_nonnull (strstr (text, "Noise −1.500")); /* the quantity that is shown */
  g_assert_null (card->reason);
  g_assert_cmpint (cairo_image_surface_get_width (card->map), ==, 164);

  /* Of each hundred pixels number 7 is flagged (width), 23 bad by hand, 43 not fitted; 61 is blind and has no map. */
  static const struct
  {
    int pixel;
    PmMark mark;
    const char *reason;
  } expected[] = {
    { 7, PM_MARK_FLAGGED, "Width" },
    { 23, PM_MARK_BAD, "Flagged bad by hand" },
    { 31, PM_MARK_GOOD_HAND, "Good by hand" },
    { 43, PM_MARK_NOFIT, "No fit" },
    { 61, PM_MARK_BLIND, "Blind" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    {
      g_autoptr (PmArrayCard) other = pm_array_card_new (f.model, f.layout, expected[k].pixel, TRUE, 1);
      g_assert_cmpint (other->mark, ==, expected[k].mark);
      g_assert_cmpstr (other->reason, ==, expected[k].reason);
      g_assert_true ((other->map == NULL) == (expected[k].pixel == 61));
    }
  g_autoptr (PmArrayCard) unfitted = pm_array_card_new (f.model, f.layout, 43, FALSE, 1);
  g_assert_cmpstr (unfitted->values[0], ==, "–");
  g_assert_null (unfitted->map);
  drop (&f);
}

static void
test_size (void)
{
  Fixture f = make (pm_test_result_new (1, 5, 20), &(PmArrayChoice) { .quantity = PM_ARRAY_COUPLING });
  PmArrayBox with_map, text_only;
  g_autoptr (PmArrayCard) card = pm_array_card_new (f.model, f.layout, 3, TRUE, 1);
  g_autoptr (PmArrayCard) plain = pm_array_card_new (f.model, f.layout, 3, FALSE, 1);
  pm_array_card_measure (card, &with_map);
  pm_array_card_measure (plain, &text_only);
  g_assert_cmpfloat (with_map.width, ==, 236.0);
  g_assert_cmpfloat (text_only.width, <, 180.0);
  g_assert_cmpfloat (text_only.height, <=, with_map.height);
  drop (&f);
}

static gboolean
covers (const PmArrayScene *scene, const PmArrayBox *box, guint pixel)
{
  double x, y;
  pm_array_drawing_to_screen (scene, scene->layout->x[pixel], scene->layout->y[pixel], &x, &y);
  return x >= box->x && x <= box->x + box->width && y >= box->y && y <= box->y + box->height;
}

/* Always inside, never on the pixel itself, and not on selected pixels as long as there is a place. */
static void
test_place (void)
{
  g_autoptr (PmTestArray) array = pm_test_array_new (1, 32, 40);
  Fixture f = make (pm_test_array_new_result (array), &(PmArrayChoice) { .quantity = PM_ARRAY_COUPLING, .at_nominal = TRUE });
  PmPixelSelection *selection = pm_view_model_get_selection (f.model);
  PmArrayScene scene;
  pm_array_scene_init (&scene, f.layout, NULL);
  pm_array_drawing_arrange (&scene, 728.0, 690.0);
  pm_array_drawing_fit (&scene);
  PmArrayBox box = { .width = 236.0, .height = 112.0 };
  for (guint i = 0; i < 1280; i++)
    {
      pm_array_card_place (&scene, selection, i, &box);
      g_assert_true (box.x >= 0.0 && box.y >= 0.0 && box.x + box.width <= 728.0 && box.y + box.height <= 690.0);
      g_assert_false (covers (&scene, &box, i));
    }
  const guint middle = 16 * 40 + 20;
  double x, y;
  pm_array_drawing_to_screen (&scene, f.layout->x[middle], f.layout->y[middle], &x, &y);
  pm_array_card_place (&scene, selection, middle, &box);
  g_assert_cmpfloat (box.x, >, x); /* at the right, if nothing is there */
  guint blocked[] = { middle + 5 };
  pm_pixel_selection_set (selection, blocked, 1);
  pm_array_card_place (&scene, selection, middle, &box);
  g_assert_cmpfloat (box.x + box.width, <, x); /* left */
  guint both[] = { middle + 5, middle - 5 };
  pm_pixel_selection_set (selection, both, 2);
  pm_array_card_place (&scene, selection, middle, &box);
  g_assert_cmpfloat (box.y + box.height, <, y); /* above */
  for (guint k = 0; k < 2; k++)
    g_assert_false (covers (&scene, &box, both[k]));
  pm_pixel_selection_select_all (selection);
  pm_array_card_place (&scene, selection, middle, &box);
  g_assert_cmpfloat (box.x, >, x); /* no better place */
  drop (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/array-card/lines", test_lines);
  g_test_add_func ("/array-card/size", test_size);
  g_test_add_func ("/array-card/place", test_place);
  return g_test_run ();
}
