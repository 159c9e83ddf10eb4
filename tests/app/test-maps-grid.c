/* SPDX-License-Identifier: GPL-3.0-or-later
 * The grid in a window of 728 x 690 for it, as in the design: 8 columns of 88, rows of 106. Presses and keys go in where the controllers
 * hand them on.
 */
#include "pm-maps-grid-private.h"
#include "pm-test-result.h"
#include "pm-test-wait.h"
#include "pm-test.h"

typedef struct
{
  PmResult *result;
  PmViewModel *model;
  PmPixelSelection *selection;
  GtkWidget *window, *scroller;
  PmMapsGrid *grid;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->result = pm_test_result_new (2, 20, 16);
  f->model = pm_view_model_new ();
  pm_view_model_set_result (f->model, f->result, NULL);
  f->selection = pm_view_model_get_selection (f->model);
  f->grid = PM_MAPS_GRID (pm_maps_grid_new (f->model));
  f->window = gtk_window_new ();
  f->scroller = gtk_scrolled_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (f->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 728, 690);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (f->scroller), GTK_WIDGET (f->grid));
  gtk_window_set_child (GTK_WINDOW (f->window), f->scroller);
  gtk_window_present (GTK_WINDOW (f->window));
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->grid)), ==, 728);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gpointer grid = f->grid;
  g_object_add_weak_pointer (G_OBJECT (f->grid), &grid);
  gtk_window_destroy (GTK_WINDOW (f->window));
  pm_test_wait_until (grid == NULL);
  g_assert_finalize_object (f->model);
  pm_result_unref (f->result);
}

static void
press (Fixture *f, int pixel, GdkModifierType state)
{
  GdkRectangle area;
  g_assert_true (pm_maps_grid_get_area (f->grid, pixel, &area));
  _pm_maps_grid_press (f->grid, area.x + 40, area.y + 40, state);
  _pm_maps_grid_release (f->grid);
}

static void
assert_selected (Fixture *f, int current, const guint *expected, guint n)
{
  guint n_found;
  g_autofree guint *found = pm_pixel_selection_get_selected (f->selection, &n_found);
  g_assert_cmpmem (found, n_found * sizeof (guint), expected, n * sizeof (guint));
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, current);
}

static void
test_visible_only (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (f->grid->visible->len, ==, 7 * 8); /* 690 of rows of 106: seven */
  for (int i = 0; i < 56; i++)
    g_assert_nonnull (pm_thumbnailer_peek (f->grid->thumbnailer, i));
  pm_test_wait_until (pm_thumbnailer_get_n_waiting (f->grid->thumbnailer) == 0);
  g_assert_nonnull (pm_thumbnailer_peek (f->grid->thumbnailer, 100)); /* a screen ahead */
  g_assert_null (pm_thumbnailer_peek (f->grid->thumbnailer, 400));
  _pm_maps_grid_set_scroll (f->grid, GTK_ORIENTATION_VERTICAL, 1e9);
  gtk_widget_queue_draw (GTK_WIDGET (f->grid));
  pm_test_wait_until (pm_thumbnailer_is_current (f->grid->thumbnailer, 639));
  g_assert_cmpint (pm_maps_grid_find_pixel (f->grid, 15 + 7 * 88 + 40, 690 - 10 - 17 - 40), ==, 639);
}

