/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-cell-text.h"
#include "pm-test-table.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static void
assert_text (const PmPixelTable *table, PmColumn column, const char *expected)
{
  g_autofree char *text = pm_cell_text_new (table, column, 0);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_values (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (1);
  pm_pixel_table_set_id (table, 0, "R0[8,2]");
  pm_pixel_table_set_group (table, 0, "R0");
  table->index[0] = 258;
  table->row[0] = 8;
  table->col[0] = 0;
  table->values[PM_COLUMN_X][0] = -42.75149;
  table->values[PM_COLUMN_COUPLING][0] = 0.84126;
  table->values[PM_COLUMN_S2N][0] = 132.06;
  table->values[PM_COLUMN_PEAK_ERR][0] = 1.234e-7;
  table->status[0] = PM_PIXEL_FLAGGED;
  table->flags[0] = PM_FLAG_WIDTH | PM_FLAG_FAR;
  table->manual[0] = PM_MANUAL_BAD;
  assert_text (table, PM_COLUMN_ID, "R0[8,2]");
  assert_text (table, PM_COLUMN_GROUP, "R0");
  assert_text (table, PM_COLUMN_INDEX, "258");
  assert_text (table, PM_COLUMN_ROW, "8");
  assert_text (table, PM_COLUMN_COL, "0");
  assert_text (table, PM_COLUMN_X, "−42.751"); /* U+2212 */
  assert_text (table, PM_COLUMN_COUPLING, "0.8413");
  assert_text (table, PM_COLUMN_S2N, "132.1");
  assert_text (table, PM_COLUMN_PEAK_ERR, "1.23e−07");
  assert_text (table, PM_COLUMN_STATUS, "flagged");
  assert_text (table, PM_COLUMN_FLAGS, "WP");
  assert_text (table, PM_COLUMN_MANUAL, "bad");
}

/* Nothing is known: a dash in every column but the id and the status. */
static void
test_no_value (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (1);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    assert_text (table, (PmColumn) c, c == PM_COLUMN_ID ? "" : c == PM_COLUMN_STATUS ? "nofit" : "–");
}

static void
test_locale (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (1);
  table->values[PM_COLUMN_X][0] = -0.5;
  if (!pm_test_table_use_comma_locale ())
    {
      g_test_message ("no locale with a decimal comma on this machine");
      return;
    }
  assert_text (table, PM_COLUMN_X, "−0,500");
  setlocale (LC_ALL, "C");
}

static void
test_titles (void)
{
  static const struct
  {
    PmColumn column;
    const char *title;
  } expected[] = { { PM_COLUMN_ID, "id" },       { PM_COLUMN_X, "x (″)" },     { PM_COLUMN_X_ERR, "x_err" },
                   { PM_COLUMN_ANGLE, "angle (°)" }, { PM_COLUMN_NOISE, "noise" }, { PM_COLUMN_FWHM_MINOR, "fwhm_minor (″)" } };
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *title = pm_cell_text_new_title (expected[i].column);
      g_assert_cmpstr (title, ==, expected[i].title);
    }
}

/* Each automatic flag has words of its own; the flag by hand is no automatic one. */
static void
test_reasons (void)
{
  g_autofree char *none = pm_cell_text_new_reasons (0), *hand = pm_cell_text_new_reasons (PM_FLAG_BY_HAND);
  g_autofree char *two = pm_cell_text_new_reasons (PM_FLAG_NOISE | PM_FLAG_LOW_S2N);
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (hand, ==, "");
  g_assert_cmpstr (two, ==, "low S/N, noise");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    if ((1u << bit) != PM_FLAG_BY_HAND)
      {
        char *text = pm_cell_text_new_reasons (1u << bit);
        g_assert_cmpstr (text, !=, "");
        g_assert_true (g_hash_table_add (seen, text));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell-text/values", test_values);
  g_test_add_func ("/cell-text/no-value", test_no_value);
  g_test_add_func ("/cell-text/locale", test_locale);
  g_test_add_func ("/cell-text/titles", test_titles);
  g_test_add_func ("/cell-text/reasons", test_reasons);
  return g_test_run ();
}
