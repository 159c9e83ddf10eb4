/* SPDX-License-Identifier: GPL-3.0-or-later
 * Between samples and maps. A block's frames are passed over once for its PM_LANES maps: the cell is split into column and row once, and
 * most samples end at the test of the window.
 */
#include "pm-map-samples.h"

#include <math.h>

/* The maps of a block that take part, and their lanes. */
typedef struct
{
  int n, lane[PM_LANES];
  PmPixelMap *map[PM_LANES];
  double a[PM_LANES], b[PM_LANES]; /* gain and 1 / variance, or gain and sync gain */
} Lanes;

static double
frame_gain (const PmMapFrames *frames, size_t t)
{
  double gain = frames->gain ? frames->gain[t] : 1.0;
  return isfinite (gain) ? gain : 0.0;
}

static double
frame_weight (const PmMapFrames *frames, size_t t)
{
  double weight = frames->weight ? frames->weight[t] : 1.0;
  return weight > 0.0 && isfinite (weight) ? weight : 0.0;
}

size_t
pm_map_frames_count (const PmMapFrames *frames)
{
  size_t count = 0;
  for (size_t t = 0; t < frames->n_frames; t++)
    count += frames->index[t] != PM_CELL_NONE && frame_gain (frames, t) != 0.0 && frame_weight (frames, t) > 0.0;
  return count;
}

/* The element of the planes for column i and row j of the grid; false outside the window. */
static inline bool
find_cell (const PmPixelMap *map, size_t i, size_t j, size_t *cell)
{
  size_t column = i - map->x0, row = j - map->y0; /* wraps to a large number below the window */
  *cell = row * map->nx + column;
  return column < map->nx && row < map->ny;
}

static void
take_for_adding (Lanes *lanes, PmPixelMap *map, int lane, double gain, double variance)
{
  if (!map || !isfinite (gain) || gain == 0.0 || !(variance > 0.0) || !isfinite (variance))
    return;
  pm_pixel_map_open_accumulation (map);
  lanes->lane[lanes->n] = lane;
  lanes->map[lanes->n] = map;
  lanes->a[lanes->n] = gain;
  lanes->b[lanes->n++] = 1.0 / variance;
}

static void
add_lanes (const Lanes *lanes, const PmMapFrames *frames, double dt_s, const float *samples, const uint8_t *flags)
{
  for (size_t t = 0; t < frames->n_frames; t++)
    {
      double f = frame_gain (frames, t), w_t = frame_weight (frames, t);
      if (frames->index[t] == PM_CELL_NONE || f == 0.0 || w_t == 0.0)
        continue;
      size_t i = frames->index[t] % frames->grid_nx, j = frames->index[t] / frames->grid_nx, k;
      for (int l = 0; l < lanes->n; l++)
        {
          PmPixelMap *map = lanes->map[l];
          size_t s = t * PM_LANES + (size_t) lanes->lane[l];
          if (!find_cell (map, i, j, &k) || (flags[s] & PM_SKIP_FIT) || !isfinite (samples[s]))
            continue;
          double gamma = f * lanes->a[l], w = w_t * lanes->b[l] * gamma;
          map->signal[k] = (float) (map->signal[k] + w * samples[s]);
          map->weight[k] = (float) (map->weight[k] + w * gamma);
          map->exposure_s[k] = (float) (map->exposure_s[k] + dt_s);
          map->state[k] = 0;
        }
    }
}

void
pm_map_add_slot (PmPixelMap *map, const PmMapFrames *frames, const PmTimeline *tl, size_t slot, double gain, double variance)
{
  Lanes lanes = { .n = 0 };
  size_t block = slot / PM_LANES;
  take_for_adding (&lanes, map, (int) (slot % PM_LANES), gain, variance);
  add_lanes (&lanes, frames, tl->dt_s, pm_timeline_block (tl, block), pm_timeline_block_flags (tl, block));
}

