/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window under the hands of a user: every gesture goes through the X server to the widgets, see pm-test-input.h.
 */
#include "pm-maps-page.h"
#include "pm-table-page.h"
#include "pm-test-input.h"
#include "pm-test-window.h"

#include <string.h>

static PmApplication *application;

typedef struct
{
  PmWindow *window;
  PmViewModel *model;
  PmPixelSelection *selection;
  PmTestInput *input;
  GtkWidget *grid; /* of the maps */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = pm_test_window_open_reduced (application);
  f->model = pm_window_get_model (f->window);
  f->selection = pm_view_model_get_selection (f->model);
  pm_test_wait_until ((f->grid = pm_test_find_type (GTK_WIDGET (f->window), PM_TYPE_MAPS_GRID)) && gtk_widget_get_height (f->grid) > 100);
  f->input = pm_test_input_new (GTK_WINDOW (f->window));
  pm_test_wait_until (pm_maps_grid_is_complete (PM_MAPS_GRID (f->grid)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pm_test_input_free (f->input);
  pm_test_window_close (f->window);
}

/* The pixel at a place of the order. */
static int
pixel_at (Fixture *f, guint place)
{
  guint n;
  const int *order = pm_view_model_get_order (f->model, &n);
  g_assert_cmpuint (place, <, n);
  return order[place];
}

static guint
n_selected (Fixture *f)
{
  return pm_pixel_selection_get_n_selected (f->selection);
}

static GdkRectangle
area_of (Fixture *f, int pixel)
{
  GdkRectangle area;
  g_assert_true (pm_maps_grid_get_area (PM_MAPS_GRID (f->grid), pixel, &area));
  return area;
}

static void
click_map (Fixture *f, int pixel, guint button, GdkModifierType modifiers)
{
  GdkRectangle area = area_of (f, pixel);
  pm_test_input_click_at (f->input, f->grid, area.x + 0.5 * area.width, area.y + 0.5 * area.height, button, modifiers);
}

static PmMark
mark_of (Fixture *f, int pixel)
{
  return pm_view_model_get_mark (f->model, pixel);
}

static gboolean
get_state (Fixture *f, const char *action)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (f->window), action);
  return g_variant_get_boolean (state);
}

/* Click, Ctrl+click, Shift+click; the ground. */
static void
test_clicks (Fixture *f, gconstpointer data)
{
  int a = pixel_at (f, 0), b = pixel_at (f, 2), c = pixel_at (f, 4);
  click_map (f, a, GDK_BUTTON_PRIMARY, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, a);
  g_assert_cmpuint (n_selected (f), ==, 1);
  click_map (f, c, GDK_BUTTON_PRIMARY, GDK_CONTROL_MASK);
  g_assert_cmpuint (n_selected (f), ==, 2);
  g_assert_false (pm_pixel_selection_is_selected (f->selection, b));
  click_map (f, c, GDK_BUTTON_PRIMARY, GDK_CONTROL_MASK);
  g_assert_cmpuint (n_selected (f), ==, 1);
  click_map (f, a, GDK_BUTTON_PRIMARY, 0);
  click_map (f, c, GDK_BUTTON_PRIMARY, GDK_SHIFT_MASK);
  g_assert_cmpuint (n_selected (f), ==, 5);
  g_assert_true (pm_pixel_selection_is_selected (f->selection, b));
  pm_test_input_click_at (f->input, f->grid, 1.0, 1.0, GDK_BUTTON_PRIMARY, 0);
  g_assert_cmpuint (n_selected (f), ==, 0);
}

/* From the gap left above the first map to the middle of the third in the second row. */
static void
test_rubber_band (Fixture *f, gconstpointer data)
{
  GdkRectangle first = area_of (f, pixel_at (f, 0));
  guint per_row = 1;
  while (area_of (f, pixel_at (f, per_row)).y == first.y)
    per_row++;
  GdkRectangle last = area_of (f, pixel_at (f, per_row + 2));
  const double points[][2] = { { first.x - 2.0, first.y - 2.0 }, { last.x + 0.5 * last.width, last.y + 0.5 * last.height } };
  pm_test_input_drag (f->input, f->grid, points, 2, GDK_BUTTON_PRIMARY, 0);
  g_assert_cmpuint (n_selected (f), ==, 6);
  const guint places[] = { 0, 1, 2, per_row, per_row + 1, per_row + 2 };
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    g_assert_true (pm_pixel_selection_is_selected (f->selection, pixel_at (f, places[i])));
  const double back[][2] = { { last.x + 0.5 * last.width, last.y + last.height + 20.0 }, { last.x + 0.5 * last.width, last.y + 10.0 } };
  pm_test_input_drag (f->input, f->grid, back, 2, GDK_BUTTON_PRIMARY, GDK_CONTROL_MASK);
  g_assert_cmpuint (n_selected (f), >=, 6); /* Ctrl adds */
}

