/* SPDX-License-Identifier: GPL-3.0-or-later
 * Maps of the pixels: of the samples without common mode and level, the level interpolated under the source.
 */
#include "pm-reduction-private.h"

#include "pm-common-mode.h"
#include "pm-error.h"
#include "pm-local-level.h"
#include "pm-map-stack.h"
#include "pm-memory.h"
#include "pm-source.h"

#include <math.h>
#include <string.h>

#define BEAM_CELL 0.5          /* of the maps' cell: many pixels fill smaller cells */
#define MAX_CELLS 16000000
#define MAX_BYTES (G_GUINT64_CONSTANT (8) << 30)

/* The grid over all scans, each scan's cells, and the cells' moments. Scans that move relative to each other are sorted anew. */
gboolean
pm_reduce_map_grid (PmReduction *r, GError **error)
{
  double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY,
         cell = r->options->map_cell * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  for (int k = 0; k < r->n_scans; k++)
    pm_reduction_extent (&r->scans[k], &x0, &x1, &y0, &y1);
  pm_cells_clear (&r->map_cells);
  if (!pm_grid_init (&r->map_grid, x0, x1, y0, y1, cell, MAX_CELLS) || !pm_cells_init (&r->map_cells, &r->map_grid))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "maps of %.0f x %.0f arcsec in cells of %.3f arcsec (option map.cell) are too large",
                   x1 - x0, y1 - y0, cell);
      return FALSE;
    }
  for (int k = 0; k < r->n_scans; k++)
    {
      PmScanState *s = &r->scans[k];
      g_free (s->map_index);
      s->map_index = g_new (uint32_t, s->tl->n_frames);
      pm_grid_index (&r->map_grid, s->tl->fx, s->tl->fy, s->tl->n_frames, s->map_index);
      pm_cells_add (&r->map_cells, &r->map_grid, s->tl->fx, s->tl->fy, s->map_index, s->tl->n_frames);
    }
  pm_cells_finish (&r->map_cells, &r->map_grid);
  return TRUE;
}

PmMapFrames
pm_reduction_map_frames (const PmReduction *r, int k)
{
  return (PmMapFrames){ r->scans[k].tl->n_frames, r->map_grid.nx, r->scans[k].map_index, NULL, NULL };
}

static void
pixel_map_free (PmPixelMap *map)
{
  pm_pixel_map_free (map);
  g_free (map);
}

void
pm_reduce_free_maps (PmReduction *r)
{
  for (gsize slot = 0; r->pixel_maps && slot < r->n_slots; slot++)
    if (r->pixel_maps[slot])
      pixel_map_free (r->pixel_maps[slot]);
  g_clear_pointer (&r->pixel_maps, g_free);
}

/* An empty map: a window around the pixel's place, or the whole grid. NULL: there is no place, or no memory. */
static PmPixelMap *
pixel_map_new (const PmReduction *r, gsize slot, gboolean full, gboolean with_base)
{
  double x, y, half = r->options->map_stamp * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  if (!full && !pm_reduction_place (r, slot, &x, &y))
    return NULL;
  PmPixelMap *map = g_new0 (PmPixelMap, 1);
  gboolean ok = full ? pm_pixel_map_init (map, &r->map_grid, 0, 0, r->map_grid.nx, r->map_grid.ny, with_base)
                     : pm_pixel_map_init_around (map, &r->map_grid, x, y, half, with_base);
  if (!ok)
    g_clear_pointer (&map, g_free);
  return map;
}

