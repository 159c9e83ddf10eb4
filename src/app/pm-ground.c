/* SPDX-License-Identifier: GPL-3.0-or-later
 * The colour of text tells: it is light on a dark ground, in any theme.
 */
#include "config.h"

#include "pm-ground.h"

gboolean
pm_ground_is_dark (GtkWidget *widget)
{
  GdkRGBA text;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  return 0.299f * text.red + 0.587f * text.green + 0.114f * text.blue > 0.5f; /* luma of ITU-R BT.601 */
}

double
pm_ground_text_scale (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  if (pango_font_description_get_size_is_absolute (font))
    size *= 72.0 / 96.0; /* from pixels */
  else
    size *= MAX (pango_cairo_context_get_resolution (context), 96.0) / 96.0;
  return size > 0.0 ? CLAMP (size / 11.0, 0.5, 3.0) : 1.0;
}
