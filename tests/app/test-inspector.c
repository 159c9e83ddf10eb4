/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-inspector.h"

#include "pm-flag-lines.h"
#include "pm-glyph-image.h"
#include "pm-history-list.h"
#include "pm-map-plot.h"
#include "pm-pixel-strip.h"
#include "pm-profile-plot.h"
#include "pm-refit-panel.h"
#include "pm-test-result.h"
#include "pm-test-wait.h"
#include "pm-test.h"
#include "pm-theme.h"
#include "pm-value-grid.h"

#include <math.h>
#include <string.h>

static const char *const action_names[] = { "bad", "bad-reason", "good", "clear", "next-suspicious", "previous-suspicious" };

typedef struct
{
  GtkWidget *window, *inspector;
  PmViewModel *model;
  PmPixelSelection *selection; /* of the model */
  PmResult *result;
  int n_activated[G_N_ELEMENTS (action_names)];
  char *reason;
} Fixture;

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Fixture *fixture = data;
  for (gsize i = 0; i < G_N_ELEMENTS (action_names); i++)
    fixture->n_activated[i] += g_str_equal (action_names[i], g_action_get_name (G_ACTION (action)));
}

static void
flag_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Fixture *fixture = data;
  g_free (fixture->reason);
  fixture->reason = g_variant_dup_string (parameter, NULL);
}

static void
add_actions (Fixture *fixture)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (action_names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (action_names[i], NULL);
      g_signal_connect (action, "activate", G_CALLBACK (activate_cb), fixture);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  g_autoptr (GSimpleAction) flag = g_simple_action_new ("flag", G_VARIANT_TYPE_STRING);
  g_signal_connect (flag, "activate", G_CALLBACK (flag_cb), fixture);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (flag));
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (group));
}

static void
set_up (Fixture *fixture, gconstpointer height)
{
  fixture->result = pm_test_result_new (2, 8, 8);
  fixture->result->options = pm_options_new ();
  fixture->model = pm_view_model_new ();
  fixture->selection = pm_view_model_get_selection (fixture->model);
  fixture->window = gtk_window_new ();
  add_actions (fixture);
  fixture->inspector = pm_inspector_new (fixture->model, NULL);
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 305, GPOINTER_TO_INT (height));
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->inspector);
  gtk_window_present (GTK_WINDOW (fixture->window));
  pm_test_wait_until (gtk_widget_get_mapped (fixture->inspector) && gtk_widget_get_height (fixture->inspector) > 0);
  pm_view_model_set_result (fixture->model, fixture->result, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer height)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->inspector), (gpointer *) &fixture->inspector);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_null (fixture->inspector); /* nothing keeps it alive */
  g_assert_finalize_object (fixture->model);
  pm_result_unref (fixture->result);
  g_free (fixture->reason);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_OBJECT_TYPE (widget) == type)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) && gtk_widget_get_mapped (widget))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

#define PART(type) find (fixture->inspector, type)
#define wait_for_label(text) pm_test_wait_until (find_label (fixture->inspector, text) != NULL)

static void
show_pixel (Fixture *fixture, int pixel)
{
  pm_pixel_selection_select_one (fixture->selection, pixel);
  pm_pixel_selection_set_current (fixture->selection, pixel);
  g_autofree char *place = g_strdup_printf ("ch %d", pixel);
  wait_for_label (place);
}