static void
test_arrows (Fixture *f, gconstpointer data)
{
  click_map (f, pixel_at (f, 0), GDK_BUTTON_PRIMARY, 0);
  pm_test_input_key (f->input, "Right");
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, pixel_at (f, 1));
  pm_test_input_key (f->input, "<Shift>Right");
  pm_test_input_key (f->input, "<Shift>Right");
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, pixel_at (f, 3));
  g_assert_cmpuint (n_selected (f), ==, 3);
  pm_test_input_key (f->input, "Home");
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, pixel_at (f, 0));
  pm_test_input_key (f->input, "Down");
  GdkRectangle first = area_of (f, pixel_at (f, 0)), below = area_of (f, pm_pixel_selection_get_current (f->selection));
  g_assert_cmpint (below.x, ==, first.x);
  g_assert_cmpint (below.y, >, first.y);
  pm_test_input_key (f->input, "End");
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, pixel_at (f, pm_view_model_get_n_pixels (f->model) - 1));
  pm_test_input_key (f->input, "<Control>a");
  g_assert_cmpuint (n_selected (f), ==, pm_view_model_get_n_pixels (f->model));
  pm_test_input_key (f->input, "<Control><Shift>i");
  g_assert_cmpuint (n_selected (f), ==, 0);
  click_map (f, pm_pixel_selection_get_current (f->selection), GDK_BUTTON_PRIMARY, 0);
  g_assert_cmpuint (n_selected (f), ==, 1);
  pm_test_input_key (f->input, "Escape");
  g_assert_cmpuint (n_selected (f), ==, 0);
}

/* b, g, Delete, undo and redo. */
static void
test_judging (Fixture *f, gconstpointer data)
{
  g_object_set (f->model, "sort", PM_SORT_S2N, "descending", TRUE, NULL);
  int pixel = pixel_at (f, 0);
  PmMark mark = mark_of (f, pixel);
  click_map (f, pixel, GDK_BUTTON_PRIMARY, 0);
  pm_test_input_key (f->input, "b");
  g_assert_cmpint (mark_of (f, pixel), ==, PM_MARK_BAD);
  pm_test_input_key (f->input, "g");
  g_assert_cmpint (mark_of (f, pixel), ==, PM_MARK_GOOD_HAND);
  pm_test_input_key (f->input, "Delete");
  g_assert_cmpint (mark_of (f, pixel), ==, mark);
  pm_test_input_key (f->input, "<Control>z");
  g_assert_cmpint (mark_of (f, pixel), ==, PM_MARK_GOOD_HAND);
  pm_test_input_key (f->input, "<Control>z");
  g_assert_cmpint (mark_of (f, pixel), ==, PM_MARK_BAD);
  pm_test_input_key (f->input, "<Control><Shift>z");
  g_assert_cmpint (mark_of (f, pixel), ==, PM_MARK_GOOD_HAND);
  pm_test_input_key (f->input, "<Control>y");
  g_assert_cmpint (mark_of (f, pixel), ==, mark);
}

static void
test_next_suspicious (Fixture *f, gconstpointer data)
{
  guint n = pm_view_model_count (f->model, PM_MARK_SUSPICIOUS);
  g_assert_cmpuint (n, >, 1); /* of the small scan; else there is nothing to test */
  gtk_widget_grab_focus (f->grid);
  pm_test_input_key (f->input, "n");
  int first = pm_pixel_selection_get_current (f->selection);
  g_assert_cmpint (mark_of (f, first), ==, PM_MARK_SUSPICIOUS);
  pm_test_input_key (f->input, "n");
  int second = pm_pixel_selection_get_current (f->selection);
  g_assert_cmpint (second, !=, first);
  g_assert_cmpint (mark_of (f, second), ==, PM_MARK_SUSPICIOUS);
  pm_test_input_key (f->input, "p");
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, first);
}

