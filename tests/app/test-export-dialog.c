/* SPDX-License-Identifier: GPL-3.0-or-later
 * The dialog with a session that has reduced a simulated scan.
 */
#include "pm-export-dialog.h"
#include "pm-test-reduce.h"
#include "pm-test-wait.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <string.h>

static PmSession *shared; /* reduced once for all tests */

typedef struct
{
  PmSession *session;
  PmViewModel *model;
  char *dir;
  GtkWidget *dialog; /* NULL when it is gone */
  char **paths;      /* as exported */
} Fixture;

static void
exported_cb (GtkWidget *dialog, char **paths, Fixture *f)
{
  g_assert_null (f->paths);
  f->paths = g_strdupv (paths);
}

static void
open_dialog (Fixture *f)
{
  f->dialog = pm_export_dialog_new (f->model, f->session);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  g_object_set (f->dialog, "folder", f->dir, NULL);
  g_signal_connect (f->dialog, "exported", G_CALLBACK (exported_cb), f);
  gtk_window_present (GTK_WINDOW (f->dialog));
  pm_test_wait_until (gtk_widget_get_mapped (f->dialog));
}

static PmSession *
new_session (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  const char *const paths[] = { pm_test_reduce_scan ("export", &sim), NULL };
  PmSession *session = pm_session_new ();
  pm_session_add_scans (session, paths);
  pm_test_wait_until (pm_session_can_reduce (session));
  pm_session_reduce (session);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE && pm_session_can_refit (session));
  return session;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  if (!shared)
    shared = new_session ();
  f->session = shared;
  f->model = pm_view_model_new ();
  f->dir = pm_test_make_dir ();
  pm_view_model_set_result (f->model, pm_session_get_result (f->session), pm_session_get_suspicion (f->session));
  open_dialog (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->dialog)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  pm_test_wait_until (f->dialog == NULL); /* nothing keeps it alive */
  g_assert_finalize_object (f->model);
  g_strfreev (f->paths);
  pm_test_remove_dir (f->dir);
  g_free (f->dir);
}

static const char *
text_of (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) ? gtk_label_get_label (GTK_LABEL (widget))
         : GTK_IS_CHECK_BUTTON (widget) ? gtk_check_button_get_label (GTK_CHECK_BUTTON (widget))
         : GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
}

/* The first descendant of that type with that in its text; NULL text: any. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  const char *own = text ? text_of (widget) : NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (!text || (own && strstr (own, text))))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type, text);
  return found;
}

static void
choose (Fixture *f, const char *suffix, gboolean active)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (f->dialog, GTK_TYPE_CHECK_BUTTON, suffix)), active);
}

static void
choose_maps (Fixture *f, guint choice)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (f->dialog, GTK_TYPE_DROP_DOWN, NULL)), choice);
}

static gboolean
can_write (Fixture *f, const char *label)
{
  GtkWidget *button = find (f->dialog, GTK_TYPE_BUTTON, label);
  return button && gtk_widget_is_sensitive (button);
}

/* Whether a label that is seen has that in it. */
static gboolean
says (Fixture *f, const char *text)
{
  GtkWidget *label = find (f->dialog, GTK_TYPE_LABEL, text);
  return label && gtk_widget_get_visible (label);
}

static void
activate (Fixture *f, const char *action)
{
  gtk_widget_activate_action (f->dialog, action, NULL);
}

static char *
path_of (Fixture *f, const char *suffix)
{
  g_autofree char *name = g_strconcat (pm_session_get_core_name (f->session), suffix, NULL);
  return g_build_filename (f->dir, name, NULL);
}

static void
test_content (Fixture *f, gconstpointer data)
{
  const PmPixelTable *table = pm_session_get_result (f->session)->table;
  g_autofree char *good = g_strdup_printf ("%d good pixel", (int) pm_pixel_table_count (table, PM_PIXEL_GOOD));
  g_assert_true (says (f, pm_session_get_core_name (f->session)));
  g_assert_true (says (f, f->dir));
  g_assert_true (says (f, good));
  g_assert_true (says (f, "Not fitted")); /* the small scan leaves pixels without source */
  g_assert_false (says (f, "out of date"));
  g_assert_true (can_write (f, "Export"));
  choose (f, ".rcp", FALSE);
  choose (f, ".ecsv", FALSE);
  g_assert_false (can_write (f, "Export")); /* nothing is chosen */
  choose (f, ".sofscan.cfg", TRUE);
  g_assert_true (can_write (f, "Export"));
  g_assert_true (pm_session_set_option (f->session, "rounds", "2", NULL));
  g_assert_true (says (f, "out of date"));
  pm_session_revert_options (f->session);
  g_assert_false (says (f, "out of date"));
  pm_view_model_set_result (f->model, NULL, NULL);
  g_assert_false (can_write (f, "Export"));
}

