/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmToolRow: the contents of a view's tool bar: children side by side, of which the less important ones vanish where there is no room.
 * A child that expands takes the room that is left.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_TOOL_ROW (pm_tool_row_get_type ())
G_DECLARE_FINAL_TYPE (PmToolRow, pm_tool_row, PM, TOOL_ROW, GtkWidget)

/* The children of the highest rank vanish first, together; those of rank 0, which is what all have at the beginning, never. */
void pm_tool_row_set_rank (PmToolRow *self, GtkWidget *child, guint rank);

/* Whether the child has room; as of the last allocation. */
gboolean pm_tool_row_has_room_for (PmToolRow *self, GtkWidget *child);

G_END_DECLS
