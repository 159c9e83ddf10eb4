/* SPDX-License-Identifier: GPL-3.0-or-later
 * Orders of pixels, and how their values are shown.
 */
#include "pm-pixel-sort.h"
#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#define N 8

/* Two groups, "B" before "A" in the table, of two rows and columns each, their rows mixed. */
static PmResult *
new_result (void)
{
  static const char *const groups[N] = { "B", "B", "A", "A", "B", "B", "A", "A" };
  static const int rows[N] = { 1, 0, 1, 0, 1, 0, -1, 0 }, columns[N] = { 0, 1, 1, 0, 1, 0, 0, 1 };
  static const double couplings[N] = { 1.0, NAN, 0.5, 1.0, 2.0, NAN, -1.0, 1.0 };
  PmResult *result = pm_result_new ();
  result->table = pm_pixel_table_new (N);
  for (int i = 0; i < N; i++)
    {
      pm_pixel_table_set_group (result->table, (gsize) i, groups[i]);
      result->table->row[i] = rows[i];
      result->table->col[i] = columns[i];
      result->table->index[i] = 10 * (N - i);
      result->table->values[PM_COLUMN_COUPLING][i] = couplings[i];
    }
  result->table->index[4] = -1;
  return result;
}

static void
assert_order (const PmResult *result, PmPixelSort sort, gboolean descending, const char *expected)
{
  int sorted[N];
  char found[N + 1] = "";
  pm_pixel_sort_rows (sort, descending, result, NULL, sorted);
  for (int i = 0; i < N; i++)
    found[i] = (char) ('0' + sorted[i]);
  g_assert_cmpstr (found, ==, expected);
}

/* NaN come last and equal ones by row, whichever way round. */
static void
test_order (void)
{
  g_autoptr (PmResult) result = new_result ();
  assert_order (result, PM_SORT_ROW_COLUMN, FALSE, "51043726");
  assert_order (result, PM_SORT_ROW_COLUMN, TRUE, "62734015");
  assert_order (result, PM_SORT_ID, FALSE, "76532104");
  assert_order (result, PM_SORT_ID, TRUE, "01235674");
  assert_order (result, PM_SORT_COUPLING, FALSE, "62037415");
  assert_order (result, PM_SORT_COUPLING, TRUE, "40372615");
  assert_order (result, PM_SORT_S2N, FALSE, "01234567");
  assert_order (result, PM_SORT_SUSPICION, FALSE, "01234567");
}

static void
test_values (void)
{
  g_autoptr (PmResult) result = new_result ();
  double *const *v = result->table->values;
  v[PM_COLUMN_FWHM_MAJOR][2] = 9.0;
  v[PM_COLUMN_FWHM_MINOR][2] = 4.0;
  v[PM_COLUMN_X][2] = 13.0;
  v[PM_COLUMN_Y][2] = 24.0;
  g_assert_cmpfloat (pm_pixel_sort_value (PM_SORT_WIDTH, result, NULL, 2), ==, 6.0);
  g_assert_true (isnan (pm_pixel_sort_value (PM_SORT_DISTANCE, result, NULL, 2)));
  PmChannel *channels = g_new0 (PmChannel, N);
  for (int i = 0; i < N; i++)
    channels[i] = (PmChannel){ .line = -1, .nominal_x = 10.0, .nominal_y = 20.0 };
  result->instrument = pm_instrument_new ("TEST", "A", channels, N, g_new0 (PmChannelGroup, 1), 1);
  result->n_solutions = 2;
  result->solutions = g_new0 (PmArraySolution, 2);
  result->solutions[1] = (PmArraySolution){ .valid = true, .axx = 1.0, .ayy = 1.0 };
  g_assert_cmpfloat (pm_pixel_sort_value (PM_SORT_DISTANCE, result, NULL, 2), ==, 5.0);
  g_assert_true (isnan (pm_pixel_sort_value (PM_SORT_DISTANCE, result, NULL, 3)));
}

static void
test_text (void)
{
  static const struct
  {
    PmPixelSort sort;
    double value;
    const char *text;
  } cases[] = {
    { PM_SORT_S2N, 94.7, "95" },       { PM_SORT_COUPLING, 0.8413, "0.84" }, { PM_SORT_COUPLING, -0.2, "\u22120.20" },
    { PM_SORT_WIDTH, 7.43, "7.4″" },   { PM_SORT_DISTANCE, 0.35, "0.3″" },   { PM_SORT_ID, 1234, "1234" },
    { PM_SORT_SUSPICION, 4.12, "4.1" }, { PM_SORT_S2N, NAN, "" },            { PM_SORT_ROW_COLUMN, NAN, "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pm_pixel_sort_dup_text (cases[i].sort, cases[i].value);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* CPU time of this thread: other programs do not count. */
static double
cpu_seconds (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* It happens in the main thread, between two frames: 50 ms for 100,000 pixels; four times that for slow machines. */
static void
test_fast (void)
{
  const gsize n = 100000;
  g_autoptr (PmResult) result = pm_result_new ();
  g_autofree int *sorted = g_new (int, n);
  result->table = pm_pixel_table_new (n);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (gsize i = 0; i < n; i++)
    {
      pm_pixel_table_set_group (result->table, i, i % 2 ? "A" : "B");
      result->table->row[i] = (int) i / 200;
      result->table->col[i] = (int) i % 200;
      result->table->values[PM_COLUMN_COUPLING][i] = g_rand_double (random);
    }
  static const PmPixelSort sorts[] = { PM_SORT_ROW_COLUMN, PM_SORT_COUPLING };
  for (gsize s = 0; s < G_N_ELEMENTS (sorts); s++)
    {
      double start = cpu_seconds ();
      pm_pixel_sort_rows (sorts[s], FALSE, result, NULL, sorted);
      double seconds = cpu_seconds () - start;
      g_test_message ("order %d: %.1f ms", (int) sorts[s], 1e3 * seconds);
      g_assert_cmpfloat (seconds, <, 0.2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-sort/order", test_order);
  g_test_add_func ("/pixel-sort/values", test_values);
  g_test_add_func ("/pixel-sort/text", test_text);
  g_test_add_func ("/pixel-sort/fast", test_fast);
  return g_test_run ();
}
