/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files that are not what they should be: each gives an error that names the file and the thing, or is harmless. Under the sanitizers
 * this is also where the reader shows that it believes nothing.
 */
#include "pm-error.h"
#include "pm-test-raw.h"
#include "pm-test-scan.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

/* One small scan for all tests of this program; they alter copies of it. */
static PmTestScan raw;
static char *bytes;
static gsize n_bytes, data_start, data_end;

static void
make_raw (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.rate_hz = 20.0;
  sim.length_s = 1.0;
  pm_test_scan_make (&sim, &raw);
  g_assert_true (g_file_get_contents (raw.fits, &bytes, &n_bytes, NULL));
  fitsfile *fits = pm_test_fits_edit (raw.fits, 3);
  int status = 0;
  LONGLONG header, data, end;
  fits_get_hduaddrll (fits, &header, &data, &end, &status);
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  data_start = (gsize) data;
  data_end = data_start + 31640u * (gsize) raw.rows;
}

static fitsfile *
edit_copy (int hdu, char **path)
{
  *path = pm_test_copy_file (raw.fits, "copy.fits");
  return pm_test_fits_edit (*path, hdu);
}

/* The error names the file and has three more words. */
static void
check_bad (const char *path, const char *a, const char *b, const char *c)
{
  pm_test_read_fails (path, NULL, PM_ERROR_INPUT, (const char *[]){ a, b, c, NULL });
}

/* Whatever happens, it is either a scan or a proper error. */
static gboolean
read_anyhow (const char *path)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = 1 };
  g_autoptr (PmScan) scan = pm_scan_read (path, options, &control, &error);
  g_assert_true ((scan != NULL) == (error == NULL));
  if (error)
    {
      g_assert_true (g_error_matches (error, PM_ERROR, PM_ERROR_INPUT) || g_error_matches (error, PM_ERROR, PM_ERROR_LIMIT));
      g_assert_true (g_str_has_prefix (error->message, path) && !strchr (error->message, '\n'));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  return scan != NULL;
}

static void
test_no_scan (void)
{
  static const char *const names[] = { "scan.fits[1]", "!scan.fits", "|scan.fits", "scan.fits.gz" };
  g_autofree char *text = pm_test_table_write_file (raw.dir, "text.fits", "no FITS at all\n", -1);
  g_autofree char *empty = pm_test_table_write_file (raw.dir, "empty.fits", "", 0);
  check_bad (raw.dir, "folder", "", "");
  check_bad (text, "FITS", "", "");
  check_bad (empty, "empty", "", "");
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autofree char *path = g_build_filename (raw.dir, names[k], NULL);
      check_bad (path, "No such file", "", "");
      g_autofree char *copy = pm_test_copy_file (raw.fits, names[k]);
      g_assert_true (read_anyhow (copy)); /* a name is a name */
    }
}

static void
test_images (void)
{
  g_autofree char *path = g_build_filename (raw.dir, "image.fits", NULL);
  fitsfile *fits = NULL;
  int status = 0;
  long axes[] = { 8, 8 };
  fits_create_diskfile (&fits, path, &status);
  fits_create_img (fits, FLOAT_IMG, 2, axes, &status);
  pm_test_fits_set_text (fits, "MCEMAP", "0,1,2,-1");
  fits_create_img (fits, FLOAT_IMG, 2, axes, &status);
  pm_test_fits_set_text (fits, "EXTNAME", "TIMESTREAM");
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  check_bad (path, "TIMESTREAM", "none", "2 HDUs");
}

/* Cut anywhere: an error that says so, up to the last byte of the last row. */
static void
test_truncated (void)
{
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (gsize));
  const gsize near[] = { 1, 79, 80, 81, 2879, 2880, 2881, 5760, data_start - 2880, data_start - 1, data_start, data_start + 1,
                         data_start + 31639, data_start + 31640, data_end - 31640, data_end - 1 };
  g_array_append_vals (lengths, near, G_N_ELEMENTS (near));
  for (gsize length = 720; length < data_start; length += 720)
    g_array_append_val (lengths, length);
  for (guint k = 0; k < lengths->len; k++)
    {
      gsize length = g_array_index (lengths, gsize, k);
      g_autofree char *path = pm_test_table_write_file (raw.dir, "cut.fits", bytes, (gssize) length);
      check_bad (path, length >= data_start ? "cut short" : "", length >= data_start ? "HDU 3" : "", "");
    }
  g_autofree char *path = pm_test_table_write_file (raw.dir, "cut.fits", bytes, (gssize) data_end);
  g_assert_true (read_anyhow (path)); /* only the padding is missing */
}

