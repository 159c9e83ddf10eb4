/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where the array looked when each sample was taken. The patterns of simulated scans are analytic functions of time, written down here
 * once more; a sample with time stamp t belongs to t - 14 ms.
 */
#include "pm-hawc-frames.h"
#include "pm-test-raw.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define DEG (G_PI / 180.0)

/* The cubic is in error by 3/128 h^4 f'''' in the middle, and by less than h^4 f'''' at the ends: with h = 4.9 ms and 160 arcsec at
 * 0.45 Hz, 6e-6 arcsec. Time stamps in unix seconds are rounded to 2.4e-7 s: 7e-5 arcsec at 300 arcsec/s, but the same rounding is in
 * the file. */
#define EXACT_ARCSEC 1e-4

static void
check_offset (double ra, double dec, double ra0, double dec0, double vpa, double x, double y)
{
  double fx, fy;
  pm_hawc_focal_offset (ra, dec, ra0, dec0, vpa, &fx, &fy);
  pm_assert_close (fx, x, 1e-8, 0); /* arcsec; 360 degrees in double are good to 2e-10 */
  pm_assert_close (fy, y, 1e-8, 0);
}

/* f = Rot (-vpa) (-(ra - ra0) cos dec0, dec - dec0), Rot counter-clockwise: worked out for angles where it is simple. */
static void
test_formula (void)
{
  const double arcsec = 1.0 / 3600.0;
  check_offset (10.0, 0.0, 10.0, 0.0, 0.0, 0.0, 0.0);
  check_offset (10.0 + arcsec, 0.0, 10.0, 0.0, 0.0, -1.0, 0.0); /* x grows to the West */
  check_offset (10.0, arcsec, 10.0, 0.0, 0.0, 0.0, 1.0);
  check_offset (10.0 + arcsec, 60.0, 10.0, 60.0, 0.0, -0.5, 0.0); /* cos 60 */
  check_offset (10.0 + 10.0 * arcsec, 60.0 + 10.0 * arcsec, 10.0, 60.0, 0.0, -5.0, 10.0); /* cos of the reference, not of the place */
  check_offset (10.0, arcsec, 10.0, 0.0, 90.0, 1.0, 0.0);
  check_offset (10.0 + arcsec, 0.0, 10.0, 0.0, 90.0, 0.0, 1.0);
  check_offset (10.0, arcsec, 10.0, 0.0, 180.0, 0.0, -1.0);
  check_offset (10.0, arcsec, 10.0, 0.0, -30.0, -0.5, sqrt (0.75));
  check_offset (10.0, arcsec, 10.0, 0.0, 690.0, -0.5, sqrt (0.75));
}

static void
test_formula_wrap (void)
{
  const double arcsec = 1.0 / 3600.0;
  check_offset (359.999, 0.0, 0.001, 0.0, 0.0, 7.2, 0.0);
  check_offset (0.001, 0.0, 359.999, 0.0, 0.0, -7.2, 0.0);
  check_offset (360.0 + arcsec, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0);
  check_offset (-arcsec, 0.0, 360.0, 0.0, 0.0, 1.0, 0.0);
  check_offset (arcsec, 0.0, 360.0, 0.0, 0.0, -1.0, 0.0);
}

/* Exact for cubics, however the times are spaced; for fewer points, for polynomials of their degree. */
static void
test_interpolation (void)
{
  const double times[] = { 0.0, 1.0, 2.5, 3.0, 4.0, 6.0, 6.5, 8.0 };
  double values[G_N_ELEMENTS (times)];
  for (gsize n = 1; n <= G_N_ELEMENTS (times); n++)
    for (int degree = 0; degree < 4 && degree < (int) n; degree++)
      {
        for (gsize i = 0; i < n; i++)
          values[i] = 3.0 - 2.0 * pow (times[i] - 2.2, degree);
        for (double t = times[0]; t <= times[n - 1]; t += 0.0625)
          pm_assert_close (pm_hawc_interpolate (times, values, n, t), 3.0 - 2.0 * pow (t - 2.2, degree), 1e-12, 1e-12);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    values[i] = i % 3 == 0 ? 1e6 : -7.0;
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++) /* at a node its value, exactly: all other weights are 0 */
    g_assert_cmpfloat (pm_hawc_interpolate (times, values, G_N_ELEMENTS (times), times[i]), ==, values[i]);
}

