/* SPDX-License-Identifier: GPL-3.0-or-later
 * Rows of the pixel table as plain text for other programs: the same in every locale.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* Appends one value as files have it: numbers with 12 digits and a decimal point, "nan" for none; words; letters, "-" for none. Texts are
 * appended as they are. */
void pm_table_text_append_cell (GString *out, const PmPixelTable *table, PmColumn column, gsize row);

/* A line with the names of the columns, then a line for each of the rows, in that order; tabs between: what spreadsheets and editors paste.
 * rows NULL: all rows, whatever n_rows is. Free with g_free(). */
char *pm_pixel_table_to_text (const PmPixelTable *table, const PmColumn *columns, gsize n_columns, const int *rows, gsize n_rows);

G_END_DECLS
