/* SPDX-License-Identifier: GPL-3.0-or-later
 * The inside of a session, for the files pm-session*.c:
 *
 *   pm-session.c         scans, options, the object
 *   pm-session-result.c  reduction, judgements, refits: how the result comes about
 *   pm-session-export.c  output files
 *   pm-session-file.c    session files
 *   pm-session-backup.c  what survives a crash
 *
 * Tasks for threads have no source object: the thread may be the last to let go of a task, and the session would end there. The callback
 * gets a reference instead, and drops it in the main thread.
 */
#pragma once

#include "pm-session.h"

#include "pm-file-guard.h"

G_BEGIN_DECLS

struct _PmSession
{
  GObject parent_instance;

  GListStore *scans;
  PmOptions *options;
  PmFlagLog *flags;
  PmJob *job;
  GHashTable *view;          /* of texts */
  GCancellable *cancellable; /* of all that runs in the background; cancelled when the session goes */

  PmResult *base;            /* the last round's, or the last refit's; not judged */
  PmResult *result;          /* judged; what the views show */
  PmSuspicion *suspicion;    /* of `result`; NULL: not known yet */
  char *core_name;           /* of the files of the result */
  guint refit_serial;        /* of the log's refits, when they were looked at last */
  gboolean logs_refit;
  guint serial;              /* of `base`: what was computed for an older one is dropped */

  char *path;
  PmFileGuard *guard;        /* of the path; NULL without one */
  PmFileState file_state;    /* when it was looked at last */
  gboolean unsaved;
  char *backup, *journal;    /* paths; NULL: none is kept */
  guint backup_source;       /* an idle that will write the backup */
  gboolean backup_due;       /* it could not be written: each change tries again */
  gboolean journal_failed;   /* and that was told */
  gboolean reduce_when_ready;
};

enum
{
  PM_SESSION_PROP_RESULT = 1,
  PM_SESSION_PROP_OUT_OF_DATE,
  PM_SESSION_PROP_UNSAVED,
  PM_SESSION_PROP_CAN_UNDO,
  PM_SESSION_PROP_CAN_REDO,
  PM_SESSION_PROP_PATH,
  PM_SESSION_PROP_MEMORY_BYTES,
  PM_SESSION_PROP_FILE_STATE,
  PM_SESSION_N_PROPS
};

void pm_session_notify (PmSession *self, int property);
void pm_session_emit_failed (PmSession *self, const GError *error);

/* Options, scans or the result changed: whether it is out of date may have too. */
void pm_session_review (PmSession *self);

/* There is something that no file holds; `backup`: and that the journal does not hold either. */
void pm_session_touch (PmSession *self, gboolean backup);

/* The session is what the file has, whose guard is given away; NULL: the guard that there is for that path, or a new one. */
void pm_session_set_saved (PmSession *self, const char *path, PmFileGuard *guard);

/* Writes the backup soon; at once, if there is one. */
void     pm_session_plan_backup (PmSession *self);
gboolean pm_session_write_backup (PmSession *self, GError **error);

/* Takes over the options. */
void pm_session_replace_options (PmSession *self, PmOptions *options);

void pm_session_connect_result (PmSession *self);

/* Starts the judgements anew from a file, the journal too. */
void pm_session_load_flags (PmSession *self, const PmFlagFile *flags);

void pm_session_forget_result (PmSession *self);

/* The whole session as JSON, with paths relative to `folder` (NULL: absolute), and the other way round; reading changes nothing if it
 * fails.
 * The judgements of *flags (pm_flag_file_free()) are for the caller to load. */
char    *pm_session_to_json (PmSession *self, const char *folder);
gboolean pm_session_from_json (PmSession *self, const char *path, const char *text, gsize length, PmFlagFile **flags, gboolean *had_result,
                               GError **error);

G_END_DECLS
