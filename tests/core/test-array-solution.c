/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-array-solution.h"
#include "pm-test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

enum { MAX = 1300 };

typedef struct
{
  size_t n;
  double nominal_x[MAX], nominal_y[MAX], x[MAX], y[MAX];
} Array;

/* A grid of about 5 arcsec, not centred, mapped by the matrix m and the offset c. */
static Array *
make_array (size_t n, const double m[4], const double c[2])
{
  Array *a = g_new0 (Array, 1);
  a->n = n;
  for (size_t i = 0; i < n; i++)
    {
      a->nominal_x[i] = 40.0 + 5.0 * (double) (i % 32);
      a->nominal_y[i] = -70.0 + 5.3 * (double) (i / 32) + 0.01 * (double) (i % 7);
      a->x[i] = c[0] + m[0] * a->nominal_x[i] + m[1] * a->nominal_y[i];
      a->y[i] = c[1] + m[2] * a->nominal_x[i] + m[3] * a->nominal_y[i];
    }
  return a;
}

static PmArraySolution
fit (const Array *a)
{
  double work[PM_ARRAY_SOLUTION_WORK * MAX];
  return pm_array_solution_fit (a->x, a->y, a->nominal_x, a->nominal_y, a->n, 6, work);
}

static void
turn (double degrees, double scale, double *m)
{
  double c = scale * cos (degrees * M_PI / 180.0), s = scale * sin (degrees * M_PI / 180.0);
  m[0] = c;
  m[1] = -s;
  m[2] = s;
  m[3] = c;
}

static void
test_exact (void)
{
  const double angles[] = { 0, 0.3, 7, -7, 30, -45, 89 }, c[2] = { 3.0, -11.0 };
  for (size_t k = 0; k < G_N_ELEMENTS (angles); k++)
    {
      double m[4], x, y;
      turn (angles[k], 1.02, m);
      g_autofree Array *a = make_array (400, m, c);
      PmArraySolution sol = fit (a);
      g_assert_true (sol.valid);
      /* double precision of positions of a few hundred */
      pm_assert_close (sol.rotation_deg, angles[k], 1e-9, 0);
      pm_assert_close (sol.scale, 1.02, 1e-11, 0);
      pm_assert_close (sol.shear, 0.0, 1e-11, 0);
      pm_assert_close (sol.axx, m[0], 1e-11, 0);
      pm_assert_close (sol.axy, m[1], 1e-11, 0);
      pm_assert_close (sol.ayx, m[2], 1e-11, 0);
      pm_assert_close (sol.ayy, m[3], 1e-11, 0);
      pm_assert_close (sol.cx, c[0], 1e-8, 0);
      pm_assert_close (sol.cy, c[1], 1e-8, 0);
      pm_assert_close (sol.scatter_arcsec, 0.0, 1e-8, 0);
      pm_array_solution_predict (&sol, 100.0, 200.0, &x, &y);
      pm_assert_close (x, c[0] + 100.0 * m[0] + 200.0 * m[1], 1e-8, 0);
      pm_assert_close (y, c[1] + 100.0 * m[2] + 200.0 * m[3], 1e-8, 0);
    }
}

/* Counter-clockwise: +x goes towards +y. */
static void
test_sense (void)
{
  const double m[4] = { 1.0, 0.0, 0.1, 1.0 }, c[2] = { 0.0, 0.0 }; /* +x is mapped to (1, 0.1) */
  g_autofree Array *a = make_array (100, m, c);
  g_assert_cmpfloat (fit (a).rotation_deg, >, 1.0);
}

/* R(beta) diag (e1, e2) R(gamma): mean rotation beta + gamma, scale sqrt (e1 e2), departure (e1 - e2) / (e1 + e2). */
static void
test_stretched (void)
{
  double left[4], right[4], m[4], c[2] = { -5.0, 2.0 };
  turn (20.0, 1.0, left);
  turn (-8.0, 1.0, right);
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      m[2 * i + j] = left[2 * i] * 1.03 * right[j] + left[2 * i + 1] * 0.98 * right[2 + j];
  g_autofree Array *a = make_array (200, m, c);
  PmArraySolution sol = fit (a);
  pm_assert_close (sol.rotation_deg, 12.0, 1e-9, 0);
  pm_assert_close (sol.scale, sqrt (1.03 * 0.98), 1e-11, 0);
  pm_assert_close (sol.shear, 0.05 / 2.01, 1e-11, 0);
}

