/* SPDX-License-Identifier: GPL-3.0-or-later
 * The session as a document: scans, options, reduction, judgements, files, backups. Scans are simulated.
 */
#include "pm-session.h"
#include "pm-test-reduce.h"
#include "pm-test-wait.h"
#include "pm-test.h"

#include "pm-error.h"
#include "pm-file.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <utime.h>

static void
count_cb (guint *n)
{
  ++*n;
}

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("session", &sim);
}

static PmScanItem *
scan_at (PmSession *session, guint i)
{
  PmScanItem *item = g_list_model_get_item (pm_session_get_scans (session), i);
  g_object_unref (item); /* the list keeps it */
  return item;
}

/* A session ends where it lives: not in a thread that worked for it, and lets go last. */
static void
ends_cb (gpointer owner, GObject *session)
{
  g_assert_true (g_thread_self () == owner);
}

static PmSession *
session_with_scan (void)
{
  PmSession *session = pm_session_new ();
  g_object_weak_ref (G_OBJECT (session), ends_cb, g_thread_self ());
  const char *const paths[] = { small_scan (), NULL };
  pm_session_add_scans (session, paths);
  pm_test_wait_until (pm_scan_item_get_state (scan_at (session, 0)) == PM_SCAN_READY);
  return session;
}

static void
reduce (PmSession *session)
{
  pm_session_reduce (session);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) != PM_JOB_RUNNING);
  g_assert_cmpint (pm_job_get_state (pm_session_get_job (session)), ==, PM_JOB_DONE);
  g_assert_nonnull (pm_session_get_result (session));
}

static void
test_scans (void)
{
  g_autoptr (PmSession) session = pm_session_new ();
  g_autofree char *missing = g_build_filename (g_get_tmp_dir (), "no-such-scan.fits", NULL);
  const char *const paths[] = { small_scan (), missing, small_scan (), NULL };
  static guint n_changes; /* what runs in the background may keep the session beyond this test */
  n_changes = 0;
  g_signal_connect_swapped (session, "scans-changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_false (pm_session_can_reduce (session));
  pm_session_add_scans (session, paths);
  g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (session)), ==, 2); /* the same file once */
  g_assert_cmpint (pm_scan_item_get_state (scan_at (session, 0)), ==, PM_SCAN_READING);
  pm_test_wait_until (pm_scan_item_get_state (scan_at (session, 0)) != PM_SCAN_READING &&
              pm_scan_item_get_state (scan_at (session, 1)) != PM_SCAN_READING);
  g_assert_cmpstr (pm_scan_item_get_info (scan_at (session, 0))->object, ==, "Simulated");
  g_assert_cmpuint (pm_session_get_memory_bytes (session), ==, pm_scan_item_get_info (scan_at (session, 0))->memory_bytes);
  const GError *error = pm_scan_item_get_error (scan_at (session, 1));
  g_assert_true (g_error_matches (error, PM_ERROR, PM_ERROR_INPUT));
  g_assert_nonnull (strstr (error->message, "no-such-scan.fits"));
  g_assert_true (pm_session_can_reduce (session));
  g_assert_true (pm_session_get_unsaved (session));

  pm_scan_item_set_checked (scan_at (session, 0), FALSE);
  g_assert_false (pm_session_can_reduce (session));
  g_assert_cmpuint (pm_session_get_memory_bytes (session), ==, 0);
  pm_session_remove_scan (session, scan_at (session, 1));
  g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (session)), ==, 1);
  g_assert_cmpuint (n_changes, >=, 4); /* added, two looked at, unchecked, removed */
}

