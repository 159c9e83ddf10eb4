/* SPDX-License-Identifier: GPL-3.0-or-later
 * Tests src/app/pm-array-view*.c and pm-array-builder.c: the view in a real window; input through the functions that its controllers call.
 */
#include "pm-array-view-private.h"
#include "pm-test-array.h"
#include "pm-test-widget.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define WIDTH 728
#define HEIGHT 690

typedef struct
{
  PmTestArray *array;
  PmViewModel *model;
  PmPixelSelection *selection;
  PmArrayView *view;
  GtkWidget *window;
} Fixture;

/* At nominal positions, where pixels do not lie upon each other. */
static Fixture
open_view (int n_groups, int n_rows, int n_columns)
{
  Fixture f = { .array = pm_test_array_new (n_groups, n_rows, n_columns), .model = pm_view_model_new () };
  g_autoptr (PmResult) result = pm_test_array_new_result (f.array);
  pm_view_model_set_result (f.model, result, NULL);
  f.selection = pm_view_model_get_selection (f.model);
  f.view = pm_array_view_new (f.model);
  g_object_set (f.view, "nominal", TRUE, NULL);
  gtk_widget_set_can_target (GTK_WIDGET (f.view), FALSE); /* the real pointer stays somewhere on the screen */
  f.window = pm_test_show_widget (GTK_WIDGET (f.view), WIDTH, HEIGHT);
  pm_test_wait_until (!pm_array_view_is_busy (f.view));
  return f;
}

static void
close_view (Fixture *f)
{
  gpointer view = f->view, model = f->model;
  g_object_add_weak_pointer (view, &view);
  g_object_add_weak_pointer (model, &model);
  gtk_window_destroy (GTK_WINDOW (f->window));
  pm_test_wait_until (view == NULL); /* nothing keeps it alive */
  g_object_unref (f->model);
  g_assert_null (model);
  pm_test_array_free (f->array);
}

static void
find_place (Fixture *f, guint pixel, double *x, double *y)
{
  const PmArrayLayout *layout = pm_array_view_get_layout (f->view);
  pm_array_drawing_to_screen (pm_array_view_get_scene (f->view), layout->x[pixel], layout->y[pixel], x, y);
}

static void
click (Fixture *f, double x, double y, GdkModifierType modifiers)
{
  pm_array_view_press (f->view, GDK_BUTTON_PRIMARY, 1, x, y, modifiers);
  pm_array_view_release (f->view, x + 1.0, y - 1.0); /* hands are not steady */
}

static void
click_pixel (Fixture *f, guint pixel, GdkModifierType modifiers)
{
  double x, y;
  find_place (f, pixel, &x, &y);
  click (f, x, y, modifiers);
}

static void
drag (Fixture *f, guint button, double x1, double y1, double x2, double y2, GdkModifierType modifiers)
{
  pm_array_view_press (f->view, button, 1, x1, y1, modifiers);
  pm_array_view_drag (f->view, 0.5 * (x1 + x2), 0.5 * (y1 + y2));
  pm_array_view_drag (f->view, x2, y2);
  pm_array_view_release (f->view, x2, y2);
}

static void
test_find (void)
{
  Fixture f = open_view (1, 20, 30);
  double x, y;
  for (int side = 0; side < 2; side++)
    {
      g_object_set (f.view, "detector-side", side, NULL);
      for (guint i = 0; i < 600; i++)
        {
          find_place (&f, i, &x, &y);
          g_assert_cmpint (pm_array_view_find (f.view, x, y), ==, (int) i);
        }
    }
  double other_x;
  find_place (&f, 1, &x, &y);
  find_place (&f, 0, &other_x, &y);
  g_assert_cmpfloat (x, <, other_x); /* mirrored now */
  const PmArrayBox *plot = &pm_array_view_get_scene (f.view)->plot;
  g_assert_cmpint (pm_array_view_find (f.view, plot->x - 1.0, plot->y + 0.5 * plot->height), ==, PM_PIXEL_NONE);
  g_assert_cmpint (pm_array_view_find (f.view, plot->x + 1.0, plot->y + 1.0), ==, PM_PIXEL_NONE);
  g_assert_cmpint (pm_array_view_find (f.view, NAN, NAN), ==, PM_PIXEL_NONE);
  close_view (&f);
}

