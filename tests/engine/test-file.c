/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-error.h"
#include "pm-file.h"
#include "pm-number.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

static char *dir;

static guint
count_files (void)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  guint n = 0;
  while (g_dir_read_name (entries))
    n++;
  return n;
}

static void
test_write_atomic (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (dir, "out.txt", NULL), *text = NULL;
  gsize length;
  struct stat info;
  g_assert_true (pm_file_write_atomic (path, "first", -1, &error));
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  g_assert_true (pm_file_write_atomic (path, "a\0b", 3, &error));
  g_assert_no_error (error);
  g_assert_true (pm_file_read (path, 3, &text, &length, &error));
  g_assert_cmpmem (text, length + 1, "a\0b", 4);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
  g_assert_cmpuint (count_files (), ==, 1);
}

/* A failure leaves the old file and no temporary one. */
static void
test_write_failure (void)
{
  g_autoptr (GError) error = NULL, folder = NULL, device = NULL, gone = NULL;
  g_autofree char *missing = g_build_filename (dir, "no-such", "out.txt", NULL), *path = g_build_filename (dir, "folder", NULL);
  guint before;
  g_assert_false (pm_file_write_atomic (missing, "x", -1, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OUTPUT);
  g_assert_nonnull (strstr (error->message, missing));
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  before = count_files ();
  g_assert_false (pm_file_write_atomic (path, "x", -1, &folder));
  g_assert_error (folder, PM_ERROR, PM_ERROR_OUTPUT);
  g_assert_cmpuint (count_files (), ==, before);
  g_assert_false (pm_file_write_atomic ("/dev/null", "x", -1, &device)); /* replacing a device would be a disaster for root */
  g_assert_error (device, PM_ERROR, PM_ERROR_OUTPUT);
  g_autofree char *temp = pm_file_temp_name (path);
  g_assert_false (pm_file_commit (temp, path, &gone));
  g_assert_error (gone, PM_ERROR, PM_ERROR_OUTPUT);
}

static void
test_commit (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (dir, "made.fits", NULL), *temp = pm_file_temp_name (path), *other = pm_file_temp_name (path);
  g_autofree char *folder = g_path_get_dirname (temp), *relative = pm_file_temp_name ("name.fits");
  g_assert_cmpstr (folder, ==, dir);
  g_assert_cmpstr (temp, !=, other);
  g_assert_true (g_str_has_prefix (relative, "./.pm-"));
  g_assert_false (g_file_test (temp, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (temp, "x", 1, NULL));
  g_assert_true (pm_file_commit (temp, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (temp, G_FILE_TEST_EXISTS));
}

static void
test_read_bounds (void)
{
  g_autofree char *path = g_build_filename (dir, "long.txt", NULL), *text = NULL;
  gsize length;
  const char *const bad[] = { path, "/dev/zero", dir, "/no/such/file" };
  g_assert_true (g_file_set_contents (path, "12345", 5, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (pm_file_read (bad[i], 4, &text, &length, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, bad[i]));
    }
}

static void
test_safe_name (void)
{
  static const struct
  {
    const char *text, *expected;
  } cases[] = {
    { "Mars", "Mars" },
    { "  IRC +10216 ", "IRC_+10216" },
    { "../../etc/passwd", "_._.__etc_passwd" },
    { "..", "_" },
    { ".hidden", "_hidden" },
    { "-rf", "_rf" },
    { "a..b...c", "a._b._.c" },
    { "a.fits[1]", "a.fits_1_" },
    { "a\"b'c*d?e\\f|g<h>i:j", "a_b_c_d_e_f_g_h_i_j" },
    { "tab\tnew\nline\x1b", "tab_new_line_" },
    { "Größe 3C 273", "Größe_3C_273" },
    { "\xff\xfe", "__" },
    { "end.", "end" },
    { "", "unnamed" },
    { NULL, "unnamed" },
    { "   ", "unnamed" },
    { "%s%n", "_s_n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = pm_safe_file_name (cases[i].text);
      g_assert_cmpstr (name, ==, cases[i].expected);
    }
  GString *longer = g_string_new ("a");
  for (int i = 0; i < 200; i++)
    g_string_append (longer, "ö");
  g_autofree char *name = pm_safe_file_name (longer->str);
  g_assert_cmpuint (strlen (name), ==, 99); /* 1 + 49 × 2: the next letter would be cut in half */
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_string_free (longer, TRUE);
}

static void
test_numbers (void)
{
  double v = 7.0;
  int n = 7;
  const char *const bad[] = { "inf", "-inf", "1e400", "0x1p3", "1,5", "1 ", " 1", "1.2.3", "+-1", "e5", "--" };
  const char *const none[] = { "", "-", "nan", "NaN", "NAN" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (pm_number_parse (bad[i], &v));
  g_assert_cmpfloat (v, ==, 7.0);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_true (pm_number_parse (none[i], &v) && isnan (v));
  g_assert_true (pm_number_parse ("-1.234e+02", &v) && v == -123.4);
  g_assert_true (pm_number_parse ("1e-320", &v) && v > 0.0);
  g_assert_false (pm_number_parse_int ("1.0", 0, 9, &n) || pm_number_parse_int ("10", 0, 9, &n) || pm_number_parse_int ("", 0, 9, &n));
  g_assert_true (pm_number_parse_int ("9", 0, 9, &n) && n == 9);
  g_autoptr (GString) text = g_string_new (NULL);
  pm_number_append_fixed (text, -0.00004, 4);
  g_string_append_c (text, ' ');
  pm_number_append_fixed (text, -0.00006, 4);
  g_string_append_c (text, ' ');
  pm_number_append_fixed (text, NAN, 4);
  g_string_append_c (text, ' ');
  pm_number_append (text, -INFINITY);
  g_string_append_c (text, ' ');
  pm_number_append (text, 1234.567891);
  g_assert_cmpstr (text->str, ==, "0.0000 -0.0001 nan nan 1234.567891");
  g_string_truncate (text, 0);
  pm_number_append_fixed (text, -1.7e308, 15);
  g_assert_cmpuint (text->len, ==, 1 + 309 + 1 + 15);
}

/* What a crash left goes after a day; what may be in use, and what only looks like it, stays. */
static void
test_stale (void)
{
  static const char *const looks[] = { ".pm-0123456789abcdef0123456789abcdeg.tmp", ".pm-0123456789abcdef0123456789abcdef.tmp2", ".pm-.tmp",
                                       "pm-0123456789abcdef0123456789abcdef.tmp" };
  g_autofree char *folder = g_build_filename (dir, "stale", NULL), *any = g_build_filename (folder, "any", NULL);
  g_autofree char *old = pm_file_temp_name (any), *young = pm_file_temp_name (any), *is_folder = pm_file_temp_name (any);
  const struct utimbuf yesterday = { time (NULL) - 25 * 3600, time (NULL) - 25 * 3600 };
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (is_folder, 0700), ==, 0);
  g_assert_cmpint (g_utime (is_folder, (struct utimbuf *) &yesterday), ==, 0);
  g_assert_true (g_file_set_contents (young, "x", 1, NULL));
  g_assert_true (g_file_set_contents (old, "x", 1, NULL));
  g_assert_cmpint (g_utime (old, (struct utimbuf *) &yesterday), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *path = g_build_filename (folder, looks[i], NULL);
      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
      g_assert_cmpint (g_utime (path, (struct utimbuf *) &yesterday), ==, 0);
    }
  g_assert_true (pm_file_is_stale (old));
  g_assert_false (pm_file_is_stale (young));
  pm_file_remove_stale (folder);
  pm_file_remove_stale (any); /* there is no such folder */
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (young, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (is_folder, G_FILE_TEST_EXISTS));
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *path = g_build_filename (folder, looks[i], NULL);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/file/write-atomic", test_write_atomic);
  g_test_add_func ("/file/write-failure", test_write_failure);
  g_test_add_func ("/file/commit", test_commit);
  g_test_add_func ("/file/read-bounds", test_read_bounds);
  g_test_add_func ("/file/safe-name", test_safe_name);
  g_test_add_func ("/file/numbers", test_numbers);
  g_test_add_func ("/file/stale", test_stale);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