static void
test_one_pixel (Fixture *fixture, gconstpointer data)
{
  wait_for_label ("No pixel is selected");
  show_pixel (fixture, 66);
  g_assert_nonnull (find_label (fixture->inspector, "R1[0,2]"));
  g_assert_null (find_label (fixture->inspector, "No pixel"));
  g_assert_true (gtk_widget_get_mapped (PART (PM_TYPE_MAP_PLOT)));
  g_assert_true (gtk_widget_get_mapped (PART (PM_TYPE_PROFILE_PLOT)));
  g_assert_false (gtk_widget_get_visible (PART (PM_TYPE_PIXEL_STRIP)));
  g_assert_cmpint (pm_glyph_image_get_mark (PM_GLYPH_IMAGE (PART (PM_TYPE_GLYPH_IMAGE))), ==, PM_MARK_GOOD);
  g_autofree char *x = g_strdup_printf ("%.3f", fabs (fixture->result->table->values[PM_COLUMN_X][66]));
  g_assert_nonnull (strstr (pm_value_grid_get_text (PM_VALUE_GRID (PART (PM_TYPE_VALUE_GRID)), 0, 1), x));

  show_pixel (fixture, 7);
  g_assert_cmphex (pm_flag_lines_get_flags (PM_FLAG_LINES (PART (PM_TYPE_FLAG_LINES))), ==, PM_FLAG_WIDTH);
  g_assert_nonnull (find_label (fixture->inspector, "width far from"));
  g_assert_cmpint (pm_glyph_image_get_mark (PM_GLYPH_IMAGE (PART (PM_TYPE_GLYPH_IMAGE))), ==, PM_MARK_FLAGGED);
  show_pixel (fixture, 43);
  g_assert_nonnull (find_label (fixture->inspector, "Not fitted"));
  g_assert_cmpstr (pm_value_grid_get_text (PM_VALUE_GRID (PART (PM_TYPE_VALUE_GRID)), 0, 1), ==, "–");
  show_pixel (fixture, 61);
  g_assert_nonnull (find_label (fixture->inspector, "does not look at the sky"));

  pm_view_model_set_result (fixture->model, NULL, NULL);
  wait_for_label ("No pixel is selected");
}

static void
test_several_pixels (Fixture *fixture, gconstpointer data)
{
  const guint pixels[] = { 7, 12, 66 };
  show_pixel (fixture, 3);
  pm_pixel_selection_set (fixture->selection, pixels, 3);
  wait_for_label ("3 pixels selected");
  g_assert_nonnull (find_label (fixture->inspector, "rows 0–1 · cols 2–7 · R0, R1"));
  g_assert_nonnull (find_label (fixture->inspector, "median"));
  g_assert_false (gtk_widget_get_mapped (PART (PM_TYPE_MAP_PLOT)));
  g_assert_true (gtk_widget_get_mapped (PART (PM_TYPE_PIXEL_STRIP)));
  g_assert_null (find_label (fixture->inspector, "Refit"));
  pm_pixel_selection_select_one (fixture->selection, 3);
  wait_for_label ("R0[0,3]");
  g_assert_true (gtk_widget_get_mapped (PART (PM_TYPE_MAP_PLOT)));
}

static GtkWidget *
find_button (GtkWidget *widget, const char *action, const char *target)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    {
      GVariant *value = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget));
      if (!target || (value && g_str_equal (g_variant_get_string (value, NULL), target)))
        return widget;
    }
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_button (child, action, target);
  return found;
}

/* The toggles, the menu's actions and the property are one thing. */
static void
test_planes (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "signal", "residual", "s2n", "exposure" };
  PmMapPlot *map = PM_MAP_PLOT (PART (PM_TYPE_MAP_PLOT));
  show_pixel (fixture, 3);
  for (int plane = 3; plane >= 0; plane--)
    {
      GtkWidget *button = find_button (fixture->inspector, "inspector.plane", names[plane]);
      g_signal_emit_by_name (button, "clicked");
      g_assert_cmpint (pm_map_plot_get_plane (map), ==, plane);
      g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (map), "inspector.plane", "s", "weight"));
  g_assert_cmpint (pm_map_plot_get_plane (map), ==, PM_MAP_PLANE_WEIGHT);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (map), "inspector.contours", NULL));
  g_assert_true (pm_map_plot_get_contours (map));
}

static void
test_buttons (Fixture *fixture, gconstpointer data)
{
  show_pixel (fixture, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (action_names); i++)
    {
      g_autofree char *name = g_strconcat ("win.", action_names[i], NULL);
      GtkWidget *button = find_button (fixture->inspector, name, NULL);
      g_assert_nonnull (button);
      g_assert_nonnull (gtk_widget_get_tooltip_text (button));
      g_signal_emit_by_name (button, "clicked");
      g_assert_cmpint (fixture->n_activated[i], ==, 1);
    }
  pm_inspector_choose_reason (PM_INSPECTOR (fixture->inspector));
  PmReasonPopover *popover = pm_inspector_get_reason_popover (PM_INSPECTOR (fixture->inspector));
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  g_assert_nonnull (find_label (GTK_WIDGET (popover), "Flag 1 pixel as bad"));
  gtk_popover_popdown (GTK_POPOVER (popover));
}

