/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the window writes: through the widgets of its export dialog, and byte for byte what `pixelmap-cli reduce` writes with the same
 * options and the flag file that the window saves. And each view as a picture.
 */
#include "pm-export-dialog.h"
#include "pm-maps-page.h"
#include "pm-output.h"
#include "pm-test-input.h"
#include "pm-test-window.h"

#include <math.h>
#include <string.h>

static PmApplication *application;
static char *dir;

typedef struct
{
  PmWindow *window;
  PmSession *session;
  PmTestInput *input;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  dir = pm_test_make_dir ();
  f->window = pm_test_window_open_reduced (application);
  f->session = pm_window_get_session (f->window);
  f->input = pm_test_input_new (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pm_test_input_free (f->input);
  pm_test_window_close (f->window);
  pm_test_remove_dir (dir);
  g_clear_pointer (&dir, g_free);
}

static char *
in_dir (const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      if (PM_IS_EXPORT_DIALOG (window) && gtk_widget_get_mapped (window))
        return window; /* kept by GTK's list */
    }
  return NULL;
}

/* Presses a button of the dialog, by name in its template, or a check button. */
static void
press (PmTestInput *input, GtkWidget *dialog, const char *name)
{
  GtkWidget *widget = pm_test_find_name (dialog, name);
  g_assert_nonnull (widget);
  pm_test_input_click (input, widget);
}

/* Chooses a row of the drop-down of the maps. */
static void
choose_maps (PmTestInput *input, GtkWidget *dialog, guint n)
{
  GtkWidget *drop = pm_test_find_name (dialog, "maps_drop");
  gtk_widget_grab_focus (drop);
  pm_test_input_key (input, "space");
  pm_test_wait_until (pm_test_find_type (drop, GTK_TYPE_LIST_VIEW) != NULL);
  pm_test_input_key (input, "Home");
  for (guint k = 0; k < n; k++)
    pm_test_input_key (input, "Down");
  pm_test_input_key (input, "Return");
  pm_test_wait_until (pm_test_find_type (drop, GTK_TYPE_LIST_VIEW) == NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop)), ==, n);
}

/* Ctrl+E, the choices, Export; into a folder of this name. */
static void
export (Fixture *f, const char *folder, guint maps, gboolean lists)
{
  static const char *const wanted[] = { "rcp_check", "ecsv_check", "fits_check" }, *const of_lists[] = { "crush_check", "sofscan_check" };
  g_autofree char *path = in_dir (folder);
  GtkWidget *dialog;
  pm_test_input_key (f->input, "<Control>e");
  pm_test_wait_until ((dialog = find_dialog ()) != NULL);
  g_autoptr (PmTestInput) input = pm_test_input_new (GTK_WINDOW (dialog));
  g_object_set (dialog, "folder", path, NULL); /* the chooser is the desktop's */
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (pm_test_find_name (dialog, wanted[i]))))
      press (input, dialog, wanted[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (of_lists); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (pm_test_find_name (dialog, of_lists[i]))) != lists)
      press (input, dialog, of_lists[i]);
  choose_maps (input, dialog, maps);
  press (input, dialog, "export_button");
  pm_test_wait_until (find_dialog () == NULL); /* it closes when all is written */
  g_assert_true (g_str_has_suffix (pm_window_get_toast (f->window), path));
  g_clear_pointer (&input, pm_test_input_free);
  f->input = (pm_test_input_free (f->input), pm_test_input_new (GTK_WINDOW (f->window))); /* the focus is the window's again */
}

