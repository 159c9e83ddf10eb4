/* SPDX-License-Identifier: GPL-3.0-or-later
 * Level, smoothing, clipping, mask, weights and statistics of a map, and whole rounds of the iterative map.
 */
#include "pm-map-process.h"
#include "pm-map-samples.h"
#include "pm-stats.h"
#include "pm-test-maps.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#define SIDE 30

typedef struct
{
  PmGrid grid;
  PmPixelMap map;
  double *work;
  gsl_rng *rng;
} Fixture;

/* White noise of S/N 1 with weights that differ, a source of S/N about 60 in the middle, holes. */
static void
set_up (Fixture *f, gconstpointer data)
{
  f->rng = gsl_rng_alloc (gsl_rng_mt19937);
  f->grid = (PmGrid){ .nx = 40, .ny = 41, .cell_arcsec = 2.0, .ref_x = 19.5, .ref_y = 20.5 };
  g_assert_true (pm_pixel_map_init (&f->map, &f->grid, 3, 5, SIDE, SIDE + 1, true));
  f->work = g_new (double, pm_map_work_size (&f->map));
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    if (gsl_rng_uniform (f->rng) > 0.1)
      {
        double dx = pm_grid_x (&f->grid, 3 + k % SIDE), dy = pm_grid_y (&f->grid, 5 + k / SIDE);
        f->map.weight[k] = (float) (1.0 + gsl_rng_uniform (f->rng));
        f->map.exposure_s[k] = 0.02f * (float) (1.0 + 5.0 * gsl_rng_uniform (f->rng));
        f->map.signal[k] = (float) (7.0 + gsl_ran_gaussian (f->rng, 1.0) / sqrt ((double) f->map.weight[k])
                                    + 60.0 * exp (-0.5 * (dx * dx + dy * dy) / 16.0));
      }
  f->map.is_mean = true;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pm_pixel_map_free (&f->map);
  g_free (f->work);
  gsl_rng_free (f->rng);
}

static void
test_level (Fixture *f, gconstpointer data)
{
  double v[SIDE * (SIDE + 1)], w[SIDE * (SIDE + 1)];
  gsize n = 0;
  f->map.state[100] = PM_MAP_BRIGHT;
  f->map.signal[100] = 1e6f;
  f->map.weight[100] = 1.0f;
  g_autofree float *before = g_memdup2 (f->map.signal, SIDE * (SIDE + 1) * sizeof (float));
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    {
      double dx = pm_grid_x (&f->grid, 3 + k % SIDE) - 1.0, dy = pm_grid_y (&f->grid, 5 + k / SIDE) + 1.0;
      if (f->map.weight[k] > 0.0f && k != 100 && dx * dx + dy * dy > 15.0 * 15.0)
        {
          v[n] = f->map.signal[k];
          w[n++] = f->map.weight[k];
        }
    }
  double expected = pm_weighted_median (v, w, n);
  PmMapExclude exclude = { .x = 1.0, .y = -1.0, .radius_arcsec = 15.0, .states = PM_MAP_BRIGHT };
  double level = pm_map_level (&f->map, &f->grid, &exclude, f->work);
  g_assert_cmpfloat (level, ==, expected);
  /* Scatter of the median of about 650 values of sigma 0.8: 0.04; the source beyond the circle adds less than 0.05. */
  pm_assert_close (level, 7.0, 0.2, 0.0);
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    g_assert_cmpfloat (f->map.signal[k], ==, f->map.weight[k] > 0.0f ? (float) (before[k] - level) : 0.0f);
  pm_assert_close (pm_map_level (&f->map, &f->grid, &exclude, f->work), 0.0, 1e-6, 0.0); /* float */
  g_assert_cmpfloat (pm_map_level (&f->map, &f->grid, NULL, f->work), >, 0.05); /* the source counts now */
  exclude.radius_arcsec = 1e3;
  g_assert_true (isnan (pm_map_level (&f->map, &f->grid, &exclude, f->work)));
}

