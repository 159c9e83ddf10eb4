/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmJob: one reduction in the background. It belongs to the thread that made it, whose main context delivers results, properties and
 * signals; the work is done at low priority in a thread of its own, which sees copies only. A job that is dropped while it runs stops by
 * itself within a block of channels; nobody waits for it.
 */
#pragma once

#include "pm-reducer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PM_JOB_IDLE,    /* not started */
  PM_JOB_RUNNING,
  PM_JOB_DONE,
  PM_JOB_STOPPED, /* by pm_job_stop(): the result is that of the last complete round, or NULL */
  PM_JOB_FAILED,  /* see the error; the result is as for stopped */
} PmJobState;

/* What is reduced; copied by pm_job_start(). */
typedef struct
{
  const char *const *paths;    /* NULL-terminated; all are read, then reduced together */
  const PmOptions *options;
  PmMapsWanted maps;
  const char *maps_list;       /* NULL: all pixels */
  int n_threads;               /* 0: see pm_threads_count() */
} PmJobRequest;

/* Properties, all read only: state (int, PmJobState), step (int, PmStep), round, n-rounds (int), fraction (double, 0 ... 1, never falls),
 * seconds-left (double, -1 as long as nobody can tell). Those of the progress are looked up ten times a second while the job runs.
 * notify::result comes after each round. Signal: finished(), once for each start, when state is no longer running. */
#define PM_TYPE_JOB (pm_job_get_type ())
G_DECLARE_FINAL_TYPE (PmJob, pm_job, PM, JOB, GObject)

PmJob *pm_job_new (void);

/* Starts; a job that has ended can be started again, and forgets its result then. Not while it runs. */
void pm_job_start (PmJob *self, const PmJobRequest *request);

/* Ends the job at once, whatever its thread is doing. Nothing happens if it does not run. */
void pm_job_stop (PmJob *self);

PmJobState    pm_job_get_state (PmJob *self);
PmStep        pm_job_get_step (PmJob *self);
int           pm_job_get_round (PmJob *self);
int           pm_job_get_n_rounds (PmJob *self);
double        pm_job_get_fraction (PmJob *self);
double        pm_job_get_seconds_left (PmJob *self);

/* The last complete result, and the name of its output files; NULL if there is none. Both belong to the job. The result has no judgements
 * and no provenance: see pm_judge_result() and pm_provenance_describe(). */
PmResult     *pm_job_get_result (PmJob *self);
const char   *pm_job_get_core_name (PmJob *self);

/* The reduction itself, for refits and maps on demand, once the job is done; NULL otherwise. Belongs to the job, which lets it go when it
 * starts again: it holds the samples. */
PmReducer    *pm_job_get_reducer (PmJob *self);

/* Why it failed: the error of pm_scan_read() or pm_reduce(); NULL otherwise. */
const GError *pm_job_get_error (PmJob *self);

/* What the readers had to say, after the scans were read: NULL-terminated, each with its file. Belongs to the job; may be empty. */
const char *const *pm_job_get_warnings (PmJob *self);

G_END_DECLS
