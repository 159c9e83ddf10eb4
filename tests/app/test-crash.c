/* SPDX-License-Identifier: GPL-3.0-or-later
 * kill -9 at any moment, while pixels are judged, a session is saved, files are exported, a scan is reduced: no judgement is lost, no file
 * is half written or older than what was shown as done, and the next start offers recovery.
 *
 *   test-crash [--kills N]   (12 without it, and half as many of each of the others; tests/long/crash: 200)
 *
 * The victim is this program again, with a window of the application in it: it prints what it did after the call returned, and is killed
 * while it goes on. What was printed must be there afterwards. The last test does the same to the real program, by its keys.
 */
#include "pm-output.h"
#include "pm-test-input.h"
#include "pm-test-window.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NUMBERS 20
#define MAX_DELAY_US 30000 /* some turns of the victim's loop */
#define MAX_EXPORT_US 200000 /* about what an export takes */
#define N_STATES 3 /* of exported files */
#define ALL_FILES (PM_OUTPUT_ALL | PM_OUTPUT_CRUSH | PM_OUTPUT_SOFSCAN)
#define SESSION "a.pmsession"
#define FLAGS "flags.ecsv"

static PmApplication *application;
static const char *own_path;
static int n_kills = 12;

/* The victim */

/* What it does as the k-th: the same for parent and child. */
static guint
pixel_of (guint k, guint n)
{
  return (k * 37u) % n;
}

static PmFlagState
state_of (guint k)
{
  static const PmFlagState states[] = { PM_FLAG_STATE_BAD, PM_FLAG_STATE_GOOD, PM_FLAG_STATE_BAD };
  return states[k % G_N_ELEMENTS (states)];
}

static void
judge_next (PmSession *session, guint k, guint n)
{
  guint pixel = pixel_of (k, n);
  g_autofree char *reason = g_strdup_printf ("event %u", k);
  pm_session_judge (session, &pixel, 1, state_of (k), reason);
}

