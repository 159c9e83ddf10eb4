/* SPDX-License-Identifier: GPL-3.0-or-later
 * Adding samples to maps, subtracting maps from samples, flagging the samples of bright cells.
 */
#include "pm-map-samples.h"
#include "pm-test-maps.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define N_BLOCKS 2
#define N_SLOTS (N_BLOCKS * PM_LANES)
#define N_FRAMES 3000

/* Random samples and flags, gains and weights for frames and slots. */
static void
make (PmTestMaps *f, double gain[N_SLOTS], double variance[N_SLOTS])
{
  pm_test_maps_make (f, N_BLOCKS, N_FRAMES, 3.0, 40.0, 33.0); /* the track leaves the grid */
  f->frames.gain = f->frame_gain;
  f->frames.weight = f->frame_weight;
  f->frame_gain[7] = 0.0;
  f->frame_gain[8] = NAN;
  f->frame_weight[9] = 0.0;
  f->frame_weight[10] = NAN;
  f->frame_gain[11] = -1.1; /* a sign that was changed on purpose */
  pm_test_maps_add_noise (f, 3.0);
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    {
      gain[slot] = 0.8 + 0.4 * gsl_rng_uniform (f->rng);
      variance[slot] = 1.0 + 9.0 * gsl_rng_uniform (f->rng);
      for (gsize t = 0; t < N_FRAMES; t++)
        if (gsl_rng_uniform (f->rng) < 0.1)
          *pm_test_maps_flag (f, slot, t) |= (guint8) (1 << gsl_rng_uniform_int (f->rng, 5));
    }
  for (gsize t = 12, n = 0; n < 10; t++) /* not finite, without a flag, in the window that test_add() takes for slot 3 */
    if (fabs (f->tl.fx[t] + 5.0) < 8.0 && fabs (f->tl.fy[t] - 3.0) < 8.0)
      {
        *pm_test_maps_flag (f, 3, t) = 0;
        *pm_test_maps_sample (f, 3, t) = n++ % 2 ? NAN : INFINITY;
      }
  gain[4] = NAN;
  gain[5] = 0.0;
  variance[6] = 0.0;
  variance[7] = INFINITY;
}

/* Sums in double by the definition, from offsets and not from the index list. */
static void
test_add (void)
{
  g_auto (PmTestMaps) f;
  double gain[N_SLOTS], variance[N_SLOTS];
  PmControl control = { .n_threads = 2 };
  make (&f, gain, variance);
  PmPixelMap *maps[N_SLOTS];
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    {
      maps[slot] = slot == 9 ? NULL : g_new (PmPixelMap, 1);
      if (maps[slot]) /* a window of its own for each */
        g_assert_true (pm_pixel_map_init_around (maps[slot], &f.grid, (double) slot - 8.0, 3.0, 25.0, slot % 2 == 0));
    }
  pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    {
      PmPixelMap *map = maps[slot];
      if (!map)
        continue;
      gsize n = map->nx * map->ny;
      g_autofree double *sum = g_new0 (double, 4 * n);
      for (gsize t = 0; t < N_FRAMES; t++)
        {
          double x = floor (f.tl.fx[t] / 3.0 + f.grid.ref_x + 0.5) - (double) map->x0;
          double y = floor (f.tl.fy[t] / 3.0 + f.grid.ref_y + 0.5) - (double) map->y0;
          double F = f.frame_gain[t], w = f.frame_weight[t] / variance[slot], d = *pm_test_maps_sample (&f, slot, t);
          bool in = x >= 0.0 && y >= 0.0 && x < (double) map->nx && y < (double) map->ny;
          if (!in || (slot >= 4 && slot <= 7) || t == 7 || t == 8 || t == 9 || t == 10 || !isfinite (d)
              || (*pm_test_maps_flag (&f, slot, t) & (PM_SAMPLE_BAD | PM_SAMPLE_SPIKE)))
            continue;
          gsize k = (gsize) y * map->nx + (gsize) x;
          sum[k] += w * F * gain[slot] * d;
          sum[n + k] += w * F * gain[slot] * F * gain[slot];
          sum[2 * n + k] += 0.02;
          sum[3 * n + k] += fabs (w * F * gain[slot] * d);
        }
      for (gsize k = 0; k < n; k++) /* a handful of roundings to float per cell, each of at most 6e-8 */
        {
          pm_assert_close (map->signal[k], sum[k], 1e-6 * sum[3 * n + k], 0.0);
          pm_assert_close (map->weight[k], sum[n + k], 0.0, 1e-6);
          pm_assert_close (map->exposure_s[k], sum[2 * n + k], 0.0, 1e-6);
        }
      g_assert_true (pm_pixel_map_is_empty (map) == (slot >= 4 && slot <= 7));
      pm_pixel_map_free (map);
      g_free (map);
    }
}

