/* SPDX-License-Identifier: GPL-3.0-or-later
 * A program that runs for days: scans are opened, reduced, judged, fitted again, saved, exported and closed over and over, and neither
 * memory nor open files grow.
 *
 *   test-soak [--cycles N]   (6 without it; tests/long/soak: 200)
 */
#include "pm-session.h"
#include "pm-test-reduce.h"
#include "pm-test-soak.h"
#include "pm-test-wait.h"
#include "pm-test.h"

#include <math.h>
#include <stdlib.h>

static int n_cycles = 6;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  pm_session_export_finish (PM_SESSION (source), result, NULL, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
judge_and_refit (PmSession *session)
{
  const PmPixelTable *table = pm_session_get_result (session)->table;
  guint row = 0;
  while (table->status[row] != PM_PIXEL_GOOD)
    row++;
  for (guint i = 0; i < 20; i++)
    pm_session_judge (session, &i, 1, i % 2 ? PM_FLAG_STATE_GOOD : PM_FLAG_STATE_BAD, "looked at");
  pm_session_undo (session);
  pm_session_undo (session);
  pm_session_redo (session);
  pm_session_refit (session, row, 18.0, NAN, NAN, PM_DOMAIN_TIME);
  PmRefit refit;
  pm_test_wait_until (pm_flag_log_get_refit (pm_session_get_flags (session), row, &refit));
}

/* From the file to the files, with a reduction that is stopped before the one that counts. */
static void
run_cycle (const char *scan, const char *dir)
{
  PmSession *session = pm_session_new ();
  g_autofree char *backups = g_build_filename (dir, "backups", NULL), *path = g_build_filename (dir, "soak.pmsession", NULL);
  const char *const paths[] = { scan, NULL };
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  pm_session_keep_backup (session, backups, &error);
  g_assert_no_error (error);
  pm_session_add_scans (session, paths);
  pm_test_wait_until (pm_session_can_reduce (session));
  pm_session_reduce (session);
  pm_session_stop (session);
  pm_session_reduce (session);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE && pm_session_get_suspicion (session));
  judge_and_refit (session);
  pm_session_save (session, path, &error);
  g_assert_no_error (error);
  const PmExport what = { .dir = dir, .rcp = TRUE, .ecsv = TRUE, .fits = TRUE, .maps = PM_MAPS_STAMPS };
  pm_session_export_async (session, &what, NULL, written_cb, &done);
  pm_test_wait_until (done);
  pm_session_open (session, path, &error); /* once more, from the session file */
  g_assert_no_error (error);
  pm_test_wait_until (pm_job_get_state (pm_session_get_job (session)) == PM_JOB_DONE && pm_session_get_suspicion (session));
  pm_session_discard_backup (session);
  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  g_object_unref (session);
  pm_test_wait_until (session == NULL);
}

static void
test_session (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  const char *scan = pm_test_reduce_scan ("soak", &sim);
  g_autofree char *dir = pm_test_make_dir ();
  PmTestSoak soak = { .n_cycles = n_cycles };
  for (int i = 0; i < n_cycles; i++)
    {
      run_cycle (scan, dir);
      pm_test_soak_note (&soak, i);
    }
  pm_test_soak_check (&soak);
  pm_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  n_cycles = pm_test_soak_init (&argc, &argv, n_cycles);
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/soak/session", test_session);
  int status = g_test_run ();
  pm_test_reduce_done ();
  return status;
}
