/* SPDX-License-Identifier: GPL-3.0-or-later
 * The background job: the same numbers as without it, results round by round in the owner's thread, and every way to end.
 */
#include "pm-error.h"
#include "pm-job.h"
#include "pm-judge.h"
#include "pm-output.h"
#include "pm-provenance.h"
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define DEADLINE_S 120 /* far above what a run takes with sanitizers on a busy machine */

typedef struct
{
  PmJob *job;
  GThread *owner;
  guint n_results, n_finished, stop_after; /* results; 0: do not stop */
  double fraction;
} Watcher;

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

static gboolean
deadline_cb (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the job has ended. */
static void
wait_for (PmJob *job)
{
  gboolean passed = FALSE;
  guint id = g_timeout_add_seconds (DEADLINE_S, deadline_cb, &passed);
  while (pm_job_get_state (job) == PM_JOB_RUNNING && !passed)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_false (passed);
}

static void
result_cb (PmJob *job, GParamSpec *pspec, Watcher *watcher)
{
  g_assert_cmpstr (pspec->name, ==, "result");
  g_assert_true (g_thread_self () == watcher->owner);
  if (!pm_job_get_result (job))
    return;
  pm_test_reduce_check (pm_job_get_result (job));
  g_assert_nonnull (pm_job_get_core_name (job));
  if (++watcher->n_results == watcher->stop_after)
    pm_job_stop (job);
}

static void
finished_cb (PmJob *job, Watcher *watcher)
{
  g_assert_true (g_thread_self () == watcher->owner);
  g_assert_cmpint (pm_job_get_state (job), !=, PM_JOB_RUNNING);
  watcher->n_finished++;
}

static void
fraction_cb (PmJob *job, GParamSpec *pspec, Watcher *watcher)
{
  g_assert_cmpstr (pspec->name, ==, "fraction");
  if (pm_job_get_fraction (job) > 0.0) /* 0 at the start */
    g_assert_cmpfloat (pm_job_get_fraction (job), >=, watcher->fraction);
  watcher->fraction = pm_job_get_fraction (job);
}

static void
watch (Watcher *watcher, PmJob *job, guint stop_after)
{
  *watcher = (Watcher){ job, g_thread_self (), 0, 0, stop_after, 0.0 };
  g_signal_connect (job, "notify::result", G_CALLBACK (result_cb), watcher);
  g_signal_connect (job, "notify::fraction", G_CALLBACK (fraction_cb), watcher);
  g_signal_connect (job, "finished", G_CALLBACK (finished_cb), watcher);
}

static void
start (PmJob *job, const char *path, const char *const *settings)
{
  const char *paths[] = { path, NULL };
  g_autoptr (PmOptions) options = pm_test_options (settings);
  const PmJobRequest request = { .paths = paths, .options = options, .maps = PM_MAPS_STAMPS, .n_threads = 2 };
  pm_job_start (job, &request);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_RUNNING);
}

/* Byte for byte what pm_reduce() gives without a job and without anybody who watches. */
static void
test_same (void)
{
  const char *path = small_scan ();
  g_autoptr (PmJob) job = pm_job_new ();
  Watcher watcher;
  watch (&watcher, job, 0);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_IDLE);
  start (job, path, NULL);
  wait_for (job);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_DONE);
  g_assert_null (pm_job_get_error (job));
  g_assert_cmpuint (watcher.n_finished, ==, 1);
  g_assert_cmpuint (watcher.n_results, >=, 1); /* two that come at once are one: the last counts */
  g_assert_cmpfloat (pm_job_get_fraction (job), ==, 1.0);
  g_assert_cmpfloat (pm_job_get_seconds_left (job), ==, -1.0);
  const PmTestReduce how = { .maps = PM_MAPS_STAMPS };
  g_autoptr (PmResult) alone = pm_test_reduce (path, &how);
  PmResult *result = pm_job_get_result (job);
  g_assert_cmpint (pm_job_get_round (job), ==, alone->n_rounds);
  g_assert_cmpuint (pm_pixel_table_n_meta (result->table), ==, 0); /* described by who needs it */
  for (gsize row = 0; row < alone->table->n_rows; row++)
    for (int c = 0; c < PM_N_COLUMNS; c++)
      if (alone->table->values[c])
        g_assert_cmpmem (&alone->table->values[c][row], sizeof (double), &result->table->values[c][row], sizeof (double));
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
  g_autofree char *core = pm_output_core_name (&scan, 1);
  g_assert_cmpstr (pm_job_get_core_name (job), ==, core);
}

/* Stopped when the first round is shown: that result stays. */
static void
test_stop_keeps_round (void)
{
  g_autoptr (PmJob) job = pm_job_new ();
  Watcher watcher;
  watch (&watcher, job, 1);
  start (job, small_scan (), PM_TEST_SETTINGS ("rounds", "6", "rounds.tolerance", "0.0001"));
  wait_for (job);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_STOPPED);
  g_assert_null (pm_job_get_error (job));
  g_assert_cmpuint (watcher.n_finished, ==, 1);
  g_assert_cmpuint (watcher.n_results, ==, 1);
  g_assert_cmpint (pm_job_get_result (job)->n_rounds, >=, 1);
  g_assert_null (pm_job_get_reducer (job));
  pm_job_stop (job); /* nothing to stop */
  g_assert_cmpuint (watcher.n_finished, ==, 1);
}