static void
test_clicks (void)
{
  Fixture f = open_view (1, 20, 30);
  const PmArrayBox *plot = &pm_array_view_get_scene (f.view)->plot;
  click_pixel (&f, 100, 0);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 1);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 100);
  click_pixel (&f, 200, GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 2);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 200);
  click_pixel (&f, 200, GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 1);
  g_assert_true (pm_pixel_selection_is_selected (f.selection, 100));
  click_pixel (&f, 210, GDK_SHIFT_MASK); /* the order of the views is that of rows and columns */
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 11);
  g_assert_true (pm_pixel_selection_is_selected (f.selection, 200));
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 200); /* so that another range starts there too */
  click_pixel (&f, 195, GDK_SHIFT_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 6);
  click (&f, plot->x + 4.0, plot->y + 4.0, GDK_SHIFT_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 6);
  click (&f, 2.0, HEIGHT - 4.0, 0); /* beside the axes */
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 6);
  click (&f, plot->x + 4.0, plot->y + 4.0, 0);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 0);
  close_view (&f);
}

/* Selected must be those, and no others, whose places lie in the rectangle (or in its lower left half). */
static void
assert_enclosed (Fixture *f, const double box[4], gboolean half)
{
  guint n = 0;
  for (guint i = 0; i < pm_view_model_get_n_pixels (f->model); i++)
    {
      double x, y;
      find_place (f, i, &x, &y);
      double u = (x - box[0]) / (box[2] - box[0]), v = (y - box[1]) / (box[3] - box[1]);
      gboolean inside = u > 0.0 && u < 1.0 && v > 0.0 && v < 1.0 && (!half || u < v);
      g_assert_true (inside == pm_pixel_selection_is_selected (f->selection, (int) i));
      n += inside;
    }
  g_assert_cmpuint (n, >, 20);
}

static void
test_tools (void)
{
  Fixture f = open_view (1, 20, 30);
  const PmArrayBox plot = pm_array_view_get_scene (f.view)->plot;
  const double box[4] = { plot.x + 100.0, plot.y + 0.3 * plot.height, plot.x + 307.0, plot.y + 0.71 * plot.height };
  drag (&f, GDK_BUTTON_PRIMARY, box[0], box[1], box[2], box[3], 0);
  assert_enclosed (&f, box, FALSE);
  g_assert_true (pm_pixel_selection_is_selected (f.selection, pm_pixel_selection_get_current (f.selection)));
  guint n = pm_pixel_selection_get_n_selected (f.selection);
  click_pixel (&f, 599, GDK_CONTROL_MASK);
  drag (&f, GDK_BUTTON_PRIMARY, box[2], box[1], box[0], box[3], GDK_SHIFT_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, n + 1);
  int current = pm_pixel_selection_get_current (f.selection);
  drag (&f, GDK_BUTTON_PRIMARY, box[0], box[1], box[2], box[3], GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 1);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, current); /* one may look at what is not selected */
  drag (&f, GDK_BUTTON_PRIMARY, box[0], box[1], box[2], box[3], GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, n + 1);

  g_object_set (f.view, "tool", "lasso", NULL);
  pm_array_view_press (f.view, GDK_BUTTON_PRIMARY, 1, box[0], box[1], 0);
  for (int k = 0; k <= 100; k++)
    pm_array_view_drag (f.view, box[0], box[1] + k / 100.0 * (box[3] - box[1]));
  for (int k = 0; k <= 100; k++)
    pm_array_view_drag (f.view, box[0] + k / 100.0 * (box[2] - box[0]), box[3]);
  pm_array_view_release (f.view, box[2], box[3]);
  assert_enclosed (&f, box, TRUE);

  /* A drag that is given up selects nothing; one of the pointer tool pans. */
  n = pm_pixel_selection_get_n_selected (f.selection);
  pm_array_view_press (f.view, GDK_BUTTON_PRIMARY, 1, box[0], box[1], 0);
  pm_array_view_drag (f.view, box[2], box[3]);
  g_assert_true (pm_array_view_key (f.view, GDK_KEY_Escape, 0));
  pm_array_view_release (f.view, box[2], box[3]);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, n);
  g_assert_false (pm_array_view_key (f.view, GDK_KEY_Escape, 0)); /* the window clears the selection then */
  g_object_set (f.view, "tool", "pointer", NULL);
  drag (&f, GDK_BUTTON_PRIMARY, box[0], box[1], box[2], box[3], 0);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, n);
  g_assert_false (pm_array_view_get_viewport (f.view)->fitted);
  close_view (&f);
}

