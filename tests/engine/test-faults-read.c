/* SPDX-License-Identifier: GPL-3.0-or-later
 * Everything that the engine reads, with each of its calls failing in turn, and with files that change while they are read.
 */
#include "pm-error.h"
#include "pm-flag-file.h"
#include "pm-session.h"
#include "pm-table-io.h"
#include "pm-test-fault.h"
#include "pm-test-raw.h"
#include "pm-test-result.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#define LENGTH_S 0.4 /* of scans: each is read a few hundred times */

/* A file, and what is read from it, as a file in a folder of its own: so it is compared, too. */
typedef struct
{
  char *dir, *path, *out, *checksum;
  const char *const *settings;
  gsize n_warnings;
} Fixture;

static void
fixture_init (Fixture *f, const char *name)
{
  *f = (Fixture){ .dir = pm_test_make_dir () };
  f->path = g_build_filename (f->dir, name, NULL);
  f->out = g_build_filename (f->dir, "read", NULL);
}

static void
fixture_clear (Fixture *f)
{
  pm_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->out);
  g_free (f->checksum);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
remove_out (gpointer data)
{
  g_unlink (((Fixture *) data)->out);
}

static void
put_out (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents_full (f->out, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
loop (Fixture *f, const char *title, PmFaultKinds kinds, gboolean (*run) (gpointer data, GError **error), guint step,
      guint at_least)
{
  g_autofree char *name = g_path_get_basename (f->path);
  PmTestFaults what = { .title = title, .dir = f->dir, .kinds = kinds, .names = name, .run = run, .prepare = remove_out, .data = f,
                        .step = step, .at_least = at_least };
  pm_test_faults (&what);
}

/* Scans. */

static char *
checksum_of_scan (const PmScan *scan)
{
  const PmTimeline *tl = &scan->timeline;
  const PmScanInfo *info = &scan->info;
  gsize n = tl->n_blocks * tl->n_frames * PM_LANES;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (sum, (const guchar *) tl->samples, (gssize) (n * sizeof *tl->samples));
  g_checksum_update (sum, tl->flags, (gssize) n);
  g_checksum_update (sum, (const guchar *) tl->fx, (gssize) (tl->n_frames * sizeof *tl->fx));
  g_checksum_update (sum, (const guchar *) tl->fy, (gssize) (tl->n_frames * sizeof *tl->fy));
  return g_strdup_printf ("%s %s %s %s %s %s %s %.9g %.9g %.9g %.9g %.9g %.9g %d %d %.9g %.9g %" G_GSIZE_FORMAT " %u",
                          g_checksum_get_string (sum), info->object, info->scan_id, info->date_obs, info->project, info->telescope,
                          info->pattern, scan->instrument->channels[77].nominal_x, scan->instrument->channels[77].nominal_y,
                          info->ra_deg, info->dec_deg, info->rate_hz, tl->dt_s, info->chopping, info->moving,
                          scan->speed_p98_arcsec_s, scan->north_deg, scan->n_cuts, scan->warnings->len);
}

/* What could not be read, and is told, may be left out. */
static gboolean
read_scan (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmOptions) options = pm_test_options (f->settings);
  PmControl control = { .n_threads = 1 };
  g_autoptr (PmScan) scan = pm_scan_read (f->path, options, &control, error);
  if (!scan)
    return FALSE;
  g_assert_true ((scan->file_bytes > 0) == (f->settings != NULL));
  g_autofree char *sum = checksum_of_scan (scan);
  if (!f->checksum)
    {
      f->checksum = g_steal_pointer (&sum);
      f->n_warnings = scan->warnings->len;
    }
  put_out (f, sum && scan->warnings->len == f->n_warnings ? sum : f->checksum);
  return TRUE;
}

static void
simulate (const char *path, guint tables)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.length_s = LENGTH_S;
  sim.tables = tables;
  sim.chop_amplitude = 20.0;
  sim.jump_fraction = 0.5;
  g_assert_true (pm_simulate (&sim, path, NULL, NULL));
}

static void
test_scan (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "scan.fits");
  simulate (f.path, 2);
  loop (&f, "scan, cfitsio", PM_FAULT_FITS, read_scan, 3, 100);
  loop (&f, "scan, files", PM_FAULT_FILE, read_scan, 2, 10);
  loop (&f, "scan, memory", PM_FAULT_MEMORY, read_scan, 2, 20);
}

