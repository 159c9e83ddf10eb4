/* SPDX-License-Identifier: GPL-3.0-or-later
 * What made a result: program, inputs, options, and what was found for the array as a whole, as ordered pairs for every output.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* Adds the pairs to a table's metadata: instrument, scans, object, date, options that differ from their defaults, inputs with size,
 * date and FITS CHECKSUM (SHA-256 if provenance.sha256 is set), beam, array solutions, shifts between scans. The one date of writing is
 * SOURCE_DATE_EPOCH if that is set. PM_ERROR_INPUT if a file cannot be read again for its SHA-256. */
gboolean pm_provenance_describe (PmPixelTable *table, const PmResult *result, PmScan *const *scans, gsize n_scans, GError **error);

/* SOURCE_DATE_EPOCH or now, as ISO 8601 in UTC; free with g_free(). */
char *pm_provenance_now (void);

G_END_DECLS
