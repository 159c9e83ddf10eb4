/* SPDX-License-Identifier: GPL-3.0-or-later
 * What may be missing from a raw scan, and what else may stand in it.
 */
#include "pm-hawc-file.h"
#include "pm-test-raw.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

/* One scan for all tests of this program; they alter copies of it. */
static PmTestScan raw;
static PmScan *usual;

static void
make_raw (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.length_s = 0.7;
  sim.flagged = 1;
  sim.flagged_s = 0.1;
  sim.jump_fraction = 0.5;
  pm_test_scan_make (&sim, &raw);
  usual = pm_test_read_scan (raw.fits, 1, NULL);
}

static fitsfile *
edit_copy (int hdu, char **path)
{
  *path = pm_test_copy_file (raw.fits, "copy.fits");
  return pm_test_fits_edit (*path, hdu);
}

/* The same numbers as in the untouched scan, and this many warnings, with that word in one. */
static void
check_same (const char *path, guint n_warnings, const char *word)
{
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
  pm_test_scan_assert_same (scan, usual);
  guint n = scan->warnings->len;
  for (guint i = 0; i < scan->warnings->len; i++)
    n -= strstr (g_ptr_array_index (scan->warnings, i), "bytes behind HDU") != NULL; /* cfitsio leaves some when it deletes columns */
  g_assert_cmpuint (n, ==, n_warnings);
  g_assert_true (!word || pm_test_scan_warns (scan, word));
}

static void
test_rate (void)
{
  static const double rates[] = { NAN, 0.0, -203.25, 1e300, -9999.0 };
  for (guint k = 0; k < G_N_ELEMENTS (rates); k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (1, &path);
      if (isnan (rates[k]))
        pm_test_fits_delete_key (fits, "SMPLFREQ");
      else
        pm_test_fits_set_number (fits, "SMPLFREQ", rates[k]);
      pm_test_fits_done (fits);
      check_same (path, 1, "SMPLFREQ");
      g_autoptr (PmOptions) options = pm_options_new ();
      g_autoptr (PmScanInfo) info = pm_scan_info_read (path, options, NULL);
      g_assert_cmpfloat (info->rate_hz, ==, 203.25); /* what is known without the rows */
    }
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (1, &path);
  pm_test_fits_set_text (fits, "SMPLFREQ", "nan");
  pm_test_fits_done (fits);
  check_same (path, 1, "SMPLFREQ");
}

/* What is forecast: samples, flags and 4 kB a frame; less where the samples go to a file: an eighth of the limit. */
static void
test_memory (void)
{
  PmSimulation sim = pm_test_small_scan ();
  g_auto (PmTestScan) scan = { 0 };
  g_autoptr (PmOptions) options = pm_options_new ();
  sim.length_s = 3.0;
  pm_test_scan_make (&sim, &scan);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (PmScanInfo) info = pm_scan_info_read (scan.fits, options, NULL);
      guint64 samples = 5 * info->n_rows * info->n_live_channels;
      g_assert_cmpuint (samples, >, 1 << 20);
      g_assert_cmpuint (info->memory_bytes, ==, (i == 0 ? samples : (1 << 20) / 8) + 4096 * info->n_rows);
      g_assert_true (pm_options_set (options, "memory.limit", "1", NULL));
    }
}

static void
test_band (void)
{
  static const char *const names[] = { NULL, "HAW_", "HAW_F", "", "UNKNOWN", "-9999" };
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (1, &path);
      if (names[k])
        pm_test_fits_set_text (fits, "SPECTEL1", names[k]);
      else
        pm_test_fits_delete_key (fits, "SPECTEL1");
      pm_test_fits_delete_key (fits, "PIXSCAL");
      pm_test_fits_done (fits);
      g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
      g_assert_true (pm_test_scan_warns (scan, "SPECTEL1"));
      g_assert_cmpuint (scan->warnings->len, ==, 1);
      g_assert_cmpstr (scan->info.band, ==, "C");
      g_assert_cmpfloat (scan->instrument->pixel_arcsec, ==, 4.02);
    }
}

