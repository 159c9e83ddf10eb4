/* SPDX-License-Identifier: GPL-3.0-or-later
 * Header cards that are not what they should be, one table of them: each scan is refused with one clear error, or read with what the
 * documentation says, and then reduced like any other. The cards are patched in the bytes of the file: cfitsio would not write them.
 */
#include "pm-error.h"
#include "pm-output.h"
#include "pm-test-raw.h"
#include "pm-test-reduce.h"
#include "pm-test-scan.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_MEMORY (G_GUINT64_CONSTANT (3) << 30)
#define MAX_CARDS 3

typedef struct
{
  const char *key, *value; /* the value as it stands in the card, quotes included; NULL: there is no such card */
} Card;

typedef struct
{
  int hdu;
  Card cards[MAX_CARDS];
  const char *words[3]; /* of the error, or of a warning */
  gboolean reduced;     /* whether the reduction sees the difference: then it is run */
} Case;

static char *dir, *scan_path, *bytes;
static gsize n_bytes, hdu_start[4];

/* A hundred rows, in which some pixels see the source. */
static void
make_scan (void)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.rate_hz = 20.0;
  sim.amplitude_counts = 1000.0;
  dir = pm_test_make_dir ();
  scan_path = g_build_filename (dir, "scan.fits", NULL);
  g_autoptr (GError) error = NULL;
  pm_simulate (&sim, scan_path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (scan_path, &bytes, &n_bytes, NULL));
  fitsfile *fits = pm_test_fits_edit (scan_path, 1);
  int status = 0;
  for (int hdu = 1; hdu <= 3; hdu++)
    {
      LONGLONG header, data, end;
      fits_movabs_hdu (fits, hdu, NULL, &status);
      fits_get_hduaddrll (fits, &header, &data, &end, &status);
      hdu_start[hdu] = (gsize) header;
    }
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
}

/* The card of that keyword, or the blank one before END for a new keyword. */
static char *
find_card (char *data, int hdu, const char *key)
{
  char *card = data + hdu_start[hdu];
  g_autofree char *start = g_strdup_printf ("%-8s= ", key);
  while (strncmp (card, start, 10) != 0 && strncmp (card, "END     ", 8) != 0)
    card += 80;
  return card;
}

static void
set_card (char *data, int hdu, const Card *card)
{
  char *at = find_card (data, hdu, card->key);
  gboolean is_new = strncmp (at, "END     ", 8) == 0;
  g_assert_true (!is_new || card->value);
  if (is_new) /* END moves on: each header has room for some more cards */
    {
      g_assert_cmpint ((at + 80 - data) % 2880, !=, 0);
      memcpy (at + 80, at, 80);
    }
  g_autofree char *text = card->value ? g_strdup_printf ("%-8s= %s", card->key, card->value) : g_strdup ("COMMENT");
  gsize length = MIN (strlen (text), 80u);
  memset (at, ' ', 80);
  memcpy (at, text, length);
}

static char *
write_case (const Case *c, const char *name)
{
  g_autofree char *data = g_memdup2 (bytes, n_bytes);
  for (int i = 0; i < MAX_CARDS && c->cards[i].key; i++)
    {
      g_autofree char *shown = c->cards[i].value ? g_strescape (c->cards[i].value, NULL) : g_strdup ("(removed)");
      g_test_message ("%s = %s", c->cards[i].key, shown);
      set_card (data, c->hdu, &c->cards[i]);
    }
  return pm_test_table_write_file (dir, name, data, (gssize) n_bytes);
}

static void
check_refused (const Case *c, int code)
{
  g_autofree char *path = write_case (c, "bad.fits");
  pm_test_read_fails (path, NULL, code, (const char *[]){ c->words[0], c->words[1], c->words[2], NULL });
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL; /* what cannot be read is not described either, or without believing it */
  g_autoptr (PmScanInfo) info = pm_scan_info_read (path, options, &error);
  g_assert_true ((info != NULL) == (error == NULL));
}

