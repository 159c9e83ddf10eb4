/* SPDX-License-Identifier: GPL-3.0-or-later
 * The simulator's files are read back with plain cfitsio and checked against formulas written down here again: format, geometry,
 * time, errors.
 */
#include "pm-error.h"
#include "pm-hawc-constants.h"
#include "pm-sim-track.h"
#include "pm-simulator.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <fitsio.h>
#include <math.h>
#include <string.h>

#define DEG (G_PI / 180.0)

static void
check_key (fitsfile *fits, const char *key, const char *expected)
{
  int status = 0;
  char text[FLEN_VALUE] = "";
  fits_read_keyword (fits, key, text, NULL, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  static const char *const keys[] = { "TELESCOP", "OBJECT", "OBS_ID", "SMPLFREQ", "SIBS_X", "SIBS_Y", "EXPTIME", "CHOPPING", "NONSIDE",
                                      "OBSRA", "OBSDEC", "EQUINOX", "TELVPA", "DATE-OBS", "UTCSTART", "UTCEND", "SRCTYPE", "MISSN-ID" };
  static const char *const names = "FrameCounter Timestamp hwpCounts Flag AZ EL RA DEC LST SIBS_VPA TABS_VPA Chop_VPA LON LAT "
                                   "NonSiderealRA NonSiderealDec sofiaChopR sofiaChopS PWV LOS ROLL SQ1Feedback FluxJumps";
  PmSimulation sim = pm_test_small_scan ();
  sim.length_s = 1.0;
  sim.subarrays = 5;
  sim.amplitude_counts = 100.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  fitsfile *fits;
  int status = 0, type, naxis;
  long repeat, axes[2];
  fits_open_diskfile (&fits, scan.fits, READONLY, &status);
  g_assert_cmpint (status, ==, 0);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      char text[FLEN_VALUE];
      fits_read_keyword (fits, keys[k], text, NULL, &status);
      g_assert_cmpint (status, ==, 0);
    }
  check_key (fits, "INSTRUME", "'HAWC_PLUS'");
  check_key (fits, "SPECTEL1", "'HAW_E   '");
  check_key (fits, "MCEMAP", "'0,-1,1,-1'");
  check_key (fits, "PIXSCAL", "9.43");
  check_key (fits, "DATE-OBS", "'2020-02-02T02:02:02.000'");
  fits_movabs_hdu (fits, 2, NULL, &status);
  check_key (fits, "EXTNAME", "'CONFIGURATION'");
  fits_movabs_hdu (fits, 3, NULL, &status);
  check_key (fits, "EXTNAME", "'TIMESTREAM'");
  check_key (fits, "TDIM22", "'(128,41)'");
  check_key (fits, "TDIM23", "'(128,41)'");
  check_key (fits, "TUNIT7", "'hours   '");
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  for (int k = 0; list[k]; k++)
    {
      char key[FLEN_KEYWORD], text[FLEN_VALUE];
      fits_make_keyn ("TTYPE", k + 1, key, &status);
      fits_read_key (fits, TSTRING, key, text, NULL, &status);
      g_assert_cmpstr (text, ==, list[k]);
    }
  fits_get_coltype (fits, 22, &type, &repeat, NULL, &status);
  g_assert_true (type == TLONG && repeat == PM_HAWC_CHANNELS); /* TLONG: form J */
  fits_read_tdim (fits, 22, 2, &naxis, axes, &status);
  g_assert_true (naxis == 2 && axes[0] == 128 && axes[1] == 41);
  fits_get_coltype (fits, 23, &type, &repeat, NULL, &status);
  g_assert_true (type == TSHORT && repeat == PM_HAWC_CHANNELS);
  fits_close_file (fits, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (scan.hdus, ==, 3);
  g_assert_cmpint (scan.rows, ==, 72);
  g_assert_cmpuint (scan.truth->len, ==, 2 * 1312);
  g_assert_cmpint (pm_test_scan_truth (&scan, 1312)->index, ==, 2624);
  g_assert_cmpstr (pm_test_scan_truth (&scan, 1312)->id, ==, "T0[0,0]");
  for (int k = 0; k < 41; k++) /* the sub-arrays that are not there are 0 */
    g_assert_true (scan.data[128 * k + 32] == 0 && scan.data[128 * k + 127] == 0);
}

static char *
simulate_bytes (const PmSimulation *sim, const char *name, char **truth)
{
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, name, NULL);
  g_autofree char *truth_path = pm_simulation_truth_path (path), *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  pm_simulate (sim, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (g_file_get_contents (truth_path, truth, NULL, NULL));
  char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL); /* nothing is left behind but the two files */
  int n = 0;
  while (g_dir_read_name (entries))
    n++;
  g_assert_cmpint (n, ==, 2);
  pm_test_remove_dir (dir);
  return sum;
}

