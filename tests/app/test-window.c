/* SPDX-License-Identifier: GPL-3.0-or-later
 * The program as a whole: one PmApplication runs through all tests.
 */
#include "pm-array-page.h"
#include "pm-inspector.h"
#include "pm-left-panel.h"
#include "pm-maps-page.h"
#include "pm-table-page.h"
#include "pm-test-window.h"

#include <string.h>

static PmApplication *application;

static void
act (PmWindow *window, const char *action)
{
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), action));
  g_action_group_activate_action (G_ACTION_GROUP (window), action, NULL);
}

static void
wait_for_frames (PmWindow *window, int n)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  gint64 last = gdk_frame_clock_get_frame_counter (clock) + n;
  gtk_widget_queue_draw (GTK_WIDGET (window));
  while (gdk_frame_clock_get_frame_counter (clock) < last)
    {
      gint64 now = gdk_frame_clock_get_frame_counter (clock);
      gtk_widget_queue_draw (GTK_WIDGET (window));
      pm_test_wait_until (gdk_frame_clock_get_frame_counter (clock) > now);
    }
}

/* Without side panes the middle has the same size before and after the first result. GTK warns, which ends the test, if a part is painted
 * that has no valid allocation. */
static void
test_without_panes (void)
{
  PmWindow *window = pm_test_window_open (application);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "inspector", g_variant_new_boolean (FALSE));
  g_action_group_change_action_state (G_ACTION_GROUP (window), "left-panel", g_variant_new_boolean (FALSE));
  g_autoptr (GFile) file = g_file_new_for_path (pm_test_window_scan ());
  pm_window_open_files (window, &file, 1);
  PmSession *session = pm_window_get_session (window);
  pm_test_wait_until (pm_session_can_reduce (session));
  wait_for_frames (window, 2);
  act (window, "reduce");
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE && pm_session_get_suspicion (session) != NULL);
  wait_for_frames (window, 3);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "inspector", g_variant_new_boolean (TRUE));
  g_action_group_change_action_state (G_ACTION_GROUP (window), "left-panel", g_variant_new_boolean (TRUE));
  pm_test_window_close (window);
}

static void
test_empty_state (void)
{
  PmWindow *window = pm_test_window_open (application);
  GtkWidget *title = pm_test_find_label (GTK_WIDGET (window), "Open a scan to start");
  g_assert_nonnull (title);
  pm_test_wait_until (gtk_widget_get_mapped (title) && gtk_widget_get_width (title) > 0);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "PixelMap");
  g_assert_true (pm_window_is_pristine (window));
  static const char *const disabled[] = { "reduce", "stop", "undo", "redo", "export", "bad", "good", "clear", "split", "view" };
  for (gsize i = 0; i < G_N_ELEMENTS (disabled); i++)
    g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), disabled[i]));
  pm_test_window_close (window);
}

/* From a file to a result: each page of the middle in turn, and a bad file beside a good one. */
static void
test_open_and_reduce (void)
{
  PmWindow *window = pm_test_window_open (application);
  g_autoptr (GFile) good = g_file_new_for_path (pm_test_window_scan ()), bad = g_file_new_for_path ("/nonexistent/scan.fits");
  GFile *files[] = { good, bad };
  pm_window_open_files (window, files, 2);
  PmSession *session = pm_window_get_session (window);
  GListModel *scans = pm_session_get_scans (session);
  g_assert_cmpuint (g_list_model_get_n_items (scans), ==, 2);
  pm_test_wait_until (pm_session_can_reduce (session) && pm_test_find_label (GTK_WIDGET (window), "Ready to reduce 1 scan") != NULL);
  act (window, "reduce");
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "stop"));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "reduce"));
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE);
  g_assert_nonnull (pm_view_model_get_result (pm_window_get_model (window)));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "export"));
  g_assert_null (pm_window_get_banner (window));
  pm_test_window_close (window);
}

static void
test_stop (void)
{
  PmWindow *window = pm_test_window_open (application);
  g_autoptr (GFile) file = g_file_new_for_path (pm_test_window_scan ());
  pm_window_open_files (window, &file, 1);
  PmSession *session = pm_window_get_session (window);
  pm_test_wait_until (pm_session_can_reduce (session));
  act (window, "reduce");
  gint64 start = g_get_monotonic_time ();
  act (window, "stop");
  g_assert_cmpint (pm_job_get_state (pm_session_get_job (session)), ==, PM_JOB_STOPPED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 100 * 1000); /* the window is free at once */
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "reduce"));
  pm_test_window_close (window);
}

