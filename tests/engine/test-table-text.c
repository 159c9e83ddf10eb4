/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-number.h"
#include "pm-table-text.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static PmPixelTable *
make_table (void)
{
  PmPixelTable *table = pm_pixel_table_new (3);
  pm_pixel_table_set_id (table, 0, "R0[8,2]");
  pm_pixel_table_set_id (table, 1, "R0[8,3]");
  pm_pixel_table_set_id (table, 2, "two words");
  pm_pixel_table_set_group (table, 0, "R0");
  table->index[0] = 258;
  table->row[0] = 8;
  table->col[0] = 2;
  table->values[PM_COLUMN_X][0] = -42.5;
  table->values[PM_COLUMN_COUPLING][0] = 0.84125;
  table->status[0] = PM_PIXEL_FLAGGED;
  table->flags[0] = PM_FLAG_WIDTH | PM_FLAG_FAR;
  table->manual[1] = PM_MANUAL_GOOD;
  return table;
}

/* What each cell must be, written down from the file format. */
static void
test_cells (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  const PmColumn columns[] = { PM_COLUMN_ID,       PM_COLUMN_INDEX,  PM_COLUMN_GROUP, PM_COLUMN_ROW,   PM_COLUMN_COL,   PM_COLUMN_X,
                               PM_COLUMN_COUPLING, PM_COLUMN_STATUS, PM_COLUMN_FLAGS, PM_COLUMN_MANUAL };
  g_autofree char *text = pm_pixel_table_to_text (table, columns, G_N_ELEMENTS (columns), NULL, 0);
  g_assert_cmpstr (text, ==,
                   "id\tindex\tgroup\trow\tcol\tx\tcoupling\tstatus\tflags\tmanual\n"
                   "R0[8,2]\t258\tR0\t8\t2\t-42.5\t0.84125\tflagged\tWP\t-\n"
                   "R0[8,3]\t-1\t\t-1\t-1\tnan\tnan\tnofit\t-\tgood\n"
                   "two words\t-1\t\t-1\t-1\tnan\tnan\tnofit\t-\t-\n");
}

static void
test_rows (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  const PmColumn columns[] = { PM_COLUMN_ID };
  const int rows[] = { 2, 0 };
  g_autofree char *text = pm_pixel_table_to_text (table, columns, 1, rows, 2), *none = pm_pixel_table_to_text (table, columns, 1, rows, 0);
  g_assert_cmpstr (text, ==, "id\ntwo words\nR0[8,2]\n");
  g_assert_cmpstr (none, ==, "id\n");
}

/* All columns of a table with every kind of value: each line has as many cells as the header, each number comes back. */
static void
test_all_columns (void)
{
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  PmColumn columns[PM_N_COLUMNS];
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    columns[c] = (PmColumn) c;
  g_autofree char *text = pm_pixel_table_to_text (table, columns, PM_N_COLUMNS, NULL, 0);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, table->n_rows + 2); /* header, rows, nothing after the last line feed */
  for (gsize row = 0; row < table->n_rows; row++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[row + 1], "\t", -1);
      g_assert_cmpuint (g_strv_length (cells), ==, PM_N_COLUMNS);
      for (guint c = 0; c < PM_N_COLUMNS; c++)
        if (pm_column_info ((PmColumn) c)->type == PM_COLUMN_TYPE_DOUBLE)
          {
            double value = 0.0;
            g_assert_true (pm_number_parse (cells[c], &value));
            pm_assert_close (value, table->values[c][row], 0, 5e-12); /* 12 digits */
          }
    }
}

static void
test_locale (void)
{
  if (!pm_test_table_use_comma_locale ())
    {
      g_test_message ("no locale with a decimal comma on this machine");
      return;
    }
  test_cells ();
  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-text/cells", test_cells);
  g_test_add_func ("/table-text/rows", test_rows);
  g_test_add_func ("/table-text/all-columns", test_all_columns);
  g_test_add_func ("/table-text/locale", test_locale);
  return g_test_run ();
}
