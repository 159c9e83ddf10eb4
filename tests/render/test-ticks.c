/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-ticks.h"
#include "pm-test.h"

#include <math.h>

static void
check_labels (double low, double high, double length, double distance, const char *const *expected)
{
  PmTicks ticks = pm_ticks_new (low, high, length, distance);
  char label[PM_TICKS_LABEL_SIZE];
  g_assert_cmpint (ticks.n, ==, g_strv_length ((char **) expected));
  for (int i = 0; i < ticks.n; i++)
    {
      pm_ticks_label (&ticks, i, label);
      g_assert_cmpstr (label, ==, expected[i]);
    }
}

#define CHECK(low, high, length, distance, ...) check_labels (low, high, length, distance, (const char *const[]) { __VA_ARGS__, NULL })

static void
test_labels (void)
{
  CHECK (-60.0, 60.0, 400.0, 80.0, "−50", "−25", "0", "25", "50");
  CHECK (0.7, 1.3, 600.0, 200.0, "0.8", "1.0", "1.2");
  CHECK (1.3, 0.7, 600.0, 200.0, "0.8", "1.0", "1.2");
  CHECK (0.0, 1.0, 100.0, 22.0, "0.00", "0.25", "0.50", "0.75", "1.00");
  CHECK (-0.3, 0.3, 300.0, 100.0, "−0.2", "0.0", "0.2");
  CHECK (0.0, 2e7, 100.0, 45.0, "0", "1e+07", "2e+07");
  CHECK (1e-9, 2e-9, 100.0, 90.0, "1e-09", "2e-09");
  char label[PM_TICKS_LABEL_SIZE];
  pm_ticks_format (-0.0004, 3, label);
  g_assert_cmpstr (label, ==, "0.000");
  pm_ticks_format (-1.25, 2, label);
  g_assert_cmpstr (label, ==, "−1.25");
}

/* Whatever the range: the step is a round number, ticks lie inside and far enough apart, and a finer round step would be too fine. */
static void
test_any_range (void)
{
  GRand *random = g_rand_new_with_seed (5);
  for (int k = 0; k < 2000; k++)
    {
      double range = pow (10.0, g_rand_double_range (random, -8.0, 8.0)), low = range * g_rand_double_range (random, -3.0, 3.0);
      double length = g_rand_double_range (random, 50.0, 2000.0), distance = g_rand_double_range (random, 10.0, 100.0);
      PmTicks ticks = pm_ticks_new (low, low + range, length, distance);
      double mantissa = ticks.step / pow (10.0, floor (log10 (ticks.step * (1.0 + 1e-9))));
      g_assert_true (fabs (mantissa - 1.0) < 1e-9 || fabs (mantissa - 2.0) < 1e-9 || fabs (mantissa - 2.5) < 1e-9
                     || fabs (mantissa - 5.0) < 1e-9);
      double apart = ticks.step / range * length;
      g_assert_cmpfloat (apart, >=, distance * (1.0 - 1e-6));
      g_assert_cmpfloat (apart, <=, 2.0 * distance * (1.0 + 1e-6)); /* neighbours on the list are at most a factor of 2 apart */
      for (int i = 0; i < ticks.n; i++)
        {
          g_assert_cmpfloat (pm_ticks_value (&ticks, i), >=, low - 1e-8 * ticks.step);
          g_assert_cmpfloat (pm_ticks_value (&ticks, i), <=, low + range + 1e-8 * ticks.step);
        }
    }
  g_rand_free (random);
}

static void
test_nothing (void)
{
  g_assert_cmpint (pm_ticks_new (1.0, 1.0, 100.0, 10.0).n, ==, 0);
  g_assert_cmpint (pm_ticks_new (NAN, 1.0, 100.0, 10.0).n, ==, 0);
  g_assert_cmpint (pm_ticks_new (0.0, INFINITY, 100.0, 10.0).n, ==, 0);
  g_assert_cmpint (pm_ticks_new (0.0, 1.0, 0.0, 10.0).n, ==, 0);
  g_assert_cmpint (pm_ticks_new (1e20, 1e20 * (1.0 + 1e-15), 100.0, 10.0).n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticks/labels", test_labels);
  g_test_add_func ("/ticks/any-range", test_any_range);
  g_test_add_func ("/ticks/nothing", test_nothing);
  return g_test_run ();
}
