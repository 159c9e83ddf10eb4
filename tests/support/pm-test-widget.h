/* SPDX-License-Identifier: GPL-3.0-or-later
 * Helpers of the tests of widgets: waiting, and pictures of what is drawn. Only for programs that link GTK.
 */
#pragma once

#include <gtk/gtk.h>

static inline gboolean
pm_test_wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the condition holds; fails after 10 s. */
#define pm_test_wait_until(condition)                                                                                                      \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    gint64 deadline_ = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;                                                                  \
    guint alarm_ = g_timeout_add (20, pm_test_wake_cb, NULL);                                                                              \
    while (!(condition) && g_get_monotonic_time () < deadline_)                                                                            \
      g_main_context_iteration (NULL, TRUE);                                                                                               \
    g_source_remove (alarm_);                                                                                                              \
    g_assert_true (condition);                                                                                                             \
  }                                                                                                                                        \
  G_STMT_END

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

/* What the widget draws, as an ARGB32 image; cairo_surface_destroy() it. */
static inline cairo_surface_t *
pm_test_draw_widget (GtkWidget *widget)
{
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