/* Against the sum over all pairs of cells of a square kernel. */
static void
check_smooth (Fixture *f, double fwhm)
{
  PmPixelMap old;
  g_assert_true (pm_pixel_map_init_copy (&old, &f->map));
  pm_map_smooth (&f->map, &f->grid, fwhm, f->work);
  double reach = ceil (3.0 * fwhm / 2.0), factor = 4.0 * log (2.0) * 4.0 / (fwhm * fwhm);
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    {
      double wm = 0.0, w = 0.0, we = 0.0;
      for (gsize o = 0; o < SIDE * (SIDE + 1); o++)
        {
          double dx = (double) (k % SIDE) - (double) (o % SIDE), dy = (double) (k / SIDE) - (double) (o / SIDE);
          if (fabs (dx) > reach || fabs (dy) > reach || !(old.weight[o] > 0.0f))
            continue;
          double kw = exp (-factor * (dx * dx + dy * dy)) * old.weight[o];
          wm += kw * old.signal[o];
          we += kw * old.exposure_s[o];
          w += kw;
        }
      bool valid = old.weight[k] > 0.0f;
      pm_assert_close (f->map.weight[k], valid ? w : 0.0, 0.0, 1e-6); /* float */
      pm_assert_close (f->map.signal[k], valid ? wm / w : 0.0, 1e-6, 1e-6);
      pm_assert_close (f->map.exposure_s[k], valid ? we / w : 0.0, 0.0, 1e-6);
    }
  pm_pixel_map_free (&old);
}

static void
test_smooth (Fixture *f, gconstpointer data)
{
  double cell = 2.0 / sqrt (G_PI / (4.0 * log (2.0)));
  pm_assert_close (f->map.smooth_fwhm_arcsec, cell, 1e-12, 0.0);
  check_smooth (f, 1.5);
  check_smooth (f, 9.0);
  check_smooth (f, 50.0); /* wider than the map */
  pm_assert_close (f->map.smooth_fwhm_arcsec, sqrt (cell * cell + 1.5 * 1.5 + 81.0 + 2500.0), 1e-9, 0.0);
  g_autofree float *before = g_memdup2 (f->map.signal, SIDE * (SIDE + 1) * sizeof (float));
  pm_map_smooth (&f->map, &f->grid, 0.0, f->work);
  pm_map_smooth (&f->map, &f->grid, NAN, f->work);
  pm_map_smooth_to (&f->map, &f->grid, 30.0, f->work);
  g_assert_cmpmem (f->map.signal, SIDE * (SIDE + 1) * sizeof (float), before, SIDE * (SIDE + 1) * sizeof (float));
}

/* Smoothing to a width takes the cells into account, and the second time does nothing. */
static void
test_smooth_to (Fixture *f, gconstpointer data)
{
  PmPixelMap other;
  g_assert_true (pm_pixel_map_init_copy (&other, &f->map));
  double cell = pm_pixel_map_cell_fwhm (&f->grid);
  pm_map_smooth (&other, &f->grid, sqrt (36.0 - cell * cell), f->work);
  pm_map_smooth_to (&f->map, &f->grid, 6.0, f->work);
  pm_assert_close (f->map.smooth_fwhm_arcsec, 6.0, 1e-12, 0.0);
  for (int repeat = 0; repeat < 2; repeat++)
    {
      g_assert_cmpmem (f->map.signal, SIDE * (SIDE + 1) * sizeof (float), other.signal, SIDE * (SIDE + 1) * sizeof (float));
      pm_map_smooth_to (&f->map, &f->grid, 6.0, f->work);
    }
  pm_pixel_map_free (&other);
}

