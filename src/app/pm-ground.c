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
