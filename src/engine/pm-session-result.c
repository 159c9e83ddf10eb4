/* SPDX-License-Identifier: GPL-3.0-or-later
 * How the result of a session comes about: the job's rounds give results without judgements, refits change single rows of the last one,
 * judgements are applied on top. The suspicion is worked out behind: the result is shown without it first.
 */
#include "pm-session-private.h"

#include "pm-error.h"
#include "pm-judge.h"
#include "pm-reducer.h"

#include <math.h>
#include <string.h>

/* Judging. */

typedef struct
{
  PmResult *result;
  guint serial;
} Suspect;

static void
free_suspect (gpointer data)
{
  Suspect *suspect = data;
  pm_result_unref (suspect->result);
  g_free (suspect);
}

static void
unref_suspicion (gpointer suspicion)
{
  pm_suspicion_unref (suspicion);
}

static void
suspect_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, pm_suspicion_new (((Suspect *) data)->result), unref_suspicion);
}

static void
suspicion_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PmSession) self = PM_SESSION (data);
  Suspect *suspect = g_task_get_task_data (G_TASK (result));
  PmSuspicion *suspicion = g_task_propagate_pointer (G_TASK (result), NULL);
  if (suspicion && suspect->result == self->result)
    {
      g_clear_pointer (&self->suspicion, pm_suspicion_unref);
      self->suspicion = suspicion;
      pm_session_notify (self, PM_SESSION_PROP_RESULT);
    }
  else if (suspicion)
    pm_suspicion_unref (suspicion);
}

/* Takes over a judged result. The suspicion of the one before stands until its own is known: it seldom changes. */
static void
set_result (PmSession *self, PmResult *result)
{
  gboolean same_pixels = self->result && result && self->result->table->n_rows == result->table->n_rows;
  g_clear_pointer (&self->result, pm_result_unref);
  self->result = result;
  if (!same_pixels)
    g_clear_pointer (&self->suspicion, pm_suspicion_unref);
  pm_session_notify (self, PM_SESSION_PROP_RESULT);
  if (!self->result)
    return;
  Suspect *suspect = g_new0 (Suspect, 1);
  suspect->result = pm_result_ref (self->result);
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, suspicion_ready_cb, g_object_ref (self));
  g_task_set_source_tag (task, set_result);
  g_task_set_task_data (task, suspect, free_suspect);
  g_task_run_in_thread (task, suspect_thread);
}

static void
judge (PmSession *self)
{
  if (!self->base)
    return;
  g_autofree PmPixelManual *manual = pm_flag_log_dup_manual (self->flags);
  set_result (self, pm_judge_result (self->base, manual));
}

static void flags_changed_cb (PmSession *self);

/* Takes over a result without judgements. */
static void
set_base (PmSession *self, PmResult *base)
{
  g_clear_pointer (&self->base, pm_result_unref);
  self->base = base;
  self->serial++;
  g_signal_handlers_block_by_func (self->flags, flags_changed_cb, self); /* naming the pixels judges none */
  pm_flag_log_set_pixels (self->flags, (const char *const *) base->table->id, base->table->n_rows);
  g_signal_handlers_unblock_by_func (self->flags, flags_changed_cb, self);
  judge (self);
  pm_session_review (self);
}

void
pm_session_forget_result (PmSession *self)
{
  g_clear_pointer (&self->base, pm_result_unref);
  self->serial++;
  set_result (self, NULL);
  pm_session_review (self);
}

void
pm_session_judge (PmSession *self, const guint *rows, gsize n, PmFlagState state, const char *reason)
{
  g_return_if_fail (PM_IS_SESSION (self));
  if (!self->base || n == 0)
    return;
  g_autofree gsize *pixels = g_new (gsize, n);
  for (gsize i = 0; i < n; i++)
    pixels[i] = rows[i];
  pm_flag_log_judge (self->flags, pixels, n, state, reason, NULL, NULL); /* the rest follows from its signal */
}

