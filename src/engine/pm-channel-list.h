/* SPDX-License-Identifier: GPL-3.0-or-later
 * LIST arguments: which channels are meant by `10,15-17,R0[8,2],5200-*`.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* The rows meant by a list, ascending, each once: a new array of gsize, to be freed with g_array_unref(). Items are delimited by commas
 * that stand outside of brackets; blanks around them do not matter. An item is an id (looked up first), a number, or a range of numbers
 * whose ends belong to it and may be open (`15-*`, `*-15`, `*`). Numbers are ids if all ids are whole numbers (LABOCA), else indices. An
 * empty list means no row. NULL with PM_ERROR_OPTION naming the item if that means no channel. indices may be NULL; ids too; entries < 0
 * or NULL are no number and no id. */
GArray *pm_channel_list_parse (const char *list, gsize n, const char *const *ids, const int *indices, GError **error);

/* The same for the rows of a table. */
GArray *pm_channel_list_parse_table (const char *list, const PmPixelTable *table, GError **error);

/* The shortest list that means these rows of the table and no others, with ranges; "" for none. Free with g_free(). Where numbers do not
 * tell the rows, their ids must: different ones, without commas outside of brackets. */
char *pm_channel_list_format (const PmPixelTable *table, const guint *rows, gsize n);

G_END_DECLS
