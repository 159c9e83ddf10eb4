/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sorting of pixels.
 */
#include "config.h"

#include "pm-pixel-sort.h"

#include <math.h>
#include <stdlib.h>

typedef struct
{
  double key;
  int row;
} Item;

double
pm_pixel_sort_value (PmPixelSort sort, const PmResult *result, const PmSuspicion *suspicion, gsize row)
{
  const PmPixelTable *table = result->table;
  double *const *v = table->values;
  double x, y, score;
  switch (sort)
    {
    case PM_SORT_ID:
      return table->index[row] >= 0 ? table->index[row] : NAN;
    case PM_SORT_S2N:
      return v[PM_COLUMN_S2N][row];
    case PM_SORT_COUPLING:
      return v[PM_COLUMN_COUPLING][row];
    case PM_SORT_WIDTH:
      return sqrt (v[PM_COLUMN_FWHM_MAJOR][row] * v[PM_COLUMN_FWHM_MINOR][row]);
    case PM_SORT_DISTANCE:
      pm_result_predict (result, row, &x, &y);
      return hypot (v[PM_COLUMN_X][row] - x, v[PM_COLUMN_Y][row] - y);
    case PM_SORT_SUSPICION:
      score = suspicion ? pm_suspicion_get_score (suspicion, row) : 0.0;
      return score > 0.0 ? score : NAN;
    case PM_SORT_ROW_COLUMN:
    default:
      return NAN;
    }
}

static int
compare_items (const void *a, const void *b)
{
  const Item *left = a, *right = b;
  if (left->key != right->key && !(isnan (left->key) && isnan (right->key)))
    return isnan (left->key) || left->key > right->key ? 1 : -1;
  return left->row < right->row ? -1 : left->row > right->row;
}

/* The groups numbered as they come in the table. The table keeps one string for all rows of a group: most rows need no look-up. */
static int *
rank_groups (const PmPixelTable *table)
{
  int *ranks = g_new (int, table->n_rows);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      if (i > 0 && table->group[i] == table->group[i - 1])
        {
          ranks[i] = ranks[i - 1];
          continue;
        }
      gpointer rank;
      if (!g_hash_table_lookup_extended (seen, table->group[i], NULL, &rank))
        {
          rank = GINT_TO_POINTER ((int) g_hash_table_size (seen));
          g_hash_table_insert (seen, (gpointer) table->group[i], rank);
        }
      ranks[i] = GPOINTER_TO_INT (rank);
    }
  return ranks;
}

/* Group, row and column as one number, exact below 2^53; a row or column that is not known comes last. */
static void
fill_natural_keys (const PmPixelTable *table, Item *items)
{
  g_autofree int *ranks = rank_groups (table);
  double n_rows = 0.0, n_columns = 0.0;
  for (gsize i = 0; i < table->n_rows; i++)
    {
      n_rows = MAX (n_rows, table->row[i] + 1.0);
      n_columns = MAX (n_columns, table->col[i] + 1.0);
    }
  for (gsize i = 0; i < table->n_rows; i++)
    {
      double row = table->row[i] >= 0 ? table->row[i] : n_rows, column = table->col[i] >= 0 ? table->col[i] : n_columns;
      items[i].key = (ranks[i] * (n_rows + 1.0) + row) * (n_columns + 1.0) + column;
    }
}

void
pm_pixel_sort_rows (PmPixelSort sort, gboolean descending, const PmResult *result, const PmSuspicion *suspicion, int *sorted)
{
  gsize n = result->table->n_rows;
  g_autofree Item *items = g_new (Item, n);
  if (sort == PM_SORT_ROW_COLUMN)
    fill_natural_keys (result->table, items);
  else
    for (gsize i = 0; i < n; i++)
      items[i].key = pm_pixel_sort_value (sort, result, suspicion, i);
  gboolean reversed = (descending != FALSE) != (sort == PM_SORT_SUSPICION);
  for (gsize i = 0; i < n; i++)
    {
      items[i].row = (int) i;
      if (reversed)
        items[i].key = -items[i].key;
    }
  qsort (items, n, sizeof *items, compare_items);
  for (gsize i = 0; i < n; i++)
    sorted[i] = items[i].row;
}

char *
pm_pixel_sort_dup_text (PmPixelSort sort, double value)
{
  static const int decimals[PM_N_PIXEL_SORTS] = { [PM_SORT_COUPLING] = 2, [PM_SORT_WIDTH] = 1, [PM_SORT_DISTANCE] = 1,
                                                  [PM_SORT_SUSPICION] = 1 };
  if (!isfinite (value))
    return g_strdup ("");
  const char *unit = sort == PM_SORT_WIDTH || sort == PM_SORT_DISTANCE ? "″" : "";
  return g_strdup_printf ("%s%.*f%s", value < 0.0 ? "\u2212" : "", decimals[sort], fabs (value), unit);
}
