/* SPDX-License-Identifier: GPL-3.0-or-later
 * The last pass over the blocks: fits with the final beam, free ellipses, chi^2, and how far the noise model is from the truth.
 */
#include "pm-reduction-private.h"

#include "pm-local-level.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define MAX_PLACES 4            /* without a source, tried for each pixel; fewer where there are many pixels: */
#define ENOUGH_PULLS 5000       /* their scatter is good to 1 % */
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
  gsize n, n_each; /* n_each of them for each pixel */
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
  places->n_each = CLAMP (ENOUGH_PULLS / MAX (places->n, 1), 1, MAX_PLACES);
}

/* Fits the template at a few places where there is no source; the choice depends on the slot only. */
static void
measure_pulls (const PmReduction *r, PmScratch *s, gsize slot, const PmFitSetup *setup, const Places *places, Pull *pulls)
{
  PmTemplateData data[PM_MAX_SCANS];
  double far = PLACE_DISTANCE * PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec;
  gsize found = 0;
  pm_reduce_template_data (r, s, slot, data);
  for (gsize attempt = 0; attempt < 8 * MAX_PLACES && found < places->n_each && places->n > 0; attempt++)
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
    pm_reduce_whiten_residuals (r, s, b, k, setup, q[k]);
}

/* chi^2 of the samples within two beams of the source: residual - level = Sigma^-1 residual has the variance 1 - sqrt (q) / 2 (the
 * smoothed level's own is sqrt (q) / 2). */
static void
measure_chi2 (PmReduction *r, const PmScratch *s, gsize slot, double q[PM_MAX_SCANS][PM_LANES])
{
  const PmPixelFit *fit = &r->fits[slot];
  double sum = 0.0, n = 0.0, beam = PM_FWHM_PER_SIGMA * r->beam.sigma_arcsec, radius = CHI2_BEAMS * beam;
  gsize l = slot % PM_LANES;
  r->exposure_s[slot] = 0.0;
  for (int k = 0; k < r->n_scans; k++)
    {
      const PmTimeline *tl = r->scans[k].tl;
      double variance = 1.0 - 0.5 * sqrt (q[k][l]);
      for (gsize t = 0; t < tl->n_frames; t++)
        {
          t = pm_track_find_near (tl->fx, tl->fy, r->scans[k].boxes, t, tl->n_frames, fit->x, fit->y, radius);
          if (t == tl->n_frames)
            break;
          double dx = tl->fx[t] - fit->x, dy = tl->fy[t] - fit->y, u = s->u[k][t * PM_LANES + l];
          if (s->info[k][t * PM_LANES + l] <= 0.0f)
            continue;
          sum += u * u / variance;
          n += 1.0;
          if (dx * dx + dy * dy < beam * beam)
            r->exposure_s[slot] += tl->dt_s;
        }
    }
  r->chi2[slot] = n > 3.0 ? sum / (n - 3.0) : NAN;
}

/* What is asked of a fit only once. */
static void
finish_lane (PmReduction *r, PmScratch *s, gsize slot, const PmFitSetup *setup)
{
  const PmPixelFit *fit = &r->fits[slot];
  r->ellipses[slot] = (PmEllipse){ 0 };
  r->ambiguous[slot] = FALSE;
  if (fit->status != PM_FIT_OK)
    return;
  r->ellipses[slot] = pm_ellipse_fit (s->templates, r->n_scans, fit);
  r->ambiguous[slot] = pm_pixel_fit_ambiguous (s->templates, r->n_scans, setup, fit, AMBIGUOUS_CHI2);
}

/* Fits the pixels of a block, and finishes them. Whether one of them moved that was fitted before, or not. */
static gboolean
finish_lanes (PmReduction *r, PmScratch *s, gsize b, const PmFitSetup *setup, gboolean all)
{
  gboolean moved = FALSE;
  for (gsize slot = b * PM_LANES; slot < (b + 1) * PM_LANES; slot++)
    if (r->fits[slot].status == PM_FIT_OK || (all && r->has_start[slot] && !r->excluded[slot]))
      {
        const PmPixelFit before = r->fits[slot];
        pm_reduce_fit_lane (r, s, slot, setup);
        moved = moved || pm_reduction_has_moved (r, &before, &r->fits[slot]);
        finish_lane (r, s, slot, setup);
      }
  return moved;
}

