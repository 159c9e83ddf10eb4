/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-bad-list.h"
#include "pm-error.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <string.h>

/* Channels 0 ... n - 1, in an order that is not that of their indices; bad ones by a word of digits. */
static PmPixelTable *
make_table (int n, const int *bad, gsize n_bad)
{
  PmPixelTable *table = pm_pixel_table_new ((gsize) n);
  for (int i = 0; i < n; i++)
    {
      gsize row = (gsize) (n - 1 - i);
      g_autofree char *id = g_strdup_printf ("R0[0,%d]", i);
      pm_pixel_table_set_id (table, row, id);
      table->index[row] = i;
      table->status[row] = PM_PIXEL_GOOD;
      for (gsize k = 0; k < n_bad; k++)
        if (bad[k] == i)
          {
            table->flags[row] = k % 2 ? PM_FLAG_WIDTH : PM_FLAG_NO_FIT;
            table->status[row] = k % 2 ? PM_PIXEL_FLAGGED : PM_PIXEL_NOFIT;
          }
    }
  return table;
}

/* The line that is no comment; NULL if there is none. */
static char *
option_line (const PmPixelTable *table, PmBadListFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pm_bad_list_to_string (table, format, &error);
  g_assert_no_error (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char *found = NULL;
  for (char **line = lines; *line; line++)
    if (**line != '\0' && **line != '#')
      {
        g_assert_null (found);
        found = g_strdup (*line);
      }
  return found;
}

static void
assert_line (const PmPixelTable *table, PmBadListFormat format, const char *expected)
{
  g_autofree char *line = option_line (table, format);
  g_assert_cmpstr (line, ==, expected);
}

/* SOFSCAN counts from 0, CRUSH from 1; runs become ranges. */
static void
test_ranges (void)
{
  const int bad[] = { 0, 10, 11, 12, 13, 14, 15, 17, 19, 20, 29 };
  g_autoptr (PmPixelTable) table = make_table (30, bad, G_N_ELEMENTS (bad));
  assert_line (table, PM_BAD_LIST_SOFSCAN, "flag = 0,10-15,17,19-20,29");
  assert_line (table, PM_BAD_LIST_CRUSH, "flag 1,11-16,18,20-21,30");
}

/* Blind pixels interrupt a range, pixels judged good by hand too; bad by hand counts. */
static void
test_states (void)
{
  const int bad[] = { 4, 5, 6, 7, 8 };
  g_autoptr (PmPixelTable) table = make_table (12, bad, G_N_ELEMENTS (bad));
  gsize six = (gsize) pm_pixel_table_find_index (table, 6), two = (gsize) pm_pixel_table_find_index (table, 2);
  table->status[six] = PM_PIXEL_BLIND;
  g_assert_false (pm_bad_list_contains (table, six));
  table->manual[two] = PM_MANUAL_BAD;
  table->flags[two] = PM_FLAG_BY_HAND;
  table->status[two] = pm_pixel_status_derive (table->flags[two], table->manual[two]);
  g_assert_true (pm_bad_list_contains (table, two));
  assert_line (table, PM_BAD_LIST_SOFSCAN, "flag = 2,4-5,7-8");
}

/* Ids that are numbers mean something else to CRUSH than indices: LABOCA's channel 39 may be any index. Ranges go by index there, so their
 * ends are the ids of channels whose indices follow each other. */
static void
test_numeric_ids (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (4);
  const char *const ids[] = { "39", "7", "8", "12" };
  for (gsize i = 0; i < 4; i++)
    {
      pm_pixel_table_set_id (table, i, ids[i]);
      table->index[i] = (int) i;
      table->flags[i] = PM_FLAG_WIDTH;
      table->status[i] = i == 2 ? PM_PIXEL_GOOD : PM_PIXEL_FLAGGED;
    }
  assert_line (table, PM_BAD_LIST_CRUSH, "flag 39-7,12");
  assert_line (table, PM_BAD_LIST_SOFSCAN, "flag = 0-1,3");
}

/* A table that knows no indices: ids for CRUSH, nothing for SOFSCAN. */
static void
test_without_indices (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (2);
  pm_pixel_table_set_id (table, 0, "R0[13,6]");
  pm_pixel_table_set_id (table, 1, "T1[0,0]");
  assert_line (table, PM_BAD_LIST_CRUSH, "flag R0[13,6],T1[0,0]");
  g_assert_null (pm_bad_list_to_string (table, PM_BAD_LIST_SOFSCAN, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "R0[13,6]"));
}

/* Nothing bad, no option: an empty list would mean something else. The comments say what was counted. */
static void
test_comments (void)
{
  g_autoptr (GError) error = NULL;
  const int bad[] = { 3, 4, 5 };
  g_autoptr (PmPixelTable) good = make_table (5, NULL, 0), some = make_table (9, bad, 3);
  assert_line (good, PM_BAD_LIST_CRUSH, NULL);
  pm_pixel_table_add_meta (some, "Scan", "2016-12-13.0097");
  g_autofree char *text = pm_bad_list_to_string (some, PM_BAD_LIST_CRUSH, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "\n# Scan: 2016-12-13.0097\n"));
  g_assert_nonnull (strstr (text, "\n# Pixels: 3 of 9,"));
  g_assert_nonnull (strstr (text, "\n#   F 2: no fit\n"));
  g_assert_nonnull (strstr (text, "\n#   W 1: "));
}

static void
test_write (void)
{
  g_autoptr (GError) error = NULL;
  const int bad[] = { 1 };
  g_autoptr (PmPixelTable) table = make_table (3, bad, 1);
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "a.sofscan.cfg", NULL), *text = NULL;
  g_autofree char *nowhere = g_build_filename (dir, "none", "a.sofscan.cfg", NULL);
  g_assert_true (pm_bad_list_write (table, PM_BAD_LIST_SOFSCAN, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\nflag = 1\n"));
  g_assert_false (pm_bad_list_write (table, PM_BAD_LIST_SOFSCAN, nowhere, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OUTPUT);
  pm_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bad-list/ranges", test_ranges);
  g_test_add_func ("/bad-list/states", test_states);
  g_test_add_func ("/bad-list/numeric-ids", test_numeric_ids);
  g_test_add_func ("/bad-list/without-indices", test_without_indices);
  g_test_add_func ("/bad-list/comments", test_comments);
  g_test_add_func ("/bad-list/write", test_write);
  return g_test_run ();
}
