/* SPDX-License-Identifier: GPL-3.0-or-later
 * Everything at the same time: reductions that are stopped, started again and left behind while refits and exports run; several windows,
 * and several programs, with the same session.
 *
 *   test-window-busy [--runs N]   (10 without it; tests/long/cancel: more)
 */
#include "pm-output.h"
#include "pm-test-table.h"
#include "pm-test-window.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static PmApplication *application;
static const char *own_path;
static int n_runs = 10;
static PmResult *undisturbed; /* of the small scan, without judgements */
static gint64 duration_us;    /* of its reduction */

static void
act (PmWindow *window, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), action, NULL);
}

static gboolean
is_running (PmWindow *window)
{
  return pm_job_get_state (pm_session_get_job (pm_window_get_session (window))) == PM_JOB_RUNNING;
}

static void
wait_done (PmWindow *window)
{
  pm_test_wait_until (!is_running (window));
  g_assert_cmpint (pm_job_get_state (pm_session_get_job (pm_window_get_session (window))), ==, PM_JOB_DONE);
}

/* Runs the main loop for a random part of what a reduction takes. */
static void
run_for_a_while (void)
{
  gint64 until = g_get_monotonic_time () + g_test_rand_int_range (0, (gint32) duration_us);
  guint alarm = g_timeout_add (1, pm_test_wake_cb, NULL);
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (alarm);
}

static void
assert_undisturbed (PmWindow *window)
{
  PmResult *result = pm_session_get_result (pm_window_get_session (window));
  g_assert_null (pm_window_get_banner (window));
  pm_test_table_assert_equal (result->table, undisturbed->table, 0.0);
}

/* As a person does it: the backup goes too. */
static void
close_window (PmWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  pm_test_wait_until (window == NULL);
}

static void
measure (void)
{
  PmWindow *window = pm_test_window_open (application);
  pm_test_window_open_scan (window);
  gint64 start = g_get_monotonic_time ();
  act (window, "reduce");
  wait_done (window);
  duration_us = g_get_monotonic_time () - start;
  undisturbed = pm_result_ref (pm_session_get_result (pm_window_get_session (window)));
  close_window (window);
}

/* Stopped at any moment, reduced again before the last run has noticed; in the end nothing is left of all that. */
static void
test_stop (void)
{
  PmWindow *window = pm_test_window_open (application);
  guint n_stopped = 0;
  pm_test_window_open_scan (window);
  for (int i = 0; i < n_runs; i++)
    {
      act (window, "reduce");
      act (window, "reduce"); /* twice quickly: once */
      g_assert_true (is_running (window));
      run_for_a_while ();
      n_stopped += is_running (window);
      act (window, "stop");
      act (window, "stop");
      g_assert_false (is_running (window));
    }
  g_test_message ("stopped %u times before the end", n_stopped);
  g_assert_cmpuint (n_stopped, >, 0);
  act (window, "reduce");
  wait_done (window);
  assert_undisturbed (window);
  close_window (window);
}

/* A window goes at any moment; the backup goes with it, and nothing disturbs the next one. */
static void
test_close (void)
{
  g_autofree char *dir = g_build_filename (g_get_user_state_dir (), "pixelmap", NULL);
  for (int i = 0; i < n_runs; i++)
    {
      PmWindow *window = pm_test_window_open (application);
      pm_test_window_open_scan (window);
      act (window, "reduce");
      run_for_a_while ();
      close_window (window);
      g_auto (GStrv) left = pm_session_list_backups (dir);
      g_assert_cmpuint (g_strv_length (left), ==, 0);
    }
  PmWindow *window = pm_test_window_open (application);
  pm_test_window_open_scan (window);
  act (window, "reduce");
  wait_done (window);
  assert_undisturbed (window);
  close_window (window);
}

/* A scan that comes while another is reduced is not in that result, and told so. */
static void
test_open_while_reducing (void)
{
  PmWindow *window = pm_test_window_open (application);
  PmSession *session = pm_window_get_session (window);
  PmSimulation sim = pm_test_reduce_small ();
  sim.seed = 43;
  g_autoptr (GFile) file = g_file_new_for_path (pm_test_reduce_scan ("second", &sim));
  pm_test_window_open_scan (window);
  act (window, "reduce");
  pm_window_open_files (window, &file, 1);
  wait_done (window);
  g_assert_cmpuint (pm_session_get_result (session)->n_shares, ==, 1);
  pm_test_table_assert_equal (pm_session_get_result (session)->table, undisturbed->table, 0.0);
  pm_test_wait_until (pm_session_is_out_of_date (session)); /* once it has been looked at */
  g_assert_nonnull (pm_window_get_banner (window));
  act (window, "reduce");
  wait_done (window);
  g_assert_cmpuint (pm_session_get_result (session)->n_shares, ==, 2);
  g_assert_null (pm_window_get_banner (window));
  pm_test_window_close (window);
}

