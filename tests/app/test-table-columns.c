/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-table-columns.h"
#include "pm-test-result.h"

static GtkWidget *
new_view (void)
{
  g_autoptr (PmViewModel) model = pm_view_model_new ();
  GtkWidget *view = g_object_ref_sink (gtk_column_view_new (NULL));
  pm_table_columns_add (GTK_COLUMN_VIEW (view), model);
  return view;
}

static void
assert_visible (GtkColumnView *view, const char *const *expected)
{
  g_auto (GStrv) names = pm_table_columns_dup_visible (view);
  g_assert_cmpstrv (names, expected);
}

static void
test_all_there (void)
{
  g_autoptr (GtkWidget) widget = new_view ();
  GtkColumnView *view = GTK_COLUMN_VIEW (widget);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (view)), ==, PM_N_COLUMNS);
  for (guint c = 0; c < PM_N_COLUMNS; c++)
    g_assert_cmpint (pm_table_columns_get (pm_table_columns_find (view, (PmColumn) c)), ==, c);
  g_assert_nonnull (pm_table_columns_get_list (view));
}

/* Each title has the column's description as tooltip. */
static void
test_tooltips (void)
{
  g_autoptr (GtkWidget) widget = new_view ();
  GtkColumnView *view = GTK_COLUMN_VIEW (widget);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));
  GListModel *columns = gtk_column_view_get_columns (view);
  for (guint i = 0; i < PM_N_COLUMNS; i++, title = gtk_widget_get_next_sibling (title))
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const PmColumnInfo *info = pm_column_info (pm_table_columns_get (column));
      g_assert_nonnull (title);
      g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (title), info->name));
      g_assert_true (g_str_has_suffix (gtk_widget_get_tooltip_text (title), info->description));
    }
}

static void
test_visible (void)
{
  g_autoptr (GtkWidget) widget = new_view ();
  GtkColumnView *view = GTK_COLUMN_VIEW (widget);
  const char *const usual[] = { "id",       "status",       "x",   "x_err",      "y",          "y_err",
                                "coupling", "coupling_err", "s2n", "fwhm_major", "fwhm_minor", NULL };
  assert_visible (view, usual);
  pm_table_columns_set_visible (view, (const char *const[]){ "s2n", "id", "unheard of", "x", "s2n", NULL });
  assert_visible (view, (const char *const[]){ "s2n", "id", "x", NULL });
  pm_table_columns_set_visible (view, (const char *const[]){ "flags", NULL }); /* there is always the id */
  assert_visible (view, (const char *const[]){ "id", "flags", NULL });
  pm_table_columns_set_visible (view, NULL);
  assert_visible (view, usual);
  gsize n;
  g_autofree PmColumn *columns = pm_table_columns_dup_columns (view, &n);
  g_assert_cmpuint (n, ==, 11);
  g_assert_cmpint (columns[8], ==, PM_COLUMN_S2N);
}

/* Widths hold only for what is visible: GTK 4.8 counts those of hidden columns too. */
static void
test_widths (void)
{
  g_autoptr (GtkWidget) widget = new_view ();
  GtkColumnView *view = GTK_COLUMN_VIEW (widget);
  pm_table_columns_fit (view);
  GtkColumnViewColumn *x = pm_table_columns_find (view, PM_COLUMN_X), *gain = pm_table_columns_find (view, PM_COLUMN_GAIN);
  int width = gtk_column_view_column_get_fixed_width (x);
  g_assert_cmpint (width, >, 40);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (gain), ==, -1);
  gtk_column_view_column_set_visible (gain, TRUE);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (gain), >, 40);
  gtk_column_view_column_set_fixed_width (x, width + 30); /* dragged by a person */
  gtk_column_view_column_set_visible (x, FALSE);
  gtk_column_view_column_set_visible (x, TRUE);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (x), ==, width + 30);
}

static void
test_sort (void)
{
  g_autoptr (GtkWidget) widget = new_view ();
  GtkColumnView *view = GTK_COLUMN_VIEW (widget);
  gboolean descending;
  g_assert_cmpint (pm_table_columns_get_sort (view, &descending), ==, -1);
  gtk_column_view_sort_by_column (view, pm_table_columns_find (view, PM_COLUMN_ID), GTK_SORT_ASCENDING);
  g_assert_cmpint (pm_table_columns_get_sort (view, &descending), ==, PM_COLUMN_ID);
  g_assert_false (descending);
  gtk_column_view_sort_by_column (view, pm_table_columns_find (view, PM_COLUMN_MANUAL), GTK_SORT_DESCENDING);
  g_assert_cmpint (pm_table_columns_get_sort (view, &descending), ==, PM_COLUMN_MANUAL);
  g_assert_true (descending);
  g_assert_cmpint (pm_table_columns_get_sort (view, &descending), ==, PM_COLUMN_MANUAL); /* asking changes nothing */
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  g_assert_cmpint (pm_table_columns_get_sort (view, &descending), ==, -1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-columns/all-there", test_all_there);
  g_test_add_func ("/table-columns/tooltips", test_tooltips);
  g_test_add_func ("/table-columns/visible", test_visible);
  g_test_add_func ("/table-columns/widths", test_widths);
  g_test_add_func ("/table-columns/sort", test_sort);
  return g_test_run ();
}
