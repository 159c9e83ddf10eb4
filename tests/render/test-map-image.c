/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-map-image.h"
#include "pm-test.h"

#include <math.h>

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  return ((const guint32 *) (data + (gsize) y * (gsize) cairo_image_surface_get_stride (surface)))[x];
}

/* A plane of 3 x 2 inside rows of 5: the other two columns must not be shown. Each picture pixel is compared with its cell. */
static void
test_cells (void)
{
  const float values[] = { 0, 1, NAN, 99, 99, -1, 0.5f, 7, 99, 99 };
  const int expected[2][3] = { { 0, 255, -1 }, { 0, 128, 255 } };
  PmPlane plane = { values, 3, 2, 5 };
  PmStretch stretch = { PM_STRETCH_LINEAR, 0.0, 1.0 };
  guint32 table[PM_COLORMAP_SIZE];
  pm_colormap_fill (PM_COLORMAP_VIRIDIS, FALSE, table);
  for (int zoom = 1; zoom <= 4; zoom++)
    {
      cairo_surface_t *surface = pm_map_image_new (&plane, &stretch, table, zoom);
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 3 * zoom);
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 2 * zoom);
      for (int y = 0; y < 2 * zoom; y++)
        for (int x = 0; x < 3 * zoom; x++)
          {
            int entry = expected[1 - y / zoom][x / zoom]; /* row 0 is at the bottom */
            g_assert_cmphex (pixel_at (surface, x, y), ==, entry < 0 ? 0 : table[entry]);
          }
      cairo_surface_destroy (surface);
    }
}

/* Painted over white, a NaN cell lets the white through. */
static void
test_nan_is_transparent (void)
{
  const float values[] = { NAN, 0 };
  PmPlane plane = { values, 2, 1, 2 };
  PmStretch stretch = { PM_STRETCH_ASINH, 0.0, 1.0 };
  guint32 table[PM_COLORMAP_SIZE];
  pm_colormap_fill (PM_COLORMAP_GREY, FALSE, table);
  cairo_surface_t *surface = pm_map_image_new (&plane, &stretch, table, 8);
  cairo_surface_t *paper = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 16, 8);
  cairo_t *cr = cairo_create (paper);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (paper);
  g_assert_cmphex (pixel_at (paper, 4, 4), ==, 0xffffffff);
  g_assert_cmphex (pixel_at (paper, 12, 4), ==, 0xff000000);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (paper);
}

static void
test_refuses (void)
{
  const float value = 0;
  PmStretch stretch = { PM_STRETCH_LINEAR, 0.0, 1.0 };
  guint32 table[PM_COLORMAP_SIZE] = { 0 };
  const struct
  {
    PmPlane plane;
    int zoom;
  } wrong[] = {
    { { &value, 0, 1, 1 }, 1 }, { { &value, 1, 0, 1 }, 1 },     { { &value, 2, 1, 1 }, 1 },
    { { &value, 1, 1, 1 }, 0 }, { { &value, 1, 1, 1 }, 32768 }, { { &value, 32768, 1, 32768 }, 1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");
      g_assert_null (pm_map_image_new (&wrong[i].plane, &stretch, table, wrong[i].zoom));
      g_test_assert_expected_messages ();
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-image/cells", test_cells);
  g_test_add_func ("/map-image/nan-is-transparent", test_nan_is_transparent);
  g_test_add_func ("/map-image/refuses", test_refuses);
  return g_test_run ();
}
