/* SPDX-License-Identifier: GPL-3.0-or-later
 * Journals of judgements: what is recovered once is recovered again, and can be undone.
 */
#include "pm-fuzz.h"

#include "pm-flag-log.h"

static gboolean
open_log (PmFlagLog *log, const char *path, gsize *n)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pm_flag_log_open_journal (log, path, n, &error);
  pm_fuzz_check (ok, error, path);
  return ok;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize length, n = 0, n_again = 0;
  g_autofree char *text = pm_fuzz_sign_journal (data, size, &length);
  g_autofree char *path = pm_fuzz_write ("fuzz.journal", (const guint8 *) text, length);
  g_autoptr (PmFlagLog) log = pm_flag_log_new (), again = pm_flag_log_new ();
  if (!open_log (log, path, &n))
    return 0;
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (log);
  pm_flag_log_close_journal (log);
  g_assert_true (open_log (again, path, &n_again));
  g_autoptr (PmFlagFile) second = pm_flag_log_to_file (again);
  g_assert_cmpuint (n, ==, n_again);
  g_assert_cmpuint (file->entries->len, ==, second->entries->len);
  g_assert_cmpuint (file->refits->len, ==, second->refits->len);
  const char *const ids[] = { "R0[1,2]", "R0[1,3]" };
  pm_flag_log_set_pixels (again, ids, G_N_ELEMENTS (ids));
  const gsize pixels[] = { 0, 1 };
  pm_flag_log_judge (again, pixels, 2, PM_FLAG_STATE_BAD, "a reason", NULL, NULL);
  g_assert_null (pm_flag_log_get_journal_error (again));
  guint steps = 0;
  while (pm_flag_log_get_can_undo (again))
    steps += pm_flag_log_undo (again) > 0;
  for (guint i = 0; pm_flag_log_get_can_redo (again); i++)
    {
      pm_flag_log_redo (again);
      g_assert_cmpuint (i, <, steps);
    }
  g_assert_cmpint (pm_flag_log_get_manual (again, 1), ==, PM_MANUAL_BAD);
  return 0;
}
