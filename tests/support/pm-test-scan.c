/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-test-scan.h"

#include "pm-hawc-constants.h"
#include "pm-test.h"

#include <fitsio.h>
#include <math.h>
#include <string.h>

#define DEG (G_PI / 180.0)
#define CHANNELS PM_HAWC_CHANNELS

static double *
read_doubles (fitsfile *fits, const char *name, int rows, int *status)
{
  int column;
  double *v = g_new (double, rows);
  fits_get_colnum (fits, CASESEN, (char *) name, &column, status);
  fits_read_col (fits, TDOUBLE, column, 1, 1, rows, NULL, v, NULL, status);
  return v;
}

static void
read_table (PmTestScan *scan, fitsfile *fits, gboolean moving, double ra0, double dec0, int *status)
{
  static const char *const names[] = { "Timestamp", "RA", "DEC", "SIBS_VPA", "TABS_VPA", "Chop_VPA", "NonSiderealRA", "NonSiderealDec",
                                       "sofiaChopR", "sofiaChopS", "FrameCounter", "Flag" };
  double *v[G_N_ELEMENTS (names)];
  LONGLONG rows;
  int n0 = scan->rows, column;
  fits_get_num_rowsll (fits, &rows, status);
  int n = (int) rows, all = n0 + n;
  scan->table_rows[scan->tables++] = n;
  scan->rows = all;
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    v[k] = read_doubles (fits, names[k], n, status);
  double **grow[] = { &scan->time, &scan->fx, &scan->fy, &scan->cx, &scan->cy };
  for (guint k = 0; k < G_N_ELEMENTS (grow); k++)
    *grow[k] = g_renew (double, *grow[k], all);
  scan->counter = g_renew (int, scan->counter, all);
  scan->flag = g_renew (int, scan->flag, all);
  scan->data = g_renew (int, scan->data, (gsize) all * CHANNELS);
  scan->jumps = g_renew (short, scan->jumps, (gsize) all * CHANNELS);
  for (int i = 0; i < n; i++)
    {
      double r = moving ? v[6][i] : ra0, d = moving ? v[7][i] : dec0, a = v[3][i] * DEG;
      double x = -(v[1][i] - r) * 15.0 * 3600.0 * cos (d * DEG), y = (v[2][i] - d) * 3600.0;
      scan->time[n0 + i] = v[0][i];
      scan->fx[n0 + i] = x * cos (a) + y * sin (a);
      scan->fy[n0 + i] = y * cos (a) - x * sin (a);
      double b = (v[5][i] - v[4][i] - (v[3][i] - v[4][i])) * DEG, cx = -33.394 * v[9][i], cy = -33.394 * v[8][i];
      scan->cx[n0 + i] = cx * cos (b) - cy * sin (b);
      scan->cy[n0 + i] = cx * sin (b) + cy * cos (b);
      scan->counter[n0 + i] = (int) v[10][i];
      scan->flag[n0 + i] = (int) v[11][i];
    }
  fits_get_colnum (fits, CASESEN, (char *) "SQ1Feedback", &column, status);
  fits_read_col (fits, TINT, column, 1, 1, (LONGLONG) n * CHANNELS, NULL, scan->data + (gsize) n0 * CHANNELS, NULL, status);
  fits_get_colnum (fits, CASESEN, (char *) "FluxJumps", &column, status);
  fits_read_col (fits, TSHORT, column, 1, 1, (LONGLONG) n * CHANNELS, NULL, scan->jumps + (gsize) n0 * CHANNELS, NULL, status);
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    g_free (v[k]);
}

