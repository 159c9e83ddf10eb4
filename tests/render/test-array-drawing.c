/* SPDX-License-Identifier: GPL-3.0-or-later
 * Tests src/render/pm-array-drawing.c and its parts. Pictures go to the build folder: array-*.png.
 */
#include "pm-array-drawing.h"
#include "pm-error.h"
#include "pm-test-array.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static PmArrayLayout *
make_layout (const PmTestArray *array)
{
  PmArraySource source = { array->table, array->nominal_x, array->nominal_y, array->suspicious, NULL, PM_ARRAY_COUPLING, FALSE,
                           FALSE, NULL };
  return pm_array_layout_new (&source);
}

static cairo_surface_t *
paint (const PmArrayScene *scene, PmPixelSelection *selection, const char *name)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) scene->width, (int) scene->height);
  cairo_t *cr = cairo_create (surface);
  pm_array_drawing_paint (cr, scene);
  if (selection)
    pm_array_drawing_paint_selection (cr, scene, selection);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (name)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_BUILT, name, NULL);
      g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
    }
  return surface;
}

static guint32
pixel_at (cairo_surface_t *surface, double x, double y)
{
  const guint32 *data = (const guint32 *) cairo_image_surface_get_data (surface);
  return data[(int) y * cairo_image_surface_get_stride (surface) / 4 + (int) x];
}

static void
test_pictures (void)
{
  g_autoptr (PmTestArray) array = pm_test_array_new (1, 32, 40);
  g_autoptr (PmArrayLayout) layout = make_layout (array);
  PmPixelSelection *selection = pm_pixel_selection_new ((guint) layout->n_pixels);
  GArray *some = pm_array_layout_find_rectangle (layout, 20.0, -30.0, 45.0, -10.0);
  pm_pixel_selection_set (selection, (const guint *) (gpointer) some->data, some->len);
  pm_pixel_selection_set_current (selection, (int) g_array_index (some, guint, 10));
  PmArrayScene scene;
  for (int k = 0; k < 4; k++)
    {
      const char *const names[] = { "array-dark.png", "array-light.png", "array-vectors-dark.png", "array-tall-light.png" };
      pm_array_scene_init (&scene, layout, "Coupling");
      scene.palette = pm_array_palette (k == 0 || k == 2);
      scene.snap = TRUE;
      scene.north_deg = 50.0;
      scene.residuals = k == 2;
      scene.detector_side = k == 3;
      pm_array_drawing_arrange (&scene, k == 2 ? 1100.0 : 728.0, k == 3 ? 900.0 : 690.0);
      pm_array_drawing_fit (&scene);
      cairo_surface_t *surface = paint (&scene, selection, names[k]);
      cairo_surface_destroy (surface);
    }
  g_array_unref (some);
  g_object_unref (selection);
}

/* Each good pixel shows the colour of its value in its middle; both ways of drawing give the same colours. */
static void
test_colours (void)
{
  for (int many = 0; many < 2; many++)
    {
      g_autoptr (PmTestArray) array = many ? pm_test_array_new (1, 120, 120) : pm_test_array_new (1, 30, 30);
      g_autoptr (PmArrayLayout) layout = make_layout (array);
      PmArrayScene scene;
      guint32 colours[PM_COLORMAP_SIZE];
      pm_array_scene_init (&scene, layout, NULL);
      scene.snap = TRUE;
      pm_array_drawing_arrange (&scene, many ? 1300.0 : 600.0, many ? 1300.0 : 600.0);
      pm_array_drawing_fit (&scene);
      cairo_surface_t *surface = paint (&scene, NULL, NULL);
      pm_colormap_fill (scene.map, FALSE, colours);
      int n_checked = 0;
      for (guint i = 0; i < layout->n_pixels; i++)
        if (layout->state[i] == PM_ARRAY_STATE_GOOD)
          {
            double x, y;
            pm_array_drawing_to_screen (&scene, layout->x[i], layout->y[i], &x, &y);
            guint32 expected = colours[pm_colormap_index ((layout->value[i] - scene.low) / (scene.high - scene.low))];
            n_checked += pixel_at (surface, x, y) == expected;
          }
      /* Few lie below a neighbour. */
      g_assert_cmpint (n_checked, >, (int) (0.85 * (double) layout->n_pixels));
      cairo_surface_destroy (surface);
    }
}

static void
test_transform (void)
{
  g_autoptr (PmTestArray) array = pm_test_array_new (1, 10, 30);
  g_autoptr (PmArrayLayout) layout = make_layout (array);
  PmArrayScene scene;
  pm_array_scene_init (&scene, layout, NULL);
  for (int k = 0; k < 4; k++)
    {
      double x, y, screen_x, screen_y;
      scene.detector_side = k % 2;
      pm_array_drawing_arrange (&scene, k < 2 ? 900.0 : 500.0, k < 2 ? 300.0 : 500.0);
      pm_array_drawing_fit (&scene);
      pm_array_drawing_to_screen (&scene, 3.0, -2.0, &screen_x, &screen_y);
      pm_array_drawing_from_screen (&scene, screen_x, screen_y, &x, &y);
      pm_assert_close (x, 3.0, 1e-9, 0);
      pm_assert_close (y, -2.0, 1e-9, 0);
      pm_array_drawing_to_screen (&scene, layout->right, layout->top, &screen_x, &screen_y);
      g_assert_true (screen_x >= scene.plot.x && screen_x <= scene.plot.x + scene.plot.width && screen_y >= scene.plot.y);
      g_assert_true ((screen_x > scene.plot.x + 0.5 * scene.plot.width) != scene.detector_side);
      g_assert_cmpint (scene.bar_below, ==, k >= 2 || scene.bar_below); /* a wide array keeps the bar where it is larger */
    }
}