static void
test_refused (void)
{
  static const Case cases[] = {
    { 3, { { "NAXIS2", "4611686018427387904" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "9223372036854775807" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "-9223372036854775808" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "99999999999999999999999" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "-20" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "2.0E1" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "NaN" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "'twenty  '" } }, { "HDU 3" } },
    { 3, { { "NAXIS2", "" } }, { "keyword NAXIS2: expected a whole number, found nothing" } },
    { 3, { { "NAXIS2", "0" } }, { "TIMESTREAM has no rows" } },
    { 3, { { "NAXIS1", "4611686018427387904" } }, { "HDU 3" } },
    { 3, { { "NAXIS1", "-31640" } }, { "HDU 3" } },
    { 3, { { "NAXIS", "3" } }, { "HDU 3" } },
    { 3, { { "NAXIS", "-2" } }, { "HDU 3" } },
    { 3, { { "NAXIS", "2147483648" } }, { "HDU 3" } },
    { 3, { { "PCOUNT", "-1" } }, { "HDU 3" } },
    { 3, { { "GCOUNT", "2" } }, { "HDU 3" } },
    { 2, { { "PCOUNT", "4611686018427387904" } }, { "TIMESTREAM", "none in 2 HDUs" } }, /* the next HDU would be behind the end */
    { 2, { { "PCOUNT", "9223372036854775807" } }, { "HDU 3" } },
    { 3, { { "TFIELDS", "2147483647" } }, { "HDU 3", "TFIELDS", "999" } },
    { 3, { { "TFIELDS", "100000000" } }, { "HDU 3", "TFIELDS", "999" } }, /* 16 GB of cfitsio's column descriptions */
    { 3, { { "TFIELDS", "1000" } }, { "HDU 3", "TFIELDS", "999" } },
    { 3, { { "TFIELDS", "999" } }, { "HDU 3" } },
    { 3, { { "TFIELDS", "0" } }, { "HDU 3" } },
    { 3, { { "TFIELDS", "'23      '" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "'2147483648J'" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "'4611686018427387904J'" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "'99999999999999999999J'" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "'-5248J  '" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "'J5248   '" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "'1PJ(5248)'" } }, { "HDU 3" } },
    { 3, { { "TFORM22", "5248" } }, { "HDU 3" } },
    { 3, { { "TFORM22", NULL } }, { "HDU 3" } },
    /* widths that overflow and add up to the row all the same: the columns between would lie far outside of it */
    { 3, { { "TFORM1", "'1152921504606846977K'" }, { "TFORM21", "'1152921504606846977D'" } }, { "HDU 3", "Timestamp", "31640 bytes" } },
    { 3, { { "TFORM1", "'3458764513820540929K'" }, { "TFORM21", "'1152921504606846977D'" } }, { "HDU 3", "Timestamp", "31640 bytes" } },
    { 3, { { "TFORM21", "'1152921504606846977D'" }, { "TFORM23", "'4611686018427393152I'" } }, { "HDU 3" } },
    { 3, { { "TFORM1", "'2305843009213693952K'" } }, { "HDU 3" } },
    { 3, { { "TFORM2", "'2305843009213693953D'" } }, { "HDU 3", "Timestamp", "31640 bytes" } },
    { 3, { { "TDIM22", "'(41,127)'" } }, { "HDU 3", "SQ1Feedback", "(41,127)" } },
    { 3, { { "TDIM22", "'(128,41,2)'" } }, { "HDU 3", "SQ1Feedback", "(128,41,2)" } },
    { 3, { { "TDIM22", "'(4611686018427387904,4)'" } }, { "HDU 3", "SQ1Feedback" } },
    { 3, { { "TDIM22", "'(-41,-128)'" } }, { "HDU 3", "SQ1Feedback" } },
    { 3, { { "TDIM22", "5248" } }, { "HDU 3", "SQ1Feedback" } },
    { 3, { { "TSCAL22", "2.0" } }, { "HDU 3", "SQ1Feedback", "TSCAL22" } },
    { 3, { { "TSCAL22", "-1.0" } }, { "HDU 3", "SQ1Feedback", "TSCAL22" } },
    { 3, { { "TSCAL22", "'one     '" } }, { "HDU 3", "SQ1Feedback", "TSCAL22" } },
    { 3, { { "TZERO23", "0.5" } }, { "HDU 3", "FluxJumps", "TZERO23" } },
    { 3, { { "ZIMAGE", "T" } }, { "HDU 3", "keyword ZIMAGE" } },
    { 3, { { "TTYPE7", "'RRA     '" } }, { "HDU 3", "RA", "missing" } },
    { 3, { { "TTYPE7", "7" } }, { "HDU 3", "RA" } },
    { 3, { { "TTYPE7", NULL } }, { "HDU 3", "RA", "missing" } },
    { 3, { { "TTYPE8", "'RA      '" } }, { "HDU 3", "RA", "twice" } },
    { 3, { { "TTYPE5", "'RA      '" } }, { "HDU 3", "RA", "twice" } },
    { 3, { { "TTYPE1", "'Timestamp'" } }, { "HDU 3", "Timestamp", "twice" } },
    { 3, { { "XTENSION", "'TABLE   '" } }, { "" } },
    { 1, { { "BITPIX", "0" } }, { "" } },
    { 1, { { "NAXIS", "1000000" } }, { "" } },
    { 1, { { "NAXIS", "-1" } }, { "" } },
    { 1, { { "NAXIS", "'none    '" } }, { "" } },
    { 1, { { "MCEMAP", "-4" } }, { "MCEMAP", "-4" } },
    { 1, { { "MCEMAP", "T" } }, { "MCEMAP", "T" } },
    { 1, { { "MCEMAP", "" } }, { "MCEMAP", "missing" } },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    check_refused (&cases[k], PM_ERROR_INPUT);
}

static PmScan *
read_odd (const Case *c)
{
  g_autofree char *path = write_case (c, "odd.fits");
  PmScan *scan = pm_test_read_scan (path, 2, NULL);
  for (int i = 0; i < 3 && c->words[i]; i++)
    if (!pm_test_scan_warns (scan, c->words[i]))
      g_error ("no warning says '%s'", c->words[i]);
  for (guint i = 0; i < scan->warnings->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (scan->warnings, i));
  g_assert_cmpuint (scan->warnings->len, ==, c->words[0] ? 1u : 0u);
  g_assert_true (isfinite (scan->timeline.dt_s) && scan->timeline.dt_s > 0.0);
  return scan;
}

/* One round: the second would do the same again. */
static PmResult *
reduce (PmScan *scan, GError **error)
{
  g_autoptr (PmOptions) options = pm_test_options (PM_TEST_SETTINGS ("rounds", "1"));
  PmReductionRequest request = { .options = options };
  PmProgress progress = { .control = { .n_threads = 2 } };
  PmResult *result = pm_reduce (&scan, 1, &request, &progress, error);
  if (result)
    pm_test_reduce_check (result);
  return result;
}

/* What can be read can be reduced: to a table whose numbers hold together, or the source is not found. */
static void
check_accepted (const Case *c)
{
  g_autoptr (PmScan) scan = read_odd (c);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmResult) result = c->reduced ? reduce (scan, &error) : NULL;
  g_assert_true (result || !c->reduced || g_error_matches (error, PM_ERROR, PM_ERROR_NO_DATA));
}