static void
test_boresight (void)
{
  static const char *const keys[] = { "SIBS_X", "SIBS_Y" };
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      g_autofree char *path = NULL, *blank = NULL;
      fitsfile *fits = edit_copy (1, &path);
      pm_test_fits_delete_key (fits, keys[k]);
      pm_test_fits_done (fits);
      check_same (path, 1, keys[k]);
      g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
      /* R0[0,0] with boresight (33.5, 19.5) instead of (15.5, 19.5), turned by 0.1 degrees: 9.43 x 18 more to the left, or no change */
      double moved = scan->instrument->channels[0].nominal_x - usual->instrument->channels[0].nominal_x;
      pm_assert_close (moved, k == 0 ? -169.739741 : 0.0, 1e-6, 0);
      fits = edit_copy (1, &blank);
      pm_test_fits_set_text (fits, keys[k], ""); /* not 0 */
      pm_test_fits_done (fits);
      check_same (blank, 1, keys[k]);
    }
}

/* Keywords that only describe. */
static void
test_descriptions (void)
{
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (1, &path);
  static const char *const keys[] = { "OBJECT", "OBS_ID",  "TELESCOP", "INSTRUME", "AOR_ID",
                                      "SCNPATT", "EXPTIME", "CHOPPING", "NONSIDE", "WAVECENT" };
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    pm_test_fits_delete_key (fits, keys[k]);
  pm_test_fits_done (fits);
  check_same (path, 0, NULL);
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
  g_assert_cmpstr (scan->info.object, ==, "unknown");
  g_assert_cmpstr (scan->info.scan_id, ==, "2020-02-02.UNKNOWN");
  fits = pm_test_fits_edit (path, 1);
  pm_test_fits_delete_key (fits, "DATE-OBS");
  pm_test_fits_set_text (fits, "OBS_ID", "unknown_17");
  pm_test_fits_set_text (fits, "OBJECT", "UNKNOWN");
  pm_test_fits_done (fits);
  g_autoptr (PmScan) undated = pm_test_read_scan (path, 1, NULL);
  g_assert_cmpstr (undated->info.object, ==, "unknown");
  g_assert_cmpstr (undated->info.scan_id, ==, "undated.UNKNOWN");
}

/* OBSRA, OBSDEC as numbers and as texts; what means "not given" is passed over. */
static void
test_reference (void)
{
  static const struct
  {
    const char *ra, *dec;
    double ra_deg, dec_deg;
  } cases[] = {
    { "12:30:00", "21:30:00", 187.5, 21.5 },      { "12:30:00.0", "+21:30:00.0", 187.5, 21.5 }, { " 12 30 00 ", "21 30 00", 187.5, 21.5 },
    { "00:00:36", "-00:30:00", 0.15, -0.5 },      { "12.5", "-21.5", 187.5, -21.5 },            { "", "", 30.0, -10.0 },
    { "-9999", "-9999", 30.0, -10.0 },            { "UNKNOWN", "UNKNOWN", 30.0, -10.0 },        { "1.0", "2.0", 30.0, -10.0 },
    { "00:00:00", "00:00:00", 30.0, -10.0 },      { "12:30:00", "soon", 30.0, -10.0 },          { "25:00:00", "10:00:00", 30.0, -10.0 },
  };
  g_autofree char *path = pm_test_copy_file (raw.fits, "copy.fits");
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PmOptions) options = pm_options_new ();
      fitsfile *fits = pm_test_fits_edit (path, 1);
      pm_test_fits_set_text (fits, "OBSRA", cases[k].ra);
      pm_test_fits_set_text (fits, "OBSDEC", cases[k].dec);
      pm_test_fits_set_number (fits, "OBJRA", 2.0);
      pm_test_fits_set_number (fits, "OBJDEC", -10.0);
      pm_test_fits_done (fits);
      g_autoptr (PmScanInfo) info = pm_scan_info_read (path, options, NULL);
      g_test_message ("%s %s", cases[k].ra, cases[k].dec);
      pm_assert_close (info->ra_deg, cases[k].ra_deg, 1e-12, 0); /* rounding */
      pm_assert_close (info->dec_deg, cases[k].dec_deg, 1e-12, 0);
      if (k < 3)
        check_same (path, 0, NULL);
    }
}

/* No reference at all: the offsets count from the first position. */
static void
test_no_reference (void)
{
  static const char *const keys[] = { "OBSRA", "OBSDEC", "TELRA", "TELDEC" };
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (1, &path);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    pm_test_fits_delete_key (fits, keys[k]);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
  pm_assert_close (scan->timeline.fx[1], 0.0, 1e-3, 0); /* one frame's lag is 14 ms but for rounding: 2.4e-7 s at 300 arcsec/s */
  pm_assert_close (scan->timeline.fy[1], 0.0, 1e-3, 0);
  pm_assert_close (scan->info.extent_x_arcsec, usual->info.extent_x_arcsec, 0.0, 1e-3); /* cos Dec 190 arcsec away */
}