/* Up to 30 % of the positions anywhere, or all displaced alike, besides noise of 0.1. */
static void
test_outliers (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (int trial = 0; trial < 30; trial++)
    {
      const double fraction = 0.1 * (trial % 4), c[2] = { 8.0, -6.0 };
      double m[4];
      size_t bad = 0;
      turn (2.0, 0.99, m);
      g_autofree Array *a = make_array (1000, m, c);
      for (size_t i = 0; i < a->n; i++)
        {
          a->x[i] += gsl_ran_gaussian (rng, 0.1);
          a->y[i] += gsl_ran_gaussian (rng, 0.1);
          if (gsl_rng_uniform (rng) < fraction)
            {
              a->x[i] += trial < 20 ? gsl_ran_flat (rng, -60, 60) : 25.0;
              a->y[i] += trial < 20 ? gsl_ran_flat (rng, -60, 60) : 10.0;
              bad++;
            }
        }
      PmArraySolution sol = fit (a);
      g_assert_true (sol.valid);
      /* Errors of the good ones' least squares: 0.1 / sqrt 700 in the offset, and 0.004 / 46 (rms extent) in the matrix. Redescending
       * weights and displaced ones within reach of the scatter cost less than a factor of two; allowed are five errors. */
      double at_x, at_y, true_x = c[0] + m[0] * 120 - m[2] * 12, true_y = c[1] + m[2] * 120 + m[3] * 12;
      pm_array_solution_predict (&sol, 120.0, 12.0, &at_x, &at_y);
      pm_assert_close (at_x, true_x, 5 * 2 * 0.0038, 0);
      pm_assert_close (at_y, true_y, 5 * 2 * 0.0038, 0);
      pm_assert_close (sol.rotation_deg, 2.0, 5 * 2 * 0.0038 / 46 * 180 / M_PI, 0);
      pm_assert_close (sol.scale, 0.99, 5 * 2 * 0.0038 / 46, 0);
      /* A MAD of which a fraction f lies far out is the 0.5 / (1 - f) quantile of the others, 1.58 sigma for 30 %. Its sampling error is
       * 2.5 %; outliers that fall upon their place by chance make it smaller by about as much. */
      double quantile = 0.5 / (1.0 - (double) bad / (double) a->n);
      pm_assert_close (sol.scatter_arcsec, 0.1 * gsl_cdf_ugaussian_Pinv (0.5 + 0.5 * quantile) / gsl_cdf_ugaussian_Pinv (0.75), 0, 0.12);
      /* No outlier is what lies within 5.2 scatter: a good one misses that with exp (-5.2^2 / 2) = 1e-6; an outlier may fall upon its
       * place by chance */
      g_assert_cmpuint (sol.n_used, >=, a->n - bad);
      g_assert_cmpuint (sol.n_used, <=, a->n - bad + 3);
    }
  gsl_rng_free (rng);
}

static void
test_too_few (void)
{
  const double m[4] = { 1.0, 0.01, -0.02, 1.0 }, c[2] = { 1.0, 2.0 };
  g_autofree Array *a = make_array (70, m, c);
  double work[PM_ARRAY_SOLUTION_WORK * 40];
  for (size_t n = 0; n < 40; n++)
    {
      PmArraySolution sol = pm_array_solution_fit (a->x + 20, a->y + 20, a->nominal_x + 20, a->nominal_y + 20, n, 0, work);
      g_assert_true (sol.valid == (n >= 6) || n < 14); /* the first 12 are in one row, nearly: whether that is enough is not laid down */
      g_assert_true (n >= 6 || !sol.valid);
      sol = pm_array_solution_fit (a->x + 20, a->y + 20, a->nominal_x + 20, a->nominal_y + 20, n, 20, work);
      g_assert_true (sol.valid == (n >= 20));
    }
}

static void
test_not_finite (void)
{
  double m[4], c[2] = { 1.0, 2.0 };
  turn (5.0, 1.01, m);
  g_autofree Array *a = make_array (300, m, c);
  for (size_t i = 0; i < a->n; i += 3)
    {
      double *victims[4] = { &a->x[i], &a->y[i], &a->nominal_x[i], &a->nominal_y[i] };
      *victims[i % 4] = i % 2 ? NAN : INFINITY;
    }
  PmArraySolution sol = fit (a);
  g_assert_true (sol.valid);
  g_assert_cmpuint (sol.n_used, <=, 200);
  pm_assert_close (sol.rotation_deg, 5.0, 1e-9, 0);
  pm_assert_close (sol.cx, 1.0, 1e-8, 0);
  pm_assert_close (sol.cy, 2.0, 1e-8, 0);
}

/* All in one row: a matrix cannot be had. */
static void
test_collinear (void)
{
  const double m[4] = { 1.0, 0.0, 0.0, 1.0 }, c[2] = { 0.0, 0.0 };
  g_autofree Array *a = make_array (64, m, c);
  for (size_t i = 0; i < a->n; i++)
    {
      a->nominal_y[i] = 12.0;
      a->nominal_x[i] = (double) i;
    }
  g_assert_false (fit (a).valid);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off (); /* as in the programs */
  g_test_add_func ("/array-solution/exact", test_exact);
  g_test_add_func ("/array-solution/sense", test_sense);
  g_test_add_func ("/array-solution/stretched", test_stretched);
  g_test_add_func ("/array-solution/outliers", test_outliers);
  g_test_add_func ("/array-solution/too-few", test_too_few);
  g_test_add_func ("/array-solution/not-finite", test_not_finite);
  g_test_add_func ("/array-solution/collinear", test_collinear);
  return g_test_run ();
}
