/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans without noise: the geometry from the coordinates to the table has to be exact, whatever way the source is kept out of the modes
 * and whatever is fitted.
 */
#include "pm-test-reduce.h"
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
  g_test_add_func ("/reduction-exact/lag", test_lag);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
