/* SPDX-License-Identifier: GPL-3.0-or-later
 * Noise, accidents and bad pixels of simulated scans, and the bounds in their truth.
 */
#include "pm-hawc-constants.h"
#include "pm-simulator.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static void
test_jumps (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.amplitude_counts = 1e-6; /* no source */
  sim.jump_fraction = 0.5;
  sim.jump_max = 63;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  int jumping = 0, wraps = 0;
  for (guint c = 0; c < scan.truth->len; c++)
    {
      const PmTestTruth *t = pm_test_scan_truth (&scan, c);
      double step = NAN;
      for (int i = 1; i < scan.rows; i++)
        {
          const short *cell = scan.jumps + (gsize) i * PM_HAWC_CHANNELS + pm_test_scan_place (t);
          int now = cell[0], count = now - cell[-PM_HAWC_CHANNELS];
          int rise = pm_test_scan_sample (&scan, i, t) - pm_test_scan_sample (&scan, i - 1, t);
          g_assert_true (now >= -64 && now <= 63);
          wraps += abs (count) > 64;
          count = count > 64 ? count - 128 : count < -64 ? count + 128 : count;
          if (count == 0)
            g_assert_cmpint (rise, ==, 0);
          else if (isnan (step))
            step = rise / (double) count;
          if (count != 0) /* both steps are rounded to whole counts */
            pm_assert_close (rise, count * step, 1.0 + abs (count), 0.0);
        }
      jumping += !isnan (step);
      if (!isnan (step))
        pm_assert_close (step, sim.jump_step, 0.11 * sim.jump_step, 0.0);
    }
  g_assert_cmpint (jumping, >, 500);
  g_assert_cmpint (jumping, <, 800);
  g_assert_cmpint (wraps, >, 100);
}

/* rms of a channel's differences / sqrt 2, and its correlation with the mean of the good channels. */
static void
test_states (void)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.dead = sim.zero = sim.noisy = 0.1;
  sim.knee_hz = sim.spike_rate = sim.subarray_rms = 0.0;
  sim.offset_range = 1e8;
  sim.sky_rms = 1000.0;
  sim.amplitude_counts = 1e-6;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  int count[5] = { 0 };
  static const char *const names[] = { "ok", "noisy", "dead", "zero", "blind" };
  for (guint c = 0; c < scan.truth->len; c++)
    {
      const PmTestTruth *t = pm_test_scan_truth (&scan, c);
      double sum = 0.0, low = INFINITY, high = -INFINITY;
      int kind = 0;
      while (strcmp (names[kind], t->status) != 0)
        g_assert_cmpint (++kind, <, 5);
      count[kind]++;
      for (int i = 1; i < scan.rows; i++)
        {
          double d = pm_test_scan_sample (&scan, i, t), e = pm_test_scan_sample (&scan, i - 1, t);
          sum += (d - e) * (d - e);
          low = MIN (low, d);
          high = MAX (high, d);
        }
      double rms = sqrt (sum / (scan.rows - 1) / 2.0);
      g_assert_true ((t->row == 40) == (kind == 4));
      if (kind == 2 || kind == 4)
        pm_assert_close (rms, 10.0, 2.0, 0.0); /* 5 sigma of 358 differences */
      if (kind == 1)
        g_assert_cmpfloat (rms, >, 40.0);
      if (kind == 3)
        g_assert_true (low == 0.0 && high == 0.0);
      if (kind <= 1)
        g_assert_true (t->response > 0.0 && high - low > 1000.0);
      else
        g_assert_true (t->response == 0.0 && t->snr == 0.0 && isnan (t->crlb_x) && high - low < 200.0);
    }
  g_assert_cmpint (count[4], ==, 32);
  for (int kind = 1; kind <= 3; kind++)
    g_assert_true (count[kind] > 90 && count[kind] < 170); /* 128 +- 11 expected */
}

/* S/N and bounds against sums over the rows with slopes by differences. */
static void
test_bounds (void)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.rate_hz = 1.0 / 0.014;
  sim.length_s = 8.0;
  sim.gaps = 1;
  sim.flagged = 1;
  sim.brightness = 2.0;
  sim.amplitude_counts = 0.0;
  sim.snr = 40.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  double s = scan.fwhm / 2.3548200450309493, e = 1e-3;
  for (guint c = 0; c < scan.truth->len; c++)
    {
      const PmTestTruth *t = pm_test_scan_truth (&scan, c);
      double sum = 0.0, sum_x = 0.0, sum_y = 0.0, sigma = strcmp (t->status, "noisy") == 0 ? 50.0 : 10.0;
      if (strcmp (t->status, "ok") == 0)
        g_array_append_val (all, t->snr);
      if (t->response == 0.0 || c % 9 != 0 || t->snr < 1.0)
        continue;
      for (int i = 0; i < scan.rows; i++)
        {
          /* The frame before gives the offset 14 ms before; where it is missing, the parabola through the next three. */
          gboolean after_gap = i == 0 || scan.counter[i] != scan.counter[i - 1] + 1;
          double x = t->x + (after_gap ? 3.0 * scan.fx[i] - 3.0 * scan.fx[i + 1] + scan.fx[i + 2] : scan.fx[i - 1]);
          double y = t->y + (after_gap ? 3.0 * scan.fy[i] - 3.0 * scan.fy[i + 1] + scan.fy[i + 2] : scan.fy[i - 1]);
          double r2 = x * x + y * y, v = 2.0 * s * s;
          if (scan.flag[i])
            continue;
          sum += exp (-2.0 * r2 / v);
          sum_x += pow ((exp (-((x + e) * (x + e) + y * y) / v) - exp (-((x - e) * (x - e) + y * y) / v)) / (2.0 * e), 2);
          sum_y += pow ((exp (-((y + e) * (y + e) + x * x) / v) - exp (-((y - e) * (y - e) + x * x) / v)) / (2.0 * e), 2);
        }
      double signal = scan.amplitude * t->response;
      /* Those parabolas err by the third derivative x dt^3 = 0.01 arcsec; slopes by differences are good to 1e-8; S/N >= 1 is printed to
       * 1e-5. */
      pm_assert_close (t->snr, signal * sqrt (sum) / sigma, 0.0, 0.01);
      pm_assert_close (t->crlb_x, sigma / (signal * sqrt (sum_x)), 0.0, 0.01);
      pm_assert_close (t->crlb_y, sigma / (signal * sqrt (sum_y)), 0.0, 0.01);
    }
  int above = 0;
  for (guint i = 0; i < all->len; i++)
    above += g_array_index (all, double, i) > 80.0;
  pm_assert_close (above, 0.5 * all->len, 1.0, 0.0); /* the median is snr x brightness */
}

