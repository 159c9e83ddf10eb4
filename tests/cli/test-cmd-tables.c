/* SPDX-License-Identifier: GPL-3.0-or-later
 * Runs `pixelmap-cli compare` and `convert`, the built program that the environment variable PM_CLI names.
 */
#include "pm-table-io.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *dir;

/* Runs the program; returns its exit status, what it printed in *out and *err. */
static int
run_cli (const char *const *arguments, char **out, char **err)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_ptr_array_add (argv, (gpointer) g_getenv ("PM_CLI"));
  for (; *arguments; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) argv->pdata,
                                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

#define RUN(out, err, ...) run_cli ((const char *const[]) { __VA_ARGS__, NULL }, out, err)

static guint
count_lines (const char *text)
{
  guint n = 0;
  for (; *text; text++)
    n += *text == '\n';
  return n;
}

static void
test_compare (void)
{
  g_autofree char *a = pm_test_table_data_path ("tables/laboca/laboca-2007-11.rcp"), *out = NULL, *err = NULL;
  g_autofree char *b = pm_test_table_data_path ("tables/laboca/laboca-2007-12.rcp");
  g_assert_cmpint (RUN (&out, &err, "compare", a, b), ==, 0);
  g_assert_cmpstr (err, ==, "");
  /* The figures are those of tests/engine/test-compare.c; here it is the form that counts. */
  g_assert_true (g_str_has_prefix (out, "matched 226 by id\noffset "));
  g_assert_nonnull (strstr (out, "\nrotation -0.02"));
  g_assert_nonnull (strstr (out, "\nscale 1.0016"));
  g_assert_nonnull (strstr (out, "\nresidual median 0.52"));
  g_assert_nonnull (strstr (out, "\ncoupling_ratio median 1.0000 scatter 0.0000\n"));
  g_assert_nonnull (strstr (out, "\noutliers 5\noutlier 17 dx "));
  g_assert_cmpuint (count_lines (out), ==, 8 + 5);
}

static void
test_convert (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *in = pm_test_table_data_path ("tables/gismo/Mars.2010-04-12.79.rcp"), *out = NULL, *err = NULL;
  g_autofree char *ecsv = g_build_filename (dir, "mars.ecsv", NULL), *rcp = g_build_filename (dir, "mars.rcp", NULL);
  g_assert_cmpint (RUN (&out, &err, "convert", in, ecsv), ==, 0);
  g_assert_cmpstr (out, ==, "");
  g_assert_cmpstr (err, ==, "");
  g_autofree char *out2 = NULL, *err2 = NULL;
  g_assert_cmpint (RUN (&out2, &err2, "convert", "--precision", "1", "--center=10", ecsv, rcp), ==, 0);
  g_autoptr (PmPixelTable) a = pm_table_read (in, &error), b = pm_table_read (rcp, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (a->n_rows, ==, b->n_rows);
  gssize center = pm_pixel_table_find_id (a, "10");
  for (gsize i = 0; i < a->n_rows; i++)
    {
      g_assert_cmpstr (a->id[i], ==, b->id[i]);
      /* One decimal in both files: exact but for the rounding of decimals to binary. */
      pm_assert_close (b->values[PM_COLUMN_X][i], a->values[PM_COLUMN_X][i] - a->values[PM_COLUMN_X][center], 1e-12, 0);
    }
}

/* Lists of bad pixels are tables that are only written. */
static void
test_convert_bad_list (void)
{
  g_autofree char *ecsv = pm_test_table_write_file (dir, "few.ecsv",
                                                    "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id, datatype: string}\n"
                                                    "# - {name: index, datatype: int32}\n# - {name: status, datatype: string}\n"
                                                    "id index status\nA1 4 good\nA2 5 flagged\nA3 6 nofit\nA4 7 blind\n",
                                                    -1);
  g_autofree char *list = g_build_filename (dir, "few.sofscan.cfg", NULL), *out = NULL, *err = NULL, *text = NULL;
  g_assert_cmpint (RUN (&out, &err, "convert", ecsv, list), ==, 0);
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\nflag = 5-6\n"));
  g_autofree char *out2 = NULL, *err2 = NULL;
  g_assert_cmpint (RUN (&out2, &err2, "convert", list, ecsv), ==, 3);
  g_assert_nonnull (strstr (err2, "few.sofscan.cfg"));
}

/* One line that names the file and the thing, the exit status of the contract, and no output file. */
static void
check_failure (const char *const *arguments, int status, const char *words)
{
  g_autofree char *out = NULL, *err = NULL;
  g_assert_cmpint (run_cli (arguments, &out, &err), ==, status);
  g_assert_cmpstr (out, ==, "");
  g_assert_cmpuint (count_lines (err), ==, 1);
  if (!strstr (err, words))
    g_error ("'%s' lacks '%s'", err, words);
}

static void
test_failures (void)
{
  g_autofree char *good = pm_test_table_data_path ("tables/gismo/Mars.2010-04-12.79.rcp");
  g_autofree char *bad = pm_test_table_write_file (dir, "bad.rcp", "1 1 1 2 3\n2 1 1 4 x\n", -1);
  g_autofree char *two = pm_test_table_write_file (dir, "two.rcp", "1 1 1 2 3\n2 1 1 4 5\n", -1);
  g_autofree char *never = g_build_filename (dir, "never.ecsv", NULL), *text = g_build_filename (dir, "never.txt", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "no-such", "never.ecsv", NULL), *rcp = g_build_filename (dir, "never.rcp", NULL);
  const struct
  {
    const char *arguments[6];
    int         status;
    const char *words;
  } cases[] = {
    { { "compare", good, "/no/such.rcp" }, 3, "/no/such.rcp: cannot be opened" },
    { { "compare", bad, good }, 3, "bad.rcp, line 2, column 5 (dY): expected a finite number or nan, found 'x'" },
    { { "compare", good, "table.xyz" }, 3, "table.xyz: expected a name that ends in .rcp or .ecsv" },
    { { "compare", two, good }, 4, "at least 3 pixels" },
    { { "compare", good }, 2, "expected two tables" },
    { { "compare", "--nonsense", good, good }, 2, "--nonsense" },
    { { "convert", bad, never }, 3, "bad.rcp, line 2" },
    { { "convert", good, text }, 1, "never.txt" },
    { { "convert", good, nowhere }, 1, "never.ecsv: cannot be written" },
    { { "convert", good }, 2, "expected two files" },
    { { "convert", "--center=nobody", good, rcp }, 2, "nobody" },
    { { "convert", "--precision=99", good, rcp }, 2, "99" },
    { { "convert", "--channel=name", good, rcp }, 2, "'name'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_failure (cases[i].arguments, cases[i].status, cases[i].words);
  g_assert_false (g_file_test (never, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (rcp, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (text, G_FILE_TEST_EXISTS));
}

static void
test_help (void)
{
  g_autofree char *out = NULL, *err = NULL, *out2 = NULL, *err2 = NULL;
  g_assert_cmpint (RUN (&out, &err, "compare", "--help"), ==, 0);
  g_assert_nonnull (strstr (out, "A B"));
  g_assert_cmpint (RUN (&out2, &err2, "convert", "--help"), ==, 0);
  g_assert_nonnull (strstr (out2, "--precision"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/cmd-tables/compare", test_compare);
  g_test_add_func ("/cmd-tables/convert", test_convert);
  g_test_add_func ("/cmd-tables/convert-bad-list", test_convert_bad_list);
  g_test_add_func ("/cmd-tables/failures", test_failures);
  g_test_add_func ("/cmd-tables/help", test_help);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
