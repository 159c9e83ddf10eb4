/* SPDX-License-Identifier: GPL-3.0-or-later
 * A reduction that is stopped at any moment ends at once, says so, and leaves nothing behind: the next one gives the same bits.
 *
 *   test-cancel [--runs N]   (6 of each kind without it; tests/long/cancel: 200)
 */
#include "pm-job.h"
#include "pm-reducer.h"
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test-table.h"
#include "pm-test-wait.h"
#include "pm-test.h"

#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int n_runs = 6;
static PmReducer *undisturbed;
static PmResult *expected;
static gint64 duration_us; /* of that reduction */
static int n_steps;        /* changes of its progress that could be seen */

/* Stops a run from another thread. */
typedef struct
{
  PmProgress *progress;
  gint64 after_us;    /* from the start; used if after_steps is 0 */
  int after_steps;    /* so many changes of the progress that were seen */
  int n_seen;
  atomic_bool ended;  /* the run is over: nothing to stop */
  GThread *thread;
} Stopper;

static gpointer
stopper_thread (gpointer data)
{
  Stopper *self = data;
  gint64 until = g_get_monotonic_time () + self->after_us;
  unsigned last = 0;
  while (!atomic_load (&self->ended))
    {
      unsigned now = atomic_load (&self->progress->control.step_done) + 1000u * (unsigned) atomic_load (&self->progress->step) +
                     100000u * (unsigned) atomic_load (&self->progress->round);
      self->n_seen += now != last;
      last = now;
      if (self->after_steps > 0 ? self->n_seen >= self->after_steps : g_get_monotonic_time () >= until)
        break;
      g_thread_yield ();
    }
  atomic_store (&self->progress->control.cancel, true);
  return NULL;
}

static void
start_watching (Stopper *self)
{
  self->thread = g_thread_new ("stopper", stopper_thread, self);
}

/* By turns at a moment, and at a state of the progress; the first at once. On a busy machine the stopper comes late: most of the run is
 * enough. */
static void
start_stopper (Stopper *self, PmProgress *progress, int turn)
{
  *self = (Stopper){ .progress = progress };
  if (turn % 2 == 0)
    self->after_us = turn == 0 ? 0 : g_test_rand_int_range (0, (gint32) (duration_us * 4 / 5));
  else
    self->after_steps = g_test_rand_int_range (1, n_steps * 4 / 5);
  start_watching (self);
}

static void
end_stopper (Stopper *self)
{
  atomic_store (&self->ended, true);
  g_thread_join (self->thread);
}

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

/* Reads and reduces as the programs do; the reducer, or NULL with the error that says that it was stopped. */
static PmReducer *
reduce (PmProgress *progress)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_options_new ();
  const PmReductionRequest request = { .options = options, .maps = PM_MAPS_STAMPS };
  progress->control.n_threads = 2;
  PmScan *scan = pm_scan_read (small_scan (), options, &progress->control, &error);
  PmReducer *reducer = scan ? pm_reducer_new (&scan, 1, &request, progress, &error) : NULL;
  if (!reducer)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return reducer;
}

static void
assert_same_maps (const PmMapSet *a, const PmMapSet *b)
{
  g_assert_cmpuint (a->n_maps, ==, b->n_maps);
  for (gsize i = 0; i < a->n_maps; i++)
    {
      const PmMap *m = &a->maps[i], *n = &b->maps[i];
      g_assert_true (m->channel == n->channel && m->nx == n->nx && m->ny == n->ny);
      g_assert_cmpmem (m->signal, 3 * m->nx * m->ny * sizeof (float), n->signal, 3 * n->nx * n->ny * sizeof (float));
    }
}

static void
assert_undisturbed (PmReducer *reducer)
{
  g_autoptr (PmResult) result = pm_reducer_dup_result (reducer, NULL, NULL);
  pm_test_table_assert_equal (result->table, expected->table, 0.0);
  assert_same_maps (result->maps, expected->maps);
}

