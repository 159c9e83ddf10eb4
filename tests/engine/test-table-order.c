/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-table-order.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static PmPixelTable *
make_table (void)
{
  static const char *const ids[] = { "R0[10,2]", "R0[8,12]", "", "R0[8,2]", "T1[0,0]" };
  PmPixelTable *table = pm_pixel_table_new (5);
  for (gsize i = 0; i < 5; i++)
    pm_pixel_table_set_id (table, i, ids[i]);
  return table;
}

static void
assert_order (const PmPixelTable *table, PmColumn column, gboolean descending, const int *expected)
{
  int rows[] = { 0, 1, 2, 3, 4 };
  pm_table_order_sort (table, column, descending, rows, 5);
  g_assert_cmpmem (rows, sizeof rows, expected, sizeof rows);
}

static void
test_numbers (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  const double x[] = { 2.0, NAN, -1.0, 2.0, 0.5 };
  memcpy (table->values[PM_COLUMN_X], x, sizeof x);
  assert_order (table, PM_COLUMN_X, FALSE, (const int[]){ 2, 4, 0, 3, 1 });
  assert_order (table, PM_COLUMN_X, TRUE, (const int[]){ 0, 3, 4, 2, 1 }); /* equal ones stay, none stays last */
  const int row[] = { 7, -1, 3, 3, 0 };
  memcpy (table->row, row, sizeof row);
  assert_order (table, PM_COLUMN_ROW, FALSE, (const int[]){ 4, 2, 3, 0, 1 });
  assert_order (table, PM_COLUMN_ROW, TRUE, (const int[]){ 0, 2, 3, 4, 1 });
}

static void
test_texts (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  assert_order (table, PM_COLUMN_ID, FALSE, (const int[]){ 3, 1, 0, 4, 2 });
  assert_order (table, PM_COLUMN_ID, TRUE, (const int[]){ 4, 0, 1, 3, 2 });
}

static void
test_words (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  const PmPixelStatus status[] = { PM_PIXEL_BLIND, PM_PIXEL_GOOD, PM_PIXEL_NOFIT, PM_PIXEL_FLAGGED, PM_PIXEL_GOOD };
  const guint32 flags[] = { PM_FLAG_BLIND, 0, PM_FLAG_NO_FIT, PM_FLAG_WIDTH, 0 };
  const PmPixelManual manual[] = { PM_MANUAL_NONE, PM_MANUAL_GOOD, PM_MANUAL_NONE, PM_MANUAL_BAD, PM_MANUAL_NONE };
  memcpy (table->status, status, sizeof status);
  memcpy (table->flags, flags, sizeof flags);
  memcpy (table->manual, manual, sizeof manual);
  assert_order (table, PM_COLUMN_STATUS, FALSE, (const int[]){ 1, 4, 3, 2, 0 });
  assert_order (table, PM_COLUMN_FLAGS, FALSE, (const int[]){ 2, 3, 0, 1, 4 });
  assert_order (table, PM_COLUMN_FLAGS, TRUE, (const int[]){ 0, 3, 2, 1, 4 });
  assert_order (table, PM_COLUMN_MANUAL, FALSE, (const int[]){ 3, 1, 0, 2, 4 });
}

/* A few of many rows; every column of a table with all kinds of values. */
static void
test_part (void)
{
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      int rows[] = { 5, 1, 3 };
      pm_table_order_sort (table, (PmColumn) c, FALSE, rows, G_N_ELEMENTS (rows));
      g_assert_cmpint (rows[0] + rows[1] + rows[2], ==, 9);
      g_assert_cmpint (rows[0] * rows[1] * rows[2], ==, 15);
      pm_table_order_sort (table, (PmColumn) c, FALSE, rows, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-order/numbers", test_numbers);
  g_test_add_func ("/table-order/texts", test_texts);
  g_test_add_func ("/table-order/words", test_words);
  g_test_add_func ("/table-order/part", test_part);
  return g_test_run ();
}
