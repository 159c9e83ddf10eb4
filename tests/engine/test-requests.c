/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is asked of a reduction: told before the work if it cannot be done, and done as far as the data go.
 */
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test.h"

#include "pm-error.h"
#include "pm-scan-notes.h"

#include <math.h>
#include <string.h>

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

/* Names that do not exist are found before anything is cleaned or fitted. */
static void
assert_told_at_once (const PmTestReduce *request, const char *word)
{
  const char *path = small_scan ();
  g_autoptr (GError) error = NULL;
  PmProgress progress = { 0 };
  PmTestReduce how = *request;
  how.progress = &progress;
  g_assert_null (pm_test_reduce_try (&path, 1, &how, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpint (atomic_load (&progress.step), ==, PM_STEP_READ);
}

static void
test_told_at_once (void)
{
  const PmTestReduce maps = { .maps = PM_MAPS_FULL, .maps_list = "R0[99,99]" };
  const PmTestReduce center = { .settings = PM_TEST_SETTINGS ("rcp.center", "R0[99,99]") };
  const PmTestReduce exclude = { .settings = PM_TEST_SETTINGS ("exclude", "R0[99,99]") };
  assert_told_at_once (&maps, "--maps");
  assert_told_at_once (&center, "rcp.center");
  assert_told_at_once (&exclude, "exclude");
}

/* Of some pixels, a mask nearly as large as the scan leaves nothing to measure their gains with: they are taken as typical, and no fit is
 * without its peak (which is checked for every result). */
static void
test_no_gains (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("source.mask-radius", "8") };
  g_autoptr (PmResult) result = pm_test_reduce (small_scan (), &how);
  for (gsize row = 0; row < result->table->n_rows; row++)
    if (isfinite (result->table->values[PM_COLUMN_X][row]))
      g_assert_true (isfinite (result->table->values[PM_COLUMN_GAIN][row]));
}

/* A file that can be opened but not read has no checksum. */
static void
test_unreadable_checksum (void)
{
  g_autofree char *folder = pm_test_make_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_test_options (PM_TEST_SETTINGS ("provenance.sha256", "yes"));
  PmScan *scan = pm_test_read_scan (small_scan (), 2, NULL);
  g_free (scan->info.path);
  scan->info.path = g_strdup (folder);
  g_assert_null (pm_scan_notes_new (&scan, 1, options, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, folder));
  pm_scan_free (scan);
  pm_test_remove_dir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/requests/told-at-once", test_told_at_once);
  g_test_add_func ("/requests/no-gains", test_no_gains);
  g_test_add_func ("/requests/unreadable-checksum", test_unreadable_checksum);
  int status = g_test_run ();
  pm_test_reduce_done ();
  return status;
}
