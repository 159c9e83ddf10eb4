/* SPDX-License-Identifier: GPL-3.0-or-later
 * Option files: refused ones change nothing, others can be written, read again, and are the same.
 */
#include "pm-fuzz.h"

#include "pm-options.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_options_new (), again = pm_options_new ();
  g_autofree char *path = pm_fuzz_write ("fuzz.ini", data, size), *defaults = pm_options_to_key_file (options);
  gboolean ok = pm_options_load (options, path, &error);
  pm_fuzz_check (ok, error, path);
  g_autofree char *text = pm_options_to_key_file (options);
  if (!ok)
    g_assert_cmpstr (text, ==, defaults);
  g_clear_error (&error);
  g_autofree char *again_path = pm_fuzz_write ("again.ini", (const guint8 *) text, strlen (text));
  pm_options_load (again, again_path, &error);
  g_assert_no_error (error);
  g_autofree char *second = pm_options_to_key_file (again);
  g_assert_cmpstr (text, ==, second);
  return 0;
}