/* Makes empty maps. wanted: [slot], NULL for all. */
static gboolean
allocate_maps (PmReduction *r, const gboolean *wanted, gboolean full, gboolean with_base, GError **error)
{
  guint64 bytes = 0, free_bytes = pm_memory_get_available (), limit = free_bytes > 0 ? MIN (MAX_BYTES, free_bytes) : MAX_BYTES;
  pm_reduce_free_maps (r);
  r->pixel_maps = g_new0 (PmPixelMap *, r->n_slots);
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      if (r->excluded[slot] || (wanted && !wanted[slot]))
        continue;
      PmPixelMap *map = r->pixel_maps[slot] = pixel_map_new (r, slot, full, with_base);
      bytes += map ? pm_pixel_map_bytes (map->nx, map->ny, with_base) : 0;
      if (bytes > limit) /* those that are there are fresh zeros, which take no memory yet */
        {
          g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "the maps need more than %.0f GB: ask for fewer, or for stamps",
                       (double) limit / 1e9);
          return FALSE;
        }
    }
  return TRUE;
}

/* The samples of one block of one scan in counts, without common mode and level, in s->z[0]. */
static void
level_block (PmReduction *r, PmScratch *s, gsize b, int k)
{
  PmScanState *scan = &r->scans[k];
  PmTimeline *tl = scan->tl;
  double q[PM_LANES], x[PM_LANES], y[PM_LANES];
  double radius = r->options->source_mask_radius * PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec; /* so near they do not tell the level */
  for (gsize l = 0; l < PM_LANES; l++)
    {
      q[l] = pm_reduction_q (r, scan, b * PM_LANES + l);
      if (!pm_reduction_place (r, b * PM_LANES + l, &x[l], &y[l]))
        x[l] = y[l] = NAN;
    }
  memcpy (s->flags, pm_timeline_block_flags (tl, b), tl->n_frames * PM_LANES);
  pm_source_mask (tl->fx, tl->fy, tl->n_frames, x, y, radius, s->flags);
  pm_common_mode_clean (tl, b, scan->mode + pm_reduction_group_of_block (r, b) * tl->n_frames, scan->gain + b * PM_LANES, s->z[0]);
  pm_local_level_smooth (s->z[0], s->flags, PM_SKIP_FIT | PM_SAMPLE_SOURCE, tl->n_frames, q, s->level, s->work);
  for (gsize i = 0; i < tl->n_frames * PM_LANES; i++)
    s->z[0][i] -= s->level[i];
}

/* maps: [PM_LANES] of the block, NULL for those that are not made. */
static void
add_block_to_maps (PmReduction *r, PmScratch *s, gsize b, PmPixelMap *const *maps)
{
  for (int k = 0; k < r->n_scans; k++)
    {
      PmScanState *scan = &r->scans[k];
      PmMapFrames frames = pm_reduction_map_frames (r, k);
      pm_control_count_pass (r->control, scan->tl, 1, 5);
      level_block (r, s, b, k);
      PmTimeline block = *scan->tl;
      block.n_blocks = 1;
      block.samples = s->z[0];
      block.flags = scan->tl->flags + b * scan->tl->n_frames * PM_LANES;
      for (gsize l = 0; l < PM_LANES; l++)
        {
          gsize slot = b * PM_LANES + l;
          double sigma = scan->sigma[slot];
          if (maps[l] && !scan->dead[slot] && sigma > 0.0)
            pm_map_add_slot (maps[l], &frames, &block, l, scan->gain[slot] * scan->brightness, sigma * sigma);
        }
    }
  for (gsize l = 0; l < PM_LANES; l++)
    if (maps[l])
      pm_pixel_map_end_accumulation (maps[l]);
}

gboolean
pm_reduce_make_maps (PmReduction *r, const gboolean *wanted, gboolean full, gboolean with_base, GError **error)
{
  if (!pm_reduce_map_grid (r, error) || !allocate_maps (r, wanted, full, with_base, error))
    return FALSE;
#pragma omp parallel num_threads(r->control->n_threads)
  {
    PmScratch *s = pm_reduction_scratch (r);
#pragma omp for schedule(dynamic)
    for (gsize b = 0; b < r->instrument->n_blocks; b++)
      if (!pm_control_cancelled (r->control))
        {
          add_block_to_maps (r, s, b, r->pixel_maps + b * PM_LANES);
          pm_reduction_release_block (r, b);
        }
  }
  return TRUE;
}