/* Letters are letters in an entry, and flags nowhere else. */
static void
test_filter (Fixture *f, gconstpointer data)
{
  click_map (f, pixel_at (f, 0), GDK_BUTTON_PRIMARY, 0);
  pm_test_input_key (f->input, "<Control>f");
  GtkWidget *entry = pm_test_find_type (GTK_WIDGET (f->window), GTK_TYPE_SEARCH_ENTRY);
  g_assert_nonnull (entry);
  pm_test_input_type (f->input, "bgx");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "bgx");
  pm_test_input_key (f->input, "BackSpace");
  pm_test_input_key (f->input, "<Control>a");
  pm_test_input_key (f->input, "Delete");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_BAD) + pm_view_model_count (f->model, PM_MARK_GOOD_HAND), ==, 0);
  g_assert_cmpuint (n_selected (f), ==, 1);
  const char *id = pm_view_model_get_result (f->model)->table->id[pixel_at (f, 3)];
  g_autofree char *part = g_strndup (id, strcspn (id, "[")); /* brackets are not typed */
  pm_test_input_type (f->input, part);
  pm_test_input_key (f->input, "Return"); /* at once, and back to the maps */
  guint n;
  pm_view_model_get_order (f->model, &n);
  g_assert_cmpuint (n, >, 0);
  g_assert_true (gtk_widget_has_focus (f->grid) || gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->window)), f->grid));
  pm_test_input_key (f->input, "<Control>f");
  pm_test_input_key (f->input, "Escape");
  g_assert_false (pm_view_model_is_filtered (f->model));
}

static GtkWidget *
find_drop_down (GtkWidget *widget)
{
  return pm_test_find_type (widget, GTK_TYPE_DROP_DOWN);
}

static void
test_sort (Fixture *f, gconstpointer data)
{
  GtkWidget *drop = find_drop_down (pm_test_find_type (GTK_WIDGET (f->window), PM_TYPE_MAPS_PAGE));
  int sort;
  pm_test_input_click (f->input, drop);
  GtkWidget *row;
  pm_test_wait_until ((row = pm_test_find_label (drop, "Coupling")) && gtk_widget_get_width (row) > 0);
  pm_test_input_click (f->input, row);
  g_object_get (f->model, "sort", &sort, NULL);
  g_assert_cmpint (sort, ==, PM_SORT_COUPLING);
  pm_test_wait_until (pm_test_find_type (drop, GTK_TYPE_LIST_VIEW) == NULL); /* closed */
  const PmPixelTable *table = pm_view_model_get_result (f->model)->table;
  int first = pixel_at (f, 0), second = pixel_at (f, 1);
  gboolean descending;
  g_object_get (f->model, "descending", &descending, NULL);
  const double *coupling = table->values[PM_COLUMN_COUPLING];
  g_assert_true (descending ? coupling[first] >= coupling[second] : coupling[first] <= coupling[second]);
  GtkWidget *direction = pm_test_find_tooltip (GTK_WIDGET (f->window), descending ? "Descending" : "Ascending");
  pm_test_input_click (f->input, direction);
  g_object_get (f->model, "descending", &sort, NULL);
  g_assert_cmpint (sort, ==, !descending);
}

/* Shift+B, a digit, Enter: two keys for a pixel. */
static void
test_reason (Fixture *f, gconstpointer data)
{
  int pixel = pm_test_window_find_pixel (f->window, PM_PIXEL_GOOD, 0);
  pm_pixel_selection_select_one (f->selection, pixel);
  pm_pixel_selection_set_current (f->selection, pixel);
  gtk_widget_grab_focus (f->grid);
  pm_test_input_key (f->input, "<Shift>b");
  pm_test_wait_until (pm_test_find_label (GTK_WIDGET (f->window), "Flag 1 pixel as bad") != NULL);
  pm_test_input_key (f->input, "3");
  pm_test_input_key (f->input, "Return");
  g_assert_cmpint (mark_of (f, pixel), ==, PM_MARK_BAD);
  g_assert_cmpstr (pm_window_get_toast (f->window), ==, "1 pixel flagged bad: low coupling");
  pm_test_wait_until (pm_test_find_label (GTK_WIDGET (f->window), "Flag 1 pixel as bad") == NULL);
  GtkWidget *undo;
  pm_test_wait_until ((undo = pm_test_find_label (GTK_WIDGET (f->window), "Undo")) && gtk_widget_get_width (undo) > 0);
  pm_test_input_click (f->input, undo); /* in the toast */
  g_assert_cmpint (mark_of (f, pixel), !=, PM_MARK_BAD);
  g_assert_cmpstr (pm_window_get_toast (f->window), ==, "Undone: 1 pixel");
}