static void
test_pan_and_zoom (void)
{
  Fixture f = open_view (1, 20, 30);
  double x, y, there_x, there_y;
  find_place (&f, 222, &x, &y);
  pm_array_view_hover (f.view, x, y);
  pm_array_view_scroll (f.view, 0.0, -3.0, TRUE);
  find_place (&f, 222, &there_x, &there_y);
  pm_assert_close (there_x, x, 1e-6, 0); /* rounding */
  pm_assert_close (there_y, y, 1e-6, 0);
  drag (&f, GDK_BUTTON_MIDDLE, x, y, x + 40.0, y - 30.0, 0);
  find_place (&f, 222, &there_x, &there_y);
  pm_assert_close (there_x, x + 40.0, 1e-6, 0);
  pm_assert_close (there_y, y - 30.0, 1e-6, 0);
  pm_array_view_scroll (f.view, 5.0, 7.0, FALSE); /* two fingers */
  find_place (&f, 222, &there_x, &there_y);
  pm_assert_close (there_x, x + 35.0, 1e-6, 0);

  g_assert_true (pm_array_view_key (f.view, GDK_KEY_space, 0));
  drag (&f, GDK_BUTTON_PRIMARY, 300.0, 300.0, 310.0, 300.0, 0);
  double moved_x, moved_y;
  find_place (&f, 222, &moved_x, &moved_y);
  pm_assert_close (moved_x, there_x + 10.0, 1e-6, 0);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 0);

  /* Another result of the same pixels: what one looks at stays. */
  PmViewport before = *pm_array_view_get_viewport (f.view);
  g_autoptr (PmResult) result = pm_test_array_new_result (f.array);
  pm_view_model_set_result (f.model, result, NULL);
  g_assert_cmpfloat (pm_array_view_get_viewport (f.view)->scale, ==, before.scale);
  g_assert_cmpfloat (pm_array_view_get_viewport (f.view)->centre_x, ==, before.centre_x);
  pm_array_view_key (f.view, GDK_KEY_Right, GDK_CONTROL_MASK);
  g_assert_cmpfloat (pm_array_view_get_viewport (f.view)->centre_x, >, before.centre_x);
  pm_array_view_key (f.view, GDK_KEY_plus, 0);
  g_assert_cmpfloat (pm_array_view_get_viewport (f.view)->scale, >, before.scale);
  pm_array_view_key (f.view, GDK_KEY_minus, 0);
  pm_assert_close (pm_array_view_get_viewport (f.view)->scale, before.scale, 0, 1e-9);
  pm_array_view_key (f.view, GDK_KEY_0, 0);
  g_assert_true (pm_array_view_get_viewport (f.view)->fitted);
  close_view (&f);
}

