/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-profile-plot.h"

#include "pm-test-result.h"
#include "pm-test.h"

enum
{
  WIDTH = 281
};

static cairo_surface_t *
draw (GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, 106);
  cairo_t *cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  gsk_render_node_unref (node);
  cairo_surface_flush (surface);
  return surface;
}

static int
count_accent (cairo_surface_t *surface)
{
  const guint32 *pixels = (const guint32 *) (void *) cairo_image_surface_get_data (surface);
  int n = 0;
  for (int i = 0; i < cairo_image_surface_get_stride (surface) / 4 * cairo_image_surface_get_height (surface); i++)
    n += (pixels[i] & 0xffffff) == 0x1259b8;
  cairo_surface_destroy (surface);
  return n;
}

/* Points for a pixel with a map, none for one without, and again after coming back. */
static void
test_follows_the_pixel (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 8, 8);
  GtkWidget *plot = pm_profile_plot_new ();
  GtkWidget *window = gtk_window_new ();
  gtk_widget_set_size_request (plot, WIDTH, -1);
  gtk_widget_set_valign (plot, GTK_ALIGN_START);
  gtk_widget_set_halign (plot, GTK_ALIGN_START);
  gtk_window_set_child (GTK_WINDOW (window), plot);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (plot);
  g_assert_cmpint (gtk_widget_get_width (plot), ==, WIDTH);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_ROLE_IMG);
  g_assert_cmpint (count_accent (draw (plot)), ==, 0);
  pm_profile_plot_set_pixel (PM_PROFILE_PLOT (plot), result, 3);
  g_assert_cmpint (count_accent (draw (plot)), >, 100);
  pm_profile_plot_set_pixel (PM_PROFILE_PLOT (plot), result, 61);
  g_assert_cmpint (count_accent (draw (plot)), ==, 0);
  pm_profile_plot_set_pixel (PM_PROFILE_PLOT (plot), result, 3);
  g_assert_cmpint (count_accent (draw (plot)), >, 100);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-plot/follows-the-pixel", test_follows_the_pixel);
  return g_test_run ();
}
