/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-map-drawing.h"

#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>

enum
{
  WIDTH = 281,
  SIDE = 41, /* of the maps of the test result */
};

static guint32
pixel_at (cairo_surface_t *surface, double x, double y)
{
  const guint32 *pixels = (const guint32 *) (void *) cairo_image_surface_get_data (surface);
  return pixels[(int) y * cairo_image_surface_get_stride (surface) / 4 + (int) x] & 0xffffff;
}

static void
load (PmMapScene *scene, PmResult *result, gsize row)
{
  pm_map_drawing_load (scene, result, row);
  pm_map_drawing_arrange (scene, WIDTH, pm_map_drawing_height (scene, WIDTH));
}

static cairo_surface_t *
paint (const PmMapScene *scene)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) scene->width, (int) scene->height);
  cairo_t *cr = cairo_create (surface);
  pm_map_drawing_paint (cr, scene);
  g_assert_false (cairo_has_current_point (cr));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* 41 cells in the inspector: 5 pixels each; places and offsets are each other's inverse. */
static void
test_geometry (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 2, 2);
  PmMapScene scene;
  pm_map_scene_init (&scene);
  load (&scene, result, 0);
  g_assert_cmpint (scene.zoom, ==, 5);
  double x, y, screen_x, screen_y;
  pm_map_drawing_to_screen (&scene, 0.0, 0.0, &screen_x, &screen_y);
  pm_assert_close (screen_x, scene.x + 20.5 * 5, 1e-9, 0.0);
  pm_assert_close (screen_y, scene.y + 20.5 * 5, 1e-9, 0.0);
  pm_map_drawing_to_screen (&scene, 3.5, -7.25, &screen_x, &screen_y);
  g_assert_true (pm_map_drawing_from_screen (&scene, screen_x, screen_y, &x, &y));
  pm_assert_close (x, 3.5, 1e-9, 0.0);
  pm_assert_close (y, -7.25, 1e-9, 0.0);
  g_assert_false (pm_map_drawing_from_screen (&scene, scene.x - 0.1, scene.y + 10, &x, &y));
  g_assert_false (pm_map_drawing_from_screen (&scene, scene.x + 10, scene.y + SIDE * 5 + 0.1, &x, &y));
  pm_map_scene_clear (&scene);
}

/* A map of more cells than pixels is cut out around the source, never shrunk. */
static void
test_large_map (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 1, 1);
  PmGrid grid = { 600, 500, 0.1, 300, 250 };
  g_autoptr (PmMapSet) maps = pm_map_set_new (&grid, 1);
  g_assert_true (pm_map_allocate (maps->maps, 0, 0, 600, 500));
  for (int i = 0; i < 600 * 500; i++)
    {
      maps->maps->signal[i] = (float) (i % 600);
      maps->maps->weight[i] = 1.0f;
    }
  PmMapSet *before = result->maps;
  result->maps = maps;
  PmMapScene scene;
  pm_map_scene_init (&scene);
  load (&scene, result, 0);
  g_assert_cmpint (scene.zoom, ==, 1);
  double x, y, screen_x, screen_y;
  g_assert_true (pm_map_drawing_fit (result, 0, &x, &y));
  pm_map_drawing_to_screen (&scene, x, y, &screen_x, &screen_y);
  pm_assert_close (screen_x, scene.x + 0.5 * (double) scene.n_columns, 1.0, 0.0); /* a cell */
  pm_assert_close (screen_y, scene.y + 0.5 * (double) scene.n_rows, 1.0, 0.0);
  g_assert_cmpuint (scene.n_columns, ==, scene.n_rows);
  g_assert_cmpuint (scene.n_columns, >, 190);
  cairo_surface_destroy (paint (&scene));
  pm_map_scene_clear (&scene);
  result->maps = before;
}

/* Signal, S/N, exposure and weight are the map's; the residual is what the fit leaves. */
static void
test_values (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 3, 3);
  const PmMap *map = pm_map_set_find (result->maps, 4);
  result->table->values[PM_COLUMN_FWHM_MAJOR][4] = 7.0;
  PmMapScene scene;
  pm_map_scene_init (&scene);
  for (int plane = 0; plane < PM_N_MAP_PLANES; plane++)
    {
      scene.plane = (PmMapPlane) plane;
      load (&scene, result, 4);
      g_assert_nonnull (scene.values);
      gsize k = 20 * SIDE + 21;
      float expected[] = { map->signal[k], NAN, map->signal[k] * sqrtf (map->weight[k]), map->exposure_s[k], map->weight[k] };
      double value, s2n;
      g_assert_true (pm_map_drawing_value (&scene, 1.3, -0.4, &value, &s2n));
      if (plane != PM_MAP_PLANE_RESIDUAL)
        g_assert_cmpfloat (value, ==, expected[plane]);
      pm_assert_close (s2n, expected[2], 0.0, 1e-6); /* of floats */
      g_assert_false (pm_map_drawing_value (&scene, 20.6, 0.0, &value, &s2n));
      g_assert_true (isnan (value) && isnan (s2n));
    }
  pm_map_scene_clear (&scene);
}