static void
test_header_clutter (void)
{
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (1, &path);
  int status = 0;
  static const char *const records[] = {
    "HIERARCH ESO DET LONG NAME OF A KEYWORD = 'with a value' / and a comment",
    "HIERARCH MCE0_TES_BIAS = '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20'",
    "HIERARCH MCEMAP LIKE = '-1,-1,-1,-1'",
    "COMMENT MCEMAP = '-1,-1,-1,-1'",
    "HISTORY OBSRA = 3",
    "                                      blank keyword",
    "NOVALUE",
    "lower   = 3",
    "TWICE   = 1",
    "TWICE   = 2",
    "UNQUOTED= some text",
    "OPEN    = 'no end of the text",
    "NULL    =",
  };
  for (guint k = 0; k < G_N_ELEMENTS (records); k++)
    fits_write_record (fits, records[k], &status);
  g_autofree char *text = g_strnfill (500, 'x');
  fits_write_key_longstr (fits, "LONGTEXT", text, NULL, &status);
  for (int k = 0; k < 300; k++)
    fits_write_history (fits, "many lines", &status);
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  check_same (path, 0, NULL);
}

static void
test_missing_columns (void)
{
  static const char *const unused[] = { "FrameCounter", "hwpCounts", "AZ", "EL", "LST", "TABS_VPA", "LON", "LAT", "PWV", "LOS", "ROLL",
                                        "Chop_VPA", "sofiaChopR", "sofiaChopS", "NonSiderealRA", "NonSiderealDec" };
  g_autofree char *path = NULL, *no_flag = NULL, *no_jumps = NULL;
  fitsfile *fits = edit_copy (3, &path);
  for (guint k = 0; k < G_N_ELEMENTS (unused); k++)
    pm_test_fits_delete_column (fits, unused[k]);
  pm_test_fits_done (fits);
  check_same (path, 0, NULL);

  fits = edit_copy (3, &no_flag);
  pm_test_fits_delete_column (fits, "Flag");
  pm_test_fits_done (fits);
  g_autoptr (PmScan) all = pm_test_read_scan (no_flag, 1, NULL);
  g_assert_cmpuint (usual->n_flagged, >, 3);
  g_assert_cmpuint (all->n_flagged, ==, 0);
  g_assert_cmpuint (all->n_present, ==, raw.rows - 1);

  fits = edit_copy (3, &no_jumps);
  pm_test_fits_delete_column (fits, "FluxJumps");
  pm_test_fits_done (fits);
  g_autoptr (PmScan) smooth = pm_test_read_scan (no_jumps, 1, NULL);
  g_assert_cmpuint (usual->n_cuts, >, 100);
  g_assert_cmpuint (smooth->n_cuts, ==, 0);
  gsize n = smooth->timeline.n_blocks * smooth->timeline.n_frames * PM_LANES;
  g_assert_cmpmem (smooth->timeline.samples, n * sizeof (float), usual->timeline.samples, n * sizeof (float));
}

/* A scan that says it chops, without a chopper's columns. */
static void
test_missing_chopper (void)
{
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (3, &path);
  int status = 0, yes = 1;
  pm_test_fits_delete_column (fits, "sofiaChopR");
  fits_movabs_hdu (fits, 1, NULL, &status);
  fits_update_key (fits, TLOGICAL, "CHOPPING", &yes, NULL, &status);
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_set_number (fits, "CHPAMP1", 40.0);
  pm_test_fits_done (fits);
  check_same (path, 1, "sofiaChop");
}

/* Columns of all kinds in front of those that are wanted. */
static void
test_other_columns (void)
{
  static const char *const forms[] = { "13X", "7A", "3C", "2M", "5L", "0J", "1PJ(4)", "1QE(9)", "3B", "2K", "1QD", "0A" };
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (3, &path);
  int status = 0;
  for (guint k = 0; k < G_N_ELEMENTS (forms); k++)
    {
      g_autofree char *name = g_strdup_printf ("OTHER%u", k);
      fits_insert_col (fits, (int) k + 1, name, (char *) forms[k], &status);
    }
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  check_same (path, 0, NULL);
}