/* A right click opens the menu of the pixel; a right drag in a map changes the contrast instead. */
static void
test_menu_and_contrast (Fixture *f, gconstpointer data)
{
  int pixel = pixel_at (f, 1);
  GtkWidget *item;
  click_map (f, pixel, GDK_BUTTON_SECONDARY, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, pixel);
  pm_test_wait_until ((item = pm_test_find_type (f->grid, GTK_TYPE_POPOVER_MENU)) && gtk_widget_get_width (item) > 0);
  pm_test_input_key (f->input, "Escape");
  pm_test_wait_until (pm_test_find_type (f->grid, GTK_TYPE_POPOVER_MENU) == NULL);
  PmMapLook before = *pm_view_model_get_look (f->model);
  GdkRectangle area = area_of (f, pixel);
  const double points[][2] = { { area.x + 20.0, area.y + 20.0 }, { area.x + 50.0, area.y + 20.0 } };
  pm_test_input_drag (f->input, f->grid, points, 2, GDK_BUTTON_SECONDARY, 0);
  g_assert_cmpfloat (pm_view_model_get_look (f->model)->low, >, before.low); /* to the right the limits rise */
  g_assert_null (pm_test_find_type (f->grid, GTK_TYPE_POPOVER_MENU));
}

static void
test_wheel (Fixture *f, gconstpointer data)
{
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (f->grid, GTK_TYPE_SCROLLED_WINDOW));
  int edge = pm_maps_grid_get_edge (PM_MAPS_GRID (f->grid));
  pm_test_input_wheel (f->input, f->grid, 100.0, 100.0, 1, GDK_CONTROL_MASK);
  g_assert_cmpint (pm_maps_grid_get_edge (PM_MAPS_GRID (f->grid)), >, edge);
  pm_test_input_wheel (f->input, f->grid, 100.0, 100.0, -1, GDK_CONTROL_MASK);
  g_assert_cmpint (pm_maps_grid_get_edge (PM_MAPS_GRID (f->grid)), ==, edge);
  double top = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (scroller));
  pm_test_input_wheel (f->input, f->grid, 100.0, 100.0, -2, 0);
  pm_test_wait_until (gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (scroller)) > top);
}

/* F7, F8, F9 and Alt+1 ... 3. */
static void
test_parts (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *key, *view;
  } views[] = { { "<Alt>2", "array" }, { "<Alt>3", "table" }, { "<Alt>1", "maps" } };
  static const char *const parts[][2] = { { "F7", "split" }, { "F8", "inspector" }, { "F9", "left-panel" } };
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      pm_test_input_key (f->input, views[i].key);
      g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (f->window), "view");
      g_assert_cmpstr (g_variant_get_string (state, NULL), ==, views[i].view);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gboolean before = get_state (f, parts[i][1]);
      pm_test_input_key (f->input, parts[i][0]);
      g_assert_cmpint (get_state (f, parts[i][1]), ==, !before);
      pm_test_input_key (f->input, parts[i][0]);
      g_assert_cmpint (get_state (f, parts[i][1]), ==, before);
    }
}

/* Ctrl+F in the table goes to its own entry, and typing there flags nothing. */
static void
test_table_filter (Fixture *f, gconstpointer data)
{
  pm_test_input_key (f->input, "<Alt>3");
  GtkWidget *page;
  pm_test_wait_until ((page = pm_test_find_type (GTK_WIDGET (f->window), PM_TYPE_TABLE_PAGE)) && gtk_widget_get_width (page) > 0);
  pm_pixel_selection_set_current (f->selection, pixel_at (f, 0));
  pm_test_input_key (f->input, "<Control>f");
  pm_test_input_type (f->input, "bgn");
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->window));
  g_assert_true (GTK_IS_EDITABLE (focus));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (focus)), ==, "bgn");
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_BAD) + pm_view_model_count (f->model, PM_MARK_GOOD_HAND), ==, 0);
}

