/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmScanNotes: what the provenance of a result tells of its scans, kept as text: a result can be described when its scans are long gone.
 * Immutable; reference counted; any thread.
 */
#pragma once

#include "pm-options.h"
#include "pm-pixel-table.h"
#include "pm-scan.h"

G_BEGIN_DECLS

typedef struct _PmScanNotes PmScanNotes;

/* Instrument, scans, object, date, frames; and the files with size, date and FITS CHECKSUM, and their SHA-256 if provenance.sha256 is set.
 * PM_ERROR_INPUT if a file cannot be read again for that. */
PmScanNotes *pm_scan_notes_new (PmScan *const *scans, gsize n_scans, const PmOptions *options, GError **error);
PmScanNotes *pm_scan_notes_ref (PmScanNotes *self);
void         pm_scan_notes_unref (PmScanNotes *self);

/* Adds the pairs to a table's metadata: what was observed, and from which files. */
void pm_scan_notes_add_scans (const PmScanNotes *self, PmPixelTable *table);
void pm_scan_notes_add_files (const PmScanNotes *self, PmPixelTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmScanNotes, pm_scan_notes_unref)

G_END_DECLS
