/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-profile-drawing.h"

#include "pm-map-drawing.h"
#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>

enum
{
  WIDTH = 280,
  HEIGHT = 110
};

static guint32
pixel_at (cairo_surface_t *surface, double x, double y)
{
  const guint32 *pixels = (const guint32 *) (void *) cairo_image_surface_get_data (surface);
  return pixels[(int) y * cairo_image_surface_get_stride (surface) / 4 + (int) x] & 0xffffff;
}

static cairo_surface_t *
paint (const PmProfileScene *scene)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  pm_profile_drawing_paint (cr, scene, WIDTH, HEIGHT);
  g_assert_false (cairo_has_current_point (cr));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The annuli of a Gaussian in little noise follow the fit. */
static void
test_annuli (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 2, 2);
  result->beam_fwhm_arcsec = 7.25; /* the maps' ellipses are 7.5 x 7.0 */
  PmProfileScene scene;
  pm_profile_scene_init (&scene);
  pm_profile_drawing_load (&scene, result, 1);
  g_assert_true (scene.fitted);
  g_assert_cmpuint (scene.n_annuli, >=, 19);
  for (gsize i = 0; i < scene.n_annuli; i++)
    /* noise of 0.03 in at least 3 cells, twice; the ellipse's difference from the circle cancels but for 2nd order: 1e-3 */
    pm_assert_close (scene.annuli[i].mean, pm_map_drawing_model (result, 1, scene.annuli[i].radius_arcsec), 0.05, 0.0);
  g_assert_cmpfloat (scene.high, >, 1.0);
  g_assert_cmpfloat (scene.low, <, 0.0);
  pm_profile_scene_clear (&scene);
}

/* Points, error bars and curve stand where the axes say. */
static void
test_picture (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 2, 2);
  PmProfileScene scene;
  pm_profile_scene_init (&scene);
  pm_profile_drawing_load (&scene, result, 1);
  cairo_surface_t *light = paint (&scene);
  double x, y;
  for (gsize i = 1; i < scene.n_annuli; i++)
    {
      pm_profile_drawing_to_screen (&scene, WIDTH, HEIGHT, scene.annuli[i].radius_arcsec, scene.annuli[i].mean, &x, &y);
      g_assert_cmphex (pixel_at (light, x, y), ==, 0x1259b8);
    }
  /* between two annuli only the curve, on its steep part where no dot lies below it */
  double radius = 0.5 * (scene.annuli[4].radius_arcsec + scene.annuli[5].radius_arcsec);
  pm_profile_drawing_to_screen (&scene, WIDTH, HEIGHT, radius, pm_map_drawing_model (result, 1, radius), &x, &y);
  guint32 curve = pixel_at (light, x, y);
  g_assert_cmpint (curve >> 16, >, (curve & 0xff) + 0x40);
  scene.dark = TRUE;
  cairo_surface_t *dark = paint (&scene);
  pm_profile_drawing_to_screen (&scene, WIDTH, HEIGHT, scene.annuli[3].radius_arcsec, scene.annuli[3].mean, &x, &y);
  g_assert_cmphex (pixel_at (dark, x, y), ==, 0x8fc0fa);
  cairo_surface_destroy (light);
  cairo_surface_destroy (dark);
  pm_profile_scene_clear (&scene);
}

/* Without a fit: about the predicted place, without a curve; without that, no profile. */
static void
test_without_fit (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 8, 8);
  PmProfileScene scene;
  pm_profile_scene_init (&scene);
  pm_profile_drawing_load (&scene, result, 43);
  g_assert_false (scene.fitted);
  g_assert_null (scene.map); /* the test result has no array solution */
  cairo_surface_t *surface = paint (&scene);
  int n_ink = 0;
  for (int i = 40; i < WIDTH - 10; i++)
    n_ink += pixel_at (surface, i, 47) != 0xffffff;
  g_assert_cmpint (n_ink, >, 10); /* the reason in words */
  cairo_surface_destroy (surface);
  pm_profile_drawing_load (&scene, result, 61);
  g_assert_null (scene.map);
  pm_profile_drawing_load (&scene, result, 1000);
  g_assert_null (scene.map);
  pm_profile_drawing_load (&scene, NULL, 0);
  g_assert_null (scene.map);
  surface = paint (&scene);
  g_assert_cmphex (pixel_at (surface, 100, 50), ==, 0);
  cairo_surface_destroy (surface);
  pm_profile_scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-drawing/annuli", test_annuli);
  g_test_add_func ("/profile-drawing/picture", test_picture);
  g_test_add_func ("/profile-drawing/without-fit", test_without_fit);
  return g_test_run ();
}
