/* SPDX-License-Identifier: GPL-3.0-or-later
 * One round over the blocks: everything that concerns 16 channels is done while their samples are in cache.
 */
#include "pm-reduction-private.h"

#include "pm-common-mode.h"
#include "pm-despike.h"
#include "pm-local-level.h"
#include "pm-memory.h"
#include "pm-noise.h"
#include "pm-source.h"

#include <math.h>
#include <omp.h>

/* Rounds in which the noise is measured: after the second the source is masked where it is, and nothing changes any more. */
#define NOISE_ROUNDS 2

/* And in which spikes are looked for everywhere; in later ones only where a fit still moves. */
#define DESPIKE_ROUNDS 2

/* Between two scan lines that are farther apart than the beam the detection map is blank and its peak stands up to a beam beside the
 * source. */
#define MAX_MOVE_BEAMS 2.0
#define SECOND_START_BEAMS 0.5

/* One piece of memory, in which large pages have room. */
PmScratch *
pm_scratch_new (const PmReduction *r)
{
  PmScratch *s = g_new0 (PmScratch, 1);
  gsize n = r->max_frames * PM_LANES, n_decay = n / PM_DECAY_LENGTH + PM_LANES, n_scans = (gsize) r->n_scans;
  gsize bytes = (4 + 3 * n_scans) * n * sizeof (float) + 2 * n_scans * n_decay * sizeof (double) + n;
  double *decay = s->memory = g_malloc (bytes);
  pm_memory_expect_use (s->memory, bytes);
  float *at = (float *) (decay + 2 * n_scans * n_decay);
  s->level = at;
  s->model = at + n;
  s->work = at + 2 * n;
  s->flags = (uint8_t *) (at + (4 + 3 * n_scans) * n);
  for (gsize k = 0; k < n_scans; k++)
    {
      s->z[k] = at + (4 + 3 * k) * n;
      s->u[k] = at + (5 + 3 * k) * n;
      s->info[k] = at + (6 + 3 * k) * n;
      s->decay[k] = decay + 2 * k * n_decay;
      s->decay_q[k] = decay + (2 * k + 1) * n_decay;
      pm_template_init (&s->templates[k]);
    }
  return s;
}

void
pm_scratch_free (PmScratch *s)
{
  g_free (s->memory);
  for (int k = 0; k < PM_MAX_SCANS; k++)
    pm_template_clear (&s->templates[k]);
  g_free (s);
}

PmScratch *
pm_reduction_scratch (PmReduction *r)
{
  PmScratch **mine = &r->scratch[omp_get_thread_num ()];
  if (!*mine)
    *mine = pm_scratch_new (r);
  return *mine;
}

void
pm_reduction_drop_scratch (PmReduction *r)
{
  for (int i = 0; i < r->n_threads; i++)
    g_clear_pointer (&r->scratch[i], pm_scratch_free);
}

/* 1 / white noise, 0 where it is not known; and q. [PM_LANES] each. */
static void
noise_of_block (const PmReduction *r, const PmScanState *scan, gsize b, double *scale, double *q)
{
  for (gsize l = 0; l < PM_LANES; l++)
    {
      double sigma = scan->sigma[b * PM_LANES + l];
      scale[l] = sigma > 0.0 ? 1.0 / sigma : 0.0;
      q[l] = pm_reduction_q (r, scan, b * PM_LANES + l);
    }
}

/* The noise of a block's channels, from the samples far from the source; lanes without an estimate keep what they had. */
static void
measure_noise_of_block (PmScanState *scan, gsize b, const float *z)
{
  PmTimeline *tl = scan->tl;
  double sigma[PM_LANES], *q = scan->log10_q + b * PM_LANES;
  uint8_t skip = PM_SAMPLE_BAD | PM_SAMPLE_SPIKE | PM_SAMPLE_SOURCE;
  pm_noise_fit (z, pm_timeline_block_flags (tl, b), skip, tl->n_frames, q, sigma);
  for (gsize l = 0; l < PM_LANES; l++)
    {
      gsize slot = b * PM_LANES + l;
      if (isfinite (sigma[l]) && !scan->dead[slot])
        scan->sigma[slot] = fmax (sigma[l], scan->floor);
    }
}

