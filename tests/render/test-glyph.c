/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-glyph.h"
#include "pm-test.h"

static void
test_mark_of_row (void)
{
  static const struct
  {
    guint32 flags;
    PmPixelManual manual;
    gboolean suspicious;
    PmMark mark;
    char letter;
  } cases[] = {
    { 0, PM_MANUAL_NONE, FALSE, PM_MARK_GOOD, ' ' },
    { 0, PM_MANUAL_NONE, TRUE, PM_MARK_SUSPICIOUS, ' ' },
    { PM_FLAG_WIDTH | PM_FLAG_NOISE, PM_MANUAL_NONE, TRUE, PM_MARK_FLAGGED, 'W' },
    { PM_FLAG_BY_HAND, PM_MANUAL_BAD, TRUE, PM_MARK_BAD, ' ' },
    { PM_FLAG_BY_HAND | PM_FLAG_SPIKY, PM_MANUAL_BAD, FALSE, PM_MARK_BAD, 'K' },
    { PM_FLAG_WIDTH, PM_MANUAL_GOOD, TRUE, PM_MARK_GOOD_HAND, 'W' },
    { PM_FLAG_NO_FIT, PM_MANUAL_NONE, FALSE, PM_MARK_NOFIT, 'F' },
    { PM_FLAG_NO_FIT, PM_MANUAL_GOOD, FALSE, PM_MARK_NOFIT, 'F' },
    { PM_FLAG_BLIND, PM_MANUAL_BAD, FALSE, PM_MARK_BLIND, 'B' },
  };
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      table->flags[0] = cases[i].flags;
      table->manual[0] = cases[i].manual;
      table->status[0] = pm_pixel_status_derive (cases[i].flags, cases[i].manual);
      g_assert_cmpint (pm_mark_of_row (table, 0, cases[i].suspicious), ==, cases[i].mark);
      g_assert_cmpint (pm_mark_letter (cases[i].flags), ==, cases[i].letter);
    }
}

/* Every glyph stays inside its square, on either ground, and no two look alike even without their colours. */
static void
test_shapes (void)
{
  enum { SIZE = 32, MARGIN = 8, EDGE = SIZE + 2 * MARGIN };
  for (int dark = 0; dark < 2; dark++)
    {
      guint8 alpha[PM_N_MARKS][EDGE * EDGE];
      for (int mark = 0; mark < PM_N_MARKS; mark++)
        {
          cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, EDGE, EDGE);
          cairo_t *cr = cairo_create (surface);
          pm_glyph_draw (cr, (PmMark) mark, 'W', MARGIN, MARGIN, SIZE, dark);
          g_assert_false (cairo_has_current_point (cr));
          cairo_destroy (cr);
          cairo_surface_flush (surface);
          const guint32 *pixels = (const guint32 *) cairo_image_surface_get_data (surface);
          for (int i = 0; i < EDGE * EDGE; i++)
            {
              int x = i % EDGE, y = i / EDGE;
              alpha[mark][i] = (guint8) (pixels[i] >> 24);
              if (x < MARGIN - 1 || y < MARGIN - 1 || x > MARGIN + SIZE || y > MARGIN + SIZE)
                g_assert_cmphex (pixels[i], ==, 0);
            }
          cairo_surface_destroy (surface);
          for (int other = 0; other < mark; other++)
            {
              int n_different = 0;
              for (int i = 0; i < EDGE * EDGE; i++)
                n_different += ABS (alpha[mark][i] - alpha[other][i]) > 40;
              g_assert_cmpint (n_different, >, 60);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/glyph/mark-of-row", test_mark_of_row);
  g_test_add_func ("/glyph/shapes", test_shapes);
  return g_test_run ();
}