static void
test_options (void)
{
  g_autoptr (PmSession) session = session_with_scan ();
  g_autoptr (GError) error = NULL;
  g_autofree char *old = NULL, *now = NULL;
  const PmOptionInfo *info;
  static guint n_changes; /* what runs in the background may keep the session beyond this test */
  n_changes = 0;
  g_signal_connect_swapped (session, "options-changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_false (pm_session_set_option (session, "rounds", "0", &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_assert_cmpuint (n_changes, ==, 0);
  reduce (session);
  g_assert_false (pm_session_is_out_of_date (session));
  g_assert_true (pm_session_set_option (session, "rounds", "3", NULL));
  g_assert_true (pm_session_set_option (session, "rounds", "3", NULL)); /* no change, no signal */
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (pm_session_is_out_of_date (session));
  g_assert_true (pm_session_find_changed_option (session, &info, &old, &now));
  g_assert_cmpstr (info->key, ==, "rounds");
  g_assert_cmpstr (old, ==, "6");
  g_assert_cmpstr (now, ==, "3");
  pm_session_revert_options (session);
  g_assert_false (pm_session_is_out_of_date (session));
  pm_scan_item_set_checked (scan_at (session, 0), FALSE);
  g_assert_true (pm_session_is_out_of_date (session));
}

/* What is judged shows at once, and can be taken back. */
static void
test_judge (void)
{
  g_autoptr (PmSession) session = session_with_scan ();
  static guint n_results; /* as above */
  n_results = 0;
  reduce (session);
  pm_test_wait_until (pm_session_get_suspicion (session) != NULL);
  const PmPixelTable *table = pm_session_get_result (session)->table;
  guint row = 0;
  while (table->status[row] != PM_PIXEL_GOOD)
    row++;
  g_signal_connect_swapped (session, "notify::result", G_CALLBACK (count_cb), &n_results);
  pm_session_judge (session, &row, 1, PM_FLAG_STATE_BAD, "double peak");
  g_assert_cmpuint (n_results, ==, 1);
  table = pm_session_get_result (session)->table;
  g_assert_cmpint (table->status[row], ==, PM_PIXEL_FLAGGED);
  g_assert_cmpint (table->manual[row], ==, PM_MANUAL_BAD);
  g_assert_cmpuint (pm_session_undo (session), ==, 1);
  g_assert_cmpint (pm_session_get_result (session)->table->status[row], ==, PM_PIXEL_GOOD);
  g_assert_cmpuint (pm_session_redo (session), ==, 1);
  g_assert_cmpint (pm_session_get_result (session)->table->status[row], ==, PM_PIXEL_FLAGGED);
  reduce (session); /* judgements outlive a reduction */
  g_assert_cmpint (pm_session_get_result (session)->table->status[row], ==, PM_PIXEL_FLAGGED);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  pm_session_export_finish (PM_SESSION (source), result, data, &error);
  g_assert_no_error (error);
}

/* The files are those that were asked for, and say what made them. */
static void
test_export (void)
{
  g_autoptr (PmSession) session = session_with_scan ();
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *dir = g_build_filename (folder, "export", NULL), *text = NULL;
  g_auto (GStrv) paths = NULL;
  const guint row = 40;
  reduce (session);
  pm_session_judge (session, &row, 1, PM_FLAG_STATE_BAD, NULL);
  const PmExport what = { .dir = dir, .ecsv = TRUE, .fits = TRUE, .maps = PM_MAPS_STAMPS };
  pm_session_export_async (session, &what, NULL, exported_cb, &paths);
  pm_test_wait_until (paths != NULL);
  g_assert_cmpuint (g_strv_length (paths), ==, 2);
  g_assert_true (g_str_has_suffix (paths[0], ".ecsv"));
  g_assert_true (g_file_get_contents (paths[0], &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "PixelMap version"));
  g_assert_nonnull (strstr (text, "1 bad"));
}

/* A session comes back as it was: scans beside it by relative paths, options, judgements, view, and the result by itself. */
static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "work.pmsession", NULL), *text = NULL;
  guint row = 40;
  {
    g_autoptr (PmSession) session = session_with_scan ();
    g_assert_true (pm_session_set_option (session, "fit.domain", "map", NULL));
    reduce (session);
    pm_session_judge (session, &row, 1, PM_FLAG_STATE_GOOD, "looked at \"it\"");
    pm_session_set_view (session, "sort", "s2n");
    g_assert_true (pm_session_save (session, path, &error));
    g_assert_no_error (error);
    g_assert_false (pm_session_get_unsaved (session));
    g_assert_cmpstr (pm_session_get_path (session), ==, path);
  }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, folder)); /* relative */
  g_autoptr (PmSession) session = pm_session_new ();
  g_assert_true (pm_session_open (session, path, &error));
  g_assert_no_error (error);
  g_assert_false (pm_session_get_unsaved (session));
  pm_test_wait_until (pm_session_get_result (session) != NULL);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE);
  g_assert_cmpint (pm_session_get_options (session)->fit_domain, ==, PM_DOMAIN_MAP);
  g_assert_cmpint (pm_session_get_result (session)->table->manual[row], ==, PM_MANUAL_GOOD);
  g_assert_cmpstr (pm_flag_log_get_judgement (pm_session_get_flags (session), row, 0)->reason, ==, "looked at \"it\"");
  g_assert_cmpstr (pm_session_get_view (session, "sort"), ==, "s2n");
}

