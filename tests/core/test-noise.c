/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-noise.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum { N = 8192 };

/* White noise of `sigma` on a random walk of variance q sigma^2, in every lane; log10_q [PM_LANES]. */
static void
make_noise (gsl_rng *rng, const double *log10_q, double sigma, size_t n, float *z)
{
  for (size_t l = 0; l < PM_LANES; l++)
    {
      double level = 0.0, step = sigma * pow (10.0, 0.5 * log10_q[l]);
      for (size_t t = 0; t < n; t++)
        {
          level += gsl_ran_gaussian_ziggurat (rng, step);
          z[t * PM_LANES + l] = (float) (level + gsl_ran_gaussian_ziggurat (rng, sigma));
        }
    }
}

static void
test_differences (void)
{
  enum { LENGTH = 20001 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree float *d = g_new0 (float, LENGTH * PM_LANES);
  g_autofree float *work = g_new (float, LENGTH);
  double log10_q[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    log10_q[l] = -4.0;
  make_noise (rng, log10_q, 3.0, LENGTH, d);
  for (int pass = 0; pass < 2; pass++)
    {
      for (size_t t = 1; t < LENGTH; t++)
        work[t - 1] = fabsf (d[t * PM_LANES + 7] - d[(t - 1) * PM_LANES + 7]);
      /* 1.17 / sqrt (20000) for independent pairs; their correlation makes it about 1 %. Allowed four of these. */
      double sigma = pm_noise_from_differences (work, LENGTH - 1, pass == 0 ? 0.1 : 4.0);
      pm_assert_close (sigma, pass == 0 ? 3.0 : 4.0, 0, pass == 0 ? 0.04 : 0.0);
    }
  gsl_rng_free (rng);
}

static void
test_differences_by_hand (void)
{
  float work[9];
  for (size_t n = 0; n <= 9; n++)
    {
      for (size_t i = 0; i < n; i++)
        work[i] = (float) (n - i);
      double sigma = pm_noise_from_differences (work, n, 0.0);
      /* 1 ... 9: median 5; sqrt 2, because a difference has twice the variance; 1 / Phi^-1 (3/4) */
      if (n < 8)
        g_assert_true (isnan (sigma));
      else
        pm_assert_close (sigma, 0.5 * (double) (n + 1) / M_SQRT2 / 0.6744897501960817, 0, 1e-7);
    }
  for (size_t i = 0; i < 9; i++)
    work[i] = 0.0f; /* constant: the floor */
  g_assert_cmpfloat (pm_noise_from_differences (work, 9, 0.25), ==, 0.25);
}

/* Errors of ln q and ln sigma^2 by Whittle's likelihood: half a unit of information per frequency and (d ln P)^2, with
 * P = sigma^2 (1 + q / 4 sin^2 (w/2)). */
static void
whittle_errors (double q, size_t n, double *ln_q, double *ln_variance)
{
  double aa = 0.0, ab = 0.0, bb = 0.0;
  for (size_t k = 1; k <= n / 2; k++)
    {
      double s = sin (M_PI * (double) k / (double) n), ratio = q / (4.0 * s * s), a = ratio / (1.0 + ratio);
      aa += a * a;
      ab += a;
      bb += 1.0;
    }
  double det = aa * bb - ab * ab;
  *ln_q = sqrt (bb / det);
  *ln_variance = sqrt (aa / det);
}

static void
test_fit (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree float *z = g_new (float, N * PM_LANES);
  g_autofree uint8_t *flags = g_new0 (uint8_t, N * PM_LANES);
  double truth[PM_LANES], log10_q[PM_LANES], sigma[PM_LANES], sum = 0.0, sum_sigma = 0.0;
  enum { TRIALS = 3 };
  for (int trial = 0; trial < TRIALS; trial++)
    {
      for (int l = 0; l < PM_LANES; l++)
        {
          truth[l] = -5.0 + 4.0 * l / (PM_LANES - 1.0);
          log10_q[l] = NAN;
        }
      make_noise (rng, truth, 2.5, N, z);
      pm_noise_fit (z, flags, PM_SKIP_MODEL, N, log10_q, sigma);
      for (int l = 0; l < PM_LANES; l++)
        {
          double ln_q, ln_variance;
          whittle_errors (pow (10.0, truth[l]), N, &ln_q, &ln_variance);
          /* 4.5 standard errors of a Gaussian for 48 tries, and what is left of a grid of half decades after a parabola */
          double off = log10_q[l] - truth[l], off_sigma = log (sigma[l] / 2.5);
          pm_assert_close (off, 0.0, 4.5 * ln_q / M_LN10 + 0.05, 0);
          pm_assert_close (off_sigma, 0.0, 4.5 * 0.5 * ln_variance + 0.005, 0);
          sum += off / (ln_q / M_LN10);
          sum_sigma += off_sigma / (0.5 * ln_variance);
        }
    }
  /* No bias: the means of 48 values of unit scatter within four of their errors, 4 / sqrt 48. */
  pm_assert_close (sum / (TRIALS * PM_LANES), 0.0, 0.58, 0);
  pm_assert_close (sum_sigma / (TRIALS * PM_LANES), 0.0, 0.58, 0);
  gsl_rng_free (rng);
}

/* The best q and sigma do not depend on the units nor on where the search starts. */
static void
test_start_and_units (void)
{
  enum { SHORT = 2000 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree float *z = g_new (float, SHORT * PM_LANES);
  g_autofree uint8_t *flags = g_new0 (uint8_t, SHORT * PM_LANES);
  double truth[PM_LANES], first[PM_LANES], first_sigma[PM_LANES], log10_q[PM_LANES], sigma[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    {
      truth[l] = -4.0 + 0.15 * l;
      first[l] = NAN;
    }
  make_noise (rng, truth, 1.0, SHORT, z);
  pm_noise_fit (z, flags, PM_SKIP_MODEL, SHORT, first, first_sigma);
  for (double start = -9.0; start < 3.0; start += 2.5)
    {
      for (int l = 0; l < PM_LANES; l++)
        log10_q[l] = start;
      pm_noise_fit (z, flags, PM_SKIP_MODEL, SHORT, log10_q, sigma);
      for (int l = 0; l < PM_LANES; l++)
        {
          pm_assert_close (log10_q[l], first[l], 1e-12, 0);
          pm_assert_close (sigma[l], first_sigma[l], 0, 1e-12);
        }
    }
  for (size_t i = 0; i < SHORT * PM_LANES; i++)
    z[i] *= 1024.0f; /* a power of two: the same digits */
  for (int l = 0; l < PM_LANES; l++)
    log10_q[l] = NAN;
  pm_noise_fit (z, flags, PM_SKIP_MODEL, SHORT, log10_q, sigma);
  for (int l = 0; l < PM_LANES; l++)
    {
      pm_assert_close (log10_q[l], first[l], 1e-9, 0); /* differences of logarithms of about 1e4 */
      pm_assert_close (sigma[l], 1024.0 * first_sigma[l], 0, 1e-9);
    }
  gsl_rng_free (rng);
}

static void
test_limits (void)
{
  enum { SHORT = 4000 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree float *z = g_new (float, SHORT * PM_LANES);
  g_autofree uint8_t *flags = g_new0 (uint8_t, SHORT * PM_LANES);
  double truth[PM_LANES], log10_q[PM_LANES], sigma[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    {
      truth[l] = l < 8 ? -30.0 : 3.0; /* white noise alone; as good as a random walk alone */
      log10_q[l] = NAN;
    }
  make_noise (rng, truth, 1.0, SHORT, z);
  pm_noise_fit (z, flags, PM_SKIP_MODEL, SHORT, log10_q, sigma);
  for (int l = 0; l < PM_LANES; l++)
    if (l < 8)
      {
        /* A walk with q = 1e-5 would move the level by 0.2 sigma over the scan, which 4000 samples see at 10 standard errors. */
        g_assert_cmpfloat (log10_q[l], <, -5.0);
        g_assert_cmpfloat (log10_q[l], >=, PM_LOG10_Q_MIN - 0.25);
        pm_assert_close (sigma[l], 1.0, 4.5 / sqrt (2.0 * SHORT) + 0.005, 0);
      }
    else
      g_assert_cmpfloat (log10_q[l], ==, PM_LOG10_Q_MAX);
  gsl_rng_free (rng);
}

/* Samples that are skipped may hold anything; so may the flags of other kinds. */
static void
test_skipped (void)
{
  enum { SHORT = 1500 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree float *z = g_new (float, SHORT * PM_LANES);
  g_autofree float *other = g_new (float, SHORT * PM_LANES);
  g_autofree uint8_t *flags = g_new0 (uint8_t, SHORT * PM_LANES);
  const uint8_t kinds[4] = { PM_SAMPLE_BAD, PM_SAMPLE_SPIKE, PM_SAMPLE_SOURCE, PM_SAMPLE_OUTLIER };
  double truth[PM_LANES], log10_q[2][PM_LANES], sigma[2][PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    {
      truth[l] = -3.0;
      log10_q[0][l] = log10_q[1][l] = NAN;
    }
  make_noise (rng, truth, 1.0, SHORT, z);
  for (size_t i = 0; i < SHORT * PM_LANES; i++)
    {
      bool skipped = i / PM_LANES % 100 < 25;
      flags[i] = skipped ? kinds[gsl_rng_uniform_int (rng, 4)] : 0;
      other[i] = skipped ? 1e8f : z[i];
    }
  for (size_t l = 0; l < 3; l++) /* lanes 0 ... 2: nothing, too little, enough */
    for (size_t t = 0; t < SHORT; t++)
      flags[t * PM_LANES + l] = t < 12 * l * l ? 0 : PM_SAMPLE_BAD;
  pm_noise_fit (z, flags, PM_SKIP_MODEL, SHORT, log10_q[0], sigma[0]);
  memcpy (other, z, 48 * PM_LANES * sizeof *z); /* lanes 1 and 2 have their samples there */
  for (size_t t = 0; t < 25; t++)
    for (size_t l = 3; l < PM_LANES; l++)
      other[t * PM_LANES + l] = 1e8f;
  pm_noise_fit (other, flags, PM_SKIP_MODEL, SHORT, log10_q[1], sigma[1]);
  for (int l = 0; l < PM_LANES; l++)
    {
      pm_assert_close (log10_q[0][l], log10_q[1][l], 0, 0);
      pm_assert_close (sigma[0][l], sigma[1][l], 0, 0);
      g_assert_true (isnan (sigma[0][l]) == (l < 2) && isnan (log10_q[0][l]) == (l < 2));
    }
  gsl_rng_free (rng);
}

/* 16 samples besides the one that fixes each free level; no frames at all. */
static void
test_too_little (void)
{
  float z[40 * PM_LANES];
  uint8_t flags[40 * PM_LANES] = { 0 };
  double log10_q[PM_LANES], sigma[PM_LANES];
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (size_t i = 0; i < 40 * PM_LANES; i++)
    {
      size_t lane = i % PM_LANES, t = i / PM_LANES;
      z[i] = (float) gsl_ran_gaussian (rng, 1.0);
      log10_q[lane] = NAN;
      flags[i] = t >= 10 + lane ? PM_SAMPLE_BAD : lane == 8 && t == 5 ? PM_SAMPLE_CUT : 0;
    }
  pm_noise_fit (z, flags, PM_SKIP_MODEL, 40, log10_q, sigma);
  for (int l = 0; l < PM_LANES; l++)
    g_assert_true (isfinite (sigma[l]) == (10 + l - (l == 8 ? 2 : 1) >= 16) && isfinite (log10_q[l]) == isfinite (sigma[l]));
  pm_noise_fit (z, flags, PM_SKIP_MODEL, 0, log10_q, sigma);
  for (int l = 0; l < PM_LANES; l++)
    g_assert_true (isnan (sigma[l]) && isnan (log10_q[l]));
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/noise/differences", test_differences);
  g_test_add_func ("/noise/differences-by-hand", test_differences_by_hand);
  g_test_add_func ("/noise/fit", test_fit);
  g_test_add_func ("/noise/start-and-units", test_start_and_units);
  g_test_add_func ("/noise/limits", test_limits);
  g_test_add_func ("/noise/skipped", test_skipped);
  g_test_add_func ("/noise/too-little", test_too_little);
  return g_test_run ();
}
