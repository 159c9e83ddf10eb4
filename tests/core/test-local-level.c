/* SPDX-License-Identifier: GPL-3.0-or-later
 * The filter against the dense matrices of the same noise model.
 */
#include "pm-local-level.h"
#include "pm-test-dense.h"
#include "pm-test.h"

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum { N = 120, TRIALS = 6 };

static const double unit[PM_LANES] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

typedef struct
{
  float z[N * PM_LANES];
  uint8_t flags[N * PM_LANES];
  double q[PM_LANES];
} Block;

/* Noise on a level somewhere within +-30, holes, isolated missing samples, cuts on present and on missing samples; nonsense where a
 * sample is missing. Lane 0 has nothing missing, lane 1 begins and ends with a hole. */
static void
make_block (gsl_rng *rng, Block *b)
{
  memset (b->flags, 0, sizeof b->flags);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      b->q[l] = pow (10.0, gsl_ran_flat (rng, -5.5, -0.3));
      double level = gsl_ran_flat (rng, -30.0, 30.0), missing = l == 0 ? 0.0 : gsl_ran_flat (rng, 0.0, 0.4);
      size_t hole = l == 0 ? N : gsl_rng_uniform_int (rng, N), length = gsl_rng_uniform_int (rng, 40);
      for (size_t t = 0; t < N; t++)
        {
          size_t i = t * PM_LANES + l;
          if (l > 0 && gsl_rng_uniform (rng) < 0.015)
            {
              b->flags[i] |= PM_SAMPLE_CUT;
              level = gsl_ran_flat (rng, -30.0, 30.0);
            }
          if (gsl_rng_uniform (rng) < missing || (t >= hole && t < hole + length) || (l == 1 && (t < 7 || t > N - 9)))
            b->flags[i] |= gsl_rng_uniform (rng) < 0.5 ? PM_SAMPLE_BAD : PM_SAMPLE_SPIKE;
          else if (gsl_rng_uniform (rng) < 0.2)
            b->flags[i] |= PM_SAMPLE_SOURCE; /* not skipped here: must not matter */
          level += gsl_ran_gaussian (rng, sqrt (b->q[l]));
          b->z[i] = b->flags[i] & PM_SKIP_FIT ? 1e6f : (float) (level + gsl_ran_gaussian (rng, 1.0));
        }
    }
}

static void
lane_of (const float *v, size_t lane, double *out)
{
  for (size_t t = 0; t < N; t++)
    out[t] = v[t * PM_LANES + lane];
}

static void
test_whiten (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 1);
  g_autofree float *u = g_new (float, 2 * N * PM_LANES);
  float *info = u + N * PM_LANES;
  for (int trial = 0; trial < TRIALS; trial++)
    {
      make_block (rng, b);
      pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, info);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          PmTestDense dense;
          double z[N], expected[N], template[N], sum = 0.0;
          lane_of (b->z, l, z);
          pm_test_dense_init (&dense, b->flags + l, PM_LANES, PM_SKIP_FIT, N, b->q[l]);
          pm_test_dense_apply (&dense, z, expected);
          for (size_t t = 0; t < N; t++)
            {
              /* A float's rounding of errors of a few sigma and of 1/S; a free level of variance 1e8 instead of infinity: 30 / 1e8. */
              pm_assert_close (u[t * PM_LANES + l], expected[t], 5e-6, 0);
              g_assert_true (!(b->flags[t * PM_LANES + l] & PM_SKIP_FIT) || (u[t * PM_LANES + l] == 0 && info[t * PM_LANES + l] == 0));
              template[t] = sin (0.1 * (double) t) + 2.0;
              sum += template[t] * u[t * PM_LANES + l];
            }
          pm_assert_close (sum, pm_test_dense_product (&dense, template, z), 1e-4, 0); /* N values within 5e-6 with random signs, x 3 */
          pm_test_dense_clear (&dense);
        }
    }
  gsl_rng_free (rng);
}

/* 1/S are the squared diagonal elements of the Cholesky factor of Sigma, the variance of the free level included. */
static void
test_prediction_variance (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 1);
  g_autofree float *u = g_new (float, 2 * N * PM_LANES);
  float *info = u + N * PM_LANES;
  make_block (rng, b);
  pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, info);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      PmTestDense dense;
      pm_test_dense_init (&dense, b->flags + l, PM_LANES, PM_SKIP_FIT, N, b->q[l]);
      gsl_matrix *m = gsl_matrix_alloc (dense.n, dense.n);
      for (size_t i = 0; i < dense.n; i++)
        for (size_t j = 0; j < dense.n; j++)
          gsl_matrix_set (m, i, j, gsl_matrix_get (dense.sigma, i, j) + (dense.piece[i] == dense.piece[j] ? PM_FREE_LEVEL : 0.0));
      gsl_linalg_cholesky_decomp1 (m);
      for (size_t i = 0; i < dense.n; i++)
        {
          /* differences of numbers of 1e8 in double precision, a float's 6e-8 */
          pm_assert_close (info[dense.frame[i] * PM_LANES + l], pow (gsl_matrix_get (m, i, i), -2), 0, 1e-6);
        }
      gsl_matrix_free (m);
      pm_test_dense_clear (&dense);
    }
  gsl_rng_free (rng);
}