/* A second table that is cut, or rubbish behind the last one. */
static void
test_behind (void)
{
  g_autofree char *longer = g_malloc0 (n_bytes + 2880), *second = g_malloc (2 * n_bytes);
  memcpy (longer, bytes, n_bytes);
  memset (longer + n_bytes, 'x', 2880);
  g_autofree char *path = pm_test_table_write_file (raw.dir, "longer.fits", longer, (gssize) (n_bytes + 2880));
  g_autoptr (PmScan) usual = pm_test_read_scan (raw.fits, 1, NULL), scan = pm_test_read_scan (path, 1, NULL);
  pm_test_scan_assert_same (usual, scan);
  g_assert_cmpuint (scan->warnings->len, ==, 1);
  g_assert_true (pm_test_scan_warns (scan, "2880 bytes behind HDU 3") || pm_test_scan_warns (scan, "HDU 4"));
  /* the table once more behind the file, with an impossible row length, or cut */
  gsize table = n_bytes - (gsize) ((char *) memmem (bytes, n_bytes, "XTENSION= 'BINTABLE'", 20) - bytes);
  memcpy (second, bytes, n_bytes);
  memcpy (second + n_bytes, bytes + n_bytes - table, table);
  g_autofree char *cut = pm_test_table_write_file (raw.dir, "second.fits", second, (gssize) (n_bytes + table - 40000));
  check_bad (cut, "HDU 4", "cut short", "");
  g_assert_cmpuint (usual->warnings->len, ==, 0);
  for (gsize more = 2880; more < 6000; more += 1000) /* cut in its header, at the end of a block or not */
    {
      g_autofree char *header = pm_test_table_write_file (raw.dir, "header.fits", second, (gssize) (n_bytes + more));
      g_autoptr (PmScan) one = pm_test_read_scan (header, 1, NULL);
      pm_test_scan_assert_same (usual, one);
      g_assert_cmpuint (one->warnings->len, ==, 1);
      g_assert_true (pm_test_scan_warns (one, "HDU 4 cannot be read") || pm_test_scan_warns (one, "bytes behind HDU 3"));
    }
  char *row_bytes = memmem (second + n_bytes, table, "31640", 5);
  memcpy (row_bytes, "31641", 5);
  g_autofree char *odd = pm_test_table_write_file (raw.dir, "odd.fits", second, (gssize) (n_bytes + table));
  g_autoptr (PmScan) first = pm_test_read_scan (odd, 1, NULL);
  pm_test_scan_assert_same (usual, first);
  g_assert_true (pm_test_scan_warns (first, "HDU 4"));
}

/* Numbers of the table's header: rows and row length against the file, against the columns, and against reason. */
static void
test_sizes (void)
{
  static const struct
  {
    const char *old_text, *new_text, *words[2];
  } cases[] = {
    { "NAXIS2  =                   20", "NAXIS2  =       99999999999999", { "HDU 3", "" } },
    { "NAXIS2  =                   20", "NAXIS2  =             50000001", { "HDU 3", "" } },
    { "NAXIS2  =                   20", "NAXIS2  =             40000000", { "HDU 3", "40000000 rows of 31640 bytes" } },
    { "NAXIS2  =                   20", "NAXIS2  =                   21", { "HDU 3", "cut short" } },
    { "NAXIS2  =                   20", "NAXIS2  =                   -1", { "HDU 3", "NAXIS2" } },
    { "NAXIS2  =                   20", "NAXIS2  =                    T", { "HDU 3", "NAXIS2" } },
    { "NAXIS2  =                   20", "NAXISX  =                   20", { "HDU 3", "NAXIS2" } },
    { "NAXIS1  =                31640", "NAXIS1  =                31641", { "HDU 3", "NAXIS1" } },
    { "NAXIS1  =                31640", "NAXIS1  =                31639", { "HDU 3", "NAXIS1" } },
    { "NAXIS1  =                31640", "NAXIS1  =                    0", { "HDU 3", "NAXIS1" } },
    { "NAXIS1  =                31640", "NAXIS1  =               -31640", { "HDU 3", "NAXIS1" } },
    { "NAXIS1  =                31640", "NAXIS1  =  9000000000000000000", { "HDU 3", "NAXIS1" } },
    { "TFIELDS =                   23", "TFIELDS =                   24", { "HDU 3", "" } },
    { "TFIELDS =                   23", "TFIELDS =                  999", { "HDU 3", "" } },
    { "TFIELDS =                   23", "TFIELDS =                   -1", { "HDU 3", "" } },
    { "TFORM22 = '5248J   '", "TFORM22 = '5249J   '", { "HDU 3", "NAXIS1" } },
    { "TFORM22 = '5248J   '", "TFORM22 = '9e99J   '", { "HDU 3", "" } },
    { "TFORM22 = '5248J   '", "TFORM22 = '        '", { "HDU 3", "" } },
    { "BITPIX  =                    8", "BITPIX  =                    7", { "", "" } },
    { "'BINTABLE'", "'BINTABLO'", { "TIMESTREAM", "none" } },
    { "EXTNAME = 'TIMESTREAM'", "EXTNAME = 'TIMESTREAK'", { "TIMESTREAM", "none" } },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = pm_test_copy_file (raw.fits, "copy.fits");
      pm_test_patch_file (path, cases[k].old_text, cases[k].new_text);
      g_test_message ("%s", cases[k].new_text);
      check_bad (path, cases[k].words[0], cases[k].words[1], "");
    }
}