/* 2 s at the camera's usual rate, with a motion of which all numbers are chosen. */
static PmSimulation
fast_scan (void)
{
  PmSimulation sim = pm_test_small_scan ();
  pm_simulation_make_ideal (&sim);
  sim.rate_hz = 203.25;
  sim.length_s = 1.5;
  sim.amplitude_x = 160.0;
  sim.amplitude_y = 90.0;
  sim.speed = 290.0;
  sim.step = 120.0;
  sim.vpa_rate = 60.0; /* deg/min: the field turns visibly */
  return sim;
}

/* The Lissajous of the simulator in the focal plane, at t seconds after the first time stamp. */
static void
pattern_at (const PmSimulation *sim, double t, double *x, double *y)
{
  double f1 = sim->speed / (4.0 * sim->amplitude_x), f2 = f1 * sim->step / (G_PI * sim->amplitude_y), a = sim->sibs_tilt_deg * DEG;
  double hx = sim->amplitude_x * sin (2.0 * G_PI * f1 * t + 0.5), hy = -sim->amplitude_y * cos (2.0 * G_PI * f2 * t);
  *x = hx * cos (a) + hy * sin (a);
  *y = hy * cos (a) - hx * sin (a);
}

static PmHawcFrames *
read_frames (const char *path, const char *const *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_test_options (settings);
  g_autoptr (PmHawcFile) file = pm_hawc_file_open (path, options, &error);
  g_assert_no_error (error);
  PmHawcFrames *frames = pm_hawc_frames_read (file, options, &error);
  g_assert_no_error (error);
  return frames;
}

/* All rows stand at the place that the frame counter gives them, have the offset of (time stamp - lag) if that lies in the same unbroken
 * stretch of good rows, and none otherwise. */
static void
check_frames (const PmSimulation *sim, const PmTestScan *scan, const PmHawcFrames *frames, double lag_s)
{
  int begin = 0, end = 0;
  gsize n_valid = 0, n_found = 0;
  g_assert_cmpuint (frames->n_rows, ==, scan->rows);
  g_assert_cmpuint (frames->n_frames, ==, scan->counter[scan->rows - 1] - scan->counter[0] + 1);
  g_assert_cmpuint (frames->n_missing, ==, frames->n_frames - frames->n_rows);
  pm_assert_close (frames->dt_s, 1.0 / sim->rate_hz, 0, 1e-6); /* time stamps rounded to 2.4e-7 s, over a second */

  /* North is where a place north of the source is seen, in the middle of the scan; rows that are left out move the middle by less than
   * half a second, in which the field turns by that many degrees (vpa_rate 60 deg/min). */
  double vpa = sim->vpa_deg + sim->sibs_tilt_deg + sim->vpa_rate * 0.5 * (double) frames->n_frames * frames->dt_s / 60.0, north_x, north_y;
  pm_hawc_focal_offset (0.0, 1.0 / 3600.0, 0.0, 0.0, vpa, &north_x, &north_y);
  pm_assert_close (frames->north_deg, atan2 (north_y, north_x) / DEG, 0.5 * sim->vpa_rate / 60.0, 0.0);
  for (int r = 0; r < scan->rows; r++)
    {
      gsize t = (gsize) (scan->counter[r] - scan->counter[0]);
      double when = scan->time[r] - lag_s, x, y;
      g_assert_cmpuint (frames->place[r], ==, t);
      if (r >= end)
        {
          begin = r;
          end = r + 1;
          while (end < scan->rows && !scan->flag[r] && !scan->flag[end] && scan->counter[end] == scan->counter[end - 1] + 1)
            end++;
        }
      gboolean valid = scan->flag[r] == 0 && when >= scan->time[begin] - 1e-6 && when <= scan->time[end - 1] + 1e-6;
      g_assert_cmpint (frames->valid[r], ==, valid);
      g_assert_true (isfinite (frames->fx[t]) == valid && isfinite (frames->fy[t]) == valid);
      if (!valid)
        continue;
      n_valid++;
      pattern_at (sim, when - sim->start_unix, &x, &y);
      pm_assert_close (frames->fx[t], x, EXACT_ARCSEC, 0);
      pm_assert_close (frames->fy[t], y, EXACT_ARCSEC, 0);
    }
  for (gsize t = 0; t < frames->n_frames; t++)
    n_found += isfinite (frames->fx[t]) != 0;
  g_assert_cmpuint (n_found, ==, n_valid); /* and nothing at places without a row */
}

