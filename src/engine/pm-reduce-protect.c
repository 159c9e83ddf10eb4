/* SPDX-License-Identifier: GPL-3.0-or-later
 * How the source is kept out of the common modes and the noise (option source.protect).
 *
 * mask    samples near each pixel's source are not used
 * model   the fitted source is subtracted; pixels without a fit are masked
 * map     the pixel's own map is subtracted, and the samples in its bright cells are not used
 *
 * In the first round there is neither fit nor map: all three mask. What is subtracted before the modes is added again before the fits.
 */
#include "pm-reduction-private.h"

#include "pm-common-mode.h"
#include "pm-error.h"
#include "pm-source.h"

#include <math.h>

/* Adds `sign` times the fitted source to the samples of a block, in one scan. */
static void
add_models (const PmReduction *r, gsize b, int k, const PmFitSetup *setup, double sign, float *d)
{
  const PmTimeline *tl = r->scans[k].tl;
  double scale[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    scale[l] = sign;
  PmBlockSources s = pm_reduction_sources (r, b, k, setup, scale);
  pm_source_add (tl->fx, tl->fy, tl->n_frames, s.beams, s.x, s.y, s.amplitude, setup->radius_arcsec, d);
}

/* Adds `sign` times the maps' bases to them, with the gains with which the maps were made. */
static void
add_bases (const PmReduction *r, gsize b, int k, double sign, float *d)
{
  const PmScanState *scan = &r->scans[k];
  PmMapFrames frames = pm_reduction_map_frames (r, k);
  PmTimeline block = *scan->tl;
  block.n_blocks = 1;
  block.samples = d;
  for (gsize l = 0; l < PM_LANES; l++)
    if (r->pixel_maps[b * PM_LANES + l])
      pm_map_subtract_slot (r->pixel_maps[b * PM_LANES + l], &frames, &block, l, 0.0, sign * scan->map_gain[b * PM_LANES + l]);
}

static gboolean
has_models (const PmReduction *r)
{
  return r->options->source_protect == PM_PROTECT_MODEL && r->n_rounds > 0;
}

static gboolean
has_bases (const PmReduction *r)
{
  return r->options->source_protect == PM_PROTECT_MAP && r->n_rounds > 0 && r->pixel_maps;
}

/* Masks the pixels of a block that are not protected by what is subtracted. */
static void
mask_rest (const PmReduction *r, gsize b, int k)
{
  PmTimeline *tl = r->scans[k].tl;
  double radius = r->options->source_mask_radius * PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec, x[PM_LANES], y[PM_LANES];
  gboolean models = has_models (r), bases = has_bases (r);
  for (gsize l = 0; l < PM_LANES; l++)
    {
      gsize slot = b * PM_LANES + l;
      gboolean known = pm_reduction_place (r, slot, &x[l], &y[l]);
      if (!known || (models && r->fits[slot].status == PM_FIT_OK) || (bases && r->pixel_maps[slot]))
        x[l] = y[l] = NAN;
    }
  pm_source_mask (tl->fx, tl->fy, tl->n_frames, x, y, radius, tl->flags + b * tl->n_frames * PM_LANES);
}

gboolean
pm_reduce_protect_copy (PmReduction *r, gsize b, int k, const PmFitSetup *setup, float *z)
{
  if (has_models (r))
    add_models (r, b, k, setup, -1.0, z);
  if (has_bases (r))
    add_bases (r, b, k, -1.0, z);
  return has_models (r) || has_bases (r);
}

/* In one scan, the blocks of one sub-array. */
void
pm_reduce_protect (PmReduction *r, int k, PmGroup group)
{
  const PmFitSetup setup = pm_reduce_fit_setup (r);
  PmTimeline *tl = r->scans[k].tl;
  pm_control_count_pass (r->control, tl, group.n_blocks, 2);
#pragma omp parallel for schedule(dynamic) num_threads(r->control->n_threads)
  for (gsize b = group.first_block; b < group.first_block + group.n_blocks; b++)
    {
      mask_rest (r, b, k);
      if (has_bases (r))
        {
          PmMapFrames frames = pm_reduction_map_frames (r, k);
          for (gsize slot = b * PM_LANES; slot < (b + 1) * PM_LANES; slot++)
            if (r->pixel_maps[slot])
              pm_map_blank_slot (r->pixel_maps[slot], &frames, tl, slot);
        }
      pm_reduce_protect_copy (r, b, k, &setup, tl->samples + b * tl->n_frames * PM_LANES);
    }
}

/* Takes the means without the source out of a block, and gives the source back. The means stay what they are once the source is masked. */
void
pm_reduce_unprotect_block (PmReduction *r, gsize b, const PmFitSetup *setup)
{
  gsize g = pm_reduction_group_of_block (r, b);
  if (r->modes_settled)
    return;
  for (int k = 0; k < r->n_scans; k++)
    {
      PmScanState *s = &r->scans[k];
      float *d = s->tl->samples + b * s->tl->n_frames * PM_LANES;
      if (r->n_rounds == 0 || has_models (r) || has_bases (r))
        pm_common_mode_level_block (s->tl, b, s->mode + g * s->tl->n_frames, s->gain + b * PM_LANES,
                                    PM_SAMPLE_BAD | PM_SAMPLE_SPIKE | PM_SAMPLE_SOURCE);
      if (has_models (r))
        add_models (r, b, k, setup, 1.0, d);
      if (has_bases (r))
        add_bases (r, b, k, 1.0, d);
    }
}

/* With source.protect=map: new maps from this round's fits and modes, and from them the bases of the next round. */
gboolean
pm_reduce_next_bases (PmReduction *r, GError **error)
{
  if (r->options->source_protect != PM_PROTECT_MAP)
    return TRUE;
  if (!pm_reduce_make_maps (r, NULL, FALSE, TRUE, error))
    return FALSE;
  const PmMapProcess setup = { .clip_s2n = r->options->source_map_clip,
                               .blank_s2n = r->options->source_map_blank > 0.0 ? r->options->source_map_blank : INFINITY,
                               .sign = 1 };
  if (!pm_map_process_all (r->pixel_maps, r->n_slots, &r->map_grid, &setup, NULL, r->control))
    {
      g_set_error_literal (error, PM_ERROR, PM_ERROR_LIMIT, "no memory for the maps of source.protect=map");
      return FALSE;
    }
  for (int k = 0; k < r->n_scans; k++)
    for (gsize slot = 0; slot < r->n_slots; slot++)
      r->scans[k].map_gain[slot] = isfinite (r->scans[k].gain[slot]) ? r->scans[k].gain[slot] * r->scans[k].brightness : 0.0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (r->pixel_maps[slot])
      pm_pixel_map_set_base (r->pixel_maps[slot]);
  return TRUE;
}
