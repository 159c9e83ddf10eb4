/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmGridCell: the child of a grid that has the focus, and that assistive technology sees as the current cell. Draws nothing.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_GRID_CELL (pm_grid_cell_get_type ())
G_DECLARE_FINAL_TYPE (PmGridCell, pm_grid_cell, PM, GRID_CELL, GtkWidget)

GtkWidget *pm_grid_cell_new (void);

/* Renames the cell, which is what a screen reader picks up; rows and columns count from 0. name NULL: no cell is current. */
void pm_grid_cell_describe (PmGridCell *self, const char *name, int row, int column, int place, int n_cells);

/* The name as it was set, NULL if there is none; belongs to the cell. */
const char *pm_grid_cell_get_name (PmGridCell *self);

G_END_DECLS