/* One pixel at a time, and any number of threads: the same bits. */
static void
test_threads (void)
{
  g_auto (PmTestMaps) f;
  double gain[N_SLOTS], variance[N_SLOTS], sync[N_SLOTS] = { 0.0 };
  make (&f, gain, variance);
  gsize n = (gsize) N_SLOTS * N_FRAMES, bytes = pm_pixel_map_bytes (f.grid.nx, f.grid.ny, true);
  g_autofree float *original = g_memdup2 (f.tl.samples, n * sizeof (float));
  g_autofree float *expected = NULL;
  PmPixelMap **reference = pm_test_maps_new_set (&f);
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    {
      pm_map_add_slot (reference[slot], &f.frames, &f.tl, slot, gain[slot], variance[slot]);
      pm_map_subtract_slot (reference[slot], &f.frames, &f.tl, slot, gain[slot], 0.0);
    }
  expected = g_memdup2 (f.tl.samples, n * sizeof (float));
  for (int threads = 1; threads <= 5; threads++)
    {
      PmControl control = { .n_threads = threads };
      PmPixelMap **maps = pm_test_maps_new_set (&f);
      memcpy (f.tl.samples, original, n * sizeof (float));
      pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
      pm_map_subtract (maps, &f.frames, &f.tl, gain, sync, &control);
      for (gsize slot = 0; slot < N_SLOTS; slot++)
        g_assert_cmpmem (maps[slot]->signal, bytes, reference[slot]->signal, bytes);
      g_assert_cmpmem (f.tl.samples, n * sizeof (float), expected, n * sizeof (float));
      pm_test_maps_free_set (&f, maps);
    }
  /* Cancelled: nothing happens. */
  PmControl control = { .n_threads = 2, .cancel = true };
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
  pm_map_subtract (reference, &f.frames, &f.tl, gain, sync, &control);
  pm_map_blank (reference, &f.frames, &f.tl, &control);
  g_assert_true (pm_pixel_map_is_empty (maps[0]));
  g_assert_cmpmem (f.tl.samples, n * sizeof (float), expected, n * sizeof (float));
  pm_test_maps_free_set (&f, maps);
  pm_test_maps_free_set (&f, reference);
}

static void
test_count_frames (void)
{
  g_auto (PmTestMaps) f;
  double gain[N_SLOTS], variance[N_SLOTS];
  make (&f, gain, variance);
  gsize inside = 0;
  for (gsize t = 0; t < N_FRAMES; t++) /* 24 cells of 3, zero on the edge in the middle */
    inside += f.tl.fx[t] >= -36.0 && f.tl.fy[t] >= -36.0 && f.tl.fx[t] < 36.0 && f.tl.fy[t] < 36.0 && (t < 7 || t > 10);
  g_assert_cmpuint (pm_map_frames_count (&f.frames), ==, inside);
  g_assert_cmpuint (f.grid.nx, ==, 24);
  g_assert_cmpuint (inside, <, N_FRAMES - 300);
}

/* Data + F S_sync base stays what it was in the first place, whatever is clipped in a round or comes back, for flagged samples too, and
 * with gains that change. At the end an empty map gives everything back. */
