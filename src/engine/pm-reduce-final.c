/* SPDX-License-Identifier: GPL-3.0-or-later
 * The last pass over the blocks: fits with the final beam, free ellipses, chi^2, and how far the noise model is from the truth.
 */
#include "pm-reduction-private.h"

#include "pm-local-level.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define N_PLACES 4              /* without a source, tried for each pixel */
#define PLACE_DISTANCE 3.5      /* beams between such a place and the source */
#define MIN_PULLS 300           /* fewer say nothing about the error scale: its error would be above 7 % */
#define CHI2_BEAMS 2.0
#define AMBIGUOUS_CHI2 12.0     /* a mirror image is ruled out at 3.5 sigma */

typedef struct
{
  double pull[3];
} Pull;

/* Where the pixels' sources were found in the rounds: places that the scan pattern covers as it covers this pixel's own. */
typedef struct
{
  gsize n;
  double *x, *y;
} Places;

static void
collect_places (const PmReduction *r, Places *places)
{
  places->n = 0;
  places->x = g_new (double, r->n_slots);
  places->y = g_new (double, r->n_slots);
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (pm_reduction_trusts (r, slot))
      {
        places->x[places->n] = r->fits[slot].x;
        places->y[places->n++] = r->fits[slot].y;
      }
}

/* Fits the template at a few places where there is no source; the choice depends on the slot only. */
static void
measure_pulls (const PmReduction *r, PmScratch *s, gsize slot, const PmFitSetup *setup, const Places *places, Pull *pulls)
{
  PmTemplateData data[PM_MAX_SCANS];
  double far = PLACE_DISTANCE * PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
  gsize found = 0;
  pm_reduce_template_data (r, s, slot, data);
  for (gsize attempt = 0; attempt < 8 * N_PLACES && found < N_PLACES && places->n > 0; attempt++)
    {
      gsize i = (slot * 7919 + attempt * 104729 + attempt * attempt * 31) % places->n;
      if (hypot (places->x[i] - r->fits[slot].x, places->y[i] - r->fits[slot].y) < far)
        continue;
      if (pm_pixel_fit_pulls (s->templates, data, r->n_scans, setup, places->x[i], places->y[i], pulls[found].pull))
        found++;
    }
}

/* Whitens the residuals of a block in all scans: the places without a source must not see the source's own trace in the filter. */
static void
whiten_residuals (const PmReduction *r, PmScratch *s, gsize b, const PmFitSetup *setup, double q[PM_MAX_SCANS][PM_LANES])
{
  for (int k = 0; k < r->n_scans; k++)
    {
      const PmTimeline *tl = r->scans[k].tl;
      pm_reduce_residual_block (r, s, b, k, setup, q[k]);
      pm_local_level_whiten (s->z, pm_timeline_block_flags (tl, b), PM_SKIP_FIT, tl->n_frames, q[k], s->u[k], s->info[k]);
    }
}

/* chi^2 of the samples within two beams of the source: residual - level = Sigma^-1 residual has the variance 1 - sqrt (q) / 2 (the
 * smoothed level's own is sqrt (q) / 2). */
static void
measure_chi2 (PmReduction *r, const PmScratch *s, gsize slot, double q[PM_MAX_SCANS][PM_LANES])
{
  const PmPixelFit *fit = &r->fits[slot];
  double sum = 0.0, n = 0.0, beam = PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec, radius = CHI2_BEAMS * beam;
  gsize l = slot % PM_LANES;
  for (int k = 0; k < r->n_scans; k++)
    {
      const PmTimeline *tl = r->scans[k].tl;
      double variance = 1.0 - 0.5 * sqrt (q[k][l]);
      for (gsize t = 0; t < tl->n_frames; t++)
        {
          double dx = tl->fx[t] - fit->x, dy = tl->fy[t] - fit->y, u = s->u[k][t * PM_LANES + l];
          if (!(dx * dx + dy * dy < radius * radius) || s->info[k][t * PM_LANES + l] <= 0.0f)
            continue;
          sum += u * u / variance;
          n += 1.0;
          if (dx * dx + dy * dy < beam * beam)
            r->exposure_s[slot] += tl->dt_s;
        }
    }
  r->chi2[slot] = n > 3.0 ? sum / (n - 3.0) : NAN;
}

static void
finish_lane (PmReduction *r, PmScratch *s, gsize slot, const PmFitSetup *setup)
{
  PmTemplateData data[PM_MAX_SCANS];
  PmPixelFit *fit = &r->fits[slot];
  if (fit->status != PM_FIT_OK)
    return;
  pm_reduce_template_data (r, s, slot, data);
  *fit = pm_pixel_fit_from (s->templates, data, r->n_scans, setup, fit->x, fit->y);
  if (fit->status != PM_FIT_OK)
    return;
  r->ellipses[slot] = pm_ellipse_fit (s->templates, r->n_scans, fit);
  r->ambiguous[slot] = pm_pixel_fit_ambiguous (s->templates, r->n_scans, setup, fit, AMBIGUOUS_CHI2);
}

static void
finish_block (PmReduction *r, PmScratch *s, gsize b, const PmFitSetup *setup, const Places *places, Pull *pulls)
{
  double q[PM_MAX_SCANS][PM_LANES];
  pm_reduce_whiten_block (r, s, b, FALSE);
  for (gsize slot = b * PM_LANES; slot < (b + 1) * PM_LANES; slot++)
    finish_lane (r, s, slot, setup);
  whiten_residuals (r, s, b, setup, q);
  for (gsize slot = b * PM_LANES; slot < (b + 1) * PM_LANES; slot++)
    {
      if (r->fits[slot].status != PM_FIT_OK)
        continue;
      measure_chi2 (r, s, slot, q);
      if (r->options->fit_error_scale && pm_reduction_trusts (r, slot))
        measure_pulls (r, s, slot, setup, places, pulls + slot * N_PLACES);
    }
}

/* The robust scatter of all pulls of one unknown; 1 where it is not known, and never below: without noise the readout's steps are what is
 * left, and they are no noise that averages down. */
static double
scale_from_pulls (const Pull *pulls, gsize n, int i)
{
  g_autofree double *values = g_new (double, n + 1);
  gsize used = 0;
  for (gsize j = 0; j < n; j++)
    if (isfinite (pulls[j].pull[i]))
      values[used++] = pulls[j].pull[i];
  if (used < MIN_PULLS)
    return 1.0;
  double scatter = pm_robust_sigma (values, used, NULL);
  return fmax (scatter, 1.0);
}

void
pm_reduce_final (PmReduction *r)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
  Places places;
  Pull *pulls = g_new (Pull, r->n_slots * N_PLACES);
  for (gsize i = 0; i < r->n_slots * N_PLACES; i++)
    pulls[i] = (Pull){ { NAN, NAN, NAN } };
  collect_places (r, &places);
  atomic_store (&r->control->step_total, (unsigned) r->instrument->n_blocks);
#pragma omp parallel num_threads(r->control->n_threads)
  {
    PmScratch *s = pm_scratch_new (r);
#pragma omp for schedule(dynamic)
    for (gsize b = 0; b < r->instrument->n_blocks; b++)
      {
        if (pm_control_cancelled (r->control))
          continue;
        finish_block (r, s, b, &setup, &places, pulls);
        atomic_fetch_add (&r->control->step_done, 1);
      }
    pm_scratch_free (s);
  }
  for (int i = 0; i < 3; i++)
    r->error_scale[i] = scale_from_pulls (pulls, r->n_slots * N_PLACES, i);
  g_free (pulls);
  g_free (places.x);
  g_free (places.y);
}