static void
test_seed (void)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.length_s = 2.0;
  sim.jump_fraction = 0.3;
  g_autofree char *truth_a = NULL, *truth_b = NULL, *truth_c = NULL, *truth_d = NULL;
  g_autofree char *a = simulate_bytes (&sim, "a.fits.gz", &truth_a);
  g_autofree char *b = simulate_bytes (&sim, "b.fits.gz", &truth_b);
  g_assert_cmpstr (a, ==, b);
  g_assert_true (strcmp (truth_a, truth_b) == 0);
  sim.array_seed = sim.seed; /* the array of seed 1, other noise */
  sim.seed = 2;
  g_autofree char *c = simulate_bytes (&sim, "c.fits.gz", &truth_c);
  g_assert_cmpstr (a, !=, c);
  g_assert_nonnull (strstr (truth_a, "\nid,"));
  g_assert_true (strcmp (strstr (truth_a, "\nid,"), strstr (truth_c, "\nid,")) == 0);
  sim.array_seed = 0;
  g_free (simulate_bytes (&sim, "d.fits", &truth_d));
  g_assert_true (strcmp (strstr (truth_a, "\nid,"), strstr (truth_d, "\nid,")) != 0);
}

/* Every sample of every fourth good pixel against the formula, at a rate at which the lag is exactly `lag` frames. */
static void
check_samples (const PmSimulation *sim, int lag)
{
  g_auto (PmTestScan) scan;
  pm_test_scan_make (sim, &scan);
  double s = scan.fwhm / 2.3548200450309493, worst = 0.0, k = sim->wing_ratio, h = sim->wing_fraction;
  int seen = 0;
  for (guint c = 0; c < scan.truth->len; c += 4)
    {
      const PmTestTruth *t = pm_test_scan_truth (&scan, c);
      if (t->response == 0.0)
        continue;
      double offset = NAN, highest = 0.0, lowest = 1.0, below = INFINITY, above = -INFINITY;
      for (int i = MAX (lag, 2); i < scan.rows; i++)
        {
          /* The telescope 14 ms before; the chopper of two rows before, which is already that of the sample. */
          double dx = scan.fx[i - lag] + scan.cx[i - 2] + t->x + sim->pointing_x;
          double dy = scan.fy[i - lag] + scan.cy[i - 2] + t->y + sim->pointing_y;
          double u = (dx * dx + dy * dy) / (s * s), b = (1.0 - h) * exp (-0.5 * u) + h * exp (-0.5 * u / (k * k));
          double value = -(double) pm_test_scan_sample (&scan, i, t) - t->response * scan.amplitude * b;
          highest = MAX (highest, b);
          below = MIN (below, value);
          above = MAX (above, value);
          if (b < lowest)
            {
              lowest = b;
              offset = rint (value);
            }
        }
      seen += highest > 0.9;
      worst = MAX (worst, MAX (above - offset, offset - below));
    }
  g_assert_cmpint (seen, >, 15);
  /* Slopes reach 2000 counts/arcsec. 0.5 of rounding; 5e-6 arcsec of printed positions and 5e-7 of responses; two time stamps that are
   * good to 1.2e-7 s, at 460 arcsec/s. */
  g_assert_cmpfloat (worst, <, 0.5 + 0.02 + 0.22);
}

static void
test_samples (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.amplitude_counts = 20000.0;
  check_samples (&sim, 1);
}

