/* SPDX-License-Identifier: GPL-3.0-or-later
 * The tool bar, the popover and the grid follow the model, and the model follows them.
 */
#include "pm-maps-page.h"
#include "pm-colour-popover.h"
#include "pm-test-result.h"
#include "pm-test-wait.h"
#include "pm-test.h"

typedef struct
{
  PmResult *result;
  PmViewModel *model;
  GtkWidget *window, *page;
  PmMapsGrid *grid;
  int n_cleared; /* times that win.clear-filter was activated */
} Fixture;

/* The first widget of that type below, and showing that text if there is one. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    {
      g_autofree char *label = NULL;
      if (text && g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "label"))
        g_object_get (widget, "label", &label, NULL);
      if (!text || g_strcmp0 (label, text) == 0)
        return widget;
    }
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type, text);
  return found;
}

/* The drop-down before it has a search entry inside. */
static GtkWidget *
find_filter (Fixture *f)
{
  GtkWidget *child = find (f->page, GTK_TYPE_DROP_DOWN, NULL);
  while (child && !GTK_IS_SEARCH_ENTRY (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
clear_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Fixture *f = data;
  f->n_cleared++;
  pm_view_model_clear_filter (f->model);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->result = pm_test_result_new (1, 10, 16);
  f->model = pm_view_model_new ();
  f->page = pm_maps_page_new (f->model); /* before there is a result */
  f->grid = pm_maps_page_get_grid (PM_MAPS_PAGE (f->page));
  f->window = gtk_window_new ();
  f->n_cleared = 0;
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  const GActionEntry entries[] = { { "clear-filter", clear_filter_cb } };
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), f);
  gtk_widget_insert_action_group (f->window, "win", G_ACTION_GROUP (actions));
  gtk_window_set_decorated (GTK_WINDOW (f->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 728, 726);
  gtk_window_set_child (GTK_WINDOW (f->window), f->page);
  gtk_window_present (GTK_WINDOW (f->window));
  pm_test_wait_until (gtk_widget_get_mapped (f->page));
  pm_view_model_set_result (f->model, f->result, NULL);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gpointer page = f->page;
  g_object_add_weak_pointer (G_OBJECT (f->page), &page);
  gtk_window_destroy (GTK_WINDOW (f->window));
  pm_test_wait_until (page == NULL);
  g_assert_finalize_object (f->model);
  pm_result_unref (f->result);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  GtkWidget *drop = find (f->page, GTK_TYPE_DROP_DOWN, NULL);
  int sort;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), PM_SORT_S2N);
  g_object_get (f->model, "sort", &sort, NULL);
  g_assert_cmpint (sort, ==, PM_SORT_S2N);
  g_object_set (f->model, "sort", PM_SORT_COUPLING, NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop)), ==, PM_SORT_COUPLING);

  GtkWidget *button = gtk_widget_get_next_sibling (drop);
  gboolean descending;
  g_signal_emit_by_name (button, "clicked");
  g_object_get (f->model, "descending", &descending, NULL);
  g_assert_true (descending);
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (button)), ==, "view-sort-descending-symbolic");
  g_object_set (f->grid, "as-array", TRUE, NULL); /* there is no order then */
  g_assert_false (gtk_widget_get_sensitive (drop));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (gtk_widget_get_next_sibling (button))));
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  GtkWidget *entry = find_filter (f), *title = find (f->page, GTK_TYPE_LABEL, "No pixel matches");
  guint n;
  pm_maps_page_focus_filter (PM_MAPS_PAGE (f->page));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (f->window)), entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "[3,");
  pm_test_wait_until ((pm_view_model_get_order (f->model, &n), n == 16)); /* the entry waits until typing pauses */
  g_assert_false (gtk_widget_get_mapped (title));
  gtk_editable_set_text (GTK_EDITABLE (entry), "nothing of that name");
  pm_test_wait_until (gtk_widget_get_mapped (title));
  g_signal_emit_by_name (find (f->page, GTK_TYPE_BUTTON, "Clear filter"), "clicked");
  g_assert_cmpint (f->n_cleared, ==, 1);
  g_assert_false (gtk_widget_get_mapped (title));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (entry), "R0");
  g_signal_emit_by_name (entry, "stop-search"); /* Escape */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (f->window)), GTK_WIDGET (f->grid)));
}

static void
test_size_slider (Fixture *f, gconstpointer data)
{
  GtkWidget *scale = find (f->page, GTK_TYPE_SCALE, NULL);
  g_assert_true (gtk_widget_get_child_visible (scale));
  gtk_range_set_value (GTK_RANGE (scale), 5);
  g_assert_cmpint (pm_maps_grid_get_edge (f->grid), ==, 123);
  pm_maps_grid_change_size (f->grid, -1);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 4);
}