/* Power at frequency f in units of white noise of rms 1, mean over channels, Hann window (it keeps the walk's leakage below 1 %). */
static double
power_at (const PmTestScan *scan, double f_dt, double sigma)
{
  double power = 0.0, norm = 0.0;
  int n = scan->rows, used = 0;
  g_autofree double *c = g_new (double, n), *s = g_new (double, n);
  for (int i = 0; i < n; i++)
    {
      double w = 0.5 - 0.5 * cos (2.0 * G_PI * (i + 0.5) / n);
      c[i] = w * cos (2.0 * G_PI * f_dt * i);
      s[i] = w * sin (2.0 * G_PI * f_dt * i);
      norm += w * w;
    }
  for (guint k = 0; k < scan->truth->len; k++)
    if (strcmp (pm_test_scan_truth (scan, k)->status, "ok") == 0)
      {
        double a = 0.0, b = 0.0;
        int start = pm_test_scan_sample (scan, 0, pm_test_scan_truth (scan, k));
        for (int i = 0; i < n; i++)
          {
            double v = pm_test_scan_sample (scan, i, pm_test_scan_truth (scan, k)) - start;
            a += c[i] * v;
            b += s[i] * v;
          }
        power += a * a + b * b;
        used++;
      }
  return power / (used * norm * sigma * sigma);
}

static void
check_noise (PmSimNoiseKind kind)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.length_s = 10.24;
  sim.rate_hz = 50.0;
  sim.noise_kind = kind;
  sim.knee_hz = 2.0;
  sim.noise = 100.0;
  sim.sky_rms = sim.subarray_rms = sim.spike_rate = 0.0;
  sim.amplitude_counts = 1e-6;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  const double places[] = { 50, 100, 200 }; /* cycles in the scan: 4.9, 9.8, 19.5 Hz */
  const double low[] = { 5, 10, 20 };       /* 0.5, 1, 2 Hz */
  for (int k = 0; k < 3; k++)
    for (int half = 0; half < 2; half++)
      {
        double f_dt = (half ? places[k] : low[k]) / scan.rows, f = f_dt * sim.rate_hz, r = sim.knee_hz / f;
        /* A sampled walk has q / (2 sin (pi f dt))^2 where a continuous one has q / (2 pi f dt)^2. */
        double walk = pow (2.0 * G_PI * sim.knee_hz / sim.rate_hz / (2.0 * sin (G_PI * f_dt)), 2);
        double expected = kind == PM_SIM_NOISE_WALK ? 1.0 + walk : 1.0 + r;
        /* 1/sqrt (1200 channels) = 3 %: 3.5 sigma, and the 6 % of the sum of poles. */
        pm_assert_close (power_at (&scan, f_dt, sim.noise), expected, 0.0, kind == PM_SIM_NOISE_WALK ? 0.12 : 0.16);
      }
}

static void
test_noise_walk (void)
{
  check_noise (PM_SIM_NOISE_WALK);
}

static void
test_noise_flicker (void)
{
  check_noise (PM_SIM_NOISE_FLICKER);
}

static void
test_spikes_and_drift (void)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.knee_hz = sim.sky_rms = sim.subarray_rms = 0.0;
  sim.dead = sim.zero = sim.noisy = 0.0;
  sim.amplitude_counts = 1e-6;
  sim.spike_rate = 60.0;
  sim.spike_min = 20.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  int spikes = 0;
  for (guint c = 0; c < scan.truth->len; c++)
    {
      double mean = 0.0;
      for (int i = 0; i < scan.rows; i++)
        mean += pm_test_scan_sample (&scan, i, pm_test_scan_truth (&scan, c)) / (double) scan.rows;
      for (int i = 0; i < scan.rows; i++)
        {
          double size = fabs (pm_test_scan_sample (&scan, i, pm_test_scan_truth (&scan, c)) - mean);
          spikes += size > 120.0;
          g_assert_cmpfloat (size, <, 2.5 * 1000.0); /* two in one frame at most */
        }
    }
  pm_assert_close (spikes, 5.0 * scan.truth->len, 5.0 * sqrt (5.0 * scan.truth->len), 0.02); /* one a second; a few coincide */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-noise/jumps", test_jumps);
  g_test_add_func ("/sim-noise/states", test_states);
  g_test_add_func ("/sim-noise/bounds", test_bounds);
  g_test_add_func ("/sim-noise/noise-walk", test_noise_walk);
  g_test_add_func ("/sim-noise/noise-flicker", test_noise_flicker);
  g_test_add_func ("/sim-noise/spikes", test_spikes_and_drift);
  return g_test_run ();
}
