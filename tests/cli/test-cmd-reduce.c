/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs `pixelmap-cli reduce` and `info`, the built program that the environment variable PM_CLI names: the contract of the command line.
 */
#include "pm-flag-file.h"
#include "pm-judge.h"
#include "pm-output.h"
#include "pm-provenance.h"
#include "pm-reducer.h"
#include "pm-table-io.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static char *dir, *scan;

static char *
in_dir (const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static GSubprocess *
start (const char *const *environment, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  for (; environment && *environment; environment += 2)
    g_subprocess_launcher_setenv (launcher, environment[0], environment[1], TRUE);
  g_ptr_array_add (argv, (gpointer) g_getenv ("PM_CLI"));
  for (; *arguments; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* Waits for the end; returns the exit status, and what was printed in *out and *err, which may be NULL. */
static int
finish (GSubprocess *process, char **out, char **err)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *own_out = NULL, *own_err = NULL;
  g_subprocess_communicate_utf8 (process, NULL, NULL, out ? out : &own_out, err ? err : &own_err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static int
run_cli (const char *const *arguments, char **out, char **err)
{
  g_autoptr (GSubprocess) process = start (NULL, arguments);
  return finish (process, out, err);
}

#define ARGS(...) ((const char *const[]) { __VA_ARGS__, NULL })

/* A scan of a second's work, see pm-test-reduce.h. */
static char *
simulate (const char *name, const char *const *more)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  static const char *const fixed[] = { "-b", "D", "-r", "50", "-l", "12", "--amplitude-x", "60", "--amplitude-y", "60",
                                       "--amplitude-counts", "400", "-s", "41" };
  char *path = in_dir (name);
  g_ptr_array_add (argv, (gpointer) "simulate");
  g_ptr_array_add (argv, (gpointer) "-o");
  g_ptr_array_add (argv, path);
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (argv, (gpointer) fixed[i]);
  for (; more && *more; more++)
    g_ptr_array_add (argv, (gpointer) *more);
  g_ptr_array_add (argv, NULL);
  g_assert_cmpint (run_cli ((const char *const *) argv->pdata, NULL, NULL), ==, 0);
  return path;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names in a folder, sorted, with blanks between; "" if there is no such folder. */
static char *
list_dir (const char *path)
{
  g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while (entries && (name = g_dir_read_name (entries)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static char *
contents (const char *folder, const char *name, gsize *length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;
  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

static PmPixelTable *
read_table (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  PmPixelTable *table = pm_table_read (path, &error);
  g_assert_no_error (error);
  return table;
}

#define NAMES "Simulated.SIM_0001.ecsv Simulated.SIM_0001.fits Simulated.SIM_0001.rcp"

static void
test_summary (void)
{
  g_autofree char *out = NULL, *err = NULL, *to = in_dir ("summary"), *names = NULL;
  g_autofree char *pattern = g_strdup ("^fitted ([0-9]+)/1280 good ([0-9]+) median_fwhm ([0-9]+\\.[0-9][0-9]) arcsec "
                                       "median_s2n ([0-9]+\\.[0-9]) seconds [0-9]+\\.[0-9][0-9]\n$");
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", to, scan), &out, &err), ==, 0);
  /* Progress is for terminals only; that a short scan leaves pixels uncovered is told in any case. */
  g_assert_true (g_str_has_prefix (err, "pixelmap-cli reduce: only ") && strchr (err, '\n') == err + strlen (err) - 1);
  if (!g_regex_match (regex, out, 0, &match))
    g_error ("not a summary: %s", out);
  g_autofree char *fitted = g_match_info_fetch (match, 1), *good = g_match_info_fetch (match, 2), *fwhm = g_match_info_fetch (match, 3);
  g_autofree char *s2n = g_match_info_fetch (match, 4);
  names = list_dir (to);
  g_assert_cmpstr (names, ==, NAMES);
  g_autoptr (PmPixelTable) table = read_table (to, "Simulated.SIM_0001.ecsv"), rcp = read_table (to, "Simulated.SIM_0001.rcp");
  gsize n_good = pm_pixel_table_count (table, PM_PIXEL_GOOD), n_flagged = pm_pixel_table_count (table, PM_PIXEL_FLAGGED);
  g_assert_cmpuint (n_good, ==, (guint) atoi (good));
  g_assert_cmpuint (n_good + n_flagged, ==, (guint) atoi (fitted));
  g_assert_cmpuint (table->n_rows, ==, 1312);
  g_assert_cmpuint (rcp->n_rows, ==, n_good);
  pm_assert_close (g_ascii_strtod (fwhm, NULL), 13.6, 0.3, 0.0);
  g_assert_cmpfloat (g_ascii_strtod (s2n, NULL), >, 20.0);
  for (gsize i = 0; i < rcp->n_rows; i++)
    {
      gssize row = pm_pixel_table_find_index (table, rcp->index[i] >= 0 ? rcp->index[i] : atoi (rcp->id[i]));
      g_assert_cmpint (row, >=, 0);
      /* Four decimals. */
      pm_assert_close (rcp->values[PM_COLUMN_X][i], table->values[PM_COLUMN_X][row], 0.5001e-4, 0.0);
      pm_assert_close (rcp->values[PM_COLUMN_Y][i], table->values[PM_COLUMN_Y][row], 0.5001e-4, 0.0);
      pm_assert_close (rcp->values[PM_COLUMN_GAIN][i], table->values[PM_COLUMN_GAIN][row], 0.5001e-4, 0.0);
    }
}

static void
test_list_options (void)
{
  g_autofree char *out = NULL, *err = NULL;
  g_assert_cmpint (run_cli (ARGS ("reduce", "--list-options"), &out, &err), ==, 0);
  g_assert_cmpstr (err, ==, "");
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *line = g_strconcat (infos[i].key, " = ", NULL);
      if (!strstr (out, line) || !strstr (out, infos[i].help))
        g_error ("--list-options lacks %s", infos[i].key);
    }
}

/* One line that names the thing, the status of the contract, nothing written. */
static void
check_failure (const char *const *arguments, int status, const char *words)
{
  g_autofree char *out = NULL, *err = NULL, *never = in_dir ("never"), *names = NULL;
  int got = run_cli (arguments, &out, &err);
  if (got != status || !strstr (err, words))
    g_error ("status %d instead of %d, or '%s' is not in: %s", got, status, words, err);
  g_assert_cmpstr (out, ==, "");
  g_assert_true (strchr (err, '\n') == err + strlen (err) - 1);
  names = list_dir (never);
  g_assert_cmpstr (names, ==, "");
}

static void
test_usage (void)
{
  g_autofree char *never = in_dir ("never"), *options = in_dir ("bad.options");
  g_assert_true (g_file_set_contents (options, "[pixelmap]\nrounds = many\n", -1, NULL));
  check_failure (ARGS ("reduce", "-o", never), 2, "SCAN");
  check_failure (ARGS ("reduce", "--nonsense", scan), 2, "--nonsense");
  check_failure (ARGS ("reduce", "-o", never, "--set", "rounds", scan), 2, "KEY=VALUE");
  check_failure (ARGS ("reduce", "-o", never, "--set", "no.such=1", scan), 2, "no.such");
  check_failure (ARGS ("reduce", "-o", never, "--set", "rounds=0", scan), 2, "rounds");
  check_failure (ARGS ("reduce", "-o", never, "--set", "rounds=many", scan), 2, "many");
  check_failure (ARGS ("reduce", "-o", never, "--set", "fit.domain=both", scan), 2, "both");
  check_failure (ARGS ("reduce", "-o", never, "--set", "noise.knee=-1", scan), 2, "noise.knee");
  check_failure (ARGS ("reduce", "-o", never, "--set", "noise.knee=nan", scan), 2, "noise.knee");
  check_failure (ARGS ("reduce", "-o", never, "--rounds", "101", scan), 2, "rounds");
  check_failure (ARGS ("reduce", "-o", never, "--threads", "-1", scan), 2, "--threads");
  check_failure (ARGS ("reduce", "-o", never, "--threads", "x", scan), 2, "x");
  check_failure (ARGS ("reduce", "-o", never, "--options", options, scan), 2, "bad.options");
  check_failure (ARGS ("reduce", "-o", never, "--maps", "R0[99,99]", scan), 2, "R0[99,99]");
  check_failure (ARGS ("reduce", "-o", never, "--set", "exclude=R0[99,99]", scan), 2, "R0[99,99]");
}

static void
test_unreadable (void)
{
  g_autofree char *never = in_dir ("never"), *missing = in_dir ("missing.fits"), *text = in_dir ("text.fits"), *cut = in_dir ("cut.fits");
  g_autofree char *data = NULL, *flags = in_dir ("bad-flags.ecsv");
  gsize length;
  data = contents (dir, "small.fits", &length);
  g_assert_true (g_file_set_contents (text, "This is no FITS file.\n", -1, NULL));
  g_assert_true (g_file_set_contents (cut, data, (gssize) (length / 2), NULL));
  g_assert_true (g_file_set_contents (flags, "nonsense\n", -1, NULL));
  check_failure (ARGS ("reduce", "-o", never, missing), 3, "missing.fits");
  check_failure (ARGS ("reduce", "-o", never, text), 3, "text.fits");
  check_failure (ARGS ("reduce", "-o", never, cut), 3, "cut.fits");
  check_failure (ARGS ("reduce", "-o", never, dir), 3, dir);
  check_failure (ARGS ("reduce", "-o", never, scan, missing), 3, "missing.fits");
  check_failure (ARGS ("reduce", "-o", never, "--options", missing, scan), 3, "missing.fits");
  check_failure (ARGS ("reduce", "-o", never, "--flags", missing, scan), 3, "missing.fits");
  check_failure (ARGS ("reduce", "-o", never, "--flags", flags, scan), 3, "bad-flags.ecsv");
}

/* Nothing to fit: status 4, and what was there stays as it is. A folder that cannot be made: status 1. */
static void
test_nothing (void)
{
  g_autofree char *never = in_dir ("never"), *old = in_dir ("old"), *rcp = g_build_filename (old, "Simulated.SIM_0001.rcp", NULL);
  g_autofree char *quiet = simulate ("quiet.fits", ARGS ("--amplitude-counts", "0.001", "--spikes", "0"));
  g_autofree char *below = g_build_filename (scan, "never", NULL), *after = NULL, *names = NULL;
  check_failure (ARGS ("reduce", "-o", never, quiet), 4, "nothing could be fitted");
  g_assert_cmpint (g_mkdir (old, 0777), ==, 0);
  g_assert_true (g_file_set_contents (rcp, "mine", -1, NULL));
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", old, quiet), NULL, NULL), ==, 4);
  after = contents (old, "Simulated.SIM_0001.rcp", NULL);
  g_assert_cmpstr (after, ==, "mine");
  names = list_dir (old);
  g_assert_cmpstr (names, ==, "Simulated.SIM_0001.rcp");
  check_failure (ARGS ("reduce", "-o", below, scan), 1, "never");
}

/* rcp.center of a pixel that is not good is found out when files are written: the old ones stay. */
static void
test_old_files_stay (void)
{
  g_autofree char *to = in_dir ("stay"), *before = NULL, *after = NULL, *names = NULL;
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", to, scan), NULL, NULL), ==, 0);
  before = contents (to, "Simulated.SIM_0001.rcp", NULL);
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", to, "--set", "rcp.center=R0[40,0]", scan), NULL, NULL), ==, 2);
  after = contents (to, "Simulated.SIM_0001.rcp", NULL);
  g_assert_cmpstr (after, ==, before);
  names = list_dir (to);
  g_assert_cmpstr (names, ==, NAMES);
}

static void
test_interrupt (void)
{
  g_autofree char *never = in_dir ("never"), *names = NULL, *out = NULL, *err = NULL, *longer = simulate ("longer.fits", ARGS ("-l", "60"));
  g_autoptr (GSubprocess) process = start (NULL, ARGS ("reduce", "-o", never, "--threads", "1", "--set", "rounds.tolerance=0", longer));
  g_usleep (400000); /* it needs several seconds */
  g_subprocess_send_signal (process, SIGINT);
  gint64 asked = g_get_monotonic_time ();
  g_assert_cmpint (finish (process, &out, &err), ==, 130);
  g_assert_cmpint (g_get_monotonic_time () - asked, <, 2 * G_USEC_PER_SEC); /* 0.1 s, on a machine that is busy otherwise, too */
  g_assert_cmpstr (out, ==, "");
  names = list_dir (never);
  g_assert_cmpstr (names, ==, "");
}

/* Options from a file, and --set above them; both are written down. */
static void
test_options (void)
{
  g_autofree char *options = in_dir ("my.options"), *to = in_dir ("options"), *text = NULL;
  g_autoptr (PmOptions) mine = pm_options_new ();
  g_autoptr (GError) error = NULL;
  pm_options_set (mine, "rounds", "2", &error);
  pm_options_set (mine, "flag.s2n", "30", &error);
  g_assert_no_error (error);
  g_autofree char *file = pm_options_to_key_file (mine);
  g_assert_true (g_file_set_contents (options, file, -1, NULL));
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", to, "--options", options, "--set", "flag.s2n=40", scan), NULL, NULL), ==, 0);
  text = contents (to, "Simulated.SIM_0001.ecsv", NULL);
  g_assert_nonnull (strstr (text, "rounds=2"));
  g_assert_nonnull (strstr (text, "flag.s2n=40"));
  g_assert_null (strstr (text, "flag.s2n=30"));
  g_autoptr (PmPixelTable) table = read_table (to, "Simulated.SIM_0001.ecsv");
  for (gsize row = 0; row < table->n_rows; row++)
    if (table->status[row] == PM_PIXEL_GOOD)
      g_assert_cmpfloat (table->values[PM_COLUMN_S2N][row], >, 40.0);
}

static void
test_flags (void)
{
  g_autofree char *path = in_dir ("my-flags.ecsv"), *to = in_dir ("flags"), *err = NULL;
  g_autoptr (PmFlagFile) flags = pm_flag_file_new ();
  g_autoptr (GError) error = NULL;
  pm_flag_file_add (flags, "R0[20,16]", PM_FLAG_STATE_BAD, "looks odd", "me", "2020-02-02T02:02:02Z");
  pm_flag_file_add (flags, "Q9[1,1]", PM_FLAG_STATE_BAD, "", "", "");
  pm_flag_file_write (flags, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", to, "--flags", path, scan), NULL, &err), ==, 0);
  g_assert_nonnull (strstr (err, "1 of the entries do not name a pixel"));
  g_autoptr (PmPixelTable) table = read_table (to, "Simulated.SIM_0001.ecsv");
  gssize row = pm_pixel_table_find_id (table, "R0[20,16]");
  g_assert_cmpint (row, >=, 0);
  g_assert_cmpint (table->manual[row], ==, PM_MANUAL_BAD);
  g_assert_cmpint (table->status[row], ==, PM_PIXEL_FLAGGED);
  g_assert_true (table->flags[row] & PM_FLAG_BY_HAND);
}

/* The n-th good pixel of a table. */
static gsize
good_row (const PmPixelTable *table, gsize n)
{
  gsize row = 0;
  while (table->status[row] != PM_PIXEL_GOOD || n-- > 0)
    g_assert_cmpuint (++row, <, table->n_rows);
  return row;
}

/* What the window does: a reduction with stamps of all is kept, refits and judgements come later, maps are made for the export. */
static void
export_as_window (const char *flags_path, const char *list, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (PmFlagFile) flags = pm_flag_file_read (flags_path, &error);
  g_assert_no_error (error);
  PmProgress progress = { .control.n_threads = 2 };
  PmScan *one = pm_scan_read (scan, options, &progress.control, &error);
  g_assert_no_error (error);
  g_autofree char *core = pm_output_core_name (&one, 1);
  const PmReductionRequest request = { .options = options, .maps = PM_MAPS_STAMPS };
  g_autoptr (PmReducer) reducer = pm_reducer_new (&one, 1, &request, &progress, &error);
  g_assert_no_error (error);
  g_autoptr (PmResult) unjudged = pm_reducer_dup_result (reducer, flags->refits, &error);
  g_autofree PmPixelManual *manual = pm_flag_file_manual (flags, unjudged->instrument, NULL);
  g_autoptr (PmResult) result = pm_judge_result (unjudged, manual);
  pm_map_set_unref (result->maps);
  result->maps = pm_reducer_make_maps (reducer, flags->refits, PM_MAPS_FULL, list, &progress.control, &error);
  g_assert_no_error (error);
  g_setenv ("SOURCE_DATE_EPOCH", "1600000000", TRUE);
  pm_provenance_describe (result->table, result);
  g_unsetenv ("SOURCE_DATE_EPOCH");
  pm_output_write (result, to, core, PM_OUTPUT_ALL, &error);
  g_assert_no_error (error);
}

/* Bad, good and refitted pixels: all three act, the header tells how many, and the window writes the same bytes. */
static void
test_refits (void)
{
  static const char *const suffixes[] = { "rcp", "ecsv", "fits" };
  const char *const environment[] = { "SOURCE_DATE_EPOCH", "1600000000", NULL };
  g_autofree char *path = in_dir ("refits.ecsv"), *plain = in_dir ("no-refits"), *to = in_dir ("refits"), *window = in_dir ("window");
  g_autofree char *err = NULL;
  g_autoptr (PmFlagFile) flags = pm_flag_file_new ();
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (run_cli (ARGS ("reduce", "-o", plain, scan), NULL, NULL), ==, 0);
  g_autoptr (PmPixelTable) before = read_table (plain, "Simulated.SIM_0001.ecsv");
  gsize bad = good_row (before, 10), good = 0, again = good_row (before, 20), lost = good_row (before, 30);
  while (before->status[good] != PM_PIXEL_FLAGGED)
    good++;
  pm_flag_file_add (flags, before->id[bad], PM_FLAG_STATE_BAD, "looks odd", "me", "2020-02-02T02:02:02Z");
  pm_flag_file_add (flags, before->id[good], PM_FLAG_STATE_GOOD, "", "", "");
  pm_flag_file_add_refit (flags, before->id[again], 30.0, NAN, NAN, PM_DOMAIN_MAP);
  pm_flag_file_add_refit (flags, before->id[lost], 0.01, 1.0, 1.0, -1);
  pm_flag_file_write (flags, path, &error);
  g_assert_no_error (error);
  g_autofree char *list = g_strconcat ("500-505,", before->id[again], NULL);
  g_autoptr (GSubprocess) process = start (environment, ARGS ("reduce", "-o", to, "--flags", path, "--maps", list, scan));
  g_assert_cmpint (finish (process, NULL, &err), ==, 0);
  g_assert_null (strstr (err, "refits"));
  g_autoptr (PmPixelTable) after = read_table (to, "Simulated.SIM_0001.ecsv");
  g_assert_cmpint (after->status[bad], ==, PM_PIXEL_FLAGGED);
  g_assert_cmpint (after->status[good], ==, PM_PIXEL_GOOD);
  g_assert_cmpint (after->status[lost], ==, PM_PIXEL_NOFIT);
  g_assert_true (isnan (after->values[PM_COLUMN_X][lost]));
  g_assert_cmpfloat (after->values[PM_COLUMN_X_ERR][again], !=, before->values[PM_COLUMN_X_ERR][again]);
  g_assert_cmpfloat (after->values[PM_COLUMN_X_ERR][bad], ==, before->values[PM_COLUMN_X_ERR][bad]);
  g_assert_cmpstr (pm_pixel_table_get_meta (after, "Flags"), ==, "1 bad, 1 good by hand; 2 refits");
  g_assert_null (pm_pixel_table_get_meta (before, "Flags"));
  export_as_window (path, list, window);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      gsize n_to, n_window;
      g_autofree char *name = g_strconcat ("Simulated.SIM_0001.", suffixes[i], NULL);
      g_autofree char *a = contents (to, name, &n_to), *b = contents (window, name, &n_window);
      g_assert_cmpmem (a, n_to, b, n_window);
    }
}

/* Whatever the header says: files appear in the folder, nowhere else. */
static void
test_hostile_names (void)
{
  static const char *const names[] = { "../../x", "/etc/x", "a/b", "..", ".hidden", "x\\y", "-o", "x*?\"<>|" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *top = g_strdup_printf ("%s/hostile-%u", dir, i), *middle = g_build_filename (top, "a", NULL);
      g_autofree char *to = g_build_filename (middle, "b", NULL), *object = g_strconcat ("--object=", names[i], NULL);
      g_autofree char *hostile = simulate ("hostile.fits", ARGS (object, "--obs-id", "../../y"));
      g_assert_cmpint (run_cli (ARGS ("reduce", "-o", to, hostile), NULL, NULL), ==, 0);
      g_autofree char *in_top = list_dir (top), *in_middle = list_dir (middle), *in_to = list_dir (to);
      g_assert_cmpstr (in_top, ==, "a");
      g_assert_cmpstr (in_middle, ==, "b");
      g_auto (GStrv) files = g_strsplit (in_to, " ", -1);
      g_assert_cmpuint (g_strv_length (files), ==, 3);
      for (int k = 0; k < 3; k++)
        {
          g_autofree char *path = g_build_filename (to, files[k], NULL);
          g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
          g_assert_true (files[k][0] != '.' && files[k][0] != '-');
        }
      g_unlink (hostile);
    }
}

/* The same bytes whatever the number of threads, maps included. */
static void
test_reproducible (void)
{
  static const char *const suffixes[] = { "rcp", "ecsv", "fits" };
  g_autofree char *one = in_dir ("one"), *two = in_dir ("two");
  const char *const environment[] = { "SOURCE_DATE_EPOCH", "1600000000", NULL };
  g_autoptr (GSubprocess) first = start (environment, ARGS ("reduce", "-o", one, "--threads", "1", "--maps", "all", scan));
  g_assert_cmpint (finish (first, NULL, NULL), ==, 0);
  g_autoptr (GSubprocess) second = start (environment, ARGS ("reduce", "-o", two, "--threads", "2", "--maps", "all", scan));
  g_assert_cmpint (finish (second, NULL, NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      gsize n_one, n_two;
      g_autofree char *name = g_strconcat ("Simulated.SIM_0001.", suffixes[i], NULL);
      g_autofree char *a = contents (one, name, &n_one), *b = contents (two, name, &n_two);
      g_assert_cmpuint (n_one, ==, n_two);
      g_assert_cmpint (memcmp (a, b, n_one), ==, 0);
    }
  g_autofree char *text = contents (one, "Simulated.SIM_0001.ecsv", NULL);
  g_assert_nonnull (strstr (text, "2020-09-13T12:26:40Z"));
}

/* Two scans: both ids in the name. */
static void
test_joint_name (void)
{
  g_autofree char *to = in_dir ("joint"), *names = NULL,
                  *other = simulate ("other.fits", ARGS ("--obs-id", "SIM_0007", "--array-seed", "41"));
  g_assert_cmpint (run_cli (ARGS ("reduce", "-q", "-o", to, scan, other), NULL, NULL), ==, 0);
  names = list_dir (to);
  g_assert_cmpstr (names, ==, "Simulated.SIM_0001-SIM_0007.ecsv Simulated.SIM_0001-SIM_0007.fits Simulated.SIM_0001-SIM_0007.rcp");
}

static void
test_info (void)
{
  g_autofree char *out = NULL, *err = NULL, *json = NULL, *err2 = NULL, *out2 = NULL, *missing = in_dir ("missing.fits");
  g_assert_cmpint (run_cli (ARGS ("info", scan), &out, &err), ==, 0);
  g_assert_cmpstr (err, ==, "");
  g_assert_true (g_str_has_prefix (out, scan));
  static const char *const words[] = { "Simulated", "SIM_0001", "band D", "1312, of which 1280", "600 at 50.00 Hz, 12.0 s, in 1 table\n" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (!strstr (out, words[i]))
      g_error ("'%s' is not in: %s", words[i], out);
  g_assert_cmpint (run_cli (ARGS ("info", "--json", scan, scan), &json, NULL), ==, 0);
  static const char *const members[] = { "\"object\" : \"Simulated\"", "\"frames\" : 600", "\"channels\" : 1312", "\"moving\" : false" };
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (!strstr (json, members[i]))
      g_error ("'%s' is not in: %s", members[i], json);
  g_assert_true (json[0] == '[' && g_str_has_suffix (json, "]\n"));
  /* A file that cannot be read: the others are told all the same, and the status says so. */
  g_assert_cmpint (run_cli (ARGS ("info", missing, scan), &out2, &err2), ==, 3);
  g_assert_cmpstr (out2, ==, out);
  g_assert_nonnull (strstr (err2, "missing.fits"));
  g_assert_cmpint (run_cli (ARGS ("info"), NULL, NULL), ==, 2);
}

static void
test_help (void)
{
  g_autofree char *out = NULL, *usage = NULL;
  g_assert_cmpint (run_cli (ARGS ("reduce", "--help"), &out, NULL), ==, 0);
  g_assert_nonnull (strstr (out, "--list-options"));
  g_assert_cmpint (run_cli (ARGS ("--help"), &usage, NULL), ==, 0);
  static const char *const commands[] = { "\n  info ", "\n  reduce ", "\n  compare ", "\n  convert ", "\n  simulate " };
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *first = strstr (usage, commands[i]);
      g_assert_nonnull (first);
      g_assert_null (strstr (first + 1, commands[i])); /* each once */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  scan = simulate ("small.fits", NULL);
  g_test_add_func ("/cmd-reduce/summary", test_summary);
  g_test_add_func ("/cmd-reduce/list-options", test_list_options);
  g_test_add_func ("/cmd-reduce/usage", test_usage);
  g_test_add_func ("/cmd-reduce/unreadable", test_unreadable);
  g_test_add_func ("/cmd-reduce/nothing", test_nothing);
  g_test_add_func ("/cmd-reduce/old-files-stay", test_old_files_stay);
  g_test_add_func ("/cmd-reduce/interrupt", test_interrupt);
  g_test_add_func ("/cmd-reduce/options", test_options);
  g_test_add_func ("/cmd-reduce/flags", test_flags);
  g_test_add_func ("/cmd-reduce/refits", test_refits);
  g_test_add_func ("/cmd-reduce/hostile-names", test_hostile_names);
  g_test_add_func ("/cmd-reduce/reproducible", test_reproducible);
  g_test_add_func ("/cmd-reduce/joint-name", test_joint_name);
  g_test_add_func ("/cmd-reduce/info", test_info);
  g_test_add_func ("/cmd-reduce/help", test_help);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (scan);
  g_free (dir);
  return result;
}
