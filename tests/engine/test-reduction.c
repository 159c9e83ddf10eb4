/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reductions of a small scan: short enough for the sanitizers. How good the numbers are is the matter of test-reduction-*.c.
 */
#include "pm-test-reduce.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include "pm-error.h"

#include <math.h>
#include <string.h>

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

/* Constant pixels are known as such: X, and neither gain nor noise. */
static void
check_dead (const PmResult *result, const char *path)
{
  g_autofree char *truth_path = pm_simulation_truth_path (path);
  g_autoptr (GArray) truth = pm_test_truth_read (truth_path, NULL, NULL);
  guint n = 0;
  for (guint i = 0; i < truth->len; i++)
    {
      const PmTestTruth *t = &g_array_index (truth, PmTestTruth, i);
      gssize row = pm_pixel_table_find_index (result->table, t->index);
      g_assert_cmpint (row, >=, 0);
      g_assert_cmpstr (result->table->id[row], ==, t->id);
      if (g_str_equal (t->status, "blind"))
        g_assert_cmpint (result->table->status[row], ==, PM_PIXEL_BLIND);
      if (!g_str_equal (t->status, "zero"))
        continue;
      g_assert_cmpint (result->table->status[row], ==, PM_PIXEL_NOFIT);
      g_assert_true (result->table->flags[row] & PM_FLAG_DEAD);
      g_assert_true (isnan (result->table->values[PM_COLUMN_GAIN][row]));
      g_assert_true (isnan (result->table->values[PM_COLUMN_NOISE][row]));
      n++;
    }
  g_assert_cmpuint (n, >, 10); /* 2 % of 1280 */
}

/* A third of the array sees the source, most of it well enough. The pulls of 740 coordinates are known to 4 %, their scatter to 1.0 within
 * three of those; more at the low side, where single lines are judged cautiously. */
static void
test_small (void)
{
  const char *path = small_scan ();
  g_autoptr (PmResult) result = pm_test_reduce (path, NULL);
  PmTestScore score = pm_test_reduce_score (result, path, "small");
  g_assert_cmpuint (score.good, >, 330);
  g_assert_cmpfloat (score.pull, >=, 0.85);
  g_assert_cmpfloat (score.pull, <=, 1.15);
  g_assert_cmpfloat (score.far, <=, 0.005);
  g_assert_cmpuint (result->n_fitted, <, result->table->n_rows / 2);
  g_assert_cmpuint (result->n_total, ==, 1280);
  g_assert_cmpuint (result->n_solutions, ==, 2);
  g_assert_cmpstr (result->solution_names[0], ==, "R0");
  g_assert_cmpstr (result->solution_names[1], ==, "array");
  g_assert_null (result->maps);
  check_dead (result, path);
  for (gsize k = 0; k < result->n_solutions; k++)
    {
      /* The simulator turns by 0.4 degrees, scales by 1.01 and scatters by 0.3 beams, 4.1 arcsec per axis: with 370 pixels within 55 arcsec
       * an error of 4.1 / (35 sqrt 370) = 0.006 of both, 0.35 degrees. Three errors. */
      g_assert_true (result->solutions[k].valid);
      pm_assert_close (result->solutions[k].rotation_deg, 0.4, 1.05, 0.0);
      pm_assert_close (result->solutions[k].scale, 1.01, 0.018, 0.0);
      pm_assert_close (result->solutions[k].scatter_arcsec, 0.3 * 13.6, 0.6, 0.0);
    }
}

static void
test_threads (void)
{
  g_autoptr (PmResult) first = NULL;
  for (int n = 1; n <= 3; n++)
    {
      const PmTestReduce how = { .n_threads = n, .maps = PM_MAPS_STAMPS };
      g_autoptr (PmResult) result = pm_test_reduce (small_scan (), &how);
      if (first)
        pm_test_reduce_assert_same (first, result);
      else
        first = g_steal_pointer (&result);
    }
}

static void
test_no_source (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  g_autoptr (GError) error = NULL;
  sim.amplitude_counts = 1e-3; /* 1e-4 of the noise */
  sim.spike_rate = 0.0;        /* sampled as coarsely as here, half a beam, a spike cannot be told from a source */
  const char *path = pm_test_reduce_scan ("no-source", &sim);
  g_assert_null (pm_test_reduce_try (&path, 1, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "nothing could be fitted"));
}

static void
test_bad_lists (void)
{
  const char *path = small_scan ();
  g_autoptr (GError) error = NULL, error2 = NULL;
  const PmTestReduce exclude = { .settings = PM_TEST_SETTINGS ("exclude", "R0[99,99]") };
  g_assert_null (pm_test_reduce_try (&path, 1, &exclude, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "exclude"));
  const PmTestReduce maps = { .maps = PM_MAPS_FULL, .maps_list = "nonsense" };
  g_assert_null (pm_test_reduce_try (&path, 1, &maps, &error2));
  g_assert_nonnull (error2);
  g_assert_nonnull (strstr (error2->message, "--maps"));
}

/* A run that somebody else stops. */
typedef struct
{
  const char *path;
  PmProgress progress;
  GError *error;
  PmResult *result;
  atomic_bool done;
} Run;

static gpointer
run_thread (gpointer data)
{
  Run *run = data;
  const PmTestReduce how = { .progress = &run->progress, .maps = PM_MAPS_STAMPS };
  run->result = pm_test_reduce_try (&run->path, 1, &how, &run->error);
  atomic_store (&run->done, true);
  return NULL;
}

/* Stopped at the beginning of each step: an error that says so, and nothing is left behind, which the sanitizer watches. A step may be
 * over before it is seen; then the run is through, or stops in a later one. */
static void
test_cancel (void)
{
  guint n_cancelled = 0;
  for (int step = PM_STEP_CLEAN; step <= PM_STEP_FINISH; step++)
    {
      Run run = { .path = small_scan () };
      GThread *thread = g_thread_new ("reduce", run_thread, &run);
      while (atomic_load (&run.progress.step) < step && !atomic_load (&run.done))
        g_usleep (100);
      atomic_store (&run.progress.control.cancel, true);
      g_thread_join (thread);
      g_assert_true ((run.result == NULL) == (run.error != NULL));
      if (run.error)
        g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      n_cancelled += run.error != NULL;
      g_clear_error (&run.error);
      g_clear_pointer (&run.result, pm_result_unref);
    }
  g_assert_cmpuint (n_cancelled, >=, 3);
}

static void
test_step_names (void)
{
  for (int step = PM_STEP_READ; step <= PM_STEP_FINISH; step++)
    g_assert_cmpuint (strlen (pm_step_name ((PmStep) step)), >, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction/small", test_small);
  g_test_add_func ("/reduction/threads", test_threads);
  g_test_add_func ("/reduction/no-source", test_no_source);
  g_test_add_func ("/reduction/bad-lists", test_bad_lists);
  g_test_add_func ("/reduction/cancel", test_cancel);
  g_test_add_func ("/reduction/step-names", test_step_names);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
