/* SPDX-License-Identifier: GPL-3.0-or-later
 * Everything that the engine writes, with each of its calls failing in turn.
 */
#include "pm-bad-list.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-flag-file.h"
#include "pm-journal.h"
#include "pm-maps-fits.h"
#include "pm-output.h"
#include "pm-session.h"
#include "pm-simulator.h"
#include "pm-table-io.h"
#include "pm-test-fault.h"
#include "pm-test-result.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* A folder, a file in it that is there before, and what is written. */
typedef struct
{
  char *dir, *path;
  PmResult *result;
  PmSession *session;
} Fixture;

static void
fixture_init (Fixture *f, const char *name)
{
  *f = (Fixture){ .dir = pm_test_make_dir () };
  f->path = g_build_filename (f->dir, name, NULL);
}

static void
fixture_clear (Fixture *f)
{
  pm_test_remove_dir (f->dir);
  g_clear_pointer (&f->result, pm_result_unref);
  g_clear_object (&f->session);
  g_free (f->dir);
  g_free (f->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
put_old_file (gpointer data)
{
  Fixture *f = data;
  g_assert_true (g_file_set_contents_full (f->path, "what was here before\n", -1, G_FILE_SET_CONTENTS_NONE, 0640, NULL));
}

/* Loops over one file, which is there before or not. */
static void
loop (Fixture *f, const char *title, gboolean (*run) (gpointer data, GError **error), char *(*state) (gpointer data), guint at_least)
{
  g_autofree char *name = g_path_get_basename (f->path);
  PmTestFaults what = { .title = title, .dir = f->dir, .kinds = PM_FAULT_FILE | PM_FAULT_FITS | PM_FAULT_MEMORY, .names = name, .run = run,
                        .prepare = put_old_file, .state = state, .data = f, .at_least = at_least };
  pm_test_faults (&what);
}

static gboolean
write_text (gpointer data, GError **error)
{
  return pm_file_write_atomic (((Fixture *) data)->path, "new\n", -1, error);
}

static void
test_file (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "new.txt");
  loop (&f, "file", write_text, NULL, 8); /* open, write, close, open, fsync, close, stat, chmod, rename, ... */
}

static gboolean
write_rcp (gpointer data, GError **error)
{
  Fixture *f = data;
  return pm_table_write (f->result->table, f->path, NULL, error);
}

static void
test_tables (void)
{
  static const char *const names[] = { "a.rcp", "a.ecsv", "a" PM_BAD_LIST_CRUSH_SUFFIX, "a" PM_BAD_LIST_SOFSCAN_SUFFIX };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Fixture) f;
      fixture_init (&f, names[i]);
      f.result = pm_test_result_new (1, 4, 4);
      loop (&f, names[i], write_rcp, NULL, 8);
    }
}

static gboolean
write_maps (gpointer data, GError **error)
{
  Fixture *f = data;
  return pm_maps_fits_write (f->result, f->result->table, f->path, error);
}

static void
test_maps (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "maps.fits");
  f.result = pm_test_result_new (1, 1, 2);
  loop (&f, "maps FITS", write_maps, NULL, 100);
}

static gboolean
write_all (gpointer data, GError **error)
{
  Fixture *f = data;
  const PmOutputFiles all = PM_OUTPUT_RCP | PM_OUTPUT_ECSV | PM_OUTPUT_FITS | PM_OUTPUT_CRUSH | PM_OUTPUT_SOFSCAN;
  return pm_output_write (f->result, f->dir, "core", all, error);
}

/* Five files one after the other: each is the old one, or new and complete. */
static void
test_output (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "core.ecsv");
  f.result = pm_test_result_new (1, 1, 2);
  f.result->options = pm_options_new ();
  g_autofree char *folder = g_path_get_basename (f.dir);
  PmTestFaults what = { .title = "outputs", .dir = f.dir, .kinds = PM_FAULT_FILE, .names = folder, .run = write_all,
                        .prepare = put_old_file, .data = &f, .several = TRUE, .at_least = 40 };
  pm_test_faults (&what);
}

static gboolean
write_flags (gpointer data, GError **error)
{
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  pm_flag_file_add (file, "R0[0,0]", PM_FLAG_STATE_BAD, "noisy", "me", "2026-01-01T00:00:00Z");
  return pm_flag_file_write (file, ((Fixture *) data)->path, error);
}

