/* SPDX-License-Identifier: GPL-3.0-or-later
 * Export of a widget: its render node is drawn with cairo, on whatever surface the file needs. What is text on the screen stays text.
 */
#include "config.h"

#include "pm-widget-export.h"

#include "pm-error.h"
#include "pm-file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define PNG_SCALE 2.0
#define POINTS_PER_PIXEL 0.75

static cairo_surface_t *
new_surface (const char *path, const char *temp, double width, double height)
{
  if (g_str_has_suffix (path, ".png"))
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * PNG_SCALE), (int) (height * PNG_SCALE));
      cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
      return surface;
    }
  cairo_surface_t *surface = g_str_has_suffix (path, ".svg")
                               ? cairo_svg_surface_create (temp, width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL)
                               : cairo_pdf_surface_create (temp, width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL);
  cairo_surface_set_device_scale (surface, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  return surface;
}

/* The ground that the widget itself does not draw, then its node. */
static void
draw (GtkWidget *widget, GskRenderNode *node, cairo_surface_t *surface)
{
  GdkRGBA ground = { 1.0f, 1.0f, 1.0f, 1.0f };
  cairo_t *cr = cairo_create (surface);
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "pm_view", &ground);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  if (node)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
}

gboolean
pm_widget_export (GtkWidget *widget, const char *path, GError **error)
{
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean png = g_str_has_suffix (path, ".png");
  if (!png && !g_str_has_suffix (path, ".svg") && !g_str_has_suffix (path, ".pdf"))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, _("%s: expected a name that ends in .png, .svg or .pdf"), path);
      return FALSE;
    }
  g_return_val_if_fail (width > 0.0 && height > 0.0, FALSE);
  g_autofree char *temp = pm_file_temp_name (path);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_t *surface = new_surface (path, temp, width, height);
  draw (widget, node, surface);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_status_t status = png ? cairo_surface_write_to_png (surface, temp) : CAIRO_STATUS_SUCCESS;
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return pm_file_commit (temp, path, error);
  g_unlink (temp);
  g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: %s", path, cairo_status_to_string (status));
  return FALSE;
}