/* In a split window the page fits, without its slider. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  int minimum;
  gtk_widget_measure (f->page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 450);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 450, 600);
  pm_test_wait_until (gtk_widget_get_width (f->page) == 450);
  g_assert_false (gtk_widget_get_child_visible (find (f->page, GTK_TYPE_SCALE, NULL)));
}

static void
test_look (Fixture *f, gconstpointer data)
{
  GtkWidget *button = find (f->page, GTK_TYPE_MENU_BUTTON, NULL);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  pm_test_wait_until (gtk_widget_get_mapped (popover));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (popover, GTK_TYPE_TOGGLE_BUTTON, "Log")), TRUE);
  const PmMapLook *look = pm_view_model_get_look (f->model);
  g_assert_cmpint (look->stretch, ==, PM_STRETCH_LOG);
  g_assert_nonnull (find (button, GTK_TYPE_LABEL, "log"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (popover, GTK_TYPE_TOGGLE_BUTTON, "Invert")), TRUE);
  g_assert_true (look->inverted);
  GtkListBox *list = GTK_LIST_BOX (find (popover, GTK_TYPE_LIST_BOX, NULL));
  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, PM_COLORMAP_GREY));
  g_assert_cmpint (look->colormap, ==, PM_COLORMAP_GREY);

  GtkWidget *low = find (popover, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (low), "−2.5");
  g_signal_emit_by_name (low, "activate");
  g_assert_cmpfloat (look->low, ==, -2.5);
  g_assert_nonnull (find (button, GTK_TYPE_LABEL, "−2.5"));
  gtk_editable_set_text (GTK_EDITABLE (low), "much");
  g_signal_emit_by_name (low, "activate");
  g_assert_cmpfloat (look->low, ==, -2.5);
  g_assert_true (gtk_widget_has_css_class (low, "error"));
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
median_peak (const PmPixelTable *table)
{
  g_autoptr (GArray) peaks = g_array_new (FALSE, FALSE, sizeof (double));
  for (gsize i = 0; i < table->n_rows; i++)
    if (table->status[i] == PM_PIXEL_GOOD)
      g_array_append_val (peaks, table->values[PM_COLUMN_PEAK][i]);
  g_array_sort (peaks, compare_doubles);
  return 0.5 * (g_array_index (peaks, double, (peaks->len - 1) / 2) + g_array_index (peaks, double, peaks->len / 2));
}

/* Limits of all maps come from a thread, and into the look of the model. */
static void
test_common (Fixture *f, gconstpointer data)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (find (f->page, GTK_TYPE_MENU_BUTTON, NULL))));
  const PmMapLook *look = pm_view_model_get_look (f->model);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (popover, GTK_TYPE_TOGGLE_BUTTON, "All maps alike")), TRUE);
  g_assert_true (look->common);
  pm_test_wait_until (look->shared.high != look->shared.low);
  double peak = pm_map_look_soft_peak (look) * median_peak (f->result->table); /* softened maps are lower */
  pm_assert_close (look->shared.low, -0.08 * peak, 0, 1e-12); /* double precision */
  pm_assert_close (look->shared.high, peak, 0, 1e-12);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));

  PmMapLook other = *look;
  other.stretch = PM_STRETCH_HISTOGRAM;
  pm_view_model_set_look (f->model, &other);
  pm_test_wait_until (look->shared.equalised);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (popover, GTK_TYPE_TOGGLE_BUTTON, "Each map")), TRUE);
  g_assert_false (look->common);
}

static void
test_own_limits (Fixture *f, gconstpointer data)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (find (f->page, GTK_TYPE_MENU_BUTTON, NULL))));
  const PmMapLook *look = pm_view_model_get_look (f->model);
  GtkWidget *quantity = find (popover, GTK_TYPE_DROP_DOWN, NULL), *limits = find (popover, GTK_TYPE_LABEL, "Limits");
  limits = gtk_widget_get_next_sibling (limits);
  g_assert_true (GTK_IS_DROP_DOWN (limits));
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (limits)));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (limits), n - 1);
  g_assert_cmpint (look->limits, ==, PM_LIMITS_VALUE);
  pm_assert_close (look->high, pm_map_look_soft_peak (look) * f->result->table->values[PM_COLUMN_PEAK][0], 0, 1e-12); /* the first map's */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (quantity), 2);
  g_assert_cmpint (look->quantity, ==, PM_QUANTITY_EXPOSURE);
  g_assert_cmpint (look->colormap, ==, PM_COLORMAP_VIRIDIS);
  g_object_set (popover, "cut", PM_CUT_FIT, NULL);
  int cut;
  g_object_get (f->grid, "cut", &cut, NULL);
  g_assert_cmpint (cut, ==, PM_CUT_FIT);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define add(name, function) g_test_add ("/maps-page/" name, Fixture, NULL, set_up, function, tear_down)
  add ("order", test_order);
  add ("filter", test_filter);
  add ("size-slider", test_size_slider);
  add ("narrow", test_narrow);
  add ("look", test_look);
  add ("common", test_common);
  add ("own-limits", test_own_limits);
  return g_test_run ();
}
