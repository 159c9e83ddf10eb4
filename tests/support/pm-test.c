/* SPDX-License-Identifier: GPL-3.0-or-later
 * Helpers that all test programs share.
 */
#include "pm-test.h"

#include <glib/gstdio.h>
#include <math.h>

void
pm_test_close (const char *file, int line, const char *func, const char *expr_a, const char *expr_b, double a, double b, double atol,
               double rtol)
{
  if ((isnan (a) && isnan (b)) || a == b || fabs (a - b) <= atol + rtol * fabs (b))
    return;
  g_autofree char *message = g_strdup_printf ("%s = %.17g, %s = %.17g: differ by %.3g, allowed %.3g + %.3g relative", expr_a, a, expr_b, b,
                                              a - b, atol, rtol);
  g_assertion_message (G_LOG_DOMAIN, file, line, func, message);
}

char *
pm_test_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("pm-test-XXXXXX", &error);
  g_assert_no_error (error);
  return dir;
}

void
pm_test_remove_dir (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;
  while (entries && (name = g_dir_read_name (entries)))
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        pm_test_remove_dir (path);
      else
        g_unlink (path);
    }
  g_rmdir (dir);
}
