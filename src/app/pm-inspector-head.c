/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-inspector-head.h"

#include <glib/gi18n-lib.h>

static void
add (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

char *
pm_inspector_head_place (const PmResult *result, guint row)
{
  const PmPixelTable *table = result->table;
  GString *text = g_string_new (NULL);
  if (table->row[row] >= 0)
    add (text, g_strdup_printf (_("row %d"), table->row[row]));
  if (table->col[row] >= 0)
    add (text, g_strdup_printf (_("col %d"), table->col[row]));
  if (*table->group[row])
    add (text, g_strdup (table->group[row]));
  if (table->index[row] >= 0)
    add (text, g_strdup_printf (_("ch %d"), table->index[row]));
  return g_string_free (text, FALSE);
}

typedef struct
{
  int low, high;
} Range;

static Range
range_of (const int *values, const guint *rows, guint n)
{
  Range range = { G_MAXINT, -1 };
  for (guint i = 0; i < n; i++)
    if (values[rows[i]] >= 0)
      {
        range.low = MIN (range.low, values[rows[i]]);
        range.high = MAX (range.high, values[rows[i]]);
      }
  return range;
}

static char *
dup_groups (const PmPixelTable *table, const guint *rows, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    if (*table->group[rows[i]] && g_hash_table_add (seen, (char *) table->group[rows[i]]))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", table->group[rows[i]]);
  return g_string_free (names, FALSE);
}

char *
pm_inspector_head_places (const PmResult *result, const guint *rows, guint n)
{
  const PmPixelTable *table = result->table;
  GString *text = g_string_new (NULL);
  Range row = range_of (table->row, rows, n), column = range_of (table->col, rows, n);
  g_autofree char *groups = dup_groups (table, rows, n);
  if (row.high >= 0)
    add (text, row.low == row.high ? g_strdup_printf (_("row %d"), row.low) : g_strdup_printf (_("rows %d–%d"), row.low, row.high));
  if (column.high >= 0)
    add (text, column.low == column.high ? g_strdup_printf (_("col %d"), column.low)
                                         : g_strdup_printf (_("cols %d–%d"), column.low, column.high));
  if (*groups)
    add (text, g_strdup (groups));
  return g_string_free (text, FALSE);
}

guint32
pm_inspector_head_common_flags (const PmResult *result, const guint *rows, guint n)
{
  guint32 flags = n > 0 ? PM_PIXEL_FLAGS_ALL : 0;
  for (guint i = 0; i < n; i++)
    flags &= result->table->flags[rows[i]];
  return flags;
}