static void
test_smooth (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 1);
  g_autofree float *level = g_new (float, 5 * N * PM_LANES);
  float *work = level + N * PM_LANES, *u = work + 2 * N * PM_LANES, *info = u + N * PM_LANES;
  size_t n_missing = 0;
  for (int trial = 0; trial < TRIALS; trial++)
    {
      make_block (rng, b);
      pm_local_level_smooth (b->z, b->flags, PM_SKIP_FIT, N, b->q, level, work);
      pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, info);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          PmTestDense dense;
          double z[N], expected[N];
          lane_of (b->z, l, z);
          pm_test_dense_init (&dense, b->flags + l, PM_LANES, PM_SKIP_FIT, N, b->q[l]);
          pm_test_dense_level (&dense, z, expected);
          for (size_t t = 0; t < N; t++)
            {
              size_t i = t * PM_LANES + l;
              if (isnan (expected[t]))
                continue;
              /* numbers up to 40 in floats, and u as above */
              pm_assert_close (level[i], expected[t], 2e-5, 0);
              if (b->flags[i] & PM_SKIP_FIT)
                n_missing++;
              else
                pm_assert_close (u[i], (double) b->z[i] - level[i], 1e-5, 0);
            }
          pm_test_dense_clear (&dense);
        }
    }
  g_assert_cmpuint (n_missing, >, 1000);
  gsl_rng_free (rng);
}

static void
test_likelihood (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 1);
  for (int trial = 0; trial < TRIALS; trial++)
    {
      make_block (rng, b);
      for (double factor = 0.1; factor < 20.0; factor *= 10.0)
        {
          double q[PM_LANES], likelihood[PM_LANES], variance[PM_LANES], n[PM_LANES];
          for (int l = 0; l < PM_LANES; l++)
            q[l] = factor * b->q[l];
          pm_local_level_likelihood (b->z, b->flags, PM_SKIP_FIT, N, q, likelihood, variance, n);
          for (size_t l = 0; l < PM_LANES; l++)
            {
              PmTestDense dense;
              double z[N];
              lane_of (b->z, l, z);
              pm_test_dense_init (&dense, b->flags + l, PM_LANES, PM_SKIP_FIT, N, q[l]);
              double used = (double) (dense.n - dense.n_pieces), chi2 = pm_test_dense_product (&dense, z, z);
              g_assert_cmpfloat (n[l], ==, used);
              /* The variance of the free level instead of infinity: 30^2 / 1e8 per piece. Nothing that depends on q is left out. */
              pm_assert_close (variance[l], chi2 / used, 1e-5 / used, 1e-8);
              pm_assert_close (likelihood[l], -0.5 * (dense.log_det + used * log (chi2)), 1e-5, 0);
              pm_test_dense_clear (&dense);
            }
        }
    }
  gsl_rng_free (rng);
}

static void
test_likelihood_of_nothing (void)
{
  float z[4 * PM_LANES] = { 1.0f, 2.0f };
  uint8_t flags[4 * PM_LANES] = { 0 };
  double q[PM_LANES], likelihood[PM_LANES], variance[PM_LANES], n[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      q[l] = 0.01;
      for (size_t t = 0; t < 4; t++)
        flags[t * PM_LANES + l] = t < 4 - l % 5 ? 0 : PM_SAMPLE_BAD;
    }
  pm_local_level_likelihood (z, flags, PM_SKIP_FIT, 4, q, likelihood, variance, n);
  for (int l = 0; l < PM_LANES; l++)
    {
      int present = 4 - l % 5, expected = present > 0 ? present - 1 : 0;
      g_assert_cmpfloat (n[l], ==, expected);
      g_assert_true (isnan (variance[l]) == (expected < 2) && isnan (likelihood[l]) == (expected < 2));
    }
}

/* A lane's result is its own, and u may be z. */
static void
test_lanes (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 2);
  g_autofree float *u = g_new (float, 4 * N * PM_LANES);
  float *info = u + N * PM_LANES, *other_u = info + N * PM_LANES, *other_info = other_u + N * PM_LANES;
  make_block (rng, b);
  pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, info);
  b[1] = b[0];
  for (size_t t = 0; t < N; t++)
    for (size_t l = 0; l < PM_LANES; l += 2)
      b[1].z[t * PM_LANES + l] = NAN;
  pm_local_level_whiten (b[1].z, unit, b[1].flags, PM_SKIP_FIT, N, b[1].q, other_u, other_info);
  for (size_t i = 1; i < N * PM_LANES; i += 2)
    g_assert_true (u[i] == other_u[i] && info[i] == other_info[i]);
  pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, b->z, other_info);
  g_assert_cmpmem (b->z, sizeof b->z, u, N * PM_LANES * sizeof *u);
  gsl_rng_free (rng);
}