void
pm_map_add (PmPixelMap *const *maps, const PmMapFrames *frames, const PmTimeline *tl, const double *gain, const double *variance,
            PmControl *control)
{
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t block = 0; block < tl->n_blocks; block++)
    {
      Lanes lanes = { .n = 0 };
      if (pm_control_cancelled (control))
        continue;
      for (size_t lane = 0; lane < PM_LANES; lane++)
        {
          size_t slot = block * PM_LANES + lane;
          take_for_adding (&lanes, maps[slot], (int) lane, gain[slot], variance[slot]);
        }
      add_lanes (&lanes, frames, tl->dt_s, pm_timeline_block (tl, block), pm_timeline_block_flags (tl, block));
    }
}

static void
take_for_subtracting (Lanes *lanes, PmPixelMap *map, int lane, double gain, double sync_gain)
{
  if (!map)
    return;
  pm_pixel_map_end_accumulation (map);
  lanes->lane[lanes->n] = lane;
  lanes->map[lanes->n] = map;
  lanes->a[lanes->n] = isfinite (gain) ? gain : 0.0;
  lanes->b[lanes->n++] = isfinite (sync_gain) ? sync_gain : 0.0;
}

static void
subtract_lanes (const Lanes *lanes, const PmMapFrames *frames, float *samples)
{
  for (size_t t = 0; t < frames->n_frames; t++)
    {
      double f = frame_gain (frames, t);
      if (frames->index[t] == PM_CELL_NONE || f == 0.0)
        continue;
      size_t i = frames->index[t] % frames->grid_nx, j = frames->index[t] / frames->grid_nx, k;
      for (int l = 0; l < lanes->n; l++)
        {
          const PmPixelMap *map = lanes->map[l];
          if (!find_cell (map, i, j, &k))
            continue;
          double change = pm_pixel_map_is_valid (map, k) ? lanes->a[l] * map->signal[k] : 0.0;
          if (map->base)
            change -= lanes->b[l] * map->base[k];
          float *d = samples + t * PM_LANES + lanes->lane[l];
          *d = (float) (*d - f * change);
        }
    }
}

void
pm_map_subtract_slot (PmPixelMap *map, const PmMapFrames *frames, PmTimeline *tl, size_t slot, double gain, double sync_gain)
{
  Lanes lanes = { .n = 0 };
  take_for_subtracting (&lanes, map, (int) (slot % PM_LANES), gain, sync_gain);
  subtract_lanes (&lanes, frames, tl->samples + slot / PM_LANES * tl->n_frames * PM_LANES);
}

void
pm_map_subtract (PmPixelMap *const *maps, const PmMapFrames *frames, PmTimeline *tl, const double *gain, const double *sync_gain,
                 PmControl *control)
{
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t block = 0; block < tl->n_blocks; block++)
    {
      Lanes lanes = { .n = 0 };
      if (pm_control_cancelled (control))
        continue;
      for (size_t lane = 0; lane < PM_LANES; lane++)
        {
          size_t slot = block * PM_LANES + lane;
          take_for_subtracting (&lanes, maps[slot], (int) lane, gain[slot], sync_gain[slot]);
        }
      subtract_lanes (&lanes, frames, tl->samples + block * tl->n_frames * PM_LANES);
    }
}

void
pm_map_blank_slot (const PmPixelMap *map, const PmMapFrames *frames, PmTimeline *tl, size_t slot)
{
  uint8_t *flags = tl->flags + slot / PM_LANES * tl->n_frames * PM_LANES + slot % PM_LANES;
  for (size_t t = 0; t < frames->n_frames; t++)
    {
      size_t i = frames->index[t] % frames->grid_nx, j = frames->index[t] / frames->grid_nx, k;
      bool bright = frames->index[t] != PM_CELL_NONE && find_cell (map, i, j, &k) && (map->state[k] & PM_MAP_BRIGHT);
      uint8_t *flag = flags + t * PM_LANES;
      *flag = (uint8_t) (bright ? *flag | PM_SAMPLE_SOURCE : *flag & ~PM_SAMPLE_SOURCE);
    }
}

void
pm_map_blank (PmPixelMap *const *maps, const PmMapFrames *frames, PmTimeline *tl, PmControl *control)
{
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t block = 0; block < tl->n_blocks; block++)
    for (size_t slot = block * PM_LANES; slot < (block + 1) * PM_LANES; slot++)
      if (maps[slot] && !pm_control_cancelled (control))
        pm_map_blank_slot (maps[slot], frames, tl, slot);
}
