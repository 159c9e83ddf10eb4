/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmJournal: a file of records that are on the disk when the call returns. A record is a list of texts; each line carries a checksum, so
 * that what a crash left half written is noticed and cut off.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PmJournal PmJournal;

/* Opens or makes a journal for this process alone. *records (of GStrv, free with g_ptr_array_unref()) is what stands in it up to the first
 * damaged line; the rest is cut off. PM_ERROR_INPUT if the file is not a journal, PM_ERROR_OUTPUT. */
PmJournal *pm_journal_open (const char *path, GPtrArray **records, GError **error);

/* Closes; the file stays, or goes if it holds no record and remove_empty is set. */
void pm_journal_close (PmJournal *self, gboolean remove_empty);

/* Collects a record; NULL-terminated. pm_journal_flush() brings all collected ones to the disk; those that fail stay collected.
 * PM_ERROR_OUTPUT. */
void     pm_journal_add (PmJournal *self, const char *const *record);
gboolean pm_journal_flush (PmJournal *self, GError **error);

/* Forgets all records. PM_ERROR_OUTPUT. */
gboolean pm_journal_discard (PmJournal *self, GError **error);

G_END_DECLS
