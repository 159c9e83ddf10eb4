/* SPDX-License-Identifier: GPL-3.0-or-later
 * The output files of a session, made in the background as `pixelmap-cli reduce` makes them.
 */
#include "pm-session-private.h"

#include "pm-error.h"
#include "pm-judge.h"
#include "pm-output.h"
#include "pm-provenance.h"
#include "pm-reducer.h"
#include "pm-threads.h"

typedef struct
{
  PmResult *base;
  PmReducer *reducer;     /* NULL: not kept; no refits and no other maps than those of the result then */
  PmPixelManual *manual;
  GPtrArray *refits;
  char *dir, *core, *maps_list;
  PmOutputFiles files;
  PmMapsWanted maps;
  PmControl control;
} Export;

static void
free_export (gpointer data)
{
  Export *export = data;
  pm_result_unref (export->base);
  g_clear_pointer (&export->reducer, pm_reducer_unref);
  g_clear_pointer (&export->refits, g_ptr_array_unref);
  g_free (export->manual);
  g_free (export->dir);
  g_free (export->core);
  g_free (export->maps_list);
  g_free (export);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer control)
{
  atomic_store (&((PmControl *) control)->cancel, true);
}

/* The judged result with the maps that were asked for. The refits are those of the log: the session's own result follows an undone one in
 * the background, and may not have done so yet. */
static PmResult *
make_result (Export *export, GError **error)
{
  g_autoptr (PmResult) base =
    export->reducer ? pm_reducer_dup_result (export->reducer, export->refits, error) : pm_result_ref (export->base);
  if (!base)
    return NULL;
  g_autoptr (PmResult) result = pm_judge_result (base, export->manual);
  pm_provenance_describe (result->table, result);
  g_clear_pointer (&result->maps, pm_map_set_unref);
  if (export->maps == PM_MAPS_NONE)
    return g_steal_pointer (&result);
  if (!export->reducer)
    {
      g_set_error_literal (error, PM_ERROR, PM_ERROR_NO_DATA, "the samples are not at hand any more: reduce again to write maps");
      return NULL;
    }
  result->maps = pm_reducer_make_maps (export->reducer, export->refits, export->maps, export->maps_list, &export->control, error);
  return result->maps ? g_steal_pointer (&result) : NULL;
}

static void
free_paths (gpointer paths)
{
  g_strfreev (paths);
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;
  gulong handler = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), &export->control, NULL) : 0;
  g_autoptr (PmResult) result = make_result (export, &error);
  gboolean ok = result && !g_cancellable_set_error_if_cancelled (cancellable, &error) &&
                pm_output_write (result, export->dir, export->core, export->files, &error);
  g_cancellable_disconnect (cancellable, handler);
  if (ok)
    g_task_return_pointer (task, pm_output_names (export->dir, export->core, export->files), free_paths);
  else
    g_task_return_error (task, error);
}

static void
export_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = G_TASK (data);
  GError *error = NULL;
  char **paths = g_task_propagate_pointer (G_TASK (result), &error);
  if (paths)
    g_task_return_pointer (task, paths, free_paths);
  else
    g_task_return_error (task, error);
}

const char *
pm_session_get_core_name (PmSession *self)
{
  g_return_val_if_fail (PM_IS_SESSION (self), NULL);
  return self->base ? self->core_name : NULL;
}

void
pm_session_export_async (PmSession *self, const PmExport *what, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (PM_IS_SESSION (self) && self->base && what && what->dir);
  Export *export = g_new0 (Export, 1);
  PmReducer *reducer = pm_session_can_refit (self) ? pm_job_get_reducer (self->job) : NULL;
  export->base = pm_result_ref (self->base);
  export->reducer = reducer ? pm_reducer_ref (reducer) : NULL;
  export->manual = pm_flag_log_dup_manual (self->flags);
  export->refits = pm_flag_log_list_refits (self->flags);
  export->dir = g_strdup (what->dir);
  export->core = g_strdup (self->core_name);
  export->maps_list = g_strdup (what->maps_list);
  export->files = (what->rcp ? PM_OUTPUT_RCP : 0) | (what->ecsv ? PM_OUTPUT_ECSV : 0) | (what->fits ? PM_OUTPUT_FITS : 0) |
                  (what->crush ? PM_OUTPUT_CRUSH : 0) | (what->sofscan ? PM_OUTPUT_SOFSCAN : 0);
  export->maps = what->maps;
  export->control.n_threads = pm_threads_count (0);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, pm_session_export_async);
  g_task_set_check_cancellable (task, FALSE);
  g_autoptr (GTask) work = g_task_new (NULL, cancellable, export_ready_cb, g_object_ref (task));
  g_task_set_source_tag (work, export_thread);
  g_task_set_check_cancellable (work, FALSE);
  g_task_set_task_data (work, export, free_export);
  g_task_run_in_thread (work, export_thread);
}

gboolean
pm_session_export_finish (PmSession *self, GAsyncResult *result, char ***paths, GError **error)
{
  char **written = g_task_propagate_pointer (G_TASK (result), error);
  if (!written)
    return FALSE;
  if (paths)
    *paths = written;
  else
    g_strfreev (written);
  return TRUE;
}
