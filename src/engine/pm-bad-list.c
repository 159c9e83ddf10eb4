/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lists of bad pixels for CRUSH and SOFSCAN.
 *
 * How they read the list: CRUSH looks an item up as an id, then as a whole number that is the fixed index plus 1, and a range as all fixed
 * indices from the one of its first to that of its last item. SOFSCAN reads whole numbers and ranges of them as fixed indices.
 */
#include "pm-bad-list.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-number.h"

#include <limits.h>

gboolean
pm_bad_list_contains (const PmPixelTable *table, gsize row)
{
  return table->status[row] == PM_PIXEL_FLAGGED || table->status[row] == PM_PIXEL_NOFIT;
}

static int
compare_index (gconstpointer a, gconstpointer b, gpointer table)
{
  const int *index = ((const PmPixelTable *) table)->index;
  int i = index[*(const gsize *) a], j = index[*(const gsize *) b];
  return (i > j) - (i < j);
}

/* The rows in the list, by index. */
static GArray *
find_bad (const PmPixelTable *table)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (gsize row = 0; row < table->n_rows; row++)
    if (pm_bad_list_contains (table, row))
      g_array_append_val (rows, row);
  g_array_sort_with_data (rows, compare_index, (gpointer) table);
  return rows;
}

/* Whether the instrument itself numbers its channels (LABOCA): then a number is an id for CRUSH. */
static gboolean
has_numeric_ids (const PmPixelTable *table)
{
  int number;
  gboolean numeric = table->n_rows > 0;
  for (gsize row = 0; numeric && row < table->n_rows; row++)
    numeric = pm_number_parse_int (table->id[row], 0, INT_MAX, &number);
  return numeric;
}

static gboolean
append_channel (GString *out, const PmPixelTable *table, gsize row, PmBadListFormat format, gboolean by_id, GError **error)
{
  int index = table->index[row];
  const char *id = table->id[row];
  if (format == PM_BAD_LIST_SOFSCAN && index >= 0)
    g_string_append_printf (out, "%d", index);
  else if (format == PM_BAD_LIST_CRUSH && (by_id || index < 0) && *id)
    g_string_append (out, id);
  else if (format == PM_BAD_LIST_CRUSH && index >= 0)
    g_string_append_printf (out, "%u", (guint) index + 1);
  else
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "list of bad pixels: row %" G_GSIZE_FORMAT " ('%s') has no index to name it by",
                   row + 1, id);
      return FALSE;
    }
  return TRUE;
}

/* The last of the rows from i on whose indices follow each other. */
static guint
find_run (const GArray *rows, guint i, const PmPixelTable *table)
{
  while (i + 1 < rows->len)
    {
      int index = table->index[g_array_index (rows, gsize, i)], next = table->index[g_array_index (rows, gsize, i + 1)];
      if (index < 0 || next != index + 1)
        break;
      i++;
    }
  return i;
}

static void
append_comments (GString *out, const PmPixelTable *table, PmBadListFormat format, guint n)
{
  static const char *const keys[] = { "Instrument", "Scan", "Object", "PixelMap version", "Written" };
  g_string_append_printf (out, "# Bad pixels for %s, found by PixelMap\n#\n", format == PM_BAD_LIST_CRUSH ? "CRUSH" : "SOFSCAN");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *value = pm_pixel_table_get_meta (table, keys[i]);
      if (value)
        g_string_append_printf (out, "# %s: %s\n", keys[i], value);
    }
  g_string_append_printf (out, "# Pixels: %u of %" G_GSIZE_FORMAT ", those flagged or not fitted; blind ones are left out\n", n,
                          table->n_rows);
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      guint count = 0;
      for (gsize row = 0; row < table->n_rows; row++)
        count += pm_bad_list_contains (table, row) && (table->flags[row] & (1u << bit));
      if (count > 0)
        g_string_append_printf (out, "#   %c %u: %s\n", pm_pixel_flags_letter (bit), count, pm_pixel_flags_meaning (bit));
    }
  g_string_append_printf (out, "# Channels are %s\n\n",
                          format == PM_BAD_LIST_SOFSCAN    ? "fixed indices, counted from 0"
                          : has_numeric_ids (table)        ? "ids of the instrument"
                                                           : "fixed indices, counted from 1");
}

char *
pm_bad_list_to_string (const PmPixelTable *table, PmBadListFormat format, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GArray) rows = find_bad (table);
  gboolean by_id = has_numeric_ids (table);
  append_comments (out, table, format, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      guint last = find_run (rows, i, table);
      g_string_append (out, i > 0 ? "," : format == PM_BAD_LIST_CRUSH ? "flag " : "flag = ");
      if (!append_channel (out, table, g_array_index (rows, gsize, i), format, by_id, error))
        return NULL;
      if (last > i)
        {
          g_string_append_c (out, '-');
          if (!append_channel (out, table, g_array_index (rows, gsize, last), format, by_id, error))
            return NULL;
        }
      i = last;
    }
  if (rows->len > 0)
    g_string_append_c (out, '\n');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
pm_bad_list_write (const PmPixelTable *table, PmBadListFormat format, const char *path, GError **error)
{
  g_autofree char *text = pm_bad_list_to_string (table, format, error);
  return text && pm_file_write_atomic (path, text, -1, error);
}
