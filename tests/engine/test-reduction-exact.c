/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans without noise: the geometry from the coordinates to the table has to be exact, whatever way the source is kept out of the modes
 * and whatever is fitted.
 */
#include "pm-test-reduce.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>

/* North at declination 60, the field turns by 12 degrees a minute and the boresight frame is tilted: cos (declination) at a wrong place,
 * a wrong sign of an angle or a position angle taken at a wrong time cost arcseconds. 203.25 Hz, where 14 ms are 2.85 samples, so that a
 * lag rounded to samples costs 0.2 arcsec. */
static const char *
exact_scan (void)
{
  static const char *path;
  PmSimulation sim = pm_test_reduce_typical (51);
  pm_simulation_make_ideal (&sim);
  sim.rate_hz = 203.25;
  sim.length_s = 24.0;
  sim.dec_deg = 60.0;
  sim.vpa_rate = 12.0;
  sim.sibs_tilt_deg = 5.0;
  sim.amplitude_counts = 1e5; /* the readout's step, 1 count, is then 1e-5 of the source */
  sim.amplitude_x = 170.0;    /* the array is turned by up to 10 degrees against the pattern: a beam more than it needs itself */
  sim.amplitude_y = 200.0;
  sim.speed = 900.0;
  sim.step = 7.5;
  return path ? path : (path = pm_test_reduce_scan ("exact", &sim));
}

/* Peaks in counts, not only relative to each other: a beam that is smeared by the cells of a map loses 2 % in all pixels alike. */
static void
check_peaks (const PmResult *result, const char *path, double tolerance)
{
  g_autofree char *truth_path = pm_simulation_truth_path (path);
  double amplitude, worst = 0.0;
  g_autoptr (GArray) truth = pm_test_truth_read (truth_path, &amplitude, NULL);
  for (guint i = 0; i < truth->len; i++)
    {
      const PmTestTruth *t = &g_array_index (truth, PmTestTruth, i);
      gssize row = pm_pixel_table_find_index (result->table, t->index);
      g_assert_cmpint (row, >=, 0);
      if (result->table->status[row] == PM_PIXEL_GOOD)
        worst = fmax (worst, fabs (result->table->values[PM_COLUMN_PEAK][row] * result->table->values[PM_COLUMN_GAIN][row] /
                                   (amplitude * t->response) - 1.0));
    }
  g_test_message ("largest relative error of a peak: %.6f", worst);
  g_assert_cmpfloat (worst, <=, tolerance);
}

static void
check (const char *name, const PmTestReduce *how, double rms_arcsec, double response)
{
  const char *path = exact_scan ();
  g_autoptr (PmResult) result = pm_test_reduce (path, how);
  PmTestScore score = pm_test_reduce_score (result, path, name);
  g_assert_cmpfloat (score.complete, ==, 1.0);
  g_assert_cmpfloat (score.rms, <=, rms_arcsec);
  g_assert_cmpfloat (score.shift, <=, rms_arcsec);
  g_assert_cmpfloat (score.response_max, <=, response);
  check_peaks (result, path, response);
  /* The beam of band D is 13.6 arcsec. Its relative error is that of a peak: 1e-5, and less for the array; 1e-4 leaves room for the
   * truth of a source that moves by half a beam during a sample. */
  pm_assert_close (result->beam_fwhm_arcsec, 13.6, 0.0, 1e-4);
  pm_assert_close (result->median_fwhm_arcsec, 13.6, 0.0, 1e-4);
  g_assert_cmpfloat (result->wing, ==, 0.0);
  g_assert_cmpfloat (result->width_spread_arcsec, ==, 0.0);
}

/* One count of 1e5 moves a position by about 1e-5 of a beam, 0.0001 arcsec, and a peak by 1e-5: the bounds are ten times that and more. */
static void
test_rounds (void)
{
  const PmTestReduce one = { .settings = PM_TEST_SETTINGS ("rounds", "1") }, three = { .settings = PM_TEST_SETTINGS ("rounds", "3") },
                     six = { .settings = PM_TEST_SETTINGS ("rounds", "6", "rounds.tolerance", "0") };
  check ("1 round", &one, 0.001, 1e-3);
  check ("3 rounds", &three, 0.001, 1e-3);
  check ("6 rounds", &six, 0.001, 1e-3);
}

/* The model that is subtracted is the fit: exact, but for what the first fit left. */
static void
test_protect_model (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("source.protect", "model") };
  check ("source.protect=model", &how, 0.01, 1e-3);
}

/* A map knows the source cell by cell, a fifth of a beam each: within a cell the model is flat. What that leaves in modes and noise is
 * small because the bright cells are blanked. */
static void
test_protect_map (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("source.protect", "map") };
  check ("source.protect=map", &how, 0.01, 1e-3);
}

/* Each cell has its samples' mean offset and second moments; what is left is of third order in 0.2 beams. */
static void
test_fit_map (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("fit.domain", "map") };
  check ("fit.domain=map", &how, 0.01, 1e-3);
}

/* Cells of 0.35 beams, many with several samples. Spread over 1.4 arcsec per axis, a quarter of the beam's sigma, they smear the source
 * by up to 5 % if the second moments are left out. What remains is of fourth order: a quarter to the fourth power, 0.4 %, and three times
 * that for the worst of 1280 pixels. */
static void
test_fit_coarse_map (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("fit.domain", "map", "map.cell", "0.35") };
  g_autoptr (PmResult) result = pm_test_reduce (exact_scan (), &how);
  PmTestScore score = pm_test_reduce_score (result, exact_scan (), "map.cell=0.35");
  g_assert_cmpfloat (score.complete, >=, 0.99);
  g_assert_cmpfloat (score.rms, <=, 0.02);
  check_peaks (result, exact_scan (), 0.015);
}

/* The order of magnitude of what the options change: a lag that is wrong by 1 ms at 900 arcsec/s moves the source by 0.9 arcsec, to and
 * fro; its mean stays, its width grows, and single lines disagree. Without the lag all is lost. Without noise, what a wrong lag leaves
 * looks like signals of rows and lines: they are left in here. */
static void
test_lag (void)
{
  const char *path = exact_scan ();
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("read.lag", "0.013", "modes.extra", "none") };
  g_autoptr (PmResult) result = pm_test_reduce (path, &how);
  PmTestScore score = pm_test_reduce_score (result, path, "lag 13 ms");
  g_assert_cmpfloat (score.rms, >, 0.005);
  g_assert_cmpfloat (result->beam_fwhm_arcsec, >, 13.61);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction-exact/rounds", test_rounds);
  g_test_add_func ("/reduction-exact/protect-model", test_protect_model);
  g_test_add_func ("/reduction-exact/protect-map", test_protect_map);
  g_test_add_func ("/reduction-exact/fit-map", test_fit_map);
  g_test_add_func ("/reduction-exact/fit-coarse-map", test_fit_coarse_map);
  g_test_add_func ("/reduction-exact/lag", test_lag);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