/* Each clip against its definition, cell by cell. */
static void
check_clip (Fixture *f, int kind)
{
  static const int signs[3] = { 1, -1, 0 };
  PmPixelMap old;
  gsize n = 0, count = 0, expected = 0;
  double v[SIDE * (SIDE + 1)], limit = 0.0;
  g_assert_true (pm_pixel_map_init_copy (&old, &f->map));
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    if (old.weight[k] > 0.0f)
      v[n++] = kind == 3 ? old.exposure_s[k] : 1.0 / sqrt ((double) old.weight[k]);
  if (kind < 3)
    count = pm_map_clip (&f->map, 1.5, signs[kind]);
  else if (kind == 3)
    count = pm_map_clip_exposure (&f->map, 0.5, f->work), limit = 0.5 * pm_quantile (v, n, 0.95);
  else if (kind == 4)
    count = pm_map_clip_noise (&f->map, 1.2, f->work), limit = 1.2 * pm_quantile (v, n, 0.05);
  else
    count = pm_map_clip_redundancy (&f->map, 4.0, 0.02);
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    {
      double s2n = old.signal[k] * sqrt ((double) old.weight[k]), w = old.weight[k], e = old.exposure_s[k];
      bool gone[6] = { s2n <= 1.5, s2n >= -1.5, fabs (s2n) <= 1.5, e < limit, 1.0 / sqrt (w) > limit, e < 0.07 };
      if (!(w > 0.0))
        g_assert_cmpint (f->map.state[k], ==, 0);
      else if (gone[kind])
        {
          expected++;
          g_assert_cmpfloat (f->map.weight[k], ==, 0.0f);
          g_assert_cmpfloat (f->map.signal[k], ==, 0.0f);
          g_assert_cmpfloat (f->map.exposure_s[k], ==, 0.0f);
          g_assert_cmpint (f->map.state[k], ==, PM_MAP_CLIPPED);
        }
      else
        g_assert_cmpfloat (f->map.signal[k], ==, old.signal[k]);
    }
  g_assert_cmpuint (count, ==, expected);
  g_assert_cmpuint (count, >, 50);
  g_assert_cmpuint (count, <, n);
  pm_pixel_map_free (&old);
}

static void
test_clip (Fixture *f, gconstpointer data)
{
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    f->map.signal[k] -= f->map.weight[k] > 0.0f ? 7.0f : 0.0f;
  f->map.signal[40] = -100.0f; /* so that sign < 0 leaves something */
  f->map.weight[40] = 1.0f;
  gsize before = pm_pixel_map_count (&f->map);
  g_assert_cmpuint (pm_map_clip (&f->map, 0.0, 1) + pm_map_clip (&f->map, NAN, 0) + pm_map_clip (&f->map, INFINITY, 0), ==, 0);
  g_assert_cmpuint (pm_map_clip_exposure (&f->map, 0.0, f->work) + pm_map_clip_noise (&f->map, 0.0, f->work), ==, 0);
  g_assert_cmpuint (pm_map_clip_redundancy (&f->map, 0.0, 0.02), ==, 0);
  g_assert_cmpuint (pm_pixel_map_count (&f->map), ==, before);
  for (int kind = 0; kind < 6; kind++)
    {
      PmPixelMap full = f->map;
      g_assert_true (pm_pixel_map_init_copy (&f->map, &full));
      check_clip (f, kind);
      pm_pixel_map_free (&f->map);
      f->map = full;
    }
}

static void
test_mask (Fixture *f, gconstpointer data)
{
  pm_map_level (&f->map, &f->grid, &(PmMapExclude){ .radius_arcsec = 15.0 }, f->work);
  /* Alone among empty cells, in a corner too: bright but not believed; beside one valid cell: believed. */
  static const gsize empty[] = { 1, SIDE, SIDE + 1, 8, 9, 10, 12, 13, 14, SIDE + 8, SIDE + 9, SIDE + 10, SIDE + 11, SIDE + 13, SIDE + 14 };
  for (gsize i = 0; i < G_N_ELEMENTS (empty); i++)
    pm_pixel_map_discard (&f->map, empty[i]);
  f->map.signal[0] = f->map.signal[SIDE + 12] = f->map.signal[11] = 500.0f;
  f->map.weight[0] = f->map.weight[SIDE + 12] = f->map.weight[11] = 1.0f;
  f->map.signal[25] = -500.0f;
  f->map.weight[25] = f->map.weight[26] = 1.0f;
  f->map.state[26] = PM_MAP_BRIGHT; /* of an earlier round */
  f->map.signal[26] = 0.0f;
  for (int sign = -1; sign <= 1; sign++)
    {
      gsize count = pm_map_mask (&f->map, 10.0, sign), seen = 0, near_source = 0;
      for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
        {
          bool bright = f->map.state[k] & PM_MAP_BRIGHT;
          double s2n = f->map.signal[k] * sqrt ((double) f->map.weight[k]), value = sign == 0 ? fabs (s2n) : sign * s2n;
          g_assert_true (bright == (value >= 10.0 && k != 0));
          seen += bright;
          near_source += bright && k > 5 * SIDE;
        }
      g_assert_cmpuint (count, ==, seen);
      g_assert_true ((near_source > 10) == (sign >= 0));
    }
  g_assert_cmpuint (pm_map_mask (&f->map, INFINITY, 0), ==, 0);
  g_assert_cmpuint (pm_map_mask (&f->map, NAN, 0), ==, 0);
  g_assert_cmpuint (pm_map_mask (&f->map, -INFINITY, 0), ==, 0);
  g_assert_cmpuint (f->map.state[25], ==, 0);
}

