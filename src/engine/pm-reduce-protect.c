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

#include "pm-error.h"
#include "pm-source.h"

#include <math.h>

/* Adds `sign` times the fitted source to the samples of all scans. */
static void
add_models (PmReduction *r, double sign)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
#pragma omp parallel num_threads(r->control->n_threads)
  {
    PmScratch *s = pm_scratch_new (r);
#pragma omp for schedule(dynamic)
    for (gsize b = 0; b < r->instrument->n_blocks; b++)
      for (int k = 0; k < r->n_scans; k++)
        {
          PmTimeline *tl = r->scans[k].tl;
          float *d = tl->samples + b * tl->n_frames * PM_LANES;
          pm_reduction_model_block (r, s, b, k, &setup);
          for (gsize i = 0; i < tl->n_frames * PM_LANES; i++)
            d[i] += (float) sign * s->model[i];
        }
    pm_scratch_free (s);
  }
}

/* Adds `sign` times the maps' bases to the samples of all scans, with the gains with which the maps were made. */
static void
add_bases (PmReduction *r, double sign)
{
  g_autofree double *zero = g_new0 (double, r->n_slots), *gain = g_new (double, r->n_slots);
  for (int k = 0; k < r->n_scans; k++)
    {
      PmMapFrames frames = pm_reduction_map_frames (r, k);
      for (gsize slot = 0; slot < r->n_slots; slot++)
        gain[slot] = sign * r->scans[k].map_gain[slot];
      pm_map_subtract (r->pixel_maps, &frames, r->scans[k].tl, zero, gain, r->control);
    }
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

/* Masks the pixels that are not protected by what is subtracted. */
static void
mask_rest (PmReduction *r)
{
  double radius = r->options->source_mask_radius * PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
  gboolean models = has_models (r), bases = has_bases (r);
  for (int k = 0; k < r->n_scans; k++)
    {
      PmTimeline *tl = r->scans[k].tl;
#pragma omp parallel for schedule(dynamic) num_threads(r->control->n_threads)
      for (gsize b = 0; b < tl->n_blocks; b++)
        {
          double x[PM_LANES], y[PM_LANES];
          for (gsize l = 0; l < PM_LANES; l++)
            {
              gsize slot = b * PM_LANES + l;
              gboolean known = pm_reduction_place (r, slot, &x[l], &y[l]);
              if (!known || (models && r->fits[slot].status == PM_FIT_OK) || (bases && r->pixel_maps[slot]))
                x[l] = y[l] = NAN;
            }
          pm_source_mask (tl->fx, tl->fy, tl->n_frames, x, y, radius, tl->flags + b * tl->n_frames * PM_LANES);
        }
    }
}

void
pm_reduce_protect (PmReduction *r)
{
  mask_rest (r);
  if (has_models (r))
    add_models (r, -1.0);
  if (has_bases (r))
    {
      for (int k = 0; k < r->n_scans; k++)
        {
          PmMapFrames frames = pm_reduction_map_frames (r, k);
          pm_map_blank (r->pixel_maps, &frames, r->scans[k].tl, r->control);
        }
      add_bases (r, -1.0);
    }
}

void
pm_reduce_unprotect (PmReduction *r)
{
  if (has_models (r))
    add_models (r, 1.0);
  if (has_bases (r))
    add_bases (r, 1.0);
}

/* The source as it was subtracted for the modes, in s->model in counts: the noise of a block is measured without it. FALSE if nothing
 * was. */
gboolean
pm_reduce_protecting_model (PmReduction *r, PmScratch *s, gsize b, int k)
{
  PmScanState *scan = &r->scans[k];
  gsize n = scan->tl->n_frames * PM_LANES;
  if (has_models (r))
    {
      PmFitSetup setup = pm_reduce_fit_setup (r);
      pm_reduction_model_block (r, s, b, k, &setup);
      return TRUE;
    }
  if (!has_bases (r))
    return FALSE;
  PmMapFrames frames = pm_reduction_map_frames (r, k);
  PmTimeline block = *scan->tl;
  block.n_blocks = 1;
  block.samples = s->model;
  block.flags = scan->tl->flags + b * n;
  for (gsize i = 0; i < n; i++)
    s->model[i] = 0.0f;
  for (gsize l = 0; l < PM_LANES; l++)
    if (r->pixel_maps[b * PM_LANES + l])
      pm_map_subtract_slot (r->pixel_maps[b * PM_LANES + l], &frames, &block, l, 0.0, scan->map_gain[b * PM_LANES + l]);
  return TRUE;
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
