/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-test.h"
#include "pm-unit-power.h"

#include <math.h>

static void
test_powers (void)
{
  static const struct
  {
    double extent;
    const char *unit;
    double factor;
    const char *label;
  } cases[] = {
    { 0, "count", 1, "count" },       { 1, "s", 1, "s" },           { 9999, "", 1, "" },       { 0.01, "s", 1, "s" },
    { 10000, "count", 1e3, "10³ count" }, { -250000, "", 1e3, "10³" },  { 1e6, "s", 1e6, "10⁶ s" }, { 2.5e-7, "count", 1e-9, "10⁻⁹ count" },
    { 0.005, "s", 1e-3, "10⁻³ s" },   { NAN, "s", 1, "s" },         { INFINITY, "s", 1, "s" }, { 3e12, "s", 1e12, "10¹² s" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *label = NULL;
      pm_assert_close (pm_unit_power (cases[i].extent, cases[i].unit, &label), cases[i].factor, 0.0, 1e-15); /* one rounding of pow() */
      g_assert_cmpstr (label, ==, cases[i].label);
    }
  g_assert_cmpfloat (pm_unit_power (1.0, "", NULL), ==, 1.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unit-power/powers", test_powers);
  return g_test_run ();
}