static void
test_write (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  choose (f, ".crush.cfg", TRUE);
  activate (f, "export.write");
  g_assert_false (can_write (f, "Export")); /* while it writes */
  pm_test_wait_until (f->paths);
  pm_test_wait_until (f->dialog == NULL);
  static const char *const suffixes[] = { ".rcp", ".ecsv", ".crush.cfg" };
  g_assert_cmpuint (g_strv_length (f->paths), ==, G_N_ELEMENTS (suffixes));
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = path_of (f, suffixes[i]);
      g_assert_true (g_strv_contains ((const char *const *) f->paths, path));
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
  g_autofree char *list = NULL, *path = path_of (f, ".crush.cfg");
  g_assert_true (g_file_get_contents (path, &list, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (list, "\nflag "));
}

/* Files that are there are named first; another choice asks again. */
static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, ".ecsv"), *text = NULL, *name = g_path_get_basename (path);
  g_assert_true (g_file_set_contents (path, "precious", -1, NULL));
  activate (f, "export.write");
  g_assert_true (says (f, name));
  g_assert_true (can_write (f, "Replace"));
  choose (f, ".rcp", FALSE);
  g_assert_true (can_write (f, "Export"));
  g_assert_false (says (f, "replaced"));
  activate (f, "export.write");
  g_assert_true (can_write (f, "Replace"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
  activate (f, "export.write");
  pm_test_wait_until (f->paths);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "# %ECSV"));
}

/* A folder that is a file: said in the dialog, which stays. */
static void
test_error (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->dir, "file", NULL), *folder = NULL;
  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_object_set (f->dialog, "folder", file, NULL);
  g_object_get (f->dialog, "folder", &folder, NULL);
  g_assert_cmpstr (folder, ==, file);
  activate (f, "export.write");
  pm_test_wait_until (says (f, "cannot "));
  g_assert_nonnull (f->dialog);
  g_assert_null (f->paths);
  g_object_set (f->dialog, "folder", f->dir, NULL);
  g_assert_false (says (f, "cannot "));
  g_assert_true (can_write (f, "Export"));
}

static void
test_maps (Fixture *f, gconstpointer data)
{
  enum { NONE, STAMPS, ALL, SELECTED, GOOD };
  PmPixelSelection *selection = pm_view_model_get_selection (f->model);
  const PmPixelTable *table = pm_session_get_result (f->session)->table;
  int row = 0;
  choose (f, ".rcp", FALSE);
  choose (f, ".ecsv", FALSE);
  choose (f, ".fits", TRUE);
  choose_maps (f, SELECTED);
  g_assert_false (can_write (f, "Export")); /* none is selected */
  while (table->status[row] != PM_PIXEL_GOOD)
    row++;
  pm_pixel_selection_select_one (selection, row);
  g_assert_true (can_write (f, "Export"));
  g_assert_true (says (f, "1 map"));
  activate (f, "export.write");
  pm_test_wait_until (f->paths);
  GStatBuf one, many;
  g_autofree char *path = path_of (f, ".fits");
  g_assert_cmpint (g_stat (path, &one), ==, 0);
  g_clear_pointer (&f->paths, g_strfreev);
  pm_test_wait_until (f->dialog == NULL);
  open_dialog (f);
  choose (f, ".rcp", FALSE);
  choose (f, ".ecsv", FALSE);
  choose (f, ".fits", TRUE);
  choose_maps (f, STAMPS);
  activate (f, "export.write");
  activate (f, "export.write");
  pm_test_wait_until (f->paths);
  g_assert_cmpint (g_stat (path, &many), ==, 0);
  g_assert_cmpint (many.st_size, >, one.st_size); /* 1,200 stamps against one full map */
}

/* Cancelled before the maps are there: no file, no error, and the dialog is ready again. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, ".fits");
  choose (f, ".fits", TRUE);
  choose_maps (f, 2);
  activate (f, "export.write");
  activate (f, "export.cancel");
  g_assert_nonnull (f->dialog);
  pm_test_wait_until (can_write (f, "Export"));
  g_assert_null (f->paths);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  activate (f, "export.cancel"); /* nothing is written: closes */
  pm_test_wait_until (f->dialog == NULL);
}

/* Closed while it writes. */
static void
test_close (Fixture *f, gconstpointer data)
{
  choose (f, ".fits", TRUE);
  choose_maps (f, 1);
  activate (f, "export.write");
  gtk_window_destroy (GTK_WINDOW (f->dialog));
  pm_test_wait_until (f->dialog == NULL);
  g_assert_null (f->paths);
}

#define ADD(name, function) g_test_add ("/export-dialog/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  ADD ("content", test_content);
  ADD ("write", test_write);
  ADD ("replace", test_replace);
  ADD ("error", test_error);
  ADD ("maps", test_maps);
  ADD ("cancel", test_cancel);
  ADD ("close", test_close);
  int status = g_test_run ();
  g_clear_object (&shared);
  pm_test_reduce_done ();
  return status;
}
