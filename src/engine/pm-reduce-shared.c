/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the array has in common, after the fits of a round: width, wings, shifts and brightness of the scans, array solutions.
 */
#include "pm-reduction-private.h"

#include <math.h>

#define MAX_WIDTH_STEP 0.2      /* relative */
#define SPREAD_SIGNIFICANT 1.15 /* scatter of the normalised width residuals from which on widths differ */
#define WING_START_RATIO 2.5
#define WING_SIGNIFICANT 5.0    /* errors */
#define WING_MIN 0.003
#define WING_RATIO_PRIOR 1.0
#define MIN_SCAN_PIXELS 6

gboolean
pm_reduction_trusts (const PmReduction *r, gsize slot)
{
  const PmPixelFit *fit = &r->fits[slot];
  double limit = r->options->flag_error * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  return fit->status == PM_FIT_OK && !r->excluded[slot] && fit->s2n > r->options->flag_s2n && sqrt (fit->covariance[1][1]) < limit &&
         sqrt (fit->covariance[2][2]) < limit;
}

gboolean
pm_reduction_tells_width (const PmReduction *r, gsize slot)
{
  return pm_reduction_trusts (r, slot) && r->fits[slot].s2n > r->options->fit_width_s2n;
}

static double
clamp (double value, double limit)
{
  return value > limit ? limit : value < -limit ? -limit : value;
}

/* Whether the widths scatter by more than their errors about the common one, all fitted with that. */
static gboolean
widths_differ (const PmReduction *r, const double *amplitude, const bool *use)
{
  const PmArrayWideSpec spec = { .width = true };
  PmArrayWide solved = pm_array_wide_solve (r->equations, amplitude, NULL, use, r->n_slots, r->n_scans, &spec,
                                            (gsize) r->options->fit_width_pixels, r->control);
  return solved.valid && solved.scatter[0] > SPREAD_SIGNIFICANT;
}

/* A first guess of the wings, if they are significant. */
static gboolean
find_wings (PmReduction *r, const double *amplitude, const bool *use, gboolean own_width)
{
  PmArrayWideSpec spec = { .width = !own_width, .own_width = own_width, .wing = true };
  const int h = own_width ? 0 : 1;
  PmArrayWide solved = pm_array_wide_solve (r->equations, amplitude, NULL, use, r->n_slots, r->n_scans, &spec,
                                            (gsize) r->options->fit_width_pixels, r->control);
  if (!solved.valid || solved.step[h] <= WING_MIN || solved.step[h] <= WING_SIGNIFICANT * solved.error[h])
    return FALSE;
  r->beam.wing = fmin (solved.step[h], 0.05);
  if (!own_width)
    r->beam.sigma_arcsec += clamp (solved.step[0], MAX_WIDTH_STEP * r->beam.sigma_arcsec);
  r->beam_measured = TRUE;
  return TRUE;
}

static void
step_wings (PmReduction *r, const PmArrayWide *solved, int h)
{
  r->beam.wing += clamp (solved->step[h], 0.05);
  r->beam.wing_ratio = fmax (r->beam.wing_ratio + clamp (solved->step[h + 1], 0.3), 1.2);
  if (r->beam.wing < WING_MIN || r->beam.wing < WING_SIGNIFICANT * solved->error[h])
    {
      r->beam.wing = 0.0; /* they did not last: not tried again, or the rounds would never end */
      r->no_wings = TRUE;
    }
}

/* One step of the width, and of the wings where they are significant. Widths that differ from pixel to pixel look like wings as long as
 * they are not each pixel's own: the spread comes first, and with it the wings are judged with all widths free. */