static void
test_accepted (void)
{
  static const char rate[] = "SMPLFREQ is missing, or no rate", sibs_x[] = "SIBS_X is missing, or no pixel";
  static const Case cases[] = {
    { 1, { { "SIMPLE", "F" } }, { NULL } },
    { 1, { { "SMPLFREQ", "0.0" } }, { rate } },
    { 1, { { "SMPLFREQ", "-20.0" } }, { rate } },
    { 1, { { "SMPLFREQ", "NaN" } }, { rate } },
    { 1, { { "SMPLFREQ", "1.0E300" } }, { rate }, TRUE },
    { 1, { { "SMPLFREQ", "1.0E999" } }, { rate } },
    { 1, { { "SMPLFREQ", "'fast    '" } }, { rate } },
    { 1, { { "SMPLFREQ", "T" } }, { rate } },
    { 1, { { "SMPLFREQ", "" } }, { rate } },
    { 1, { { "SMPLFREQ", NULL } }, { rate } },
    { 1, { { "SMPLFREQ", "'20      '" } }, { NULL } },  /* a number all the same */
    { 1, { { "SMPLFREQ", "1.0E-300" } }, { rate }, TRUE },
    { 1, { { "SMPLFREQ", "0.002" } }, { NULL }, TRUE },    /* the time stamps know better */
    { 1, { { "SMPLFREQ", "99999.0" } }, { NULL }, TRUE },
    { 1, { { "SIBS_X", "1.0E9" } }, { sibs_x } },
    { 1, { { "SIBS_X", "NaN" } }, { sibs_x } },
    { 1, { { "SIBS_X", "'middle  '" } }, { sibs_x } },
    { 1, { { "SIBS_X", NULL } }, { sibs_x } },
    { 1, { { "SIBS_Y", "-1.0E300" } }, { "SIBS_Y is missing, or no pixel" } },
    { 1, { { "SIBS_X", "-500.0" }, { "SIBS_Y", "900.0" } }, { NULL }, TRUE }, /* far outside of the array: the nominal places move along */
    { 1, { { "PIXSCAL", "-1.0" } }, { NULL } },
    { 1, { { "PIXSCAL", "1.0E300" } }, { NULL }, TRUE },
    { 1, { { "PIXSCAL", "'small   '" } }, { NULL } },
    { 1, { { "SPECTEL1", "'HAW_Z   '" } }, { "SPECTEL1 names no band" } },
    { 1, { { "SPECTEL1", "5" } }, { "SPECTEL1 names no band" } },
    { 1, { { "SPECTEL1", NULL } }, { "SPECTEL1 names no band" }, TRUE },
    { 1, { { "OBSRA", "'north   '" } }, { NULL } },
    { 1, { { "OBSRA", "1.0E300" } }, { NULL }, TRUE },
    { 1, { { "OBSDEC", "-91.0" } }, { NULL } },
    { 1, { { "OBSDEC", "NaN" } }, { NULL } },
    { 1, { { "CHOPPING", "'perhaps '" } }, { NULL } },
    { 1, { { "CHOPPING", "T" }, { "CHPAMP1", "-1.0" } }, { NULL }, TRUE },
    { 1, { { "NONSIDE", "3" } }, { NULL }, TRUE },
    { 1, { { "MCEMAP", "0" } }, { NULL } },
    { 1, { { "MCEMAP", "'99999999999999999999,-1,-1,-1'" } }, { NULL } },
    { 3, { { "EXTNAME", "'timestream'" } }, { NULL } },
    { 3, { { "TTYPE5", "'ra      '" } }, { NULL } }, /* RA is another name while both are there */
    { 3, { { "TTYPE7", "'rA      '" } }, { NULL } },
    { 3, { { "TFORM21", "'2305843009213693953D'" } }, { NULL }, TRUE }, /* of a column that nobody reads */
    { 3, { { "TSCAL22", "1.0" }, { "TZERO22", "0.0" } }, { NULL } },
    { 3, { { "TSCAL7", "NaN" } }, { NULL }, TRUE },
    { 3, { { "TNULL22", "0" } }, { NULL } },
    { 3, { { "PCOUNT", "10000000000" } }, { NULL } },
    { 3, { { "PCOUNT", "9223372036854775807" } }, { "HDU 4 cannot be read" } },
    { 3, { { "THEAP", "-1" } }, { "bytes behind HDU 3" } },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    check_accepted (&cases[k]);
}

/* Texts never become paths: a core name is one visible component of 255 bytes at most with its suffix. */
static void
test_texts (void)
{
  static const Case cases[] = {
    { 1, { { "OBJECT", "'../../../../etc/passwd'" } }, { NULL } },
    { 1, { { "OBJECT", "'/etc/passwd'" } }, { NULL } },
    { 1, { { "OBJECT", "'-rf     '" } }, { NULL } },
    { 1, { { "OBJECT", "'|touch x'" } }, { NULL } },
    { 1, { { "OBJECT", "'..      '" } }, { NULL } },
    { 1, { { "OBJECT", "'        '" } }, { NULL } },
    { 1, { { "OBJECT", "17" } }, { NULL } },
    { 1, { { "OBJECT", NULL } }, { NULL } },
    { 1, { { "OBJECT", "'Stra\xdf\x65 \x80\xff\xc3\x28'" } }, { NULL } },
    { 1, { { "OBJECT", "'\xe6\x98\x9f\xe2\x80\xae fits.\x1b[31m'" } }, { NULL } },
    { 1, { { "OBS_ID", "'../x    '" }, { "OBJECT", "'...     '" } }, { NULL } },
    { 1, { { "OBS_ID", "'a\n/b    '" } }, { NULL } },
    { 1, { { "OBS_ID", NULL }, { "DATE-OBS", "'../../T'" } }, { NULL } },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PmScan) scan = read_odd (&cases[k]);
      g_autofree char *core = pm_output_core_name (&scan, 1), *both = pm_output_core_name ((PmScan *[]){ scan, scan }, 2);
      g_test_message ("%s", core);
      for (const char *const *name = (const char *const[]){ core, both, NULL }; *name; name++)
        {
          g_assert_true (g_utf8_validate (*name, -1, NULL));
          g_assert_true (!strchr (*name, '/') && !strstr (*name, "..") && (*name)[0] != '.' && (*name)[0] != '-');
          g_assert_cmpuint (strlen (*name) + strlen (".sofscan.cfg"), <=, 255);
          for (const char *at = *name; *at; at = g_utf8_next_char (at))
            g_assert_true (g_unichar_isgraph (g_utf8_get_char (at)) && !strchr ("|!*?[]{}<>$`\\'\"&;()~", *at));
        }
    }
}