static void
test_missing_columns (void)
{
  static const char *const required[] = { "Timestamp", "RA", "DEC", "SIBS_VPA", "SQ1Feedback" };
  for (guint k = 0; k < G_N_ELEMENTS (required); k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (3, &path);
      pm_test_fits_delete_column (fits, required[k]);
      pm_test_fits_done (fits);
      g_autofree char *what = g_strdup_printf ("column %s is missing", required[k]);
      check_bad (path, "HDU 3", what, "");
    }
}

/* Columns of another shape or type, with what they should be and what they are. */
static void
test_column_forms (void)
{
  static const struct
  {
    const char *name, *form, *expected;
  } cases[] = {
    { "SQ1Feedback", "100J", "5248J" }, { "SQ1Feedback", "5248I", "5248J" },
    { "SQ1Feedback", "5248E", "5248J" }, { "SQ1Feedback", "1PJ", "5248J" },
    { "SQ1Feedback", "5248K", "5248J" }, { "SQ1Feedback", "0J", "5248J" },
    { "FluxJumps", "5248J", "5248I" }, { "FluxJumps", "41I", "5248I" },
    { "RA", "8A", "one number" }, { "RA", "2D", "one number" },
    { "DEC", "1L", "one number" }, { "SIBS_VPA", "1PD", "one number" },
    { "Timestamp", "1C", "one number" }, { "Flag", "32X", "one number" },
    { "sofiaChopR", "4E", "one number" }, { "Timestamp", "0D", "one number" },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (3, &path);
      int status = 0, column = pm_test_fits_column (fits, cases[k].name);
      pm_test_fits_delete_column (fits, cases[k].name);
      fits_insert_col (fits, column, (char *) cases[k].name, (char *) cases[k].form, &status);
      g_assert_cmpint (status, ==, 0);
      pm_test_fits_done (fits);
      check_bad (path, "HDU 3", cases[k].name, cases[k].expected);
    }
}

static void
test_shapes (void)
{
  static const char *const dims[] = { "(128,40)",   "(64,82)",  "(5248)",          "(128,41,1)", "nonsense", "(0,0)", "(-128,-41)",
                                      "(41,128",    "(,)",      "(99999999999,1)", "(128;41)",   "(1,2,3,4,5,6,7,8,9)", "(2624,2)" };
  for (guint k = 0; k < G_N_ELEMENTS (dims); k++)
    for (int column = 22; column <= 23; column++)
      {
        g_autofree char *path = NULL;
        fitsfile *fits = edit_copy (3, &path);
        pm_test_fits_set_text (fits, column == 22 ? "TDIM22" : "TDIM23", dims[k]);
        pm_test_fits_done (fits);
        check_bad (path, column == 22 ? "SQ1Feedback" : "FluxJumps", "(128,41)", dims[k]);
      }
}

