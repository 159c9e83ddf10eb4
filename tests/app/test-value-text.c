/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-test.h"
#include "pm-value-text.h"

#include <locale.h>
#include <math.h>

static void
test_numbers (void)
{
  static const struct
  {
    double value;
    int decimals;
    const char *text;
  } cases[] = {
    { -70.7964, 3, "−70.796" }, { 0.0, 2, "0.00" }, { -0.001, 2, "0.00" }, { 1234.5, 0, "1234" }, { NAN, 3, "–" }, { INFINITY, 1, "–" },
    { -1e15, 1, "−1.0e+15" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pm_value_text_number (cases[i].value, cases[i].decimals);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_digits (void)
{
  static const struct
  {
    double value;
    int digits;
    const char *text;
  } cases[] = {
    { 0.41234, 3, "0.412" }, { 95.234, 3, "95.2" },   { -128.7, 3, "−129" },      { 12345.6, 3, "12346" }, { 0.0, 3, "0.00" },
    { 0.0123, 2, "0.012" },  { 3e-7, 3, "3.00e−07" }, { 2.5e6, 2, "2.5e+06" }, { NAN, 3, "–" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pm_value_text_digits (cases[i].value, cases[i].digits);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_decimals (void)
{
  static const struct
  {
    double error;
    int decimals;
  } cases[] = { { 0.024, 3 }, { 0.0070, 4 }, { 0.0994, 3 }, { 0.0998, 2 }, { 1.0, 1 }, { 35.0, 0 }, { 1234.0, 0 },
                { 1e-9, 6 }, { NAN, -1 }, { 0.0, -1 }, { -1.0, -1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (pm_value_text_decimals (cases[i].error), ==, cases[i].decimals);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_add_func ("/value-text/numbers", test_numbers);
  g_test_add_func ("/value-text/digits", test_digits);
  g_test_add_func ("/value-text/decimals", test_decimals);
  return g_test_run ();
}
