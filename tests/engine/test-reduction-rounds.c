/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a reduction shows after each round: a complete result of its own, that changes nothing of the last one.
 */
#include "pm-test-reduce.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

typedef struct
{
  GPtrArray *results; /* of PmResult */
  guint stop_after;   /* rounds; 0: do not stop */
  PmProgress progress;
} Watcher;

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

static void
watch_cb (PmResult *partial, void *data)
{
  Watcher *watcher = data;
  g_ptr_array_add (watcher->results, partial);
  if (watcher->results->len == watcher->stop_after)
    atomic_store (&watcher->progress.control.cancel, true);
}

static void
watcher_init (Watcher *watcher, guint stop_after)
{
  memset (watcher, 0, sizeof *watcher);
  watcher->results = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_result_unref);
  watcher->stop_after = stop_after;
}

static void
assert_same_maps (const PmMapSet *a, const PmMapSet *b)
{
  g_assert_cmpuint (a->n_maps, ==, b->n_maps);
  for (gsize i = 0; i < a->n_maps; i++)
    {
      const PmMap *m = &a->maps[i], *n = &b->maps[i];
      g_assert_cmpuint (m->channel, ==, n->channel);
      g_assert_cmpmem (m->signal, m->nx * m->ny * sizeof *m->signal, n->signal, n->nx * n->ny * sizeof *n->signal);
      g_assert_cmpmem (m->weight, m->nx * m->ny * sizeof *m->weight, n->weight, n->nx * n->ny * sizeof *n->weight);
    }
}

/* Each complete by itself, the last one near the final result: they share the samples, so that they differ by what the fits still moved
 * (converged: by less than 2 % of their errors for 99 of 100), not by their errors. Fits to maps are other estimates from the same noise:
 * `limit` is in errors. */
static void
assert_partials (const Watcher *watcher, const PmResult *result, double limit)
{
  g_assert_cmpuint (watcher->results->len, ==, (guint) result->n_rounds);
  for (guint i = 0; i < watcher->results->len; i++)
    {
      const PmResult *partial = g_ptr_array_index (watcher->results, i);
      pm_test_reduce_check (partial);
      g_assert_cmpint (partial->n_rounds, ==, (int) i + 1);
      g_assert_cmpuint (partial->n_shares, ==, result->n_shares);
      g_assert_cmpuint (partial->maps->n_maps, >, 0);
      g_assert_cmpuint (partial->n_solutions, ==, result->n_solutions);
    }
  const PmResult *last = g_ptr_array_index (watcher->results, watcher->results->len - 1);
  gsize n = 0, near = 0;
  for (gsize row = 0; row < result->table->n_rows; row++)
    if (result->table->status[row] == PM_PIXEL_GOOD)
      {
        n++;
        near += fabs (last->table->values[PM_COLUMN_X][row] - result->table->values[PM_COLUMN_X][row]) <
                limit * result->table->values[PM_COLUMN_X_ERR][row];
      }
  g_assert_cmpuint (n, >, 100);
  g_assert_cmpuint (100 * near, >=, 95 * n);
}

static void
check_watched (const char *const *settings, PmMapsWanted maps, double limit)
{
  Watcher watcher;
  watcher_init (&watcher, 0);
  const PmTestReduce alone = { .settings = settings, .maps = maps };
  const PmTestReduce watched = { .settings = settings, .maps = maps, .round_done = watch_cb, .round_data = &watcher };
  g_autoptr (PmResult) a = pm_test_reduce (small_scan (), &alone), b = pm_test_reduce (small_scan (), &watched);
  pm_test_table_assert_equal (a->table, b->table, 0.0);
  assert_same_maps (a->maps, b->maps);
  assert_partials (&watcher, b, limit);
  g_ptr_array_unref (watcher.results);
}

static void
test_mask (void)
{
  check_watched (NULL, PM_MAPS_STAMPS, 0.5);
}

/* The maps that are the model of the source are not those that are shown. */
static void
test_map (void)
{
  check_watched (PM_TEST_SETTINGS ("source.protect", "map", "rounds", "3"), PM_MAPS_FULL, 0.5);
}

static void
test_map_domain (void)
{
  check_watched (PM_TEST_SETTINGS ("fit.domain", "map", "rounds", "2"), PM_MAPS_STAMPS, 1.0);
}

/* What was shown outlives a run that is stopped. */
static void
test_stop (void)
{
  const char *path = small_scan ();
  g_autoptr (GError) error = NULL;
  Watcher watcher;
  watcher_init (&watcher, 1);
  const PmTestReduce how = { .maps = PM_MAPS_STAMPS, .progress = &watcher.progress, .round_done = watch_cb, .round_data = &watcher };
  g_assert_null (pm_test_reduce_try (&path, 1, &how, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watcher.results->len, ==, 1);
  pm_test_reduce_check (g_ptr_array_index (watcher.results, 0));
  g_ptr_array_unref (watcher.results);
}

/* From step to step it never falls, and stays within 0 ... 1. */
static void
test_fraction (void)
{
  double before = 0.0;
  PmProgress progress = { 0 };
  g_assert_cmpfloat (pm_progress_fraction (&progress), ==, 0.0);
  atomic_store (&progress.control.step_total, 4);
  for (int step = PM_STEP_READ; step <= PM_STEP_FINISH; step++)
    for (int round = 1; round <= (step == PM_STEP_FIT ? 6 : 1); round++)
      for (unsigned done = 0; done <= 4; done++)
        {
          atomic_store (&progress.step, step);
          atomic_store (&progress.round, round);
          atomic_store (&progress.control.step_done, done);
          double fraction = pm_progress_fraction (&progress);
          g_assert_cmpfloat (fraction, >=, before - 1e-12); /* rounding */
          before = fraction;
        }
  pm_assert_close (before, 1.0, 1e-12, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction-rounds/mask", test_mask);
  g_test_add_func ("/reduction-rounds/map", test_map);
  g_test_add_func ("/reduction-rounds/map-domain", test_map_domain);
  g_test_add_func ("/reduction-rounds/stop", test_stop);
  g_test_add_func ("/reduction-rounds/fraction", test_fraction);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