static void
run_cli (Fixture *f, const char *folder, const char *maps, const char *flags)
{
  g_autofree char *path = in_dir (folder), *err = NULL;
  g_autoptr (GError) error = NULL;
  const GSubprocessFlags silent = G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE;
  g_autoptr (GSubprocess) process = g_subprocess_new (silent, &error, g_getenv ("PM_CLI"), "reduce", "-q", "-o", path, "--maps", maps,
                                                      pm_test_window_scan (), flags ? "--flags" : NULL, flags, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &err, &error);
  g_assert_no_error (error);
  g_test_message ("%s", err);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* Says where the first difference is: with the line, in a text. */
static void
compare_files (const char *name, const char *path, const char *other_path)
{
  g_autofree char *a = NULL, *b = NULL;
  gsize n_a, n_b, at = 0, start = 0;
  g_assert_true (g_file_get_contents (path, &a, &n_a, NULL));
  g_assert_true (g_file_get_contents (other_path, &b, &n_b, NULL));
  if (n_a == n_b && memcmp (a, b, n_a) == 0)
    return;
  for (; at < n_a && at < n_b && a[at] == b[at]; at++)
    if (a[at] == '\n')
      start = at + 1;
  if (!g_str_has_suffix (name, ".fits"))
    g_test_message ("%s: window: %.200s", name, a + start);
  if (!g_str_has_suffix (name, ".fits"))
    g_test_message ("%s: command line: %.200s", name, b + start);
  g_error ("%s differs at byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT, name, at, n_a, n_b);
}

static void
compare (Fixture *f, const char *folder, const char *other_folder)
{
  g_autofree char *path = in_dir (folder), *other_path = in_dir (other_folder);
  const char *core = pm_session_get_core_name (f->session);
  g_auto (GStrv) ours = pm_output_names (path, core, PM_OUTPUT_ALL), others = pm_output_names (other_path, core, PM_OUTPUT_ALL);
  for (gsize i = 0; ours[i]; i++)
    {
      g_autofree char *name = g_path_get_basename (ours[i]);
      compare_files (name, ours[i], others[i]);
    }
}

static char *
save_flags (Fixture *f, const char *name)
{
  char *path = in_dir (name);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "save-flags-path", g_variant_new_string (path));
  g_assert_null (pm_window_get_banner (f->window));
  return path;
}

static int
nth_good (Fixture *f, int n)
{
  int pixel = pm_test_window_find_pixel (f->window, PM_PIXEL_GOOD, 0);
  for (; n > 0; n--)
    pixel = pm_test_window_find_pixel (f->window, PM_PIXEL_GOOD, pixel + 1);
  return pixel;
}

/* With the key, as a user does. */
static void
judge (Fixture *f, int pixel, const char *key)
{
  PmPixelSelection *selection = pm_view_model_get_selection (pm_window_get_model (f->window));
  pm_pixel_selection_select_one (selection, pixel);
  pm_pixel_selection_set_current (selection, pixel);
  GtkWidget *grid = pm_test_find_type (GTK_WIDGET (f->window), PM_TYPE_MAPS_GRID);
  gtk_widget_grab_focus (grid);
  pm_test_input_key (f->input, key);
}

static void
refit (Fixture *f, int pixel, double radius)
{
  PmRefit known;
  pm_session_refit (f->session, (gsize) pixel, radius, NAN, NAN, PM_DOMAIN_TIME);
  pm_test_wait_until (pm_flag_log_get_refit (pm_session_get_flags (f->session), (gsize) pixel, &known) && known.radius == radius);
}

static void
test_no_judgements (Fixture *f, gconstpointer data)
{
  export (f, "window", 1, FALSE);
  run_cli (f, "cli", "all", NULL);
  compare (f, "window", "cli");
  export (f, "window-full", 2, FALSE);
  run_cli (f, "cli-full", "all-full", NULL);
  compare (f, "window-full", "cli-full");
  export (f, "window-none", 0, FALSE);
  run_cli (f, "cli-none", "none", NULL);
  compare (f, "window-none", "cli-none");
}

/* Bad, good and a refit; then some of it undone and done again. */
static void
test_judged (Fixture *f, gconstpointer data)
{
  int bad = nth_good (f, 3), good = pm_test_window_find_pixel (f->window, PM_PIXEL_FLAGGED, 0), refitted = nth_good (f, 40);
  judge (f, bad, "b");
  judge (f, good, "g");
  refit (f, refitted, 20.0);
  g_autofree char *flags = save_flags (f, "flags.ecsv");
  export (f, "window", 1, TRUE);
  run_cli (f, "cli", "all", flags);
  compare (f, "window", "cli");
  pm_test_input_key (f->input, "<Control>z"); /* the refit: values follow a moment later, and the files need them */
  g_autofree char *without = save_flags (f, "without.ecsv");
  export (f, "window-undo", 1, FALSE);
  run_cli (f, "cli-undo", "all", without);
  compare (f, "window-undo", "cli-undo");
  pm_test_input_key (f->input, "<Control><Shift>z");
  export (f, "window-redo", 1, FALSE);
  compare (f, "window-redo", "cli");
}

/* A flag file of the window is read by it again, and gives the same. */
static void
test_flags_again (Fixture *f, gconstpointer data)
{
  judge (f, nth_good (f, 5), "b");
  g_autofree char *flags = save_flags (f, "flags.ecsv");
  export (f, "one", 1, FALSE);
  pm_test_input_key (f->input, "<Control>z");
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "load-flags-path", g_variant_new_string (flags));
  export (f, "two", 1, FALSE);
  compare (f, "one", "two");
}