/* A map that is the model is left with nothing but rounding, wings included. */
static void
test_residual (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 1, 1);
  PmMap *map = result->maps->maps;
  double x, y;
  result->wing = 0.2;
  result->wing_ratio = 2.5;
  result->table->values[PM_COLUMN_PEAK][0] = 300.0;
  g_assert_true (pm_map_drawing_fit (result, 0, &x, &y));
  g_assert_cmpfloat (x, ==, -result->table->values[PM_COLUMN_X][0]);
  double sigma = result->beam_fwhm_arcsec / sqrt (8 * log (2));
  for (int i = 0; i < SIDE * SIDE; i++)
    {
      double r2 = (pow (i % SIDE - 20 - x, 2) + pow (i / SIDE - 20 - y, 2)) / (2 * sigma * sigma);
      map->signal[i] = (float) (300.0 * (0.8 * exp (-r2) + 0.2 * exp (-r2 / 6.25)));
    }
  map->signal[5] = NAN;
  PmMapScene scene;
  pm_map_scene_init (&scene);
  scene.plane = PM_MAP_PLANE_RESIDUAL;
  load (&scene, result, 0);
  g_assert_true (isnan (scene.values[5]));
  for (int i = 0; i < SIDE * SIDE; i++)
    if (i != 5)
      pm_assert_close (scene.values[i], 0.0, 300 * 1e-7, 0.0); /* floats */
  map->signal[100] += 10.0f;
  load (&scene, result, 0);
  pm_assert_close (scene.values[100], 10.0, 1e-4, 0.0);
  g_assert_cmpfloat (scene.stretch.low, ==, -scene.stretch.high);
  g_assert_cmpint (scene.colormap, ==, PM_COLORMAP_COUPLING);
  pm_map_scene_clear (&scene);
}

/* The look rules signal and S/N; fixed values only those of their own quantity. Exposures are alike in all maps. */
static void
test_limits (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 2, 2);
  PmMapScene scene;
  pm_map_scene_init (&scene);
  scene.look.colormap = PM_COLORMAP_HEAT;
  scene.look.high = 50.0;
  load (&scene, result, 1);
  g_assert_cmpint (scene.colormap, ==, PM_COLORMAP_HEAT);
  pm_assert_close (scene.stretch.low, -0.08, 1e-12, 0.0); /* of the fitted peak, 1 */
  pm_assert_close (scene.stretch.high, 0.5, 1e-12, 0.0);
  scene.look.limits = PM_LIMITS_VALUE;
  scene.look.low = 0.1;
  scene.look.high = 0.3;
  load (&scene, result, 1);
  g_assert_cmpfloat (scene.stretch.high, ==, 0.3);
  scene.look.quantity = PM_QUANTITY_S2N;
  load (&scene, result, 1);
  pm_assert_close (scene.stretch.high, 1.0, 1e-12, 0.0);
  result->maps->maps[3].exposure_s[7] = 2.5f;
  scene.plane = PM_MAP_PLANE_EXPOSURE;
  load (&scene, result, 1);
  g_assert_cmpfloat (scene.stretch.low, ==, 0.0);
  g_assert_cmpfloat (scene.stretch.high, ==, 2.5);
  g_assert_cmpint (scene.colormap, ==, PM_COLORMAP_VIRIDIS);
  pm_map_scene_clear (&scene);
}

