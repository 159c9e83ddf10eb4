/* SPDX-License-Identifier: GPL-3.0-or-later
 * The array view and the inspector under the hands of a user, as test-window-input.c for the maps.
 */
#include "pm-array-page.h"
#include "pm-inspector.h"
#include "pm-map-plot.h"
#include "pm-refit-panel.h"
#include "pm-test-input.h"
#include "pm-test-window.h"

#include <math.h>

static PmApplication *application;

typedef struct
{
  PmWindow *window;
  PmViewModel *model;
  PmPixelSelection *selection;
  PmTestInput *input;
  PmArrayPage *page;
  PmArrayView *view;
  GtkWidget *widget; /* the view */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *page;
  f->window = pm_test_window_open_reduced (application);
  f->model = pm_window_get_model (f->window);
  f->selection = pm_view_model_get_selection (f->model);
  f->input = pm_test_input_new (GTK_WINDOW (f->window));
  pm_test_input_key (f->input, "<Alt>2");
  pm_test_wait_until ((page = pm_test_find_type (GTK_WIDGET (f->window), PM_TYPE_ARRAY_PAGE)) && gtk_widget_get_width (page) > 0);
  f->page = PM_ARRAY_PAGE (page);
  f->view = pm_array_page_get_view (f->page);
  f->widget = GTK_WIDGET (f->view);
  pm_test_wait_until (!pm_array_view_is_busy (f->view) && pm_array_view_get_layout (f->view) &&
                      pm_array_view_get_scene (f->view)->plot.width > 100.0);
  gtk_test_widget_wait_for_draw (f->widget);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pm_test_input_free (f->input);
  pm_test_window_close (f->window);
}

/* Where the middle of a pixel is drawn. */
static void
place_of (Fixture *f, int pixel, double *x, double *y)
{
  const PmArrayLayout *layout = pm_array_view_get_layout (f->view);
  pm_array_drawing_to_screen (pm_array_view_get_scene (f->view), layout->x[pixel], layout->y[pixel], x, y);
}

/* The good pixel nearest to the middle of the plot. */
static int
middle_pixel (Fixture *f)
{
  const PmArrayScene *scene = pm_array_view_get_scene (f->view);
  const PmArrayLayout *layout = pm_array_view_get_layout (f->view);
  const PmPixelTable *table = pm_view_model_get_result (f->model)->table;
  int found = PM_PIXEL_NONE;
  double nearest = INFINITY;
  for (gsize i = 0; i < layout->n_pixels; i++)
    {
      double x, y;
      if (table->status[i] != PM_PIXEL_GOOD || isnan (layout->x[i]))
        continue;
      place_of (f, (int) i, &x, &y);
      double distance = hypot (x - scene->plot.x - 0.5 * scene->plot.width, y - scene->plot.y - 0.5 * scene->plot.height);
      if (distance < nearest)
        {
          nearest = distance;
          found = (int) i;
        }
    }
  g_assert_cmpint (found, !=, PM_PIXEL_NONE);
  return found;
}

static void
choose_tool (Fixture *f, const char *tooltip, const char *name)
{
  g_autofree char *tool = NULL;
  GtkWidget *button = pm_test_find_tooltip (GTK_WIDGET (f->page), tooltip);
  g_assert_nonnull (button);
  pm_test_input_click (f->input, button);
  g_object_get (f->view, "tool", &tool, NULL);
  g_assert_cmpstr (tool, ==, name);
}

/* What must be selected after an outline of screen points x, y was drawn: the pixels whose middle is inside. Those within a pixel of the
 * screen of its edge may be or not: events have whole coordinates. */
static void
check_enclosed (Fixture *f, const double (*points)[2], gsize n)
{
  const PmArrayLayout *layout = pm_array_view_get_layout (f->view);
  guint n_inside = 0;
  for (gsize i = 0; i < layout->n_pixels; i++)
    {
      double x, y, edge = INFINITY;
      gboolean inside = FALSE;
      if (isnan (layout->x[i]))
        continue;
      place_of (f, (int) i, &x, &y);
      for (gsize a = 0, b = n - 1; a < n; b = a++)
        {
          double dx = points[a][0] - points[b][0], dy = points[a][1] - points[b][1], length = hypot (dx, dy);
          double along = CLAMP (((x - points[b][0]) * dx + (y - points[b][1]) * dy) / (length * length), 0.0, 1.0);
          edge = MIN (edge, hypot (x - points[b][0] - along * dx, y - points[b][1] - along * dy));
          if ((points[a][1] > y) != (points[b][1] > y) && x < points[b][0] + (y - points[b][1]) * dx / dy)
            inside = !inside;
        }
      if (edge > 2.0)
        g_assert_cmpint (pm_pixel_selection_is_selected (f->selection, (int) i), ==, inside);
      n_inside += inside;
    }
  g_assert_cmpuint (n_inside, >, 3); /* there was something to select */
}

