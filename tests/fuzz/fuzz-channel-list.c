/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lists of channels: the first line is the list, the others are the ids of the channels. A list that was written means the same rows.
 */
#include "pm-fuzz.h"

#include "pm-channel-list.h"
#include "pm-error.h"

#include <string.h>

static PmPixelTable *
make_table (GStrv lines)
{
  gsize n = g_strv_length (lines);
  PmPixelTable *table = pm_pixel_table_new (n > 1 ? n - 1 : 0);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      pm_pixel_table_set_id (table, i, lines[1 + i]);
      table->index[i] = i % 3 == 2 ? -1 : (int) i;
    }
  return table;
}

/* Whether each pixel has a name that tells it: of its own, without anything that means something in a list. */
static gboolean
has_own_names (const PmPixelTable *table)
{
  g_autoptr (GHashTable) ids = pm_pixel_table_hash_ids (table);
  for (gsize i = 0; i < table->n_rows; i++)
    if (strpbrk (table->id[i], " \t,[](){}"))
      return FALSE;
  return g_hash_table_size (ids) == table->n_rows;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 200);
  g_autoptr (PmPixelTable) table = make_table (lines);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = pm_channel_list_parse_table (lines[0] ? lines[0] : "", table, &error);
  g_assert_true ((rows != NULL) == (error == NULL));
  g_assert_true (!error || g_error_matches (error, PM_ERROR, PM_ERROR_OPTION));
  for (guint i = 0; rows && i < rows->len; i++)
    {
      gsize row = g_array_index (rows, gsize, i);
      g_assert_true (row < table->n_rows && (i == 0 || row > g_array_index (rows, gsize, i - 1)));
    }
  if (!rows || !has_own_names (table))
    return 0;
  g_autofree guint *wanted = g_new (guint, rows->len);
  for (guint i = 0; i < rows->len; i++)
    wanted[i] = (guint) g_array_index (rows, gsize, i);
  g_autofree char *list = pm_channel_list_format (table, wanted, rows->len);
  g_autoptr (GArray) again = pm_channel_list_parse_table (list, table, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, rows->len);
  g_assert_true (rows->len == 0 || memcmp (again->data, rows->data, rows->len * sizeof (gsize)) == 0);
  return 0;
}
