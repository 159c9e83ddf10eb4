/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans with noise, drifts, spikes and bad pixels: how far the positions are from the limit that the noise sets, and whether the errors
 * in the table are those of the positions.
 *
 * The limits have a margin for chance. With 1200 good pixels there are 2400 position errors: a robust scatter of 1 has then an error of
 * 1.17 / sqrt (2 x 2400) = 0.017, and a root mean square one of 0.014.
 */
#include "pm-test-reduce.h"
#include "pm-test.h"

#include <math.h>

typedef struct
{
  double complete, over_crlb, pull_low, pull_high, far, coupling_over_crlb, coupling_pull_low, coupling_pull_high;
} Limits;

/* The bound is that of white noise and one unknown. A random walk with a knee of 0.4 Hz, the free peak and width, the common mode and
 * what the despikers take cost 3 to 12 % of it for positions, 8 to 20 % for peaks, which the walk resembles more. */
static const Limits usual = { 0.995, 1.17, 0.92, 1.10, 0.005, 1.25, 0.90, 1.10 };

static PmTestScore
check (const PmResult *result, const char *path, const char *name, const Limits *limits)
{
  PmTestScore score = pm_test_reduce_score (result, path, name);
  /* The median of n errors of sigma each has an error of 1.25 sigma / sqrt n; four of those in each axis. */
  double shift = fmax (0.02, 4.0 * 1.25 * score.rms / sqrt (score.good));
  g_assert_cmpfloat (score.complete, >=, limits->complete);
  g_assert_cmpfloat (score.shift, <=, shift);
  g_assert_cmpfloat (score.over_crlb, <=, limits->over_crlb);
  g_assert_cmpfloat (score.pull, >=, limits->pull_low);
  g_assert_cmpfloat (score.pull, <=, limits->pull_high);
  g_assert_cmpfloat (score.pull_rms, >=, limits->pull_low);
  g_assert_cmpfloat (score.pull_rms, <=, limits->pull_high);
  g_assert_cmpfloat (score.far, <=, limits->far);
  g_assert_cmpfloat (score.coupling_over_crlb, <=, limits->coupling_over_crlb);
  g_assert_cmpfloat (score.coupling_pull, >=, limits->coupling_pull_low);
  g_assert_cmpfloat (score.coupling_pull, <=, limits->coupling_pull_high);
  return score;
}

static PmTestScore
reduce_and_check (const PmSimulation *sim, const char *name, const PmTestReduce *how, const Limits *limits)
{
  const char *path = pm_test_reduce_scan (name, sim);
  g_autoptr (PmResult) result = pm_test_reduce (path, how);
  return check (result, path, name, limits);
}

static void
test_strong (void)
{
  PmSimulation sim = pm_test_reduce_typical (3);
  sim.band = 'C';
  sim.length_s = 70.0;
  reduce_and_check (&sim, "strong", NULL, &usual);
}

/* S/N 9: where a fit has several maxima to choose from, and bounds that hold for small errors only, are exceeded: by 7 % more. */
static void
test_faint (void)
{
  PmSimulation sim = pm_test_reduce_typical (4);
  Limits limits = usual;
  sim.band = 'C';
  sim.length_s = 70.0;
  sim.snr = 9.0;
  limits.over_crlb = 1.25;
  limits.pull_high = 1.15;
  reduce_and_check (&sim, "faint", NULL, &limits);
}

/* A spike every two seconds in each channel, up to ten times the source. Both despikers together leave nothing of them; a hundredth of
 * the samples goes with them. */
static void
test_spiky (void)
{
  PmSimulation sim = pm_test_reduce_typical (13);
  sim.snr = 20.0;
  sim.spike_rate = 30.0;
  reduce_and_check (&sim, "spiky", NULL, &usual);
}

/* Spikes of 6 to 8 sigma, one a second: below the level of the first despiking, above that of the residuals. Left in, they are noise: 0.014
 * of the samples with 49 sigma^2 add two thirds to the variance. Taken out, S/N is 40 less the 6 % that the random walk costs, 37.6; the
 * bound is half way to what is left otherwise. */
static void
test_small_spikes (void)
{
  PmSimulation sim = pm_test_reduce_typical (13);
  sim.snr = 40.0;
  sim.spike_rate = 60.0;
  sim.spike_min = 6.0;
  sim.spike_max = 8.0;
  const char *path = pm_test_reduce_scan ("small-spikes", &sim);
  const PmTestReduce off = { .settings = PM_TEST_SETTINGS ("despike.level", "0") };
  g_autoptr (PmResult) result = pm_test_reduce (path, NULL), plain = pm_test_reduce (path, &off);
  PmTestScore score = pm_test_reduce_score (result, path, "small-spikes");
  g_assert_cmpfloat (score.complete, >=, 0.995);
  g_assert_cmpfloat (result->median_s2n, >, 35.0);
  g_assert_cmpfloat (plain->median_s2n, <, 35.0);
}

static void
test_moving (void)
{
  PmSimulation sim = pm_test_reduce_typical (5);
  sim.target_rate = 30.0;
  sim.vpa_rate = 20.0;
  reduce_and_check (&sim, "moving", NULL, &usual);
}

/* The chopper throws by 60 arcsec, so that lines bunch and edges are seen once only: 2 % of the pixels lack coverage, and the positions
 * between lines are worse. That chopper and telescope are added rightly shows in the scatter: a beam is 13.6 arcsec. */
