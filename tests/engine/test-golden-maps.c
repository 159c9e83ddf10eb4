/* SPDX-License-Identifier: GPL-3.0-or-later
 * Accumulation and subtraction against numbers that another program made: see tests/data/README.md.
 */
#include "pm-fits.h"
#include "pm-map-samples.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>

#define N_PIXELS 12
#define SPIKE 16384 /* bits of the other program's sample flags */
#define BLANK 8192

typedef struct
{
  fitsfile *file;
  PmGrid grid;
  gsize n_frames, n_cells;
} Golden;

static void
golden_open (Golden *golden, const char *name)
{
  g_autofree char *path = pm_test_table_data_path (name);
  GError *error = NULL;
  golden->file = pm_fits_open (path, &error);
  g_assert_no_error (error);
  golden->grid = (PmGrid){ .nx = 45, .ny = 53, .cell_arcsec = 3.9, .ref_x = 21.5, .ref_y = 26.5 };
  golden->n_frames = 2994;
  golden->n_cells = 45 * 53;
}

/* All elements of an image as doubles; free with g_free(). */
static double *
golden_read (Golden *golden, const char *extension, gsize n)
{
  int status = 0, n_axes = 0;
  long axes[3] = { 1, 1, 1 };
  double *values = g_new (double, n);
  fits_movnam_hdu (golden->file, IMAGE_HDU, (char *) extension, 0, &status);
  fits_get_img_param (golden->file, 3, NULL, &n_axes, axes, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint ((gsize) (axes[0] * axes[1] * axes[2]), ==, n);
  fits_read_img (golden->file, TDOUBLE, 1, (LONGLONG) n, NULL, values, NULL, &status);
  g_assert_cmpint (status, ==, 0);
  return values;
}

/* One block whose first lanes are the pixels. Flags: spikes of the other program, and bits of all frames that are not valid. */
static PmTimeline
make_timeline (const Golden *golden, const double *data, const double *sample_flags, const double *frame_bad)
{
  gsize n = golden->n_frames;
  PmTimeline tl = { .n_blocks = 1, .n_frames = n, .dt_s = 0.02 };
  tl.samples = g_new0 (float, n * PM_LANES);
  tl.flags = g_new0 (uint8_t, n * PM_LANES);
  for (gsize t = 0; t < n; t++)
    for (gsize lane = 0; lane < PM_LANES; lane++)
      {
        int flag = lane < N_PIXELS ? (int) sample_flags[lane * n + t] : 0;
        tl.samples[t * PM_LANES + lane] = lane < N_PIXELS ? (float) data[lane * n + t] : NAN;
        tl.flags[t * PM_LANES + lane] = (uint8_t) ((flag & SPIKE ? PM_SAMPLE_SPIKE : 0) | (flag & BLANK ? PM_SAMPLE_SOURCE : 0)
                                                   | (lane >= N_PIXELS || frame_bad[t] != 0.0 ? PM_SAMPLE_BAD : 0));
      }
  return tl;
}

static void
test_add (void)
{
  Golden g;
  golden_open (&g, "golden/add_points_last.fits.gz");
  gsize n = g.n_frames, nc = g.n_cells;
  g_autofree double *data = golden_read (&g, "FRAME_DATA", N_PIXELS * n), *cells = golden_read (&g, "SAMPLE_INDICES", N_PIXELS * 2 * n);
  g_autofree double *frame_gain = golden_read (&g, "FRAME_GAINS", n), *frame_weight = golden_read (&g, "FRAME_WEIGHT", n);
  g_autofree double *gain = golden_read (&g, "SOURCE_GAINS", N_PIXELS), *variance = golden_read (&g, "VARIANCE", N_PIXELS);
  g_autofree double *frame_valid = golden_read (&g, "FRAME_VALID", n), *frame_flag = golden_read (&g, "FRAME_FLAG", n);
  g_autofree double *sample_flag = golden_read (&g, "SAMPLE_FLAG", N_PIXELS * n);
  g_autofree double *sum = golden_read (&g, "MAP_SUM", N_PIXELS * nc), *weight = golden_read (&g, "MAP_WEIGHT", N_PIXELS * nc);
  g_autofree double *exposure = golden_read (&g, "MAP_EXPOSURE", N_PIXELS * nc), *bad = g_new (double, n);
  g_autofree uint32_t *index = g_new (uint32_t, n);
  for (gsize t = 0; t < n; t++)
    {
      bad[t] = frame_valid[t] == 0.0 || frame_flag[t] != 0.0;
      index[t] = PM_CELL_NONE; /* the list that all pixels share, from the samples that were used of any of them */
      for (gsize p = 0; p < N_PIXELS; p++)
        if (cells[p * 2 * n + t] >= 0.0)
          index[t] = (uint32_t) (cells[p * 2 * n + n + t] * 45.0 + cells[p * 2 * n + t]);
    }
  PmTimeline tl = make_timeline (&g, data, sample_flag, bad);
  PmMapFrames frames = { .n_frames = n, .grid_nx = 45, .index = index, .gain = frame_gain, .weight = frame_weight };
  g_assert_cmpuint (pm_map_frames_count (&frames), ==, 2979); /* NMAPFRM in the header */
  gsize seen = 0;
  for (gsize p = 0; p < N_PIXELS; p++)
    {
      PmPixelMap map;
      g_assert_true (pm_pixel_map_init (&map, &g.grid, 0, 0, 45, 53, false));
      pm_map_add_slot (&map, &frames, &tl, p, gain[p], variance[p]);
      g_autofree double *size = g_new0 (double, nc); /* sum of |terms|: what rounding is relative to */
      for (gsize t = 0; t < n; t++)
        if (cells[p * 2 * n + t] >= 0.0)
          size[index[t]] += fabs (frame_weight[t] / variance[p] * frame_gain[t] * gain[p] * data[p * n + t]);
      for (gsize k = 0; k < nc; k++)
        {
          pm_assert_close (map.signal[k], sum[p * nc + k], 1e-6 * size[k], 0.0);
          pm_assert_close (map.weight[k], weight[p * nc + k], 0.0, 1e-6);
          pm_assert_close (map.exposure_s[k], exposure[p * nc + k], 0.0, 1e-6);
          seen += weight[p * nc + k] > 0.0;
        }
      pm_pixel_map_free (&map);
    }
  g_assert_cmpuint (seen, >, N_PIXELS * 1000);
  g_free (tl.samples);
  g_free (tl.flags);
  pm_fits_close (g.file);
}

static void
test_subtract (void)
{
  Golden g;
  golden_open (&g, "golden/sync_last.fits.gz");
  gsize n = g.n_frames, nc = g.n_cells, n_changed = 0;
  g_autofree double *before = golden_read (&g, "BEFORE", N_PIXELS * n), *after = golden_read (&g, "AFTER", N_PIXELS * n);
  g_autofree double *flag_before = golden_read (&g, "SFLAG_BEFORE", N_PIXELS * n);
  g_autofree double *flag_after = golden_read (&g, "SFLAG_AFTER", N_PIXELS * n);
  g_autofree double *frame_gain = golden_read (&g, "FRAME_GAINS", n), *frame_valid = golden_read (&g, "FRAME_VALID", n);
  g_autofree double *gain = golden_read (&g, "SOURCE_GAINS", N_PIXELS), *sync = golden_read (&g, "SYNC_GAINS", N_PIXELS);
  g_autofree double *cells = golden_read (&g, "MAP_INDEX", 2 * n), *model = golden_read (&g, "MAP", N_PIXELS * nc);
  g_autofree double *valid = golden_read (&g, "MAP_VALID", N_PIXELS * nc), *masked = golden_read (&g, "MAP_MASKED", N_PIXELS * nc);
  g_autofree double *base = golden_read (&g, "BASE", N_PIXELS * nc), *bad = g_new (double, n);
  g_autofree uint32_t *index = g_new (uint32_t, n);
  for (gsize t = 0; t < n; t++)
    {
      bad[t] = frame_valid[t] == 0.0;
      index[t] = bad[t] != 0.0 ? PM_CELL_NONE : (uint32_t) (cells[n + t] * 45.0 + cells[t]);
    }
  PmTimeline tl = make_timeline (&g, before, flag_before, bad);
  PmMapFrames frames = { .n_frames = n, .grid_nx = 45, .index = index, .gain = frame_gain };
  for (gsize p = 0; p < N_PIXELS; p++)
    {
      PmPixelMap map;
      g_assert_true (pm_pixel_map_init (&map, &g.grid, 0, 0, 45, 53, true));
      for (gsize k = 0; k < nc; k++)
        {
          map.weight[k] = (float) valid[p * nc + k];
          map.signal[k] = valid[p * nc + k] != 0.0 ? (float) model[p * nc + k] : 0.0f;
          map.base[k] = (float) base[p * nc + k];
          map.state[k] = masked[p * nc + k] != 0.0 ? PM_MAP_BRIGHT : 0;
        }
      map.is_mean = true;
      pm_map_subtract_slot (&map, &frames, &tl, p, gain[p], sync[p]);
      pm_map_blank_slot (&map, &frames, &tl, p);
      for (gsize t = 0; t < n; t++)
        {
          gsize s = t * PM_LANES + p, k = index[t];
          bool in = k != PM_CELL_NONE;
          double size = in ? fabs (frame_gain[t]) * (fabs (gain[p] * model[p * nc + k]) + fabs (sync[p] * base[p * nc + k])) : 0.0;
          /* Float planes and samples: 1e-6 of the numbers that cancel each other. */
          pm_assert_close (tl.samples[s], after[p * n + t], 1e-6 * (fabs (before[p * n + t]) + size), 0.0);
          if (in)
            g_assert_true (!(tl.flags[s] & PM_SAMPLE_SOURCE) == !((int) flag_after[p * n + t] & BLANK));
          n_changed += fabs (after[p * n + t] - before[p * n + t]) > 0.01;
        }
      pm_pixel_map_free (&map);
    }
  g_assert_cmpuint (n_changed, >, 10000);
  g_free (tl.samples);
  g_free (tl.flags);
  pm_fits_close (g.file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden-maps/add", test_add);
  g_test_add_func ("/golden-maps/subtract", test_subtract);
  return g_test_run ();
}
