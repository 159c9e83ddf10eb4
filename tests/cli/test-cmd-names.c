/* SPDX-License-Identifier: GPL-3.0-or-later
 * Names of files and folders that cfitsio or a shell would take apart, given to the built program that PM_CLI names, as seen from their
 * folder: a name is a name. After each command the whole tree is looked at: what was asked for is there, and nothing else.
 */
#include "pm-test.h"

#include <glib/gstdio.h>
#include <string.h>

static char *dir;

/* All files below a folder, one a line, sorted. */
static void
list_below (const char *folder, const char *prefix, GPtrArray *names)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *shown = g_strconcat (prefix, name, NULL);
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          g_autofree char *below = g_strconcat (shown, "/", NULL);
          list_below (path, below, names);
        }
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
list_tree (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  list_below (dir, "", names);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv ("\n", (char **) names->pdata);
}

/* Runs the program in the folder and compares exit status and tree; `made`: names that are new, NULL-terminated. */
static void
check (const char *const *arguments, int status, const char *const *made)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *before = list_tree (), *out = NULL, *err = NULL, *after = NULL, *line = g_strjoinv (" ", (char **) arguments);
  g_subprocess_launcher_set_cwd (launcher, dir);
  g_subprocess_launcher_setenv (launcher, "HOME", dir, TRUE);
  g_ptr_array_add (argv, (gpointer) g_getenv ("PM_CLI"));
  for (; *arguments; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);
  g_test_message ("%s", line);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != status)
    g_error ("expected exit status %d: %s", status, err);
  /* the new names, in order, are all that the tree has gained */
  g_auto (GStrv) old = g_strsplit (before, "\n", -1);
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();
  for (char **name = old; *name; name++)
    if (**name)
      g_ptr_array_add (expected, *name);
  for (; *made; made++)
    g_ptr_array_add (expected, (gpointer) *made);
  g_ptr_array_sort (expected, compare_names);
  g_ptr_array_add (expected, NULL);
  g_autofree char *wanted = g_strjoinv ("\n", (char **) expected->pdata);
  after = list_tree ();
  g_assert_cmpstr (after, ==, wanted);
}

#define LIST(...) ((const char *const[]) { __VA_ARGS__, NULL })
static const char *const nothing[] = { NULL };

/* Names of one component: nothing is found where there is nothing, and all commands work on a file and a folder of that name. */
static void
test_components (void)
{
  static const char *const names[] = { "x[1]", "!x", " x", "|touch hacked", "x|touch hacked", "x(y)", "~root", "http:",
                                       "*", "$HOME", "x+1", "stdin", "sh;em", "ü\\x", "-x" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *fits = g_strconcat (names[i], ".fits", NULL), *truth = g_strconcat (names[i], ".truth.ecsv", NULL);
      g_autofree char *core = g_build_filename (names[i], "Simulated.SIM_0001", NULL), *ecsv = g_strconcat (core, ".ecsv", NULL);
      g_autofree char *maps = g_strconcat (core, ".fits", NULL), *rcp = g_strconcat (core, ".rcp", NULL);
      g_autofree char *converted = g_strconcat (names[i], ".rcp", NULL), *crush = g_strconcat (names[i], ".crush.cfg", NULL);
      g_autofree char *output = g_strconcat ("--output=", fits, NULL), *folder = g_strconcat ("--output=", names[i], NULL);
      check (LIST ("reduce", folder, "--", fits), 3, nothing);
      check (LIST ("convert", "--", fits, crush), 3, nothing);
      check (LIST ("simulate", "--band", "E", "--length", "5", "--rate", "20", "--amplitude-counts", "1000", output), 0,
             LIST (fits, truth));
      check (LIST ("info", "--", fits), 0, nothing);
      check (LIST ("reduce", "--rounds", "1", "--maps", "all", folder, "--", fits), 0, LIST (ecsv, maps, rcp));
      check (LIST ("reduce", "--rounds", "1", "--maps", "all", folder, "--", fits), 0, nothing); /* over the old ones */
      check (LIST ("convert", "--", ecsv, converted), 0, LIST (converted));
      check (LIST ("convert", "--", ecsv, crush), 0, LIST (crush));
      for (const char *const *name = LIST (fits, truth, ecsv, maps, rcp, converted, crush); *name; name++)
        {
          g_autofree char *path = g_build_filename (dir, *name, NULL);
          g_assert_cmpint (g_unlink (path), ==, 0);
        }
    }
}

/* Addresses are paths of folders that do not exist: nothing is asked for anywhere else, nothing is made. */
static void
test_addresses (void)
{
  static const char *const names[] = { "http://localhost:9/x.fits", "ftp://localhost/x.fits", "file:///etc/hostname", "file://x.fits",
                                       "mem://x.fits", "shmem://h1", "root://localhost/x.fits", "gsiftp://x/y.fits", "stream://x.fits",
                                       "rawfile://x.fits", "compress://x.fits", "-", "x.fits[1][col a=b]", "" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      check (LIST ("info", "--", names[i]), 3, nothing);
      check (LIST ("reduce", "--", names[i]), 3, nothing);
      check (LIST ("compare", "--", names[i], names[i]), 3, nothing);
      g_autofree char *output = g_strconcat ("--output=", names[i], NULL);
      g_autofree char *fits = g_strconcat ("--output=no-such-folder/", names[i], ".fits", NULL);
      check (LIST ("simulate", "--band", "E", "--length", "1", "--amplitude-counts", "1000", fits), 1, nothing);
      if (!g_str_has_suffix (names[i], ".fits"))
        check (LIST ("simulate", "--band", "E", "--length", "1", "--amplitude-counts", "1000", output), 2, nothing);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/cmd-names/components", test_components);
  g_test_add_func ("/cmd-names/addresses", test_addresses);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
