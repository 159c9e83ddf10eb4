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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stretch/known-values", test_known_values);
  g_test_add_func ("/stretch/inverse-and-order", test_inverse_and_order);
  g_test_add_func ("/stretch/beyond-the-limits", test_beyond_the_limits);
  g_test_add_func ("/stretch/limits", test_limits);
  g_test_add_func ("/stretch/nothing-finite", test_nothing_finite);
  return g_test_run ();
}
