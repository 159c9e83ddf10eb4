/* SPDX-License-Identifier: GPL-3.0-or-later
 * Disks and folders that say no: full, read-only, of somebody else, with names that cannot be. Everything that is written fails with its
 * name, leaves the old file and nothing else, and succeeds as soon as there is room.
 */
#include "pm-bad-list.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-flag-file.h"
#include "pm-journal.h"
#include "pm-maps-fits.h"
#include "pm-session.h"
#include "pm-simulator.h"
#include "pm-table-io.h"
#include "pm-test-fault.h"
#include "pm-test-raw.h"
#include "pm-test-result.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#define NOBODY 65534
#define N_LIMITS 40
#define SMALL_BYTES (16 << 20)

static PmResult *result;

/* What is written. */

static gboolean
write_table (const char *path, GError **error)
{
  return pm_table_write (result->table, path, NULL, error);
}

static gboolean
write_maps (const char *path, GError **error)
{
  return pm_maps_fits_write (result, result->table, path, error);
}

static gboolean
write_flags (const char *path, GError **error)
{
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  for (gsize row = 0; row < result->table->n_rows; row++)
    pm_flag_file_add (file, result->table->id[row], PM_FLAG_STATE_BAD, "noisy", "me", "2026-01-01T00:00:00Z");
  return pm_flag_file_write (file, path, error);
}

static gboolean
write_session (const char *path, GError **error)
{
  g_autoptr (PmSession) session = pm_session_new ();
  pm_session_set_option (session, "rounds", "2", NULL);
  gboolean ok = pm_session_save (session, path, error);
  g_assert_true ((pm_session_get_path (session) != NULL) == ok);
  return ok;
}

static gboolean
write_options (const char *path, GError **error)
{
  g_autoptr (PmSession) session = pm_session_new ();
  pm_session_set_option (session, "rounds", "2", NULL);
  return pm_session_save_options (session, path, error);
}

static gboolean
simulate (const char *path, GError **error)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.length_s = 0.4;
  return pm_simulate (&sim, path, NULL, error);
}

static const struct
{
  const char *name;
  gboolean (*write) (const char *path, GError **error);
} files[] = { { "a.rcp", write_table },
              { "a.ecsv", write_table },
              { "a" PM_BAD_LIST_CRUSH_SUFFIX, write_table },
              { "a" PM_BAD_LIST_SOFSCAN_SUFFIX, write_table },
              { "a.fits", write_maps },
              { "flags.txt", write_flags },
              { "work.pmsession", write_session },
              { "options.ini", write_options },
              { "scan.fits", simulate },
              { "scan.fits.gz", simulate } };

static void
put_old_file (const char *path)
{
  g_assert_true (g_file_set_contents_full (path, "what was here before\n", -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

static void
assert_told (const GError *error, const char *word)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == PM_ERROR);
  if (!strstr (error->message, word))
    g_error ("expected '%s' in the message, found '%s'", word, error->message);
}

/* Scans come with their truth: "scan" names both. */
static char *
stem_of (const char *name)
{
  return g_strndup (name, strcspn (name, "."));
}

/* No file may get longer than that. */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Writing stops anywhere in the file, also inside of cfitsio and GIO. */
static void
test_limited (void)
{
  guint n = 0, n_failed = 0;
  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, files[i].name, NULL), *stem = stem_of (files[i].name);
      GStatBuf info;
      g_assert_true (files[i].write (path, NULL));
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_autofree char *good = pm_test_folder_state (dir);
      for (guint k = 0; k < N_LIMITS; k++, n++)
        {
          g_autoptr (GError) error = NULL;
          put_old_file (path);
          g_autofree char *before = pm_test_folder_state (dir);
          limit_files ((rlim_t) (info.st_size * k / N_LIMITS));
          gboolean ok = files[i].write (path, &error);
          limit_files (RLIM_INFINITY);
          g_assert_false (ok);
          assert_told (error, stem);
          g_autofree char *after = pm_test_folder_state (dir);
          g_assert_cmpstr (after, ==, before);
          n_failed++;
        }
      g_assert_true (files[i].write (path, NULL));
      g_autofree char *again = pm_test_folder_state (dir);
      g_assert_cmpstr (again, ==, good);
      pm_test_remove_dir (dir);
    }
  g_test_message ("%u files cut short, %u told", n, n_failed);
}