static void
finish_block (PmReduction *r, PmScratch *s, gsize b, const PmFitSetup *setup, const Places *places, Pull *pulls, gboolean all)
{
  double q[PM_MAX_SCANS][PM_LANES];
  pm_reduce_whiten_block (r, s, b, FALSE);
  if (finish_lanes (r, s, b, setup, all) && all && r->options->despike_level > 0.0)
    {
      pm_reduce_despike_block (r, s, b, setup);
      pm_reduce_whiten_block (r, s, b, FALSE);
      finish_lanes (r, s, b, setup, FALSE);
    }
  whiten_residuals (r, s, b, setup, q);
  for (gsize slot = b * PM_LANES; slot < (b + 1) * PM_LANES; slot++)
    {
      if (r->fits[slot].status != PM_FIT_OK)
        continue;
      measure_chi2 (r, s, slot, q);
      if (r->options->fit_error_scale && pm_reduction_trusts (r, slot))
        measure_pulls (r, s, slot, setup, places, pulls + slot * MAX_PLACES);
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

/* What each pixel says about the common width, and how its fit follows it, where there is one that follows from the pixels. */
static void
measure_width_shares (PmReduction *r)
{
  if (!r->beam_measured || r->width_spread_arcsec > 0.0 || r->options->fit_width == PM_WIDTH_FIXED ||
      r->options->fit_domain == PM_DOMAIN_MAP)
    return;
  g_autofree double *amplitude = g_new (double, r->n_slots);
  g_autofree bool *fitted = g_new (bool, r->n_slots), *use = g_new (bool, r->n_slots);
  r->width_shares = g_new (PmWidthShare, r->n_slots);
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      amplitude[slot] = r->fits[slot].amplitude;
      fitted[slot] = r->fits[slot].status == PM_FIT_OK;
      use[slot] = pm_reduction_tells_width (r, slot);
    }
  if (!pm_array_wide_width_shares (r->equations, amplitude, fitted, use, r->n_slots, r->n_scans, (gsize) r->options->fit_width_pixels,
                                   r->width_shares))
    g_clear_pointer (&r->width_shares, g_free);
}

/* The pass over all blocks; `round`: it is one of the rounds, too. */
static void
finish_blocks (PmReduction *r, gboolean round)
{
  PmFitSetup setup = pm_reduce_fit_setup (r);
  Places places;
  Pull *pulls = g_new (Pull, r->n_slots * MAX_PLACES);
  for (gsize i = 0; i < r->n_slots * MAX_PLACES; i++)
    pulls[i] = (Pull){ { NAN, NAN, NAN } };
  collect_places (r, &places);
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
          pm_control_count_pass (r->control, r->scans[k].tl, 1, 5);
        if (round)
          pm_reduce_unprotect_block (r, b, &setup);
        finish_block (r, s, b, &setup, &places, pulls, round);
        pm_reduction_release_block (r, b);
        atomic_fetch_add (&r->control->step_done, 1);
      }
  }
  for (int i = 0; i < 3; i++)
    r->error_scale[i] = scale_from_pulls (pulls, r->n_slots * MAX_PLACES, i);
  g_free (pulls);
  g_free (places.x);
  g_free (places.y);
}

void
pm_reduce_finish_round (PmReduction *r)
{
  finish_blocks (r, TRUE);
}

void
pm_reduce_final (PmReduction *r, gboolean finished)
{
  if (!finished)
    finish_blocks (r, FALSE);
  if (!pm_control_cancelled (r->control))
    measure_width_shares (r);
}

/* Where a refit starts: where it is told to, or at the present fit, or at the predicted place, or at the detected one. */
static gboolean
refit_start (const PmReduction *r, gsize slot, const PmRefit *refit, double *x, double *y)
{
  const PmPixelFit *fit = &r->fits[slot];
  gboolean told = isfinite (refit->x0) && isfinite (refit->y0), fitted = fit->status == PM_FIT_OK;
  *x = told ? refit->x0 : fitted ? fit->x : r->predicted[slot] ? r->predicted_x[slot] : r->start_x[slot];
  *y = told ? refit->y0 : fitted ? fit->y : r->predicted[slot] ? r->predicted_y[slot] : r->start_y[slot];
  return told || fitted || r->predicted[slot] || r->has_start[slot];
}

/* The radius is that of the domain in which the last word is spoken. The common width was measured with the pixel's fit of the rounds: its
 * share stays that, only the response becomes that of the new fit. */
void
pm_reduce_refit (PmReduction *r, PmScratch *s, gsize slot, const PmRefit *refit)
{
  const PmFitSetup usual = pm_reduce_fit_setup (r);
  PmFitSetup setup = usual;
  double x, y, q[PM_MAX_SCANS][PM_LANES];
  gboolean in_map = (refit->domain < 0 ? r->options->fit_domain : refit->domain) == PM_DOMAIN_MAP;
  if (!in_map)
    setup.radius_arcsec = refit->radius;
  gboolean has_start = refit_start (r, slot, refit, &x, &y);
  r->fits[slot] = (PmPixelFit){ .status = PM_FIT_NOT_TRIED, .amplitude = NAN, .x = NAN, .y = NAN, .s2n = NAN };
  r->ellipses[slot] = (PmEllipse){ 0 };
  r->chi2[slot] = NAN;
  r->exposure_s[slot] = 0.0;
  r->ambiguous[slot] = FALSE;
  if (r->width_shares)
    memset (r->width_shares[slot].response, 0, sizeof r->width_shares[slot].response);
  if (!has_start)
    return;
  r->has_start[slot] = TRUE; /* where its map is, if the fit fails */
  r->start_x[slot] = x;
  r->start_y[slot] = y;
  pm_reduce_whiten_block (r, s, slot / PM_LANES, FALSE);
  r->fits[slot].x = x;
  r->fits[slot].y = y;
  r->fits[slot].status = PM_FIT_OK; /* go on from there */
  pm_reduce_fit_lane (r, s, slot, &setup);
  finish_lane (r, s, slot, &setup);
  if (r->fits[slot].status == PM_FIT_OK)
    {
      whiten_residuals (r, s, slot / PM_LANES, &usual, q);
      measure_chi2 (r, s, slot, q);
      if (in_map)
        pm_reduce_refit_map (r, s, slot, refit->radius);
      else if (r->width_shares)
        pm_array_wide_width_response (&r->equations[slot * (gsize) r->n_scans], r->n_scans, r->width_shares[slot].response);
    }
}