/* Flags act at once, are told in a toast with Undo, and can be taken back and done again. */
static void
test_flags (void)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  PmSession *session = pm_window_get_session (window);
  PmViewModel *model = pm_window_get_model (window);
  PmPixelSelection *selection = pm_view_model_get_selection (model);
  int pixel = pm_test_window_find_pixel (window, PM_PIXEL_GOOD, 0), second = pm_test_window_find_pixel (window, PM_PIXEL_GOOD, pixel + 1);
  pm_pixel_selection_set_current (selection, pixel);
  g_action_group_activate_action (G_ACTION_GROUP (window), "flag", g_variant_new_string ("double peak"));
  g_assert_cmpstr (pm_window_get_toast (window), ==, "1 pixel flagged bad: double peak");
  g_assert_cmpint (pm_view_model_get_mark (model, pixel), ==, PM_MARK_BAD);
  const guint both[] = { (guint) pixel, (guint) second };
  pm_pixel_selection_set (selection, both, 2);
  act (window, "good");
  g_assert_cmpstr (pm_window_get_toast (window), ==, "2 pixels flagged good");
  g_assert_cmpint (pm_view_model_get_mark (model, pixel), ==, PM_MARK_GOOD_HAND);
  act (window, "bad"); /* with the last reason */
  g_assert_cmpstr (pm_window_get_toast (window), ==, "2 pixels flagged bad: double peak");
  act (window, "undo");
  g_assert_cmpint (pm_view_model_get_mark (model, second), ==, PM_MARK_GOOD_HAND);
  act (window, "redo");
  g_assert_cmpint (pm_view_model_get_mark (model, second), ==, PM_MARK_BAD);
  act (window, "clear");
  PmMark mark = pm_view_model_get_mark (model, second);
  g_assert_true (mark == PM_MARK_GOOD || mark == PM_MARK_SUSPICIOUS);
  g_assert_true (pm_session_get_unsaved (session));
  pm_test_window_close (window);
}

static void
test_selection (void)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  PmViewModel *model = pm_window_get_model (window);
  PmPixelSelection *selection = pm_view_model_get_selection (model);
  guint n, n_selected, n_judged = 0;
  g_object_set (model, "marks", 1u << PM_MARK_NOFIT, NULL);
  pm_view_model_get_order (model, &n);
  g_assert_cmpuint (n, >, 0);
  act (window, "select-all"); /* what the filter lets through */
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (selection), ==, n);
  act (window, "clear-filter");
  act (window, "select-all");
  g_object_set (model, "marks", 1u << PM_MARK_NOFIT, NULL);
  act (window, "good"); /* of all that are selected, those that are shown */
  g_object_set (model, "marks", 0u, NULL);
  g_assert_cmpuint (pm_view_model_count (model, PM_MARK_NOFIT), ==, n);
  g_assert_cmpuint (pm_view_model_count (model, PM_MARK_GOOD_HAND), ==, 0); /* no word of a person makes a fit */
  g_assert_nonnull (g_strstr_len (pm_window_get_toast (window), -1, "flagged good"));
  g_autofree guint *rows = pm_pixel_selection_get_selected (selection, &n_selected);
  for (guint i = 0; i < n_selected; i++)
    n_judged += pm_session_get_result (pm_window_get_session (window))->table->manual[rows[i]] == PM_MANUAL_GOOD;
  g_assert_cmpuint (n_judged, ==, n);
  act (window, "undo");
  g_object_set (model, "marks", 1u << PM_MARK_NOFIT, NULL);
  act (window, "select-all");
  act (window, "clear-filter");
  act (window, "invert-selection");
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (selection), ==, pm_view_model_get_n_pixels (model) - n);
  act (window, "select-none");
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (selection), ==, 0);
  pm_test_window_close (window);
}

/* An option that differs from the result's is told, and taken back from there. */
static void
test_out_of_date (void)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  PmSession *session = pm_window_get_session (window);
  g_assert_true (pm_session_set_option (session, "rounds", "2", NULL));
  g_assert_cmpstr (pm_window_get_banner (window), ==, "Rounds changed from 6 to 2. The result is out of date.");
  act (window, "revert-options");
  g_assert_null (pm_window_get_banner (window));
  g_assert_cmpint (pm_session_get_options (session)->rounds, ==, 6);
  pm_test_window_close (window);
}

