/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where the samples are, and how many of them are looked at together, is nothing that a result depends on: all bits are the same.
 */
#include "pm-reducer.h"
#include "pm-test-camera.h"
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test.h"

#include "pm-provenance.h"

#include <math.h>

#define LIMIT "memory.limit", "1" /* MiB: less than each of the scans needs */

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

/* A file read into memory, and into a file: what is written is the same to the byte. */
static void
test_file (void)
{
  const PmTestReduce in_memory = { .maps = PM_MAPS_STAMPS }, in_file = { PM_TEST_SETTINGS (LIMIT), .n_threads = 3, .maps = PM_MAPS_STAMPS };
  g_autoptr (PmScan) scan = pm_test_read_scan (small_scan (), 2, in_file.settings);
  g_autoptr (PmResult) a = pm_test_reduce (small_scan (), &in_memory), b = pm_test_reduce (small_scan (), &in_file);
  g_assert_cmpuint (scan->file_bytes, >, 0);
  pm_provenance_describe (a->table, a);
  pm_provenance_describe (b->table, b);
  pm_test_reduce_assert_same (a, b);
}

/* The same with what only some reductions do: maps as models, jumps, and two scans, one of them in memory. */
static void
test_choices (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  sim.jump_fraction = 0.2;
  const char *paths[] = { small_scan (), pm_test_reduce_scan ("jumps", (sim.seed = 42, sim.array_seed = 41, &sim)) };
  g_autoptr (GError) error = NULL;
  const PmTestReduce in_memory = { PM_TEST_SETTINGS ("source.protect", "map", "rounds", "2"), .maps = PM_MAPS_STAMPS };
  const PmTestReduce in_file = { PM_TEST_SETTINGS ("source.protect", "map", "rounds", "2", LIMIT), .n_threads = 1, .maps = PM_MAPS_STAMPS };
  g_autoptr (PmResult) a = pm_test_reduce_try (paths, 2, &in_memory, &error);
  g_assert_no_error (error);
  g_autoptr (PmResult) b = pm_test_reduce_try (paths, 2, &in_file, &error);
  g_assert_no_error (error);
  pm_test_reduce_assert_same (a, b);
}

static PmResult *
reduce_camera (PmTestCamera *camera, const char *limit, gsize blocks_at_once, int n_threads)
{
  const PmScanSource source = pm_test_camera_source (camera);
  const char *settings[] = { "memory.limit", limit, NULL };
  g_autoptr (PmOptions) options = pm_test_options (settings);
  g_autoptr (GError) error = NULL;
  PmProgress progress = { .control.n_threads = n_threads };
  const PmReductionRequest request = { .options = options, .maps = PM_MAPS_STAMPS };
  g_autoptr (PmScan) scan = pm_scan_new_from_source (&source, options, &progress.control, &error);
  g_assert_no_error (error);
  if (blocks_at_once > 0)
    scan->timeline.blocks_at_once = blocks_at_once;
  PmResult *result = pm_reduce (&scan, 1, &request, &progress, &error);
  g_assert_no_error (error);
  return result;
}

/* Two sub-arrays of 25 blocks each, by 1, 7, 24 and all. */
static void
test_blocks (void)
{
  static const struct
  {
    const char *limit;
    gsize blocks_at_once;
    int n_threads;
  } cases[] = { { "1", 0, 2 }, { "1", 7, 1 }, { "0", 24, 3 } };
  g_autoptr (PmTestCamera) camera = pm_test_camera_new (2, 20, 20, 900, 5);
  g_autoptr (PmResult) whole = reduce_camera (camera, "0", 0, 2);
  PmTestCameraScore score = pm_test_camera_score (camera, whole->table);
  g_test_message ("%u of %u good, %u false; rms %.3f arcsec, pull %.3f, %.4f far", score.good, score.could_be_good, score.false_good,
                  score.rms, score.pull, score.far);
  /* The scatter of 780 pulls is known to 2.5 %: within three errors of 1, and as much for the noise model. */
  g_assert_cmpuint (score.good, >=, score.could_be_good * 95 / 100);
  g_assert_cmpuint (score.false_good, ==, 0);
  g_assert_cmpfloat (score.pull, >=, 0.85);
  g_assert_cmpfloat (score.pull, <=, 1.15);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PmResult) result = reduce_camera (camera, cases[i].limit, cases[i].blocks_at_once, cases[i].n_threads);
      pm_test_reduce_assert_same (whole, result);
    }
}

/* What is asked of a kept reduction later: a refit and maps. */
static void
test_kept (void)
{
  PmResult *results[2] = { NULL };
  const char *limits[] = { "0", "1" };
  gsize kept[2], bytes = 0;
  for (int i = 0; i < 2; i++)
    {
      const char *settings[] = { "memory.limit", limits[i], NULL };
      g_autoptr (PmOptions) options = pm_test_options (settings);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) refits = g_ptr_array_new ();
      PmRefit refit = { .id = (char *) "R0[20,16]", .radius = 30.0, .x0 = NAN, .y0 = NAN, .domain = -1 };
      PmProgress progress = { .control.n_threads = 2 };
      const PmReductionRequest request = { .options = options, .maps = PM_MAPS_STAMPS };
      PmScan *scan = pm_test_read_scan (small_scan (), 2, settings);
      bytes = scan->timeline.n_blocks * scan->timeline.n_frames * PM_LANES * 5;
      g_ptr_array_add (refits, &refit);
      g_autoptr (PmReducer) reducer = pm_reducer_new (&scan, 1, &request, &progress, &error);
      g_assert_no_error (error);
      kept[i] = pm_reducer_get_bytes (reducer);
      results[i] = pm_reducer_dup_result (reducer, refits, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (results[i]->n_refits, ==, 1);
    }
  g_assert_cmpuint (kept[0], ==, kept[1] + bytes); /* what is on the disk is not memory */
  pm_test_reduce_assert_same (results[0], results[1]);
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&results[i], pm_result_unref);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SOURCE_DATE_EPOCH", "1", TRUE);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction-storage/file", test_file);
  g_test_add_func ("/reduction-storage/choices", test_choices);
  g_test_add_func ("/reduction-storage/blocks", test_blocks);
  g_test_add_func ("/reduction-storage/kept", test_kept);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