/* Names of files may be any bytes: they come back, in a session and in its backup. */
static void
test_odd_names (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "odd-\xff.pmsession", NULL);
  g_autofree char *odd = g_build_filename (folder, "m\xfcll.fits", NULL), *uri = g_build_filename (folder, "file:", "x%41.fits", NULL);
  const char *const paths[] = { odd, uri, NULL };
  g_autoptr (PmSession) session = pm_session_new (), again = pm_session_new ();
  pm_session_add_scans (session, paths);
  g_assert_true (pm_session_save (session, path, &error));
  g_assert_true (pm_session_open (again, path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (again)), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (pm_scan_item_get_path (scan_at (again, i)), ==, paths[i]);
  pm_test_wait_until (pm_scan_item_get_state (scan_at (again, 1)) != PM_SCAN_READING);
}

/* A scan that a file names twice is there once, and the others keep their marks. */
static void
test_scans_twice (void)
{
  static const char text[] = "{\"pixelmap-session\": 1, \"options\": {}, \"scans\": [{\"path\": \"a.fits\", \"checked\": true},"
                             " {\"path\": \"./a.fits\", \"checked\": false}, {\"path\": \"b.fits\", \"checked\": true}]}";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "twice.pmsession", NULL);
  g_autoptr (PmSession) session = pm_session_new ();
  g_assert_true (g_file_set_contents (path, text, -1, NULL) && pm_session_open (session, path, &error));
  g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (session)), ==, 2);
  g_assert_true (pm_scan_item_get_checked (scan_at (session, 0)) && pm_scan_item_get_checked (scan_at (session, 1)));
}

/* Texts that are no text once they are read leave nothing behind that could not be saved and read again. */
static void
test_half_characters (void)
{
  static const char text[] = "{\"pixelmap-session\": 1, \"scans\": [], \"options\": {},"
                             " \"view\": {\"a\": \"x\\ud800y\", \"str\\ud800etch\": \"b\"},"
                             " \"flags\": [{\"id\": \"x\", \"state\": \"bad\", \"reason\": \"no\\ud800ne\"}]}";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "half.pmsession", NULL);
  g_autoptr (PmSession) session = pm_session_new ();
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  for (int k = 0; k < 2; k++)
    {
      pm_session_open (session, path, &error);
      g_assert_no_error (error);
      g_assert_null (pm_session_get_view (session, "a"));
      g_assert_true (pm_session_save (session, path, &error));
    }
}

/* Files that are no sessions are refused with a reason, and nothing changes. */
static void
test_bad_files (void)
{
  static const struct
  {
    const char *text, *reason;
  } cases[] = {
    { "", "not a session file" },
    { "{", "not a session file" },
    { "[]", "'pixelmap-session'" },
    { "{\"pixelmap-session\": 2}", "'pixelmap-session'" },
    { "{\"pixelmap-session\": 1}", "'options'" },
    { "{\"pixelmap-session\": 1, \"options\": {\"no.such\": \"1\"}}", "no.such" },
    { "{\"pixelmap-session\": 1, \"options\": {\"rounds\": 3}}", "'options'" },
    { "{\"pixelmap-session\": 1, \"options\": {}, \"scans\": [1]}", "'scans'" },
    { "{\"pixelmap-session\": 1, \"options\": {}, \"scans\": [], \"flags\": [{\"id\": \"a\", \"state\": \"odd\"}]}", "'flags'" },
    { "{\"pixelmap-session\": 1, \"options\": {}, \"scans\": [], \"refits\": [{\"id\": \"a\", \"radius\": -1}]}", "'refits'" },
  };
  g_autoptr (PmSession) session = session_with_scan ();
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "bad.pmsession", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      g_assert_false (pm_session_open (session, path, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, "bad.pmsession"));
      g_assert_nonnull (strstr (error->message, cases[i].reason));
      g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (session)), ==, 1);
      g_assert_null (pm_session_get_path (session));
    }
}

