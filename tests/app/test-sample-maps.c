/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-sample-maps.h"
#include "pm-test.h"

/* Drawn through GTK's own snapshot: the middle of the first map is bright, the gap between two maps is left empty. */
static void
test_picture (void)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (PM_TYPE_SAMPLE_MAPS, NULL));
  int width, height;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, ==, 6 * 41 + 5 * 9);
  g_assert_cmpint (height, ==, 2 * 41 + 9);

  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const guint32 *pixels = (const guint32 *) cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;
  g_assert_cmphex (pixels[20 * stride + 20] >> 16 & 0xff, >, 0xc0);
  g_assert_cmphex (pixels[20 * stride + 2] >> 16 & 0xff, <, 0xc0);
  g_assert_cmphex (pixels[20 * stride + 45], ==, 0);

  cairo_surface_destroy (surface);
  gsk_render_node_unref (node);
  g_assert_finalize_object (widget);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample-maps/picture", test_picture);
  return g_test_run ();
}