static void
test_clicks (Fixture *f, gconstpointer data)
{
  int pixel = middle_pixel (f);
  double x, y;
  place_of (f, pixel, &x, &y);
  pm_test_input_move (f->input, f->widget, x, y);
  g_assert_cmpint (pm_pixel_selection_get_hovered (f->selection), ==, pixel);
  pm_test_input_click_at (f->input, f->widget, x, y, GDK_BUTTON_PRIMARY, 0);
  g_assert_cmpint (pm_pixel_selection_get_current (f->selection), ==, pixel);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 1);
  pm_test_input_key (f->input, "<Shift>Right");
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 2);
  pm_test_input_click_at (f->input, f->widget, x, y, GDK_BUTTON_PRIMARY, GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 1);
  pm_test_input_key (f->input, "b");
  g_assert_cmpuint (pm_view_model_count (f->model, PM_MARK_BAD), ==, 1);
}

static void
test_rectangle (Fixture *f, gconstpointer data)
{
  const PmArrayBox *plot = &pm_array_view_get_scene (f->view)->plot;
  double x1 = floor (plot->x + 0.3 * plot->width), x2 = floor (plot->x + 0.6 * plot->width);
  double y1 = floor (plot->y + 0.35 * plot->height), y2 = floor (plot->y + 0.7 * plot->height);
  const double drag[][2] = { { x1, y1 }, { x2, y2 } }, outline[][2] = { { x1, y1 }, { x2, y1 }, { x2, y2 }, { x1, y2 } };
  choose_tool (f, "Drag selects a rectangle; Shift adds, Ctrl toggles", "rectangle");
  pm_test_input_drag (f->input, f->widget, drag, 2, GDK_BUTTON_PRIMARY, 0);
  check_enclosed (f, outline, 4);
  pm_test_input_drag (f->input, f->widget, drag, 2, GDK_BUTTON_PRIMARY, GDK_CONTROL_MASK);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (f->selection), ==, 0);
}

static void
test_lasso (Fixture *f, gconstpointer data)
{
  const PmArrayBox *plot = &pm_array_view_get_scene (f->view)->plot;
  double outline[13][2]; /* a bean: not convex */
  for (int k = 0; k < 13; k++)
    {
      double angle = 2.0 * G_PI * k / 12.0, radius = 0.25 * MIN (plot->width, plot->height) * (1.0 + 0.4 * cos (2.0 * angle));
      outline[k][0] = floor (plot->x + 0.5 * plot->width + radius * cos (angle));
      outline[k][1] = floor (plot->y + 0.5 * plot->height + radius * sin (angle));
    }
  choose_tool (f, "Drag selects with a lasso; Shift adds, Ctrl toggles", "lasso");
  pm_test_input_drag (f->input, f->widget, (const double (*)[2]) outline, 13, GDK_BUTTON_PRIMARY, 0);
  check_enclosed (f, (const double (*)[2]) outline, 12);
}

/* The wheel enlarges about the pointer; the middle button moves. */
static void
test_zoom_and_pan (Fixture *f, gconstpointer data)
{
  int pixel = middle_pixel (f);
  double x, y, x2, y2;
  place_of (f, pixel, &x, &y);
  double scale = pm_array_view_get_viewport (f->view)->scale;
  pm_test_input_wheel (f->input, f->widget, x, y, 3, 0);
  g_assert_cmpfloat (pm_array_view_get_viewport (f->view)->scale, >, 1.5 * scale); /* 1.2^3 = 1.73 */
  place_of (f, pixel, &x2, &y2);
  g_assert_cmpfloat (hypot (x2 - x, y2 - y), <, 2.0); /* whole coordinates of the pointer */
  const double points[][2] = { { x, y }, { x + 40.0, y - 30.0 } };
  pm_test_input_drag (f->input, f->widget, points, 2, GDK_BUTTON_MIDDLE, 0);
  place_of (f, pixel, &x, &y);
  g_assert_cmpfloat (hypot (x - x2 - 40.0, y - y2 + 30.0), <, 2.0);
  pm_test_input_key (f->input, "0");
  g_assert_true (pm_array_view_get_viewport (f->view)->fitted);
}

