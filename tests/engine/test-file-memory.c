/* SPDX-License-Identifier: GPL-3.0-or-later
 * Memory in temporary files. The build folder is on a disk: where the temporary folder is memory, its files go elsewhere.
 */
#include "pm-file-memory.h"

#include "pm-error.h"
#include "pm-test.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The file in which an address lies, from the kernel's list of this process; free with g_free(). */
static char *
file_of (const void *address)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/maps", &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i]; i++)
    if (g_ascii_strtoull (lines[i], NULL, 16) == (guint64) (gsize) address)
      return g_strdup (strchr (lines[i], '/'));
  return NULL;
}

/* How much of the memory that begins there is in the memory of the program, kB. */
static guint64
resident_kb (const void *address)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/smaps", &text, NULL, NULL));
  g_autofree char *start = g_strdup_printf ("\n%zx-", (gsize) address);
  const char *entry = strstr (text, start), *line = entry ? strstr (entry, "\nRss:") : NULL;
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("\nRss:"), NULL, 10);
}

/* All 0, kept when written, in a file without a name in a folder that stays empty, and gone when it is freed. */
static void
test_use (void)
{
  const gsize bytes = 3000001;
  g_autofree char *here = g_get_current_dir (), *dir = g_build_filename (here, "file-memory-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_nonnull (g_mkdtemp (dir));
  g_setenv ("TMPDIR", dir, TRUE);
  guint8 *memory = pm_file_memory_new (bytes, &error);
  g_assert_no_error (error);
  g_autofree char *file = file_of (memory);
  g_assert_nonnull (file);
  g_assert_true (g_str_has_prefix (file, dir));
  g_assert_true (g_str_has_suffix (file, "(deleted)"));
  for (gsize i = 0; i < bytes; i++)
    g_assert_cmpuint (memory[i], ==, 0);
  for (gsize i = 0; i < bytes; i++)
    memory[i] = (guint8) (i * 7);
  g_assert_cmpint (msync (memory, bytes, MS_SYNC), ==, 0);
  for (gsize i = 0; i < bytes; i++)
    g_assert_cmpuint (memory[i], ==, (guint8) (i * 7));
  pm_file_memory_free (memory, bytes);
  g_autofree char *after = file_of (memory);
  g_assert_cmpstr (after, !=, file);
  g_assert_cmpint (rmdir (dir), ==, 0); /* nothing is left in it */
  g_unsetenv ("TMPDIR");
}

/* What is released leaves the program's memory, with the pages that it shares with its neighbours, and is as it was when it comes back. */
static void
test_release (void)
{
  const gsize bytes = 1 << 22, first = 1000001, n = 2000003;
  g_autoptr (GError) error = NULL;
  guint8 *memory = pm_file_memory_new (bytes, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < bytes; i++)
    memory[i] = (guint8) (i * 7);
  g_assert_cmpuint (resident_kb (memory), ==, bytes / 1024);
  pm_file_memory_release (memory + first, n);
  g_assert_cmpuint (resident_kb (memory), <=, (bytes - n) / 1024 + 1);
  for (gsize i = 0; i < bytes; i++)
    g_assert_cmpuint (memory[i], ==, (guint8) (i * 7));
  pm_file_memory_free (memory, bytes);
}

/* A folder that does not exist, or is memory itself, is passed over. */
static void
test_folders (void)
{
  const char *dirs[] = { "/nowhere/at/all", "/dev/shm", "/proc" };
  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_setenv ("TMPDIR", dirs[i], TRUE);
      gpointer memory = pm_file_memory_new (5000, &error);
      g_assert_no_error (error);
      g_autofree char *file = file_of (memory);
      g_assert_nonnull (file);
      g_assert_false (g_str_has_prefix (file, dirs[i]));
      pm_file_memory_free (memory, 5000);
    }
  g_unsetenv ("TMPDIR");
}

/* More than any disk has: an error with the reason, not a signal later. */
static void
test_no_room (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (pm_file_memory_new ((gsize) 1 << 60, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "/"));
  g_assert_nonnull (strstr (error->message, "no room for 1152921504.6 GB"));
  pm_file_memory_free (NULL, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-memory/use", test_use);
  g_test_add_func ("/file-memory/release", test_release);
  g_test_add_func ("/file-memory/folders", test_folders);
  g_test_add_func ("/file-memory/no-room", test_no_room);
  return g_test_run ();
}
