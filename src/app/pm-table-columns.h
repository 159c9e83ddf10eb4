/* SPDX-License-Identifier: GPL-3.0-or-later
 * The columns of the table view: one GtkColumnViewColumn for each column of the pixel table, made of PmTableCell.
 *
 * GTK 4.8 hides a part of what is needed here (the list within a column view, its rows, the column it is sorted by): this is the one place
 * that finds out.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Appends all columns; those of the usual work are visible. */
void pm_table_columns_add (GtkColumnView *view, PmViewModel *model);

/* The column of the view that shows that column of the table. Belongs to the view. */
GtkColumnViewColumn *pm_table_columns_find (GtkColumnView *view, PmColumn column);

/* Which column of the table a column of the view shows. */
PmColumn pm_table_columns_get (GtkColumnViewColumn *column);

/* The names of the visible columns in the order in which they stand; free with g_strfreev(). Setting shows these, in that order, and hides
 * the others but for the id; names that do not exist are left out. NULL: those visible at first. */
char **pm_table_columns_dup_visible (GtkColumnView *view);
void   pm_table_columns_set_visible (GtkColumnView *view, const char *const *names);

/* The visible columns themselves: *n of them; free with g_free(). */
PmColumn *pm_table_columns_dup_columns (GtkColumnView *view, gsize *n);

/* Makes each column as wide as its numbers can be, in the font of the view. */
void pm_table_columns_fit (GtkColumnView *view);

/* The column that the person chose to sort by in the header; -1: none. */
int pm_table_columns_get_sort (GtkColumnView *view, gboolean *descending);

/* The list below the header: it has the actions "list.scroll-to-item" and the like. */
GtkWidget *pm_table_columns_get_list (GtkColumnView *view);

/* The pixel of a row of that list, or of the row that a widget is in; PM_PIXEL_NONE: of none. */
int pm_table_columns_get_pixel (GtkColumnView *view, GtkWidget *widget);

/* The row of that list that shows a pixel; NULL: none does now. */
GtkWidget *pm_table_columns_find_row (GtkColumnView *view, int pixel);

/* Shows anew what the model says, in all cells, or in those of one pixel. */
void pm_table_columns_refresh (GtkColumnView *view, PmViewModel *model);
void pm_table_columns_refresh_pixel (GtkColumnView *view, PmViewModel *model, int pixel);

G_END_DECLS
