/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sorting an index, never the table.
 */
#include "pm-table-order.h"

#include <math.h>

typedef struct
{
  const PmPixelTable *table;
  PmColumn column;
  gboolean text;
  int sign;
} Order;

/* A number that the column goes by; NAN: none. */
static double
value_of (const Order *order, int row)
{
  const PmPixelTable *table = order->table;
  switch (order->column)
    {
    case PM_COLUMN_INDEX:
      return table->index[row] >= 0 ? table->index[row] : NAN;
    case PM_COLUMN_ROW:
      return table->row[row] >= 0 ? table->row[row] : NAN;
    case PM_COLUMN_COL:
      return table->col[row] >= 0 ? table->col[row] : NAN;
    case PM_COLUMN_STATUS:
      return table->status[row];
    case PM_COLUMN_FLAGS:
      return table->flags[row] != 0 ? table->flags[row] : NAN;
    case PM_COLUMN_MANUAL:
      return table->manual[row] != PM_MANUAL_NONE ? (double) table->manual[row] : NAN;
    default:
      return table->values[order->column][row];
    }
}

/* Numbers within texts count as numbers. */
static int
compare_texts (const char *a, const char *b)
{
  while (*a && *b)
    {
      if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
        {
          char *a_end, *b_end;
          guint64 x = g_ascii_strtoull (a, &a_end, 10), y = g_ascii_strtoull (b, &b_end, 10);
          if (x != y)
            return x < y ? -1 : 1;
          a = a_end;
          b = b_end;
        }
      else if (*a != *b)
        return (guchar) *a < (guchar) *b ? -1 : 1;
      else
        {
          a++;
          b++;
        }
    }
  return (*a != '\0') - (*b != '\0');
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  int i = *(const int *) a, j = *(const int *) b;
  if (order->text)
    {
      const char **texts = order->column == PM_COLUMN_ID ? order->table->id : order->table->group;
      if (*texts[i] == '\0' || *texts[j] == '\0')
        return (*texts[i] == '\0') - (*texts[j] == '\0');
      return order->sign * compare_texts (texts[i], texts[j]);
    }
  double x = value_of (order, i), y = value_of (order, j);
  if (isnan (x) || isnan (y))
    return (isnan (x) != 0) - (isnan (y) != 0);
  return order->sign * ((x > y) - (x < y));
}

void
pm_table_order_sort (const PmPixelTable *table, PmColumn column, gboolean descending, int *rows, gsize n_rows)
{
  Order order = { table, column, column == PM_COLUMN_ID || column == PM_COLUMN_GROUP, descending ? -1 : 1 };
  g_return_if_fail ((guint) column < PM_N_COLUMNS && n_rows <= PM_PIXEL_TABLE_MAX_ROWS);
  g_qsort_with_data (rows, (int) n_rows, sizeof *rows, compare_rows, &order);
}
