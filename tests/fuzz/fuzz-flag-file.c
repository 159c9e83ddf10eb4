/* SPDX-License-Identifier: GPL-3.0-or-later
 * Flag files: what is read can be written, read again, and is the same.
 */
#include "pm-fuzz.h"

#include "pm-flag-log.h"

#include <string.h>

static char *
write_again (const PmFlagFile *flags)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_path ("again.flags.ecsv"), *text = NULL;
  pm_flag_file_write (flags, path, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_write ("fuzz.flags.ecsv", data, size);
  g_autoptr (PmFlagFile) flags = pm_flag_file_read (path, &error);
  pm_fuzz_check (flags != NULL, error, path);
  if (!flags)
    return 0;
  g_autofree char *text = write_again (flags), *again_path = pm_fuzz_path ("again.flags.ecsv");
  g_autoptr (PmFlagFile) again = pm_flag_file_read (again_path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->entries->len, ==, flags->entries->len);
  g_assert_cmpuint (again->refits->len, ==, flags->refits->len);
  g_autofree char *second = write_again (again);
  g_assert_cmpstr (text, ==, second);
  g_autoptr (PmFlagLog) log = pm_flag_log_new ();
  pm_flag_log_load (log, flags);
  g_autoptr (PmFlagFile) logged = pm_flag_log_to_file (log);
  pm_flag_log_add_file (log, flags);
  pm_flag_log_undo (log);
  g_autoptr (PmFlagFile) undone = pm_flag_log_to_file (log);
  g_assert_cmpuint (undone->entries->len, ==, logged->entries->len);
  g_assert_cmpuint (undone->refits->len, ==, logged->refits->len);
  return 0;
}