/* A journal on a full disk: what could not be written is there as soon as there is room, and no more of it than that. */
static void
test_journal (void)
{
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "a.journal", NULL);
  const char *const record[] = { "judge", "what a person thinks of a pixel", NULL };
  g_autoptr (GPtrArray) none = NULL, records = NULL;
  PmJournal *journal = pm_journal_open (path, &none, NULL);
  g_assert_nonnull (journal);
  signal (SIGXFSZ, SIG_IGN);
  for (guint k = 0; k < N_LIMITS; k++)
    {
      g_autoptr (GError) error = NULL;
      GStatBuf info;
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      pm_journal_add (journal, record);
      limit_files ((rlim_t) info.st_size + k); /* a line has more bytes */
      g_assert_false (pm_journal_flush (journal, &error));
      limit_files (RLIM_INFINITY);
      assert_told (error, path);
      g_assert_true (pm_journal_flush (journal, NULL));
    }
  pm_journal_close (journal, FALSE);
  journal = pm_journal_open (path, &records, NULL);
  g_assert_cmpuint (records->len, ==, N_LIMITS);
  pm_journal_close (journal, FALSE);
  pm_test_remove_dir (dir);
}

/* Root may do anything: these tests are for others. */
static void
become_nobody (void)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
}

static void
become_myself (void)
{
  g_assert_cmpint (seteuid (getuid ()), ==, 0);
}

static void
test_read_only (void)
{
  g_autofree char *dir = pm_test_make_dir ();
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i].name, NULL);
      put_old_file (path);
    }
  g_assert_cmpint (g_chmod (dir, 0555), ==, 0);
  g_autofree char *before = pm_test_folder_state (dir), *journal = g_build_filename (dir, "a.journal", NULL);
  become_nobody ();
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_build_filename (dir, files[i].name, NULL);
      g_assert_false (files[i].write (path, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_OUTPUT);
      assert_told (error, path);
    }
  g_autoptr (GError) error = NULL, no_backup = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (PmSession) session = pm_session_new ();
  g_assert_null (pm_journal_open (journal, &records, &error));
  assert_told (error, journal);
  g_assert_false (pm_session_keep_backup (session, dir, &no_backup));
  assert_told (no_backup, dir);
  become_myself ();
  g_autofree char *after = pm_test_folder_state (dir);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (g_chmod (dir, 0755), ==, 0);
  pm_test_remove_dir (dir);
}

/* What may not be read, or is not there any more. */

static gboolean
read_scan (const char *path, GError **error)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  PmControl control = { .n_threads = 1 };
  g_autoptr (PmScan) scan = pm_scan_read (path, options, &control, error);
  return scan != NULL;
}

static gboolean
read_info (const char *path, GError **error)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (PmScanInfo) info = pm_scan_info_read (path, options, error);
  return info != NULL;
}

static gboolean
read_table (const char *path, GError **error)
{
  g_autoptr (PmPixelTable) table = pm_table_read (path, error);
  return table != NULL;
}

static gboolean
read_flags (const char *path, GError **error)
{
  g_autoptr (PmFlagFile) file = pm_flag_file_read (path, error);
  return file != NULL;
}

static gboolean
read_session (const char *path, GError **error)
{
  g_autoptr (PmSession) session = pm_session_new ();
  gboolean ok = pm_session_open (session, path, error);
  g_assert_false (!ok && pm_session_get_path (session));
  return ok;
}

static gboolean
read_options (const char *path, GError **error)
{
  g_autoptr (PmSession) session = pm_session_new ();
  return pm_session_load_options (session, path, error);
}

static const struct
{
  const char *name;
  gboolean (*read) (const char *path, GError **error);
} readers[] = { { "scan.fits", read_scan },   { "scan.fits", read_info },  { "scan.fits.gz", read_scan },      { "a.rcp", read_table },
                { "a.ecsv", read_table },     { "flags.txt", read_flags }, { "work.pmsession", read_session },
                { "options.ini", read_options } };