static void
test_lag (void)
{
  PmSimulation sim = fast_scan ();
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  static const char *const lags[] = { "0.014", "0", "0.02", "-0.01", "0.0049" };
  for (guint k = 0; k < G_N_ELEMENTS (lags); k++)
    {
      g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, (const char *[]){ "read.lag", lags[k], NULL });
      check_frames (&sim, &scan, frames, g_ascii_strtod (lags[k], NULL));
      g_assert_false (frames->moving);
    }
  g_autoptr (PmHawcFrames) usual = read_frames (scan.fits, NULL);
  g_assert_true (!usual->valid[2] && usual->valid[3]); /* 14 ms are 2.8 frames */
}

/* At 1/0.014 Hz the lag is one frame: the offsets are those of the row before. */
static void
test_whole_frame (void)
{
  PmSimulation sim = fast_scan ();
  sim.rate_hz = 1.0 / 0.014;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  check_frames (&sim, &scan, frames, 0.014);
  for (int r = 1; r < scan.rows; r++)
    {
      /* two time stamps of half a unit of 2.4e-7 s each, at less than 500 arcsec/s */
      pm_assert_close (frames->fx[r], scan.fx[r - 1], 1.2e-4, 0);
      pm_assert_close (frames->fy[r], scan.fy[r - 1], 1.2e-4, 0);
    }
}

static void
test_holes (void)
{
  PmSimulation sim = fast_scan ();
  sim.tables = 3;
  sim.gaps = 2;
  sim.gap_s = 0.1;
  sim.flagged = 2;
  sim.flagged_s = 0.1;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  check_frames (&sim, &scan, frames, 0.014);
  gsize flagged = 0;
  for (int r = 0; r < scan.rows; r++)
    flagged += scan.flag[r] != 0;
  g_assert_cmpuint (frames->n_missing, >, 30);
  g_assert_cmpuint (flagged, >, 30);
  g_assert_cmpuint (frames->n_flagged, ==, flagged);
  /* the coordinates of flagged rows need not make sense */
  fitsfile *fits = pm_test_fits_edit (scan.fits, 3);
  for (int r = 0; r < scan.table_rows[0]; r++)
    if (scan.flag[r])
      {
        pm_test_fits_fill (fits, "RA", r + 1, 1, NAN);
        pm_test_fits_fill (fits, "SIBS_VPA", r + 1, 1, 1e200);
      }
  pm_test_fits_done (fits);
  g_autoptr (PmHawcFrames) again = read_frames (scan.fits, NULL);
  check_frames (&sim, &scan, again, 0.014);
}

/* A row without a coordinate is a hole as well; a row without a time, or out of order, has no place. */
static void
test_missing_values (void)
{
  PmSimulation sim = fast_scan ();
  sim.length_s = 0.5;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  fitsfile *fits = pm_test_fits_edit (scan.fits, 3);
  pm_test_fits_fill (fits, "RA", 21, 1, NAN);
  pm_test_fits_fill (fits, "DEC", 31, 1, -9999.0);
  pm_test_fits_fill (fits, "SIBS_VPA", 41, 1, INFINITY);
  pm_test_fits_fill (fits, "Timestamp", 51, 1, NAN);
  pm_test_fits_fill (fits, "Timestamp", 61, 1, scan.time[40]);
  pm_test_fits_fill (fits, "RA", 71, 1, 0.0);
  pm_test_fits_fill (fits, "DEC", 71, 1, 0.0);
  pm_test_fits_done (fits);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  g_assert_cmpuint (frames->n_unplaced, ==, 2);
  g_assert_cmpuint (frames->n_missing, ==, 2);
  g_assert_cmpuint (frames->n_frames, ==, scan.rows);
  for (int r = 0; r < scan.rows; r++)
    {
      /* rows 20, 30 ... 70, and the three after each of them: 14 ms are 2.8 frames, and the first good row starts anew */
      gboolean hole = r < 3 || (r % 10 < 4 && r >= 20 && r < 80);
      g_assert_cmpint (frames->valid[r], ==, !hole);
      g_assert_true (frames->place[r] == (r == 50 || r == 60 ? PM_HAWC_NO_PLACE : (gsize) r));
    }
}

