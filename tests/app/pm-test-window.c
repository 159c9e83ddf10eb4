/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-test-window.h"

static char *state_dir;

PmApplication *
pm_test_window_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;
  state_dir = pm_test_make_dir ();
  g_setenv ("XDG_STATE_HOME", state_dir, TRUE);
  gtk_test_init (argc, argv, NULL);
  pm_test_reduce_init ();
  PmApplication *application = pm_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  return application;
}

void
pm_test_window_done (PmApplication *application)
{
  g_object_unref (application);
  pm_test_reduce_done ();
  pm_test_remove_dir (state_dir);
  g_clear_pointer (&state_dir, g_free);
}

PmWindow *
pm_test_window_open (PmApplication *application)
{
  g_application_activate (G_APPLICATION (application));
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  g_assert_true (PM_IS_WINDOW (window));
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return PM_WINDOW (window);
}

void
pm_test_window_close (PmWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  pm_test_wait_until (window == NULL);
}

const char *
pm_test_window_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("window", &sim);
}

void
pm_test_window_open_scan (PmWindow *window)
{
  g_autoptr (GFile) file = g_file_new_for_path (pm_test_window_scan ());
  pm_window_open_files (window, &file, 1);
  pm_test_wait_until (pm_session_can_reduce (pm_window_get_session (window)));
}

void
pm_test_window_wait_reduced (PmWindow *window)
{
  PmSession *session = pm_window_get_session (window);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE && pm_session_get_suspicion (session) != NULL);
}

PmWindow *
pm_test_window_open_reduced (PmApplication *application)
{
  PmWindow *window = pm_test_window_open (application);
  pm_test_window_open_scan (window);
  pm_session_reduce (pm_window_get_session (window));
  pm_test_window_wait_reduced (window);
  return window;
}

int
pm_test_window_find_pixel (PmWindow *window, PmPixelStatus status, int from)
{
  const PmPixelTable *table = pm_session_get_result (pm_window_get_session (window))->table;
  while (table->status[from] != status)
    {
      from++;
      g_assert_cmpint (from, <, (int) table->n_rows);
    }
  return from;
}

/* Finding */

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer what);

static GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer what)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  GtkWidget *found = match (widget, what) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, match, what);
  return found;
}

static gboolean
has_type (GtkWidget *widget, gconstpointer what)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) what);
}

static gboolean
has_name (GtkWidget *widget, gconstpointer what)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), what) == 0;
}

static gboolean
has_tooltip (GtkWidget *widget, gconstpointer what)
{
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), what) == 0;
}

static gboolean
has_text (GtkWidget *widget, gconstpointer what)
{
  return GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), what);
}

GtkWidget *
pm_test_find_type (GtkWidget *widget, GType type)
{
  return find (widget, has_type, &type);
}

GtkWidget *
pm_test_find_name (GtkWidget *widget, const char *name)
{
  return find (widget, has_name, name);
}

GtkWidget *
pm_test_find_tooltip (GtkWidget *widget, const char *tooltip)
{
  return find (widget, has_tooltip, tooltip);
}

GtkWidget *
pm_test_find_label (GtkWidget *widget, const char *text)
{
  return find (widget, has_text, text);
}