/* Files that are there are named first; Replace writes them. Escape writes nothing. */
static void
test_replace (Fixture *f, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *path = in_dir ("out");
  export (f, "out", 0, TRUE);
  const char *core = pm_session_get_core_name (f->session);
  g_auto (GStrv) names = pm_output_names (path, core, PM_OUTPUT_ALL | PM_OUTPUT_CRUSH | PM_OUTPUT_SOFSCAN);
  for (gsize i = 0; names[i]; i++)
    g_assert_true (g_file_test (names[i], G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_set_contents (names[0], "mine", -1, NULL));
  pm_test_input_key (f->input, "<Control>e");
  pm_test_wait_until ((dialog = find_dialog ()) != NULL);
  g_autoptr (PmTestInput) input = pm_test_input_new (GTK_WINDOW (dialog));
  g_object_set (dialog, "folder", path, NULL);
  press (input, dialog, "export_button");
  pm_test_wait_until (pm_test_find_name (dialog, "replace_label") != NULL);
  pm_test_input_key (input, "Escape");
  pm_test_wait_until (find_dialog () == NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (names[0], &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");
}

static void
test_views (Fixture *f, gconstpointer data)
{
  static const char *const keys[] = { "<Alt>1", "<Alt>2", "<Alt>3" }, *const suffixes[] = { "png", "svg", "pdf" };
  static const char *const starts[] = { "\211PNG", "<?xml", "%PDF" };
  for (gsize v = 0; v < G_N_ELEMENTS (keys); v++)
    {
      pm_test_input_key (f->input, keys[v]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
      for (gsize s = 0; s < G_N_ELEMENTS (suffixes); s++)
        {
          g_autofree char *name = g_strdup_printf ("view-%u.%s", (guint) v, suffixes[s]), *path = in_dir (name), *text = NULL;
          gsize length;
          g_action_group_activate_action (G_ACTION_GROUP (f->window), "export-view-path", g_variant_new_string (path));
          g_assert_null (pm_window_get_banner (f->window));
          g_assert_true (g_file_get_contents (path, &text, &length, NULL));
          g_assert_true (g_str_has_prefix (text, starts[s]));
          g_assert_cmpuint (length, >, 4000); /* an empty picture is smaller */
        }
    }
}

#define ADD(name, function) g_test_add ("/window-export/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  application = pm_test_window_init (&argc, &argv);
  ADD ("no-judgements", test_no_judgements);
  ADD ("judged", test_judged);
  ADD ("flags-again", test_flags_again);
  ADD ("replace", test_replace);
  ADD ("views", test_views);
  int status = g_test_run ();
  pm_test_window_done (application);
  return status;
}