/* Refits that are on their way when a reduction starts count, in the result that comes. */
static void
test_refit_while_reducing (void)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  PmSession *session = pm_window_get_session (window);
  int a = pm_test_window_find_pixel (window, PM_PIXEL_GOOD, 0), b = pm_test_window_find_pixel (window, PM_PIXEL_GOOD, a + 1);
  PmRefit refit;
  pm_session_refit (session, (gsize) a, 18.0, NAN, NAN, PM_DOMAIN_TIME);
  pm_session_refit (session, (gsize) b, 15.0, NAN, NAN, PM_DOMAIN_TIME);
  pm_test_wait_until (pm_flag_log_get_refit (pm_session_get_flags (session), (gsize) a, &refit) &&
                      pm_flag_log_get_refit (pm_session_get_flags (session), (gsize) b, &refit));
  g_autoptr (PmResult) expected = pm_result_ref (pm_session_get_result (session));
  g_assert_cmpuint (pm_session_undo (session), ==, 1);
  g_assert_cmpuint (pm_session_undo (session), ==, 1);
  pm_test_wait_until (pm_session_get_result (session)->table->values[PM_COLUMN_X][a] == undisturbed->table->values[PM_COLUMN_X][a]);
  pm_session_refit (session, (gsize) a, 18.0, NAN, NAN, PM_DOMAIN_TIME);
  pm_session_refit (session, (gsize) b, 15.0, NAN, NAN, PM_DOMAIN_TIME);
  act (window, "reduce");
  g_assert_true (is_running (window));
  g_assert_false (pm_session_can_refit (session));
  wait_done (window);
  pm_test_wait_until (pm_flag_log_get_refit (pm_session_get_flags (session), (gsize) a, &refit) &&
                      pm_flag_log_get_refit (pm_session_get_flags (session), (gsize) b, &refit));
  pm_test_wait_until (pm_session_get_result (session)->table->values[PM_COLUMN_X][b] == expected->table->values[PM_COLUMN_X][b]);
  pm_test_table_assert_equal (pm_session_get_result (session)->table, expected->table, 0.0);
  pm_test_window_close (window);
}

typedef struct
{
  gboolean done;
  GError *error;
} Written;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Written *written = data;
  pm_session_export_finish (PM_SESSION (source), result, NULL, &written->error);
  written->done = TRUE;
}

static void
export_to (PmSession *session, const char *dir, PmMapsWanted maps, Written *written)
{
  const PmExport what = { .dir = dir, .rcp = TRUE, .ecsv = TRUE, .fits = TRUE, .maps = maps };
  *written = (Written){ FALSE, NULL };
  pm_session_export_async (session, &what, NULL, written_cb, written);
}

static void
assert_same_files (const char *dir_a, const char *dir_b, const char *core)
{
  g_auto (GStrv) a = pm_output_names (dir_a, core, PM_OUTPUT_ALL), b = pm_output_names (dir_b, core, PM_OUTPUT_ALL);
  for (gsize i = 0; a[i]; i++)
    {
      g_autofree char *in_a = NULL, *in_b = NULL;
      gsize n_a, n_b;
      g_assert_true (g_file_get_contents (a[i], &in_a, &n_a, NULL));
      g_assert_true (g_file_get_contents (b[i], &in_b, &n_b, NULL));
      g_assert_cmpmem (in_a, n_a, in_b, n_b);
    }
}

/* An export that is on its way when a reduction starts writes what was shown then. One that starts during a reduction writes the table
 * that is shown, and refuses maps, for which there are no samples. */
static void
test_export_while_reducing (void)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  PmSession *session = pm_window_get_session (window);
  g_autofree char *alone = pm_test_make_dir (), *beside = pm_test_make_dir (), *core = g_strdup (pm_session_get_core_name (session));
  Written written;
  export_to (session, alone, PM_MAPS_STAMPS, &written);
  pm_test_wait_until (written.done);
  g_assert_no_error (written.error);
  export_to (session, beside, PM_MAPS_STAMPS, &written);
  act (window, "reduce");
  pm_test_wait_until (written.done);
  g_assert_no_error (written.error);
  assert_same_files (alone, beside, core);
  wait_done (window);

  act (window, "reduce");
  export_to (session, beside, PM_MAPS_FULL, &written);
  pm_test_wait_until (written.done);
  g_assert_nonnull (written.error);
  g_clear_error (&written.error);
  assert_same_files (alone, beside, core); /* which stand as they stood */
  act (window, "stop");
  pm_test_window_close (window);
  pm_test_remove_dir (alone);
  pm_test_remove_dir (beside);
}

/* Windows of one program. */

static PmWindow *
open_other_window (PmWindow *window)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  PmWindow *other = PM_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l; l = l->next)
    if (l->data != (gpointer) window)
      other = l->data;
  g_assert_true (other != window);
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (other)));
  return other;
}

static void
save_to (PmWindow *window, const char *path)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), "save-path", g_variant_new_string (path));
}

