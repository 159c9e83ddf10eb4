/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table in a real window.
 */
#include "pm-row-list.h"
#include "pm-table-columns.h"
#include "pm-table-page.h"
#include "pm-test-result.h"
#include "pm-test-wait.h"

#include <string.h>

typedef struct
{
  PmViewModel *model;
  PmPixelSelection *selection; /* of the model */
  GtkWindow *window;
  PmTablePage *page;
  GtkColumnView *view;
  GtkWidget *list;
} Fixture;

/* The first descendant of that type. */
static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 40, 50);
  f->model = pm_view_model_new ();
  pm_view_model_set_result (f->model, result, NULL);
  f->selection = pm_view_model_get_selection (f->model);
  f->page = PM_TABLE_PAGE (pm_table_page_new (f->model));
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 900, 500);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  gtk_window_present (f->window);
  f->view = GTK_COLUMN_VIEW (find_type (GTK_WIDGET (f->page), GTK_TYPE_COLUMN_VIEW));
  f->list = pm_table_columns_get_list (f->view);
  pm_test_wait_until (gtk_widget_get_mapped (f->list) && gtk_widget_get_height (f->list) > 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (f->page), (gpointer *) &f->page);
  g_object_add_weak_pointer (G_OBJECT (f->model), (gpointer *) &f->model);
  gtk_window_destroy (f->window);
  g_object_unref (f->model);
  pm_test_wait_until (f->page == NULL && f->model == NULL); /* nothing keeps them alive */
}

/* The row of a pixel lies in the list, all of it. */
static gboolean
is_in_sight (Fixture *f, int pixel)
{
  GtkWidget *row = pm_table_columns_find_row (f->view, pixel);
  double x, y;
  if (!row || gtk_widget_get_height (row) == 0 || !gtk_widget_translate_coordinates (row, f->list, 0, 0, &x, &y))
    return FALSE;
  return y >= 0 && y + gtk_widget_get_height (row) <= gtk_widget_get_height (f->list);
}

static void
test_rows (Fixture *f, gconstpointer data)
{
  g_assert_true (is_in_sight (f, 0));
  g_assert_false (is_in_sight (f, 1500));
  GtkWidget *row = pm_table_columns_find_row (f->view, 3);
  g_assert_cmpint (pm_table_columns_get_pixel (f->view, gtk_widget_get_first_child (row)), ==, 3);
  g_assert_cmpint (pm_table_columns_get_pixel (f->view, GTK_WIDGET (f->page)), ==, PM_PIXEL_NONE);
  g_assert_true (pm_table_page_get_tool_bar (f->page) == GTK_BOX (gtk_widget_get_first_child (GTK_WIDGET (f->page))));
}

/* The list's own way to select, as clicks and keys use it, and the way back. */
static void
test_selection (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (f->list, "list.select-item", "(ubb)", 5u, FALSE, FALSE);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 1);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 5);
  gtk_widget_activate_action (f->list, "list.select-item", "(ubb)", 8u, FALSE, TRUE);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 4);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 8);
  gtk_widget_activate_action (f->list, "list.select-item", "(ubb)", 6u, TRUE, FALSE);
  g_assert_false (pm_pixel_selection_is_selected (f->selection, 6));
  pm_pixel_selection_select_one (f->selection, 2);
  GtkWidget *row = pm_table_columns_find_row (f->view, 2), *old = pm_table_columns_find_row (f->view, 5);
  g_assert_true (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED);
  g_assert_false (gtk_widget_get_state_flags (old) & GTK_STATE_FLAG_SELECTED);
}