static void
test_export (void)
{
  g_autoptr (PmTestArray) array = pm_test_array_new (1, 20, 20);
  g_autoptr (PmArrayLayout) layout = make_layout (array);
  g_autofree char *folder = pm_test_make_dir ();
  static const struct
  {
    const char *name, *magic;
  } formats[] = { { "a.png", "\x89PNG" }, { "a.svg", "<?xml" }, { "a.PDF", "%PDF" } };
  PmArrayScene scene;
  pm_array_scene_init (&scene, layout, "Coupling");
  scene.residuals = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_build_filename (folder, formats[i].name, NULL), *data = NULL;
      g_assert_true (pm_array_drawing_export (path, &scene, 800.0, 600.0, FALSE, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
      g_assert_true (g_str_has_prefix (data, formats[i].magic));
    }
  g_autoptr (GError) suffix = NULL, size = NULL, place = NULL;
  g_autofree char *wrong = g_build_filename (folder, "a.gif", NULL), *nowhere = g_build_filename (folder, "no", "a.png", NULL);
  g_assert_false (pm_array_drawing_export (wrong, &scene, 800.0, 600.0, FALSE, NULL, &suffix));
  g_assert_error (suffix, PM_ERROR, PM_ERROR_OPTION);
  g_assert_false (pm_array_drawing_export (nowhere, &scene, 8.0, 600.0, FALSE, NULL, &size));
  g_assert_error (size, PM_ERROR, PM_ERROR_OPTION);
  g_assert_false (pm_array_drawing_export (nowhere, &scene, 800.0, 600.0, FALSE, NULL, &place));
  g_assert_error (place, PM_ERROR, PM_ERROR_OUTPUT);
  pm_test_remove_dir (folder);
}

/* Neither a table without pixels nor one without values is a problem. */
static void
test_nothing (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (3);
  PmArraySource source = { table, NULL, NULL, NULL, NULL, PM_ARRAY_COUPLING, FALSE, FALSE, NULL };
  g_autoptr (PmArrayLayout) layout = pm_array_layout_new (&source);
  for (int k = 0; k < 3; k++)
    {
      PmArrayScene scene;
      pm_array_scene_init (&scene, k ? layout : NULL, "Coupling");
      scene.residuals = TRUE;
      pm_array_drawing_arrange (&scene, k == 2 ? 30.0 : 300.0, k == 2 ? 20.0 : 200.0);
      pm_array_drawing_fit (&scene);
      cairo_surface_t *surface = paint (&scene, NULL, NULL);
      g_assert_cmphex (pixel_at (surface, 1.0, 1.0), ==, 0xffffffff);
      cairo_surface_destroy (surface);
    }
}

/* 3,840 pixels take 20 to 30 ms and 100,000 less than 20 ms here; the limit is for slow and busy machines. */
static void
test_speed (void)
{
  for (int many = 0; many < 2; many++)
    {
      g_autoptr (PmTestArray) array = many ? pm_test_array_new (1, 250, 400) : pm_test_array_new (1, 60, 64);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (PmArrayLayout) layout = make_layout (array);
      g_test_message ("%zu pixels: layout %.1f ms", layout->n_pixels, 1e-3 * (double) (g_get_monotonic_time () - start));
      PmArrayScene scene;
      pm_array_scene_init (&scene, layout, "Coupling");
      scene.snap = TRUE;
      pm_array_drawing_arrange (&scene, 1280.0, 800.0);
      pm_array_drawing_fit (&scene);
      double best = INFINITY;
      for (int k = 0; k < 5; k++)
        {
          start = g_get_monotonic_time ();
          cairo_surface_destroy (paint (&scene, NULL, NULL));
          best = MIN (best, 1e-3 * (double) (g_get_monotonic_time () - start));
        }
      g_test_message ("%zu pixels: painted in %.1f ms", layout->n_pixels, best);
      g_assert_cmpfloat (best, <, 200.0);
      if (many)
        cairo_surface_destroy (paint (&scene, NULL, "array-many-light.png"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/array-drawing/pictures", test_pictures);
  g_test_add_func ("/array-drawing/colours", test_colours);
  g_test_add_func ("/array-drawing/transform", test_transform);
  g_test_add_func ("/array-drawing/export", test_export);
  g_test_add_func ("/array-drawing/nothing", test_nothing);
  g_test_add_func ("/array-drawing/speed", test_speed);
  return g_test_run ();
}
