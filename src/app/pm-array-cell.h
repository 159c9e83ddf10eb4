/* SPDX-License-Identifier: GPL-3.0-or-later
 * The child of the array view that has the keyboard focus: it lies on the current pixel, has its name, and draws nothing, so that screen
 * readers follow.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_ARRAY_CELL (pm_array_cell_get_type ())
G_DECLARE_FINAL_TYPE (PmArrayCell, pm_array_cell, PM, ARRAY_CELL, GtkWidget)

GtkWidget *pm_array_cell_new (void);

/* What a screen reader says. */
void        pm_array_cell_set_name (PmArrayCell *self, const char *name);
const char *pm_array_cell_get_name (PmArrayCell *self);

G_END_DECLS
