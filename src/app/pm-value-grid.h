/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmValueGrid: rows of name, value and what belongs to it (error, unit), numbers below each other. Rows are kept and filled anew: showing
 * another pixel makes no widgets. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_VALUE_GRID (pm_value_grid_get_type ())
G_DECLARE_FINAL_TYPE (PmValueGrid, pm_value_grid, PM, VALUE_GRID, GtkWidget)

GtkWidget *pm_value_grid_new (void);

/* Fills row after row between begin and end; rows that are left from before are hidden. Texts are copied; tooltip may be NULL. */
void pm_value_grid_begin (PmValueGrid *self);
void pm_value_grid_add (PmValueGrid *self, const char *name, const char *value, const char *extra, const char *tooltip);
void pm_value_grid_end (PmValueGrid *self);

guint pm_value_grid_get_n_rows (PmValueGrid *self);

/* What stands in a row; column 0: name, 1: value, 2: extra. Owned by the widget. */
const char *pm_value_grid_get_text (PmValueGrid *self, guint row, guint column);

G_END_DECLS