static void
test_flags (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "flags.txt");
  loop (&f, "flag file", write_flags, NULL, 8);
}

/* Journals: a record that could not be written is in the next flush, and nothing is twice. */

static gboolean
open_journal (gpointer data, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;
  PmJournal *journal = pm_journal_open (((Fixture *) data)->path, &records, error);
  if (journal)
    pm_journal_close (journal, FALSE);
  return journal != NULL;
}

static void
remove_file (gpointer data)
{
  g_unlink (((Fixture *) data)->path);
}

static void
test_journal_open (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "a.journal");
  PmTestFaults what = { .title = "new journal", .dir = f.dir, .kinds = PM_FAULT_FILE, .names = "a.journal", .run = open_journal,
                        .prepare = remove_file, .data = &f, .at_least = 8 };
  pm_test_faults (&what);
  what.prepare = NULL; /* the one that is there */
  what.title = "old journal";
  pm_test_faults (&what);
}

static void
add_record (PmJournal *journal, const char *text)
{
  const char *const record[] = { text, NULL };
  pm_journal_add (journal, record);
}

static void
assert_records (const char *path, const char *const *texts, guint n)
{
  g_autoptr (GPtrArray) records = NULL;
  PmJournal *journal = pm_journal_open (path, &records, NULL);
  g_assert_nonnull (journal);
  g_assert_cmpuint (records->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (((GStrv) g_ptr_array_index (records, i))[0], ==, texts[i]);
  pm_journal_close (journal, FALSE);
}

static void
test_journal_append (void)
{
  static const char *const texts[] = { "first", "second", "third" };
  guint n = 0;
  for (guint first = 1, failed = 1; failed > 0; first++, n++)
    {
      g_auto (Fixture) f;
      g_autoptr (GPtrArray) records = NULL;
      g_autoptr (GError) error = NULL;
      fixture_init (&f, "a.journal");
      PmJournal *journal = pm_journal_open (f.path, &records, NULL);
      add_record (journal, "first");
      g_assert_true (pm_journal_flush (journal, NULL));
      add_record (journal, "second");
      pm_fault_arm (PM_FAULT_FILE, first, 1);
      gboolean ok = pm_journal_flush (journal, &error);
      failed = pm_fault_disarm ();
      g_assert_true (ok == (failed == 0));
      g_assert_true (ok || (error->domain == PM_ERROR && strstr (error->message, f.path)));
      add_record (journal, "third");
      g_assert_true (pm_journal_flush (journal, NULL));
      pm_journal_close (journal, FALSE);
      assert_records (f.path, texts, 3);
    }
  g_assert_cmpuint (n, >, 3); /* truncate, write, fsync */
}

/* Few bytes at a time, and interrupted: the same files come out. */
static void
test_slow (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "slow.ecsv");
  f.result = pm_test_result_new (1, 4, 4);
  g_assert_true (pm_table_write (f.result->table, f.path, NULL, NULL));
  g_autofree char *expected = pm_test_folder_state (f.dir);
  pm_fault_set_slow (TRUE);
  g_assert_true (pm_table_write (f.result->table, f.path, NULL, NULL));
  g_autoptr (PmPixelTable) table = pm_table_read (f.path, NULL);
  g_assert_nonnull (table);
  pm_fault_set_slow (FALSE);
  g_autofree char *slow = pm_test_folder_state (f.dir);
  g_assert_cmpstr (slow, ==, expected);
}

/* Simulated scans: two files, moved to their places at the end. */
static gboolean
simulate (gpointer data, GError **error)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.length_s = 1.0;
  return pm_simulate (&sim, ((Fixture *) data)->path, NULL, error);
}

static void
test_simulate (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "scan.fits");
  PmTestFaults what = { .title = "simulated scan", .dir = f.dir, .kinds = PM_FAULT_FILE, .names = "scan", .run = simulate,
                        .prepare = put_old_file, .data = &f, .several = TRUE, .at_least = 5 };
  pm_test_faults (&what);
}

/* Sessions. */

static PmSession *
make_session (void)
{
  PmSession *session = pm_session_new ();
  const char *const ids[] = { "R0[0,0]", "R0[0,1]" };
  const gsize pixel = 1;
  pm_flag_log_set_pixels (pm_session_get_flags (session), ids, 2);
  pm_flag_log_judge (pm_session_get_flags (session), &pixel, 1, PM_FLAG_STATE_BAD, "noisy", "me", "2026-01-01T00:00:00Z");
  g_assert_true (pm_session_set_option (session, "rounds", "3", NULL));
  return session;
}