static void
test_chopped (void)
{
  PmSimulation sim = pm_test_reduce_typical (6);
  Limits limits = usual;
  sim.length_s = 70.0;
  sim.speed = 230.0;
  sim.chop_amplitude = 30.0;
  sim.chop_hz = 0.8;
  sim.chop_angle_deg = 30.0;
  sim.chop_tilt_deg = 5.0;
  limits.complete = 0.97;
  limits.over_crlb = 1.25;
  limits.coupling_over_crlb = 1.45;
  reduce_and_check (&sim, "chopped", NULL, &limits);
}

/* Everything that can be in a file at once. At 203 Hz a jump that is not levelled is 4000 counts, a flagged frame 1e8: nothing of either
 * may be left. */
static void
test_hard (void)
{
  PmSimulation sim = pm_test_reduce_typical (31);
  Limits limits = usual;
  sim.rate_hz = 203.25;
  sim.length_s = 40.0;
  sim.speed = 500.0;
  sim.subarrays = 5;
  sim.tables = 2;
  sim.gaps = 1;
  sim.flagged = 3;
  sim.jump_fraction = 0.3;
  sim.offset_range = 1e9; /* a float has steps of 64 there, six times the noise */
  limits.complete = 0.99; /* the gap takes the only line across some pixels */
  reduce_and_check (&sim, "hard", NULL, &limits);
}

/* 1/f noise is not of the model's kind. The errors are scaled by what fits at places without a source scatter; without that scale they
 * are too small. */
static void
test_flicker (void)
{
  PmSimulation sim = pm_test_reduce_typical (7);
  Limits limits = usual;
  sim.noise_kind = PM_SIM_NOISE_FLICKER;
  sim.knee_hz = 1.0;
  limits.over_crlb = 1.35;
  limits.pull_low = limits.coupling_pull_low = 0.90;
  limits.pull_high = limits.coupling_pull_high = 1.15;
  limits.coupling_over_crlb = 1.6;
  reduce_and_check (&sim, "flicker", NULL, &limits);
}

/* The scale follows what the scan needs: more than 1 for the peaks, of which 1/f noise has more, and never when it is switched off. */
static void
test_error_scale (void)
{
  PmSimulation sim = pm_test_reduce_typical (7);
  sim.noise_kind = PM_SIM_NOISE_FLICKER;
  sim.knee_hz = 1.0;
  const char *path = pm_test_reduce_scan ("flicker", &sim);
  const PmTestReduce off = { .settings = PM_TEST_SETTINGS ("fit.error-scale", "no") };
  g_autoptr (PmResult) scaled = pm_test_reduce (path, NULL), plain = pm_test_reduce (path, &off);
  PmTestScore a = pm_test_reduce_score (scaled, path, "scaled"), b = pm_test_reduce_score (plain, path, "not scaled");
  g_assert_cmpfloat (scaled->error_scale[0], >, 1.05);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (plain->error_scale[i], ==, 1.0);
  /* The fits are the same; 1 % for pixels that one of them calls good only. */
  pm_assert_close (b.coupling_pull, a.coupling_pull * scaled->error_scale[0], 0.0, 0.01);
  g_assert_cmpfloat (b.coupling_pull, >, 1.05);
}

/* No sky, no drift: nothing is common, all gains are 1, and the whole response is coupling. */
static void
test_no_sky (void)
{
  PmSimulation sim = pm_test_reduce_typical (8);
  sim.sky_rms = sim.subarray_rms = 0.0;
  const char *path = pm_test_reduce_scan ("no-sky", &sim);
  g_autoptr (PmResult) result = pm_test_reduce (path, NULL);
  check (result, path, "no-sky", &usual);
  for (gsize row = 0; row < result->table->n_rows; row++)
    if (!isnan (result->table->values[PM_COLUMN_GAIN][row]))
      g_assert_cmpfloat (result->table->values[PM_COLUMN_GAIN][row], ==, 1.0);
}

/* With a sky of 30 times the noise the gains of the pixels come out of it: response / (gain x coupling) is what `coupling_pull` tests;
 * here the gains themselves, against those that the simulator made. Gains scatter by 20 %, couplings by 10 %: divided rightly, the
 * couplings scatter by 10 %; not divided, by 22 %. */
static void
test_gains (void)
{
  PmSimulation sim = pm_test_reduce_typical (3);
  sim.band = 'C';
  sim.length_s = 70.0;
  const char *path = pm_test_reduce_scan ("strong", &sim);
  g_autoptr (PmResult) result = pm_test_reduce (path, NULL);
  double sum = 0.0, sum2 = 0.0, n = 0.0;
  for (gsize row = 0; row < result->table->n_rows; row++)
    if (result->table->status[row] == PM_PIXEL_GOOD)
      {
        double v = log (result->table->values[PM_COLUMN_COUPLING][row]);
        sum += v;
        sum2 += v * v;
        n += 1.0;
      }
  /* 1200 values: the error of their scatter is 2 %, that of a coupling itself, 1 %, adds nothing. */
  pm_assert_close (sqrt (sum2 / n - sum * sum / (n * n)), 0.1, 0.01, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction-noise/strong", test_strong);
  g_test_add_func ("/reduction-noise/gains", test_gains);
  g_test_add_func ("/reduction-noise/faint", test_faint);
  g_test_add_func ("/reduction-noise/spiky", test_spiky);
  g_test_add_func ("/reduction-noise/small-spikes", test_small_spikes);
  g_test_add_func ("/reduction-noise/moving", test_moving);
  g_test_add_func ("/reduction-noise/chopped", test_chopped);
  g_test_add_func ("/reduction-noise/flicker", test_flicker);
  g_test_add_func ("/reduction-noise/error-scale", test_error_scale);
  g_test_add_func ("/reduction-noise/no-sky", test_no_sky);
  g_test_add_func ("/reduction-noise/hard", test_hard);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