static char *
backup_dir (void)
{
  g_autofree char *folder = g_path_get_dirname (small_scan ());
  return g_build_filename (folder, "backups", NULL);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  pm_session_export_finish (PM_SESSION (source), result, NULL, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

/* The table as it is written; without waiting for anything before. */
static char *
export_table (PmSession *session)
{
  g_autofree char *dir = pm_test_make_dir (), *name = g_strconcat (pm_session_get_core_name (session), ".ecsv", NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  const PmExport what = { .dir = dir, .ecsv = TRUE };
  gboolean done = FALSE;
  char *text = NULL;
  pm_session_export_async (session, &what, NULL, written_cb, &done);
  pm_test_wait_until (done);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  pm_test_remove_dir (dir);
  return text;
}

/* What is written has the refits that hold at that moment, though the values of an undone one follow in the background only. */
static void
test_export_at_once (void)
{
  g_autoptr (PmSession) session = session_with_scan ();
  guint row = 0;
  reduce (session);
  while (pm_session_get_result (session)->table->status[row] != PM_PIXEL_GOOD)
    row++;
  g_autofree char *without = export_table (session);
  pm_session_refit (session, row, 18.0, NAN, NAN, PM_DOMAIN_TIME);
  pm_test_wait_until (pm_flag_log_get_can_undo (pm_session_get_flags (session)));
  g_autofree char *with = export_table (session);
  g_assert_cmpstr (with, !=, without);
  g_assert_cmpuint (pm_session_undo (session), ==, 1);
  g_autofree char *undone = export_table (session);
  g_assert_cmpstr (undone, ==, without);
  g_assert_cmpuint (pm_session_redo (session), ==, 1);
  g_autofree char *again = export_table (session);
  g_assert_cmpstr (again, ==, with);
}

/* A program that dies leaves its backup; another one goes on with it. A session that is closed leaves none. */
static void
test_backup (void)
{
  g_autofree char *dir = backup_dir ();
  g_autoptr (GError) error = NULL;
  guint row = 7;
  gsize n = 0;
  PmSession *died = session_with_scan ();
  g_assert_true (pm_session_keep_backup (died, dir, &error));
  g_assert_no_error (error);
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "died.pmsession", NULL);
  g_assert_true (pm_session_save (died, path, NULL));
  reduce (died);
  pm_session_judge (died, &row, 1, PM_FLAG_STATE_BAD, "spikes");
  {
    g_auto (GStrv) held = pm_session_list_backups (dir);
    g_assert_cmpuint (g_strv_length (held), ==, 0);
  }
  g_object_add_weak_pointer (G_OBJECT (died), (gpointer *) &died);
  g_object_unref (died); /* without pm_session_discard_backup(): as after a crash, the files stay and the lock is gone */
  pm_test_wait_until (died == NULL);

  g_auto (GStrv) left = pm_session_list_backups (dir);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
  g_autoptr (PmSession) session = pm_session_new ();
  g_assert_true (pm_session_recover (session, left[0], &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (pm_session_get_unsaved (session));
  g_assert_cmpstr (pm_session_get_path (session), ==, path);
  g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (session)), ==, 1);
  pm_test_wait_until (pm_scan_item_get_state (scan_at (session, 0)) == PM_SCAN_READY);
  if (pm_job_get_state (pm_session_get_job (session)) != PM_JOB_RUNNING)
    reduce (session);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE);
  g_assert_cmpint (pm_session_get_result (session)->table->manual[row], ==, PM_MANUAL_BAD);
  pm_session_discard_backup (session);
  g_auto (GStrv) none = pm_session_list_backups (dir);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_false (g_file_test (left[0], G_FILE_TEST_EXISTS));
}

/* A folder with what a crash at this moment would leave of another one. */
static char *
dup_dir_as_crashed (const char *dir)
{
  char *copy = pm_test_make_dir ();
  g_autoptr (GDir) names = g_dir_open (dir, 0, NULL);
  for (const char *name = g_dir_read_name (names); name; name = g_dir_read_name (names))
    {
      g_autofree char *from = g_build_filename (dir, name, NULL), *to = g_build_filename (copy, name, NULL), *text = NULL;
      gsize length;
      g_assert_true (g_file_get_contents (from, &text, &length, NULL));
      g_assert_true (g_file_set_contents (to, text, (gssize) length, NULL));
    }
  return copy;
}

/* A crash right after a judgement: what was changed before it is in the backup too, though that had not been written yet. */
static void
test_backup_order (void)
{
  g_autofree char *dir = backup_dir ();
  guint row = 7;
  gsize n = 0;
  g_autoptr (PmSession) died = session_with_scan (), session = pm_session_new ();
  reduce (died);
  g_assert_true (pm_session_keep_backup (died, dir, NULL));
  g_assert_true (pm_session_set_option (died, "rounds", "3", NULL));
  pm_session_judge (died, &row, 1, PM_FLAG_STATE_BAD, "spikes");
  g_autofree char *crashed = dup_dir_as_crashed (dir); /* the main loop has not run since */
  g_auto (GStrv) left = pm_session_list_backups (crashed);
  g_assert_cmpuint (g_strv_length (left), ==, 1);
  g_assert_true (pm_session_recover (session, left[0], &n, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (pm_session_get_options (session)->rounds, ==, 3);
  pm_session_discard_backup (session);
  pm_session_discard_backup (died);
  pm_test_remove_dir (crashed);
}

/* Two windows with the same file: the second is told, and cannot write it; when it can, it does not take the first one's work away. */
static void
test_two_sessions (void)
{
  g_autoptr (GError) held = NULL, changed = NULL, error = NULL;
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "two.pmsession", NULL);
  g_autofree char *other = g_build_filename (folder, "other.pmsession", NULL), *text = NULL;
  PmSession *first = session_with_scan ();
  g_autoptr (PmSession) second = pm_session_new ();
  static guint n_told; /* as above */
  n_told = 0;
  g_assert_cmpint (pm_session_look_at_file (first), ==, PM_FILE_OURS); /* it has none */
  g_assert_true (pm_session_save (first, path, &error));
  g_assert_no_error (error);
  g_signal_connect_swapped (second, "notify::file-state", G_CALLBACK (count_cb), &n_told);
  g_assert_true (pm_session_open (second, path, NULL));
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpint (pm_session_look_at_file (second), ==, PM_FILE_HELD);
  g_assert_false (pm_session_save (second, path, &held));
  g_assert_error (held, PM_ERROR, PM_ERROR_OUTPUT);
  g_assert_nonnull (strstr (held->message, "two.pmsession: is open in another window"));
  pm_session_set_view (first, "note", "of the first");
  g_assert_true (pm_session_save (first, path, NULL));
  g_assert_cmpint (pm_session_look_at_file (first), ==, PM_FILE_OURS);
  g_object_add_weak_pointer (G_OBJECT (first), (gpointer *) &first);
  g_object_unref (first);
  pm_test_wait_until (first == NULL);

  g_assert_false (pm_session_save (second, path, &changed));
  g_assert_error (changed, PM_ERROR, PM_ERROR_OUTPUT);
  g_assert_nonnull (strstr (changed->message, "two.pmsession: was changed"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "of the first"));
  g_assert_cmpint (pm_session_look_at_file (second), ==, PM_FILE_CHANGED);
  g_assert_true (pm_session_save (second, other, NULL));
  g_assert_cmpint (pm_session_look_at_file (second), ==, PM_FILE_OURS);
  g_assert_true (pm_session_open (second, path, NULL)); /* now it knows what is in there */
  g_assert_true (pm_session_save (second, path, NULL));
}

/* After a crash: a file that others have changed since is not written over; one that the session wrote last itself is. */
static void
test_recover_file (void)
{
  g_autofree char *folder = g_path_get_dirname (small_scan ()), *path = g_build_filename (folder, "crash.pmsession", NULL);
  g_autofree char *dir = backup_dir (), *text = NULL;
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize n;
      PmSession *died = session_with_scan ();
      g_assert_true (pm_session_keep_backup (died, dir, NULL));
      g_assert_true (pm_session_save (died, path, NULL));
      pm_session_set_view (died, "note", "second time");
      pm_test_wait_until (!g_main_context_pending (NULL));
      g_assert_true (pm_session_save (died, path, NULL)); /* and dies before the backup that would follow */
      g_object_add_weak_pointer (G_OBJECT (died), (gpointer *) &died);
      g_object_unref (died);
      g_assert_null (died);
      if (i == 1)
        g_assert_true (g_file_set_contents (path, "mine!", -1, NULL));
      g_auto (GStrv) left = pm_session_list_backups (dir);
      g_assert_cmpuint (g_strv_length (left), ==, 1);
      g_autoptr (PmSession) session = pm_session_new ();
      g_assert_true (pm_session_recover (session, left[0], &n, NULL));
      g_assert_cmpint (pm_session_look_at_file (session), ==, i == 0 ? PM_FILE_OURS : PM_FILE_CHANGED);
      g_assert_cmpint (pm_session_save (session, path, &error), ==, i == 0);
      g_assert_cmpint (error != NULL, ==, i == 1);
      pm_session_discard_backup (session);
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine!");
}

/* What killed programs left in the folder of backups, and nobody can use, goes after a day. */
static void
test_leftovers (void)
{
  g_autofree char *dir = backup_dir (), *any = g_build_filename (dir, "any", NULL), *half = pm_file_temp_name (any);
  g_autofree char *orphan = g_build_filename (dir, "orphan.journal", NULL), *young = g_build_filename (dir, "young.journal", NULL);
  const struct utimbuf yesterday = { time (NULL) - 25 * 3600, time (NULL) - 25 * 3600 };
  g_autoptr (PmSession) session = pm_session_new ();
  g_mkdir_with_parents (dir, 0700);
  const char *const paths[] = { half, orphan, young };
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_true (g_file_set_contents (paths[i], "PixelMap journal 1\n", -1, NULL));
      if (paths[i] != young)
        g_assert_cmpint (g_utime (paths[i], (struct utimbuf *) &yesterday), ==, 0);
    }
  g_assert_true (pm_session_keep_backup (session, dir, NULL));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (orphan, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (young, G_FILE_TEST_EXISTS));
  pm_session_discard_backup (session);
}

/* A session may go while its scan is read or reduced. */
static void
test_drop (void)
{
  for (int i = 0; i < 2; i++)
    {
      PmSession *session = i == 0 ? pm_session_new () : session_with_scan ();
      const char *const paths[] = { small_scan (), NULL };
      if (i == 0)
        pm_session_add_scans (session, paths);
      else
        pm_session_reduce (session);
      g_assert_finalize_object (session);
    }
}

/* Nor is it kept by what was asked for and is not wanted any more: an export, suspicions, a refit. */
static void
test_drop_with_tasks (void)
{
  g_autofree char *dir = pm_test_make_dir ();
  const PmExport what = { .dir = dir, .ecsv = TRUE };
  for (int i = 0; i < 5; i++)
    {
      PmSession *session = session_with_scan ();
      gboolean done = FALSE;
      const guint row = 40;
      pm_session_set_option (session, "rounds", "1", NULL);
      reduce (session);
      pm_session_export_async (session, &what, NULL, written_cb, &done);
      pm_session_refit (session, 40, 18.0, NAN, NAN, PM_DOMAIN_TIME);
      pm_session_judge (session, &row, 1, PM_FLAG_STATE_BAD, NULL);
      g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
      g_object_unref (session);
      pm_test_wait_until (done && session == NULL);
    }
  pm_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE); /* files differ by what is in them only */
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/session/scans", test_scans);
  g_test_add_func ("/session/options", test_options);
  g_test_add_func ("/session/judge", test_judge);
  g_test_add_func ("/session/export", test_export);
  g_test_add_func ("/session/file", test_file);
  g_test_add_func ("/session/odd-names", test_odd_names);
  g_test_add_func ("/session/scans-twice", test_scans_twice);
  g_test_add_func ("/session/half-characters", test_half_characters);
  g_test_add_func ("/session/bad-files", test_bad_files);
  g_test_add_func ("/session/export-at-once", test_export_at_once);
  g_test_add_func ("/session/backup", test_backup);
  g_test_add_func ("/session/backup-order", test_backup_order);
  g_test_add_func ("/session/two-sessions", test_two_sessions);
  g_test_add_func ("/session/recover-file", test_recover_file);
  g_test_add_func ("/session/leftovers", test_leftovers);
  g_test_add_func ("/session/drop", test_drop);
  g_test_add_func ("/session/drop-with-tasks", test_drop_with_tasks);
  int status = g_test_run ();
  pm_test_reduce_done ();
  return status;
}
