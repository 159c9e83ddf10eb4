/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-despike.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum { N = 200, SIZE = N * PM_LANES };

static const double unit_sigma[PM_LANES] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

/* The ratio is 0.85 of the smallest that a sample's higher neighbour can have in a crossing of the beam. */
static void
test_ratio (void)
{
  const double s = 4.0, dt = 0.01;
  for (double v = 0.0; v < 800.0; v += 100.0)
    {
      double smallest = 1.0;
      for (double x = -2.0 * s; x <= 2.0 * s; x += 0.001 * s)
        {
          double before = exp (-0.5 * pow ((x - v * dt) / s, 2)), here = exp (-0.5 * pow (x / s, 2)),
                 after = exp (-0.5 * pow ((x + v * dt) / s, 2));
          smallest = fmin (smallest, fmax (before, after) / here);
        }
      pm_assert_close (pm_despike_beam_ratio (v, dt, s), 0.85 * smallest, 1e-9, 0); /* x = 0 is among the places tried */
    }
}

/* Crossings at the fastest speed, at any phase and distance, faint to extremely bright, noise on top: nothing is flagged. */
static void
test_source_is_no_spike (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const double s = 4.0, dt = 0.01, v = 320.0;
  double ratio = pm_despike_beam_ratio (v, dt, s);
  g_autofree float *d = g_new (float, SIZE);
  g_autofree uint8_t *flags = g_new (uint8_t, SIZE);
  for (int trial = 0; trial < 100; trial++)
    {
      memset (flags, 0, SIZE);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          double peak = pow (10.0, gsl_ran_flat (rng, 0.0, 6.0)), y = gsl_ran_flat (rng, -3.0, 3.0) * s, t0 = gsl_ran_flat (rng, 20, 180);
          for (size_t t = 0; t < N; t++)
            {
              double x = ((double) t - t0) * v * dt;
              d[t * PM_LANES + l] = (float) (peak * exp (-0.5 * (x * x + y * y) / (s * s)) + gsl_ran_gaussian (rng, 1.0));
            }
        }
      /* Noise: d - max / ratio scatters by sqrt (1 + 1 / ratio^2) = 1.9 at most, so 10 is 5 sigma: 3e5 samples give 0.1. */
      g_assert_cmpuint (pm_despike_beam_shape (d, flags, N, unit_sigma, 10.0, ratio), ==, 0);
      for (size_t i = 0; i < SIZE; i++)
        g_assert_cmpint (flags[i], ==, 0);
    }
  gsl_rng_free (rng);
}

static void
expect_spike (const uint8_t *flags, size_t lane, size_t at, bool flagged)
{
  for (size_t t = 0; t < N; t++)
    g_assert_cmpint (flags[t * PM_LANES + lane] & PM_SAMPLE_SPIKE, ==, flagged && t + 1 >= at && t <= at + 1 ? PM_SAMPLE_SPIKE : 0);
}

static void
test_single_samples (void)
{
  g_autofree float *d = g_new0 (float, SIZE);
  g_autofree uint8_t *flags = g_new0 (uint8_t, SIZE);
  double sigma[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      sigma[l] = l == 7 ? NAN : l == 6 ? 100.0 : 2.0;
      d[50 * PM_LANES + l] = 14.1f; /* above 7 sigma of 2 */
    }
  d[50 * PM_LANES + 1] = 13.9f;  /* below */
  d[50 * PM_LANES + 2] = -14.1f; /* a dip */
  d[50 * PM_LANES + 3] = -13.9f;
  d[51 * PM_LANES + 4] = 10.0f; /* 14.1 - 10 / 0.5 < 14: a rise that the beam allows */
  d[49 * PM_LANES + 5] = d[51 * PM_LANES + 5] = -50.0f; /* negative neighbours count as 0 for a rise */
  flags[49 * PM_LANES + 8] = PM_SAMPLE_BAD; /* not judged beside a missing sample */
  flags[51 * PM_LANES + 9] = PM_SAMPLE_BAD;
  flags[50 * PM_LANES + 10] = PM_SAMPLE_BAD;
  flags[50 * PM_LANES + 11] = PM_SAMPLE_SOURCE; /* other flags are kept and do not matter */
  d[0 * PM_LANES + 12] = d[(N - 1) * PM_LANES + 12] = 1000.0f; /* the ends have one neighbour only */
  d[0 * PM_LANES + 13] = 1000.0f;
  size_t n = pm_despike_beam_shape (d, flags, N, sigma, 7.0, 0.5);
  for (size_t l = 0; l < PM_LANES; l++)
    if (l != 5)
      expect_spike (flags, l, 50, l != 1 && l != 3 && l != 4 && l != 6 && l != 7 && l != 8 && l != 9 && l != 10);
  g_assert_cmpint (flags[50 * PM_LANES + 5], ==, PM_SAMPLE_SPIKE);
  g_assert_cmpint (flags[50 * PM_LANES + 11], ==, PM_SAMPLE_SPIKE | PM_SAMPLE_SOURCE);
  g_assert_cmpint (flags[49 * PM_LANES + 8], ==, PM_SAMPLE_BAD);
  /* lanes 0, 2, 11 ... 15; lane 5 has two dips besides its spike */
  g_assert_cmpuint (n, ==, 7 + 3);
}