static void
test_conservation (void)
{
  g_auto (PmTestMaps) f;
  double gain[N_SLOTS], variance[N_SLOTS], sync[N_SLOTS] = { 0.0 };
  PmControl control = { .n_threads = 2 };
  make (&f, gain, variance);
  gsize n = (gsize) N_SLOTS * N_FRAMES, n_restored = 0, n_back = 0;
  g_autofree float *original = g_memdup2 (f.tl.samples, n * sizeof (float));
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  for (int round = 0; round < 7; round++)
    {
      for (gsize slot = 0; slot < N_SLOTS; slot++)
        {
          PmPixelMap *map = maps[slot];
          pm_pixel_map_clear (map, &f.grid);
          if (round < 6)
            pm_map_add_slot (map, &f.frames, &f.tl, slot, gain[slot], variance[slot]);
          pm_pixel_map_add_base (map, map, gain[slot] != 0.0 ? sync[slot] / gain[slot] : 0.0);
          for (gsize k = 0; k < map->nx * map->ny; k++)
            if (pm_pixel_map_is_valid (map, k) && gsl_rng_uniform (f.rng) < 0.4)
              {
                n_restored += map->base[k] != 0.0f;
                pm_pixel_map_discard (map, k);
              }
            else
              n_back += round > 0 && pm_pixel_map_is_valid (map, k) && map->base[k] == 0.0f;
        }
      pm_map_subtract (maps, &f.frames, &f.tl, gain, sync, &control);
      for (gsize slot = 0; slot < N_SLOTS; slot++)
        {
          pm_pixel_map_set_base (maps[slot]);
          sync[slot] = isfinite (gain[slot]) ? gain[slot] : 0.0;
          for (gsize t = 0; t < N_FRAMES; t++)
            {
              gsize place = (gsize) (pm_test_maps_sample (&f, slot, t) - f.tl.samples);
              double before = original[place], now = f.tl.samples[place];
              if (f.index[t] != PM_CELL_NONE && isfinite (f.frame_gain[t]))
                now += f.frame_gain[t] * sync[slot] * maps[slot]->base[f.index[t]];
              if (isnan (before))
                g_assert_true (isnan (now));
              else if (isfinite (before)) /* each round rounds samples of up to about 20 to float: 7 x 1e-6 */
                pm_assert_close (now, before, 7e-6, 0.0);
            }
          if (slot != 5)
            gain[slot] *= 0.95 + 0.1 * gsl_rng_uniform (f.rng);
        }
    }
  g_assert_cmpuint (n_restored, >, 1000);
  g_assert_cmpuint (n_back, >, 1000);
  for (gsize i = 0; i < n; i++)
    if (isfinite (original[i]))
      pm_assert_close (f.tl.samples[i], original[i], 7e-6, 0.0);
  pm_test_maps_free_set (&f, maps);
}

/* Where the model is the mean of the samples, the residual's mean is 0 in each cell; samples of any flag lose it, others keep theirs. */
static void
test_subtract (void)
{
  g_auto (PmTestMaps) f;
  double gain[N_SLOTS], variance[N_SLOTS], sync[N_SLOTS] = { 0.0 };
  PmControl control = { .n_threads = 2 };
  make (&f, gain, variance);
  float before = *pm_test_maps_sample (&f, 0, 7);
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
  pm_map_subtract (maps, &f.frames, &f.tl, gain, sync, &control);
  g_assert_cmpfloat (*pm_test_maps_sample (&f, 0, 7), ==, before); /* frame gain 0 */
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    pm_pixel_map_clear (maps[slot], &f.grid);
  pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    {
      pm_pixel_map_end_accumulation (maps[slot]);
      for (gsize k = 0; k < f.grid.nx * f.grid.ny; k++) /* float samples of up to 20 */
        pm_assert_close (maps[slot]->signal[k], 0.0, 3e-6, 0.0);
    }
  pm_test_maps_free_set (&f, maps);
}

static void
test_blank (void)
{
  g_auto (PmTestMaps) f;
  double gain[N_SLOTS], variance[N_SLOTS];
  PmControl control = { .n_threads = 2 };
  make (&f, gain, variance);
  g_autofree guint8 *flags = g_memdup2 (f.tl.flags, (gsize) N_SLOTS * N_FRAMES);
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  PmPixelMap *without = maps[2];
  maps[2] = NULL;
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    for (gsize k = slot; maps[slot] && k < f.grid.nx * f.grid.ny; k += 3)
      maps[slot]->state[k] = PM_MAP_BRIGHT;
  gsize set = 0, taken_off = 0;
  pm_map_blank (maps, &f.frames, &f.tl, &control);
  for (gsize slot = 0; slot < N_SLOTS; slot++)
    for (gsize t = 0; t < N_FRAMES; t++)
      {
        guint8 now = *pm_test_maps_flag (&f, slot, t), before = flags[pm_test_maps_flag (&f, slot, t) - f.tl.flags];
        bool bright = f.index[t] != PM_CELL_NONE && f.index[t] >= slot && (f.index[t] - slot) % 3 == 0;
        guint8 expected = (guint8) (bright ? before | PM_SAMPLE_SOURCE : before & ~PM_SAMPLE_SOURCE);
        g_assert_cmpuint (now, ==, slot == 2 ? before : expected);
        set += now > before;
        taken_off += now < before;
      }
  g_assert_cmpuint (set, >, 1000);
  g_assert_cmpuint (taken_off, >, 100);
  maps[2] = without;
  pm_test_maps_free_set (&f, maps);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-samples/add", test_add);
  g_test_add_func ("/map-samples/threads", test_threads);
  g_test_add_func ("/map-samples/count-frames", test_count_frames);
  g_test_add_func ("/map-samples/conservation", test_conservation);
  g_test_add_func ("/map-samples/subtract", test_subtract);
  g_test_add_func ("/map-samples/blank", test_blank);
  return g_test_run ();
}
