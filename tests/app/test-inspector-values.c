/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-inspector-values.h"

#include "pm-inspector-head.h"
#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>

typedef struct
{
  const char *name, *value, *extra;
} Line;

static void
check (PmValueGrid *grid, const Line *lines, guint n)
{
  g_assert_cmpuint (pm_value_grid_get_n_rows (grid), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpstr (pm_value_grid_get_text (grid, i, 0), ==, lines[i].name);
      g_assert_cmpstr (pm_value_grid_get_text (grid, i, 1), ==, lines[i].value);
      g_assert_cmpstr (pm_value_grid_get_text (grid, i, 2), ==, lines[i].extra);
    }
}

static void
set (PmResult *result, gsize row, PmColumn column, double value)
{
  result->table->values[column][row] = value;
}

/* The digits follow the errors; minus signs are those of typography. */
static void
test_one (void)
{
  static const Line expected[] = {
    { "Position X", "−70.796", "± 0.024″" }, { "Position Y", "−32.14", "± 0.24″" },       { "Coupling", "0.8413", "± 0.0070" },
    { "Width", "8.30 × 7.66″", "∠ −35°" },   { "Peak", "1234", "± 15 count" },            { "S/N", "95.2", "χ² 1.83" },
    { "Gain", "1.02", "" },                  { "Noise", "12.3", "count √s" },             { "Distance", "5.000", "± 0.024″" },
  };
  g_autoptr (PmResult) result = pm_test_result_new (1, 1, 2);
  PmValueGrid *grid = PM_VALUE_GRID (g_object_ref_sink (pm_value_grid_new ()));
  set (result, 1, PM_COLUMN_X, -70.7962);
  set (result, 1, PM_COLUMN_X_ERR, 0.0241);
  set (result, 1, PM_COLUMN_Y, -32.1382);
  set (result, 1, PM_COLUMN_Y_ERR, 0.2412);
  set (result, 1, PM_COLUMN_COUPLING, 0.84131);
  set (result, 1, PM_COLUMN_COUPLING_ERR, 0.0070);
  set (result, 1, PM_COLUMN_FWHM_MAJOR, 8.3);
  set (result, 1, PM_COLUMN_FWHM_MINOR, 7.66);
  set (result, 1, PM_COLUMN_ANGLE, -35.2);
  set (result, 1, PM_COLUMN_PEAK, 1234.4);
  set (result, 1, PM_COLUMN_PEAK_ERR, 15.2);
  set (result, 1, PM_COLUMN_S2N, 95.2);
  set (result, 1, PM_COLUMN_CHI2, 1.83);
  set (result, 1, PM_COLUMN_GAIN, 1.0234);
  set (result, 1, PM_COLUMN_NOISE, 12.34);
  pm_inspector_values_fill (grid, result, 1, -70.7962 - 5.0, -32.1382); /* along x: its error is that of x */
  check (grid, expected, G_N_ELEMENTS (expected));
  g_assert_finalize_object (grid);
}

/* Where there is no value a dash, no unit, no error; the prediction may be missing too. */
static void
test_without_fit (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 8, 8);
  PmValueGrid *grid = PM_VALUE_GRID (g_object_ref_sink (pm_value_grid_new ()));
  pm_inspector_values_fill (grid, result, 43, NAN, NAN);
  for (guint i = 0; i < pm_value_grid_get_n_rows (grid); i++)
    {
      g_assert_cmpstr (pm_value_grid_get_text (grid, i, 1), ==, "–");
      if (!g_str_equal (pm_value_grid_get_text (grid, i, 0), "Noise"))
        g_assert_cmpstr (pm_value_grid_get_text (grid, i, 2), ==, "");
    }
  g_assert_finalize_object (grid);
}

static void
test_medians (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 8, 8);
  PmValueGrid *grid = PM_VALUE_GRID (g_object_ref_sink (pm_value_grid_new ()));
  const guint rows[] = { 1, 2, 3, 43 }; /* the last has no values */
  const double couplings[] = { 0.9, 1.034, 1.2 };
  for (int i = 0; i < 3; i++)
    {
      set (result, rows[i], PM_COLUMN_COUPLING, couplings[i]);
      set (result, rows[i], PM_COLUMN_S2N, 100.0 + 28 * i);
      set (result, rows[i], PM_COLUMN_FWHM_MAJOR, 8.0 * (i + 1));
      set (result, rows[i], PM_COLUMN_FWHM_MINOR, 8.0 / (i + 1));
    }
  pm_inspector_values_fill (grid, result, 1, 0, 0); /* more rows than the medians have */
  pm_inspector_values_fill_medians (grid, result, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (pm_value_grid_get_n_rows (grid), ==, 6);
  g_assert_cmpstr (pm_value_grid_get_text (grid, 0, 1), ==, "1.034");
  g_assert_cmpstr (pm_value_grid_get_text (grid, 0, 2), ==, "median");
  g_assert_cmpstr (pm_value_grid_get_text (grid, 1, 1), ==, "128");
  g_assert_cmpstr (pm_value_grid_get_text (grid, 2, 1), ==, "8.00″"); /* geometric means */
  g_assert_cmpstr (pm_value_grid_get_text (grid, 5, 1), ==, "–");
  int n_visible = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (grid)); child; child = gtk_widget_get_next_sibling (child))
    n_visible += gtk_widget_get_visible (child);
  g_assert_cmpint (n_visible, ==, 18);
  g_assert_finalize_object (grid);
}

static void
test_head (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (2, 8, 8);
  const guint rows[] = { 7, 10, 75 }, same[] = { 8, 9 };
  g_autofree char *one = pm_inspector_head_place (result, 75), *several = pm_inspector_head_places (result, rows, 3);
  g_autofree char *line = pm_inspector_head_places (result, same, 2);
  g_assert_cmpstr (one, ==, "row 1 · col 3 · R1 · ch 75");
  g_assert_cmpstr (several, ==, "rows 0–1 · cols 2–7 · R0, R1");
  g_assert_cmpstr (line, ==, "row 1 · cols 0–1 · R0");
  result->table->row[75] = result->table->index[75] = -1;
  g_autofree char *unknown = pm_inspector_head_place (result, 75);
  g_assert_cmpstr (unknown, ==, "col 3 · R1");
  g_assert_cmphex (pm_inspector_head_common_flags (result, rows, 1), ==, PM_FLAG_WIDTH);
  g_assert_cmphex (pm_inspector_head_common_flags (result, rows, 2), ==, 0);
  g_assert_cmphex (pm_inspector_head_common_flags (result, rows, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspector-values/one", test_one);
  g_test_add_func ("/inspector-values/without-fit", test_without_fit);
  g_test_add_func ("/inspector-values/medians", test_medians);
  g_test_add_func ("/inspector-values/head", test_head);
  return g_test_run ();
}
