/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-map-plot.h"

#include "pm-ground.h"
#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

enum
{
  WIDTH = 281,
  ZOOM = 5, /* of 41 cells in 205 pixels */
};

typedef struct
{
  GtkWidget *window;
  PmMapPlot *plot;
  PmResult *result;
  char *readout;
  int n_readouts, n_picks;
  double x, y;
} Fixture;

static void
readout_cb (Fixture *fixture, const char *text)
{
  g_free (fixture->readout);
  fixture->readout = g_strdup (text);
  fixture->n_readouts++;
}

static void
picked_cb (Fixture *fixture, double x, double y)
{
  fixture->x = x;
  fixture->y = y;
  fixture->n_picks++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->result = pm_test_result_new (1, 8, 8);
  fixture->plot = PM_MAP_PLOT (pm_map_plot_new ());
  fixture->window = gtk_window_new ();
  GtkWidget *plot = GTK_WIDGET (fixture->plot);
  gtk_widget_set_size_request (plot, WIDTH, -1);
  gtk_widget_set_halign (plot, GTK_ALIGN_START);
  gtk_widget_set_valign (plot, GTK_ALIGN_START);
  gtk_window_set_child (GTK_WINDOW (fixture->window), plot);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (plot);
  g_assert_cmpint (gtk_widget_get_width (plot), ==, WIDTH);
  g_signal_connect_swapped (plot, "readout", G_CALLBACK (readout_cb), fixture);
  g_signal_connect_swapped (plot, "picked", G_CALLBACK (picked_cb), fixture);
  pm_map_plot_set_pixel (fixture->plot, fixture->result, 3);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  pm_result_unref (fixture->result);
  g_free (fixture->readout);
}

/* A scene like that of the widget, to know where things are. */
static void
make_scene (Fixture *fixture, PmMapScene *scene, gsize row)
{
  pm_map_scene_init (scene);
  scene->text_scale = pm_ground_text_scale (GTK_WIDGET (fixture->plot));
  pm_map_drawing_load (scene, fixture->result, row);
  pm_map_drawing_arrange (scene, WIDTH, gtk_widget_get_height (GTK_WIDGET (fixture->plot)));
  g_assert_cmpint (scene->zoom, ==, ZOOM);
}

static void
test_readout (Fixture *fixture, gconstpointer data)
{
  PmMapScene scene;
  double x, y;
  make_scene (fixture, &scene, 3);
  pm_map_drawing_to_screen (&scene, -12.4, 3.1, &x, &y);
  pm_map_plot_point (fixture->plot, x, y);
  g_assert_nonnull (fixture->readout);
  g_assert_nonnull (strstr (fixture->readout, "X −12.4″  Y 3.1″"));
  g_assert_nonnull (strstr (fixture->readout, " count"));
  g_assert_nonnull (strstr (fixture->readout, "S/N"));
  pm_map_plot_set_plane (fixture->plot, PM_MAP_PLANE_EXPOSURE);
  pm_map_plot_point (fixture->plot, x, y);
  g_assert_nonnull (strstr (fixture->readout, "0.500 s"));
  pm_map_plot_point (fixture->plot, 2, 2); /* outside */
  g_assert_null (fixture->readout);
  int n = fixture->n_readouts;
  pm_map_plot_point (fixture->plot, 3, 2);
  g_assert_cmpint (fixture->n_readouts, ==, n); /* nothing new */
  pm_map_plot_point (fixture->plot, x, y);
  pm_map_plot_set_pixel (fixture->plot, fixture->result, 61); /* without map */
  g_assert_null (fixture->readout);
  pm_map_scene_clear (&scene);
}

/* A click chooses a start only while picking, and ends it. */
static void
test_picking (Fixture *fixture, gconstpointer data)
{
  PmMapScene scene;
  double x, y;
  make_scene (fixture, &scene, 3);
  pm_map_drawing_to_screen (&scene, 5.0, -7.0, &x, &y);
  pm_map_plot_click (fixture->plot, x, y);
  g_assert_cmpint (fixture->n_picks, ==, 0);
  g_assert_false (gtk_widget_get_focusable (GTK_WIDGET (fixture->plot)));
  pm_map_plot_set_picking (fixture->plot, TRUE);
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (fixture->plot)));
  pm_map_plot_click (fixture->plot, 1, 1); /* outside: still picking */
  g_assert_true (pm_map_plot_get_picking (fixture->plot));
  pm_map_plot_click (fixture->plot, x, y);
  g_assert_cmpint (fixture->n_picks, ==, 1);
  pm_assert_close (fixture->x, 5.0, 1e-9, 0.0);
  pm_assert_close (fixture->y, -7.0, 1e-9, 0.0);
  g_assert_false (pm_map_plot_get_picking (fixture->plot));
  pm_map_plot_click (fixture->plot, x, y);
  g_assert_cmpint (fixture->n_picks, ==, 1);
  pm_map_scene_clear (&scene);
}

