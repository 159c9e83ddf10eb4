/* SPDX-License-Identifier: GPL-3.0-or-later
 * Replays files through a fuzz target, one test case each: fuzz-NAME FILE|FOLDER...
 */
#include "pm-fuzz.h"

#include <string.h>

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
collect (GPtrArray *paths, const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_ptr_array_add (paths, g_strdup (path));
      return;
    }
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  g_assert_no_error (error);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    g_ptr_array_add (paths, g_build_filename (path, name, NULL));
}

/* From a block of exactly its size, so that the address sanitizer sees each step beyond. */
static void
replay (const char *path)
{
  g_autofree char *data = NULL;
  gsize size = 0;
  g_autoptr (GError) error = NULL;
  if (path)
    g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  g_autofree guint8 *exact = g_memdup2 (data, size);
  LLVMFuzzerTestOneInput (exact, size);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (int i = 1; i < argc; i++)
    collect (paths, argv[i]);
  g_ptr_array_sort (paths, compare_paths);
  g_ptr_array_insert (paths, 0, NULL); /* a file without content */
  g_assert_cmpuint (paths->len, >, 1);
  g_print ("1..%u\n", paths->len);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *name = path ? g_path_get_basename (path) : g_strdup ("empty");
      g_print ("# %s\n", name); /* the last one if it ends here */
      replay (path);
      g_print ("ok %u - %s\n", i + 1, name);
    }
  return 0;
}