/* The picture shows the colour of each value; ellipse, refit and contours lie where the numbers say. */
static void
test_picture (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 2, 2);
  PmMapScene scene;
  pm_map_scene_init (&scene);
  load (&scene, result, 2);
  cairo_surface_t *plain = paint (&scene);
  guint32 table[PM_COLORMAP_SIZE];
  pm_colormap_fill (PM_COLORMAP_INFERNO, FALSE, table);
  double x, y, value, s2n, fit_x, fit_y;
  for (int i = 0; i < SIDE; i += 8)
    {
      pm_map_drawing_to_screen (&scene, i - 20, 17, &x, &y);
      g_assert_true (pm_map_drawing_value (&scene, i - 20, 17, &value, &s2n));
      guint32 expected = table[pm_colormap_index (pm_stretch_apply (&scene.stretch, value))] & 0xffffff;
      g_assert_cmphex (pixel_at (plain, x - 2, y - 2), ==, expected); /* both ends of the cell */
      g_assert_cmphex (pixel_at (plain, x + 2, y + 2), ==, expected);
    }
  pm_map_drawing_fit (result, 2, &fit_x, &fit_y);
  double angle = result->table->values[PM_COLUMN_ANGLE][2] * G_PI / 180.0;
  pm_map_drawing_to_screen (&scene, fit_x + 3.75 * cos (angle), fit_y + 3.75 * sin (angle), &x, &y);
  guint32 ellipse = pixel_at (plain, x, y);
  g_assert_cmpint ((ellipse & 0xff) - (ellipse >> 16), >, 0x60); /* cyan */

  scene.refit_radius_arcsec = 9.0;
  scene.refit_x = -5.0;
  scene.refit_y = 4.0;
  cairo_surface_t *refit = paint (&scene);
  int n_white = 0;
  for (int degree = 0; degree < 360; degree++)
    {
      pm_map_drawing_to_screen (&scene, -5.0 + 9.0 * cos (degree * G_PI / 180), 4.0 + 9.0 * sin (degree * G_PI / 180), &x, &y);
      n_white += pixel_at (refit, x, y) > 0xa0a0a0;
      g_assert_cmphex (pixel_at (plain, x, y), !=, 0xffffff);
    }
  g_assert_cmpint (n_white, >, 150); /* 5 of 8 units of the dashes */
  g_assert_cmpint (n_white, <, 290);
  scene.refit_radius_arcsec = NAN;
  scene.contours = TRUE;
  cairo_surface_t *contours = paint (&scene);
  int n_changed = 0;
  for (int degree = 0; degree < 360; degree++)
    {
      /* 10 % of the peak of the circle of 7.25": at 1.82 half widths; the ellipse and the noise move it by less than a cell */
      double radius = 7.25 / 2 * sqrt (log (10) / log (2));
      gboolean changed = FALSE;
      for (double r = radius - 1; r <= radius + 1; r += 0.1)
        {
          pm_map_drawing_to_screen (&scene, fit_x + r * cos (degree * G_PI / 180), fit_y + r * sin (degree * G_PI / 180), &x, &y);
          changed |= pixel_at (contours, x, y) != pixel_at (plain, x, y);
        }
      n_changed += changed;
    }
  g_assert_cmpint (n_changed, >, 350);
  cairo_surface_destroy (plain);
  cairo_surface_destroy (refit);
  cairo_surface_destroy (contours);
  pm_map_scene_clear (&scene);
}

/* Blind pixels have no map, pixels without a fit no residual: words instead of a picture. */
static void
test_without_map (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 8, 8);
  PmMapScene scene;
  double x, y, value, s2n;
  pm_map_scene_init (&scene);
  load (&scene, result, 61);
  g_assert_null (scene.map);
  g_assert_false (pm_map_drawing_value (&scene, 0, 0, &value, &s2n));
  cairo_surface_destroy (paint (&scene));
  load (&scene, result, 43);
  g_assert_nonnull (scene.values);
  g_assert_false (pm_map_drawing_fit (result, 43, &x, &y));
  scene.plane = PM_MAP_PLANE_RESIDUAL;
  load (&scene, result, 43);
  g_assert_nonnull (scene.map);
  g_assert_null (scene.values);
  cairo_surface_t *surface = paint (&scene);
  int n_ink = 0;
  for (int i = 40; i < 220; i++)
    n_ink += pixel_at (surface, i, 104) != 0xffffff;
  g_assert_cmpint (n_ink, >, 10);
  cairo_surface_destroy (surface);
  load (&scene, result, 64);
  g_assert_null (scene.map);
  load (&scene, NULL, 0);
  cairo_surface_destroy (paint (&scene));
  pm_map_scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-drawing/geometry", test_geometry);
  g_test_add_func ("/map-drawing/large-map", test_large_map);
  g_test_add_func ("/map-drawing/values", test_values);
  g_test_add_func ("/map-drawing/residual", test_residual);
  g_test_add_func ("/map-drawing/limits", test_limits);
  g_test_add_func ("/map-drawing/picture", test_picture);
  g_test_add_func ("/map-drawing/without-map", test_without_map);
  return g_test_run ();
}