static void
be_victim_of_flags (PmWindow *window, guint n)
{
  PmSession *session = pm_window_get_session (window);
  for (guint k = 0;; k++)
    {
      judge_next (session, k, n);
      printf ("%u\n", k); /* stdout is not buffered */
      if (k % 7 == 6) /* a backup of everything is written now and then, and the journal begins anew */
        {
          g_autofree char *shown = g_strdup_printf ("%u", k);
          pm_session_set_option (session, "rounds", k % 2 ? "5" : "6", NULL);
          pm_session_set_view (session, "order", shown);
        }
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  pm_session_export_finish (PM_SESSION (source), result, NULL, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
export_to (PmSession *session, const char *folder)
{
  const PmExport what = { .dir = folder, .rcp = TRUE, .ecsv = TRUE, .fits = TRUE, .crush = TRUE, .sofscan = TRUE, .maps = PM_MAPS_STAMPS };
  gboolean done = FALSE;
  pm_session_export_async (session, &what, NULL, exported_cb, &done);
  pm_test_wait_until (done);
}

/* The session, whose scans are being reduced again and again, stopped or complete. */
static void
be_victim_of_reducing (PmWindow *window, guint n)
{
  PmSession *session = pm_window_get_session (window);
  for (guint k = 0;; k++)
    {
      if (k % 10 == 9)
        pm_session_stop (session);
      if (pm_session_can_reduce (session))
        pm_session_reduce (session);
      judge_next (session, k, n);
      printf ("%u\n", k);
      for (int i = 0; i < 20; i++)
        g_main_context_iteration (NULL, FALSE);
    }
}

static void
be_victim_of_saving (PmWindow *window, guint n, const char *folder)
{
  PmSession *session = pm_window_get_session (window);
  g_autofree char *path = g_build_filename (folder, SESSION, NULL), *flags = g_build_filename (folder, FLAGS, NULL);
  for (guint k = 0;; k++)
    {
      g_autoptr (GError) error = NULL;
      judge_next (session, k, n);
      pm_session_save (session, path, &error);
      g_assert_no_error (error);
      g_action_group_activate_action (G_ACTION_GROUP (window), "save-flags-path", g_variant_new_string (flags));
      printf ("%u\n", k);
      while (k % 3 == 0 && g_main_context_iteration (NULL, FALSE))
        ;
    }
}

/* What is exported as the k-th: one of three states, so that a file that is older than the last one shows. */
static void
prepare_export (PmSession *session, guint k)
{
  static const guint rows[] = { 300, 301, 302 };
  pm_session_judge (session, rows, N_STATES, PM_FLAG_STATE_CLEAR, NULL);
  pm_session_judge (session, rows, k % N_STATES + 1, PM_FLAG_STATE_BAD, NULL);
}

static void
be_victim_of_exporting (PmWindow *window, const char *folder)
{
  for (guint k = 0;; k++)
    {
      prepare_export (pm_window_get_session (window), k);
      export_to (pm_window_get_session (window), folder);
      printf ("%u\n", k);
    }
}

static int
be_victim (int argc, char **argv)
{
  const char *what = argv[2], *scan = argv[3], *folder = argv[4];
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  setvbuf (stdout, NULL, _IONBF, 0);
  application = pm_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  PmWindow *window = pm_test_window_open (application);
  g_autoptr (GFile) file = g_file_new_for_path (scan);
  pm_window_open_files (window, &file, 1);
  pm_test_wait_until (pm_session_can_reduce (pm_window_get_session (window)));
  pm_session_reduce (pm_window_get_session (window));
  pm_test_window_wait_reduced (window);
  guint n = pm_view_model_get_n_pixels (pm_window_get_model (window));
  printf ("ready %u\n", n);
  if (g_str_equal (what, "flags"))
    be_victim_of_flags (window, n);
  else if (g_str_equal (what, "reducing"))
    be_victim_of_reducing (window, n);
  else if (g_str_equal (what, "saving"))
    be_victim_of_saving (window, n, folder);
  else
    be_victim_of_exporting (window, folder);
  return EXIT_FAILURE; /* not reached */
}

/* The killer */

typedef struct
{
  GSubprocess *process;
  FILE *out; /* what it prints */
  char *folder;
  guint n_pixels;
} Victim;

static Victim
start_victim (const char *what)
{
  g_autoptr (GError) error = NULL;
  Victim victim = { .folder = pm_test_make_dir () };
  int fds[2];
  g_assert_cmpint (pipe (fds), ==, 0);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_take_stdout_fd (launcher, fds[1]);
  victim.process = g_subprocess_launcher_spawn (launcher, &error, own_path, "--victim", what, pm_test_window_scan (), victim.folder, NULL);
  g_assert_no_error (error);
  victim.out = fdopen (fds[0], "r");
  char line[256] = "";
  while (strncmp (line, "ready", 5) != 0) /* behind what the libraries say */
    g_assert_nonnull (fgets (line, sizeof line, victim.out));
  g_assert_cmpint (sscanf (line, "ready %u", &victim.n_pixels), ==, 1);
  return victim;
}

/* The next number that it prints, among what the libraries say; -1: it has ended. */
static int
read_number (Victim *victim)
{
  char line[256];
  while (fgets (line, sizeof line, victim->out))
    if (g_ascii_isdigit (line[0]) && strchr (line, '\n'))
      return atoi (line);
  return -1;
}

/* Kills it some time, at most so long, after it has printed so many numbers, and tells the last number that it printed; -1: none. */
static int
kill_victim (Victim *victim, int n_numbers, int max_delay_us)
{
  int last = -1;
  for (int i = 0; i < n_numbers; i++)
    last = read_number (victim);
  g_assert_cmpint (last, ==, n_numbers - 1);
  g_usleep ((gulong) g_test_rand_int_range (0, max_delay_us)); /* no condition: the moment is to be any */
  g_subprocess_send_signal (victim->process, SIGKILL);
  g_assert_true (g_subprocess_wait (victim->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (victim->process));
  g_assert_cmpint (g_subprocess_get_term_sig (victim->process), ==, SIGKILL);
  for (int number = read_number (victim); number >= 0; number = read_number (victim))
    last = number;
  fclose (victim->out);
  g_object_unref (victim->process);
  return last;
}

static void
clear_victim (Victim *victim)
{
  pm_test_remove_dir (victim->folder);
  g_free (victim->folder);
}

/* Everything that was printed is in a recovered log, or in a file, and nothing but it and the one that was on its way. */
static void
check_judgements (const Victim *victim, const PmFlagFile *file, int last)
{
  g_autofree int *found = g_new (int, victim->n_pixels);
  g_autofree int *expected = g_new (int, victim->n_pixels);
  g_autofree gboolean *state_fits = g_new0 (gboolean, victim->n_pixels);
  for (guint i = 0; i < victim->n_pixels; i++)
    found[i] = expected[i] = -1;
  for (int k = 0; k <= last; k++)
    expected[pixel_of ((guint) k, victim->n_pixels)] = k;
  for (guint i = 0; i < file->entries->len; i++)
    {
      const PmFlagEntry *entry = g_ptr_array_index (file->entries, i);
      guint k;
      g_assert_cmpint (sscanf (entry->reason, "event %u", &k), ==, 1);
      g_assert_cmpint ((int) k, <=, last + 1);
      found[pixel_of (k, victim->n_pixels)] = (int) k;
      state_fits[pixel_of (k, victim->n_pixels)] = entry->state == state_of (k);
    }
  for (guint i = 0; i < victim->n_pixels; i++)
    if (i != pixel_of ((guint) (last + 1), victim->n_pixels) || found[i] != last + 1)
      {
        g_assert_cmpint (found[i], ==, expected[i]);
        g_assert_true (found[i] < 0 || state_fits[i]);
      }
}

static void
check_log (const Victim *victim, PmSession *session, int last)
{
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (pm_session_get_flags (session));
  check_judgements (victim, file, last);
}

/* What the next start finds: one backup, which comes back with the scan. */
static PmSession *
recover (const Victim *victim)
{
  g_autofree char *dir = g_build_filename (victim->folder, "pixelmap", NULL);
  g_auto (GStrv) backups = pm_session_list_backups (dir);
  g_autoptr (GError) error = NULL;
  PmSession *session = pm_session_new ();
  gsize n;
  g_assert_cmpuint (g_strv_length (backups), ==, 1);
  g_assert_true (pm_session_recover (session, backups[0], &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (pm_session_get_scans (session)), ==, 1);
  return session;
}

/* Nothing but these files, folders, and what begins with a dot as temporary names do. */
static void
check_folder (const Victim *victim, const char *const *files)
{
  g_autoptr (GDir) folder = g_dir_open (victim->folder, 0, NULL);
  for (const char *name = g_dir_read_name (folder); name; name = g_dir_read_name (folder))
    {
      g_autofree char *path = g_build_filename (victim->folder, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && !g_str_has_prefix (name, ".pm-"))
        g_assert_true (g_strv_contains (files, path));
    }
}

static void
kill_judging (const char *what, int n)
{
  int most = 0;
  for (int i = 0; i < n; i++)
    {
      Victim victim = start_victim (what);
      int last = kill_victim (&victim, g_test_rand_int_range (0, MAX_NUMBERS), MAX_DELAY_US);
      g_autoptr (PmSession) session = recover (&victim);
      check_log (&victim, session, last);
      pm_session_discard_backup (session);
      clear_victim (&victim);
      most = MAX (most, last + 1);
    }
  g_test_message ("killed %d times while %s, after up to %d judgements", n, what, most);
}

static void
test_flags (void)
{
  kill_judging ("flags", n_kills);
}

static void
test_reducing (void)
{
  kill_judging ("reducing", n_kills / 2);
}

/* The session file and the flag file have all that was saved; the recovered session has too, and may go on with its file. */
static void
test_saving (void)
{
  for (int i = 0; i < n_kills / 2; i++)
    {
      Victim victim = start_victim ("saving");
      int last = kill_victim (&victim, g_test_rand_int_range (0, MAX_NUMBERS), MAX_DELAY_US);
      g_autofree char *path = g_build_filename (victim.folder, SESSION, NULL), *flags = g_build_filename (victim.folder, FLAGS, NULL);
      const char *const files[] = { path, flags, NULL };
      g_autoptr (GError) error = NULL;
      check_folder (&victim, files);
      if (last >= 0 || g_file_test (flags, G_FILE_TEST_EXISTS))
        {
          g_autoptr (PmFlagFile) file = pm_flag_file_read (flags, &error);
          g_assert_no_error (error);
          check_judgements (&victim, file, last);
        }
      if (last >= 0 || g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_autoptr (PmSession) opened = pm_session_new ();
          pm_session_open (opened, path, &error);
          g_assert_no_error (error);
          check_log (&victim, opened, last);
        }
      g_autoptr (PmSession) session = recover (&victim);
      check_log (&victim, session, last);
      g_assert_cmpint (pm_session_look_at_file (session), ==, PM_FILE_OURS);
      pm_session_save (session, path, &error);
      g_assert_no_error (error);
      pm_session_discard_backup (session);
      clear_victim (&victim);
    }
  g_test_message ("killed %d times while saving", n_kills / 2);
}

static gboolean
has_content (const char *path, const char *complete)
{
  g_autofree char *a = NULL, *b = NULL;
  gsize n_a, n_b;
  g_assert_true (g_file_get_contents (path, &a, &n_a, NULL));
  g_assert_true (g_file_get_contents (complete, &b, &n_b, NULL));
  return n_a == n_b && memcmp (a, b, n_a) == 0;
}

/* The files of all states, each different from that of the state before, written by one that lives. */
static void
export_states (char *folders[N_STATES], char **core)
{
  PmWindow *window = pm_test_window_open_reduced (application);
  PmSession *session = pm_window_get_session (window);
  *core = g_strdup (pm_session_get_core_name (session));
  for (guint k = 0; k < N_STATES; k++)
    {
      folders[k] = pm_test_make_dir ();
      prepare_export (session, k);
      export_to (session, folders[k]);
      g_auto (GStrv) now = pm_output_names (folders[k], *core, ALL_FILES);
      g_auto (GStrv) before = pm_output_names (folders[k > 0 ? k - 1 : k], *core, ALL_FILES);
      for (gsize i = 0; k > 0 && now[i]; i++)
        g_assert_false (has_content (now[i], before[i]));
    }
  pm_test_window_close (window);
}

/* Each file is that of the state that was exported last, or already that of the next. */
static void
test_exporting (void)
{
  char *folders[N_STATES], *core;
  int n_old = 0, n_new = 0;
  export_states (folders, &core);
  for (int i = 0; i < n_kills / 2; i++)
    {
      Victim victim = start_victim ("exporting");
      int last = kill_victim (&victim, i % 3, MAX_EXPORT_US); /* while nothing is there yet, and while files are replaced */
      g_auto (GStrv) written = pm_output_names (victim.folder, core, ALL_FILES);
      check_folder (&victim, (const char *const *) written);
      for (gsize k = 0; written[k]; k++)
        {
          if (last < 0 && !g_file_test (written[k], G_FILE_TEST_EXISTS))
            continue;
          g_auto (GStrv) old = pm_output_names (folders[(guint) (last + N_STATES) % N_STATES], core, ALL_FILES);
          g_auto (GStrv) new = pm_output_names (folders[(guint) (last + 1) % N_STATES], core, ALL_FILES);
          gboolean is_new = has_content (written[k], new[k]);
          if (!is_new && (last < 0 || !has_content (written[k], old[k])))
            g_error ("%s is neither what was exported as number %d nor as the next", written[k], last);
          n_new += is_new;
          n_old += !is_new;
        }
      g_autoptr (PmSession) session = recover (&victim);
      pm_session_discard_backup (session);
      clear_victim (&victim);
    }
  g_test_message ("killed %d times while exporting: %d files were old, %d new", n_kills / 2, n_old, n_new);
  g_assert_cmpint (n_old + n_new, >, 0);
  for (guint k = 0; k < N_STATES; k++)
    {
      pm_test_remove_dir (folders[k]);
      g_free (folders[k]);
    }
  g_free (core);
}

/* The program itself */

static GSubprocess *
start_program (const char *folder, const char *scan)
{
  g_autoptr (GError) error = NULL;
  const GSubprocessFlags silent = G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (silent);
  static const char *const homes[] = { "HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" };
  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    g_subprocess_launcher_setenv (launcher, homes[i], folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE); /* one process, not one for the whole session */
  GSubprocess *process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("PM_APP"), scan, NULL);
  g_assert_no_error (error);
  return process;
}

static gulong
window_of (PmTestInput *input, GSubprocess *process)
{
  return pm_test_input_find_window (input, (GPid) g_ascii_strtoll (g_subprocess_get_identifier (process), NULL, 10));
}

/* Size of the journal in the program's folder of backups. */
static gint64
journal_size (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  gint64 size = 0;
  for (const char *name = folder ? g_dir_read_name (folder) : NULL; name; name = g_dir_read_name (folder))
    if (g_str_has_suffix (name, ".journal"))
      {
        g_autofree char *path = g_build_filename (dir, name, NULL);
        GStatBuf info;
        if (g_stat (path, &info) == 0)
          size += info.st_size;
      }
  return size;
}

static void
kill_program (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGKILL);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_object_unref (process);
}

/* A scan is opened, reduced and judged with keys; the program is killed, and started again: it has the judgements. */
static void
test_program (void)
{
  g_autofree char *folder = pm_test_make_dir (), *dir = g_build_filename (folder, "pixelmap", NULL), *title = NULL;
  g_autoptr (PmTestInput) input = pm_test_input_new (NULL);
  GSubprocess *process = start_program (folder, pm_test_window_scan ());
  gulong window = window_of (input, process);
  gint64 empty = journal_size (dir);
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  /* From outside it cannot be seen when there is something to judge: the keys do nothing until then. */
  while (journal_size (dir) == empty && g_get_monotonic_time () < deadline)
    {
      pm_test_input_send_key (input, window, "<Control>r");
      pm_test_input_send_key (input, window, "Right");
      pm_test_input_send_key (input, window, "b");
      g_usleep (200 * 1000);
    }
  g_assert_cmpint (journal_size (dir), >, empty);
  kill_program (process);
  process = start_program (folder, NULL);
  window = window_of (input, process);
  pm_test_wait_until ((g_free (title), title = pm_test_input_dup_title (input, window)) && g_str_has_prefix (title, "• "));
  kill_program (process); /* once more: recovered work is kept as well */
  g_auto (GStrv) backups = pm_session_list_backups (dir);
  g_autoptr (PmSession) session = pm_session_new ();
  gsize n = 0;
  g_assert_cmpuint (g_strv_length (backups), ==, 1);
  g_assert_true (pm_session_recover (session, backups[0], &n, NULL));
  g_assert_cmpuint (n, >, 0);
  pm_session_discard_backup (session);
  pm_test_remove_dir (folder);
}

int
main (int argc, char **argv)
{
  own_path = argv[0];
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  if (argc == 5 && g_str_equal (argv[1], "--victim"))
    return be_victim (argc, argv);
  if (argc >= 3 && g_str_equal (argv[1], "--kills"))
    {
      n_kills = atoi (argv[2]);
      argv[2] = argv[0];
      argc -= 2;
      argv += 2;
    }
  application = pm_test_window_init (&argc, &argv);
  g_test_add_func ("/crash/flags", test_flags);
  g_test_add_func ("/crash/reducing", test_reducing);
  g_test_add_func ("/crash/saving", test_saving);
  g_test_add_func ("/crash/exporting", test_exporting);
  g_test_add_func ("/crash/program", test_program);
  int status = g_test_run ();
  pm_test_window_done (application);
  return status;
}
