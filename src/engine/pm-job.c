/* SPDX-License-Identifier: GPL-3.0-or-later
 * The job. What both threads see is a Run, counted by reference: inputs that nobody changes, atomics, and behind a lock what the worker
 * hands over. Run.job is read and written in the owner's thread only: a run whose job has gone on or away has none, and what it still
 * hands over is dropped.
 */
#include "pm-job.h"

#include "pm-output.h"
#include "pm-threads.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define POLL_MS 100
#define NICE 10
#define MIN_FRACTION 0.05 /* before that the time left is a guess */

typedef struct
{
  /* Fixed. */
  GStrv paths;
  PmOptions *options;
  char *maps_list;
  PmMapsWanted maps;
  GMainContext *context;

  PmProgress progress;
  atomic_int n_read;         /* scans */

  /* Of the owner's thread. */
  PmJob *job;

  /* Of the worker. */
  PmScan **scans;
  gsize n_scans;

  GMutex mutex;
  /* Behind the mutex: what was handed over and not collected yet. */
  PmResult *result;
  PmReducer *reducer;
  char *core;
  GStrv warnings;
  GError *error;
  gboolean ended;
} Run;

struct _PmJob
{
  GObject parent_instance;

  Run *run;                  /* NULL: none runs */
  GSource *poll;
  gint64 started;
  PmJobState state;
  int step, round, n_rounds;
  double fraction, seconds_left;
  PmResult *result;
  PmReducer *reducer;
  char *core;
  GStrv warnings;
  GError *error;
};

enum
{
  PROP_STATE = 1,
  PROP_STEP,
  PROP_ROUND,
  PROP_N_ROUNDS,
  PROP_FRACTION,
  PROP_SECONDS_LEFT,
  PROP_RESULT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint finished_signal;

G_DEFINE_FINAL_TYPE (PmJob, pm_job, G_TYPE_OBJECT)

/* The run. */

static Run *
run_new (PmJob *job, const PmJobRequest *request)
{
  Run *run = g_atomic_rc_box_new0 (Run);
  run->paths = g_strdupv ((char **) request->paths);
  run->options = pm_options_copy (request->options);
  run->maps = request->maps;
  run->maps_list = g_strdup (request->maps_list);
  run->context = g_main_context_ref_thread_default ();
  run->progress.control.n_threads = pm_threads_count (request->n_threads);
  run->scans = g_new0 (PmScan *, g_strv_length (run->paths) + 1);
  run->job = job;
  g_mutex_init (&run->mutex);
  return run;
}

static void
clear_run (gpointer data)
{
  Run *run = data;
  g_strfreev (run->paths);
  pm_options_free (run->options);
  g_free (run->maps_list);
  g_main_context_unref (run->context);
  g_free (run->scans);
  g_clear_pointer (&run->result, pm_result_unref);
  g_clear_pointer (&run->reducer, pm_reducer_unref);
  g_free (run->core);
  g_strfreev (run->warnings);
  g_clear_error (&run->error);
  g_mutex_clear (&run->mutex);
}

static void
run_unref (gpointer run)
{
  g_atomic_rc_box_release_full (run, clear_run);
}

/* The worker's side. */

static gboolean collect_cb (gpointer data);

static void
wake_owner (Run *run)
{
  GSource *source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, collect_cb, g_atomic_rc_box_acquire (run), run_unref);
  g_source_attach (source, run->context);
  g_source_unref (source);
}

/* Takes over a result; a later one replaces an earlier one that was not collected. reducer: NULL but for the last one. */
static void
hand_over (Run *run, PmResult *result, PmReducer *reducer)
{
  g_mutex_lock (&run->mutex);
  PmResult *old = run->result;
  run->result = result;
  run->reducer = reducer;
  g_mutex_unlock (&run->mutex);
  g_clear_pointer (&old, pm_result_unref);
}

static void
round_done_cb (PmResult *partial, void *data)
{
  Run *run = data;
  hand_over (run, partial, NULL);
  wake_owner (run);
}

static void
tell_warnings (Run *run)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  for (gsize k = 0; k < run->n_scans; k++)
    for (guint i = 0; i < run->scans[k]->warnings->len; i++)
      {
        g_autofree char *line =
          g_strdup_printf ("%s: %s", run->scans[k]->info.path, (char *) g_ptr_array_index (run->scans[k]->warnings, i));
        g_strv_builder_add (lines, line);
      }
  g_mutex_lock (&run->mutex);
  run->warnings = g_strv_builder_end (lines);
  run->core = pm_output_core_name (run->scans, run->n_scans);
  g_mutex_unlock (&run->mutex);
}

static gboolean
read_scans (Run *run, GError **error)
{
  for (GStrv path = run->paths; *path; path++)
    {
      atomic_store (&run->progress.control.step_done, 0);
      PmScan *scan = pm_scan_read (*path, run->options, &run->progress.control, error);
      if (!scan)
        return FALSE;
      run->scans[run->n_scans++] = scan;
      atomic_fetch_add (&run->n_read, 1);
    }
  if (run->n_scans > 0)
    tell_warnings (run);
  return TRUE;
}