/* Without a session nothing can be fitted, but radius and start are shown; another pixel forgets the start. */
static void
test_refit (Fixture *fixture, gconstpointer data)
{
  double x, y;
  show_pixel (fixture, 3);
  pm_inspector_show_refit (PM_INSPECTOR (fixture->inspector));
  PmRefitPanel *panel = PM_REFIT_PANEL (PART (PM_TYPE_REFIT_PANEL));
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (panel)));
  g_assert_nonnull (find_label (fixture->inspector, "There is no reduction in this window"));
  pm_assert_close (pm_refit_panel_get_radius (panel), fixture->result->options->fit_radius * fixture->result->beam_fwhm_arcsec, 0.05,
                   0.0); /* the entry has one decimal */
  g_signal_emit_by_name (PART (PM_TYPE_MAP_PLOT), "picked", -4.0, 3.0);
  pm_refit_panel_get_start (panel, &x, &y);
  g_assert_cmpfloat (x, ==, -4.0);
  g_assert_cmpfloat (y, ==, 3.0);
  show_pixel (fixture, 4);
  pm_refit_panel_get_start (panel, &x, &y);
  g_assert_true (isnan (x) && isnan (y));
}

/* In a low window the profile is folded away; in a high one it comes back. */
static void
test_low (Fixture *fixture, gconstpointer data)
{
  show_pixel (fixture, 3);
  wait_for_label ("Radial profile"); /* of the expander */
  g_assert_null (PART (PM_TYPE_PROFILE_PLOT)); /* a folded expander has no child */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 305, 800);
  pm_test_wait_until (PART (PM_TYPE_PROFILE_PLOT) != NULL && gtk_widget_get_mapped (PART (PM_TYPE_PROFILE_PLOT)));
  g_assert_null (gtk_widget_get_ancestor (PART (PM_TYPE_PROFILE_PLOT), GTK_TYPE_EXPANDER));
  g_assert_null (find_label (fixture->inspector, "Radial profile"));
}

static int
minimum_width (GtkWidget *widget)
{
  int minimum;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* 305 or 285 wide, whatever is shown. */
static void
test_width (Fixture *fixture, gconstpointer data)
{
  const guint pixels[] = { 7, 12, 66 };
  for (int narrow = 0; narrow < 2; narrow++)
    for (int several = 0; several < 2; several++)
      {
        pm_inspector_set_narrow (PM_INSPECTOR (fixture->inspector), narrow);
        show_pixel (fixture, 7);
        if (several)
          {
            pm_pixel_selection_set (fixture->selection, pixels, 3);
            wait_for_label ("3 pixels selected");
          }
        pm_test_wait_until (minimum_width (fixture->inspector) <= (narrow ? 285 : 305)); /* once the style is up to date */
      }
}

/* Many steps in a row are one update, and that is quick: an arrow key that is held down never waits. */
static void
test_speed (Fixture *fixture, gconstpointer data)
{
  show_pixel (fixture, 3);
  gint64 before = g_get_monotonic_time ();
  int n = 0;
  for (int pixel = 4; pixel < 40; pixel++, n++)
    {
      pm_pixel_selection_select_one (fixture->selection, pixel);
      pm_pixel_selection_set_current (fixture->selection, pixel);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  double each = (double) (g_get_monotonic_time () - before) / 1e3 / n;
  g_test_message ("%.2f ms for each pixel", each);
  g_assert_cmpfloat (each, <, 50.0); /* 5 ms wanted; ten times that on a machine that does other things */
  g_assert_nonnull (find_label (fixture->inspector, "ch 39"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  PmTheme *theme = pm_theme_new (gdk_display_get_default ()); /* the widths are those of the program's style */
#define ADD(path, function, height) g_test_add (path, Fixture, GINT_TO_POINTER (height), set_up, function, tear_down)
  ADD ("/inspector/one-pixel", test_one_pixel, 800);
  ADD ("/inspector/several-pixels", test_several_pixels, 800);
  ADD ("/inspector/planes", test_planes, 800);
  ADD ("/inspector/buttons", test_buttons, 800);
  ADD ("/inspector/refit", test_refit, 800);
  ADD ("/inspector/low", test_low, 500);
  ADD ("/inspector/width", test_width, 800);
  ADD ("/inspector/speed", test_speed, 800);
  int status = g_test_run ();
  g_object_unref (theme);
  return status;
}