/* From the start: Ctrl+R, Ctrl+period. */
static void
test_reduce_and_stop (void)
{
  PmWindow *window = pm_test_window_open (application);
  PmSession *session = pm_window_get_session (window);
  g_autoptr (PmTestInput) input = pm_test_input_new (GTK_WINDOW (window));
  pm_test_window_open_scan (window);
  pm_test_input_key (input, "<Control>r");
  g_assert_cmpint (pm_job_get_state (pm_session_get_job (session)), ==, PM_JOB_RUNNING);
  pm_test_input_key (input, "<Control>period");
  g_assert_cmpint (pm_job_get_state (pm_session_get_job (session)), ==, PM_JOB_STOPPED);
  GtkWidget *button;
  pm_test_wait_until ((button = pm_test_find_tooltip (GTK_WIDGET (window), "Reduce the checked scans (Ctrl+R)")) &&
                      gtk_widget_get_width (button) > 0 && gtk_widget_is_sensitive (button));
  pm_test_input_click (input, button);
  g_assert_cmpint (pm_job_get_state (pm_session_get_job (session)), ==, PM_JOB_RUNNING);
  pm_test_window_wait_reduced (window);
  g_assert_nonnull (pm_session_get_result (session));
  pm_test_input_free (g_steal_pointer (&input));
  pm_test_window_close (window);
}

/* Without a pointer: the views have the focus when they appear and when they are chosen; F6 goes round the panes and comes back to them. */
static void
test_keyboard_only (void)
{
  PmWindow *window = pm_test_window_open (application);
  PmViewModel *model = pm_window_get_model (window);
  PmPixelSelection *selection = pm_view_model_get_selection (model);
  g_autoptr (PmTestInput) input = pm_test_input_new (GTK_WINDOW (window));
  static const char *const views[] = { "<Alt>2", "<Alt>3", "<Alt>1" };
  pm_test_window_open_scan (window);
  pm_test_input_key (input, "<Control>r");
  pm_test_window_wait_reduced (window);
  pm_test_input_key (input, "n");
  int suspicious = pm_pixel_selection_get_current (selection);
  g_assert_cmpint (pm_view_model_get_mark (model, suspicious), ==, PM_MARK_SUSPICIOUS);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      pm_test_input_key (input, views[i]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      pm_test_input_key (input, i % 2 ? "g" : "b");
      g_assert_cmpint (pm_view_model_get_mark (model, suspicious), ==, i % 2 ? PM_MARK_GOOD_HAND : PM_MARK_BAD);
      for (int k = 0; k < 3; k++)
        pm_test_input_key (input, "F6");
      int before = pm_pixel_selection_get_current (selection);
      pm_test_input_key (input, "Down"); /* or, at an edge, */
      pm_test_input_key (input, "Right");
      g_assert_cmpint (pm_pixel_selection_get_current (selection), !=, before);
      pm_pixel_selection_set_current (selection, suspicious);
      pm_pixel_selection_select_one (selection, suspicious);
    }
  pm_test_input_free (g_steal_pointer (&input));
  pm_test_window_close (window);
}

#define ADD(name, function) g_test_add ("/window-input/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  application = pm_test_window_init (&argc, &argv);
  g_test_add_func ("/window-input/reduce-and-stop", test_reduce_and_stop);
  g_test_add_func ("/window-input/keyboard-only", test_keyboard_only);
  ADD ("clicks", test_clicks);
  ADD ("rubber-band", test_rubber_band);
  ADD ("arrows", test_arrows);
  ADD ("judging", test_judging);
  ADD ("next-suspicious", test_next_suspicious);
  ADD ("filter", test_filter);
  ADD ("sort", test_sort);
  ADD ("reason", test_reason);
  ADD ("menu-and-contrast", test_menu_and_contrast);
  ADD ("wheel", test_wheel);
  ADD ("parts", test_parts);
  ADD ("table-filter", test_table_filter);
  int status = g_test_run ();
  pm_test_window_done (application);
  return status;
}