static void
test_mcemap (void)
{
  static const char *const maps[] = { "-1,-1,-1,-1", "R0,R1", "0,1,2,3,4", "UNKNOWN", "0,1,x,-1" };
  for (guint k = 0; k < G_N_ELEMENTS (maps) + 1; k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (1, &path);
      if (k < G_N_ELEMENTS (maps))
        pm_test_fits_set_text (fits, "MCEMAP", maps[k]);
      else
        pm_test_fits_delete_key (fits, "MCEMAP");
      pm_test_fits_done (fits);
      check_bad (path, "MCEMAP", k < G_N_ELEMENTS (maps) ? maps[k] : "missing", "");
    }
  g_autofree char *path = pm_test_copy_file (raw.fits, "copy.fits");
  pm_test_patch_file (path, "'0,-1,-1,-1'", "'0\n-1\r\033\200-1 '");
  check_bad (path, "MCEMAP", "", ""); /* one line all the same */
}

static void
test_no_rows (void)
{
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (3, &path);
  int status = 0;
  fits_delete_rows (fits, 1, raw.rows, &status);
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  check_bad (path, "TIMESTREAM", "no rows", "");
}

/* Columns without a usable number. */
static void
test_no_coordinates (void)
{
  static const struct
  {
    const char *name;
    double value;
    const char *word;
  } cases[] = {
    { "RA", NAN, "RA" }, { "DEC", NAN, "DEC" },
    { "SIBS_VPA", NAN, "SIBS_VPA" }, { "Timestamp", NAN, "Timestamp" },
    { "RA", INFINITY, "RA" }, { "DEC", -9999.0, "DEC" },
    { "SIBS_VPA", INFINITY, "SIBS_VPA" }, { "Timestamp", INFINITY, "Timestamp" },
    { "Flag", 3.0, "20 with Flag" }, { "Flag", -1.0, "20 with Flag" },
    { "Timestamp", 5.0, "Timestamp" }, { "Timestamp", -INFINITY, "Timestamp" },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (3, &path);
      pm_test_fits_fill (fits, cases[k].name, 1, 0, cases[k].value);
      pm_test_fits_done (fits);
      check_bad (path, cases[k].word, "", "");
    }
}

static void
test_clock (void)
{
  g_autofree char *path = NULL, *zero = NULL, *back = NULL, *one_back = NULL, *huge = NULL;
  fitsfile *fits = edit_copy (3, &path);
  for (int r = 10; r < raw.rows; r++)
    pm_test_fits_fill (fits, "Timestamp", r + 1, 1, raw.time[r] + 365.0 * 86400.0);
  pm_test_fits_done (fits);
  check_bad (path, "Timestamp", "row 11", "");
  fits = edit_copy (3, &zero);
  pm_test_fits_fill (fits, "Timestamp", 1, 1, 0.0);
  pm_test_fits_done (fits);
  check_bad (zero, "Timestamp", "row 2", "");
  fits = edit_copy (3, &huge);
  pm_test_fits_fill (fits, "Timestamp", 20, 1, 1e300);
  pm_test_fits_done (fits);
  check_bad (huge, "Timestamp", "row 20", "");
  fits = edit_copy (3, &back);
  for (int r = 0; r < raw.rows; r++)
    pm_test_fits_fill (fits, "Timestamp", r + 1, 1, raw.time[raw.rows - 1 - r]);
  pm_test_fits_done (fits);
  check_bad (back, "Timestamp", "19", "");
  fits = edit_copy (3, &one_back); /* one row goes back: only that one is lost, and the one after the hole to the lag */
  pm_test_fits_fill (fits, "Timestamp", 11, 1, raw.time[2]);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (one_back, 1, NULL);
  g_assert_cmpuint (scan->n_unplaced, ==, 1);
  g_assert_cmpuint (scan->n_present, ==, raw.rows - 3);
  g_assert_true (pm_test_scan_warns (scan, "1 rows whose Timestamp"));
}

/* Odd, but harmless: a scan along one direction, or none. */
static void
test_constant (void)
{
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (3, &path);
  pm_test_fits_fill (fits, "RA", 1, 0, 12.5);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
  g_assert_cmpuint (scan->n_present, ==, raw.rows - 1);
  g_assert_true (scan->warnings->len == 1 && pm_test_scan_warns (scan, "column RA is constant"));
  fits = pm_test_fits_edit (path, 3);
  pm_test_fits_fill (fits, "DEC", 1, 0, 21.5);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) still = pm_test_read_scan (path, 1, NULL);
  g_assert_true (still->warnings->len == 2 && pm_test_scan_warns (still, "column DEC is constant"));
  g_assert_cmpfloat (still->info.extent_x_arcsec, ==, 0.0);
  g_assert_cmpfloat (still->speed_median_arcsec_s, ==, 0.0);
  fits = pm_test_fits_edit (path, 3);
  pm_test_fits_fill (fits, "SQ1Feedback", 1, 0, 0.0);
  pm_test_fits_done (fits);
  g_assert_true (read_anyhow (path));
}

