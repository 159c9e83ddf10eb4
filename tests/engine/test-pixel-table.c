/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-pixel-table.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

/* Names and order are the contract of the command line: a change here breaks other people's scripts. */
static void
test_columns (void)
{
  static const char contract[] = "id index group row col x x_err y y_err xy_corr coupling coupling_err gain peak peak_err s2n fwhm_major "
                                 "fwhm_minor angle chi2 noise status flags manual";
  g_auto (GStrv) names = g_strsplit (contract, " ", -1);
  g_assert_cmpuint (g_strv_length (names), ==, PM_N_COLUMNS);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      const PmColumnInfo *info = pm_column_info ((PmColumn) c);
      PmColumn found;
      g_assert_cmpstr (info->name, ==, names[c]);
      g_assert_true (pm_column_from_name (names[c], &found) && found == (PmColumn) c);
      g_assert_true (info->unit && info->datatype && *info->description);
      g_assert_true ((info->format != NULL) == (info->type == PM_COLUMN_TYPE_DOUBLE));
    }
  PmColumn untouched = PM_COLUMN_X;
  g_assert_false (pm_column_from_name ("X", &untouched));
  g_assert_cmpint (untouched, ==, PM_COLUMN_X);
}

static void
test_new (void)
{
  g_autoptr (PmPixelTable) empty = pm_pixel_table_new (0);
  g_assert_cmpint (pm_pixel_table_find_id (empty, "a"), ==, -1);
  pm_pixel_table_sort_by_index (empty);
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (3);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    {
      g_assert_true ((table->values[c] != NULL) == (pm_column_info ((PmColumn) c)->type == PM_COLUMN_TYPE_DOUBLE));
      for (gsize i = 0; table->values[c] && i < 3; i++)
        g_assert_true (isnan (table->values[c][i]));
    }
  g_assert_cmpstr (table->id[2], ==, "");
  g_assert_cmpint (table->index[2], ==, -1);
  g_assert_cmpuint (pm_pixel_table_count (table, PM_PIXEL_NOFIT), ==, 3);
  g_autoptr (PmPixelTable) again = pm_pixel_table_ref (table);
  g_assert_true (again == table);
}

static void
test_find_and_sort (void)
{
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  g_autoptr (PmPixelTable) sorted = pm_pixel_table_copy (table);
  pm_test_table_assert_equal (table, sorted, 0);
  sorted->index[4] = -1;
  pm_pixel_table_sort_by_index (sorted);
  /* Indices fall with the row in the sample; the one without an index goes to the end. */
  const char *const order[] = { "größe", "quote\"d, \"twice\"", "with blank", "R1[0,63]", "R0[8,2]", "#hash" };
  g_autoptr (GHashTable) ids = pm_pixel_table_hash_ids (sorted), indices = pm_pixel_table_hash_indices (sorted);
  for (gsize i = 0; i < 6; i++)
    {
      gssize old = pm_pixel_table_find_id (table, order[i]);
      g_assert_cmpstr (sorted->id[i], ==, order[i]);
      g_assert_cmpint (pm_pixel_table_find_id (sorted, order[i]), ==, i);
      g_assert_cmpuint (GPOINTER_TO_SIZE (g_hash_table_lookup (ids, order[i])), ==, i + 1);
      g_assert_cmpint (sorted->row[i], ==, table->row[old]);
      g_assert_cmpuint (sorted->flags[i], ==, table->flags[old]);
      pm_assert_close (sorted->values[PM_COLUMN_NOISE][i], table->values[PM_COLUMN_NOISE][old], 0, 0);
      if (i < 5)
        g_assert_cmpuint (GPOINTER_TO_SIZE (g_hash_table_lookup (indices, GINT_TO_POINTER (sorted->index[i]))), ==, i + 1);
    }
  g_assert_cmpint (pm_pixel_table_find_index (sorted, 5247), ==, 4);
  g_assert_cmpint (pm_pixel_table_find_index (sorted, -1), ==, -1);
  g_assert_cmpuint (pm_pixel_table_count (table, PM_PIXEL_GOOD), ==, 2);
  g_assert_cmpuint (pm_pixel_table_count (table, PM_PIXEL_BLIND), ==, 1);
}

