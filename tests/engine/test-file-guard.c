/* SPDX-License-Identifier: GPL-3.0-or-later
 * Two guards of one file are two windows, in one program or in two: the locks belong to what was opened, not to processes.
 */
#include "pm-file-guard.h"
#include "pm-file.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir;

static char *
path_of (const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static void
put (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  pm_file_write_atomic (path, text, -1, &error);
  g_assert_no_error (error);
}

/* The first holds it until it goes, though the file is replaced by its savings. */
static void
test_held (void)
{
  g_autofree char *path = path_of ("held");
  g_autoptr (PmFileGuard) first = pm_file_guard_new (path), second = pm_file_guard_new (path);
  g_assert_cmpint (pm_file_guard_look (first), ==, PM_FILE_OURS); /* nothing is there: nothing to lose */
  g_assert_cmpint (pm_file_guard_look (second), ==, PM_FILE_OURS);
  put (path, "a");
  pm_file_guard_note (first, "a", 1);
  pm_file_guard_note (second, "a", 1);
  g_assert_cmpint (pm_file_guard_look (first), ==, PM_FILE_OURS);
  g_assert_cmpint (pm_file_guard_look (second), ==, PM_FILE_HELD);
  put (path, "b");
  pm_file_guard_note (first, "b", 1);
  g_assert_cmpint (pm_file_guard_look (first), ==, PM_FILE_OURS);
  g_assert_cmpint (pm_file_guard_look (second), ==, PM_FILE_HELD);
  g_assert_cmpint (pm_file_guard_look (second), ==, PM_FILE_HELD);
  g_clear_pointer (&first, pm_file_guard_free);
  g_assert_cmpint (pm_file_guard_look (second), ==, PM_FILE_CHANGED); /* free, but not what this one has read */
  pm_file_guard_note (second, "b", 1);
  g_assert_cmpint (pm_file_guard_look (second), ==, PM_FILE_OURS);
}

/* What counts is the content: not the time, not the file. */
static void
test_changed (void)
{
  g_autofree char *path = path_of ("changed");
  g_autoptr (PmFileGuard) guard = pm_file_guard_new (path);
  put (path, "one");
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_OURS); /* nothing is known yet */
  pm_file_guard_note (guard, "one", 3);
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_OURS);
  put (path, "one"); /* another file with another time */
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_OURS);
  g_assert_true (g_file_set_contents (path, "two", 3, NULL)); /* as long as before */
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_CHANGED);
  put (path, "one");
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_OURS);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_OURS);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_CHANGED);
  g_rmdir (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0); /* which opening must not wait for */
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_CHANGED);
}

/* While it is written, both contents are right; a guard that is told the checksums of another goes on from there. */
static void
test_expected (void)
{
  g_autofree char *path = path_of ("expected");
  g_autoptr (PmFileGuard) guard = pm_file_guard_new (path);
  put (path, "old");
  pm_file_guard_note (guard, "old", 3);
  pm_file_guard_expect (guard, "other", 5);
  pm_file_guard_expect (guard, "new", 3); /* the other could not be written */
  g_assert_cmpuint (g_strv_length ((char **) pm_file_guard_get_checksums (guard)), ==, 2);
  g_autoptr (PmFileGuard) heir = pm_file_guard_new (path);
  pm_file_guard_set_checksums (heir, pm_file_guard_get_checksums (guard));
  g_clear_pointer (&guard, pm_file_guard_free);
  g_assert_cmpint (pm_file_guard_look (heir), ==, PM_FILE_OURS);
  put (path, "new");
  g_assert_cmpint (pm_file_guard_look (heir), ==, PM_FILE_OURS);
  put (path, "other");
  g_assert_cmpint (pm_file_guard_look (heir), ==, PM_FILE_CHANGED);
  put (path, "old");
  pm_file_guard_note (heir, "new", 3);
  g_assert_cmpint (pm_file_guard_look (heir), ==, PM_FILE_CHANGED);
}

/* Another process holds it, and is killed: its lock goes with it. */
static void
test_killed (void)
{
  g_autofree char *path = path_of ("killed");
  int ready[2], status;
  char byte;
  put (path, "x");
  g_assert_cmpint (pipe (ready), ==, 0);
  pid_t child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      PmFileGuard *theirs = pm_file_guard_new (path);
      byte = pm_file_guard_look (theirs) == PM_FILE_OURS ? 'y' : 'n';
      if (write (ready[1], &byte, 1) == 1)
        pause ();
      _exit (1);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_cmpint (byte, ==, 'y');
  g_autoptr (PmFileGuard) guard = pm_file_guard_new (path);
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_HELD);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (pm_file_guard_look (guard), ==, PM_FILE_OURS);
  close (ready[0]);
  close (ready[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/file-guard/held", test_held);
  g_test_add_func ("/file-guard/changed", test_changed);
  g_test_add_func ("/file-guard/expected", test_expected);
  g_test_add_func ("/file-guard/killed", test_killed);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