static void
test_follow (Fixture *f, gconstpointer data)
{
  pm_pixel_selection_set_current (f->selection, 1500);
  pm_test_wait_until (is_in_sight (f, 1500));
  g_object_set (f->page, "sort", "-s2n", NULL);
  pm_test_wait_until (is_in_sight (f, 1500));
  g_object_set (f->page, "follow", FALSE, "sort", "", NULL);
  pm_test_wait_until (is_in_sight (f, 0)); /* a new order begins at its top */
  pm_pixel_selection_set_current (f->selection, 1900);
  GtkWidget *first = pm_table_columns_find_row (f->view, 0);
  gtk_test_widget_wait_for_draw (first);
  gtk_test_widget_wait_for_draw (first);
  g_assert_true (is_in_sight (f, 0));
  g_object_set (f->page, "follow", TRUE, NULL);
  pm_test_wait_until (is_in_sight (f, 1900));
}

/* A click on a title is a sort by that column; all ways in agree. */
static void
test_sort (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL;
  guint n_rows = 0, n;
  gtk_column_view_sort_by_column (f->view, pm_table_columns_find (f->view, PM_COLUMN_COUPLING), GTK_SORT_DESCENDING);
  g_object_get (f->page, "sort", &first, NULL);
  g_assert_cmpstr (first, ==, "-coupling");
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (f->view));
  n_rows = g_list_model_get_n_items (rows);
  pm_view_model_get_order (f->model, &n);
  g_assert_cmpuint (n_rows, ==, n);
  g_object_set (f->page, "sort", "no such column", NULL);
  g_object_get (f->page, "sort", &second, NULL);
  g_assert_cmpstr (second, ==, "");
}

/* 5,248 rows by any column within 50 ms: the limit is the requirement; it takes 2 to 10. The best of three, as other programs run too. */
static void
test_sort_is_quick (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) large = pm_test_result_new (1, 64, 82);
  pm_view_model_set_result (f->model, large, NULL);
  g_autoptr (PmRowList) rows = pm_row_list_new (f->model);
  for (int c = 0; c < PM_N_COLUMNS; c++)
    {
      gint64 best = G_MAXINT64;
      for (int i = 0; i < 3; i++)
        {
          gint64 start = g_get_monotonic_time ();
          pm_row_list_set_sort (rows, c, i % 2);
          best = MIN (best, g_get_monotonic_time () - start);
        }
      g_assert_cmpint (best, <, 50 * 1000);
    }
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (find_type (GTK_WIDGET (f->page), GTK_TYPE_SEARCH_ENTRY));
  GtkStack *stack = GTK_STACK (gtk_widget_get_ancestor (GTK_WIDGET (f->view), GTK_TYPE_STACK));
  g_autofree char *text = NULL;
  gtk_editable_set_text (entry, "no such pixel");
  pm_test_wait_until (g_str_equal (gtk_stack_get_visible_child_name (stack), "no-match"));
  g_object_get (f->model, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "no such pixel");
  gtk_widget_activate_action (GTK_WIDGET (f->page), "table.clear-filter", NULL);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "table");
  pm_view_model_set_result (f->model, NULL, NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "no-result");
}

static void
got_text_cb (GObject *source, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  const char *const columns[] = { "id", "fwhm_minor", NULL };
  char *text = NULL;
  g_object_set (f->page, "columns", columns, "sort", "-index", NULL);
  pm_pixel_selection_select_range (f->selection, 3, 4);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "table.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->page)), NULL, got_text_cb, &text);
  pm_test_wait_until (text != NULL);
  g_assert_cmpstr (text, ==, "id\tfwhm_minor\nR0[0,4]\t7\nR0[0,3]\t7\n");
  g_free (text);
  pm_pixel_selection_select_none (f->selection);
  g_autofree char *all = pm_table_page_dup_text (f->page);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2002); /* header, rows, the end */
  g_auto (GStrv) names = NULL;
  g_object_get (f->page, "columns", &names, NULL);
  g_assert_cmpstrv (names, columns);
}