/* Other samples with the same 1/S: the same as from the beginning, up to the float in which 1/S was kept; and scaled ones, exactly. */
static void
test_rewhiten (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 2);
  g_autofree float *u = g_new (float, 4 * N * PM_LANES);
  float *info = u + N * PM_LANES, *again = info + N * PM_LANES, *other_info = again + N * PM_LANES;
  double half[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    half[l] = 0.5;
  for (int trial = 0; trial < TRIALS; trial++)
    {
      make_block (rng, b);
      pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, info);
      b[1] = b[0];
      for (size_t i = 0; i < N * PM_LANES; i++)
        b[1].z[i] = (float) gsl_ran_gaussian (rng, 20.0);
      pm_local_level_rewhiten (b[1].z, unit, info, N, again);
      pm_local_level_whiten (b[1].z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, other_info);
      g_assert_cmpmem (other_info, N * PM_LANES * sizeof *info, info, N * PM_LANES * sizeof *info);
      for (size_t i = 0; i < N * PM_LANES; i++)
        pm_assert_close (again[i], u[i], 2e-5, 0); /* 6e-8 of the gain of levels of 20 over the filter's memory of up to 50 samples */
      for (size_t i = 0; i < N * PM_LANES; i++)
        b[1].z[i] *= 2.0f;
      pm_local_level_whiten (b[1].z, half, b->flags, PM_SKIP_FIT, N, b->q, other_info, info);
      g_assert_cmpmem (other_info, N * PM_LANES * sizeof *u, u, N * PM_LANES * sizeof *u);
      pm_local_level_rewhiten (b[1].z, half, info, N, u);
      g_assert_cmpmem (again, N * PM_LANES * sizeof *u, u, N * PM_LANES * sizeof *u);
    }
  gsl_rng_free (rng);
}

/* What is filled in is what smoothing says. */
static void
test_fill (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree Block *b = g_new (Block, 1);
  g_autofree float *u = g_new (float, 5 * N * PM_LANES);
  float *info = u + N * PM_LANES, *level = info + N * PM_LANES, *work = level + N * PM_LANES;
  size_t n_filled = 0, n_empty = 0;
  for (int trial = 0; trial < TRIALS; trial++)
    {
      make_block (rng, b);
      for (size_t i = 0; i < N * PM_LANES; i++)
        b->z[i] = b->flags[i] & PM_SKIP_FIT ? 25.0f : b->z[i];
      pm_local_level_smooth (b->z, b->flags, PM_SKIP_FIT, N, b->q, level, work);
      pm_local_level_whiten (b->z, unit, b->flags, PM_SKIP_FIT, N, b->q, u, info);
      pm_local_level_fill (b->z, unit, b->flags, PM_SKIP_FIT, N, u);
      for (size_t i = 0; i < N * PM_LANES; i++)
        {
          n_filled += u[i] != 0.0f && info[i] == 0.0f;
          n_empty += u[i] == 0.0f;
          if (u[i] != 0.0f)
            pm_assert_close (u[i], (double) b->z[i] - level[i], 2e-5, 0); /* levels of 30 in floats */
        }
    }
  g_assert_cmpuint (n_filled, >, 1000);
  g_assert_cmpuint (n_empty, <, 200); /* pieces without any sample */
  gsl_rng_free (rng);
}

/* The spectrum of a random walk of step variance q is q / 4 sin^2 (pi f dt): that of the white noise, 1, at the knee. */
static void
test_knee (void)
{
  for (double dt = 0.003; dt < 0.02; dt *= 2.0)
    {
      double q = pm_local_level_q (0.4, dt), x = M_PI * 0.4 * dt;
      pm_assert_close (q / (4.0 * sin (x) * sin (x)), 1.0, x * x, 0); /* sin x = x (1 - x^2 / 6) */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-level/whiten", test_whiten);
  g_test_add_func ("/local-level/prediction-variance", test_prediction_variance);
  g_test_add_func ("/local-level/smooth", test_smooth);
  g_test_add_func ("/local-level/likelihood", test_likelihood);
  g_test_add_func ("/local-level/likelihood-of-nothing", test_likelihood_of_nothing);
  g_test_add_func ("/local-level/rewhiten", test_rewhiten);
  g_test_add_func ("/local-level/fill", test_fill);
  g_test_add_func ("/local-level/lanes", test_lanes);
  g_test_add_func ("/local-level/knee", test_knee);
  return g_test_run ();
}
