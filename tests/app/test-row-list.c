/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-pixel-row.h"
#include "pm-row-list.h"
#include "pm-test-result.h"

#include <math.h>

#define N_PIXELS 120u

typedef struct
{
  guint n, position, removed, added;
} Change;

static void
changed_cb (GListModel *list, guint position, guint removed, guint added, Change *change)
{
  *change = (Change){ change->n + 1, position, removed, added };
}

static PmViewModel *
new_model (void)
{
  PmViewModel *model = pm_view_model_new ();
  g_autoptr (PmResult) result = pm_test_result_new (1, 10, 12);
  pm_view_model_set_result (model, result, NULL);
  return model;
}

static int
pixel_of_item (PmRowList *rows, guint position)
{
  g_autoptr (PmPixelRow) row = g_list_model_get_item (G_LIST_MODEL (rows), position);
  return row ? pm_pixel_row_get_pixel (row) : PM_PIXEL_NONE;
}

/* The order of the model, and back from pixels to places. */
static void
test_model_order (void)
{
  g_autoptr (PmViewModel) model = new_model ();
  g_autoptr (PmRowList) rows = pm_row_list_new (model);
  guint n, n_list;
  g_object_set (model, "sort", PM_SORT_S2N, NULL);
  const int *order = pm_view_model_get_order (model, &n), *pixels = pm_row_list_get_pixels (rows, &n_list);
  g_assert_cmpuint (n, ==, N_PIXELS);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, n);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (rows)) == PM_TYPE_PIXEL_ROW);
  g_assert_cmpmem (order, n * sizeof *order, pixels, n_list * sizeof *pixels);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (pixel_of_item (rows, i), ==, order[i]);
      g_assert_cmpint (pm_row_list_get_position (rows, order[i]), ==, (int) i);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (rows), n));
  g_assert_cmpint (pm_row_list_get_pixel (rows, n), ==, PM_PIXEL_NONE);
  g_assert_cmpint (pm_row_list_get_position (rows, -1), ==, -1);
  g_assert_cmpint (pm_row_list_get_position (rows, (int) N_PIXELS), ==, -1);
}

static void
test_sort (void)
{
  g_autoptr (PmViewModel) model = new_model ();
  g_autoptr (PmRowList) rows = pm_row_list_new (model);
  Change change = { 0 };
  g_signal_connect (rows, "items-changed", G_CALLBACK (changed_cb), &change);
  pm_row_list_set_sort (rows, PM_COLUMN_S2N, TRUE);
  g_assert_cmpuint (change.n, ==, 1);
  pm_row_list_set_sort (rows, PM_COLUMN_S2N, TRUE);
  g_assert_cmpuint (change.n, ==, 1); /* nothing new, nothing told */
  const double *s2n = pm_view_model_get_result (model)->table->values[PM_COLUMN_S2N];
  gboolean ended = FALSE;
  for (guint i = 1; i < N_PIXELS; i++)
    {
      double before = s2n[pm_row_list_get_pixel (rows, i - 1)], here = s2n[pm_row_list_get_pixel (rows, i)];
      ended = ended || isnan (before);
      g_assert_true (ended ? isnan (here) : isnan (here) || before >= here);
    }
  g_assert_cmpint (pm_row_list_get_sort_column (rows), ==, PM_COLUMN_S2N);
  g_assert_true (pm_row_list_get_descending (rows));
  pm_row_list_set_sort (rows, PM_ROW_LIST_MODEL_ORDER, FALSE);
  g_assert_cmpint (pm_row_list_get_pixel (rows, 5), ==, 5);
}

/* A pixel keeps its item: list views keep their rows then. */
static void
test_same_items (void)
{
  g_autoptr (PmViewModel) model = new_model ();
  g_autoptr (PmRowList) rows = pm_row_list_new (model);
  g_autoptr (GObject) before = g_list_model_get_item (G_LIST_MODEL (rows), 3);
  pm_row_list_set_sort (rows, PM_COLUMN_X, FALSE);
  g_autoptr (GObject) after = g_list_model_get_item (G_LIST_MODEL (rows), (guint) pm_row_list_get_position (rows, 3));
  g_assert_true (before == after);
}

/* Only what is different between the ends is told. Pixel 43 is the one not fitted: without it, one row goes. */
static void
test_filter (void)
{
  g_autoptr (PmViewModel) model = new_model ();
  g_autoptr (PmRowList) rows = pm_row_list_new (model);
  Change change = { 0 };
  g_signal_connect (rows, "items-changed", G_CALLBACK (changed_cb), &change);
  g_object_set (model, "marks", ((1u << PM_N_MARKS) - 1) & ~(1u << PM_MARK_NOFIT), NULL);
  g_assert_cmpuint (change.n, ==, 1);
  g_assert_cmpuint (change.position, ==, 43);
  g_assert_cmpuint (change.removed, ==, 1);
  g_assert_cmpuint (change.added, ==, 0);
  g_assert_cmpint (pm_row_list_get_position (rows, 43), ==, -1);
  g_assert_cmpint (pm_row_list_get_pixel (rows, 43), ==, 44);
  g_object_set (model, "text", "no such pixel", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 0);
  pm_view_model_clear_filter (model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, N_PIXELS);
}

/* Other values change the order by a column; another instrument all of it. */
static void
test_new_result (void)
{
  g_autoptr (PmViewModel) model = new_model ();
  g_autoptr (PmRowList) rows = pm_row_list_new (model);
  pm_row_list_set_sort (rows, PM_COLUMN_COUPLING, TRUE);
  g_autoptr (PmResult) other = pm_test_result_new (1, 10, 12), small = pm_test_result_new (1, 2, 3);
  other->table->values[PM_COLUMN_COUPLING][77] = 9.0;
  pm_view_model_set_result (model, other, NULL);
  g_assert_cmpint (pm_row_list_get_pixel (rows, 0), ==, 77);
  pm_view_model_set_result (model, small, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 6);
  pm_view_model_set_result (model, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-list/model-order", test_model_order);
  g_test_add_func ("/row-list/sort", test_sort);
  g_test_add_func ("/row-list/same-items", test_same_items);
  g_test_add_func ("/row-list/filter", test_filter);
  g_test_add_func ("/row-list/new-result", test_new_result);
  return g_test_run ();
}