static void
test_clicks (Fixture *f, gconstpointer data)
{
  static const guint one[] = { 9 }, two[] = { 9, 12 }, range[] = { 12, 13, 14, 15, 16 }, more[] = { 3, 12, 13, 14, 15, 16 };
  static const guint added[] = { 3, 4, 5, 12, 13, 14, 15, 16 };
  press (f, 9, 0);
  assert_selected (f, 9, one, 1);
  press (f, 12, GDK_CONTROL_MASK);
  assert_selected (f, 12, two, 2);
  press (f, 16, GDK_SHIFT_MASK); /* from the one that was clicked last */
  assert_selected (f, 16, range, 5);
  press (f, 3, GDK_CONTROL_MASK);
  assert_selected (f, 3, more, 6);
  press (f, 5, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  assert_selected (f, 5, added, 8);
  press (f, 3, 0);
  press (f, 3, GDK_CONTROL_MASK);
  assert_selected (f, 3, NULL, 0);
  press (f, 9, 0);
  _pm_maps_grid_press (f->grid, 3, 3, 0); /* the ground */
  assert_selected (f, 9, NULL, 0);
}

static void
test_band (Fixture *f, gconstpointer data)
{
  static const guint inside[] = { 1, 2, 9, 10 }, with_before[] = { 1, 2, 9, 10, 20 }, smaller[] = { 1, 20 }, one[] = { 1 };
  press (f, 20, 0);
  GdkRectangle from, to;
  pm_maps_grid_get_area (f->grid, 1, &from);
  pm_maps_grid_get_area (f->grid, 10, &to);
  _pm_maps_grid_press (f->grid, from.x + 10, from.y + 10, 0);
  _pm_maps_grid_drag_to (f->grid, from.x + 12, from.y + 12); /* no drag yet */
  assert_selected (f, 1, one, 1);
  _pm_maps_grid_drag_to (f->grid, to.x + 10, to.y + 10);
  assert_selected (f, 1, inside, 4);
  _pm_maps_grid_release (f->grid);
  press (f, 20, 0);
  _pm_maps_grid_press (f->grid, from.x + 10, from.y + 10, GDK_CONTROL_MASK);
  _pm_maps_grid_drag_to (f->grid, to.x + 10, to.y + 10);
  assert_selected (f, 1, with_before, 5);
  _pm_maps_grid_drag_to (f->grid, from.x + 20, from.y + 20); /* and back */
  assert_selected (f, 1, smaller, 2);
  _pm_maps_grid_release (f->grid);
}

/* Dragged beyond the lower edge, the view follows. */
static void
test_autoscroll (Fixture *f, gconstpointer data)
{
  _pm_maps_grid_press (f->grid, 20, 20, 0);
  _pm_maps_grid_drag_to (f->grid, 300, 800);
  pm_test_wait_until (_pm_maps_grid_get_scroll (f->grid, GTK_ORIENTATION_VERTICAL) > 300);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), >, 4 * 8);
  _pm_maps_grid_release (f->grid);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  static const guint first[] = { 0 }, right[] = { 1 }, down[] = { 9 }, range[] = { 9, 10, 11 }, last[] = { 639 };
  g_assert_true (_pm_maps_grid_key (f->grid, GDK_KEY_Right, 0)); /* nothing is current: the first */
  assert_selected (f, 0, first, 1);
  _pm_maps_grid_key (f->grid, GDK_KEY_Right, 0);
  assert_selected (f, 1, right, 1);
  _pm_maps_grid_key (f->grid, GDK_KEY_Down, 0);
  assert_selected (f, 9, down, 1);
  _pm_maps_grid_key (f->grid, GDK_KEY_Right, GDK_SHIFT_MASK);
  _pm_maps_grid_key (f->grid, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_selected (f, 11, range, 3);
  _pm_maps_grid_key (f->grid, GDK_KEY_Left, GDK_SHIFT_MASK);
  assert_selected (f, 10, range, 2);
  _pm_maps_grid_key (f->grid, GDK_KEY_space, GDK_CONTROL_MASK);
  g_assert_false (pm_pixel_selection_is_selected (f->selection, 10));
  _pm_maps_grid_key (f->grid, GDK_KEY_End, 0);
  assert_selected (f, 639, last, 1);
  GdkRectangle area;
  g_assert_true (pm_maps_grid_get_area (f->grid, 639, &area)); /* in sight */
  g_assert_cmpint (area.y + area.height, <=, 690);
  _pm_maps_grid_key (f->grid, GDK_KEY_Page_Up, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 639 - 6 * 8);
  _pm_maps_grid_key (f->grid, GDK_KEY_Home, 0);
  assert_selected (f, 0, first, 1);
  g_assert_false (_pm_maps_grid_key (f->grid, GDK_KEY_b, 0)); /* the window's */
  g_assert_false (_pm_maps_grid_key (f->grid, GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_false (_pm_maps_grid_key (f->grid, GDK_KEY_Escape, 0));
}

/* The current pixel's middle stays where it is. */
static void
test_size (Fixture *f, gconstpointer data)
{
  GdkRectangle before, after;
  pm_pixel_selection_set_current (f->selection, 300);
  pm_maps_grid_scroll_to (f->grid, 300);
  _pm_maps_grid_set_scroll (f->grid, GTK_ORIENTATION_VERTICAL, _pm_maps_grid_get_scroll (f->grid, GTK_ORIENTATION_VERTICAL) + 200);
  pm_maps_grid_get_area (f->grid, 300, &before);
  g_assert_true (_pm_maps_grid_key (f->grid, GDK_KEY_plus, 0));
  g_assert_cmpint (pm_maps_grid_get_edge (f->grid), ==, 110);
  pm_maps_grid_get_area (f->grid, 300, &after);
  g_assert_cmpint (ABS (after.y + after.height / 2 - before.y - before.height / 2), <=, 1); /* halves of pixels */
  for (int i = 0; i < 6; i++)
    _pm_maps_grid_key (f->grid, GDK_KEY_minus, 0);
  g_assert_cmpint (pm_maps_grid_get_edge (f->grid), ==, 16);
  pm_maps_grid_get_area (f->grid, 300, &after);
  g_assert_cmpint (after.y, >=, 0);
  g_assert_cmpint (after.y, <, 690);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
  g_assert_cmpint (cairo_image_surface_get_width (pm_thumbnailer_peek (f->grid->thumbnailer, 300)), ==, 16);
  _pm_maps_grid_key (f->grid, GDK_KEY_0, 0); /* 640 at 41: 15 columns and 43 rows do not fit */
  g_assert_cmpint (pm_maps_grid_get_edge (f->grid), ==, 16);
}

static void
test_scroll_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) other = pm_test_result_new (2, 20, 16);
  _pm_maps_grid_set_scroll (f->grid, GTK_ORIENTATION_VERTICAL, 1234);
  pm_pixel_selection_select_one (f->selection, 500);
  pm_view_model_set_result (f->model, other, NULL);
  g_assert_cmpfloat (_pm_maps_grid_get_scroll (f->grid, GTK_ORIENTATION_VERTICAL), ==, 1234);
  g_assert_true (pm_pixel_selection_is_selected (f->selection, 500));
  pm_view_model_set_result (f->model, NULL, NULL); /* nothing at all is no reason to crash */
  gtk_widget_queue_draw (GTK_WIDGET (f->grid));
  pm_test_wait_until (f->grid->visible->len == 0);
  g_assert_cmpint (pm_maps_grid_find_pixel (f->grid, 50, 50), ==, PM_PIXEL_NONE);
  g_assert_false (_pm_maps_grid_key (f->grid, GDK_KEY_Right, 0));
}

