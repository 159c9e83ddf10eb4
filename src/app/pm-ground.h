/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a widget that draws itself wants to know of its style: whether the ground is dark, how large text is.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As the style says now, whatever theme that is; a widget is drawn anew when its style changes. Main thread. */
gboolean pm_ground_is_dark (GtkWidget *widget);

/* The size of the user's interface font, relative to the 11 points that drawings are made for. */
double pm_ground_text_scale (GtkWidget *widget);

G_END_DECLS