static void
work (Run *run, GError **error)
{
  const PmReductionRequest request = { .options = run->options, .maps = run->maps, .maps_list = run->maps_list,
                                       .round_done = round_done_cb, .round_data = run };
  if (!read_scans (run, error))
    {
      for (gsize k = 0; k < run->n_scans; k++)
        pm_scan_free (run->scans[k]);
      return;
    }
  PmReducer *reducer = pm_reducer_new (run->scans, run->n_scans, &request, &run->progress, error);
  if (reducer)
    hand_over (run, pm_reducer_dup_result (reducer, NULL, NULL), reducer);
}

static gpointer
job_thread (gpointer data)
{
  Run *run = data;
  GError *error = NULL;
  setpriority (PRIO_PROCESS, (id_t) gettid (), NICE); /* of this thread and those that it starts: Linux counts threads as processes */
  work (run, &error);
  g_mutex_lock (&run->mutex);
  run->error = error;
  run->ended = TRUE;
  g_mutex_unlock (&run->mutex);
  wake_owner (run);
  run_unref (run);
  return NULL;
}

/* The owner's side. */

static void
set_state (PmJob *self, PmJobState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_whole (PmJob *self, int *place, int value, int prop)
{
  if (*place == value)
    return;
  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_number (PmJob *self, double *place, double value, int prop)
{
  if (*place >= value && *place <= value)
    return;
  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static double
run_fraction (Run *run)
{
  double fraction = pm_progress_fraction (&run->progress);
  if (atomic_load (&run->progress.step) != PM_STEP_READ)
    return fraction;
  PmProgress clean = { .step = PM_STEP_CLEAN };
  double n = (double) MAX (1, g_strv_length (run->paths)), n_read = (double) atomic_load (&run->n_read);
  return (n_read * pm_progress_fraction (&clean) + (n_read < n ? fraction : 0.0)) / n;
}

/* Handlers run at the end: they may stop the job, and the run is gone then. */
static void
look_at_progress (PmJob *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  PmProgress *p = &self->run->progress;
  double elapsed = (double) (g_get_monotonic_time () - self->started) * 1e-6;
  set_whole (self, &self->step, atomic_load (&p->step), PROP_STEP);
  set_whole (self, &self->round, atomic_load (&p->round), PROP_ROUND);
  set_whole (self, &self->n_rounds, atomic_load (&p->n_rounds), PROP_N_ROUNDS);
  set_number (self, &self->fraction, MAX (self->fraction, run_fraction (self->run)), PROP_FRACTION);
  if (self->fraction > MIN_FRACTION)
    set_number (self, &self->seconds_left, elapsed * (1.0 - self->fraction) / self->fraction, PROP_SECONDS_LEFT);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Lets go of the run: what it hands over from now on is dropped. */
static void
leave_run (PmJob *self)
{
  if (self->poll)
    {
      g_source_destroy (self->poll);
      g_clear_pointer (&self->poll, g_source_unref);
    }
  if (self->run)
    {
      atomic_store (&self->run->progress.control.cancel, true);
      self->run->job = NULL;
      g_clear_pointer (&self->run, run_unref);
    }
}

static void
finish (PmJob *self, PmJobState state)
{
  leave_run (self);
  if (state == PM_JOB_DONE)
    set_number (self, &self->fraction, 1.0, PROP_FRACTION);
  set_number (self, &self->seconds_left, -1.0, PROP_SECONDS_LEFT);
  set_state (self, state);
  g_signal_emit (self, finished_signal, 0);
}

/* Takes what was handed over. Any handler of a notification may stop or start the job: then nothing of this run counts any more. */
static void
collect (PmJob *self)
{
  Run *run = self->run;
  g_mutex_lock (&run->mutex);
  g_autoptr (PmResult) result = g_steal_pointer (&run->result);
  g_autoptr (PmReducer) reducer = g_steal_pointer (&run->reducer);
  char *core = g_steal_pointer (&run->core);
  GStrv warnings = g_steal_pointer (&run->warnings);
  GError *error = g_steal_pointer (&run->error);
  gboolean ended = run->ended;
  g_mutex_unlock (&run->mutex);
  if (core)
    {
      g_free (self->core);
      self->core = core;
    }
  if (warnings)
    {
      g_strfreev (self->warnings);
      self->warnings = warnings;
    }
  if (error)
    self->error = error;
  look_at_progress (self);
  if (result && self->run == run)
    {
      self->reducer = g_steal_pointer (&reducer);
      g_clear_pointer (&self->result, pm_result_unref);
      self->result = g_steal_pointer (&result);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT]);
    }
  if (ended && self->run == run)
    finish (self, error ? PM_JOB_FAILED : PM_JOB_DONE);
}

static gboolean
collect_cb (gpointer data)
{
  Run *run = data;
  if (run->job)
    {
      g_autoptr (PmJob) self = g_object_ref (run->job);
      collect (self);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
poll_cb (gpointer data)
{
  g_autoptr (PmJob) self = g_object_ref (PM_JOB (data));
  look_at_progress (self);
  return G_SOURCE_CONTINUE;
}

PmJob *
pm_job_new (void)
{
  return g_object_new (PM_TYPE_JOB, NULL);
}

static void
forget (PmJob *self)
{
  gboolean had_result = self->result != NULL;
  g_clear_pointer (&self->result, pm_result_unref);
  g_clear_pointer (&self->reducer, pm_reducer_unref);
  g_clear_pointer (&self->core, g_free);
  g_clear_pointer (&self->warnings, g_strfreev);
  g_clear_error (&self->error);
  self->warnings = g_new0 (char *, 1);
  if (had_result)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT]);
}

void
pm_job_start (PmJob *self, const PmJobRequest *request)
{
  g_return_if_fail (PM_IS_JOB (self) && !self->run && request && request->paths && request->options);
  g_object_freeze_notify (G_OBJECT (self));
  forget (self);
  self->run = run_new (self, request);
  self->started = g_get_monotonic_time ();
  set_whole (self, &self->step, PM_STEP_READ, PROP_STEP);
  set_whole (self, &self->round, 0, PROP_ROUND);
  set_whole (self, &self->n_rounds, 0, PROP_N_ROUNDS);
  set_number (self, &self->fraction, 0.0, PROP_FRACTION);
  set_number (self, &self->seconds_left, -1.0, PROP_SECONDS_LEFT);
  self->poll = g_timeout_source_new (POLL_MS);
  g_source_set_callback (self->poll, poll_cb, self, NULL);
  g_source_attach (self->poll, self->run->context);
  g_thread_unref (g_thread_new ("pm-job", job_thread, g_atomic_rc_box_acquire (self->run)));
  set_state (self, PM_JOB_RUNNING);
  g_object_thaw_notify (G_OBJECT (self));
}

/* What was handed over before the call still counts: a run that has just ended is done, not stopped. */
void
pm_job_stop (PmJob *self)
{
  g_return_if_fail (PM_IS_JOB (self));
  if (!self->run)
    return;
  G_GNUC_UNUSED g_autoptr (PmJob) alive = g_object_ref (self); /* handlers may drop it */
  Run *run = g_atomic_rc_box_acquire (self->run);
  atomic_store (&run->progress.control.cancel, true);
  collect (self);
  if (self->run == run)
    finish (self, PM_JOB_STOPPED);
  run_unref (run);
}

PmJobState
pm_job_get_state (PmJob *self)
{
  return self->state;
}

PmStep
pm_job_get_step (PmJob *self)
{
  return (PmStep) self->step;
}

int
pm_job_get_round (PmJob *self)
{
  return self->round;
}

int
pm_job_get_n_rounds (PmJob *self)
{
  return self->n_rounds;
}

double
pm_job_get_fraction (PmJob *self)
{
  return self->fraction;
}

double
pm_job_get_seconds_left (PmJob *self)
{
  return self->seconds_left;
}

PmResult *
pm_job_get_result (PmJob *self)
{
  return self->result;
}

PmReducer *
pm_job_get_reducer (PmJob *self)
{
  return self->reducer;
}

const char *
pm_job_get_core_name (PmJob *self)
{
  return self->core;
}

const GError *
pm_job_get_error (PmJob *self)
{
  return self->error;
}

const char *const *
pm_job_get_warnings (PmJob *self)
{
  return (const char *const *) self->warnings;
}

static void
pm_job_init (PmJob *self)
{
  self->seconds_left = -1.0;
  self->warnings = g_new0 (char *, 1);
}

static void
pm_job_dispose (GObject *object)
{
  leave_run (PM_JOB (object));
  G_OBJECT_CLASS (pm_job_parent_class)->dispose (object);
}

static void
pm_job_finalize (GObject *object)
{
  PmJob *self = PM_JOB (object);
  g_clear_pointer (&self->result, pm_result_unref);
  g_clear_pointer (&self->reducer, pm_reducer_unref);
  g_free (self->core);
  g_strfreev (self->warnings);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (pm_job_parent_class)->finalize (object);
}

static void
pm_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmJob *self = PM_JOB (object);
  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_STEP:
      g_value_set_int (value, self->step);
      break;
    case PROP_ROUND:
      g_value_set_int (value, self->round);
      break;
    case PROP_N_ROUNDS:
      g_value_set_int (value, self->n_rounds);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_double (value, self->seconds_left);
      break;
    case PROP_RESULT:
      g_value_set_pointer (value, self->result);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_job_class_init (PmJobClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = pm_job_dispose;
  object_class->finalize = pm_job_finalize;
  object_class->get_property = pm_job_get_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, PM_JOB_IDLE, PM_JOB_FAILED, PM_JOB_IDLE, flags);
  properties[PROP_STEP] = g_param_spec_int ("step", NULL, NULL, PM_STEP_READ, PM_STEP_FINISH, PM_STEP_READ, flags);
  properties[PROP_ROUND] = g_param_spec_int ("round", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_N_ROUNDS] = g_param_spec_int ("n-rounds", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0.0, 1.0, 0.0, flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_double ("seconds-left", NULL, NULL, -1.0, G_MAXDOUBLE, -1.0, flags);
  properties[PROP_RESULT] = g_param_spec_pointer ("result", NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  finished_signal = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}