/* Stopping is for the owner a matter of letting go. 100 ms is what a person takes for at once. */
static void
test_stop_at_once (void)
{
  g_autoptr (PmJob) job = pm_job_new ();
  Watcher watcher;
  watch (&watcher, job, 0);
  start (job, small_scan (), NULL);
  gint64 before = g_get_monotonic_time ();
  pm_job_stop (job);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 100000);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_STOPPED);
  g_assert_cmpuint (watcher.n_finished, ==, 1);
  g_assert_null (pm_job_get_result (job));
  start (job, small_scan (), PM_TEST_SETTINGS ("rounds", "1")); /* while the first may still be ending */
  wait_for (job);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_DONE);
  g_assert_cmpuint (watcher.n_finished, ==, 2);
}

static void
test_failed (void)
{
  g_autoptr (PmJob) job = pm_job_new ();
  Watcher watcher;
  watch (&watcher, job, 0);
  start (job, "/no/such/scan.fits", NULL);
  wait_for (job);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_FAILED);
  g_assert_error (pm_job_get_error (job), PM_ERROR, PM_ERROR_INPUT);
  g_assert_nonnull (strstr (pm_job_get_error (job)->message, "/no/such/scan.fits"));
  start (job, small_scan (), PM_TEST_SETTINGS ("exclude", "R0[99,99]"));
  wait_for (job);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_FAILED);
  g_assert_error (pm_job_get_error (job), PM_ERROR, PM_ERROR_OPTION);
  g_assert_cmpuint (watcher.n_finished, ==, 2);
}

/* Results of rounds can be judged and described; the reducer comes with the last one, and goes when the job starts again. */
static void
judge_cb (PmJob *job, GParamSpec *pspec, guint *n_judged)
{
  const PmResult *result = pm_job_get_result (job);
  if (!result)
    return;
  g_autofree PmPixelManual *manual = g_new0 (PmPixelManual, result->table->n_rows);
  gsize row = 0;
  while (result->table->status[row] != PM_PIXEL_GOOD)
    row++;
  manual[row] = PM_MANUAL_BAD;
  g_autoptr (PmResult) judged = pm_judge_result (result, manual);
  pm_test_reduce_check (judged);
  g_assert_true (judged->maps == result->maps);
  g_assert_cmpint (judged->table->status[row], ==, PM_PIXEL_FLAGGED);
  pm_provenance_describe (judged->table, judged);
  g_assert_cmpstr (pm_pixel_table_get_meta (judged->table, "Scan"), ==, "SIM_0001");
  g_assert_cmpstr (pm_pixel_table_get_meta (judged->table, "Flags"), ==, "1 bad by hand");
  g_assert_true (pm_job_get_reducer (job) == NULL || result->median_fwhm_arcsec > 0.0); /* rounds have no widths */
  ++*n_judged;
}

static void
test_judged (void)
{
  g_autoptr (PmJob) job = pm_job_new ();
  guint n_judged = 0;
  g_signal_connect (job, "notify::result", G_CALLBACK (judge_cb), &n_judged);
  g_assert_null (pm_job_get_reducer (job));
  start (job, small_scan (), NULL);
  wait_for (job);
  g_assert_cmpuint (n_judged, >=, 1);
  g_autoptr (PmReducer) reducer = pm_reducer_ref (pm_job_get_reducer (job));
  start (job, small_scan (), PM_TEST_SETTINGS ("rounds", "1"));
  g_assert_null (pm_job_get_reducer (job));
  g_autoptr (PmResult) kept = pm_reducer_dup_result (reducer, NULL, NULL);
  pm_test_reduce_check (kept);
  wait_for (job);
  g_assert_nonnull (pm_job_get_reducer (job));
}

/* The owner goes away in the middle: nothing is told any more, and the next job is not disturbed. */
static void
test_dropped (void)
{
  for (int i = 0; i < 3; i++)
    {
      PmJob *job = pm_job_new ();
      g_object_add_weak_pointer (G_OBJECT (job), (gpointer *) &job);
      start (job, small_scan (), NULL);
      while (pm_job_get_round (job) < i && pm_job_get_state (job) == PM_JOB_RUNNING)
        g_main_context_iteration (NULL, TRUE);
      g_object_unref (job);
      g_assert_null (job);
    }
  g_autoptr (PmJob) other = pm_job_new ();
  start (other, small_scan (), PM_TEST_SETTINGS ("rounds", "1"));
  wait_for (other);
  g_assert_cmpint (pm_job_get_state (other), ==, PM_JOB_DONE);
}

/* A job of another thread's context is served there. */
static gpointer
other_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  PmJob *job = pm_job_new ();
  Watcher watcher;
  watch (&watcher, job, 0);
  start (job, data, PM_TEST_SETTINGS ("rounds", "1"));
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;
  while (pm_job_get_state (job) == PM_JOB_RUNNING && g_get_monotonic_time () < deadline)
    g_main_context_iteration (context, TRUE); /* the progress wakes it up */
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_DONE);
  g_assert_cmpuint (watcher.n_results, >=, 1);
  g_object_unref (job);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_other_context (void)
{
  g_thread_join (g_thread_new ("owner", other_thread, (gpointer) small_scan ()));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/job/same", test_same);
  g_test_add_func ("/job/stop-keeps-round", test_stop_keeps_round);
  g_test_add_func ("/job/stop-at-once", test_stop_at_once);
  g_test_add_func ("/job/failed", test_failed);
  g_test_add_func ("/job/judged", test_judged);
  g_test_add_func ("/job/dropped", test_dropped);
  g_test_add_func ("/job/other-context", test_other_context);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