static void
test_packed (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "scan.fits.gz");
  simulate (f.path, 1);
  loop (&f, "packed scan", PM_FAULT_FITS | PM_FAULT_FILE | PM_FAULT_MEMORY, read_scan, 5, 100);
}

/* Samples in a temporary file, for want of memory. */
static void
test_mapped (void)
{
  g_auto (Fixture) f;
  fixture_init (&f, "scan.fits");
  PmSimulation sim = pm_test_small_scan ();
  sim.subarrays = 0xf;
  sim.length_s = 2.0 * LENGTH_S; /* 1.5 MB of samples and flags */
  g_assert_true (pm_simulate (&sim, f.path, NULL, NULL));
  g_setenv ("TMPDIR", "/var/tmp", TRUE);
  f.settings = (const char *const[]){ "memory.limit", "1", NULL };
  loop (&f, "mapped scan", PM_FAULT_FILE, read_scan, 5, 15);
  g_unsetenv ("TMPDIR");
}

/* Files that change while they are read. */

typedef struct
{
  Fixture *file;
  char *data;
  gsize length;
  PmFaultKinds kinds;
} Victim;

/* As it was, an hour ago: a change that follows within a tick of the clock must show. */
static void
restore (const Victim *v)
{
  const struct utimbuf hour_ago = { time (NULL) - 3600, time (NULL) - 3600 };
  g_assert_true (g_file_set_contents_full (v->file->path, v->data, (gssize) v->length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (g_utime (v->file->path, (struct utimbuf *) &hour_ago), ==, 0);
}

static void
cut_short (gpointer data)
{
  Victim *v = data;
  g_assert_cmpint (truncate (v->file->path, (off_t) v->length / 2), ==, 0);
}

static void
cut_to_nothing (gpointer data)
{
  g_assert_cmpint (truncate (((Victim *) data)->file->path, 0), ==, 0);
}

static void
remove_it (gpointer data)
{
  g_assert_cmpint (g_unlink (((Victim *) data)->file->path), ==, 0);
}

/* As programs that save files do: another file of that name. */
static void
replace (gpointer data)
{
  Victim *v = data;
  g_autofree char *other = g_strconcat (v->file->path, ".new", NULL);
  g_assert_true (g_file_set_contents_full (other, "SIMPLE  = nothing at all", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (g_rename (other, v->file->path), ==, 0);
}

/* As a copy that is still under way does: other bytes in the same file. */
static void
overwrite (gpointer data)
{
  Victim *v = data;
  FILE *file = fopen (v->file->path, "r+b");
  g_assert_cmpint (fseek (file, (long) v->length / 2, SEEK_SET), ==, 0);
  for (int i = 0; i < 20000; i++)
    fputc (i & 0xff, file);
  fclose (file);
}

static void
grow (gpointer data)
{
  FILE *file = fopen (((Victim *) data)->file->path, "ab");
  fputs ("more", file);
  fclose (file);
}

/* Before each call of a reading in turn. Either it fails with the file's name, or what was read is what the file was. Returns how often it
 * failed. */
static guint
spoil (Victim *v, void (*action) (gpointer data), guint *n)
{
  guint n_failed = 0;
  for (guint number = 2, done = 1; done > 0; number++) /* the first looks at what there is */
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      restore (v);
      pm_fault_arm_action (v->kinds, number, action, v);
      gboolean ok = read_scan (v->file, &error);
      done = pm_fault_disarm ();
      g_assert_true (ok || (error->domain == PM_ERROR && strstr (error->message, v->file->path)));
      if (ok && g_file_get_contents (v->file->out, &text, NULL, NULL))
        g_assert_cmpstr (text, ==, v->file->checksum);
      n_failed += !ok;
      *n += done;
    }
  return n_failed;
}

static void
test_changed (void)
{
  static const struct
  {
    const char *name;
    void (*action) (gpointer data);
    gboolean must_fail; /* nearly always */
  } cases[] = { { "cut short", cut_short, TRUE },  { "emptied", cut_to_nothing, TRUE }, { "removed", remove_it, FALSE },
                { "replaced", replace, FALSE },    { "overwritten", overwrite, TRUE },  { "grows", grow, TRUE } };
  g_auto (Fixture) f;
  Victim v = { .file = &f, .kinds = PM_FAULT_FILE };
  fixture_init (&f, "scan.fits");
  simulate (f.path, 1);
  g_assert_true (g_file_get_contents (f.path, &v.data, &v.length, NULL));
  g_assert_true (read_scan (&f, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n = 0, n_failed = spoil (&v, cases[i].action, &n);
      g_test_message ("%s: %u times, told %u times", cases[i].name, n, n_failed);
      g_assert_cmpuint (n, >, 20);
      g_assert_true (cases[i].must_fail ? n_failed >= n - 2 : n_failed < 8);
    }
  g_free (v.data);
}

/* Files of people. */

static gboolean
read_table (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmPixelTable) table = pm_table_read (f->path, error);
  if (!table)
    return FALSE;
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT " %s %.9g", table->n_rows, table->id[table->n_rows - 1],
                                           table->values[PM_COLUMN_X][0]);
  put_out (f, text);
  return TRUE;
}

static void
test_tables (void)
{
  static const char *const names[] = { "a.rcp", "a.ecsv" };
  g_autoptr (PmResult) result = pm_test_result_new (1, 8, 8);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Fixture) f;
      fixture_init (&f, names[i]);
      g_assert_true (pm_table_write (result->table, f.path, NULL, NULL));
      loop (&f, names[i], PM_FAULT_FILE | PM_FAULT_MEMORY, read_table, 1, 5);
    }
}

