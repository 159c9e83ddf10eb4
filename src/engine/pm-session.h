/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmSession: the document of a window: scans, options, the reduction that runs, its result with the judgements and refits by hand. It lives
 * in the main thread; what takes time is done in the background and comes as a change of a property.
 */
#pragma once

#include "pm-file-guard.h"
#include "pm-flag-log.h"
#include "pm-job.h"
#include "pm-scan-item.h"
#include "pm-suspicion.h"

G_BEGIN_DECLS

/* Properties, read only:
 *   result (pointer, PmResult): judged; NULL: none. Follows each round, each judgement, each refit.
 *   out-of-date (boolean): options or scans are not those of the result.
 *   unsaved (boolean): there are judgements, refits, options or scans that no file holds.
 *   can-undo, can-redo (boolean)
 *   path (string): of the session file; NULL: it has none.
 *   memory-bytes (uint64): forecast for the checked scans.
 *   file-state (int, PmFileState): whether the session file may be written; see pm_session_look_at_file().
 * Signals: "options-changed" (); "scans-changed" () a scan came, went, is ready, failed, was checked or unchecked; "failed" (GError *) a
 * reduction, a refit failed, or a judgement could not be brought to the disk. */
#define PM_TYPE_SESSION (pm_session_get_type ())
G_DECLARE_FINAL_TYPE (PmSession, pm_session, PM, SESSION, GObject)

PmSession *pm_session_new (void);

/* Scans: a list of PmScanItem. Those added are looked at in the background; a path that is there already is not added again. */
GListModel *pm_session_get_scans (PmSession *self);
void        pm_session_add_scans (PmSession *self, const char *const *paths);
void        pm_session_remove_scan (PmSession *self, PmScanItem *item);
guint64     pm_session_get_memory_bytes (PmSession *self);

/* Options. The first belong to the session and are not to be changed. */
const PmOptions *pm_session_get_options (PmSession *self);
gboolean         pm_session_set_option (PmSession *self, const char *key, const char *value, GError **error);
void             pm_session_reset_option (PmSession *self, const char *key);
void             pm_session_reset_options (PmSession *self);
gboolean         pm_session_load_options (PmSession *self, const char *path, GError **error);
gboolean         pm_session_save_options (PmSession *self, const char *path, GError **error);

/* Back to the options that the result was made with. */
void     pm_session_revert_options (PmSession *self);
gboolean pm_session_is_out_of_date (PmSession *self);

/* The first option that differs from the result's and both values, for a message; FALSE if none does. */
gboolean pm_session_find_changed_option (PmSession *self, const PmOptionInfo **info, char **result_value, char **value);

/* Reduction of the checked scans. The job is always the same object: its properties are the progress. */
gboolean pm_session_can_reduce (PmSession *self); /* a scan is ready and checked, and no reduction runs */
void     pm_session_reduce (PmSession *self);
void     pm_session_reduce_soon (PmSession *self); /* as soon as all scans have been looked at */
void     pm_session_stop (PmSession *self);
PmJob   *pm_session_get_job (PmSession *self);

PmResult    *pm_session_get_result (PmSession *self);
PmSuspicion *pm_session_get_suspicion (PmSession *self); /* of that result; NULL until it is known: the result notifies again then */

/* Judgements of rows of the result; each call is one step of undo. reason may be NULL. */
PmFlagLog *pm_session_get_flags (PmSession *self);
void       pm_session_judge (PmSession *self, const guint *rows, gsize n, PmFlagState state, const char *reason);

/* Fits one pixel again: radius in arcsec (> 0), start in its map (NAN: where the fit is), domain PM_DOMAIN_TIME, PM_DOMAIN_MAP. One step
 * of undo,
 * when it has succeeded. Needs pm_session_can_refit(): a complete reduction whose samples are kept. */
gboolean pm_session_can_refit (PmSession *self);
void     pm_session_refit (PmSession *self, gsize row, double radius, double x0, double y0, int domain);

/* Return of how many pixels; 0: nothing to take back. */
gsize pm_session_undo (PmSession *self);
gsize pm_session_redo (PmSession *self);

/* Writes CORE.rcp, .ecsv and .fits, as pixelmap-cli reduce does with the same options, and judgements and refits of a flag file.
 * maps_list is
 * looked at unless maps is PM_MAPS_NONE. *paths of the finish function: NULL-terminated, g_strfreev(). */
typedef struct
{
  const char *dir;
  gboolean rcp, ecsv, fits;
  gboolean crush, sofscan; /* lists of bad pixels: pm-bad-list.h */
  PmMapsWanted maps;
  const char *maps_list;
} PmExport;

/* CORE; NULL without a result. Belongs to the session, until the result is another. */
const char *pm_session_get_core_name (PmSession *self);

void     pm_session_export_async (PmSession *self, const PmExport *what, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer data);
gboolean pm_session_export_finish (PmSession *self, GAsyncResult *result, char ***paths, GError **error);

/* Session files. Saving is quick and done at once, atomically. Opening replaces all: the scans are looked at again, and reduced if the
 * session had a result. Scan paths are relative to the file where they lie below its folder. PM_ERROR_INPUT, PM_ERROR_OUTPUT. */
gboolean    pm_session_save (PmSession *self, const char *path, GError **error);
gboolean    pm_session_open (PmSession *self, const char *path, GError **error);
const char *pm_session_get_path (PmSession *self);

/* The first session that opens or saves a file holds it until it goes or takes another file. A session whose file is held by another, in
 * this program or not, or whose file was changed by others, is not written there: pm_session_save() fails with PM_ERROR_OUTPUT and says
 * why; another path can be written. The state is looked up at each saving and by this call, which reads the file. PM_FILE_OURS without
 * one. */
PmFileState pm_session_look_at_file (PmSession *self);
gboolean    pm_session_get_unsaved (PmSession *self);

/* Texts that the window keeps with the session (view, sort, ...); value NULL removes one. The getter's answer belongs to the session. */
void        pm_session_set_view (PmSession *self, const char *key, const char *value);
const char *pm_session_get_view (PmSession *self, const char *key);

/* A backup for crashes, in a folder of the user's: NAME.pmsession with scans, options, judgements, and NAME.journal with each further
 * judgement,
 * on the disk before pm_session_judge() returns. Closing a session takes its backup away; a crash leaves it. The list is of those that no
 * running program holds, NULL-terminated, g_strfreev(); each can be given to pm_session_recover(), which goes on with that backup.
 * *n_recovered: pixels with judgements or refits. */
gboolean pm_session_keep_backup (PmSession *self, const char *dir, GError **error);
char   **pm_session_list_backups (const char *dir);
gboolean pm_session_recover (PmSession *self, const char *backup, gsize *n_recovered, GError **error);
void     pm_session_discard_backup (PmSession *self);

G_END_DECLS
