/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-selection-adapter.h"
#include "pm-test-result.h"

typedef struct
{
  PmViewModel *model;
  PmPixelSelection *selection; /* of the model */
  PmRowList *rows;             /* sorted so that places are not pixels */
  GtkSelectionModel *adapter;
  guint n_selection_changes, n_item_changes;
} Fixture;

static void
count_selection_cb (GtkSelectionModel *model, guint position, guint n, Fixture *f)
{
  f->n_selection_changes++;
  g_assert_cmpuint (position + n, <=, g_list_model_get_n_items (G_LIST_MODEL (model)));
}

static void
count_items_cb (GListModel *model, guint position, guint removed, guint added, Fixture *f)
{
  f->n_item_changes++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 4, 5);
  f->model = pm_view_model_new ();
  pm_view_model_set_result (f->model, result, NULL);
  f->selection = pm_view_model_get_selection (f->model);
  f->rows = pm_row_list_new (f->model);
  pm_row_list_set_sort (f->rows, PM_COLUMN_INDEX, TRUE); /* place p is pixel 19 - p */
  f->adapter = GTK_SELECTION_MODEL (pm_selection_adapter_new (f->rows, f->selection));
  g_signal_connect (f->adapter, "selection-changed", G_CALLBACK (count_selection_cb), f);
  g_signal_connect (f->adapter, "items-changed", G_CALLBACK (count_items_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->adapter);
  g_object_unref (f->rows);
  g_object_unref (f->model);
}

static void
assert_selected (Fixture *f, const guint *pixels, guint n)
{
  guint n_selected;
  g_autofree guint *selected = pm_pixel_selection_get_selected (f->selection, &n_selected);
  g_assert_cmpmem (selected, n_selected * sizeof *selected, pixels, n * sizeof *pixels);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->adapter)); i++)
    {
      gboolean expected = FALSE;
      for (guint k = 0; k < n; k++)
        expected = expected || pixels[k] == (guint) pm_row_list_get_pixel (f->rows, i);
      g_assert_cmpint (gtk_selection_model_is_selected (f->adapter, i), ==, expected);
    }
}

#define ASSERT_SELECTED(f, ...) assert_selected (f, (const guint[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const guint[]){ __VA_ARGS__ })))

static void
test_items (Fixture *f, gconstpointer data)
{
  g_assert_true (gtk_selection_model_select_item (f->adapter, 2, TRUE));
  ASSERT_SELECTED (f, 17);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 17);
  g_assert_cmpuint (f->n_selection_changes, ==, 1); /* once, no echo */
  g_assert_true (gtk_selection_model_select_item (f->adapter, 5, FALSE));
  ASSERT_SELECTED (f, 14, 17);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 14);
  g_assert_true (gtk_selection_model_unselect_item (f->adapter, 2));
  ASSERT_SELECTED (f, 14);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 17);
  g_assert_cmpuint (f->n_selection_changes, ==, 3);
  g_assert_false (gtk_selection_model_select_item (f->adapter, 20, TRUE));
  ASSERT_SELECTED (f, 14);
}

/* From where a range began, to where the person is: that end is current, in both directions. */
static void
test_ranges (Fixture *f, gconstpointer data)
{
  gtk_selection_model_select_item (f->adapter, 4, TRUE);
  gtk_selection_model_select_range (f->adapter, 4, 3, TRUE);
  ASSERT_SELECTED (f, 13, 14, 15);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 13);
  gtk_selection_model_select_range (f->adapter, 2, 3, TRUE);
  ASSERT_SELECTED (f, 15, 16, 17);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 17);
  gtk_selection_model_select_range (f->adapter, 18, 9, FALSE); /* past the end */
  ASSERT_SELECTED (f, 0, 1, 15, 16, 17);
  gtk_selection_model_unselect_range (f->adapter, 2, 2);
  ASSERT_SELECTED (f, 0, 1, 15);
}

static void
test_bitsets (Fixture *f, gconstpointer data)
{
  gtk_selection_model_select_range (f->adapter, 0, 4, TRUE);
  g_autoptr (GtkBitset) selected = gtk_bitset_new_range (2, 4), mask = gtk_bitset_new_range (1, 7);
  gtk_selection_model_set_selection (f->adapter, selected, mask); /* 0 stays; 1 off; 2 ... 5 on; 6, 7 off */
  ASSERT_SELECTED (f, 14, 15, 16, 17, 19);
  g_autoptr (GtkBitset) all = gtk_selection_model_get_selection (f->adapter);
  g_autoptr (GtkBitset) part = gtk_selection_model_get_selection_in_range (f->adapter, 0, 3);
  g_assert_cmpuint (gtk_bitset_get_size (all), ==, 5);
  g_assert_true (gtk_bitset_contains (part, 0) && !gtk_bitset_contains (part, 1) && gtk_bitset_contains (part, 2));
}

/* What a filter hides is not selected with "all". */
static void
test_all (Fixture *f, gconstpointer data)
{
  g_object_set (f->model, "text", "R0[3,", NULL); /* pixels 15 ... 19 */
  g_assert_cmpuint (f->n_item_changes, >, 0);
  gtk_selection_model_select_all (f->adapter);
  ASSERT_SELECTED (f, 15, 16, 17, 18, 19);
  pm_view_model_clear_filter (f->model);
  ASSERT_SELECTED (f, 15, 16, 17, 18, 19);
  gtk_selection_model_unselect_all (f->adapter);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 0);
}

/* What other views select shows here. */
static void
test_others (Fixture *f, gconstpointer data)
{
  pm_pixel_selection_select_range (f->selection, 3, 5);
  g_assert_cmpuint (f->n_selection_changes, ==, 1);
  g_assert_true (gtk_selection_model_is_selected (f->adapter, 19 - 4));
  ASSERT_SELECTED (f, 3, 4, 5);
  pm_pixel_selection_select_range (f->selection, 3, 5);
  g_assert_cmpuint (f->n_selection_changes, ==, 1);
  pm_row_list_set_sort (f->rows, PM_ROW_LIST_MODEL_ORDER, FALSE);
  g_assert_cmpuint (f->n_item_changes, ==, 1);
  g_assert_true (gtk_selection_model_is_selected (f->adapter, 4));
  pm_view_model_set_result (f->model, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->adapter)), ==, 0);
}

#define ADD(name, function) g_test_add ("/selection-adapter/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("items", test_items);
  ADD ("ranges", test_ranges);
  ADD ("bitsets", test_bitsets);
  ADD ("all", test_all);
  ADD ("others", test_others);
  return g_test_run ();
}