/* A new map of one pixel; NULL as pixel_map_new(). */
static PmPixelMap *
make_map (PmReduction *r, PmScratch *s, gsize slot, gboolean full)
{
  PmPixelMap *maps[PM_LANES] = { NULL }, *map = maps[slot % PM_LANES] = pixel_map_new (r, slot, full, FALSE);
  if (map)
    add_block_to_maps (r, s, slot / PM_LANES, maps);
  return map;
}

/* The last word on peak and position is the fit to the map. */
static void
fit_map (PmReduction *r, gsize slot, const PmPixelMap *map, const PmFitSetup *setup)
{
  PmPixelFit *fit = &r->fits[slot];
  PmMapFit map_fit = pm_map_fit (map, &r->map_grid, &r->map_cells, setup, fit->x, fit->y);
  double gain = pm_reduction_reference_scan (r, slot)->gain[slot];
  fit->status = map_fit.status;
  fit->amplitude = map_fit.amplitude * gain;
  fit->x = map_fit.x;
  fit->y = map_fit.y;
  fit->s2n = map_fit.s2n;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      fit->covariance[i][j] = map_fit.covariance[i][j] * (i == 0 ? gain : 1.0) * (j == 0 ? gain : 1.0);
}

/* fit.domain=map. */
void
pm_reduce_fit_maps (PmReduction *r)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
  setup.radius_arcsec = r->options->fit_map_radius * PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
#pragma omp parallel for schedule(dynamic) num_threads(r->control->n_threads)
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (r->fits[slot].status == PM_FIT_OK && r->pixel_maps[slot])
      fit_map (r, slot, r->pixel_maps[slot], &setup);
}

/* The same for one pixel that was fitted to the samples before; needs the grid. */
void
pm_reduce_refit_map (PmReduction *r, PmScratch *s, gsize slot, double radius_arcsec)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
  PmPixelMap *map = make_map (r, s, slot, FALSE);
  setup.radius_arcsec = radius_arcsec;
  if (!map)
    return;
  fit_map (r, slot, map, &setup);
  pixel_map_free (map);
}

/* Copies a map's planes; invalid cells become NAN. */
static gboolean
copy_map (const PmPixelMap *from, PmMap *to)
{
  if (!pm_map_allocate (to, from->x0, from->y0, from->nx, from->ny))
    return FALSE;
  for (gsize i = 0; i < from->nx * from->ny; i++)
    if (pm_pixel_map_is_valid (from, i))
      {
        to->signal[i] = from->signal[i];
        to->weight[i] = from->weight[i];
        to->exposure_s[i] = from->exposure_s[i];
      }
  return TRUE;
}

/* The mean beam of the pixels that have a map and a trusted fit. */
static void
stack_beam (const PmReduction *r, PmMapSet *set)
{
  double half = r->options->map_stamp * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  PmPixelMap stack;
  if (!pm_grid_init (&set->beam_grid, -half, half, -half, half, r->map_grid.cell_arcsec * BEAM_CELL, MAX_CELLS) ||
      !pm_pixel_map_init (&stack, &set->beam_grid, 0, 0, set->beam_grid.nx, set->beam_grid.ny, FALSE))
    return;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (r->pixel_maps[slot] && pm_reduction_trusts (r, slot))
      {
        double gain = pm_reduction_reference_scan (r, slot)->gain[slot];
        PmMapFit fit = { .status = PM_FIT_OK, .amplitude = r->fits[slot].amplitude / gain, .x = r->fits[slot].x, .y = r->fits[slot].y };
        pm_map_stack (&stack, &set->beam_grid, r->pixel_maps[slot], &r->map_grid, &r->map_cells, &fit);
      }
  pm_pixel_map_end_accumulation (&stack);
  if (!pm_pixel_map_is_empty (&stack))
    copy_map (&stack, &set->beam);
  pm_pixel_map_free (&stack);
}

