/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lists of channels as typed by a person.
 */
#include "pm-channel-list.h"
#include "pm-error.h"
#include "pm-number.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  gsize              n;
  const char *const *ids;
  const int         *indices;
  GHashTable        *rows;    /* id → row + 1 */
  int               *numbers; /* what numbers in the list mean; -1 = none */
  gboolean          *chosen;
} Lookup;

static void
find_numbers (Lookup *self)
{
  gboolean all = self->ids != NULL && self->n > 0;
  for (gsize i = 0; i < self->n; i++)
    {
      self->numbers[i] = -1;
      all = all && self->ids[i] && pm_number_parse_int (self->ids[i], 0, INT_MAX, &self->numbers[i]);
    }
  for (gsize i = 0; !all && i < self->n; i++)
    self->numbers[i] = self->indices ? self->indices[i] : -1;
}

/* Reads the end of a range, "*" being the given limit. */
static gboolean
read_end (const char *text, gsize length, int open, int *end)
{
  g_autofree char *copy = g_strstrip (g_strndup (text, length));
  if (strcmp (copy, "*") == 0)
    {
      *end = open;
      return TRUE;
    }
  return pm_number_parse_int (copy, 0, INT_MAX, end);
}

static gboolean
choose_item (Lookup *self, const char *item, GError **error)
{
  gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (self->rows, item));
  if (row > 0)
    {
      self->chosen[row - 1] = TRUE;
      return TRUE;
    }
  int from, to;
  const char *dash = strchr (item, '-');
  gboolean range = dash ? read_end (item, (gsize) (dash - item), 0, &from) && read_end (dash + 1, strlen (dash + 1), INT_MAX, &to)
                        : read_end (item, strlen (item), 0, &from);
  if (!range)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "list of channels: expected an id, a number or a range, found '%s'", item);
      return FALSE;
    }
  if (!dash)
    to = strcmp (item, "*") == 0 ? INT_MAX : from;
  gboolean any = FALSE;
  for (gsize i = 0; i < self->n; i++)
    if (self->numbers[i] >= 0 && self->numbers[i] >= from && self->numbers[i] <= to)
      any = self->chosen[i] = TRUE;
  if (!any)
    g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "list of channels: there is no channel '%s'", item);
  return any;
}

/* The end of the item at c: a comma outside of brackets, or the end of the text. */
static const char *
item_end (const char *c)
{
  for (int depth = 0; *c && (*c != ',' || depth > 0); c++)
    {
      if (strchr ("[({", *c))
        depth++;
      else if (depth > 0 && strchr ("])}", *c))
        depth--;
    }
  return c;
}

static gboolean
choose_all (Lookup *self, const char *list, GError **error)
{
  for (const char *c = list;; c++)
    {
      const char *end = item_end (c);
      g_autofree char *item = g_strstrip (g_strndup (c, (gsize) (end - c)));
      if (!choose_item (self, item, error))
        return FALSE;
      c = end;
      if (*c == '\0')
        return TRUE;
    }
}

GArray *
pm_channel_list_parse (const char *list, gsize n, const char *const *ids, const int *indices, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (list[strspn (list, " \t")] == '\0')
    return g_steal_pointer (&rows);
  g_autoptr (GHashTable) hash = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree int *numbers = g_new (int, n);
  g_autofree gboolean *chosen = g_new0 (gboolean, n);
  Lookup self = { n, ids, indices, hash, numbers, chosen };
  for (gsize i = 0; ids && i < n; i++)
    if (ids[i] && *ids[i] && !g_hash_table_contains (hash, ids[i]))
      g_hash_table_insert (hash, (gpointer) ids[i], GSIZE_TO_POINTER (i + 1));
  find_numbers (&self);
  if (!choose_all (&self, list, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (chosen[i])
      g_array_append_val (rows, i);
  return g_steal_pointer (&rows);
}

GArray *
pm_channel_list_parse_table (const char *list, const PmPixelTable *table, GError **error)
{
  return pm_channel_list_parse (list, table->n_rows, table->id, table->index, error);
}

static int
compare_ints (gconstpointer a, gconstpointer b)
{
  int i = *(const int *) a, j = *(const int *) b;
  return (i > j) - (i < j);
}

/* Ranges of numbers; a range stands only for numbers that are all there, so it means no other row. */
static char *
format_numbers (int *numbers, gsize n)
{
  GString *out = g_string_new (NULL);
  qsort (numbers, n, sizeof *numbers, compare_ints);
  for (gsize i = 0, last; i < n; i = last + 1)
    {
      for (last = i; last + 1 < n && numbers[last + 1] - 1 <= numbers[last]; last++)
        ;
      g_string_append_printf (out, "%s%d", i > 0 ? "," : "", numbers[i]);
      if (numbers[last] > numbers[i])
        g_string_append_printf (out, "-%d", numbers[last]);
    }
  return g_string_free (out, FALSE);
}

/* Whether a list means these rows and no others: numbers do not where one of them is the id of another row. */
static gboolean
means (const char *list, const PmPixelTable *table, const guint *rows, gsize n)
{
  g_autoptr (GArray) found = pm_channel_list_parse_table (list, table, NULL);
  g_autofree gboolean *wanted = g_new0 (gboolean, table->n_rows + 1);
  gsize n_wanted = 0;
  for (gsize i = 0; i < n; i++)
    {
      n_wanted += !wanted[rows[i]];
      wanted[rows[i]] = TRUE;
    }
  gboolean same = found && found->len == n_wanted;
  for (gsize i = 0; same && i < n_wanted; i++)
    same = wanted[g_array_index (found, gsize, i)];
  return same;
}

char *
pm_channel_list_format (const PmPixelTable *table, const guint *rows, gsize n)
{
  g_autofree int *numbers = g_new (int, table->n_rows + 1), *chosen = g_new (int, n + 1);
  Lookup lookup = { .n = table->n_rows, .ids = table->id, .indices = table->index, .numbers = numbers };
  gboolean numbered = TRUE;
  find_numbers (&lookup);
  for (gsize i = 0; numbered && i < n; i++)
    {
      chosen[i] = numbers[rows[i]];
      numbered = chosen[i] >= 0;
    }
  g_autofree char *list = numbered ? format_numbers (chosen, n) : NULL;
  if (list && means (list, table, rows, n))
    return g_steal_pointer (&list);
  GString *out = g_string_new (NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", table->id[rows[i]]);
  return g_string_free (out, FALSE);
}
