/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-test-raw.h"

#include "pm-error.h"
#include "pm-test.h"

#include <string.h>

PmOptions *
pm_test_options (const char *const *settings)
{
  PmOptions *options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  for (int i = 0; settings && settings[i]; i += 2)
    {
      pm_options_set (options, settings[i], settings[i + 1], &error);
      g_assert_no_error (error);
    }
  return options;
}

PmScan *
pm_test_read_scan (const char *path, int n_threads, const char *const *settings)
{
  g_autoptr (PmOptions) options = pm_test_options (settings);
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = n_threads };
  PmScan *scan = pm_scan_read (path, options, &control, &error);
  g_assert_no_error (error);
  g_assert_nonnull (scan);
  return scan;
}

void
pm_test_read_fails (const char *path, const char *const *settings, int code, const char *const *words)
{
  g_autoptr (PmOptions) options = pm_test_options (settings);
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = 2 };
  g_autoptr (PmScan) scan = pm_scan_read (path, options, &control, &error);
  g_assert_null (scan);
  g_assert_error (error, PM_ERROR, code);
  g_test_message ("%s", error->message);
  if (code == PM_ERROR_INPUT && !g_str_has_prefix (error->message, path))
    g_error ("does not begin with the file's name: %s", error->message);
  for (int i = 0; words[i]; i++)
    if (!strstr (error->message, words[i]))
      g_error ("'%s' is not in: %s", words[i], error->message);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

gboolean
pm_test_scan_warns (const PmScan *scan, const char *word)
{
  for (guint i = 0; i < scan->warnings->len; i++)
    if (strstr (g_ptr_array_index (scan->warnings, i), word))
      return TRUE;
  return FALSE;
}

void
pm_test_scan_assert_same (const PmScan *a, const PmScan *b)
{
  const PmTimeline *p = &a->timeline, *q = &b->timeline;
  gsize n = p->n_blocks * p->n_frames * PM_LANES;
  g_assert_cmpuint (p->n_frames, ==, q->n_frames);
  g_assert_cmpuint (p->n_blocks, ==, q->n_blocks);
  g_assert_cmpfloat (p->dt_s, ==, q->dt_s);
  g_assert_cmpmem (p->fx, p->n_frames * sizeof *p->fx, q->fx, q->n_frames * sizeof *q->fx);
  g_assert_cmpmem (p->fy, p->n_frames * sizeof *p->fy, q->fy, q->n_frames * sizeof *q->fy);
  g_assert_cmpmem (p->flags, n, q->flags, n);
  g_assert_cmpmem (p->samples, n * sizeof *p->samples, q->samples, n * sizeof *q->samples);
  g_assert_cmpuint (a->n_present, ==, b->n_present);
  g_assert_cmpuint (a->n_missing, ==, b->n_missing);
  g_assert_cmpuint (a->n_flagged, ==, b->n_flagged);
  g_assert_cmpuint (a->n_cuts, ==, b->n_cuts);
}

char *
pm_test_copy_file (const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL, *dir = g_path_get_dirname (path);
  char *copy = g_build_filename (dir, name, NULL);
  gsize length;
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (copy, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  return copy;
}

void
pm_test_patch_file (const char *path, const char *old_text, const char *new_text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length, n = strlen (old_text);
  g_assert_cmpuint (strlen (new_text), ==, n);
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  char *at = memmem (bytes, length, old_text, n);
  g_assert_nonnull (at);
  memcpy (at, new_text, n);
  g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

fitsfile *
pm_test_fits_edit (const char *path, int hdu)
{
  fitsfile *fits = NULL;
  int status = 0;
  fits_open_diskfile (&fits, path, READWRITE, &status);
  fits_movabs_hdu (fits, hdu, NULL, &status);
  g_assert_cmpint (status, ==, 0);
  return fits;
}

void
pm_test_fits_done (fitsfile *fits)
{
  int status = 0;
  fits_close_file (fits, &status);
  g_assert_cmpint (status, ==, 0);
}

int
pm_test_fits_column (fitsfile *fits, const char *name)
{
  int status = 0, column = 0;
  fits_get_colnum (fits, CASESEN, (char *) name, &column, &status);
  g_assert_cmpint (status, ==, 0);
  return column;
}

void
pm_test_fits_delete_column (fitsfile *fits, const char *name)
{
  int status = 0;
  fits_delete_col (fits, pm_test_fits_column (fits, name), &status);
  g_assert_cmpint (status, ==, 0);
}

void
pm_test_fits_delete_key (fitsfile *fits, const char *key)
{
  int status = 0;
  fits_delete_key (fits, key, &status);
  g_assert_cmpint (status, ==, 0);
}

void
pm_test_fits_set_text (fitsfile *fits, const char *key, const char *text)
{
  int status = 0;
  fits_update_key (fits, TSTRING, key, (void *) text, NULL, &status);
  g_assert_cmpint (status, ==, 0);
}

void
pm_test_fits_set_number (fitsfile *fits, const char *key, double value)
{
  int status = 0;
  fits_update_key (fits, TDOUBLE, key, &value, NULL, &status);
  g_assert_cmpint (status, ==, 0);
}

void
pm_test_fits_fill (fitsfile *fits, const char *name, long first, long n, double value)
{
  int status = 0, column = pm_test_fits_column (fits, name);
  long rows;
  fits_get_num_rows (fits, &rows, &status);
  for (long r = first; r < (n > 0 ? first + n : rows + 1); r++)
    fits_write_col (fits, TDOUBLE, column, r, 1, 1, &value, &status);
  g_assert_cmpint (status, ==, 0);
}
