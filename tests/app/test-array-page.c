/* SPDX-License-Identifier: GPL-3.0-or-later
 * Tests src/app/pm-array-page.c and pm-tool-row.c: the tool bar and the view agree; export.
 */
#include "pm-array-page.h"
#include "pm-error.h"
#include "pm-test-array.h"
#include "pm-test-widget.h"
#include "pm-test.h"
#include "pm-tool-row.h"

#include <math.h>
#include <string.h>

#define WIDTH 900
#define HEIGHT 690

typedef struct
{
  PmTestArray *array;
  PmViewModel *model;
  PmArrayPage *page;
  PmArrayView *view;
  GtkWidget *window;
} Fixture;

static Fixture
open_page (int n_groups)
{
  Fixture f = { .array = pm_test_array_new (n_groups, 20, 30), .model = pm_view_model_new () };
  g_autoptr (PmResult) result = pm_test_array_new_result (f.array);
  f.page = PM_ARRAY_PAGE (pm_array_page_new (f.model)); /* before there is a result, as in the window */
  f.view = pm_array_page_get_view (f.page);
  pm_view_model_set_result (f.model, result, NULL);
  f.window = pm_test_show_widget (GTK_WIDGET (f.page), WIDTH, HEIGHT);
  return f;
}

static void
close_page (Fixture *f)
{
  gpointer page = f->page;
  g_object_add_weak_pointer (page, &page);
  gtk_window_destroy (GTK_WINDOW (f->window));
  pm_test_wait_until (page == NULL);
  g_object_unref (f->model);
  pm_test_array_free (f->array);
}

/* The n-th widget of a type below a widget, in depth-first order. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type, int *n)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*n)-- == 0)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type, n);
  return found;
}

static GtkWidget *
find_in_bar (Fixture *f, GType type, int n)
{
  GtkWidget *found = find_widget (GTK_WIDGET (pm_array_page_get_tool_bar (f->page)), type, &n);
  g_assert_nonnull (found);
  return found;
}

static void
test_drop_downs (void)
{
  Fixture f = open_page (2);
  GtkDropDown *quantities = GTK_DROP_DOWN (find_in_bar (&f, GTK_TYPE_DROP_DOWN, 0));
  GtkDropDown *groups = GTK_DROP_DOWN (find_in_bar (&f, GTK_TYPE_DROP_DOWN, 1));
  GtkDropDown *positions = GTK_DROP_DOWN (find_in_bar (&f, GTK_TYPE_DROP_DOWN, 2));
  const PmArrayLayout *layout = pm_array_view_get_layout (f.view);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (quantities)), ==, PM_N_ARRAY_QUANTITIES);
  gtk_drop_down_set_selected (quantities, PM_ARRAY_S2N);
  layout = pm_array_view_get_layout (f.view);
  g_assert_cmpint (layout->quantity, ==, PM_ARRAY_S2N);
  g_object_set (f.view, "quantity", "elongation", NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (quantities), ==, PM_ARRAY_ELONGATION);

  /* All, side by side (chosen by the view, as both look at the same part of the sky), R0, R1 */
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (groups)));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (groups)), ==, 4);
  g_assert_cmpuint (gtk_drop_down_get_selected (groups), ==, 1);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_panels, ==, 2);
  gtk_drop_down_set_selected (groups, 3);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, 600);
  g_assert_true (isnan (pm_array_view_get_layout (f.view)->x[0]));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (groups)), ==, 4);
  g_assert_cmpuint (gtk_drop_down_get_selected (groups), ==, 3);
  gtk_drop_down_set_selected (groups, 0);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_panels, ==, 0);
  g_assert_cmpuint (pm_array_view_get_layout (f.view)->n_shown, ==, 1200);

  gtk_drop_down_set_selected (positions, 1);
  layout = pm_array_view_get_layout (f.view);
  g_assert_cmpfloat (layout->x[45], ==, f.array->nominal_x[45]);
  close_page (&f);

  Fixture single = open_page (1);
  g_assert_false (gtk_widget_get_visible (find_in_bar (&single, GTK_TYPE_DROP_DOWN, 1)));
  close_page (&single);
}

static GtkToggleButton *
find_toggle (Fixture *f, const char *action)
{
  for (int n = 0;; n++)
    {
      GtkWidget *button = find_in_bar (f, GTK_TYPE_TOGGLE_BUTTON, n); /* fails at the end */
      if (g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), action) == 0)
        return GTK_TOGGLE_BUTTON (button);
    }
}

static void
test_actions (void)
{
  Fixture f = open_page (1);
  GtkWidget *page = GTK_WIDGET (f.page);
  gboolean on;
  g_autofree char *tool = NULL;
  g_assert_true (gtk_widget_activate_action (page, "array.residuals", NULL));
  g_object_get (f.view, "residuals", &on, NULL);
  g_assert_true (on);
  g_assert_true (gtk_toggle_button_get_active (find_toggle (&f, "array.residuals")));
  g_assert_true (gtk_widget_activate_action (page, "array.tool", "s", "lasso"));
  g_object_get (f.view, "tool", &tool, NULL);
  g_assert_cmpstr (tool, ==, "lasso");
  g_assert_true (gtk_widget_activate_action (page, "array.detector-side", NULL));
  g_assert_true (pm_array_view_get_scene (f.view)->detector_side);
  double scale = pm_array_view_get_viewport (f.view)->scale;
  g_assert_true (gtk_widget_activate_action (page, "array.zoom-in", NULL));
  g_assert_cmpfloat (pm_array_view_get_viewport (f.view)->scale, >, scale);
  g_assert_true (gtk_widget_activate_action (page, "array.zoom-out", NULL));
  g_assert_true (gtk_widget_activate_action (page, "array.zoom-fit", NULL));
  g_assert_true (pm_array_view_get_viewport (f.view)->fitted);
  close_page (&f);
}