static void
test_residual (void)
{
  g_autofree float *residual = g_new0 (float, SIZE);
  g_autofree float *level = g_new0 (float, SIZE);
  g_autofree float *model = g_new0 (float, SIZE);
  g_autofree uint8_t *flags = g_new0 (uint8_t, SIZE);
  double sigma[PM_LANES];
  bool active[PM_LANES];
  size_t spikes[PM_LANES], expected[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      sigma[l] = 2.0;
      active[l] = true;
      expected[l] = 1;
      for (size_t t = 0; t < N; t++)
        residual[t * PM_LANES + l] = level[t * PM_LANES + l] = (float) (100.0 + 20.0 * sin (0.1 * (double) t)); /* a drift is no spike */
      flags[120 * PM_LANES + l] = PM_SAMPLE_SPIKE | PM_SAMPLE_CUT; /* what earlier rounds said is forgotten */
      residual[60 * PM_LANES + l] += l % 2 ? 10.1f : -10.1f;       /* above 5 sigma of 2 */
    }
  residual[60 * PM_LANES + 1] -= 0.2f;
  expected[1] = 0;
  model[60 * PM_LANES + 2] = -2.0f; /* + 0.1 |model| */
  expected[2] = 0;
  model[60 * PM_LANES + 3] = 2.0f;
  expected[3] = 0;
  model[60 * PM_LANES + 4] = 0.9f;
  active[5] = false;
  expected[5] = 0;
  flags[60 * PM_LANES + 6] = PM_SAMPLE_BAD;
  expected[6] = 0;
  sigma[7] = NAN;
  expected[7] = 0;
  flags[60 * PM_LANES + 8] = PM_SAMPLE_SPIKE; /* flagged before: found again */
  flags[59 * PM_LANES + 9] = PM_SAMPLE_BAD;   /* a missing neighbour does not keep a residual from being judged */
  for (size_t i = 0; i < SIZE; i++)
    residual[i] = (float) ((residual[i] - level[i]) / 2.0);
  pm_despike_residual (residual, model, flags, N, sigma, 5.0, active, spikes);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      g_assert_cmpuint (spikes[l], ==, expected[l]);
      g_assert_cmpint (flags[120 * PM_LANES + l], ==, active[l] ? PM_SAMPLE_CUT : PM_SAMPLE_SPIKE | PM_SAMPLE_CUT);
      if (active[l])
        expect_spike (flags, l, 60, expected[l] > 0);
    }
  g_assert_true (flags[59 * PM_LANES + 9] & PM_SAMPLE_BAD);
}

/* At both ends of the scan there is no frame beyond. */
static void
test_residual_ends (void)
{
  g_autofree float *residual = g_new0 (float, SIZE);
  g_autofree float *zero = g_new0 (float, SIZE);
  g_autofree uint8_t *flags = g_new0 (uint8_t, SIZE);
  bool active[PM_LANES];
  size_t spikes[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      active[l] = true;
      residual[l] = residual[(N - 1) * PM_LANES + l] = 100.0f;
    }
  pm_despike_residual (residual, zero, flags, N, unit_sigma, 5.0, active, spikes);
  for (size_t i = 0; i < SIZE; i++)
    {
      size_t t = i / PM_LANES;
      g_assert_cmpint (flags[i], ==, t < 2 || t > N - 3 ? PM_SAMPLE_SPIKE : 0);
      g_assert_cmpuint (spikes[i % PM_LANES], ==, 2);
    }
}

/* Scans of no, one and two frames. */
static void
test_short (void)
{
  const float d[2 * PM_LANES] = { 1000.0f };
  const float zero[2 * PM_LANES] = { 0.0f };
  uint8_t flags[2 * PM_LANES];
  bool active[PM_LANES] = { true };
  size_t spikes[PM_LANES];
  for (size_t n = 0; n <= 2; n++)
    {
      memset (flags, 0, sizeof flags);
      g_assert_cmpuint (pm_despike_beam_shape (d, flags, n, unit_sigma, 5.0, 0.5), ==, 0);
      pm_despike_residual (d, zero, flags, n, unit_sigma, 5.0, active, spikes);
      g_assert_cmpuint (spikes[0], ==, n > 0 ? 1 : 0);
      g_assert_cmpint (flags[0], ==, n > 0 ? PM_SAMPLE_SPIKE : 0);
      g_assert_cmpint (flags[PM_LANES], ==, n > 1 ? PM_SAMPLE_SPIKE : 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/despike/ratio", test_ratio);
  g_test_add_func ("/despike/source-is-no-spike", test_source_is_no_spike);
  g_test_add_func ("/despike/single-samples", test_single_samples);
  g_test_add_func ("/despike/residual", test_residual);
  g_test_add_func ("/despike/residual-ends", test_residual_ends);
  g_test_add_func ("/despike/short", test_short);
  return g_test_run ();
}
