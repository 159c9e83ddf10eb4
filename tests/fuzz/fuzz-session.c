/* SPDX-License-Identifier: GPL-3.0-or-later
 * Session files, and backups with their journal: a zero byte parts one from the other. What is read can be saved, read again, and is the
 * same.
 */
#include "pm-fuzz.h"

#include "pm-session.h"

#include <string.h>

/* Scans that a file names are looked at in the background. */
static void
wait_for_scans (PmSession *session)
{
  GListModel *scans = pm_session_get_scans (session);
  for (guint i = 0; i < g_list_model_get_n_items (scans); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (scans, i);
      while (pm_scan_item_get_state (item) == PM_SCAN_READING)
        g_main_context_iteration (NULL, TRUE);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static char *
save (PmSession *session, const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  pm_session_save (session, path, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
check_again (PmSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_path ("again.pmsession"), *text = save (session, path);
  g_autoptr (PmSession) again = pm_session_new ();
  pm_session_open (again, path, &error);
  g_assert_no_error (error);
  g_autofree char *other_path = pm_fuzz_path ("other.pmsession"), *second = save (again, other_path); /* the first is its session's */
  g_assert_cmpstr (text, ==, second);
  wait_for_scans (again);
}

static void
use_file (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_write ("fuzz.pmsession", data, size);
  g_autoptr (PmSession) session = pm_session_new ();
  gboolean ok = pm_session_open (session, path, &error);
  pm_fuzz_check (ok, error, path);
  if (ok)
    check_again (session);
  wait_for_scans (session);
}

static void
use_backup (const guint8 *data, gsize size, const guint8 *journal, gsize journal_size)
{
  gsize length, n = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = pm_fuzz_sign_journal (journal, journal_size, &length);
  g_autofree char *path = pm_fuzz_write ("backup.pmsession", data, size);
  g_autofree char *journal_path = pm_fuzz_write ("backup.journal", (const guint8 *) text, length);
  g_autoptr (PmSession) session = pm_session_new ();
  gboolean ok = pm_session_recover (session, path, &n, &error);
  pm_fuzz_check (ok, error, error && g_str_has_prefix (error->message, journal_path) ? journal_path : path);
  if (ok)
    check_again (session);
  wait_for_scans (session);
  pm_session_discard_backup (session);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *zero = size > 0 ? memchr (data, 0, size) : NULL;
  if (zero)
    use_backup (data, (gsize) (zero - data), zero + 1, size - (gsize) (zero - data) - 1);
  else
    use_file (data, size);
  return 0;
}
