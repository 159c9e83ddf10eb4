/* SPDX-License-Identifier: GPL-3.0-or-later
 * Whether a widget stands on a dark ground: for widgets that draw themselves.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As the style says now, whatever theme that is; a widget is drawn anew when its style changes. Main thread. */
gboolean pm_ground_is_dark (GtkWidget *widget);

G_END_DECLS