/* Weights that are 9 times too large: chi^2 = 9. The median of chi^2 over 650 cells scatters by 1.17 x 2 / sqrt (650) = 9 %. */
static void
test_reweight (Fixture *f, gconstpointer data)
{
  PmMapExclude exclude = { .radius_arcsec = 16.0 };
  double level = pm_map_level (&f->map, &f->grid, &exclude, f->work);
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    f->map.weight[k] *= 9.0f;
  PmMapStats stats = pm_map_stats (&f->map, &f->grid, &exclude, f->work);
  g_autofree float *before = g_memdup2 (f->map.weight, SIDE * (SIDE + 1) * sizeof (float));
  double chi2 = pm_map_reweight (&f->map, &f->grid, &exclude, f->work);
  pm_assert_close (level, 7.0, 0.2, 0.0);
  pm_assert_close (chi2, 9.0, 0.0, 0.3);
  pm_assert_close (chi2, stats.chi2, 0.0, 1e-5); /* the level that was subtracted is 0 within float precision */
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    pm_assert_close (f->map.weight[k], before[k] / chi2, 0.0, 1e-7);
  pm_assert_close (pm_map_reweight (&f->map, &f->grid, &exclude, f->work), 1.0, 0.0, 1e-6);
  /* With a source over much of the map, leaving it out matters. */
  g_assert_cmpfloat (pm_map_reweight (&f->map, &f->grid, NULL, f->work), >, 1.1);
  /* A map without noise keeps its weights. */
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    f->map.signal[k] = 0.0f;
  double weight = f->map.weight[50];
  g_assert_true (isnan (pm_map_reweight (&f->map, &f->grid, NULL, f->work)));
  g_assert_cmpfloat (f->map.weight[50], ==, weight);
}

static void
test_stats (Fixture *f, gconstpointer data)
{
  float noise[SIDE * (SIDE + 1)], s2n[SIDE * (SIDE + 1)];
  gsize n = 0;
  double exposure = 0.0;
  pm_map_noise (&f->map, noise);
  pm_map_s2n (&f->map, s2n);
  for (gsize k = 0; k < SIDE * (SIDE + 1); k++)
    {
      double w = f->map.weight[k];
      g_assert_true (isnan (noise[k]) == !(w > 0.0) && isnan (s2n[k]) == !(w > 0.0));
      n += w > 0.0;
      exposure += f->map.exposure_s[k];
      if (w > 0.0)
        pm_assert_close (noise[k], 1.0 / sqrt (w), 0.0, 2e-7);
      if (w > 0.0)
        pm_assert_close (s2n[k], f->map.signal[k] * sqrt (w), 0.0, 2e-7);
    }
  pm_map_clip_redundancy (&f->map, 2.0, 0.02);
  PmMapStats stats = pm_map_stats (&f->map, &f->grid, NULL, f->work);
  g_assert_cmpuint (stats.n_valid + stats.n_clipped, ==, n);
  g_assert_cmpfloat (stats.exposure_s, <, exposure);
  pm_assert_close (stats.noise, sqrt (1.0 / 1.5), 0.03, 0.0); /* weights spread evenly over 1 ... 2 */
  pm_assert_close (stats.highest, 67.0, 4.0, 0.0);
  g_assert_true (stats.lowest > 2.0 && stats.lowest < 6.5);
  g_assert_cmpfloat (hypot (stats.peak_x, stats.peak_y), <, 4.0); /* the four central cells, or one beside them: weights differ */
  g_assert_cmpfloat (stats.peak_s2n, >, 55.0);
  pm_pixel_map_reset (&f->map, &f->grid);
  stats = pm_map_stats (&f->map, &f->grid, NULL, f->work);
  g_assert_true (stats.n_valid == 0 && isnan (stats.level) && isnan (stats.noise) && isnan (stats.chi2) && isnan (stats.peak_s2n));
}