/* Refits. */

typedef struct
{
  PmReducer *reducer;
  GPtrArray *refits;
  guint serial;
  gboolean is_new;
  gsize row;          /* of a new refit, and what was asked for */
  double radius, x0, y0;
  int domain;
} Refit;

static void
free_refit (gpointer data)
{
  Refit *refit = data;
  pm_reducer_unref (refit->reducer);
  g_ptr_array_unref (refit->refits);
  g_free (refit);
}

static void
unref_result (gpointer result)
{
  pm_result_unref (result);
}

static void
refit_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Refit *refit = data;
  GError *error = NULL;
  PmResult *result = pm_reducer_dup_result (refit->reducer, refit->refits, &error);
  if (result)
    g_task_return_pointer (task, result, unref_result);
  else
    g_task_return_error (task, error);
}

static void start_refit (PmSession *self, const Refit *extra);

/* The result has it already: its step in the log is no reason to fit again. */
static void
log_refit (PmSession *self, const Refit *refit)
{
  self->logs_refit = TRUE;
  pm_flag_log_refit (self->flags, refit->row, refit->radius, refit->x0, refit->y0, refit->domain);
  self->logs_refit = FALSE;
}

/* Whether the row that was fitted is still the same pixel: the scans may be those of another array by now. */
static gboolean
is_same_pixel (PmSession *self, const PmResult *fitted, gsize row)
{
  const PmPixelTable *now = self->base->table;
  return row < now->n_rows && strcmp (now->id[row], fitted->table->id[row]) == 0;
}

/* Another refit was quicker, or a reduction was started: the pixel is fitted again on top of that. */
static void
repeat_refit (PmSession *self, const Refit *refit, const PmResult *fitted)
{
  if (!self->base || !is_same_pixel (self, fitted, refit->row))
    return;
  if (pm_session_can_refit (self))
    start_refit (self, refit->is_new ? refit : NULL);
  else if (refit->is_new && pm_job_get_state (self->job) == PM_JOB_RUNNING)
    log_refit (self, refit); /* it is done when the reduction has ended */
}

static void
refit_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PmSession) self = PM_SESSION (data);
  const Refit *refit = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (PmResult) base = g_task_propagate_pointer (G_TASK (result), &error);
  const PmPixelTable *table = base ? base->table : NULL;
  if (base && refit->is_new && (table->flags[refit->row] & PM_FLAG_NO_FIT) != 0)
    error = g_error_new (PM_ERROR, PM_ERROR_NO_DATA, "%s: no source could be fitted within %.1f arcsec of the start",
                         table->id[refit->row], refit->radius);
  else if (base && refit->serial != self->serial)
    repeat_refit (self, refit, base);
  else if (base)
    {
      set_base (self, g_steal_pointer (&base));
      if (refit->is_new)
        log_refit (self, refit);
    }
  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_session_emit_failed (self, error);
}

/* Fits the pixels of the log again, and one more if `extra` says so; it is logged if it succeeds. */
static void
start_refit (PmSession *self, const Refit *extra)
{
  Refit *refit = g_new0 (Refit, 1);
  if (extra)
    *refit = *extra;
  refit->reducer = pm_reducer_ref (pm_job_get_reducer (self->job));
  refit->refits = pm_flag_log_list_refits (self->flags);
  refit->serial = self->serial;
  if (extra)
    {
      g_autoptr (PmFlagFile) file = pm_flag_file_new ();
      pm_flag_file_add_refit (file, self->base->table->id[extra->row], extra->radius, extra->x0, extra->y0, extra->domain);
      g_ptr_array_add (refit->refits, g_ptr_array_steal_index (file->refits, 0));
    }
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, refit_ready_cb, g_object_ref (self));
  g_task_set_source_tag (task, start_refit);
  g_task_set_task_data (task, refit, free_refit);
  g_task_run_in_thread (task, refit_thread);
}