static gboolean
read_flags (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmFlagFile) file = pm_flag_file_read (f->path, error);
  if (file)
    put_out (f, ((PmFlagEntry *) g_ptr_array_index (file->entries, 0))->id);
  return file != NULL;
}

static void
test_flags (void)
{
  g_auto (Fixture) f;
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  fixture_init (&f, "flags.txt");
  pm_flag_file_add (file, "R0[0,0]", PM_FLAG_STATE_BAD, "noisy", "me", "2026-01-01T00:00:00Z");
  g_assert_true (pm_flag_file_write (file, f.path, NULL));
  loop (&f, "flag file", PM_FAULT_FILE | PM_FAULT_MEMORY, read_flags, 1, 4);
}

static gboolean
read_options (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmSession) session = pm_session_new ();
  gboolean ok = pm_session_load_options (session, f->path, error);
  g_assert_cmpint (pm_session_get_options (session)->rounds, ==, ok ? 2 : 6); /* 6: the default */
  if (ok)
    put_out (f, "2");
  return ok;
}

static gboolean
open_session (gpointer data, GError **error)
{
  Fixture *f = data;
  g_autoptr (PmSession) session = pm_session_new ();
  gboolean ok = pm_session_open (session, f->path, error);
  g_assert_cmpint (pm_session_get_options (session)->rounds, ==, ok ? 2 : 6);
  g_assert_true ((pm_session_get_path (session) != NULL) == ok);
  if (ok)
    put_out (f, "2");
  return ok;
}

static void
test_session (void)
{
  g_auto (Fixture) options, f;
  g_autoptr (PmSession) session = pm_session_new ();
  fixture_init (&options, "options.ini");
  fixture_init (&f, "work.pmsession");
  g_assert_true (pm_session_set_option (session, "rounds", "2", NULL));
  g_assert_true (pm_session_save_options (session, options.path, NULL));
  g_assert_true (pm_session_save (session, f.path, NULL));
  loop (&options, "options", PM_FAULT_FILE | PM_FAULT_MEMORY, read_options, 1, 1);
  loop (&f, "session", PM_FAULT_FILE | PM_FAULT_MEMORY, open_session, 1, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/read/scan", test_scan);
  g_test_add_func ("/faults/read/packed", test_packed);
  g_test_add_func ("/faults/read/mapped", test_mapped);
  g_test_add_func ("/faults/read/changed", test_changed);
  g_test_add_func ("/faults/read/tables", test_tables);
  g_test_add_func ("/faults/read/flags", test_flags);
  g_test_add_func ("/faults/read/session", test_session);
  return g_test_run ();
}