static void
session_init (Fixture *f, const char *name)
{
  fixture_init (f, name);
  f->session = make_session ();
}

/* A session that was not saved yet: it would not write over a file that another program changed since. */
static void
put_old_session (gpointer data)
{
  Fixture *f = data;
  g_clear_object (&f->session);
  f->session = make_session ();
  put_old_file (f);
}

/* Everything that a session file would hold, and the name of its file. */
static char *
session_state (gpointer data)
{
  Fixture *f = data;
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "copy", NULL), *text = NULL;
  g_autoptr (PmFlagFile) flags = pm_flag_log_to_file (pm_session_get_flags (f->session));
  g_autofree char *options = pm_options_to_key_file (pm_session_get_options (f->session));
  g_assert_true (pm_flag_file_write (flags, path, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  pm_test_remove_dir (dir);
  return g_strdup_printf ("%s\n%s\n%d %s", text, options, pm_session_get_unsaved (f->session),
                          pm_session_get_path (f->session) ? pm_session_get_path (f->session) : "");
}

static gboolean
save_session (gpointer data, GError **error)
{
  Fixture *f = data;
  if (!pm_session_save (f->session, f->path, error))
    return FALSE;
  g_clear_object (&f->session); /* it holds its file */
  f->session = make_session ();
  return TRUE;
}

static gboolean
save_options (gpointer data, GError **error)
{
  return pm_session_save_options (((Fixture *) data)->session, ((Fixture *) data)->path, error);
}

static void
test_session_save (void)
{
  g_auto (Fixture) f;
  session_init (&f, "work.pmsession");
  PmTestFaults what = { .title = "session", .dir = f.dir, .kinds = PM_FAULT_FILE | PM_FAULT_MEMORY, .names = "work.pmsession",
                        .run = save_session, .prepare = put_old_session, .state = session_state, .data = &f, .at_least = 8 };
  pm_test_faults (&what);
  loop (&f, "options", save_options, session_state, 8);
}

static gboolean
keep_backup (gpointer data, GError **error)
{
  Fixture *f = data;
  if (!pm_session_keep_backup (f->session, f->dir, error))
    return FALSE;
  pm_session_discard_backup (f->session);
  return TRUE;
}

static void
test_backup (void)
{
  g_auto (Fixture) f;
  session_init (&f, "unused");
  g_autofree char *folder = g_path_get_basename (f.dir);
  PmTestFaults what = { .title = "backup", .dir = f.dir, .kinds = PM_FAULT_FILE, .names = folder, .run = keep_backup,
                        .state = session_state, .data = &f, .at_least = 20 };
  pm_test_faults (&what);
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* A crash, and what the next program finds: the judgements of a backup. */
static guint
count_recovered (const char *dir)
{
  g_auto (GStrv) backups = pm_session_list_backups (dir);
  gsize n = 0;
  g_assert_cmpuint (g_strv_length (backups), ==, 1);
  g_autoptr (PmSession) session = pm_session_new ();
  g_assert_true (pm_session_recover (session, backups[0], &n, NULL));
  return (guint) n;
}

/* Judging and undoing while the disk fails: the session goes on, says so, and with the next judgement everything is on the disk. */
static void
test_judge (void)
{
  guint n = 0;
  for (guint first = 1, failed = 1; failed > 0; first++, n++)
    {
      g_auto (Fixture) f;
      const gsize pixel = 0;
      session_init (&f, "unused");
      PmFlagLog *flags = pm_session_get_flags (f.session);
      guint told = 0;
      g_signal_connect_swapped (f.session, "failed", G_CALLBACK (count_cb), &told);
      g_assert_true (pm_session_keep_backup (f.session, f.dir, NULL));
      pm_fault_arm (PM_FAULT_FILE, first, 1);
      pm_flag_log_judge (flags, &pixel, 1, PM_FLAG_STATE_GOOD, NULL, "me", "2026-01-01T00:00:01Z");
      failed = pm_fault_disarm ();
      g_assert_true ((pm_flag_log_get_journal_error (flags) == NULL) == (failed == 0));
      g_assert_cmpuint (told, ==, failed > 0);
      g_assert_cmpint (pm_flag_log_get_manual (flags, 0), ==, PM_MANUAL_GOOD);
      pm_flag_log_judge (flags, &pixel, 1, PM_FLAG_STATE_BAD, NULL, "me", "2026-01-01T00:00:02Z");
      g_assert_null (pm_flag_log_get_journal_error (flags));
      g_clear_object (&f.session); /* without discarding: as after a crash */
      g_assert_cmpuint (count_recovered (f.dir), ==, 2);
    }
  g_assert_cmpuint (n, >, 3);
}

static void
start_anew (gpointer data)
{
  Fixture *f = data;
  g_clear_object (&f->session);
  f->session = pm_session_new ();
}

/* Recovering when the journal or the backup cannot be read: the session is as before, and the backup there for another time. */
static gboolean
recover (gpointer data, GError **error)
{
  Fixture *f = data;
  gsize n;
  if (!pm_session_recover (f->session, f->path, &n, error))
    return FALSE;
  start_anew (f); /* that one lets go of the backup */
  return TRUE;
}

static void
test_recover (void)
{
  g_auto (Fixture) f;
  session_init (&f, "unused");
  const gsize pixel = 0;
  g_assert_true (pm_session_keep_backup (f.session, f.dir, NULL));
  pm_flag_log_judge (pm_session_get_flags (f.session), &pixel, 1, PM_FLAG_STATE_GOOD, NULL, "me", "2026-01-01T00:00:01Z");
  start_anew (&f);
  g_auto (GStrv) backups = pm_session_list_backups (f.dir);
  g_free (f.path);
  f.path = g_strdup (backups[0]);
  PmTestFaults what = { .title = "recovery", .dir = f.dir, .kinds = PM_FAULT_FILE, .names = f.dir, .run = recover,
                        .prepare = start_anew, .state = session_state, .data = &f, .at_least = 10 };
  pm_test_faults (&what);
}

/* Another session is opened while the backup cannot be written: that is told, and made good with the next change. */
static void
test_open (void)
{
  guint n = 0, told = 0;
  g_auto (Fixture) f;
  session_init (&f, "work.pmsession");
  g_assert_true (pm_session_save (f.session, f.path, NULL));
  for (guint first = 1, failed = 1; failed > 0; first++, n++)
    {
      g_autofree char *dir = pm_test_make_dir ();
      g_autoptr (PmSession) session = pm_session_new ();
      g_autoptr (GError) error = NULL;
      const char *const ids[] = { "R0[0,0]", "R0[0,1]" };
      const gsize pixel = 0;
      g_assert_true (pm_session_keep_backup (session, dir, NULL));
      pm_flag_log_set_pixels (pm_session_get_flags (session), ids, 2);
      g_signal_connect_swapped (session, "failed", G_CALLBACK (count_cb), &told);
      pm_fault_arm (PM_FAULT_FILE, first, 1);
      gboolean ok = pm_session_open (session, f.path, &error);
      failed = pm_fault_disarm ();
      g_assert_true (ok || (failed && error->domain == PM_ERROR));
      pm_flag_log_judge (pm_session_get_flags (session), &pixel, ok, PM_FLAG_STATE_GOOD, NULL, "me", "2026-01-01T00:00:01Z");
      while (g_main_context_iteration (NULL, FALSE)) /* a backup that was planned */
        ;
      g_clear_object (&session);
      g_assert_cmpuint (count_recovered (dir), ==, ok ? 2 : 0);
      pm_test_remove_dir (dir);
    }
  g_assert_cmpuint (n, >, 15);
  g_assert_cmpuint (told, >, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/write/file", test_file);
  g_test_add_func ("/faults/write/tables", test_tables);
  g_test_add_func ("/faults/write/maps", test_maps);
  g_test_add_func ("/faults/write/output", test_output);
  g_test_add_func ("/faults/write/flags", test_flags);
  g_test_add_func ("/faults/write/journal-open", test_journal_open);
  g_test_add_func ("/faults/write/journal-append", test_journal_append);
  g_test_add_func ("/faults/write/slow", test_slow);
  g_test_add_func ("/faults/write/simulate", test_simulate);
  g_test_add_func ("/faults/write/session", test_session_save);
  g_test_add_func ("/faults/write/backup", test_backup);
  g_test_add_func ("/faults/write/judge", test_judge);
  g_test_add_func ("/faults/write/recover", test_recover);
  g_test_add_func ("/faults/write/open", test_open);
  return g_test_run ();
}
