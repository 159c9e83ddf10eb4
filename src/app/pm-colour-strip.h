/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmColourStrip: a colour map as a horizontal strip, the lower limit at the left.
 */
#pragma once

#include "pm-colormap.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_COLOUR_STRIP (pm_colour_strip_get_type ())
G_DECLARE_FINAL_TYPE (PmColourStrip, pm_colour_strip, PM, COLOUR_STRIP, GtkWidget)

GtkWidget *pm_colour_strip_new (PmColormap map);
void       pm_colour_strip_set_map (PmColourStrip *self, PmColormap map, gboolean inverted);

G_END_DECLS