static void
test_unreadable (void)
{
  g_autofree char *dir = pm_test_make_dir ();
  g_assert_cmpint (g_chmod (dir, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i].name, NULL);
      g_assert_true (files[i].write (path, NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autofree char *path = g_build_filename (dir, readers[i].name, NULL);
      g_autoptr (GError) denied = NULL, gone = NULL;
      g_assert_true (readers[i].read (path, NULL));
      g_assert_cmpint (g_chmod (path, 0), ==, 0);
      become_nobody ();
      g_assert_false (readers[i].read (path, &denied));
      become_myself ();
      g_assert_error (denied, PM_ERROR, PM_ERROR_INPUT);
      assert_told (denied, path);
      g_assert_cmpint (g_chmod (path, 0644), ==, 0);
      g_assert_true (readers[i].read (path, NULL));
      g_autofree char *missing = g_strconcat (dir, "/missing-", readers[i].name, NULL);
      g_assert_false (readers[i].read (missing, &gone));
      g_assert_error (gone, PM_ERROR, PM_ERROR_INPUT);
      assert_told (gone, missing);
    }
  pm_test_remove_dir (dir);
}

/* Names longer than a file system takes, and names of folders. */
static void
test_names (void)
{
  g_autofree char *dir = pm_test_make_dir (), *many = g_strnfill (300, 'x');
  g_autofree char *empty = pm_test_folder_state (dir);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL, folder = NULL;
      g_autofree char *name = g_strconcat (many, files[i].name, NULL), *path = g_build_filename (dir, name, NULL);
      g_assert_false (files[i].write (path, &error));
      assert_told (error, many);
      g_autofree char *after = pm_test_folder_state (dir);
      g_assert_cmpstr (after, ==, empty);
      g_autofree char *taken = g_build_filename (dir, files[i].name, NULL);
      g_assert_cmpint (g_mkdir (taken, 0700), ==, 0);
      g_autofree char *before = pm_test_folder_state (dir);
      g_assert_false (files[i].write (taken, &folder));
      assert_told (folder, taken);
      g_autofree char *same = pm_test_folder_state (dir);
      g_assert_cmpstr (same, ==, before);
      g_rmdir (taken);
    }
  pm_test_remove_dir (dir);
}

/* A small disk of its own, named by PM_TEST_SMALL_DISK, with less and less room: see tests/long/faults. */
static void
test_full (void)
{
  const char *disk = g_getenv ("PM_TEST_SMALL_DISK");
  g_autofree char *filler = g_build_filename (disk, "filler", NULL);
  guint n_failed = 0;
  struct statfs fs;
  g_assert_cmpint (statfs (disk, &fs), ==, 0);
  g_assert_cmpuint (fs.f_blocks * (gsize) fs.f_bsize, <=, SMALL_BYTES); /* or this would fill a disk that others need */
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (disk, files[i].name, NULL), *stem = stem_of (files[i].name);
      gboolean ok = FALSE;
      put_old_file (path);
      for (gsize pages = 0; !ok; pages++)
        {
          g_autoptr (GError) error = NULL;
          FILE *file = fopen (filler, "wb");
          g_autofree char *page = g_malloc0 (4096);
          while (fwrite (page, 1, 4096, file) == 4096 && fflush (file) == 0)
            ;
          long end = ftell (file);
          fclose (file);
          g_assert_cmpint (truncate (filler, MAX (0, (end / 4096 - 1 - (long) pages) * 4096)), ==, 0);
          g_autofree char *before = pm_test_folder_state (disk);
          ok = files[i].write (path, &error);
          if (ok)
            break;
          assert_told (error, stem);
          g_autofree char *after = pm_test_folder_state (disk);
          g_assert_cmpstr (after, ==, before);
          n_failed++;
        }
      g_unlink (path);
    }
  g_unlink (filler);
  g_test_message ("%u times full", n_failed);
  g_assert_cmpuint (n_failed, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  result = pm_test_result_new (1, 4, 4);
  g_test_add_func ("/faults/disk/limited", test_limited);
  g_test_add_func ("/faults/disk/journal", test_journal);
  g_test_add_func ("/faults/disk/read-only", test_read_only);
  g_test_add_func ("/faults/disk/unreadable", test_unreadable);
  g_test_add_func ("/faults/disk/names", test_names);
  if (g_getenv ("PM_TEST_SMALL_DISK"))
    g_test_add_func ("/faults/disk/full", test_full);
  int status = g_test_run ();
  pm_result_unref (result);
  return status;
}