/* The popover belongs to the menu button. */
static GtkEditable *
find_entry (Fixture *f, int n)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (find_in_bar (f, GTK_TYPE_MENU_BUTTON, 0))));
  GtkWidget *entry = find_widget (popover, GTK_TYPE_ENTRY, &n);
  g_assert_nonnull (entry);
  return GTK_EDITABLE (entry);
}

static void
test_limits (void)
{
  Fixture f = open_page (1);
  const PmArrayScene *scene = pm_array_view_get_scene (f.view);
  GtkEditable *low = find_entry (&f, 0), *high = find_entry (&f, 1);
  double automatic = scene->high;
  gtk_editable_set_text (high, "1.25");
  g_signal_emit_by_name (high, "activate");
  g_assert_cmpfloat (scene->high, ==, 1.25);
  g_assert_cmpfloat (scene->low, ==, 0.75);
  g_assert_cmpstr (gtk_editable_get_text (low), ==, "0.75"); /* it follows: the neutral value stays in the middle */
  const char *const wrong[] = { "", "x", "1e999", "-3" };
  for (gsize k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      gtk_editable_set_text (high, wrong[k]);
      g_signal_emit_by_name (high, "activate");
      g_assert_cmpfloat (scene->high, ==, 1.25);
      g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (high), "error"));
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f.page), "array.reset-limits", NULL));
  g_assert_cmpfloat (scene->high, ==, automatic);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (high), "error"));
  close_page (&f);
}

/* What matters less goes first; nothing is wider than the page. */
static void
test_narrow (void)
{
  Fixture f = open_page (2);
  PmToolRow *row = PM_TOOL_ROW (find_in_bar (&f, PM_TYPE_TOOL_ROW, 0));
  GtkWidget *limits = find_in_bar (&f, GTK_TYPE_MENU_BUTTON, 0), *quantities = find_in_bar (&f, GTK_TYPE_DROP_DOWN, 0);
  GtkWidget *groups = find_in_bar (&f, GTK_TYPE_DROP_DOWN, 1);
  g_assert_true (pm_tool_row_has_room_for (row, limits));
  gtk_window_set_default_size (GTK_WINDOW (f.window), 420, HEIGHT);
  pm_test_wait_until (gtk_widget_get_width (GTK_WIDGET (f.page)) == 420);
  g_assert_false (pm_tool_row_has_room_for (row, limits));
  g_assert_true (pm_tool_row_has_room_for (row, quantities));
  int least, natural;
  gtk_widget_measure (GTK_WIDGET (f.page), GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  g_assert_cmpint (least, <=, 420);
  gtk_window_set_default_size (GTK_WINDOW (f.window), WIDTH, HEIGHT);
  pm_test_wait_until (gtk_widget_get_width (GTK_WIDGET (f.page)) == WIDTH);
  g_assert_true (pm_tool_row_has_room_for (row, limits) && pm_tool_row_has_room_for (row, groups));
  close_page (&f);
}

static void
test_export (void)
{
  static const struct
  {
    const char *name, *start;
  } kinds[] = { { "a.png", "\x89PNG" }, { "b.svg", "<?xml" }, { "c.PDF", "%PDF-" } };
  Fixture f = open_page (1);
  g_autofree char *dir = pm_test_make_dir ();
  g_autoptr (GError) error = NULL;
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autofree char *path = g_build_filename (dir, kinds[k].name, NULL), *text = NULL;
      gboolean done = pm_array_page_export (f.page, path, &error);
      g_assert_no_error (error);
      g_assert_true (done);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_true (g_str_has_prefix (text, kinds[k].start));
    }
  g_autofree char *bad = g_build_filename (dir, "d.bmp", NULL);
  g_assert_false (pm_array_page_export (f.page, bad, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_clear_error (&error);

  /* What is written follows the view. */
  g_autofree char *zoomed = g_build_filename (dir, "zoomed.png", NULL), *whole = g_build_filename (dir, "a.png", NULL);
  g_autofree char *one = NULL, *other = NULL;
  gsize n_one, n_other;
  pm_array_view_zoom (f.view, 3.0);
  g_assert_true (pm_array_page_export (f.page, zoomed, NULL));
  g_assert_true (g_file_get_contents (whole, &one, &n_one, NULL) && g_file_get_contents (zoomed, &other, &n_other, NULL));
  g_assert_true (n_one != n_other || memcmp (one, other, n_one) != 0);

  pm_view_model_set_result (f.model, NULL, NULL);
  g_assert_false (pm_array_page_export (f.page, whole, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_NO_DATA);
  pm_test_remove_dir (dir);
  close_page (&f);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/array-page/drop-downs", test_drop_downs);
  g_test_add_func ("/array-page/actions", test_actions);
  g_test_add_func ("/array-page/limits", test_limits);
  g_test_add_func ("/array-page/narrow", test_narrow);
  g_test_add_func ("/array-page/export", test_export);
  return g_test_run ();
}