/* The header's rate may be slightly wrong without the frames going astray, and very wrong: then the time stamps count. */
static void
test_rate (void)
{
  static const double factors[] = { 0.995, 1.004, 2.0, 0.1 };
  PmSimulation sim = fast_scan ();
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  for (guint k = 0; k < G_N_ELEMENTS (factors); k++)
    {
      fitsfile *fits = pm_test_fits_edit (scan.fits, 1);
      pm_test_fits_set_number (fits, "SMPLFREQ", 203.25 * factors[k]);
      pm_test_fits_done (fits);
      g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
      check_frames (&sim, &scan, frames, 0.014);
    }
}

static void
test_moving (void)
{
  PmSimulation sim = fast_scan ();
  sim.target_rate = 600.0; /* arcsec/min: 15 arcsec in this scan */
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  g_autoptr (PmHawcFrames) yes = read_frames (scan.fits, (const char *[]){ "read.moving", "yes", NULL });
  check_frames (&sim, &scan, frames, 0.014);
  check_frames (&sim, &scan, yes, 0.014);
  g_assert_true (frames->moving && yes->moving);
  g_autoptr (PmHawcFrames) no = read_frames (scan.fits, (const char *[]){ "read.moving", "no", NULL });
  int last = scan.rows - 1;
  g_assert_false (no->moving);
  /* about the place of the first frame: away by what the target has moved meanwhile */
  double moved = sim.target_rate / 60.0 * (scan.time[last] - 0.014 - scan.time[0]);
  pm_assert_close (hypot (no->fx[last] - frames->fx[last], no->fy[last] - frames->fy[last]), moved, 0, 1e-3); /* cos Dec is not the same */
}

/* The target's position may be unknown in a few rows, the first and the last among them. */
static void
test_moving_unknown (void)
{
  PmSimulation sim = fast_scan ();
  sim.length_s = 0.5;
  sim.target_rate = 600.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) all = read_frames (scan.fits, NULL);
  const int bad[] = { 0, 50, scan.rows - 1 };
  fitsfile *fits = pm_test_fits_edit (scan.fits, 3);
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    pm_test_fits_fill (fits, "NonSiderealRA", bad[k] + 1, 1, NAN);
  pm_test_fits_done (fits);
  g_autoptr (PmHawcFrames) some = read_frames (scan.fits, NULL);
  g_assert_true (some->moving);
  for (int r = 0; r < scan.rows; r++)
    {
      gboolean hole = r < 4 || (r >= 50 && r < 54) || r == scan.rows - 1; /* 14 ms are 2.8 frames */
      g_assert_true (some->valid[r] == !hole);
      if (!hole)
        pm_assert_close (some->fx[r], all->fx[r], EXACT_ARCSEC, 0);
    }
  fits = pm_test_fits_edit (scan.fits, 3);
  pm_test_fits_fill (fits, "NonSiderealDec", 1, 0, NAN);
  pm_test_fits_done (fits);
  g_autoptr (PmScan) fixed = pm_test_read_scan (scan.fits, 1, NULL);
  g_assert_false (fixed->info.moving);
  g_assert_true (pm_test_scan_warns (fixed, "NonSidereal"));
}

