/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-stretch.h"
#include "pm-test.h"

#include <math.h>

static const PmStretchKind kinds[] = { PM_STRETCH_LINEAR, PM_STRETCH_SQRT, PM_STRETCH_LOG, PM_STRETCH_ASINH };

/* Double precision throughout: a few ulp of the largest intermediate value, hence 1e-14. */
static void
test_known_values (void)
{
  PmStretch stretch = { PM_STRETCH_LINEAR, -1.0, 3.0 };
  pm_assert_close (pm_stretch_apply (&stretch, 0.0), 0.25, 1e-14, 0);
  stretch.kind = PM_STRETCH_SQRT;
  pm_assert_close (pm_stretch_apply (&stretch, 0.0), 0.5, 1e-14, 0);
  stretch.kind = PM_STRETCH_LOG;
  pm_assert_close (pm_stretch_apply (&stretch, 0.0), log (251.0) / log (1001.0), 1e-14, 0);
  stretch.kind = PM_STRETCH_ASINH;
  pm_assert_close (pm_stretch_apply (&stretch, 0.0), asinh (2.5) / asinh (10.0), 1e-14, 0);
}

static void
test_inverse_and_order (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      PmStretch stretch = { kinds[k], -0.08, 1.0 };
      double before = -1.0;
      for (int i = 0; i <= 100; i++)
        {
          double value = -0.08 + 0.0108 * i, position = pm_stretch_apply (&stretch, value);
          g_assert_cmpfloat (position, >, before);
          /* The steepest stretch is the logarithm with slope 145: 145 ulp of 1. */
          pm_assert_close (pm_stretch_invert (&stretch, position), value, 5e-14, 0);
          before = position;
        }
    }
}

static void
test_beyond_the_limits (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      PmStretch stretch = { kinds[k], 2.0, 5.0 }, reversed = { kinds[k], 5.0, 2.0 }, flat = { kinds[k], 2.0, 2.0 };
      g_assert_cmpfloat (pm_stretch_apply (&stretch, 2.0), ==, 0.0);
      g_assert_cmpfloat (pm_stretch_apply (&stretch, -INFINITY), ==, 0.0);
      g_assert_cmpfloat (pm_stretch_apply (&stretch, 5.0), ==, 1.0);
      g_assert_cmpfloat (pm_stretch_apply (&stretch, INFINITY), ==, 1.0);
      g_assert_true (isnan (pm_stretch_apply (&stretch, NAN)));
      g_assert_cmpfloat (pm_stretch_apply (&reversed, 5.0), ==, 0.0);
      g_assert_cmpfloat (pm_stretch_apply (&reversed, 1.0), ==, 1.0);
      g_assert_cmpfloat (pm_stretch_apply (&flat, 2.0), ==, 0.0);
      g_assert_cmpfloat (pm_stretch_apply (&flat, 2.1), ==, 1.0);
      g_assert_true (isnan (pm_stretch_apply (&flat, NAN)));
    }
}

static void
test_limits (void)
{
  const float values[] = { 4, NAN, 1, -INFINITY, 2, 3, INFINITY, 5 };
  PmStretch stretch = { PM_STRETCH_LINEAR, 7.0, 8.0 };
  g_assert_true (pm_stretch_set_min_max (&stretch, values, G_N_ELEMENTS (values)));
  g_assert_cmpfloat (stretch.low, ==, 1.0);
  g_assert_cmpfloat (stretch.high, ==, 5.0);
  /* Five finite values 1 ... 5: the percentile p is 1 + 4 p / 100. */
  g_assert_true (pm_stretch_set_percentiles (&stretch, values, G_N_ELEMENTS (values), 10.0, 80.0));
  pm_assert_close (stretch.low, 1.4, 1e-14, 0);
  pm_assert_close (stretch.high, 4.2, 1e-14, 0);
  g_assert_true (pm_stretch_set_symmetric (&stretch, values, G_N_ELEMENTS (values), 2.0, 0.0, 100.0));
  g_assert_cmpfloat (stretch.low, ==, -1.0);
  g_assert_cmpfloat (stretch.high, ==, 5.0);
}

static void
test_nothing_finite (void)
{
  const float values[] = { NAN, INFINITY };
  PmStretch stretch = { PM_STRETCH_LINEAR, 7.0, 8.0 };
  for (gsize n = 0; n <= 2; n++)
    {
      g_assert_false (pm_stretch_set_min_max (&stretch, values, n));
      g_assert_false (pm_stretch_set_percentiles (&stretch, values, n, 1.0, 99.0));
      g_assert_false (pm_stretch_set_symmetric (&stretch, values, n, 1.0, 1.0, 99.0));
    }
  g_assert_cmpfloat (stretch.low, ==, 7.0);
  g_assert_cmpfloat (stretch.high, ==, 8.0);
}

/* Limits of astropy 5.2.1, ZScaleInterval (n_samples=100000).get_limits (values), for the same values; its line is fitted with another
 * algorithm, in double precision: 1e-9 of the values. */
