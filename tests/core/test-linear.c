/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-linear.h"
#include "pm-test.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

enum { STRIDE = PM_LINEAR_MAX };

/* A random symmetric positive definite matrix, its rows and columns multiplied by factors of 10^-spread ... 10^spread. */
static void
make_matrix (gsl_rng *rng, int n, double spread, double *a)
{
  double m[STRIDE][STRIDE], factor[STRIDE];
  for (int i = 0; i < n; i++)
    {
      factor[i] = pow (10.0, gsl_ran_flat (rng, -spread, spread));
      for (int j = 0; j < n; j++)
        m[i][j] = gsl_ran_gaussian (rng, 1.0);
    }
  for (int i = 0; i < STRIDE * STRIDE; i++)
    a[i] = NAN; /* outside n x n: not to be touched */
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        a[i * STRIDE + j] = i == j ? 0.5 * n : 0.0;
        for (int k = 0; k < n; k++)
          a[i * STRIDE + j] += m[i][k] * m[j][k];
      }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[i * STRIDE + j] *= factor[i] * factor[j];
}

/* Against GSL's LU decomposition of the well scaled system; the factors are undone by hand. */
static void
test_against_lu (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (int n = 1; n <= PM_LINEAR_MAX; n++)
    for (int trial = 0; trial < 6; trial++)
      {
        double a[STRIDE * STRIDE], copy[STRIDE * STRIDE], b[STRIDE], x[STRIDE], x2[STRIDE], inverse[STRIDE * STRIDE];
        make_matrix (rng, n, trial < 3 ? 0.0 : 12.0, a);
        memcpy (copy, a, sizeof a);
        gsl_matrix *m = gsl_matrix_alloc ((size_t) n, (size_t) n);
        gsl_vector *rhs = gsl_vector_alloc ((size_t) n), *expected = gsl_vector_alloc ((size_t) n);
        gsl_permutation *permutation = gsl_permutation_alloc ((size_t) n);
        int sign;
        double scale[STRIDE];
        for (int i = 0; i < n; i++)
          {
            scale[i] = sqrt (a[i * STRIDE + i]);
            double value = gsl_ran_gaussian (rng, 1.0);
            gsl_vector_set (rhs, (size_t) i, value);
            b[i] = value * scale[i];
          }
        for (int i = 0; i < n; i++)
          for (int j = 0; j < n; j++)
            gsl_matrix_set (m, (size_t) i, (size_t) j, a[i * STRIDE + j] / (scale[i] * scale[j]));
        gsl_linalg_LU_decomp (m, permutation, &sign);
        gsl_linalg_LU_solve (m, permutation, rhs, expected);
        g_assert_true (pm_linear_solve (a, STRIDE, n, b, x, inverse));
        g_assert_true (pm_linear_solve (a, STRIDE, n, b, x2, NULL));
        g_assert_cmpmem (a, sizeof a, copy, sizeof copy);
        for (int i = 0; i < n; i++)
          {
            /* condition of the scaled matrix below 100, 32 roundings */
            pm_assert_close (x[i] * scale[i], gsl_vector_get (expected, (size_t) i), 1e-12, 1e-12);
            g_assert_cmpfloat (x[i], ==, x2[i]);
            for (int j = 0; j < n; j++)
              {
                double sum = 0.0;
                for (int k = 0; k < n; k++)
                  sum += inverse[i * n + k] * scale[i] * scale[k] * (a[k * STRIDE + j] / (scale[k] * scale[j]));
                pm_assert_close (sum, i == j ? 1.0 : 0.0, 1e-11, 0);
              }
          }
        gsl_matrix_free (m);
        gsl_vector_free (rhs);
        gsl_vector_free (expected);
        gsl_permutation_free (permutation);
      }
  gsl_rng_free (rng);
}

static void
test_inverse_alone (void)
{
  const double a[4] = { 4.0, 1.0, 1.0, 2.0 };
  double inverse[4];
  g_assert_true (pm_linear_solve (a, 2, 2, NULL, NULL, inverse));
  /* 1/7 (2 -1; -1 4) */
  pm_assert_close (inverse[0], 2.0 / 7.0, 1e-15, 0);
  pm_assert_close (inverse[1], -1.0 / 7.0, 1e-15, 0);
  pm_assert_close (inverse[2], -1.0 / 7.0, 1e-15, 0);
  pm_assert_close (inverse[3], 4.0 / 7.0, 1e-15, 0);
}

static void
test_refused (void)
{
  const double bad[][4] = {
    { 1.0, 2.0, 2.0, 1.0 },             /* indefinite */
    { 1.0, 1.0, 1.0, 1.0 },             /* singular */
    { -1.0, 0.0, 0.0, 1.0 },            /* negative */
    { 1.0, 0.0, 0.0, 0.0 },             /* nothing known of one unknown */
    { 1.0, NAN, NAN, 1.0 },  { NAN, 0.0, 0.0, 1.0 }, { INFINITY, 0.0, 0.0, 1.0 }, { 1.0, INFINITY, INFINITY, 1.0 },
    { 0.0, 0.0, 0.0, 0.0 },
  };
  const double b[2] = { 1.0, 1.0 };
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      double x[2], inverse[4];
      g_assert_false (pm_linear_solve (bad[i], 2, 2, b, x, inverse));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off (); /* as in the programs: the default handler ends the process at a matrix that is not positive definite */
  g_test_add_func ("/linear/against-lu", test_against_lu);
  g_test_add_func ("/linear/inverse-alone", test_inverse_alone);
  g_test_add_func ("/linear/refused", test_refused);
  return g_test_run ();
}