/* Judgements show at once, though rows and order stay. */
static void
test_new_values (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 40, 50);
  GtkWidget *row = pm_table_columns_find_row (f->view, 1);
  GtkWidget *cell = gtk_widget_get_first_child (gtk_widget_get_first_child (row));
  g_assert_false (gtk_widget_has_css_class (cell, "pm-dim"));
  result->table->manual[1] = PM_MANUAL_BAD;
  result->table->flags[1] = PM_FLAG_BY_HAND;
  result->table->status[1] = PM_PIXEL_FLAGGED;
  pm_view_model_set_result (f->model, result, NULL);
  g_assert_true (pm_table_columns_find_row (f->view, 1) == row);
  g_assert_true (gtk_widget_has_css_class (cell, "pm-dim"));
}

static void
test_hover (Fixture *f, gconstpointer data)
{
  GtkWidget *row = pm_table_columns_find_row (f->view, 4), *cell = gtk_widget_get_first_child (gtk_widget_get_first_child (row));
  pm_pixel_selection_set_hovered (f->selection, 4);
  g_assert_true (gtk_widget_has_css_class (cell, "pm-hovered"));
  pm_pixel_selection_set_hovered (f->selection, PM_PIXEL_NONE);
  g_assert_false (gtk_widget_has_css_class (cell, "pm-hovered"));
  pm_pixel_selection_set_current (f->selection, 4);
  g_assert_true (gtk_widget_has_css_class (cell, "pm-current"));
}

/* What was current and hovered before there was a table is marked in it, and no longer when it changes. */
static void
test_marked_before (Fixture *f, gconstpointer data)
{
  pm_pixel_selection_set_current (f->selection, 3);
  pm_pixel_selection_set_hovered (f->selection, 4);
  gtk_window_set_child (f->window, NULL);
  f->page = PM_TABLE_PAGE (pm_table_page_new (f->model));
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  f->view = GTK_COLUMN_VIEW (find_type (GTK_WIDGET (f->page), GTK_TYPE_COLUMN_VIEW));
  f->list = pm_table_columns_get_list (f->view);
  pm_test_wait_until (gtk_widget_get_mapped (f->list) && is_in_sight (f, 4));
  pm_pixel_selection_set_hovered (f->selection, 4); /* a page that goes takes the pointer with it */
  GtkWidget *current = gtk_widget_get_first_child (gtk_widget_get_first_child (pm_table_columns_find_row (f->view, 3)));
  GtkWidget *hovered = gtk_widget_get_first_child (gtk_widget_get_first_child (pm_table_columns_find_row (f->view, 4)));
  g_assert_true (gtk_widget_has_css_class (current, "pm-current"));
  g_assert_true (gtk_widget_has_css_class (hovered, "pm-hovered"));
  pm_pixel_selection_set_current (f->selection, 5);
  pm_pixel_selection_set_hovered (f->selection, 6);
  g_assert_false (gtk_widget_has_css_class (current, "pm-current"));
  g_assert_false (gtk_widget_has_css_class (hovered, "pm-hovered"));
}

/* The keyboard cursor starts where the current pixel is, also when another view made it current. */
static void
test_cursor (Fixture *f, gconstpointer data)
{
  pm_pixel_selection_set_current (f->selection, 10);
  pm_test_wait_until (is_in_sight (f, 10));
  gtk_test_widget_wait_for_draw (f->list);
  gtk_widget_grab_focus (GTK_WIDGET (f->view));
  g_assert_true (gtk_widget_get_focus_child (f->list) == pm_table_columns_find_row (f->view, 10));
  pm_pixel_selection_set_current (f->selection, 12);
  pm_test_wait_until (gtk_widget_get_focus_child (f->list) == pm_table_columns_find_row (f->view, 12));
}

#define ADD(name, function) g_test_add ("/table-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("rows", test_rows);
  ADD ("selection", test_selection);
  ADD ("follow", test_follow);
  ADD ("sort", test_sort);
  ADD ("sort-is-quick", test_sort_is_quick);
  ADD ("filter", test_filter);
  ADD ("copy", test_copy);
  ADD ("new-values", test_new_values);
  ADD ("hover", test_hover);
  ADD ("marked-before", test_marked_before);
  ADD ("cursor", test_cursor);
  return g_test_run ();
}