/* The maps that were made as a set that can be shared. */
PmMapSet *
pm_reduce_collect_maps (const PmReduction *r)
{
  gsize n = 0, filled = 0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    n += r->pixel_maps[slot] != NULL;
  PmMapSet *set = pm_map_set_new (&r->map_grid, n);
  set->beam_fwhm_arcsec = PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
  for (gsize c = 0; c < r->instrument->n_channels; c++)
    {
      gsize slot = r->instrument->channels[c].slot;
      const PmPixelMap *from = slot != PM_SLOT_NONE ? r->pixel_maps[slot] : NULL;
      PmMap *to = &set->maps[filled];
      if (!from || !copy_map (from, to))
        continue;
      filled++;
      to->channel = c;
    }
  set->n_maps = filled;
  stack_beam (r, set);
  return set;
}

/* A set with the maps of some pixels made again, where the pixels are now; it shares the other maps. slots: sorted as the channels are. The
 * mean beam stays: it is that of the reduction. */
PmMapSet *
pm_reduce_replace_maps (PmReduction *r, PmScratch *s, const PmMapSet *old, const gsize *slots, gsize n_slots, gboolean full)
{
  PmMapSet *set = pm_map_set_new (&old->grid, old->n_maps + n_slots);
  gsize i = 0, filled = 0;
  set->beam_fwhm_arcsec = old->beam_fwhm_arcsec;
  set->beam_grid = old->beam_grid;
  if (old->beam.signal)
    pm_map_share (&old->beam, &set->beam);
  for (gsize k = 0; k <= n_slots; k++)
    {
      gsize channel = k < n_slots ? r->instrument->channel_of_slot[slots[k]] : G_MAXSIZE;
      for (; i < old->n_maps && old->maps[i].channel < channel; i++)
        pm_map_share (&old->maps[i], &set->maps[filled++]);
      if (k == n_slots)
        break;
      i += i < old->n_maps && old->maps[i].channel == channel;
      PmPixelMap *map = make_map (r, s, slots[k], full);
      if (map && copy_map (map, &set->maps[filled]))
        set->maps[filled++].channel = channel;
      if (map)
        pixel_map_free (map);
    }
  set->n_maps = filled;
  return set;
}

gboolean
pm_reduce_final_maps (PmReduction *r, GError **error)
{
  if (r->options->fit_domain == PM_DOMAIN_MAP)
    {
      if (!pm_reduce_make_maps (r, NULL, FALSE, FALSE, error))
        return FALSE;
      pm_reduce_fit_maps (r);
    }
  if (r->request->maps == PM_MAPS_NONE)
    return TRUE;
  if (!pm_reduce_make_maps (r, r->wanted, r->request->maps == PM_MAPS_FULL, FALSE, error))
    return FALSE;
  r->maps = pm_reduce_collect_maps (r);
  return TRUE;
}

/* Stamps of the moment, between two rounds; NULL if no maps were asked for, or they are too large. The maps that source.protect=map
 * works with, and their grid, stay as they are. */
PmMapSet *
pm_reduce_partial_maps (PmReduction *r)
{
  if (r->request->maps == PM_MAPS_NONE)
    return NULL;
  PmMapSet *set = NULL;
  PmPixelMap **kept_maps = g_steal_pointer (&r->pixel_maps);
  PmGrid kept_grid = r->map_grid;
  PmCells kept_cells = r->map_cells;
  uint32_t *kept_index[PM_MAX_SCANS];
  r->map_cells = (PmCells){ 0 };
  for (int k = 0; k < r->n_scans; k++)
    kept_index[k] = g_steal_pointer (&r->scans[k].map_index);
  if (pm_reduce_make_maps (r, r->wanted, FALSE, FALSE, NULL))
    set = pm_reduce_collect_maps (r);
  pm_reduce_free_maps (r);
  pm_cells_clear (&r->map_cells);
  r->pixel_maps = kept_maps;
  r->map_grid = kept_grid;
  r->map_cells = kept_cells;
  for (int k = 0; k < r->n_scans; k++)
    {
      g_free (r->scans[k].map_index);
      r->scans[k].map_index = kept_index[k];
    }
  return set;
}
