/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-stats.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

static int
compare_double (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Against sorting, for all small lengths and with many ties. */
static void
test_median_against_sort (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (size_t n = 1; n <= 65; n++)
    for (int repeat = 0; repeat < 20; repeat++)
      {
        double v[65], s[65];
        float f[65];
        int k[65];
        for (size_t i = 0; i < n; i++)
          {
            k[i] = (int) gsl_rng_uniform_int (rng, repeat < 10 ? 5 : 100000);
            s[i] = v[i] = k[i];
            f[i] = (float) v[i];
          }
        qsort (s, n, sizeof *s, compare_double);
        double expected = 0.5 * (s[(n - 1) / 2] + s[n / 2]);
        g_assert_cmpfloat (pm_median (v, n), ==, expected);
        g_assert_cmpfloat (pm_median_float (f, n), ==, expected);
        g_assert_cmpint (pm_median_int (k, n), ==, s[(n - 1) / 2]);
        g_assert_cmpfloat (pm_quantile (v, n, 0.0), ==, s[0]);
        g_assert_cmpfloat (pm_quantile (v, n, 1.0), ==, s[n - 1]);
      }
  gsl_rng_free (rng);
}

static void
test_quantile (void)
{
  double v[] = { 4, 1, 3, 2, 5 };
  /* Definition 7: position 0.3 x 4 = 1.2 between the values 2 and 3. */
  pm_assert_close (pm_quantile (v, 5, 0.3), 2.2, 1e-15, 0);
  g_assert_true (isnan (pm_quantile (v, 0, 0.3)));
  g_assert_true (isnan (pm_median_float (NULL, 0)));
}

static void
test_robust_sigma (void)
{
  enum { N = 20001 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double *v = g_new (double, N);
  float *f = g_new (float, N);
  for (int i = 0; i < N; i++)
    f[i] = (float) (v[i] = 7.0 + gsl_ran_gaussian (rng, 3.0) + (i % 20 == 0 ? 500.0 : 0.0));
  double median;
  float median_float;
  /* 5 % outliers on one side widen the MAD of a Gaussian by 6 % and shift the median by 0.066 sigma;
   * sampling error of the MAD: 1.17 / sqrt N = 0.8 %. */
  pm_assert_close (pm_robust_sigma (v, N, &median), 3.0 * 1.065, 0.1, 0);
  pm_assert_close (median, 7.0 + 3.0 * 0.066, 0.1, 0);
  pm_assert_close (pm_robust_sigma_float (f, N, &median_float), 3.0 * 1.065, 0.1, 0);
  pm_assert_close (median_float, median, 1e-5, 0);
  g_free (v);
  g_free (f);
  gsl_rng_free (rng);
}

static void
test_weighted_median (void)
{
  double v[] = { 5, 1, NAN, 3, 100 }, w[] = { 1, 1, 9, 1, 0 };
  g_assert_cmpfloat (pm_weighted_median (v, w, 5), ==, 3.0);
  double v2[] = { 1, 2, 3, 4 }, w2[] = { 1, 1, 1, 1 };
  g_assert_cmpfloat (pm_weighted_median (v2, w2, 4), ==, 2.5);
  double v3[] = { 1, 2, 3 }, w3[] = { 10, 1, 1 };
  g_assert_cmpfloat (pm_weighted_median (v3, w3, 3), ==, 1.0);
  g_assert_true (isnan (pm_weighted_median (v3, w3, 0)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stats/median-against-sort", test_median_against_sort);
  g_test_add_func ("/stats/quantile", test_quantile);
  g_test_add_func ("/stats/robust-sigma", test_robust_sigma);
  g_test_add_func ("/stats/weighted-median", test_weighted_median);
  return g_test_run ();
}
