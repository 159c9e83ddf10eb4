/* SPDX-License-Identifier: GPL-3.0-or-later
 * Widgets in tests: showing them, and pictures of what they draw. Only for programs that link GTK.
 */
#pragma once

#include "pm-test-wait.h"

#include <gtk/gtk.h>

/* Shows a widget in a window without decoration and waits until it has its size. The widget is the window's. */
static inline GtkWidget *
pm_test_show_widget (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  pm_test_wait_until (gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) == width);
  return window;
}

/* What the widget draws in its next frame, as an ARGB32 image; cairo_surface_destroy() it. */
static inline cairo_surface_t *
pm_test_draw_widget (GtkWidget *widget)
{
  gtk_test_widget_wait_for_draw (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  if (node)
    {
      cairo_t *cr = cairo_create (surface);
      gsk_render_node_draw (node, cr);
      cairo_destroy (cr);
      gsk_render_node_unref (node);
    }
  cairo_surface_flush (surface);
  return surface;
}
