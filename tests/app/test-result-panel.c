/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-count-text.h"
#include "pm-result-panel.h"
#include "pm-test-result.h"

#define THIN "\u2009"

enum
{
  N_GROUPS = 2,
  N_ROWS = 30,
  N_COLUMNS = 40,
  N = N_GROUPS * N_ROWS * N_COLUMNS
};

typedef struct
{
  PmViewModel *model;
  PmResultPanel *panel;
} Fixture;

static void
set_result (PmViewModel *model, gsize n_groups)
{
  g_autoptr (PmResult) result = pm_test_result_new (n_groups, N_ROWS, N_COLUMNS);
  result->n_total = result->table->n_rows;
  result->n_fitted = result->n_total - 24;
  pm_view_model_set_result (model, result, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->model = pm_view_model_new ();
  fixture->panel = g_object_ref_sink (PM_RESULT_PANEL (pm_result_panel_new (fixture->model)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->panel);
  g_assert_finalize_object (fixture->model);
}

static guint
get_marks (Fixture *fixture)
{
  guint marks;
  g_object_get (fixture->model, "marks", &marks, NULL);
  return marks;
}

static guint
count_shown (Fixture *fixture)
{
  guint n;
  pm_view_model_get_order (fixture->model, &n);
  return n;
}

static gboolean
is_visible (gpointer widget)
{
  return gtk_widget_get_visible (GTK_WIDGET (widget));
}

static void
test_count_text (void)
{
  static const struct
  {
    guint64 n;
    const char *text;
  } cases[] = { { 0, "0" }, { 999, "999" }, { 1000, "1" THIN "000" }, { 12345, "12" THIN "345" }, { 1234567, "1" THIN "234" THIN "567" } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pm_count_text (cases[i].n);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* The test result has one pixel of each hundred in these states, at fixed places (pm-test-result.h). */
static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_assert_false (is_visible (fixture->panel));
  set_result (fixture->model, N_GROUPS);
  g_assert_true (is_visible (fixture->panel));
  static const PmMark marks[] = { PM_MARK_FLAGGED, PM_MARK_BAD, PM_MARK_GOOD_HAND, PM_MARK_NOFIT, PM_MARK_BLIND };
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    g_assert_cmpstr (pm_result_panel_get_count (fixture->panel, marks[i]), ==, "24");
  g_assert_cmpstr (pm_result_panel_get_count (fixture->panel, PM_MARK_SUSPICIOUS), ==, "0");
  g_assert_cmpstr (pm_result_panel_get_count (fixture->panel, PM_MARK_GOOD), ==, "2" THIN "280");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (pm_result_panel_get_row (fixture->panel, PM_MARK_BAD)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Flagged by hand, 24 pixels, filter");
  pm_view_model_set_result (fixture->model, NULL, NULL);
  g_assert_false (is_visible (fixture->panel));
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  set_result (fixture->model, N_GROUPS);
  GtkWidget *clear = pm_result_panel_get_clear_button (fixture->panel);
  GtkToggleButton *bad = pm_result_panel_get_row (fixture->panel, PM_MARK_BAD);
  GtkToggleButton *nofit = pm_result_panel_get_row (fixture->panel, PM_MARK_NOFIT);
  g_assert_false (is_visible (clear));
  gtk_toggle_button_set_active (bad, TRUE);
  g_assert_cmpuint (get_marks (fixture), ==, 1u << PM_MARK_BAD);
  gtk_toggle_button_set_active (nofit, TRUE);
  g_assert_cmpuint (get_marks (fixture), ==, 1u << PM_MARK_BAD | 1u << PM_MARK_NOFIT);
  g_assert_cmpuint (count_shown (fixture), ==, 48);
  g_assert_true (is_visible (clear));
  gtk_toggle_button_set_active (bad, FALSE);
  g_assert_cmpuint (count_shown (fixture), ==, 24);

  g_signal_emit_by_name (clear, "clicked");
  g_assert_cmpuint (get_marks (fixture), ==, 0);
  g_assert_cmpuint (count_shown (fixture), ==, N);
  g_assert_false (gtk_toggle_button_get_active (nofit));
  g_assert_false (is_visible (clear));
}

/* The filter can be set elsewhere too. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  set_result (fixture->model, N_GROUPS);
  g_object_set (fixture->model, "marks", 1u << PM_MARK_FLAGGED | 1u << PM_MARK_BLIND, NULL);
  for (int i = 0; i < PM_N_MARKS; i++)
    g_assert_true (gtk_toggle_button_get_active (pm_result_panel_get_row (fixture->panel, i)) ==
                   (i == PM_MARK_FLAGGED || i == PM_MARK_BLIND));
  g_assert_cmpuint (get_marks (fixture), ==, 1u << PM_MARK_FLAGGED | 1u << PM_MARK_BLIND);
  pm_view_model_clear_filter (fixture->model);
  g_object_set (fixture->model, "text", "R0", NULL);
  g_assert_true (is_visible (pm_result_panel_get_clear_button (fixture->panel)));
  g_object_set (fixture->model, "text", "", NULL);
  g_assert_false (is_visible (pm_result_panel_get_clear_button (fixture->panel)));
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *groups = pm_result_panel_get_group_drop_down (fixture->panel);
  set_result (fixture->model, 1);
  g_assert_false (is_visible (gtk_widget_get_parent (GTK_WIDGET (groups)))); /* nothing to choose */
  set_result (fixture->model, N_GROUPS);
  g_assert_true (is_visible (gtk_widget_get_parent (GTK_WIDGET (groups))));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (groups)), ==, 1 + N_GROUPS);

  gtk_drop_down_set_selected (groups, 2);
  g_autofree char *group = NULL;
  g_object_get (fixture->model, "group", &group, NULL);
  g_assert_cmpstr (group, ==, "R1");
  g_assert_cmpuint (count_shown (fixture), ==, N / 2);
  set_result (fixture->model, N_GROUPS); /* the next round of a reduction */
  g_assert_cmpuint (gtk_drop_down_get_selected (groups), ==, 2);
  g_assert_cmpuint (count_shown (fixture), ==, N / 2);

  g_signal_emit_by_name (pm_result_panel_get_clear_button (fixture->panel), "clicked");
  g_assert_cmpuint (gtk_drop_down_get_selected (groups), ==, 0);
  gtk_drop_down_set_selected (groups, 1);
  gtk_drop_down_set_selected (groups, 0);
  g_assert_cmpuint (count_shown (fixture), ==, N);

  gtk_drop_down_set_selected (groups, 2);
  set_result (fixture->model, 1); /* another instrument: there is no R1 any more */
  g_assert_cmpuint (gtk_drop_down_get_selected (groups), ==, 0);
  g_assert_cmpuint (count_shown (fixture), ==, N / 2);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/result-panel/count-text", test_count_text);
  add ("/result-panel/counts", test_counts);
  add ("/result-panel/filter", test_filter);
  add ("/result-panel/follows", test_follows);
  add ("/result-panel/groups", test_groups);
  return g_test_run ();
}