static void
set_state (PmWindow *window, const char *action, GVariant *state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (window), action, state);
}

static guint
count_mapped (GtkWidget *widget, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    n += count_mapped (child, type);
  return n;
}

static void
test_views (void)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  GtkWidget *widget = GTK_WIDGET (window);
  pm_test_wait_until (count_mapped (widget, PM_TYPE_MAPS_PAGE) == 1);
  set_state (window, "view", g_variant_new_string ("array"));
  pm_test_wait_until (count_mapped (widget, PM_TYPE_ARRAY_PAGE) == 1 && count_mapped (widget, PM_TYPE_MAPS_PAGE) == 0);
  set_state (window, "view", g_variant_new_string ("table"));
  pm_test_wait_until (count_mapped (widget, PM_TYPE_TABLE_PAGE) == 1);
  set_state (window, "view", g_variant_new_string ("maps"));
  set_state (window, "split", g_variant_new_boolean (TRUE));
  pm_test_wait_until (count_mapped (widget, PM_TYPE_MAPS_PAGE) == 1 && count_mapped (widget, PM_TYPE_ARRAY_PAGE) == 1);
  set_state (window, "split", g_variant_new_boolean (FALSE));
  pm_test_wait_until (count_mapped (widget, PM_TYPE_ARRAY_PAGE) == 0);
  g_assert_cmpuint (count_mapped (widget, PM_TYPE_INSPECTOR), ==, 1);
  set_state (window, "inspector", g_variant_new_boolean (FALSE));
  pm_test_wait_until (count_mapped (widget, PM_TYPE_INSPECTOR) == 0);
  set_state (window, "inspector", g_variant_new_boolean (TRUE));
  set_state (window, "left-panel", g_variant_new_boolean (FALSE));
  pm_test_wait_until (count_mapped (widget, PM_TYPE_LEFT_PANEL) == 0);
  set_state (window, "left-panel", g_variant_new_boolean (TRUE));
  pm_test_window_close (window);
}

/* Saving, flags and options in files of their own, and each view as a picture. */
static void
test_files (void)
{
  g_autofree char *dir = pm_test_make_dir ();
  PmWindow *window = pm_test_window_open_reduced (application);
  PmSession *session = pm_window_get_session (window);
  int pixel = pm_test_window_find_pixel (window, PM_PIXEL_GOOD, 0);
  static const char *const files[] = { "save-path", "a.pmsession", "save-flags-path", "flags.ecsv", "save-options-path", "options.ini" };
  static const char *const views[] = { "maps", "array", "table" }, *const suffixes[] = { "png", "svg", "pdf" };
  pm_pixel_selection_set_current (pm_view_model_get_selection (pm_window_get_model (window)), pixel);
  act (window, "good");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i += 2)
    {
      g_autofree char *path = g_build_filename (dir, files[i + 1], NULL);
      g_action_group_activate_action (G_ACTION_GROUP (window), files[i], g_variant_new_string (path));
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
  g_assert_false (pm_session_get_unsaved (session));
  for (gsize v = 0; v < G_N_ELEMENTS (views); v++)
    {
      set_state (window, "view", g_variant_new_string (views[v]));
      GType page = v == 0 ? PM_TYPE_MAPS_PAGE : v == 1 ? PM_TYPE_ARRAY_PAGE : PM_TYPE_TABLE_PAGE;
      pm_test_wait_until (count_mapped (GTK_WIDGET (window), page) == 1);
      for (gsize s = 0; s < G_N_ELEMENTS (suffixes); s++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%s", views[v], suffixes[s]), *path = g_build_filename (dir, name, NULL);
          g_action_group_activate_action (G_ACTION_GROUP (window), "export-view-path", g_variant_new_string (path));
          g_assert_null (pm_window_get_banner (window));
          g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
        }
    }
  pm_test_window_close (window);
  pm_test_remove_dir (dir);
}

/* What cannot be opened is told and changes nothing. */
static void
test_error (void)
{
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "bad.pmsession", NULL);
  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  PmWindow *window = pm_test_window_open (application);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  pm_window_open_files (window, &file, 1);
  g_assert_nonnull (strstr (pm_window_get_banner (window), "not a session file"));
  act (window, "dismiss-error");
  g_assert_null (pm_window_get_banner (window));
  pm_test_window_close (window);
  pm_test_remove_dir (dir);
}