static void
test_samples_hard (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.rate_hz = 2.0 / 0.014;
  sim.amplitude_counts = 20000.0;
  sim.target_rate = 60.0;
  sim.vpa_rate = 30.0;
  sim.pointing_x = 11.0;
  sim.pointing_y = -7.0;
  sim.chop_amplitude = 45.0;
  sim.chop_hz = 3.0;
  sim.chop_angle_deg = 30.0;
  sim.chop_tilt_deg = 10.0;
  sim.wing_fraction = 0.1;
  sim.source_fwhm = 5.0;
  sim.pattern = PM_SIM_DAISY;
  check_samples (&sim, 2);
}

/* The highest sample of a finely sampled pixel is the one 14 ms after f = -p. */
static void
test_peak_frame (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.amplitude_counts = 1e6;
  sim.sibs_tilt_deg = 5.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  for (guint c = 0; c < 1280; c += 37)
    {
      const PmTestTruth *t = pm_test_scan_truth (&scan, c);
      int highest = 1, nearest = 0;
      for (int i = 1; i < scan.rows; i++)
        {
          if (-pm_test_scan_sample (&scan, i, t) > -pm_test_scan_sample (&scan, highest, t))
            highest = i;
          if (i < scan.rows - 1
              && hypot (scan.fx[i] + t->x, scan.fy[i] + t->y) < hypot (scan.fx[nearest] + t->x, scan.fy[nearest] + t->y))
            nearest = i;
        }
      if (hypot (scan.fx[nearest] + t->x, scan.fy[nearest] + t->y) < 18.2)
        g_assert_cmpint (highest, ==, nearest + 1);
    }
}

static void
test_frames (void)
{
  PmSimulation sim = pm_test_small_scan ();
  sim.tables = 3;
  sim.gaps = 2;
  sim.gap_s = 0.5;
  sim.flagged = 3;
  sim.flagged_s = 0.2;
  sim.amplitude_counts = 100.0;
  sim.zero = 0.1;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  int frames = 358, missing = 2 * 36; /* rint (0.5 / 0.014) */
  int holes = 0, flags[4] = { 0 };
  g_assert_cmpint (scan.tables, ==, 3);
  g_assert_cmpint (scan.rows, ==, frames - missing);
  for (int k = 0; k < 3; k++)
    g_assert_cmpint (abs (scan.table_rows[k] - scan.rows / 3), <=, 1);
  for (int i = 0; i < scan.rows; i++)
    {
      /* Time stamps near 1.6e9 s have steps of 2.4e-7 s. */
      pm_assert_close (scan.time[i], sim.start_unix + 0.014 * scan.counter[i], 3e-7, 0.0);
      flags[scan.flag[i]]++;
      if (i > 0 && scan.counter[i] != scan.counter[i - 1] + 1)
        {
          holes++;
          g_assert_cmpint (scan.counter[i], ==, scan.counter[i - 1] + 37);
        }
    }
  g_assert_cmpint (holes, ==, 2);
  g_assert_true (flags[1] > 0 && flags[2] > 0 && flags[3] > 0);
  for (guint c = 0; c < scan.truth->len; c++)
    if (strcmp (pm_test_scan_truth (&scan, c)->status, "zero") == 0)
      for (int i = 0; i < scan.rows; i++)
        g_assert_true ((pm_test_scan_sample (&scan, i, pm_test_scan_truth (&scan, c)) != 0) <= (scan.flag[i] != 0));
}

static void
test_patterns (void)
{
  for (PmSimPatternKind kind = PM_SIM_LISSAJOUS; kind < PM_SIM_TRACK; kind++)
    {
      PmSimulation sim = pm_test_small_scan ();
      pm_simulation_make_ideal (&sim);
      sim.pattern = kind;
      sim.rate_hz = 25.0;
      sim.length_s = 20.0;
      sim.amplitude_counts = 1.0;
      sim.sibs_tilt_deg = 0.0;
      sim.speed = 200.0;
      g_auto (PmTestScan) scan;
      pm_test_scan_make (&sim, &scan);
      double far_x = 0.0, far_y = 0.0, fastest = 0.0;
      for (int i = 0; i < scan.rows; i++)
        {
          far_x = MAX (far_x, fabs (scan.fx[i]));
          far_y = MAX (far_y, fabs (scan.fy[i]));
          if (i > 0)
            fastest = MAX (fastest, hypot (scan.fx[i] - scan.fx[i - 1], scan.fy[i] - scan.fy[i - 1]) * sim.rate_hz);
        }
      /* Rounded turns go 20 arcsec beyond (speed x 0.4 s / 4); sines reach pi/2 times their mean speed, and have a second axis. */
      g_assert_true (far_x > 130.0 && far_x < 181.0 && far_y > 130.0 && far_y < 211.0);
      g_assert_cmpfloat (fastest, >, 195.0);
      g_assert_cmpfloat (fastest, <, 200.0 * 2.0);
    }
}