static gboolean
press (Fixture *fixture, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->plot));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;
      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller))
        continue;
      g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
      return handled;
    }
  g_assert_not_reached ();
}

/* The arrow keys move the start by cells from the fit. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  double fit_x, fit_y;
  pm_map_drawing_fit (fixture->result, 3, &fit_x, &fit_y);
  g_assert_false (press (fixture, GDK_KEY_Left, 0));
  pm_map_plot_set_picking (fixture->plot, TRUE);
  g_assert_true (press (fixture, GDK_KEY_Left, 0));
  pm_assert_close (fixture->x, fit_x - 1.0, 1e-9, 0.0);
  pm_assert_close (fixture->y, fit_y, 1e-9, 0.0);
  pm_map_plot_set_refit (fixture->plot, fixture->x, fixture->y, 9.0);
  g_assert_true (press (fixture, GDK_KEY_Up, GDK_SHIFT_MASK));
  pm_assert_close (fixture->x, fit_x - 1.0, 1e-9, 0.0);
  pm_assert_close (fixture->y, fit_y + 5.0, 1e-9, 0.0);
  g_assert_false (press (fixture, GDK_KEY_b, 0));
  g_assert_false (press (fixture, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_true (press (fixture, GDK_KEY_Escape, 0));
  g_assert_false (pm_map_plot_get_picking (fixture->plot));
  g_assert_false (press (fixture, GDK_KEY_Escape, 0));
}

static guint32
pixel_of (PmMapPlot *plot, double x, double y)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GTK_WIDGET_GET_CLASS (plot)->snapshot (GTK_WIDGET (plot), snapshot);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, 260);
  cairo_t *cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  gsk_render_node_unref (node);
  cairo_surface_flush (surface);
  const guint32 *pixels = (const guint32 *) (void *) cairo_image_surface_get_data (surface);
  guint32 pixel = pixels[(int) y * cairo_image_surface_get_stride (surface) / 4 + (int) x] & 0xffffff;
  cairo_surface_destroy (surface);
  return pixel;
}

/* What is drawn follows pixel, plane and look. */
static void
test_picture (Fixture *fixture, gconstpointer data)
{
  PmMapScene scene;
  double x, y, value, s2n;
  guint32 table[PM_COLORMAP_SIZE];
  make_scene (fixture, &scene, 5);
  pm_map_plot_set_pixel (fixture->plot, fixture->result, 5);
  pm_map_drawing_to_screen (&scene, 14.0, 14.0, &x, &y);
  g_assert_true (pm_map_drawing_value (&scene, 14.0, 14.0, &value, &s2n));
  pm_colormap_fill (PM_COLORMAP_INFERNO, FALSE, table);
  g_assert_cmphex (pixel_of (fixture->plot, x, y), ==, table[pm_colormap_index (pm_stretch_apply (&scene.stretch, value))] & 0xffffff);
  PmMapLook look = PM_MAP_LOOK_INIT;
  look.colormap = PM_COLORMAP_GREY;
  pm_map_plot_set_look (fixture->plot, &look);
  pm_colormap_fill (PM_COLORMAP_GREY, FALSE, table);
  g_assert_cmphex (pixel_of (fixture->plot, x, y), ==, table[pm_colormap_index (pm_stretch_apply (&scene.stretch, value))] & 0xffffff);
  pm_map_plot_set_plane (fixture->plot, PM_MAP_PLANE_EXPOSURE);
  g_assert_cmpint (pm_map_plot_get_plane (fixture->plot), ==, PM_MAP_PLANE_EXPOSURE);
  pm_colormap_fill (PM_COLORMAP_VIRIDIS, FALSE, table);
  g_assert_cmphex (pixel_of (fixture->plot, x, y), ==, table[PM_COLORMAP_SIZE - 1] & 0xffffff); /* all cells have the largest exposure */
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->plot), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Map of the exposure, pixel R0[0,5]");
  pm_map_scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/map-plot/readout", Fixture, NULL, set_up, test_readout, tear_down);
  g_test_add ("/map-plot/picking", Fixture, NULL, set_up, test_picking, tear_down);
  g_test_add ("/map-plot/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/map-plot/picture", Fixture, NULL, set_up, test_picture, tear_down);
  return g_test_run ();
}
