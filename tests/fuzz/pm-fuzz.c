/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files and errors of the fuzz targets.
 */
#include "pm-fuzz.h"

#include "pm-error.h"
#include "pm-test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder; /* of this process */

static void
remove_folder (void)
{
  pm_test_remove_dir (folder);
  g_free (folder);
}

/* GLib ends a program with a trap, which libFuzzer does not know. */
static void
trap_cb (int number)
{
  abort ();
}

/* A warning is a mistake of the program, whatever the file. */
static void
prepare (void)
{
  if (folder)
    return;
  signal (SIGTRAP, trap_cb);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  folder = pm_test_make_dir ();
  atexit (remove_folder);
}

char *
pm_fuzz_path (const char *name)
{
  prepare ();
  return g_build_filename (folder, name, NULL);
}

/* Plain, as it is done a million times. */
char *
pm_fuzz_write (const char *name, const guint8 *data, gsize size)
{
  char *path = pm_fuzz_path (name);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (size == 0 || write (fd, data, size) == (gssize) size);
  g_assert_cmpint (close (fd), ==, 0);
  return path;
}

void
pm_fuzz_check (gboolean has_result, const GError *error, const char *path)
{
  g_assert_true (has_result == (error == NULL));
  if (!error)
    return;
  g_assert_true (error->domain == PM_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strpbrk (error->message, "\r\n"));
  if (!g_str_has_prefix (error->message, path))
    g_error ("does not begin with the file's name: %s", error->message);
}

/* The text of the line behind its checksum is what pm-journal.c adds up. */
char *
pm_fuzz_sign_journal (const guint8 *data, gsize size, gsize *length)
{
  static const char mark[] = "********\t";
  gsize n = strlen (mark);
  char *text = g_malloc (size + 1), *end = text + size;
  if (size > 0)
    memcpy (text, data, size);
  *end = '\0';
  for (char *line = text, *stop; line < end; line = stop + 1)
    {
      stop = memchr (line, '\n', (gsize) (end - line));
      if (!stop)
        stop = end;
      if ((gsize) (stop - line) < n || memcmp (line, mark, n) != 0)
        continue;
      gsize text_length = strnlen (line + n, (gsize) (stop - line) - n);
      g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_MD5, (const guint8 *) line + n, text_length);
      memcpy (line, sum, n - 1);
    }
  *length = size;
  return text;
}