/* Compressed files cut, or with a wrong byte. */
static void
test_compressed (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.rate_hz = 20.0;
  sim.length_s = 1.0;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (raw.dir, "packed.fits.gz", NULL), *packed = NULL;
  gsize length;
  pm_simulate (&sim, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &packed, &length, NULL));
  const gsize cuts[] = { 2, 18, 1000, length / 2, length - 100 };
  for (guint k = 0; k < G_N_ELEMENTS (cuts); k++)
    {
      g_autofree char *short_packed = g_memdup2 (packed, cuts[k] + 4);
      /* the size that the file claims: the right one, or 64 MB */
      memcpy (short_packed + cuts[k], k == 3 ? "\0\0\0\4" : packed + length - 4, 4);
      g_autofree char *cut = pm_test_table_write_file (raw.dir, "cut.fits.gz", short_packed, (gssize) cuts[k] + 4);
      check_bad (cut, "", "", "");
    }
  for (gsize at = 10; at < length - 8; at += length / 7)
    {
      packed[at] ^= 0x55;
      g_autofree char *wrong = pm_test_table_write_file (raw.dir, "wrong.fits.gz", packed, (gssize) length);
      check_bad (wrong, "", "", "");
      packed[at] ^= 0x55;
    }
}

/* Single bytes of all headers: digits, signs, letters, quotes, anything; repeatable. */
static void
test_mutations (void)
{
  static const char replacements[] = "0159-+.'ETJPQXA(, \n\377";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20200202);
  int n_read = 0;
  for (int k = 0; k < 200; k++)
    {
      g_autofree char *mutant = g_memdup2 (bytes, n_bytes);
      int n = g_rand_int_range (rand, 1, 4);
      for (int i = 0; i < n; i++)
        {
          /* mostly the values of the last header, which rules the table */
          gsize card = (gsize) g_rand_int_range (rand, k % 3 ? (int) ((data_start - 8640) / 80) : 0, (int) (data_start / 80));
          gsize at = 80 * card + (gsize) g_rand_int_range (rand, k % 5 ? 9 : 0, 32);
          mutant[at] = replacements[g_rand_int_range (rand, 0, sizeof replacements - 1)];
        }
      g_autofree char *path = pm_test_table_write_file (raw.dir, "mutant.fits", mutant, (gssize) n_bytes);
      n_read += read_anyhow (path);
    }
  g_test_message ("%d of 200 can be read", n_read);
  g_assert_true (n_read > 20 && n_read < 190); /* the mutations do matter, and most texts do not */
}

/* The address sanitizer gives up where others give NULL: for cfitsio, which wants as much as a header says and bears with NULL. */
const char *__asan_default_options (void);
const char *
__asan_default_options (void)
{
  return "allocator_may_return_null=1";
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_raw ();
  g_test_add_func ("/bad-input/no-scan", test_no_scan);
  g_test_add_func ("/bad-input/images", test_images);
  g_test_add_func ("/bad-input/truncated", test_truncated);
  g_test_add_func ("/bad-input/behind", test_behind);
  g_test_add_func ("/bad-input/sizes", test_sizes);
  g_test_add_func ("/bad-input/missing-columns", test_missing_columns);
  g_test_add_func ("/bad-input/column-forms", test_column_forms);
  g_test_add_func ("/bad-input/shapes", test_shapes);
  g_test_add_func ("/bad-input/mcemap", test_mcemap);
  g_test_add_func ("/bad-input/no-rows", test_no_rows);
  g_test_add_func ("/bad-input/no-coordinates", test_no_coordinates);
  g_test_add_func ("/bad-input/clock", test_clock);
  g_test_add_func ("/bad-input/constant", test_constant);
  g_test_add_func ("/bad-input/compressed", test_compressed);
  g_test_add_func ("/bad-input/mutations", test_mutations);
  int result = g_test_run ();
  pm_test_scan_clear (&raw);
  g_free (bytes);
  return result;
}
