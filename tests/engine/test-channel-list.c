/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-channel-list.h"
#include "pm-error.h"
#include "pm-test.h"

#include <limits.h>
#include <string.h>

enum { N = 6 };
static const char *const hawc_ids[N] = { "R0[8,2]", "R0[9,2]", "T1[0,0]", NULL, "7", "A-12" };
static const int hawc_indices[N] = { 10, 15, 16, 17, 5200, -1 };
static const char *const laboca_ids[N] = { "1", "2", "3", "5", "7", "8" };
static const int laboca_indices[N] = { 0, 1, 2, 3, 4, 5 };

static void
check (const char *list, const char *const *ids, const int *indices, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = pm_channel_list_parse (list, N, ids, indices, &error);
  g_autoptr (GString) found = g_string_new (NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (found, "%d", (int) g_array_index (rows, gsize, i));
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_lists (void)
{
  check ("", hawc_ids, hawc_indices, "");
  check (" ", hawc_ids, hawc_indices, "");
  check ("10,15-17,R0[8,2]", hawc_ids, hawc_indices, "0123");
  check (" R0[9,2] , 16 - 17 ", hawc_ids, hawc_indices, "123");
  check ("17-*", hawc_ids, hawc_indices, "34");
  check ("*-15", hawc_ids, hawc_indices, "01");
  check ("*", hawc_ids, hawc_indices, "01234");
  check ("11-5000", hawc_ids, hawc_indices, "123");
  check ("A-12", hawc_ids, hawc_indices, "5");
  check ("7", hawc_ids, hawc_indices, "4"); /* an id goes before an index */
  check ("16,10,16,10-16", hawc_ids, hawc_indices, "012");
  check ("5200", NULL, hawc_indices, "4");
  check ("T1[0,0]", hawc_ids, NULL, "2");
}

/* Numbers that are ids of some pixels and indices of others: the list names the pixels then. */
static void
test_mixed_ids (void)
{
  static const char *const ids[] = { "R0", "16", "1", "2" };
  const guint rows[] = { 1, 2 }; /* the second has the index 2, which is the id of the last */
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (G_N_ELEMENTS (ids));
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      pm_pixel_table_set_id (table, i, ids[i]);
      table->index[i] = (int) i;
    }
  g_autofree char *range = pm_channel_list_format (table, rows, 2), *list = pm_channel_list_format (table, rows + 1, 1);
  g_assert_cmpstr (range, ==, "1-2"); /* a range is one of indices here */
  g_assert_cmpstr (list, ==, "1");
  table->index[1] = INT_MAX; /* nothing follows it */
  table->index[2] = INT_MAX - 1;
  g_autofree char *last = pm_channel_list_format (table, rows, 2);
  g_assert_cmpstr (last, ==, "2147483646-2147483647");
}

/* Where ids are numbers, single numbers and ranges alike mean ids. */
static void
test_numeric_ids (void)
{
  check ("5", laboca_ids, laboca_indices, "3");
  check ("3-7", laboca_ids, laboca_indices, "234");
}

static void
test_errors (void)
{
  static const struct
  {
    const char *list, *item;
  } cases[] = {
    { "10,,15", "''" },       { "10,", "''" },          { "R0[8,3]", "'R0[8,3]'" }, { "R0[8,2", "'R0[8,2'" }, { "11", "'11'" },
    { "11-14", "'11-14'" },   { "17-15", "'17-15'" },   { "10;15", "'10;15'" },     { "-5", "'-5'" },         { "5-", "'5-'" },
    { "99999999999", "'99999999999'" }, { "%s%n", "'%s%n'" }, { "1.5", "'1.5'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (pm_channel_list_parse (cases[i].list, N, hawc_ids, hawc_indices, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
      if (!strstr (error->message, cases[i].item))
        g_error ("'%s' does not name %s", error->message, cases[i].item);
    }
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) empty = pm_pixel_table_new (0);
  g_assert_null (pm_channel_list_parse_table ("*", empty, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
}

/* What is written means what was chosen, and is short. */
static void
test_format (void)
{
  static const struct
  {
    guint rows[6];
    gsize n;
    const char *list;
  } cases[] = { { { 0 }, 0, "" }, { { 4 }, 1, "14" }, { { 7, 2, 3, 4, 0 }, 5, "10,12-14,17" }, { { 1, 1, 2 }, 3, "11-12" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (9);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      g_autofree char *id = g_strdup_printf ("R0[1,%d]", (int) i);
      pm_pixel_table_set_id (table, i, id);
      table->index[i] = (int) i + 10;
    }
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autofree char *list = pm_channel_list_format (table, cases[c].rows, cases[c].n);
      g_assert_cmpstr (list, ==, cases[c].list);
      g_autoptr (GArray) back = pm_channel_list_parse_table (list, table, &error);
      g_assert_no_error (error);
      for (gsize i = 0; i < cases[c].n; i++)
        {
          gboolean found = FALSE;
          for (guint k = 0; k < back->len; k++)
            found = found || g_array_index (back, gsize, k) == cases[c].rows[i];
          g_assert_true (found);
        }
    }
  table->index[4] = -1; /* one that has no number: ids then */
  const guint rows[] = { 3, 4 };
  g_autofree char *ids = pm_channel_list_format (table, rows, 2);
  g_assert_cmpstr (ids, ==, "R0[1,3],R0[1,4]");
  g_autoptr (GArray) back = pm_channel_list_parse_table (ids, table, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channel-list/lists", test_lists);
  g_test_add_func ("/channel-list/numeric-ids", test_numeric_ids);
  g_test_add_func ("/channel-list/mixed-ids", test_mixed_ids);
  g_test_add_func ("/channel-list/errors", test_errors);
  g_test_add_func ("/channel-list/format", test_format);
  return g_test_run ();
}