/* The same numbers in columns of other types, and stored with scale and zero. */
static void
test_types (void)
{
  static const char *const forms[] = { "1B", "1I", "1K", "1E", "1D" };
  for (guint k = 0; k < G_N_ELEMENTS (forms); k++)
    {
      g_autofree char *path = NULL;
      fitsfile *fits = edit_copy (3, &path);
      int status = 0;
      pm_test_fits_delete_column (fits, "Flag");
      fits_insert_col (fits, 5, (char *) "FLAG", (char *) forms[k], &status); /* capitals do not matter */
      for (int r = 0; r < raw.rows; r++)
        pm_test_fits_fill (fits, "FLAG", r + 1, 1, raw.flag[r]);
      g_assert_cmpint (status, ==, 0);
      pm_test_fits_done (fits);
      check_same (path, 0, NULL);
    }
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (3, &path);
  int status = 0;
  char key[FLEN_KEYWORD];
  g_autofree double *vpa = g_new (double, raw.rows);
  fits_read_col (fits, TDOUBLE, pm_test_fits_column (fits, "SIBS_VPA"), 1, 1, raw.rows, NULL, vpa, NULL, &status);
  fits_make_keyn ("TSCAL", pm_test_fits_column (fits, "SIBS_VPA"), key, &status);
  pm_test_fits_set_number (fits, key, 0.5);
  fits_make_keyn ("TZERO", pm_test_fits_column (fits, "SIBS_VPA"), key, &status);
  pm_test_fits_set_number (fits, key, 32.0);
  fits_set_tscale (fits, pm_test_fits_column (fits, "SIBS_VPA"), 1.0, 0.0, &status);
  for (int r = 0; r < raw.rows; r++)
    pm_test_fits_fill (fits, "SIBS_VPA", r + 1, 1, (vpa[r] - 32.0) / 0.5);
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) scan = pm_test_read_scan (path, 1, NULL);
  for (gsize t = 0; t < scan->timeline.n_frames; t++)
    pm_assert_close (scan->timeline.fx[t], usual->timeline.fx[t], 1e-9, 0); /* one rounding of an angle: 1e-14 degrees */
}

/* Tables and images of other names and kinds, in front and behind. */
static void
test_other_hdus (void)
{
  g_autofree char *path = NULL;
  fitsfile *fits = edit_copy (3, &path);
  int status = 0;
  char *names[] = { (char *) "RA" }, *forms[] = { (char *) "1D" }, *text_forms[] = { (char *) "I8" };
  fits_insert_btbl (fits, 3, 1, names, forms, NULL, "Housekeeping", 0, &status);
  fits_insert_atbl (fits, 0, 3, 1, names, NULL, text_forms, NULL, "TIMESTREAM", &status);
  long axes[] = { 10, 10 };
  fits_insert_img (fits, SHORT_IMG, 2, axes, &status);
  pm_test_fits_set_text (fits, "EXTNAME", "TIMESTREAM");
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  check_same (path, 0, NULL);
  fits = pm_test_fits_edit (path, 1);
  fits_movnam_hdu (fits, BINARY_TBL, (char *) "TIMESTREAM", 0, &status);
  pm_test_fits_set_text (fits, "EXTNAME", "Timestream");
  pm_test_fits_done (fits);
  check_same (path, 0, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_raw ();
  g_test_add_func ("/hawc-file/rate", test_rate);
  g_test_add_func ("/hawc-file/memory", test_memory);
  g_test_add_func ("/hawc-file/band", test_band);
  g_test_add_func ("/hawc-file/boresight", test_boresight);
  g_test_add_func ("/hawc-file/descriptions", test_descriptions);
  g_test_add_func ("/hawc-file/reference", test_reference);
  g_test_add_func ("/hawc-file/no-reference", test_no_reference);
  g_test_add_func ("/hawc-file/header-clutter", test_header_clutter);
  g_test_add_func ("/hawc-file/missing-columns", test_missing_columns);
  g_test_add_func ("/hawc-file/missing-chopper", test_missing_chopper);
  g_test_add_func ("/hawc-file/other-columns", test_other_columns);
  g_test_add_func ("/hawc-file/types", test_types);
  g_test_add_func ("/hawc-file/other-hdus", test_other_hdus);
  int result = g_test_run ();
  pm_scan_free (usual);
  pm_test_scan_clear (&raw);
  return result;
}
