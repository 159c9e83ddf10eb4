/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmTablePage: the result as a table, one row for each pixel that the model's filter lets through. Selection, current and hovered pixel are
 * those of the model.
 *
 * Properties, for the window to keep: columns (GStrv: names of the visible columns, in order; NULL: the usual ones), sort (string: name of
 * the column it is sorted by, with "-" before it if descending; "": the order of the model), follow (boolean: the row of the current
 * pixel is kept in sight). All can be set and notify. Main thread only.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_TABLE_PAGE (pm_table_page_get_type ())
G_DECLARE_FINAL_TYPE (PmTablePage, pm_table_page, PM, TABLE_PAGE, GtkBox)

GtkWidget *pm_table_page_new (PmViewModel *model);

/* Where the window puts what it has to say about the view, at the left. */
GtkBox *pm_table_page_get_tool_bar (PmTablePage *self);

/* Puts the selected rows, or all rows shown if none of them is selected, on the clipboard: visible columns as pm_pixel_table_to_text()
 * writes them. */
void pm_table_page_copy (PmTablePage *self);

/* Puts the keyboard focus into the filter. */
void pm_table_page_focus_filter (PmTablePage *self);

/* The text that would be copied; free with g_free(). NULL without a result. */
char *pm_table_page_dup_text (PmTablePage *self);

G_END_DECLS
