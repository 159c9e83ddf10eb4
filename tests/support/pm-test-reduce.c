/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-test-reduce.h"

#include "pm-table-ecsv.h"
#include "pm-test-raw.h"
#include "pm-test.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *scans_dir;
static GPtrArray *scan_paths;

void
pm_test_reduce_init (void)
{
  gsl_set_error_handler_off (); /* as in the programs */
  scans_dir = pm_test_make_dir ();
  scan_paths = g_ptr_array_new_with_free_func (g_free);
}

void
pm_test_reduce_done (void)
{
  pm_test_remove_dir (scans_dir);
  g_clear_pointer (&scans_dir, g_free);
  g_clear_pointer (&scan_paths, g_ptr_array_unref);
}

const char *
pm_test_reduce_scan (const char *name, const PmSimulation *sim)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strconcat (name, ".fits", NULL);
  char *path = g_build_filename (scans_dir, file, NULL);
  g_ptr_array_add (scan_paths, path);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    pm_simulate (sim, path, NULL, &error);
  g_assert_no_error (error);
  return path;
}

PmResult *
pm_test_reduce_try (const char *const *paths, gsize n_paths, const PmTestReduce *how, GError **error)
{
  static const PmTestReduce simple = { 0 };
  PmScan *scans[PM_MAX_SCANS + 1];
  PmProgress own_progress = { 0 };
  if (!how)
    how = &simple;
  PmProgress *progress = how->progress ? how->progress : &own_progress;
  PmOptions *options = pm_test_options (how->settings);
  PmReductionRequest request = { options, how->maps, how->maps_list, how->manual, how->round_done, how->round_data };
  progress->control.n_threads = how->n_threads > 0 ? how->n_threads : 2;
  g_assert_cmpuint (n_paths, <=, G_N_ELEMENTS (scans));
  for (gsize i = 0; i < n_paths; i++)
    scans[i] = pm_test_read_scan (paths[i], 2, how->settings);
  PmResult *result = pm_reduce (scans, n_paths, &request, progress, error);
  for (gsize i = 0; i < n_paths; i++)
    pm_scan_free (scans[i]);
  pm_options_free (options);
  if (result)
    pm_test_reduce_check (result);
  return result;
}

PmResult *
pm_test_reduce (const char *path, const PmTestReduce *how)
{
  g_autoptr (GError) error = NULL;
  PmResult *result = pm_test_reduce_try (&path, 1, how, &error);
  g_assert_no_error (error);
  return result;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

void
pm_test_reduce_check (const PmResult *result)
{
  static const PmColumn of_fits[] = { PM_COLUMN_X, PM_COLUMN_X_ERR, PM_COLUMN_Y, PM_COLUMN_Y_ERR, PM_COLUMN_XY_CORR, PM_COLUMN_PEAK,
                                      PM_COLUMN_PEAK_ERR, PM_COLUMN_S2N };
  static const PmColumn relative[] = { PM_COLUMN_COUPLING, PM_COLUMN_COUPLING_ERR }; /* to the good ones, if there are any */
  static const PmColumn positive[] = { PM_COLUMN_X_ERR, PM_COLUMN_Y_ERR, PM_COLUMN_PEAK_ERR, PM_COLUMN_S2N, PM_COLUMN_NOISE };
  const PmPixelTable *table = result->table;
  gsize n_good = 0, n_fitted = 0, n_blind = 0;
  g_autofree double *coupling = g_new (double, table->n_rows + 1);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      PmPixelStatus status = table->status[row];
      gboolean fitted = status == PM_PIXEL_GOOD || status == PM_PIXEL_FLAGGED;
      for (guint i = 0; i < G_N_ELEMENTS (of_fits); i++)
        g_assert_cmpint (isnan (table->values[of_fits[i]][row]) ? FALSE : TRUE, ==, fitted);
      for (guint i = 0; i < G_N_ELEMENTS (relative); i++)
        g_assert_cmpint (isnan (table->values[relative[i]][row]) ? FALSE : TRUE, ==, fitted && result->n_good > 0);
      for (int column = 0; column < PM_N_COLUMNS; column++)
        g_assert_false (table->values[column] && isinf (table->values[column][row]));
      for (guint i = 0; fitted && i < G_N_ELEMENTS (positive); i++)
        g_assert_cmpfloat (table->values[positive[i]][row], >, 0.0);
      if (row > 0)
        g_assert_cmpint (table->index[row], >, table->index[row - 1]);
      n_blind += status == PM_PIXEL_BLIND;
      n_fitted += fitted;
      if (status == PM_PIXEL_GOOD)
        coupling[n_good++] = table->values[PM_COLUMN_COUPLING][row];
    }
  g_assert_cmpuint (result->n_good, ==, n_good);
  g_assert_cmpuint (result->n_fitted, ==, n_fitted);
  g_assert_cmpuint (result->n_total, ==, table->n_rows - n_blind);
  qsort (coupling, n_good, sizeof *coupling, compare_doubles);
  /* Rounding of one division; the first decides which pixels count, the second is exact. */
  if (n_good > 0)
    pm_assert_close (0.5 * (coupling[(n_good - 1) / 2] + coupling[n_good / 2]), 1.0, 1e-12, 0.0);
}

void
pm_test_reduce_assert_same (const PmResult *a, const PmResult *b)
{
  g_autofree char *text_a = pm_table_ecsv_to_string (a->table), *text_b = pm_table_ecsv_to_string (b->table);
  g_assert_true (g_str_equal (text_a, text_b));
  g_assert_cmpuint (a->maps->n_maps, ==, b->maps->n_maps);
  for (gsize i = 0; i < a->maps->n_maps; i++)
    {
      const PmMap *m = &a->maps->maps[i], *n = &b->maps->maps[i];
      gsize bytes = m->nx * m->ny * sizeof (float);
      g_assert_cmpuint (m->channel, ==, n->channel);
      g_assert_cmpuint (m->nx, ==, n->nx);
      g_assert_cmpuint (m->ny, ==, n->ny);
      g_assert_cmpint (memcmp (m->signal, n->signal, bytes), ==, 0);
      g_assert_cmpint (memcmp (m->weight, n->weight, bytes), ==, 0);
      g_assert_cmpint (memcmp (m->exposure_s, n->exposure_s, bytes), ==, 0);
    }
}

PmTestScore
pm_test_reduce_score (const PmResult *result, const char *path, const char *name)
{
  g_autofree char *truth = pm_simulation_truth_path (path);
  PmTestScore score = pm_test_score (result->table, truth);
  pm_test_score_print (name, &score);
  g_assert_cmpuint (score.false_good, ==, 0);
  return score;
}

PmSimulation
pm_test_reduce_small (void)
{
  PmSimulation sim;
  pm_simulation_init (&sim);
  sim.band = 'D';
  sim.rate_hz = 50.0;
  sim.length_s = 12.0;
  sim.amplitude_x = sim.amplitude_y = 60.0;
  sim.amplitude_counts = 400.0;
  sim.seed = 41;
  return sim;
}

PmSimulation
pm_test_reduce_typical (guint32 seed)
{
  PmSimulation sim;
  pm_simulation_init (&sim);
  sim.band = 'D';
  sim.seed = seed;
  return sim;
}