/* A target that does not move gives the same numbers in either way. */
static void
test_still (void)
{
  PmSimulation sim = fast_scan ();
  sim.length_s = 0.3;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) automatic = read_frames (scan.fits, NULL);
  g_autoptr (PmHawcFrames) yes = read_frames (scan.fits, (const char *[]){ "read.moving", "yes", NULL });
  g_assert_true (!automatic->moving && yes->moving);
  check_frames (&sim, &scan, yes, 0.014);
}

/* The scan goes over 0 h; the file has right ascensions between 0 and 24 h. */
static void
test_wrap (void)
{
  PmSimulation sim = fast_scan ();
  sim.ra_hours = 0.0005;
  sim.dec_deg = -40.0;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  fitsfile *fits = pm_test_fits_edit (scan.fits, 3);
  int status = 0, column = pm_test_fits_column (fits, "RA"), n_wrapped = 0;
  for (int r = 1; r <= scan.rows; r++)
    {
      double ra;
      fits_read_col (fits, TDOUBLE, column, r, 1, 1, NULL, &ra, NULL, &status);
      if (ra < 0.0)
        pm_test_fits_fill (fits, "RA", r, 1, ra + 24.0);
      n_wrapped += ra < 0.0;
    }
  g_assert_cmpint (status, ==, 0);
  pm_test_fits_done (fits);
  g_assert_true (n_wrapped > 10 && n_wrapped < scan.rows - 10);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  check_frames (&sim, &scan, frames, 0.014);
}

static PmSimulation
chopping_scan (void)
{
  PmSimulation sim = fast_scan ();
  sim.chop_amplitude = 40.0;
  sim.chop_hz = 5.0;
  sim.chop_angle_deg = 25.0;
  sim.chop_tilt_deg = 10.0;
  return sim;
}

/* Offsets with the chopper: a square wave of +-40 arcsec at 25 degrees in the telescope's frame, which is turned into the focal plane by
 * -2 degrees. The voltages of two frames before must be there. */
static void
check_chopped (const PmSimulation *sim, const PmTestScan *scan, const PmHawcFrames *frames)
{
  gsize n_valid = 0;
  for (int r = 0; r < scan->rows; r++)
    {
      gsize t = frames->place[r];
      double when = scan->time[r] - 0.014 - sim->start_unix, x, y, phase = when * sim->chop_hz;
      gboolean source = FALSE;
      for (int k = MAX (0, r - 2); k < r; k++)
        source = source || scan->counter[k] == scan->counter[r] - 2;
      if (!source)
        g_assert_false (frames->valid[r]);
      if (!frames->valid[r])
        continue;
      n_valid++;
      pattern_at (sim, when, &x, &y);
      double side = phase - floor (phase) < 0.5 ? 40.0 : -40.0, angle = (sim->chop_angle_deg - sim->sibs_tilt_deg) * DEG;
      pm_assert_close (frames->fx[t], x + side * cos (angle), EXACT_ARCSEC, 0);
      pm_assert_close (frames->fy[t], y + side * sin (angle), EXACT_ARCSEC, 0);
    }
  g_assert_cmpuint (n_valid, >, scan->rows * 7 / 10);
}

static void
test_chopper (void)
{
  PmSimulation sim = chopping_scan ();
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  check_chopped (&sim, &scan, frames);
  g_assert_true (frames->valid[3]);
  /* one bad reading costs the frame it belongs to, and no other */
  fitsfile *fits = pm_test_fits_edit (scan.fits, 3);
  pm_test_fits_fill (fits, "sofiaChopR", 1, 1, NAN);
  pm_test_fits_fill (fits, "sofiaChopS", 101, 1, NAN);
  pm_test_fits_done (fits);
  g_autoptr (PmHawcFrames) again = read_frames (scan.fits, NULL);
  check_chopped (&sim, &scan, again);
  for (int r = 0; r < scan.rows; r++)
    g_assert_true (again->valid[r] == (frames->valid[r] && r != 102));
}

static void
test_chopper_gap (void)
{
  PmSimulation sim = chopping_scan ();
  sim.gaps = 3;
  sim.gap_s = 0.05;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) frames = read_frames (scan.fits, NULL);
  g_assert_cmpuint (frames->n_missing, >, 20);
  check_chopped (&sim, &scan, frames);
}