static void
test_keys (void)
{
  Fixture f = open_view (1, 20, 30);
  gboolean on;
  pm_pixel_selection_set_current (f.selection, 310);
  pm_array_view_key (f.view, GDK_KEY_Right, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 311);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 1);
  pm_array_view_key (f.view, GDK_KEY_Up, GDK_SHIFT_MASK);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 341);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 2);
  g_object_set (f.view, "detector-side", TRUE, NULL);
  pm_array_view_key (f.view, GDK_KEY_Right, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 340);
  pm_array_view_key (f.view, GDK_KEY_Page_Down, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 40);
  pm_array_view_key (f.view, GDK_KEY_End, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 599);
  pm_array_view_key (f.view, GDK_KEY_space, GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 0);
  pm_array_view_key (f.view, GDK_KEY_Home, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 0);
  pm_pixel_selection_set_current (f.selection, PM_PIXEL_NONE);
  pm_array_view_key (f.view, GDK_KEY_Left, 0);
  int row = pm_pixel_selection_get_current (f.selection) / 30;
  g_assert_true (row == 9 || row == 10); /* one of the pixels around the middle */
  pm_array_view_key (f.view, GDK_KEY_v, 0);
  g_object_get (f.view, "residuals", &on, NULL);
  g_assert_true (on);
  const guint others[] = { GDK_KEY_b, GDK_KEY_g, GDK_KEY_Delete, GDK_KEY_n, GDK_KEY_p, GDK_KEY_r };
  for (gsize k = 0; k < G_N_ELEMENTS (others); k++)
    g_assert_false (pm_array_view_key (f.view, others[k], 0));
  g_assert_false (pm_array_view_key (f.view, GDK_KEY_v, GDK_CONTROL_MASK));

  /* The current pixel is brought into sight. */
  for (int k = 0; k < 12; k++)
    pm_array_view_key (f.view, GDK_KEY_plus, 0);
  pm_pixel_selection_set_current (f.selection, 7);
  double x, y;
  const PmArrayBox *plot = &pm_array_view_get_scene (f.view)->plot;
  find_place (&f, 7, &x, &y);
  g_assert_true (x > plot->x && x < plot->x + plot->width && y > plot->y && y < plot->y + plot->height);
  close_view (&f);
}

static void
test_hover (void)
{
  Fixture f = open_view (1, 20, 30);
  double x, y, there_x, there_y;
  find_place (&f, 333, &x, &y);
  g_assert_false (pm_array_view_get_pointer (f.view, &there_x, &there_y));
  pm_array_view_hover (f.view, x, y);
  g_assert_cmpint (pm_pixel_selection_get_hovered (f.selection), ==, 333);
  g_assert_true (pm_array_view_get_pointer (f.view, &there_x, &there_y));
  pm_assert_close (there_x, f.array->nominal_x[333], 1e-9, 0);
  pm_array_view_key (f.view, GDK_KEY_f, 0);
  find_place (&f, 50, &x, &y);
  pm_array_view_hover (f.view, x, y);
  pm_array_view_leave (f.view);
  g_assert_cmpint (pm_pixel_selection_get_hovered (f.selection), ==, 333); /* frozen */
  pm_array_view_key (f.view, GDK_KEY_f, 0);
  g_assert_cmpint (pm_pixel_selection_get_hovered (f.selection), ==, PM_PIXEL_NONE);
  close_view (&f);
}

static void
test_limits (void)
{
  Fixture f = open_view (1, 20, 30);
  const PmArrayScene *scene = pm_array_view_get_scene (f.view);
  double low = scene->low, high = scene->high;
  pm_assert_close (1.0 - low, high - 1.0, 1e-12, 0);
  g_assert_true (scene->bar_below);
  double y = scene->bar.y + 4.0, left = scene->bar.x + 2.0, step = 0.1 * scene->bar.width;
  drag (&f, GDK_BUTTON_PRIMARY, left, y, left + step, y, 0);
  pm_assert_close (scene->low, low + 0.1 * (high - low), 0, 1e-9);
  pm_assert_close (scene->high, high - 0.1 * (high - low), 0, 1e-9); /* mirrored at 1 */
  double set = scene->high;

  g_object_set (f.view, "quantity", "s2n", NULL);
  low = scene->low;
  high = scene->high;
  double right = scene->bar.x + scene->bar.width + 2.0;
  drag (&f, GDK_BUTTON_PRIMARY, right, y, right - 2.0 * step, y, 0);
  g_assert_cmpfloat (scene->low, ==, low);
  pm_assert_close (scene->high, high - 0.2 * (high - low), 0, 1e-9);
  drag (&f, GDK_BUTTON_PRIMARY, right, y, left - 100.0, y, 0); /* beyond the other end */
  g_assert_cmpfloat (scene->high, >, scene->low);
  pm_array_view_press (f.view, GDK_BUTTON_PRIMARY, 2, right - step, y, 0);
  pm_array_view_release (f.view, right - step, y);
  g_assert_cmpfloat (scene->high, ==, high);
  pm_array_view_set_limits (f.view, 3.0, 2.0);
  g_assert_cmpfloat (scene->high, ==, high);

  g_object_set (f.view, "quantity", "coupling", NULL);
  g_assert_cmpfloat (scene->high, ==, set); /* kept for each quantity */
  close_view (&f);
}