void
pm_reduce_whiten_block (PmReduction *r, PmScratch *s, gsize b, gboolean measure_noise)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
  gsize g = pm_reduction_group_of_block (r, b);
  for (int k = 0; k < r->n_scans; k++)
    {
      PmScanState *scan = &r->scans[k];
      PmTimeline *tl = scan->tl;
      const double *mode = scan->mode + g * tl->n_frames, *gain = scan->gain + b * PM_LANES;
      double scale[PM_LANES], q[PM_LANES];
      pm_common_mode_clean (tl, b, mode, gain, s->z[k]);
      if (measure_noise && pm_reduce_protect_copy (r, b, k, &setup, s->z[k]))
        {
          measure_noise_of_block (scan, b, s->z[k]);
          pm_common_mode_clean (tl, b, mode, gain, s->z[k]);
        }
      else if (measure_noise)
        measure_noise_of_block (scan, b, s->z[k]);
      noise_of_block (r, scan, b, scale, q);
      pm_local_level_whiten (s->z[k], scale, pm_timeline_block_flags (tl, b), PM_SKIP_FIT, tl->n_frames, q, s->u[k], s->info[k]);
      pm_local_level_decay (s->info[k], tl->n_frames, PM_DECAY_LENGTH, s->decay[k], s->decay_q[k]);
    }
}

/* Scans in which the pixel has no noise estimate get the scale 0: their equations vanish. */
void
pm_reduce_template_data (const PmReduction *r, const PmScratch *s, gsize slot, PmTemplateData *data)
{
  for (int k = 0; k < r->n_scans; k++)
    {
      const PmScanState *scan = &r->scans[k];
      gboolean usable = !scan->dead[slot] && scan->sigma[slot] > 0.0;
      data[k] = (PmTemplateData){ s->u[k] + slot % PM_LANES, s->info[k] + slot % PM_LANES, scan->tl->fx, scan->tl->fy, scan->tl->n_frames,
                                  usable ? scan->brightness / scan->sigma[slot] : 0.0,
                                  s->decay[k] + slot % PM_LANES, s->decay_q[k] + slot % PM_LANES, scan->boxes };
    }
}

PmFitSetup
pm_reduce_fit_setup (const PmReduction *r)
{
  double fwhm = PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  /* wings reach farther: their weight at radius R falls as the main beam's at R / 3 */
  double radius = r->options->fit_radius * fwhm * (r->beam.wing > 0.0 ? 1.7320508 : 1.0);
  return (PmFitSetup){ r->beam, r->width_spread_arcsec, radius, MAX_MOVE_BEAMS * fwhm };
}

/* A first fit from the detected peak, and one from the predicted place if that is elsewhere: between two scan lines there may be two
 * solutions. */
static PmPixelFit
first_fit (const PmReduction *r, PmScratch *s, gsize slot, const PmTemplateData *data, const PmFitSetup *setup)
{
  double x = r->start_x[slot], y = r->start_y[slot], px = r->predicted_x[slot], py = r->predicted_y[slot];
  PmPixelFit fit = pm_pixel_fit_from (s->templates, data, r->n_scans, setup, x, y);
  if (!r->predicted[slot] || hypot (px - x, py - y) < SECOND_START_BEAMS * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec)
    return fit;
  PmPixelFit other = pm_pixel_fit_from (s->templates, data, r->n_scans, setup, px, py);
  if (fit.status != PM_FIT_OK || (other.status == PM_FIT_OK && other.chi2 < fit.chi2))
    return other;
  return pm_pixel_fit_from (s->templates, data, r->n_scans, setup, fit.x, fit.y); /* the templates must be those of the fit that is kept */
}

void
pm_reduce_fit_lane (PmReduction *r, PmScratch *s, gsize slot, const PmFitSetup *setup)
{
  PmTemplateData data[PM_MAX_SCANS];
  PmPixelFit *fit = &r->fits[slot];
  pm_reduce_template_data (r, s, slot, data);
  *fit = fit->status == PM_FIT_OK ? pm_pixel_fit_from (s->templates, data, r->n_scans, setup, fit->x, fit->y)
                                  : first_fit (r, s, slot, data, setup);
  if (fit->status == PM_FIT_OK)
    for (int k = 0; k < r->n_scans; k++)
      pm_pixel_fit_equations (&s->templates[k], &setup->beam, fit, &r->equations[slot * (gsize) r->n_scans + (gsize) k]);
}

