/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmFlagLog: what a person decided about the pixels, judgements and refits, with its whole history, undo and redo, and a journal that
 * survives a crash. It belongs to the main thread. Pixels are numbers 0 ... n - 1, the rows of the pixel table (pm_flag_log_set_pixels());
 * all is kept under the pixels' ids, so that nothing is lost when another array is shown.
 */
#pragma once

#include "pm-flag-event.h"
#include "pm-flag-file.h"
#include "pm-journal.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Properties, read only: can-undo, can-redo (boolean). Signal: changed(), after each change of a judgement, of a refit or of the pixels. */
#define PM_TYPE_FLAG_LOG (pm_flag_log_get_type ())
G_DECLARE_FINAL_TYPE (PmFlagLog, pm_flag_log, PM, FLAG_LOG, GObject)

PmFlagLog *pm_flag_log_new (void);

/* Names the pixels. The history stays. */
void  pm_flag_log_set_pixels (PmFlagLog *self, const char *const *ids, gsize n_pixels);
gsize pm_flag_log_get_n_pixels (PmFlagLog *self);

/* Judges pixels as one step of undo; a pixel that is named twice counts once. What was undone before cannot be redone any more.
 * user NULL: who runs the program; time NULL: now. No pixels: nothing happens. */
void pm_flag_log_judge (PmFlagLog *self, const gsize *pixels, gsize n, PmFlagState state, const char *reason, const char *user,
                        const char *time);

/* Notes that a pixel was fitted again, as one step of undo: radius (> 0) and start in arcsec (NAN: chosen), domain PM_DOMAIN_TIME,
 * PM_DOMAIN_MAP, or -1: as the options say. */
void pm_flag_log_refit (PmFlagLog *self, gsize pixel, double radius, double x0, double y0, int domain);

/* Takes a step back or does it again. Returns of how many pixels; 0 if there is no step. */
gsize    pm_flag_log_undo (PmFlagLog *self);
gsize    pm_flag_log_redo (PmFlagLog *self);
gboolean pm_flag_log_get_can_undo (PmFlagLog *self);
gboolean pm_flag_log_get_can_redo (PmFlagLog *self);

/* What holds for a pixel. */
PmPixelManual pm_flag_log_get_manual (PmFlagLog *self, gsize pixel);

/* The refit that holds for a pixel; FALSE, and *refit untouched, if there is none. Its id belongs to the log. */
gboolean pm_flag_log_get_refit (PmFlagLog *self, gsize pixel, PmRefit *refit);

/* The refits that hold, of pixels of other arrays too: PmRefit, one for each pixel, oldest first. Free with g_ptr_array_unref(). */
GPtrArray *pm_flag_log_list_refits (PmFlagLog *self);

/* Another number after each change of what pm_flag_log_list_refits() gives: tells whether undo or redo concerned refits. */
guint pm_flag_log_get_refit_serial (PmFlagLog *self);

/* All that was done to a pixel, what was undone too: const PmFlagEvent, oldest first. Free with g_ptr_array_unref(); the events belong to
 * the log: valid until pm_flag_log_load(). */
GPtrArray *pm_flag_log_get_history (PmFlagLog *self, gsize pixel);

/* The judgements of a pixel without what was undone, oldest first; valid until pm_flag_log_load(). */
gsize              pm_flag_log_get_n_judgements (PmFlagLog *self, gsize pixel);
const PmJudgement *pm_flag_log_get_judgement (PmFlagLog *self, gsize pixel, gsize i);

/* What holds for all pixels, as pm_reduce() takes it; free with g_free(). */
PmPixelManual *pm_flag_log_dup_manual (PmFlagLog *self);

/* All judgements and refits that hold or held, oldest first, those of pixels of other arrays too. Free with pm_flag_file_free(). */
PmFlagFile *pm_flag_log_to_file (PmFlagLog *self);

/* Adds the judgements and refits of a file, as one step of undo. */
void pm_flag_log_add_file (PmFlagLog *self, const PmFlagFile *file);

/* Starts from the judgements and refits of a saved session: forgets everything, adds those of the file; nothing goes to the journal. In
 * what order judgements and refits came, and who asked for a refit, a file does not tell. */
void pm_flag_log_load (PmFlagLog *self, const PmFlagFile *file);

/* Replays the journal at path, if there is one, over the log, and adds each further step to it as it is made, on the disk before the call
 * returns. A last line that was cut off by a crash is left out. *n_recovered (may be NULL) becomes the number of pixels judged or fitted
 * again in the journal. PM_ERROR_INPUT if it is no journal, PM_ERROR_OUTPUT if it cannot be written or another process has it open. The log
 * must be as it was when the journal was begun: new, or loaded from the file whose saving discarded the journal. */
gboolean pm_flag_log_open_journal (PmFlagLog *self, const char *path, gsize *n_recovered, GError **error);

/* The same with a journal that is open already, and its records (pm_journal_open()): nothing can fail any more. Takes the journal over. */
void pm_flag_log_take_journal (PmFlagLog *self, PmJournal *journal, GPtrArray *records, gsize *n_recovered);

/* Whether steps go to a journal. */
gboolean pm_flag_log_has_journal (PmFlagLog *self);

/* Empties the journal: after the judgements were saved. */
void pm_flag_log_discard_journal (PmFlagLog *self);

/* Ends journalling. A journal that was discarded last is removed; else it stays for recovery, as it does when the log is freed. */
void pm_flag_log_close_journal (PmFlagLog *self);

/* Why the journal lacks the last steps; NULL: it is complete. They are tried again with the next step. */
const GError *pm_flag_log_get_journal_error (PmFlagLog *self);

G_END_DECLS