/* Stopped while it reads, cleans, looks for the source, fits. The number of steps seen when it is stopped is any. */
static void
test_reduce (void)
{
  int n_stopped = 0;
  for (int i = 0; i < n_runs; i++)
    {
      PmProgress stopped = { 0 }, whole = { 0 };
      Stopper stopper;
      start_stopper (&stopper, &stopped, i);
      g_autoptr (PmReducer) first = reduce (&stopped);
      end_stopper (&stopper);
      n_stopped += !first;
      if (first)
        assert_undisturbed (first); /* it was too late: then it is complete */
      g_autoptr (PmReducer) second = reduce (&whole);
      assert_undisturbed (second);
    }
  g_test_message ("stopped %d of %d runs", n_stopped, n_runs);
  g_assert_cmpint (n_stopped, >, 0);
}

/* Maps of a kept reduction: stopped or complete, and what is kept is as before. */
static void
test_maps (void)
{
  PmControl control = { .n_threads = 2 };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (PmMapSet) all = pm_reducer_make_maps (undisturbed, NULL, PM_MAPS_FULL, NULL, &control, NULL);
  gint64 whole_us = g_get_monotonic_time () - start;
  int n_stopped = 0;
  for (int i = 0; i < n_runs; i++)
    {
      g_autoptr (GError) error = NULL;
      PmProgress progress = { 0 };
      Stopper stopper = { .progress = &progress, .after_us = g_test_rand_int_range (0, (gint32) whole_us + 1) };
      progress.control.n_threads = 2;
      start_watching (&stopper);
      PmMapSet *maps = pm_reducer_make_maps (undisturbed, NULL, PM_MAPS_FULL, NULL, &progress.control, &error);
      end_stopper (&stopper);
      n_stopped += !maps;
      if (maps)
        assert_same_maps (maps, all);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_pointer (&maps, pm_map_set_unref);
    }
  g_autoptr (PmMapSet) again = pm_reducer_make_maps (undisturbed, NULL, PM_MAPS_FULL, NULL, &control, NULL);
  assert_same_maps (again, all);
  assert_undisturbed (undisturbed);
  g_test_message ("stopped %d of %d times", n_stopped, n_runs);
}

static void
start_job (PmJob *job)
{
  const char *const paths[] = { small_scan (), NULL };
  g_autoptr (PmOptions) options = pm_options_new ();
  const PmJobRequest request = { .paths = paths, .options = options, .maps = PM_MAPS_STAMPS, .n_threads = 2 };
  pm_job_start (job, &request);
}

/* A job that is stopped, or let go, and started again while the run before may still be ending: several runs at the same time. */
static void
test_job (void)
{
  PmJob *job = pm_job_new ();
  for (int i = 0; i < n_runs; i++)
    {
      gint64 until = g_get_monotonic_time () + g_test_rand_int_range (0, (gint32) duration_us);
      guint alarm = g_timeout_add (1, pm_test_wake_cb, NULL);
      start_job (job);
      while (g_get_monotonic_time () < until)
        g_main_context_iteration (NULL, TRUE);
      g_source_remove (alarm);
      if (i % 3 == 0)
        {
          g_object_unref (job);
          job = pm_job_new ();
        }
      else
        pm_job_stop (job);
      g_assert_cmpint (pm_job_get_state (job), !=, PM_JOB_RUNNING);
    }
  start_job (job);
  pm_test_wait_until (pm_job_get_state (job) != PM_JOB_RUNNING);
  g_assert_cmpint (pm_job_get_state (job), ==, PM_JOB_DONE);
  assert_undisturbed (pm_job_get_reducer (job));
  g_object_unref (job);
}

int
main (int argc, char **argv)
{
  if (argc >= 3 && g_str_equal (argv[1], "--runs"))
    {
      n_runs = atoi (argv[2]);
      argv[2] = argv[0];
      argc -= 2;
      argv += 2;
    }
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  small_scan ();
  PmProgress progress = { 0 };
  Stopper watcher = { .progress = &progress, .after_steps = G_MAXINT };
  gint64 start = g_get_monotonic_time ();
  start_watching (&watcher);
  undisturbed = reduce (&progress);
  end_stopper (&watcher);
  duration_us = g_get_monotonic_time () - start;
  n_steps = watcher.n_seen;
  expected = pm_reducer_dup_result (undisturbed, NULL, NULL);
  g_test_add_func ("/cancel/reduce", test_reduce);
  g_test_add_func ("/cancel/maps", test_maps);
  g_test_add_func ("/cancel/job", test_job);
  int status = g_test_run ();
  pm_result_unref (expected);
  pm_reducer_unref (undisturbed);
  pm_test_reduce_done ();
  return status;
}
