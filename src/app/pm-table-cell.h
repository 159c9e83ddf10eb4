/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmTableCell: a cell of the table view. It draws its text itself: a table has more than 2,000 cells alive, of which 300 are seen, and this
 * one costs nothing before it is seen. Numbers stand at the right, texts at the left; the status has its glyph; pixels that are left out
 * are dim. The id has the style class pm-current or pm-hovered, if its pixel is.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_TABLE_CELL (pm_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (PmTableCell, pm_table_cell, PM, TABLE_CELL, GtkWidget)

GtkWidget *pm_table_cell_new (PmColumn column);

/* Shows what the model says about the pixel now. A pixel without a result: nothing. */
void pm_table_cell_show (PmTableCell *self, PmViewModel *model, int pixel);

int         pm_table_cell_get_pixel (PmTableCell *self); /* PM_PIXEL_NONE: it shows none */
const char *pm_table_cell_get_text (PmTableCell *self);

G_END_DECLS