static void
test_as_array (Fixture *f, gconstpointer data)
{
  static const guint alone[] = { 3 };
  g_object_set (f->grid, "as-array", TRUE, "size-step", 0, NULL);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
  GdkRectangle low, high, right, other;
  pm_maps_grid_get_area (f->grid, 0, &low);
  pm_maps_grid_get_area (f->grid, 16, &high); /* row 1 is above row 0 */
  pm_maps_grid_get_area (f->grid, 1, &right);
  pm_maps_grid_get_area (f->grid, 320, &other); /* R1 beside R0 */
  g_assert_cmpint (high.y, ==, low.y - 17);
  g_assert_cmpint (right.x, ==, low.x + 17);
  g_assert_cmpint (other.y, ==, low.y);
  g_assert_cmpint (other.x, >, low.x + 16 * 17);
  g_object_set (f->model, "text", "[0,3]", NULL); /* all are shown, those left out dimmed */
  g_assert_true (pm_maps_grid_get_area (f->grid, 0, &low));
  _pm_maps_grid_press (f->grid, low.x + 2, low.y + 2, 0);
  _pm_maps_grid_drag_to (f->grid, low.x + 15 * 17, low.y + 4); /* a rectangle takes no dimmed ones */
  _pm_maps_grid_release (f->grid);
  assert_selected (f, 0, alone, 1);
  _pm_maps_grid_key (f->grid, GDK_KEY_Up, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 16);
}

static void
test_contrast (Fixture *f, gconstpointer data)
{
  _pm_maps_grid_contrast_begin (f->grid);
  _pm_maps_grid_contrast (f->grid, 0, -150); /* upwards: e times as hard */
  const PmMapLook *look = pm_view_model_get_look (f->model);
  pm_assert_close (look->high - look->low, 108.0 / G_E, 1e-9, 0); /* double precision */
  pm_assert_close (look->high + look->low, 92.0, 1e-9, 0);
  _pm_maps_grid_contrast (f->grid, 300, 0); /* to the right: by the whole range */
  look = pm_view_model_get_look (f->model);
  pm_assert_close (look->low, -8.0 + 108.0, 1e-9, 0);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
}

static gboolean
change_look_cb (gpointer data)
{
  Fixture *f = data;
  PmMapLook look = *pm_view_model_get_look (f->model);
  look.high += 0.01;
  pm_view_model_set_look (f->model, &look);
  return G_SOURCE_CONTINUE;
}