/* The setup's steps happen, in their order; without a setup only the accumulation is ended. */
static void
test_process (Fixture *f, gconstpointer data)
{
  PmMapProcess setup = { .redundancy = 2.0, .dt_s = 0.02, .level = true, .smooth_fwhm_arcsec = 5.0, .exposure_clip = 0.3,
                         .noise_clip = 3.0, .clip_s2n = 4.0, .blank_s2n = 20.0, .sign = 1 };
  PmMapExclude exclude = { .radius_arcsec = 3.0 }, more = { .radius_arcsec = 3.0, .states = PM_MAP_BRIGHT };
  PmPixelMap other, plain;
  g_assert_true (pm_pixel_map_init_copy (&other, &f->map));
  g_assert_true (pm_pixel_map_init_copy (&plain, &f->map));
  pm_pixel_map_open_accumulation (&plain);
  pm_map_process (&plain, &f->grid, NULL, &exclude, f->work);
  g_assert_true (plain.is_mean && pm_pixel_map_count (&plain) == pm_pixel_map_count (&f->map));
  pm_map_process (&f->map, &f->grid, &setup, &exclude, f->work);
  pm_map_clip_redundancy (&other, 2.0, 0.02);
  pm_map_level (&other, &f->grid, &exclude, f->work);
  g_assert_cmpuint (pm_map_mask (&other, 20.0, 1), >, 5);
  pm_map_level (&other, &f->grid, &more, f->work);
  pm_map_smooth_to (&other, &f->grid, 5.0, f->work);
  pm_map_clip_exposure (&other, 0.3, f->work);
  pm_map_clip_noise (&other, 3.0, f->work);
  pm_map_clip (&other, 4.0, 1);
  pm_map_mask (&other, 20.0, 1);
  gsize bytes = pm_pixel_map_bytes (SIDE, SIDE + 1, true);
  g_assert_cmpmem (f->map.signal, bytes, other.signal, bytes);
  g_assert_cmpuint (pm_pixel_map_count (&other), <, 200);
  pm_pixel_map_free (&other);
  pm_pixel_map_free (&plain);
}

/* Many maps at once, each with its own circle: as one at a time. */
static void
test_process_all (Fixture *f, gconstpointer data)
{
  enum { N_MAPS = 7 };
  PmMapProcess setup = { .level = true, .smooth_fwhm_arcsec = 5.0, .clip_s2n = 2.0, .blank_s2n = 20.0, .sign = 1 };
  PmPixelMap together[N_MAPS], *maps[N_MAPS];
  PmMapExclude exclude[N_MAPS];
  PmControl control = { .n_threads = 3 }, cancelled = { .n_threads = 3, .cancel = true };
  gsize bytes = pm_pixel_map_bytes (SIDE, SIDE + 1, true);
  for (int m = 0; m < N_MAPS; m++)
    {
      g_assert_true (pm_pixel_map_init_copy (&together[m], &f->map));
      maps[m] = m == 2 ? NULL : &together[m];
      exclude[m] = (PmMapExclude){ .x = -2.0 * m, .radius_arcsec = 4.0 * m };
    }
  g_assert_true (pm_map_process_all (maps, N_MAPS, &f->grid, &setup, exclude, &cancelled));
  g_assert_cmpmem (together[3].signal, bytes, f->map.signal, bytes);
  g_assert_true (pm_map_process_all (maps, N_MAPS, &f->grid, &setup, exclude, &control));
  for (int m = 0; m < N_MAPS; m++)
    {
      PmPixelMap alone;
      g_assert_true (pm_pixel_map_init_copy (&alone, &f->map));
      if (m != 2)
        pm_map_process (&alone, &f->grid, &setup, &exclude[m], f->work);
      g_assert_cmpmem (together[m].signal, bytes, alone.signal, bytes);
      pm_pixel_map_free (&alone);
      pm_pixel_map_free (&together[m]);
    }
}

/* Rounds on a scan with sources: the map that counts is the same after each round with the same setup, whatever the rounds before
 * clipped; with smoothing, level and a threshold that falls. Threads must not matter. */
