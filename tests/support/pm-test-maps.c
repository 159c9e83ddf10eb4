/* SPDX-License-Identifier: GPL-3.0-or-later
 * A small scan for the tests of per-pixel maps.
 */
#include "pm-test-maps.h"

#include <gsl/gsl_randist.h>
#include <math.h>

void
pm_test_maps_make (PmTestMaps *self, gsize n_blocks, gsize n_frames, double cell, double half, double grid_half)
{
  gsize n = n_blocks * n_frames * PM_LANES;
  *self = (PmTestMaps){ .rng = gsl_rng_alloc (gsl_rng_mt19937) };
  self->tl = (PmTimeline){ .n_blocks = n_blocks, .n_frames = n_frames, .dt_s = 0.02, .samples = g_new0 (float, n),
                           .flags = g_new0 (guint8, n), .fx = g_new (double, n_frames), .fy = g_new (double, n_frames) };
  self->index = g_new (uint32_t, n_frames);
  self->frame_gain = g_new (double, n_frames);
  self->frame_weight = g_new (double, n_frames);
  g_assert_true (pm_grid_init (&self->grid, -grid_half, grid_half, -grid_half, grid_half, cell, 1 << 20));
  for (gsize t = 0; t < n_frames; t++)
    {
      /* Frequencies whose ratio is far from small fractions: the figure fills the square. */
      double phase = 0.04 * (double) t;
      self->tl.fx[t] = half * sin (phase);
      self->tl.fy[t] = half * sin (0.6180339887498949 * phase + 0.3);
      self->frame_gain[t] = 0.9 + 0.2 * gsl_rng_uniform (self->rng);
      self->frame_weight[t] = 0.5 + gsl_rng_uniform (self->rng);
      if (t % 100 != 5)
        continue;
      self->tl.fx[t] = self->tl.fy[t] = NAN;
      for (gsize slot = 0; slot < n_blocks * PM_LANES; slot++)
        *pm_test_maps_flag (self, slot, t) = PM_SAMPLE_BAD;
    }
  pm_grid_index (&self->grid, self->tl.fx, self->tl.fy, n_frames, self->index);
  g_assert_true (pm_cells_init (&self->cells, &self->grid));
  pm_cells_add (&self->cells, &self->grid, self->tl.fx, self->tl.fy, self->index, n_frames);
  pm_cells_finish (&self->cells, &self->grid);
  self->frames = (PmMapFrames){ .n_frames = n_frames, .grid_nx = self->grid.nx, .index = self->index };
}

void
pm_test_maps_free (PmTestMaps *self)
{
  g_free (self->tl.samples);
  g_free (self->tl.flags);
  g_free (self->tl.fx);
  g_free (self->tl.fy);
  g_free (self->index);
  g_free (self->frame_gain);
  g_free (self->frame_weight);
  pm_cells_clear (&self->cells);
  gsl_rng_free (self->rng);
}

float *
pm_test_maps_sample (PmTestMaps *self, gsize slot, gsize frame)
{
  return self->tl.samples + (slot / PM_LANES * self->tl.n_frames + frame) * PM_LANES + slot % PM_LANES;
}

guint8 *
pm_test_maps_flag (PmTestMaps *self, gsize slot, gsize frame)
{
  return self->tl.flags + (slot / PM_LANES * self->tl.n_frames + frame) * PM_LANES + slot % PM_LANES;
}

void
pm_test_maps_add_source (PmTestMaps *self, gsize slot, const PmBeam *beam, double gain, double amplitude, double x, double y)
{
  for (gsize t = 0; t < self->tl.n_frames; t++)
    if (isfinite (self->tl.fx[t]))
      {
        double height = gain * amplitude * (self->frames.gain ? self->frames.gain[t] : 1.0);
        *pm_test_maps_sample (self, slot, t) += (float) (height * pm_beam_value (beam, self->tl.fx[t] - x, self->tl.fy[t] - y));
      }
}

void
pm_test_maps_add_noise (PmTestMaps *self, double sigma)
{
  for (gsize i = 0; i < self->tl.n_blocks * self->tl.n_frames * PM_LANES; i++)
    self->tl.samples[i] += (float) gsl_ran_gaussian_ziggurat (self->rng, sigma);
}

PmPixelMap **
pm_test_maps_new_set (const PmTestMaps *self)
{
  gsize n = self->tl.n_blocks * PM_LANES;
  PmPixelMap **maps = g_new (PmPixelMap *, n);
  for (gsize slot = 0; slot < n; slot++)
    {
      maps[slot] = g_new (PmPixelMap, 1);
      g_assert_true (pm_pixel_map_init (maps[slot], &self->grid, 0, 0, self->grid.nx, self->grid.ny, true));
    }
  return maps;
}

void
pm_test_maps_free_set (const PmTestMaps *self, PmPixelMap **maps)
{
  for (gsize slot = 0; slot < self->tl.n_blocks * PM_LANES; slot++)
    {
      pm_pixel_map_free (maps[slot]);
      g_free (maps[slot]);
    }
  g_free (maps);
}