static void
count_cb (PmThumbnailer *thumbnailer, int *n)
{
  (*n)++;
}

/* However fast looks follow one another, pictures appear, and those of the last one remain. */
static void
test_fast_looks (Fixture *f, gconstpointer data)
{
  int n_ready = 0;
  gulong handler = g_signal_connect (f->grid->thumbnailer, "ready", G_CALLBACK (count_cb), &n_ready);
  guint source = g_timeout_add (1, change_look_cb, f);
  pm_test_wait_until (n_ready >= 20);
  g_source_remove (source);
  g_signal_handler_disconnect (f->grid->thumbnailer, handler);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
  g_assert_false (f->grid->is_look_due);
}

static void
test_menu (Fixture *f, gconstpointer data)
{
  static const guint one[] = { 9 }, three[] = { 9, 10, 11 };
  press (f, 20, 0);
  _pm_maps_grid_open_menu (f->grid, 9, 50, 50);
  pm_test_wait_until (gtk_widget_get_mapped (f->grid->menu));
  assert_selected (f, 9, one, 1);
  gtk_popover_popdown (GTK_POPOVER (f->grid->menu));
  pm_pixel_selection_set (f->selection, three, 3);
  _pm_maps_grid_open_menu (f->grid, 10, 50, 50); /* selected already: all of them stay */
  assert_selected (f, 10, three, 3);
  gtk_popover_popdown (GTK_POPOVER (f->grid->menu));
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  GtkAccessible *grid = GTK_ACCESSIBLE (f->grid), *cell = GTK_ACCESSIBLE (f->grid->cell);
  gtk_test_accessible_assert_role (grid, GTK_ACCESSIBLE_ROLE_GRID);
  gtk_test_accessible_assert_role (cell, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  press (f, 23, 0); /* bad by hand; row 1 column 7 of the array, row 2 column 7 of the grid */
  gtk_test_accessible_assert_relation (grid, GTK_ACCESSIBLE_RELATION_ROW_COUNT, 80);
  gtk_test_accessible_assert_relation (grid, GTK_ACCESSIBLE_RELATION_COL_COUNT, 8);
  gtk_test_accessible_assert_relation (cell, GTK_ACCESSIBLE_RELATION_ROW_INDEX, 3);
  gtk_test_accessible_assert_relation (cell, GTK_ACCESSIBLE_RELATION_POS_IN_SET, 24);
  gtk_test_accessible_assert_relation (cell, GTK_ACCESSIBLE_RELATION_SET_SIZE, 640);
  const char *name = pm_grid_cell_get_name (PM_GRID_CELL (cell));
  g_assert_true (g_str_has_prefix (name, "Pixel R0[1,7], row 1 column 7, bad by hand, S/N "));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->grid)));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (f->window)) == f->grid->cell);
}

/* A hundred thousand pixels: what is painted and asked for does not grow. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (PmResult) many = pm_result_new ();
  many->table = pm_pixel_table_new (100000);
  for (int i = 0; i < 100000; i++)
    {
      many->table->index[i] = i;
      many->table->row[i] = i / 400;
      many->table->col[i] = i % 400;
    }
  pm_view_model_set_result (f->model, many, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (f->grid));
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid) && f->grid->geometry->n_cells == 100000);
  g_assert_cmpuint (f->grid->visible->len, <=, 8 * 8);
  _pm_maps_grid_key (f->grid, GDK_KEY_End, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, 99999);
  g_object_set (f->grid, "as-array", TRUE, "size-step", 0, NULL);
  pm_test_wait_until (pm_maps_grid_is_complete (f->grid));
  g_assert_cmpuint (f->grid->visible->len, <=, 44 * 42); /* 728 x 690 of 17 */
  g_assert_cmpint (f->grid->geometry->width, >, 400 * 17);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define add(name, function) g_test_add ("/maps-grid/" name, Fixture, NULL, set_up, function, tear_down)
  add ("visible-only", test_visible_only);
  add ("clicks", test_clicks);
  add ("band", test_band);
  add ("autoscroll", test_autoscroll);
  add ("keys", test_keys);
  add ("size", test_size);
  add ("scroll-stays", test_scroll_stays);
  add ("as-array", test_as_array);
  add ("contrast", test_contrast);
  add ("fast-looks", test_fast_looks);
  add ("menu", test_menu);
  add ("accessible", test_accessible);
  add ("many", test_many);
  return g_test_run ();
}