/* Flagging pixels leaves the colours of the others alone; another reduction does not; what the user set stays in any case. */
static void
test_limits_of_results (void)
{
  Fixture f = open_view (1, 20, 30);
  const PmArrayScene *scene = pm_array_view_get_scene (f.view);
  double high = scene->high;
  PmPixelTable *judged = pm_pixel_table_copy (f.array->table);
  for (gsize i = 0; i < judged->n_rows; i++)
    if (judged->values[PM_COLUMN_COUPLING][i] > 1.1 && judged->status[i] == PM_PIXEL_GOOD)
      {
        judged->manual[i] = PM_MANUAL_BAD;
        judged->status[i] = PM_PIXEL_FLAGGED;
      }
  PmTestArray other = { judged, f.array->nominal_x, f.array->nominal_y, f.array->suspicious };
  g_autoptr (PmResult) flagged = pm_test_array_new_result (&other), again = pm_test_array_new_result (&other);
  pm_view_model_set_result (f.model, flagged, NULL);
  g_assert_cmpfloat (scene->high, ==, high);
  again->n_rounds = 2;
  pm_view_model_set_result (f.model, again, NULL);
  g_assert_cmpfloat (scene->high, !=, high);
  pm_array_view_set_limits (f.view, scene->low, 1.5);
  g_autoptr (PmResult) third = pm_test_array_new_result (f.array);
  third->n_rounds = 3;
  pm_view_model_set_result (f.model, third, NULL);
  g_assert_cmpfloat (scene->high, ==, 1.5);
  g_assert_cmpfloat (scene->low, ==, 0.5);
  pm_pixel_table_unref (judged);
  close_view (&f);
}

/* Without selection and pointer the view shows exactly what the drawing functions paint; what is on top does not make it paint again. */
static void
test_layers (void)
{
  Fixture f = open_view (1, 20, 30);
  cairo_surface_t *seen = pm_test_draw_widget (GTK_WIDGET (f.view));
  cairo_surface_t *expected = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (expected);
  pm_array_drawing_paint (cr, pm_array_view_get_scene (f.view));
  cairo_destroy (cr);
  cairo_surface_flush (expected);
  gsize size = (gsize) cairo_image_surface_get_stride (expected) * HEIGHT;
  g_assert_cmpmem (cairo_image_surface_get_data (seen), size, cairo_image_surface_get_data (expected), size);
  cairo_surface_destroy (seen);

  cairo_surface_t *ground = f.view->ground;
  g_assert_nonnull (ground);
  double x, y;
  find_place (&f, 333, &x, &y);
  pm_array_view_hover (f.view, x, y);
  pm_pixel_selection_select_all (f.selection);
  pm_pixel_selection_set_current (f.selection, 12);
  seen = pm_test_draw_widget (GTK_WIDGET (f.view));
  g_assert_true (f.view->ground == ground);
  g_assert_true (memcmp (cairo_image_surface_get_data (seen), cairo_image_surface_get_data (expected), size) != 0);
  g_assert_nonnull (f.view->card);
  cairo_surface_destroy (seen);
  cairo_surface_destroy (expected);
  g_object_set (f.view, "residuals", TRUE, NULL);
  g_assert_null (f.view->ground);
  g_assert_false (pm_array_view_get_scene (f.view)->draft);
  pm_array_view_zoom (f.view, 1.1);
  g_assert_true (pm_array_view_get_scene (f.view)->draft); /* while it moves */
  pm_test_wait_until (!pm_array_view_get_scene (f.view)->draft);
  close_view (&f);
}