gboolean
pm_session_can_refit (PmSession *self)
{
  return self->base && pm_job_get_state (self->job) == PM_JOB_DONE && pm_job_get_reducer (self->job);
}

void
pm_session_refit (PmSession *self, gsize row, double radius, double x0, double y0, int domain)
{
  g_return_if_fail (PM_IS_SESSION (self) && pm_session_can_refit (self) && row < self->base->table->n_rows && radius > 0.0);
  const Refit extra = { .is_new = TRUE, .row = row, .radius = radius, .x0 = x0, .y0 = y0, .domain = domain };
  start_refit (self, &extra);
}

/* Undo. */

gsize
pm_session_undo (PmSession *self)
{
  return pm_flag_log_undo (self->flags);
}

gsize
pm_session_redo (PmSession *self)
{
  return pm_flag_log_redo (self->flags);
}

/* A judgement that the journal could not take, as on a full disk, is told once; until it can be written again a crash would lose it. */
static void
tell_journal (PmSession *self)
{
  const GError *error = pm_flag_log_get_journal_error (self->flags);
  gboolean failed_before = self->journal_failed;
  self->journal_failed = error != NULL;
  if (error && !failed_before)
    pm_session_emit_failed (self, error);
}

/* The log changed, by whatever way: values follow at once. */
static void
flags_changed_cb (PmSession *self)
{
  if (self->backup_source != 0) /* a judgement is no use without the scans and options that were changed before it */
    pm_session_write_backup (self, NULL);
  pm_session_touch (self, FALSE);
  pm_session_notify (self, PM_SESSION_PROP_CAN_UNDO);
  pm_session_notify (self, PM_SESSION_PROP_CAN_REDO);
  guint serial = pm_flag_log_get_refit_serial (self->flags);
  gboolean other_refits = serial != self->refit_serial && !self->logs_refit;
  self->refit_serial = serial;
  judge (self);
  if (other_refits && pm_session_can_refit (self))
    start_refit (self, NULL);
  tell_journal (self);
}

/* Reduction. */

gboolean
pm_session_can_reduce (PmSession *self)
{
  if (pm_job_get_state (self->job) == PM_JOB_RUNNING)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      if (pm_scan_item_takes_part (item))
        return TRUE;
    }
  return FALSE;
}

void
pm_session_reduce (PmSession *self)
{
  g_return_if_fail (PM_IS_SESSION (self));
  if (!pm_session_can_reduce (self))
    return;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      if (pm_scan_item_takes_part (item))
        g_strv_builder_add (builder, pm_scan_item_get_path (item));
    }
  g_auto (GStrv) paths = g_strv_builder_end (builder);
  const PmJobRequest request = { .paths = (const char *const *) paths, .options = self->options, .maps = PM_MAPS_STAMPS };
  pm_job_start (self->job, &request);
}

void
pm_session_stop (PmSession *self)
{
  pm_job_stop (self->job);
}

/* A round is complete. The job forgets its result when it starts anew: the session keeps it until there is another. */
static void
job_result_cb (PmSession *self)
{
  PmResult *result = pm_job_get_result (self->job);
  if (!result)
    return;
  g_free (self->core_name);
  self->core_name = g_strdup (pm_job_get_core_name (self->job));
  set_base (self, pm_result_ref (result));
}

static void
job_finished_cb (PmSession *self)
{
  const GError *error = pm_job_get_error (self->job);
  if (error)
    pm_session_emit_failed (self, error);
  g_autoptr (GPtrArray) refits = pm_flag_log_list_refits (self->flags);
  if (refits->len > 0 && pm_session_can_refit (self))
    start_refit (self, NULL);
}

void
pm_session_connect_result (PmSession *self)
{
  g_signal_connect_object (self->flags, "changed", G_CALLBACK (flags_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "notify::result", G_CALLBACK (job_result_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "finished", G_CALLBACK (job_finished_cb), self, G_CONNECT_SWAPPED);
}