static void
test_text_is_cleaned (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (1);
  g_autofree char *longer = g_strnfill (100000, 'x');
  /* U+0085 and U+2028 end lines for Python, so that they would break an ECSV file. */
  pm_pixel_table_set_id (table, 0, "a\nb\tc\x1b[31m\xc2\x85\xe2\x80\xa8z");
  g_assert_cmpstr (table->id[0], ==, "a b c [31m  z");
  pm_pixel_table_set_id (table, 0, "\xff");
  g_assert_true (g_utf8_validate (table->id[0], -1, NULL));
  pm_pixel_table_set_id (table, 0, NULL);
  g_assert_cmpstr (table->id[0], ==, "");
  pm_pixel_table_add_meta (table, longer, longer);
  g_assert_cmpuint (strlen (pm_pixel_table_meta_key (table, 0)), ==, 64);
  g_assert_cmpuint (strlen (pm_pixel_table_meta_value (table, 0)), ==, 4096);
  for (guint n = 0; n < 8; n++) /* cut between letters, and not longer for letters that were broken */
    {
      memset (longer, n % 2 ? '\xff' : 'x', 100);
      for (guint i = n; i + 3 < 100; i += 3)
        memcpy (longer + i, "\xe2\x82\xac", 3); /* the euro sign */
      pm_pixel_table_add_meta (table, longer, "");
      const char *key = pm_pixel_table_meta_key (table, 1 + n);
      g_assert_true (g_utf8_validate (key, -1, NULL) && strlen (key) <= 64 && strlen (key) > 61);
      g_assert_true (n % 2 || g_str_has_prefix (longer, key)); /* nothing was broken */
    }
  pm_pixel_table_add_meta (table, "Object", "Mars");
  pm_pixel_table_add_meta (table, "object", "Venus");
  g_assert_cmpstr (pm_pixel_table_get_meta (table, "OBJECT"), ==, "Mars");
  g_assert_null (pm_pixel_table_get_meta (table, "scan"));
}

static void
test_flags (void)
{
  guint32 flags = 7;
  g_autofree char *none = pm_pixel_flags_to_string (0), *all = pm_pixel_flags_to_string (G_MAXUINT32);
  g_assert_cmpstr (none, ==, "-");
  g_assert_cmpstr (all, ==, "FSWEMPUCNKXBH");
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    {
      g_assert_cmpint (pm_pixel_flags_letter (bit), ==, all[bit]);
      g_assert_cmpuint (strlen (pm_pixel_flags_meaning (bit)), >, 3);
    }
  g_assert_true (pm_pixel_flags_from_string ("HF", &flags));
  g_assert_cmpuint (flags, ==, PM_FLAG_BY_HAND | PM_FLAG_NO_FIT);
  g_assert_false (pm_pixel_flags_from_string ("F-", &flags));
  g_assert_false (pm_pixel_flags_from_string ("f", &flags));
  g_assert_cmpuint (flags, ==, PM_FLAG_BY_HAND | PM_FLAG_NO_FIT);
  g_assert_true (pm_pixel_flags_from_string ("-", &flags) && flags == 0);
  g_assert_cmpint (pm_pixel_status_derive (PM_FLAG_WIDTH, PM_MANUAL_NONE), ==, PM_PIXEL_FLAGGED);
  g_assert_cmpint (pm_pixel_status_derive (PM_FLAG_WIDTH, PM_MANUAL_GOOD), ==, PM_PIXEL_GOOD);
  g_assert_cmpint (pm_pixel_status_derive (0, PM_MANUAL_BAD), ==, PM_PIXEL_FLAGGED);
  g_assert_cmpint (pm_pixel_status_derive (PM_FLAG_NO_FIT, PM_MANUAL_GOOD), ==, PM_PIXEL_NOFIT);
  g_assert_cmpint (pm_pixel_status_derive (PM_FLAG_BLIND | PM_FLAG_NO_FIT, PM_MANUAL_GOOD), ==, PM_PIXEL_BLIND);
  PmPixelStatus status = PM_PIXEL_BLIND;
  PmPixelManual manual = PM_MANUAL_BAD;
  g_assert_false (pm_pixel_status_from_string ("", &status) || pm_pixel_manual_from_string ("worse", &manual));
  g_assert_true (pm_pixel_status_from_string ("nofit", &status) && status == PM_PIXEL_NOFIT);
  g_assert_true (pm_pixel_manual_from_string ("", &manual) && manual == PM_MANUAL_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-table/columns", test_columns);
  g_test_add_func ("/pixel-table/new", test_new);
  g_test_add_func ("/pixel-table/find-and-sort", test_find_and_sort);
  g_test_add_func ("/pixel-table/text-is-cleaned", test_text_is_cleaned);
  g_test_add_func ("/pixel-table/flags", test_flags);
  return g_test_run ();
}