static void
test_filter (void)
{
  Fixture f = open_view (1, 20, 30);
  guint n_all = (guint) pm_array_view_get_layout (f.view)->n_shown, n_flagged = pm_view_model_count (f.model, PM_MARK_FLAGGED);
  PmViewport before = *pm_array_view_get_viewport (f.view);
  g_assert_cmpuint (n_flagged, >, 3);
  g_object_set (f.model, "marks", 1u << PM_MARK_FLAGGED, NULL);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, n_flagged);
  g_assert_cmpfloat (pm_array_view_get_viewport (f.view)->scale, ==, before.scale);
  const PmArrayBox plot = pm_array_view_get_scene (f.view)->plot;
  drag (&f, GDK_BUTTON_PRIMARY, plot.x + 1.0, plot.y + 1.0, plot.x + plot.width - 1.0, plot.y + plot.height - 1.0, 0);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, n_flagged);
  const PmArrayLayout *layout = pm_array_view_get_layout (f.view);
  g_object_set (f.model, "sort", PM_SORT_S2N, NULL); /* another order of the same pixels */
  g_assert_true (pm_array_view_get_layout (f.view) == layout);
  pm_view_model_clear_filter (f.model);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, n_all);
  pm_view_model_set_result (f.model, NULL, NULL);
  g_assert_null (pm_array_view_get_layout (f.view));
  g_assert_cmpint (pm_array_view_find (f.view, 300.0, 300.0), ==, PM_PIXEL_NONE);
  cairo_surface_destroy (pm_test_draw_widget (GTK_WIDGET (f.view)));
  close_view (&f);
}

static void
test_side_by_side (void)
{
  Fixture f = open_view (2, 10, 12);
  gboolean on;
  g_object_get (f.view, "side-by-side", &on, NULL);
  g_assert_true (on); /* both look at the same part of the sky */
  double x, y, there_x, there_y;
  for (guint i = 5; i < 240; i += 120)
    {
      find_place (&f, i, &x, &y);
      pm_array_view_hover (f.view, x, y);
      g_assert_cmpint (pm_pixel_selection_get_hovered (f.selection), ==, (int) i);
      g_assert_true (pm_array_view_get_pointer (f.view, &there_x, &there_y));
      pm_assert_close (there_x, f.array->nominal_x[i], 1e-9, 0);
      pm_assert_close (there_y, f.array->nominal_y[i], 1e-9, 0);
    }
  g_object_set (f.view, "side-by-side", FALSE, NULL);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_panels, ==, 0);
  g_autoptr (PmResult) result = pm_test_array_new_result (f.array);
  pm_view_model_set_result (f.model, result, NULL);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_panels, ==, 0); /* it was chosen */
  g_object_set (f.view, "group", "R1", NULL);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, 120);
  g_autoptr (PmTestArray) single = pm_test_array_new (1, 10, 12);
  g_autoptr (PmResult) other = pm_test_array_new_result (single);
  pm_view_model_set_result (f.model, other, NULL);
  g_autofree char *group = NULL;
  g_object_get (f.view, "group", &group, NULL);
  g_assert_cmpstr (group, ==, ""); /* it has no R1 */
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, 120);
  close_view (&f);
}