/* A second start shows the window that is there. */
static void
test_activate_twice (void)
{
  PmWindow *window = pm_test_window_open (application);
  g_assert_true (pm_test_window_open (application) == window);
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (application))), ==, 1);
  pm_test_window_close (window);
}

static void
test_actions_and_keys (void)
{
  static const struct
  {
    const char *action, *key;
  } expected[] = {
    { "app.quit", "<Control>q" },
    { "window.close", "<Control>w" },
    { "win.show-help-overlay", "<Control>question" },
    { "win.open", "<Control>o" },
    { "win.save", "<Control>s" },
    { "win.reduce", "<Control>r" },
    { "win.stop", "<Control>period" },
    { "win.undo", "<Control>z" },
    { "win.redo", "<Shift><Control>z" },
    { "win.export", "<Control>e" },
    { "win.view('array')", "<Alt>2" },
    { "win.split", "F7" },
    { "win.inspector", "F8" },
    { "win.left-panel", "F9" },
  };
  PmWindow *window = pm_test_window_open (application);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application), expected[i].action);
      g_assert_true (g_strv_contains ((const char *const *) keys, expected[i].key));
    }
  const char *const names[] = { "about", "quit", "theme" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (application), names[i]));
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (window), "show-help-overlay"));
  pm_test_window_close (window);
}

static void
test_theme_action (void)
{
  PmWindow *window = pm_test_window_open (application);
  gboolean dark;
  g_action_group_activate_action (G_ACTION_GROUP (application), "theme", g_variant_new_string ("dark"));
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-application-prefer-dark-theme", &dark, NULL);
  g_assert_true (dark);
  g_action_group_activate_action (G_ACTION_GROUP (application), "theme", g_variant_new_string ("system"));
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (application), "theme");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "system");
  pm_test_window_close (window);
}

/* The icon is in the program itself: it is there before anything is installed. */
static void
test_icon (void)
{
  PmWindow *window = pm_test_window_open (application);
  GtkIconTheme *icons = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (window)));
  g_assert_true (gtk_icon_theme_has_icon (icons, g_application_get_application_id (G_APPLICATION (application))));
  g_assert_cmpstr (gtk_window_get_default_icon_name (), ==, g_application_get_application_id (G_APPLICATION (application)));
  pm_test_window_close (window);
}

static GtkWindow *
find_about_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
      if (GTK_IS_ABOUT_DIALOG (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window; /* kept by GTK's list */
    }
  return NULL;
}

static void
test_about (void)
{
  PmWindow *window = pm_test_window_open (application);
  g_assert_null (find_about_dialog ());
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  pm_test_wait_until (find_about_dialog () != NULL);
  GtkWindow *about = find_about_dialog ();
  g_assert_cmpstr (gtk_about_dialog_get_program_name (GTK_ABOUT_DIALOG (about)), ==, "PixelMap");
  g_assert_true (gtk_window_get_transient_for (about) == GTK_WINDOW (window));
  gtk_window_close (about);
  pm_test_wait_until (find_about_dialog () == NULL);
  pm_test_window_close (window);
}

int
main (int argc, char **argv)
{
  application = pm_test_window_init (&argc, &argv);
  g_test_add_func ("/window/empty-state", test_empty_state);
  g_test_add_func ("/window/activate-twice", test_activate_twice);
  g_test_add_func ("/window/actions-and-keys", test_actions_and_keys);
  g_test_add_func ("/window/theme-action", test_theme_action);
  g_test_add_func ("/window/icon", test_icon);
  g_test_add_func ("/window/about", test_about);
  g_test_add_func ("/window/open-and-reduce", test_open_and_reduce);
  g_test_add_func ("/window/without-panes", test_without_panes);
  g_test_add_func ("/window/stop", test_stop);
  g_test_add_func ("/window/flags", test_flags);
  g_test_add_func ("/window/selection", test_selection);
  g_test_add_func ("/window/out-of-date", test_out_of_date);
  g_test_add_func ("/window/views", test_views);
  g_test_add_func ("/window/files", test_files);
  g_test_add_func ("/window/error", test_error);
  int status = g_test_run ();
  pm_test_window_done (application);
  return status;
}