static void
read_scan (PmTestScan *scan)
{
  int status = 0, moving = 0;
  double ra0, dec0;
  fitsfile *fits;
  fits_open_diskfile (&fits, scan->fits, READONLY, &status);
  fits_read_key (fits, TDOUBLE, "OBSRA", &ra0, NULL, &status);
  fits_read_key (fits, TDOUBLE, "OBSDEC", &dec0, NULL, &status);
  fits_read_key (fits, TLOGICAL, "NONSIDE", &moving, NULL, &status);
  fits_get_num_hdus (fits, &scan->hdus, &status);
  for (int hdu = 3; hdu <= scan->hdus; hdu++)
    {
      fits_movabs_hdu (fits, hdu, NULL, &status);
      read_table (scan, fits, moving, ra0, dec0, &status);
    }
  fits_close_file (fits, &status);
  g_assert_cmpint (status, ==, 0);
}

GArray *
pm_test_truth_read (const char *path, double *amplitude, double *fwhm)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean names = FALSE;
  GArray *truth = g_array_new (FALSE, TRUE, sizeof (PmTestTruth));
  g_assert_cmpstr (lines[0], ==, "# %ECSV 1.0");
  for (int i = 0; lines[i] && *lines[i]; i++)
    {
      PmTestTruth t = { 0 };
      const char *p;
      if (amplitude && (p = strstr (lines[i], " amplitude: ")))
        *amplitude = g_ascii_strtod (p + 12, NULL);
      if (fwhm && (p = strstr (lines[i], " fwhm: ")))
        *fwhm = g_ascii_strtod (p + 7, NULL);
      if (lines[i][0] == '#')
        continue;
      if (!names)
        {
          g_assert_cmpstr (lines[i], ==, "id,index,subarray,row,col,x,y,response,status,snr,crlb_x,crlb_y");
          names = TRUE;
          continue;
        }
      int n = sscanf (lines[i], "\"%15[^\"]\",%d,%3[^,],%d,%d,%lf,%lf,%lf,%7[^,],%lf,%lf,%lf", t.id, &t.index, t.subarray, &t.row, &t.col,
                      &t.x, &t.y, &t.response, t.status, &t.snr, &t.crlb_x, &t.crlb_y);
      g_assert_cmpint (n, ==, 12);
      g_array_append_val (truth, t);
    }
  return truth;
}

void
pm_test_scan_make (const PmSimulation *sim, PmTestScan *scan)
{
  g_autoptr (GError) error = NULL;
  memset (scan, 0, sizeof *scan);
  scan->dir = pm_test_make_dir ();
  scan->fits = g_build_filename (scan->dir, "scan.fits", NULL);
  scan->truth_path = pm_simulation_truth_path (scan->fits);
  pm_simulate (sim, scan->fits, NULL, &error);
  g_assert_no_error (error);
  scan->truth = pm_test_truth_read (scan->truth_path, &scan->amplitude, &scan->fwhm);
  read_scan (scan);
}

void
pm_test_scan_clear (PmTestScan *scan)
{
  pm_test_remove_dir (scan->dir);
  g_array_unref (scan->truth);
  void *all[] = { scan->dir, scan->fits, scan->truth_path, scan->time, scan->fx, scan->fy, scan->cx, scan->cy, scan->counter, scan->flag,
                  scan->data, scan->jumps };
  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    g_free (all[k]);
}

int
pm_test_scan_place (const PmTestTruth *t)
{
  return t->row * 128 + t->index / 1312 * 32 + t->col;
}

int
pm_test_scan_sample (const PmTestScan *scan, int row, const PmTestTruth *t)
{
  return scan->data[(gsize) row * CHANNELS + pm_test_scan_place (t)];
}

const PmTestTruth *
pm_test_scan_truth (const PmTestScan *scan, guint i)
{
  return &g_array_index (scan->truth, PmTestTruth, i);
}

PmSimulation
pm_test_small_scan (void)
{
  PmSimulation sim;
  pm_simulation_init (&sim);
  sim.band = 'E';
  sim.length_s = 5.0;
  sim.amplitude_x = 160.0;
  sim.amplitude_y = 190.0;
  sim.amplitude_counts = 1000.0;
  return sim;
}