/* The same scan with other numbers in a column of coordinates. */
static PmScan *
scan_with (const char *column, long first, long n, double value)
{
  g_autofree char *path = pm_test_copy_file (scan_path, "odd.fits");
  fitsfile *fits = pm_test_fits_edit (path, 3);
  g_test_message ("%s = %g", column, value);
  pm_test_fits_fill (fits, column, first, n, value);
  pm_test_fits_done (fits);
  return pm_test_read_scan (path, 2, NULL);
}

/* Scans that cover more sky than there can be maps of: half of the frames, or a single one, far away. */
static void
test_wide (void)
{
  static const struct
  {
    const char *column;
    long first, n;
    double value;
  } cases[] = {
    { "RA", 50, 0, 18.5 },      { "RA", 50, 1, 18.5 },     { "DEC", 50, 0, -68.5 }, { "DEC", 50, 1, 90.0 },
    { "DEC", 50, 0, -90.0 },    { "RA", 50, 0, 0.5 },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PmScan) scan = scan_with (cases[k].column, cases[k].first, cases[k].n, cases[k].value);
      g_autoptr (GError) error = NULL;
      g_assert_null (reduce (scan, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "odd.fits: the scan covers"));
      g_assert_nonnull (strstr (error->message, "limit: 16000000 cells"));
    }
}

