/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixel table as ECSV 1.0 (astropy: Table.read (path, format='ascii.ecsv')): all columns of pm-column.h in their order, arcsec and
 * degrees, nan for no value; in meta the provenance and the meaning of the letters.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* The file's text, rows in the order of the table; free with g_free(). */
char *pm_table_ecsv_to_string (const PmPixelTable *table);

/* Writes that text atomically. PM_ERROR_OUTPUT. */
gboolean pm_table_ecsv_write (const PmPixelTable *table, const char *path, GError **error);

/* Reads a table: columns in any order, unknown ones left out, missing ones without values; there must be `id` or `index`. Angles in deg,
 * arcmin, arcsec, mas or rad are converted. Without `status` it follows from the flags (`flags` given) or from whether x and y are numbers.
 * The truth of a simulated scan is read too: response counts as coupling, ok and noisy as good.
 * Unknown words, infinities and units are errors: PM_ERROR_INPUT naming file, line, column, expected, found. */
PmPixelTable *pm_table_ecsv_read (const char *path, GError **error);

G_END_DECLS