static void
check_rounds (int n_rounds, int n_threads, PmTestMaps *f, PmPixelMap **maps)
{
  gsize n_slots = f->tl.n_blocks * PM_LANES;
  g_autofree double *gain = g_new (double, n_slots), *variance = g_new (double, n_slots), *sync = g_new0 (double, n_slots);
  g_autofree PmMapExclude *exclude = g_new0 (PmMapExclude, n_slots);
  PmControl control = { .n_threads = n_threads };
  PmBeam beam = { .sigma_arcsec = 5.0, .wing = 0.1, .wing_ratio = 2.0 };
  f->frames.gain = f->frame_gain;
  f->frames.weight = f->frame_weight;
  for (gsize slot = 0; slot < n_slots; slot++)
    {
      gain[slot] = 0.8 + 0.02 * (double) slot;
      variance[slot] = 4.0;
      exclude[slot] = (PmMapExclude){ .x = (double) slot - 15.0, .y = 4.0, .radius_arcsec = 15.0 };
      pm_test_maps_add_source (f, slot, &beam, gain[slot], 400.0, exclude[slot].x, 4.0);
    }
  for (int round = 0; round < n_rounds; round++)
    {
      PmMapProcess setup = { .level = true, .smooth_fwhm_arcsec = 4.0, .sign = 1 };
      setup.clip_s2n = round == n_rounds - 1 ? 2.0 : round % 2 ? 30.0 : 100.0;
      setup.blank_s2n = 30.0;
      for (gsize slot = 0; slot < n_slots; slot++)
        pm_pixel_map_clear (maps[slot], &f->grid);
      pm_map_add (maps, &f->frames, &f->tl, gain, variance, &control);
      for (gsize slot = 0; slot < n_slots; slot++)
        pm_pixel_map_add_base (maps[slot], maps[slot], sync[slot] / gain[slot]);
      g_assert_true (pm_map_process_all (maps, n_slots, &f->grid, &setup, exclude, &control));
      pm_map_subtract (maps, &f->frames, &f->tl, gain, sync, &control);
      pm_map_blank (maps, &f->frames, &f->tl, &control);
      for (gsize slot = 0; slot < n_slots; slot++)
        {
          pm_pixel_map_set_base (maps[slot]);
          sync[slot] = gain[slot];
        }
    }
}

static void
test_rounds (void)
{
  PmPixelMap **maps[4];
  PmTestMaps f[4];
  static const int rounds[4] = { 1, 2, 5, 5 }, threads[4] = { 1, 2, 1, 3 };
  for (int i = 0; i < 4; i++)
    {
      pm_test_maps_make (&f[i], 2, 4000, 3.0, 40.0, 40.0);
      maps[i] = pm_test_maps_new_set (&f[i]);
      check_rounds (rounds[i], threads[i], &f[i], maps[i]);
    }
  gsize n = f[0].grid.nx * f[0].grid.ny, bytes = pm_pixel_map_bytes (f[0].grid.nx, f[0].grid.ny, true);
  for (gsize slot = 0; slot < 2 * PM_LANES; slot++)
    {
      g_assert_cmpmem (maps[2][slot]->signal, bytes, maps[3][slot]->signal, bytes);
      g_assert_cmpuint (pm_pixel_map_count (maps[0][slot]), >, 50);
      for (gsize k = 0; k < n; k++)
        for (int i = 1; i < 3; i++)
          {
            pm_assert_close (maps[i][slot]->signal[k], maps[0][slot]->signal[k], 1e-6 * 400.0, 0.0); /* float, of the peak */
            pm_assert_close (maps[i][slot]->weight[k], maps[0][slot]->weight[k], 0.0, 1e-6);
          }
    }
  for (int i = 0; i < 4; i++)
    {
      pm_test_maps_free_set (&f[i], maps[i]);
      pm_test_maps_free (&f[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/map-process/level", test_level);
  ADD ("/map-process/smooth", test_smooth);
  ADD ("/map-process/smooth-to", test_smooth_to);
  ADD ("/map-process/clip", test_clip);
  ADD ("/map-process/mask", test_mask);
  ADD ("/map-process/reweight", test_reweight);
  ADD ("/map-process/stats", test_stats);
  ADD ("/map-process/process", test_process);
  ADD ("/map-process/process-all", test_process_all);
  g_test_add_func ("/map-process/rounds", test_rounds);
  return g_test_run ();
}