/* No motion at all, or frames whose coordinates are none, which are left out: then there is no source, or some fits. */
static void
test_odd_coordinates (void)
{
  static const struct
  {
    const char *column;
    long first, n;
    double value;
    gsize n_lost; /* and one more behind them, to the lag */
  } cases[] = {
    { "RA", 1, 0, 12.5, 0 }, { "DEC", 1, 0, 21.5, 0 }, { "SIBS_VPA", 1, 0, 45.0, 0 }, { "SIBS_VPA", 40, 20, -9999.0, 21 },
    { "SIBS_VPA", 40, 1, 1e300, 2 }, { "RA", 40, 20, NAN, 21 }, { "RA", 40, 1, 1e300, 2 }, { "RA", 40, 20, -1e9, 21 },
    { "DEC", 40, 20, INFINITY, 21 }, { "DEC", 40, 20, -9999.0, 21 }, { "SIBS_VPA", 40, 20, NAN, 21 },
    { "Timestamp", 40, 20, NAN, 21 }, { "Timestamp", 40, 20, 0.0, 21 }, { "sofiaChopS", 40, 20, NAN, 20 }, { "Chop_VPA", 40, 20, NAN, 0 },
    { "NonSiderealRA", 1, 0, NAN, 0 }, { "NonSiderealDec", 1, 0, 91.0, 0 },
  };
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PmScan) scan = scan_with (cases[k].column, cases[k].first, cases[k].n, cases[k].value);
      g_autoptr (GError) error = NULL;
      g_assert_cmpuint (scan->n_present, ==, 99 - cases[k].n_lost);
      if (k % 4 != 0) /* the reduction sees one of three kinds: no motion, a hole, other offsets */
        continue;
      g_autoptr (PmResult) result = reduce (scan, &error);
      g_assert_true (result || g_error_matches (error, PM_ERROR, PM_ERROR_NO_DATA));
    }
}