/* Large arrays are laid out by a worker; a view may go while it works. */
static void
test_worker (void)
{
  Fixture f = open_view (1, 150, 150);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, 22500);
  g_object_set (f.view, "quantity", "s2n", NULL);
  g_assert_true (pm_array_view_is_busy (f.view));
  g_object_set (f.view, "quantity", "noise", NULL); /* the first one is dropped */
  pm_test_wait_until (!pm_array_view_is_busy (f.view));
  g_assert_cmpint (pm_array_view_get_layout (f.view)->quantity, ==, PM_ARRAY_NOISE);
  double x, y;
  find_place (&f, 1234, &x, &y);
  g_assert_cmpint (pm_array_view_find (f.view, x, y), ==, 1234);
  g_object_set (f.view, "quantity", "coupling", NULL);
  close_view (&f);
}

static void
test_accessible (void)
{
  Fixture f = open_view (1, 20, 30);
  const PmArrayLayout *layout = pm_array_view_get_layout (f.view);
  g_autofree char *summary = g_strdup_printf ("%u pixels, Coupling %.3f to %.2f, median %.2f", (guint) layout->n_values,
                                              layout->smallest, layout->largest, layout->median); /* three digits */
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f.view), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f.view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary);
  PmArrayCell *cell = PM_ARRAY_CELL (f.view->cell);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_ROLE_GRID_CELL);
  g_assert_cmpstr (pm_array_cell_get_name (cell), ==, "No current pixel");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f.view)));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f.window)) == GTK_WIDGET (cell));
  click_pixel (&f, 8, 0);
  g_assert_true (g_str_has_prefix (pm_array_cell_get_name (cell), "Pixel R0[0,8], Coupling "));
  double x, y, there_x, there_y;
  find_place (&f, 8, &x, &y);
  pm_test_wait_until (gtk_widget_get_width (GTK_WIDGET (cell)) < 100);
  gtk_widget_translate_coordinates (GTK_WIDGET (f.view), GTK_WIDGET (cell), x, y, &there_x, &there_y);
  g_assert_true (gtk_widget_contains (GTK_WIDGET (cell), there_x, there_y)); /* it lies on the pixel */
  close_view (&f);
}

static void
test_menu (void)
{
  Fixture f = open_view (1, 20, 30);
  double x, y;
  pm_pixel_selection_select_range (f.selection, 10, 20);
  find_place (&f, 15, &x, &y);
  pm_array_view_press (f.view, GDK_BUTTON_SECONDARY, 1, x, y, 0);
  pm_array_view_release (f.view, x + 30.0, y); /* a drag is no click */
  g_assert_null (f.view->menu);
  pm_array_view_press (f.view, GDK_BUTTON_SECONDARY, 1, x, y, 0);
  pm_array_view_release (f.view, x + 1.0, y);
  pm_test_wait_until (f.view->menu && gtk_widget_get_mapped (f.view->menu));
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 11); /* it was one of them */
  g_assert_cmpint (pm_pixel_selection_get_current (f.selection), ==, 15);
  gtk_popover_popdown (GTK_POPOVER (f.view->menu));
  find_place (&f, 300, &x, &y);
  pm_array_view_press (f.view, GDK_BUTTON_SECONDARY, 1, x, y, 0);
  pm_array_view_release (f.view, x, y);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f.selection), ==, 1);
  close_view (&f);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/array-view/find", test_find);
  g_test_add_func ("/array-view/clicks", test_clicks);
  g_test_add_func ("/array-view/tools", test_tools);
  g_test_add_func ("/array-view/pan-and-zoom", test_pan_and_zoom);
  g_test_add_func ("/array-view/keys", test_keys);
  g_test_add_func ("/array-view/hover", test_hover);
  g_test_add_func ("/array-view/limits", test_limits);
  g_test_add_func ("/array-view/limits-of-results", test_limits_of_results);
  g_test_add_func ("/array-view/layers", test_layers);
  g_test_add_func ("/array-view/filter", test_filter);
  g_test_add_func ("/array-view/side-by-side", test_side_by_side);
  g_test_add_func ("/array-view/worker", test_worker);
  g_test_add_func ("/array-view/accessible", test_accessible);
  g_test_add_func ("/array-view/menu", test_menu);
  return g_test_run ();
}