/* Makes a pixel current, and waits until the inspector has it. */
static GtkWidget *
inspect (Fixture *f, int pixel)
{
  GtkWidget *inspector = pm_test_find_type (GTK_WIDGET (f->window), PM_TYPE_INSPECTOR);
  pm_pixel_selection_select_one (f->selection, pixel);
  pm_pixel_selection_set_current (f->selection, pixel);
  gtk_widget_grab_focus (f->widget);
  pm_test_wait_until (pm_test_find_label (inspector, pm_view_model_get_result (f->model)->table->id[pixel]) != NULL);
  return inspector;
}

/* A start for a refit clicked into the map of the inspector, then the button; one undo takes it back. */
static void
test_refit (Fixture *f, gconstpointer data)
{
  int pixel = middle_pixel (f); /* the source is in the middle of its map */
  PmSession *session = pm_window_get_session (f->window);
  PmFlagLog *log = pm_session_get_flags (session);
  double coupling = pm_session_get_result (session)->table->values[PM_COLUMN_COUPLING][pixel], x, y;
  GtkWidget *inspector = inspect (f, pixel), *panel = NULL, *refit = NULL;
  pm_test_input_key (f->input, "r");
  pm_test_wait_until ((panel = pm_test_find_type (inspector, PM_TYPE_REFIT_PANEL)) && (refit = pm_test_find_name (panel, "refit_button")));
  GtkWidget *pick = pm_test_find_name (panel, "pick_button"), *plot = pm_test_find_type (inspector, PM_TYPE_MAP_PLOT);
  pm_test_input_click (f->input, pick);
  g_assert_true (pm_map_plot_get_picking (PM_MAP_PLOT (plot)));
  pm_test_input_click (f->input, plot);
  g_assert_false (pm_map_plot_get_picking (PM_MAP_PLOT (plot)));
  pm_refit_panel_get_start (PM_REFIT_PANEL (panel), &x, &y);
  g_assert_true (isfinite (x + y));
  pm_test_input_click (f->input, refit);
  pm_test_wait_until (pm_flag_log_get_can_undo (log));
  PmRefit refitted;
  g_assert_true (pm_flag_log_get_refit (log, (gsize) pixel, &refitted));
  g_assert_cmpfloat_with_epsilon (refitted.x0, x, 1e-9); /* the same numbers, whatever they went through */
  g_assert_cmpfloat_with_epsilon (refitted.y0, y, 1e-9);
  pm_test_input_key (f->input, "<Control>z");
  pm_test_wait_until (pm_session_get_result (session)->table->values[PM_COLUMN_COUPLING][pixel] == coupling);
  g_assert_false (pm_flag_log_get_refit (log, (gsize) pixel, &refitted));
}

/* The buttons of the inspector. */
static void
test_inspector_buttons (Fixture *f, gconstpointer data)
{
  int pixel = middle_pixel (f);
  GtkWidget *inspector = inspect (f, pixel), *bad = pm_test_find_label (inspector, "Bad"), *good = pm_test_find_label (inspector, "Good");
  pm_test_input_click (f->input, bad);
  g_assert_cmpint (pm_view_model_get_mark (f->model, pixel), ==, PM_MARK_BAD);
  pm_test_input_click (f->input, good);
  g_assert_cmpint (pm_view_model_get_mark (f->model, pixel), ==, PM_MARK_GOOD_HAND);
}

#define ADD(name, function) g_test_add ("/window-views/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  application = pm_test_window_init (&argc, &argv);
  ADD ("clicks", test_clicks);
  ADD ("rectangle", test_rectangle);
  ADD ("lasso", test_lasso);
  ADD ("zoom-and-pan", test_zoom_and_pan);
  ADD ("refit", test_refit);
  ADD ("inspector-buttons", test_inspector_buttons);
  int status = g_test_run ();
  pm_test_window_done (application);
  return status;
}
