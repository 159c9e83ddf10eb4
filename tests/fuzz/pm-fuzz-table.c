/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is done with pixel tables, whatever file they come from.
 */
#include "pm-fuzz.h"

#include "pm-bad-list.h"
#include "pm-channel-list.h"
#include "pm-compare.h"
#include "pm-error.h"
#include "pm-table-ecsv.h"
#include "pm-table-order.h"
#include "pm-table-rcp.h"
#include "pm-table-text.h"

#include <string.h>

#define MAX_ROWS 500 /* larger tables are read, no more: it would only take longer */

/* What stands in a file of ours can be read, and gives the same file again. */
static void
check_ecsv (const PmPixelTable *table)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pm_table_ecsv_to_string (table);
  g_autofree char *path = pm_fuzz_write ("again.ecsv", (const guint8 *) text, strlen (text));
  g_autoptr (PmPixelTable) again = pm_table_ecsv_read (path, &error);
  g_assert_no_error (error);
  g_autofree char *second = pm_table_ecsv_to_string (again);
  g_assert_cmpuint (again->n_rows, ==, table->n_rows);
  g_assert_cmpstr (text, ==, second);
}

static void
check_rcp (const PmPixelTable *table)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pm_table_rcp_to_string (table, NULL, &error);
  g_assert_true ((text != NULL) == (error == NULL));
  if (!text)
    return;
  g_autofree char *path = pm_fuzz_write ("again.rcp", (const guint8 *) text, strlen (text));
  g_autoptr (PmPixelTable) again = pm_table_rcp_read (path, &error);
  g_assert_true (again || g_error_matches (error, PM_ERROR, PM_ERROR_INPUT)); /* no pixel was good */
}

static void
check_bad_lists (const PmPixelTable *table)
{
  for (int format = PM_BAD_LIST_CRUSH; format <= PM_BAD_LIST_SOFSCAN; format++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = pm_bad_list_to_string (table, (PmBadListFormat) format, &error);
      g_assert_true (text || g_error_matches (error, PM_ERROR, PM_ERROR_OPTION));
    }
}

static void
check_orders (const PmPixelTable *table)
{
  g_autofree int *rows = g_new (int, table->n_rows);
  g_autofree gboolean *seen = g_new (gboolean, table->n_rows);
  for (int column = 0; column < PM_N_COLUMNS; column++)
    {
      for (gsize i = 0; i < table->n_rows; i++)
        {
          rows[i] = (int) i;
          seen[i] = FALSE;
        }
      pm_table_order_sort (table, (PmColumn) column, column % 2, rows, table->n_rows);
      for (gsize i = 0; i < table->n_rows; i++)
        {
          g_assert_true (rows[i] >= 0 && (gsize) rows[i] < table->n_rows && !seen[rows[i]]);
          seen[rows[i]] = TRUE;
        }
    }
}

void
pm_fuzz_use_table (PmPixelTable *table)
{
  static const PmColumn columns[] = { PM_COLUMN_ID, PM_COLUMN_X, PM_COLUMN_STATUS, PM_COLUMN_FLAGS };
  if (table->n_rows > MAX_ROWS)
    return;
  check_ecsv (table);
  check_rcp (table);
  check_bad_lists (table);
  check_orders (table);
  g_autofree char *text = pm_pixel_table_to_text (table, columns, G_N_ELEMENTS (columns), NULL, 0);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_autoptr (GError) error = NULL;
  PmCompare *compare = pm_compare_tables (table, table, &error);
  g_assert_true (compare || g_error_matches (error, PM_ERROR, PM_ERROR_NO_DATA));
  g_clear_pointer (&compare, pm_compare_free);
  pm_pixel_table_sort_by_index (table);
}