/* From no frame on. The first one has no coordinates for the lag: without the lag one frame is a scan. */
static void
test_few_frames (void)
{
  for (long n = 1; n < 8; n++)
    {
      g_autofree char *path = pm_test_copy_file (scan_path, "few.fits");
      fitsfile *fits = pm_test_fits_edit (path, 3);
      int status = 0;
      long rows = 0;
      fits_get_num_rows (fits, &rows, &status);
      fits_delete_rows (fits, n + 1, rows - n, &status);
      g_assert_cmpint (status, ==, 0);
      pm_test_fits_done (fits);
      if (n == 1)
        pm_test_read_fails (path, NULL, PM_ERROR_INPUT, (const char *[]){ "none of the 1 rows can be used", NULL });
      g_autoptr (PmScan) scan = pm_test_read_scan (path, 2, PM_TEST_SETTINGS ("read.lag", "0"));
      g_autoptr (GError) error = NULL;
      g_assert_cmpuint (scan->n_present, ==, (gsize) n);
      g_assert_null (reduce (scan, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_NO_DATA);
    }
}

/* A scan larger than any memory, though the file takes a few blocks of the disk; what it is can be told all the same, at once. */
static void
test_forecast_rows (void)
{
  const Case many = { 3, { { "NAXIS2", "49000000" } }, { NULL } };
  g_autofree char *path = write_case (&many, "many.fits");
  if (truncate (path, (off_t) 49000001 * 31640) != 0)
    g_error ("a file with a hole of 1.6 TB: %s", g_strerror (errno));
  pm_test_read_fails (path, NULL, PM_ERROR_LIMIT, (const char *[]){ path, "GB of memory", NULL });
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PmScanInfo) info = pm_scan_info_read (path, options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->n_rows, ==, 49000000);
  g_assert_cmpfloat ((double) info->memory_bytes, >, 1e11); /* the samples would lie in a file: without them */
  g_assert_true (isnan (info->extent_x_arcsec));
}

int
main (int argc, char **argv)
{
#ifndef __SANITIZE_ADDRESS__ /* which reserves terabytes */
  struct rlimit limit = { MAX_MEMORY, MAX_MEMORY };
  setrlimit (RLIMIT_AS, &limit); /* whoever believes a header and asks for more, ends the program */
#endif
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off (); /* as in the programs */
  make_scan ();
  g_test_add_func ("/bad-headers/refused", test_refused);
  g_test_add_func ("/bad-headers/accepted", test_accepted);
  g_test_add_func ("/bad-headers/texts", test_texts);
  g_test_add_func ("/bad-headers/wide", test_wide);
  g_test_add_func ("/bad-headers/odd-coordinates", test_odd_coordinates);
  g_test_add_func ("/bad-headers/few-frames", test_few_frames);
  g_test_add_func ("/bad-headers/forecast-rows", test_forecast_rows);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  g_free (scan_path);
  g_free (bytes);
  return result;
}