static void
test_zscale (void)
{
  float values[1681];
  PmStretch stretch = { PM_STRETCH_LINEAR, 7.0, 8.0 };
  for (int i = 0; i < 1681; i++)
    {
      values[i] = (float) (3.0 * sin (0.7 * i) + 2.0 * cos (1.3 * i) + 0.01 * (i % 41));
      if (i >= 800 && i < 840)
        values[i] = (float) (100 + i - 800);
    }
  values[10] = NAN;
  g_assert_true (pm_stretch_set_zscale (&stretch, values, 1681));
  pm_assert_close (stretch.low, -4.951456, 1e-6, 0); /* a float value, printed with its digits */
  pm_assert_close (stretch.high, 17.881666531815096, 2e-8, 0);

  for (int i = 0; i < 200; i++)
    values[i] = (float) (i * i * i);
  g_assert_true (pm_stretch_set_zscale (&stretch, values, 200));
  g_assert_cmpfloat (stretch.low, ==, 0.0);
  g_assert_cmpfloat (stretch.high, ==, 7880599.0);
  g_assert_true (pm_stretch_set_zscale (&stretch, values, 1));
  g_assert_cmpfloat (stretch.high, ==, 0.0);
  values[0] = NAN;
  g_assert_false (pm_stretch_set_zscale (&stretch, values, 1));
  g_assert_false (pm_stretch_set_zscale (&stretch, values, 0));
}

/* More values than are used: limits from every third of them are those of a straight line. */
static void
test_zscale_of_many (void)
{
  g_autofree float *values = g_new (float, 30000);
  PmStretch stretch = { PM_STRETCH_LINEAR, 0, 0 };
  for (int i = 0; i < 30000; i++)
    values[i] = (float) i;
  g_assert_true (pm_stretch_set_zscale (&stretch, values, 30000));
  g_assert_cmpfloat (stretch.low, ==, 0.0);
  g_assert_cmpfloat (stretch.high, ==, 29997.0);
}

/* Positions are ranks: of i^2, i = 0 ... 640, the value i^2 gets i / 640, so each tenth of the colours gets a tenth of the values. Between
 * two of the 65 nodes, ten values apart, the line leaves the parabola by at most (10 / 2)^2, at a slope of 1 / (2 i). */
static void
test_equalised (void)
{
  float values[641];
  PmStretch stretch = { PM_STRETCH_HISTOGRAM, 0.0, 640.0 * 640.0 };
  for (int i = 0; i <= 640; i++)
    values[(i * 37) % 641] = (float) (i * i);
  pm_stretch_equalise (&stretch, values, 641);
  g_assert_true (stretch.equalised);
  for (int i = 0; i <= 640; i += 10)
    pm_assert_close (pm_stretch_apply (&stretch, i * i), i / 640.0, 1e-6, 0); /* at the nodes, which are floats */
  for (int i = 15; i <= 640; i += 10)
    {
      pm_assert_close (pm_stretch_apply (&stretch, i * i), i / 640.0, 25.0 / (2.0 * (i - 5)) / 640.0, 0);
      pm_assert_close (pm_stretch_invert (&stretch, pm_stretch_apply (&stretch, i * i)), i * i, 0.1, 0); /* floats of 4e5: 0.03 */
    }
  PmStretch reversed = { PM_STRETCH_HISTOGRAM, stretch.high, stretch.low };
  pm_stretch_equalise (&reversed, values, 641);
  pm_assert_close (pm_stretch_apply (&reversed, 100.0 * 100.0), 1.0 - 100 / 640.0, 1e-6, 0);
  pm_assert_close (pm_stretch_invert (&reversed, 0.25), 480.0 * 480.0, 0.1, 0);
  g_assert_true (isnan (pm_stretch_apply (&stretch, NAN)));
}

/* Values that occur often are one colour, in the middle of their ranks; without a distribution the stretch is linear. */
static void
test_equalised_ties (void)
{
  const float same[] = { 0, 5, 5, 5, 5, 5, 5, 5, 10 }, one[] = { 3 };
  PmStretch stretch = { PM_STRETCH_HISTOGRAM, 0.0, 10.0 };
  pm_stretch_equalise (&stretch, same, G_N_ELEMENTS (same));
  pm_assert_close (pm_stretch_apply (&stretch, 5.0), 0.5, 1e-6, 0);
  pm_stretch_equalise (&stretch, one, 1);
  g_assert_false (stretch.equalised);
  pm_assert_close (pm_stretch_apply (&stretch, 2.5), 0.25, 1e-14, 0);
  pm_assert_close (pm_stretch_invert (&stretch, 0.25), 2.5, 1e-14, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stretch/known-values", test_known_values);
  g_test_add_func ("/stretch/inverse-and-order", test_inverse_and_order);
  g_test_add_func ("/stretch/beyond-the-limits", test_beyond_the_limits);
  g_test_add_func ("/stretch/limits", test_limits);
  g_test_add_func ("/stretch/nothing-finite", test_nothing_finite);
  g_test_add_func ("/stretch/zscale", test_zscale);
  g_test_add_func ("/stretch/zscale-of-many", test_zscale_of_many);
  g_test_add_func ("/stretch/equalised", test_equalised);
  g_test_add_func ("/stretch/equalised-ties", test_equalised_ties);
  return g_test_run ();
}
