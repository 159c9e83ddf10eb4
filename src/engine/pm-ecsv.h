/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmEcsv: reads the rows of any ECSV table as text, one after the other, and helps writers with cells. What the columns mean is the
 * business of pm-table-ecsv and pm-flag-file.
 */
#pragma once

#include "pm-ecsv-header.h"

G_BEGIN_DECLS

typedef struct _PmEcsv PmEcsv;

/* Reads the file and its header. Space and comma delimiters, LF and CRLF, empty lines and comments between rows. PM_ERROR_INPUT for
 * anything that is not ECSV, is longer than 512 MiB, is not UTF-8, or whose line of names is not that of the header. */
PmEcsv *pm_ecsv_open (const char *path, GError **error);
void    pm_ecsv_free (PmEcsv *self);

const PmEcsvHeader *pm_ecsv_header (const PmEcsv *self);

/* The place of a column, -1 if there is none. */
int pm_ecsv_find_column (const PmEcsv *self, const char *name);

/* How many rows follow, found by counting lines. */
gsize pm_ecsv_count_rows (const PmEcsv *self);

/* The cells of the next row, one per column, unquoted; they belong to the reader until the next call. NULL without an error at the end;
 * NULL with PM_ERROR_INPUT for a row with another number of cells, an open quote or a line of more than 64 KiB. */
const char *const *pm_ecsv_next (PmEcsv *self, GError **error);

/* Sets PM_ERROR_INPUT naming the file, the current line, the column, what was expected and what was found there. Returns FALSE. */
gboolean pm_ecsv_fail (const PmEcsv *self, int column, const char *expected, const char *found, GError **error);

/* Appends one cell for a row delimited by blanks, quoted as in CSV where needed; control characters become blanks. */
void pm_ecsv_append_cell (GString *out, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmEcsv, pm_ecsv_free)

G_END_DECLS