static void
solve_beam (PmReduction *r, const double *amplitude, const double *width_off)
{
  g_autofree bool *use = g_new (bool, r->n_slots);
  PmArrayWideSpec spec = { .width = true };
  for (gsize slot = 0; slot < r->n_slots; slot++)
    use[slot] = pm_reduction_tells_width (r, slot);
  gsize min_pixels = (gsize) r->options->fit_width_pixels;
  gboolean has_wing = r->beam.wing > 0.0, may_wing = r->options->fit_wings == PM_WINGS_AUTO && !r->no_wings;
  gboolean own_width = r->width_spread_arcsec > 0.0;
  gboolean spread_first = r->options->fit_width == PM_WIDTH_AUTO && !own_width && widths_differ (r, amplitude, use);
  if (may_wing && !has_wing && !spread_first && find_wings (r, amplitude, use, own_width))
    return;
  if (has_wing && own_width)
    {
      const PmArrayWideSpec wings = { .own_width = true, .wing = true, .wing_ratio = true, .wing_ratio_prior = WING_RATIO_PRIOR };
      PmArrayWide solved = pm_array_wide_solve (r->equations, amplitude, NULL, use, r->n_slots, r->n_scans, &wings, min_pixels, r->control);
      if (solved.valid)
        step_wings (r, &solved, 0);
    }
  spec.wing = spec.wing_ratio = has_wing && !own_width;
  spec.wing_ratio_prior = WING_RATIO_PRIOR;
  PmArrayWide solved = pm_array_wide_solve (r->equations, amplitude, width_off, use, r->n_slots, r->n_scans, &spec, min_pixels, r->control);
  if (!solved.valid)
    return;
  r->beam_measured = TRUE;
  r->beam.sigma_arcsec += clamp (solved.step[0], MAX_WIDTH_STEP * r->beam.sigma_arcsec);
  r->beam_error_arcsec = solved.error[0];
  if (spec.wing)
    step_wings (r, &solved, 1);
  r->width_spread_arcsec = 0.0;
  if (r->options->fit_width == PM_WIDTH_AUTO && solved.scatter[0] > SPREAD_SIGNIFICANT)
    r->width_spread_arcsec = pm_array_wide_width_spread (r->equations, amplitude, width_off, use, r->n_slots, r->n_scans,
                                                         r->control);
}

/* Shift and brightness of the other scans against the first, from all trusted pixels. */
static void
solve_scans (PmReduction *r, const double *amplitude)
{
  g_autofree bool *use = g_new (bool, r->n_slots);
  const PmArrayWideSpec spec = { .scans = true };
  for (gsize slot = 0; slot < r->n_slots; slot++)
    use[slot] = pm_reduction_trusts (r, slot);
  PmArrayWide solved = pm_array_wide_solve (r->equations, amplitude, NULL, use, r->n_slots, r->n_scans, &spec, MIN_SCAN_PIXELS,
                                            r->control);
  double limit = 0.5 * r->beam.sigma_arcsec;
  for (int k = 1; solved.valid && k < r->n_scans; k++)
    {
      const double *step = solved.step + 3 * (k - 1);
      pm_reduction_move_scan (&r->scans[k], clamp (step[0], limit), clamp (step[1], limit));
      r->scans[k].brightness *= exp (clamp (step[2], 0.3));
    }
}

void
pm_reduce_solve_array (PmReduction *r)
{
  gsize n = r->n_slots;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *nominal_x = g_new (double, n), *nominal_y = g_new (double, n);
  g_autofree double *work = g_new (double, PM_ARRAY_SOLUTION_WORK * n);
  for (gsize g = 0; g < r->n_groups; g++)
    {
      PmGroup group = pm_reduction_group (r, g);
      gsize used = 0;
      for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
        if (pm_reduction_trusts (r, slot))
          {
            const PmChannel *channel = &r->instrument->channels[r->instrument->channel_of_slot[slot]];
            x[used] = -r->fits[slot].x;
            y[used] = -r->fits[slot].y;
            nominal_x[used] = channel->nominal_x;
            nominal_y[used++] = channel->nominal_y;
          }
      PmArraySolution solution = pm_array_solution_fit (x, y, nominal_x, nominal_y, used, (gsize) r->options->detect_min_secure,
                                                        work);
      if (solution.valid)
        r->solutions[g] = solution;
    }
  pm_reduce_predict (r);
}

void
pm_reduce_shared (PmReduction *r)
{
  g_autofree double *amplitude = g_new (double, r->n_slots);
  g_autofree double *width_off = g_new (double, r->n_slots);
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      amplitude[slot] = r->fits[slot].amplitude;
      width_off[slot] = r->fits[slot].sigma_arcsec - r->beam.sigma_arcsec;
    }
  if (r->options->fit_width != PM_WIDTH_FIXED)
    solve_beam (r, amplitude, width_off);
  if (r->n_scans > 1)
    solve_scans (r, amplitude);
}