static void
write_gz (const char *from, const char *to)
{
  g_autoptr (GFile) in = g_file_new_for_path (from), out = g_file_new_for_path (to);
  g_autoptr (GConverter) gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GInputStream) source = G_INPUT_STREAM (g_file_read (in, NULL, NULL));
  g_autoptr (GOutputStream) plain = G_OUTPUT_STREAM (g_file_create (out, G_FILE_CREATE_NONE, NULL, NULL));
  g_autoptr (GOutputStream) target = g_converter_output_stream_new (plain, gzip);
  g_assert_cmpint (g_output_stream_splice (target, source, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
}

static void
test_track (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mars-raster.ant", NULL), *dir = pm_test_make_dir ();
  g_autofree char *gz = g_build_filename (dir, "t.ant.gz", NULL), *bad = g_build_filename (dir, "bad.ant", NULL);
  g_autoptr (GError) error = NULL;
  write_gz (path, gz);
  g_autoptr (PmSimTrack) track = pm_sim_track_load (path, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (PmSimTrack) same = pm_sim_track_load (gz, NULL, &error);
  g_assert_no_error (error);
  guint n = pm_sim_track_get_length (track);
  g_assert_cmpuint (n, ==, 117); /* without 5 slewing lines and END */
  g_assert_cmpuint (pm_sim_track_get_length (same), ==, n);
  pm_assert_close (pm_sim_track_get_duration (track), 11.6, 1e-6, 0.0);
  double t, x, y, u, v;
  for (guint i = 0; i < n; i++)
    {
      pm_sim_track_get (track, i, &t, &x, &y);
      pm_assert_close (t, 0.1 * i, 1e-6, 0.0);
      pm_sim_track_at (track, t, &u, &v);
      pm_assert_close (u, x, 1e-9, 0.0);
      pm_assert_close (v, y, 1e-9, 0.0);
      g_assert_true (fabs (x) < 250.0 && fabs (y + 120.0) < 8.0); /* the first two lines of a raster of 240 arcsec, 3 arcsec apart */
    }
  /* The second line by hand: 71.19687 45.60433, 71.19460 45.60422, 70.77715 45.56797, 70.87000 45.60130. */
  pm_sim_track_get (track, 1, &t, &x, &y);
  pm_assert_close (x, 3600.0 * (70.77715 - 70.87000 + 71.19460 - 71.19687) * cos (45.60422 * DEG), 1e-6, 0.0);
  pm_assert_close (y, 3600.0 * (45.56797 - 45.60130 + 45.60422 - 45.60433), 1e-6, 0.0);

  g_assert_true (g_file_set_contents (bad, "#time\n20171111110911.0 1 2\n", -1, NULL));
  g_assert_null (pm_sim_track_load (bad, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "line 2"));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (bad, "#time\n", -1, NULL));
  g_assert_null (pm_sim_track_load (bad, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (pm_sim_track_load ("/nowhere/at/all.ant", NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);

  PmSimulation sim = pm_test_small_scan ();
  sim.track_path = path;
  sim.pattern = PM_SIM_TRACK;
  sim.rate_hz = 20.0;
  sim.sibs_tilt_deg = 0.0;
  sim.amplitude_counts = 10.0;
  sim.track_start_s = 1.0;
  sim.track_scale = 2.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  for (int i = 0; i < scan.rows; i++)
    {
      pm_sim_track_at (track, 1.1 + 0.05 * i, &x, &y);
      pm_assert_close (scan.fx[i], 2.0 * x, 1e-4, 0.0); /* time stamps are exact to 2.4e-7 s, at 120 arcsec/s */
      pm_assert_close (scan.fy[i], 2.0 * y, 1e-4, 0.0);
    }
  sim.length_s = 11.0;
  g_clear_error (&error);
  g_assert_false (pm_simulate (&sim, gz, NULL, &error));
  g_clear_error (&error);
  g_assert_false (pm_simulate (&sim, scan.fits, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION); /* the track is too short */
  pm_test_remove_dir (dir);
}

static void
expect_option_error (PmSimulation sim, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (pm_simulate (&sim, "/nowhere/at/all.fits", NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  if (!g_str_has_prefix (error->message, name))
    g_error ("the message does not begin with '%s': %s", name, error->message);
}

#define EXPECT_OPTION_ERROR(name, ...) \
  G_STMT_START \
  { \
    PmSimulation sim = pm_test_small_scan (); \
    __VA_ARGS__; \
    expect_option_error (sim, name); \
  } \
  G_STMT_END

static void
test_options (void)
{
  EXPECT_OPTION_ERROR ("band", sim.band = 'F');
  EXPECT_OPTION_ERROR ("subarrays", sim.subarrays = 0);
  EXPECT_OPTION_ERROR ("subarrays", sim.subarrays = 16);
  EXPECT_OPTION_ERROR ("length", sim.length_s = -1.0);
  EXPECT_OPTION_ERROR ("length", sim.length_s = NAN);
  EXPECT_OPTION_ERROR ("length", sim.length_s = 0.1);
  EXPECT_OPTION_ERROR ("rate", sim.rate_hz = INFINITY);
  EXPECT_OPTION_ERROR ("tables", sim.tables = 0);
  EXPECT_OPTION_ERROR ("pattern", sim.pattern = PM_SIM_TRACK);
  EXPECT_OPTION_ERROR ("pattern", sim.pattern = 99);
  EXPECT_OPTION_ERROR ("dead", sim.dead = 1.5);
  EXPECT_OPTION_ERROR ("dead", sim.dead = 0.6; sim.zero = 0.6);
  EXPECT_OPTION_ERROR ("jump-max", sim.jump_max = 64);
  EXPECT_OPTION_ERROR ("spike-max", sim.spike_max = 1.0);
  EXPECT_OPTION_ERROR ("gaps", sim.gaps = 3);
  EXPECT_OPTION_ERROR ("flagged", sim.flagged = 10);
  EXPECT_OPTION_ERROR ("chop", sim.chop_amplitude = 10.0; sim.chop_hz = 0.0);
  EXPECT_OPTION_ERROR ("offsets", sim.offset_range = 3e9);
  EXPECT_OPTION_ERROR ("snr", sim.amplitude_counts = 0.0; sim.pointing_x = 5000.0);
  EXPECT_OPTION_ERROR ("snr", sim.amplitude_counts = 0.0; sim.dead = 1.0; sim.zero = sim.noisy = 0.0);
}

static void
test_output (void)
{
  PmSimulation sim = pm_test_small_scan ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "x.fits", NULL);
  sim.length_s = 1.0;
  g_assert_false (pm_simulate (&sim, "/nowhere/at/all.fits", NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OUTPUT);
  g_clear_error (&error);
  g_assert_false (pm_simulate (&sim, "scan.txt", NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (pm_simulate (&sim, path, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  g_assert_null (g_dir_read_name (entries));
  pm_test_remove_dir (dir);
  const char *names[][2] = { { "a/b.fits.gz", "a/b.truth.ecsv" }, { "b.fits", "b.truth.ecsv" }, { "c.d.fits", "c.d.truth.ecsv" } };
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autofree char *truth = pm_simulation_truth_path (names[k][0]);
      g_assert_cmpstr (truth, ==, names[k][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/format", test_format);
  g_test_add_func ("/simulator/seed", test_seed);
  g_test_add_func ("/simulator/samples", test_samples);
  g_test_add_func ("/simulator/samples-hard", test_samples_hard);
  g_test_add_func ("/simulator/peak-frame", test_peak_frame);
  g_test_add_func ("/simulator/frames", test_frames);
  g_test_add_func ("/simulator/patterns", test_patterns);
  g_test_add_func ("/simulator/track", test_track);
  g_test_add_func ("/simulator/options", test_options);
  g_test_add_func ("/simulator/output", test_output);
  return g_test_run ();
}
