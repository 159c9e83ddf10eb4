/* SPDX-License-Identifier: GPL-3.0-or-later
 * What made a result: program, inputs, options, and what was found for the array as a whole, as ordered pairs for every output.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* Adds the pairs to a table's metadata: instrument, scans, object, date, inputs (pm-scan-notes.h), how many pixels were judged by hand and
 * fitted again, options that differ from their defaults, beam, array solutions, shifts between scans. The one date of writing is
 * SOURCE_DATE_EPOCH if that is set. table: usually the result's own, as long as nobody else has it. */
void pm_provenance_describe (PmPixelTable *table, const PmResult *result);

/* SOURCE_DATE_EPOCH or now, as ISO 8601 in UTC; free with g_free(). */
char *pm_provenance_now (void);

G_END_DECLS