PmBlockSources
pm_reduction_sources (const PmReduction *r, gsize b, int k, const PmFitSetup *setup, const double *scale)
{
  PmBlockSources s;
  for (gsize l = 0; l < PM_LANES; l++)
    {
      const PmPixelFit *fit = &r->fits[b * PM_LANES + l];
      gboolean fitted = fit->status == PM_FIT_OK;
      s.x[l] = fitted ? fit->x : NAN;
      s.y[l] = fitted ? fit->y : NAN;
      s.amplitude[l] = fitted ? fit->amplitude * r->scans[k].brightness * scale[l] : 0.0;
      s.beams[l] = setup->beam;
      if (fitted)
        s.beams[l].sigma_arcsec = fit->sigma_arcsec;
    }
  return s;
}

/* After pm_reduce_whiten_block(): takes the fitted model out of s->z, leaves it in s->model, both in counts, and whitens the rest. q:
 * [PM_LANES], written. */
void
pm_reduce_whiten_residuals (const PmReduction *r, PmScratch *s, gsize b, int k, const PmFitSetup *setup, double *q)
{
  const PmScanState *scan = &r->scans[k];
  const PmTimeline *tl = scan->tl;
  double one[PM_LANES], scale[PM_LANES];
  for (gsize l = 0; l < PM_LANES; l++)
    one[l] = 1.0;
  noise_of_block (r, scan, b, scale, q);
  PmBlockSources sources = pm_reduction_sources (r, b, k, setup, one);
  pm_source_model (tl->fx, tl->fy, tl->n_frames, sources.beams, sources.x, sources.y, sources.amplitude, setup->radius_arcsec, s->model);
  for (gsize i = 0; i < tl->n_frames * PM_LANES; i++)
    s->z[k][i] -= s->model[i];
  pm_local_level_rewhiten (s->z[k], scale, s->info[k], tl->n_frames, s->u[k]);
}

/* Spikes of the residuals, in each scan of a block that is whitened. A pixel whose fit failed has no model: its flags stay. */
void
pm_reduce_despike_block (PmReduction *r, PmScratch *s, gsize b, const PmFitSetup *setup)
{
  for (int k = 0; k < r->n_scans; k++)
    {
      PmScanState *scan = &r->scans[k];
      PmTimeline *tl = scan->tl;
      uint8_t *flags = tl->flags + b * tl->n_frames * PM_LANES;
      double q[PM_LANES], scale[PM_LANES];
      bool active[PM_LANES];
      for (gsize l = 0; l < PM_LANES; l++)
        active[l] = r->fits[b * PM_LANES + l].status == PM_FIT_OK && scan->sigma[b * PM_LANES + l] > 0.0;
      pm_reduce_whiten_residuals (r, s, b, k, setup, q);
      noise_of_block (r, scan, b, scale, q);
      pm_local_level_fill (s->z[k], scale, flags, PM_SKIP_FIT, tl->n_frames, s->u[k]);
      pm_despike_residual (s->u[k], s->model, flags, tl->n_frames, scan->sigma + b * PM_LANES, r->options->despike_level, active,
                           scan->n_spikes + b * PM_LANES);
    }
}

void
pm_reduce_fit_round (PmReduction *r)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
  atomic_store (&r->control->step_done, 0);
  atomic_store (&r->control->step_total, (unsigned) r->instrument->n_blocks);
#pragma omp parallel num_threads(r->control->n_threads)
  {
    PmScratch *s = pm_reduction_scratch (r);
#pragma omp for schedule(dynamic)
    for (gsize b = 0; b < r->instrument->n_blocks; b++)
      {
        if (pm_control_cancelled (r->control))
          continue;
        for (int k = 0; k < r->n_scans; k++)
          pm_control_count_pass (r->control, r->scans[k].tl, 1, 10); /* samples levelled, flags made anew; the rest in cache */
        pm_reduce_unprotect_block (r, b, &setup);
        pm_reduce_whiten_block (r, s, b, r->n_rounds < NOISE_ROUNDS);
        gboolean moved = r->n_rounds < DESPIKE_ROUNDS;
        for (gsize slot = b * PM_LANES; slot < (b + 1) * PM_LANES; slot++)
          if (r->has_start[slot] && !r->excluded[slot])
            {
              PmPixelFit before = r->fits[slot];
              pm_reduce_fit_lane (r, s, slot, &setup);
              moved = moved || pm_reduction_has_moved (r, &before, &r->fits[slot]);
            }
        if (r->options->despike_level > 0.0 && moved)
          pm_reduce_despike_block (r, s, b, &setup);
        pm_reduction_release_block (r, b);
        atomic_fetch_add (&r->control->step_done, 1);
      }
  }
}
