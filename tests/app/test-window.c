/* SPDX-License-Identifier: GPL-3.0-or-later
 * The program as a whole: one PmApplication runs through all tests.
 */
#include "pm-application.h"
#include "pm-test.h"
#include "pm-window.h"

static PmApplication *application;

/* Runs the main loop until the condition holds; fails after 10 s. */
#define wait_until(condition)                                                                                                              \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    gint64 deadline_ = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;                                                                  \
    guint alarm_ = g_timeout_add (50, wake_cb, NULL);                                                                                      \
    while (!(condition) && g_get_monotonic_time () < deadline_)                                                                            \
      g_main_context_iteration (NULL, TRUE);                                                                                               \
    g_source_remove (alarm_);                                                                                                              \
    g_assert_true (condition);                                                                                                             \
  }                                                                                                                                        \
  G_STMT_END

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static PmWindow *
open_window (void)
{
  g_application_activate (G_APPLICATION (application));
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  g_assert_true (PM_IS_WINDOW (window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return PM_WINDOW (window);
}

static void
close_window (PmWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (window == NULL); /* nothing keeps it alive */
}

/* The first label below `widget` with this text. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static void
test_empty_state (void)
{
  PmWindow *window = open_window ();
  GtkWidget *title = find_label (GTK_WIDGET (window), "No scan is open");
  g_assert_nonnull (title);
  wait_until (gtk_widget_get_mapped (title) && gtk_widget_get_width (title) > 0);
  GtkWidget *command = find_label (GTK_WIDGET (window), "pixelmap-cli reduce -o pixelmap-results SCAN.fits");
  g_assert_nonnull (command);
  g_assert_true (gtk_widget_get_mapped (command));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "PixelMap");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_ROLE_LABEL);
  close_window (window);
}

/* A second start shows the window that is there. */
static void
test_activate_twice (void)
{
  PmWindow *window = open_window ();
  g_assert_true (open_window () == window);
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (application))), ==, 1);
  close_window (window);
}

static void
test_scans_in_the_command (void)
{
  g_autoptr (GFile) plain = g_file_new_for_path ("/tmp/a.fits");
  g_autoptr (GFile) awkward = g_file_new_for_path ("/tmp/it's two.fits");
  GFile *files[] = { plain, awkward };
  g_application_open (G_APPLICATION (application), files, 2, "");
  PmWindow *window = PM_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));

  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_shell_parse_argv (pm_window_get_command (window), NULL, &words, &error);
  g_assert_no_error (error);
  const char *const expected[] = { "pixelmap-cli", "reduce", "-o", "pixelmap-results", "/tmp/a.fits", "/tmp/it's two.fits", NULL };
  g_assert_cmpstrv (words, expected);
  close_window (window);
}

static void
got_text_cb (GObject *source, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy_command (void)
{
  PmWindow *window = open_window ();
  char *text = NULL;
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.copy-command", NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, got_text_cb, &text);
  wait_until (text != NULL);
  g_assert_cmpstr (text, ==, pm_window_get_command (window));
  g_free (text);
  close_window (window);
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
  };
  PmWindow *window = open_window ();
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application), expected[i].action);
      g_assert_true (g_strv_contains ((const char *const *) keys, expected[i].key));
    }
  const char *const names[] = { "about", "quit", "theme" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (application), names[i]));
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (window), "show-help-overlay"));
  close_window (window);
}

static void
test_theme_action (void)
{
  PmWindow *window = open_window ();
  gboolean dark;
  g_action_group_activate_action (G_ACTION_GROUP (application), "theme", g_variant_new_string ("dark"));
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-application-prefer-dark-theme", &dark, NULL);
  g_assert_true (dark);
  g_action_group_activate_action (G_ACTION_GROUP (application), "theme", g_variant_new_string ("system"));
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (application), "theme");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "system");
  close_window (window);
}

/* The icon is in the program itself: it is there before anything is installed. */
static void
test_icon (void)
{
  PmWindow *window = open_window ();
  GtkIconTheme *icons = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (window)));
  g_assert_true (gtk_icon_theme_has_icon (icons, g_application_get_application_id (G_APPLICATION (application))));
  g_assert_cmpstr (gtk_window_get_default_icon_name (), ==, g_application_get_application_id (G_APPLICATION (application)));
  close_window (window);
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
  PmWindow *window = open_window ();
  g_assert_null (find_about_dialog ());
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  wait_until (find_about_dialog () != NULL);
  GtkWindow *about = find_about_dialog ();
  g_assert_cmpstr (gtk_about_dialog_get_program_name (GTK_ABOUT_DIALOG (about)), ==, "PixelMap");
  g_assert_true (gtk_window_get_transient_for (about) == GTK_WINDOW (window));
  gtk_window_close (about);
  wait_until (find_about_dialog () == NULL);
  close_window (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  application = pm_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  g_test_add_func ("/window/empty-state", test_empty_state);
  g_test_add_func ("/window/activate-twice", test_activate_twice);
  g_test_add_func ("/window/scans-in-the-command", test_scans_in_the_command);
  g_test_add_func ("/window/copy-command", test_copy_command);
  g_test_add_func ("/window/actions-and-keys", test_actions_and_keys);
  g_test_add_func ("/window/theme-action", test_theme_action);
  g_test_add_func ("/window/icon", test_icon);
  g_test_add_func ("/window/about", test_about);
  int status = g_test_run ();
  g_object_unref (application);
  return status;
}