/* Two windows reduce at the same time, each for itself, and judge. */
static void
test_two_windows (void)
{
  PmWindow *first = pm_test_window_open (application);
  pm_test_window_open_scan (first);
  PmWindow *second = open_other_window (first);
  pm_test_window_open_scan (second);
  act (first, "reduce");
  act (second, "reduce");
  wait_done (first);
  wait_done (second);
  assert_undisturbed (first);
  assert_undisturbed (second);
  guint row = (guint) pm_test_window_find_pixel (first, PM_PIXEL_GOOD, 0);
  pm_session_judge (pm_window_get_session (first), &row, 1, PM_FLAG_STATE_BAD, "first");
  assert_undisturbed (second);
  pm_test_window_close (first);
  assert_undisturbed (second);
  pm_test_window_close (second);
}

/* Two windows with one session file: the second is told, and cannot write over the first one's work. */
static void
test_two_windows_one_file (void)
{
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "both.pmsession", NULL);
  g_autofree char *own = g_build_filename (dir, "own.pmsession", NULL), *before = NULL, *after = NULL;
  PmWindow *first = pm_test_window_open (application);
  pm_test_window_open_scan (first);
  save_to (first, path);
  PmWindow *second = open_other_window (first);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  pm_window_open_files (second, &file, 1);
  g_assert_null (pm_window_get_banner (first));
  g_assert_cmpstr (pm_window_get_banner (second), ==, "both.pmsession is open in another window, which alone can save it.");
  g_assert_true (pm_session_set_option (pm_window_get_session (first), "rounds", "3", NULL));
  g_assert_true (pm_session_set_option (pm_window_get_session (second), "rounds", "5", NULL));
  save_to (first, path);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  save_to (second, path);
  g_assert_nonnull (strstr (pm_window_get_banner (second), "is open in another window or program"));
  act (second, "dismiss-error");
  pm_test_window_close (first);
  pm_session_look_at_file (pm_window_get_session (second)); /* as it does when it becomes active */
  g_assert_cmpstr (pm_window_get_banner (second), ==, "both.pmsession was changed by another program. It is not replaced.");
  save_to (second, path);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  act (second, "dismiss-error");
  save_to (second, own);
  g_assert_null (pm_window_get_banner (second));
  g_assert_true (g_file_test (own, G_FILE_TEST_IS_REGULAR));
  pm_test_window_close (second);
  pm_test_remove_dir (dir);
}

/* Another program. */

/* Opens a session, says so, and holds it until its input ends. */
static int
be_holder (const char *path)
{
  g_autoptr (PmSession) session = pm_session_new ();
  char byte;
  if (!pm_session_open (session, path, NULL) || pm_session_look_at_file (session) != PM_FILE_OURS)
    return EXIT_FAILURE;
  printf ("held\n");
  fflush (stdout);
  return read (STDIN_FILENO, &byte, 1) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
test_two_programs (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "shared.pmsession", NULL);
  char word[8] = "";
  PmWindow *window = pm_test_window_open (application);
  pm_test_window_open_scan (window);
  save_to (window, path);
  pm_test_window_close (window);
  g_autoptr (GSubprocess) holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, own_path,
                                                     "--hold", path, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (holder), word, 5, NULL, NULL), ==, 5);
  g_assert_cmpstr (word, ==, "held\n");
  window = pm_test_window_open (application);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  pm_window_open_files (window, &file, 1);
  g_assert_cmpstr (pm_window_get_banner (window), ==, "shared.pmsession is open in another window, which alone can save it.");
  save_to (window, path);
  g_assert_nonnull (strstr (pm_window_get_banner (window), "is open in another window or program"));
  act (window, "dismiss-error");
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (holder), NULL, NULL));
  g_assert_true (g_subprocess_wait_check (holder, NULL, NULL));
  pm_session_look_at_file (pm_window_get_session (window));
  g_assert_null (pm_window_get_banner (window)); /* the other one changed nothing */
  save_to (window, path);
  g_assert_null (pm_window_get_banner (window));
  g_assert_false (pm_session_get_unsaved (pm_window_get_session (window)));
  pm_test_window_close (window);
  pm_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  own_path = argv[0];
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return be_holder (argv[2]);
  if (argc >= 3 && g_str_equal (argv[1], "--runs"))
    {
      n_runs = atoi (argv[2]);
      argv[2] = argv[0];
      argc -= 2;
      argv += 2;
    }
  application = pm_test_window_init (&argc, &argv);
  measure ();
  g_test_add_func ("/window-busy/stop", test_stop);
  g_test_add_func ("/window-busy/close", test_close);
  g_test_add_func ("/window-busy/open-while-reducing", test_open_while_reducing);
  g_test_add_func ("/window-busy/refit-while-reducing", test_refit_while_reducing);
  g_test_add_func ("/window-busy/export-while-reducing", test_export_while_reducing);
  g_test_add_func ("/window-busy/two-windows", test_two_windows);
  g_test_add_func ("/window-busy/two-windows-one-file", test_two_windows_one_file);
  g_test_add_func ("/window-busy/two-programs", test_two_programs);
  int status = g_test_run ();
  pm_result_unref (undisturbed);
  pm_test_window_done (application);
  return status;
}