/* Frames count where the throw is the header's amplitude within the tolerance. */
static void
test_chopper_tolerance (void)
{
  static const struct
  {
    double amplitude;
    const char *tolerance;
    gboolean ok;
  } cases[] = { { 49.9, "10", TRUE },  { 30.1, "10", TRUE }, { 50.1, "10", FALSE },
                { 29.9, "10", FALSE }, { 50.1, "11", TRUE }, { 40.2, "0.1", FALSE } };
  PmSimulation sim = chopping_scan ();
  sim.length_s = 0.5;
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      fitsfile *fits = pm_test_fits_edit (scan.fits, 1);
      pm_test_fits_set_number (fits, "CHPAMP1", cases[k].amplitude);
      pm_test_fits_done (fits);
      g_autoptr (GError) error = NULL;
      g_autoptr (PmOptions) options = pm_test_options ((const char *[]){ "read.chopper-tolerance", cases[k].tolerance, NULL });
      g_autoptr (PmHawcFile) file = pm_hawc_file_open (scan.fits, options, &error);
      g_assert_no_error (error);
      g_autoptr (PmHawcFrames) frames = pm_hawc_frames_read (file, options, &error);
      g_assert_true ((frames != NULL) == cases[k].ok);
      if (frames)
        check_chopped (&sim, &scan, frames);
    }
}

/* Central differences are in error by h^2 f'''/6: 0.02 arcsec/s for this pattern; frames within 1 arcsec/s of the limit may go
 * either way. */
static void
test_speed (void)
{
  PmSimulation sim = fast_scan ();
  g_auto (PmTestScan) scan;
  pm_test_scan_make (&sim, &scan);
  g_autoptr (PmHawcFrames) all = read_frames (scan.fits, NULL);
  g_autoptr (PmHawcFrames) some = read_frames (scan.fits, (const char *[]){ "read.speed-min", "200", "read.speed-max", "400", NULL });
  gsize n_slow = 0, n_fast = 0, n_kept = 0;
  for (int r = 0; r < scan.rows; r++)
    {
      double t = scan.time[r] - 0.014 - sim.start_unix, x0, y0, x1, y1, h = 1e-4;
      pattern_at (&sim, t - h, &x0, &y0);
      pattern_at (&sim, t + h, &x1, &y1);
      double speed = hypot (x1 - x0, y1 - y0) / (2.0 * h);
      n_slow += speed < 199.0;
      n_fast += speed > 401.0;
      if (speed < 199.0 || speed > 401.0)
        g_assert_false (some->valid[r]);
      if (speed > 201.0 && speed < 399.0 && r > 3 && r + 1 < scan.rows) /* at the ends the difference is one-sided */
        {
          g_assert_cmpint (some->valid[r], ==, all->valid[r]);
          n_kept++;
        }
    }
  g_assert_true (n_slow > 20 && n_fast > 20 && n_kept > 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hawc-frames/formula", test_formula);
  g_test_add_func ("/hawc-frames/formula-wrap", test_formula_wrap);
  g_test_add_func ("/hawc-frames/interpolation", test_interpolation);
  g_test_add_func ("/hawc-frames/lag", test_lag);
  g_test_add_func ("/hawc-frames/whole-frame", test_whole_frame);
  g_test_add_func ("/hawc-frames/holes", test_holes);
  g_test_add_func ("/hawc-frames/missing-values", test_missing_values);
  g_test_add_func ("/hawc-frames/rate", test_rate);
  g_test_add_func ("/hawc-frames/moving", test_moving);
  g_test_add_func ("/hawc-frames/moving-unknown", test_moving_unknown);
  g_test_add_func ("/hawc-frames/still", test_still);
  g_test_add_func ("/hawc-frames/wrap", test_wrap);
  g_test_add_func ("/hawc-frames/chopper", test_chopper);
  g_test_add_func ("/hawc-frames/chopper-gap", test_chopper_gap);
  g_test_add_func ("/hawc-frames/chopper-tolerance", test_chopper_tolerance);
  g_test_add_func ("/hawc-frames/speed", test_speed);
  return g_test_run ();
}
