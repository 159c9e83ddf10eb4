/* SPDX-License-Identifier: GPL-3.0-or-later
 * The fit of one pixel. With T the columns of the beam at amplitude 1, N = T' Sigma^-1 T and b = T'u summed over the scans:
 *   chi^2 = const - 2 A b_A + A^2 N_AA,   J = [B, A B_x, A B_y, A B_s],   J' Sigma^-1 (z - model) = diag (1, A, A, A) (b - A N_.A).
 */
#include "pm-pixel-fit.h"

#include "pm-linear.h"

#include <string.h>

#define MAX_EVALUATIONS 60
#define STEP_LIMIT 0.5      /* largest step per axis in units of s */
#define CONVERGED_STEP 1e-2 /* in units of s, with CONVERGED_CHI2: a fifth of an error, of which the step leaves its square */
#define CONVERGED_CHI2 3e-2
#define EXACT_STEP 1e-7     /* at high S/N the position must be exact to a fraction of its error, not of the beam */
#define MAX_RESTARTS 3
#define PROFILE_STEPS 6
#define PROFILE_SIGMAS 4.0
#define COVERED 3.0
#define MIRROR_SIGMAS 3.0     /* a second solution nearer than that is the same one */
#define MIRROR_MIN 0.3       /* in units of s */

typedef struct
{
  double amplitude, x, y, s;
} Params;

typedef struct
{
  double normal[PM_N_COLS][PM_N_COLS], rhs[PM_N_COLS]; /* in the unknowns */
  double chi2;                                         /* without the constant z' Sigma^-1 z */
  double n_aa;
} Equations;

/* N and b of all scans at a place. */
static void
evaluate (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, const Params *p, int n, Equations *eq)
{
  PmBeam beam = setup->beam;
  beam.sigma_arcsec = p->s;
  memset (eq, 0, sizeof *eq);
  for (int k = 0; k < n_scans; k++)
    {
      double normal[PM_N_COLS][PM_N_COLS], rhs[PM_N_COLS];
      pm_template_evaluate (&templates[k], &beam, p->x, p->y, n, normal, rhs);
      for (int i = 0; i < n; i++)
        {
          eq->rhs[i] += rhs[i];
          for (int j = 0; j < n; j++)
            eq->normal[i][j] += normal[i][j];
        }
    }
  eq->n_aa = eq->normal[0][0];
}

/* Turns N and b into the equations in the unknowns. */
static void
assemble (const PmFitSetup *setup, const Params *p, int n, Equations *eq)
{
  double a = p->amplitude;
  eq->chi2 = -2.0 * a * eq->rhs[0] + a * a * eq->n_aa;
  for (int i = 0; i < n; i++)
    eq->rhs[i] -= a * eq->normal[i][0];
  for (int i = 0; i < n; i++)
    {
      double row = i == 0 ? 1.0 : a;
      eq->rhs[i] *= row;
      for (int j = 0; j < n; j++)
        eq->normal[i][j] *= row * (j == 0 ? 1.0 : a);
    }
  if (n == 4) /* the prior on s */
    {
      double w = 1.0 / (setup->width_spread_arcsec * setup->width_spread_arcsec), off = p->s - setup->beam.sigma_arcsec;
      eq->chi2 += w * off * off;
      eq->rhs[PM_COL_S] -= w * off;
      eq->normal[PM_COL_S][PM_COL_S] += w;
    }
}

static double
clamp (double value, double limit)
{
  return value > limit ? limit : value < -limit ? -limit : value;
}

/* The damped step from p; false if the equations are singular. */
static bool
propose (const Equations *eq, const Params *p, double lambda, int n, double s0, Params *next, double *largest)
{
  double damped[PM_N_COLS][PM_N_COLS], step[PM_N_COLS];
  memcpy (damped, eq->normal, sizeof damped);
  for (int i = 0; i < n; i++)
    damped[i][i] *= 1.0 + lambda;
  if (!pm_linear_solve (&damped[0][0], PM_N_COLS, n, eq->rhs, step, NULL))
    return false;
  double limit = STEP_LIMIT * s0;
  *next = *p;
  next->amplitude = p->amplitude + step[0] > 0.1 * p->amplitude ? p->amplitude + step[0] : 0.1 * p->amplitude;
  next->x += clamp (step[1], limit);
  next->y += clamp (step[2], limit);
  if (n == 4)
    next->s = fmax (p->s + clamp (step[3], 0.2 * s0), 0.2 * s0);
  *largest = fmax (fabs (next->x - p->x), fabs (next->y - p->y)) / s0;
  return true;
}

PmPixelFit
pm_pixel_fit (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, double x, double y)
{
  int n = setup->width_spread_arcsec > 0.0 ? 4 : 3;
  double s0 = setup->beam.sigma_arcsec, lambda = 1e-3;
  PmPixelFit fit = { .status = PM_FIT_SINGULAR, .amplitude = NAN, .x = x, .y = y, .sigma_arcsec = s0, .s2n = NAN };
  Params p = { 0.0, x, y, s0 };
  Equations eq;
  evaluate (templates, n_scans, setup, &p, n, &eq);
  if (!(eq.n_aa > 0.0))
    return fit;
  p.amplitude = eq.rhs[0] / eq.n_aa; /* the best at the start's position */
  fit.status = PM_FIT_NEGATIVE;
  if (!(p.amplitude > 0.0))
    return fit;
  assemble (setup, &p, n, &eq);
  fit.n_evaluations = 1;
  fit.status = PM_FIT_NOT_CONVERGED;
  while (fit.n_evaluations < MAX_EVALUATIONS && fit.status == PM_FIT_NOT_CONVERGED)
    {
      Params next;
      Equations next_eq;
      double step;
      if (!propose (&eq, &p, lambda, n, s0, &next, &step))
        {
          fit.status = PM_FIT_SINGULAR;
          break;
        }
      evaluate (templates, n_scans, setup, &next, n, &next_eq);
      assemble (setup, &next, n, &next_eq);
      fit.n_evaluations++;
      double gain = eq.chi2 - next_eq.chi2;
      if (gain >= 0.0)
        {
          bool small = step < CONVERGED_STEP && gain < CONVERGED_CHI2;
          p = next;
          eq = next_eq;
          lambda = fmax (lambda * 0.1, 1e-9);
          if (small || step < EXACT_STEP)
            fit.status = PM_FIT_OK;
        }
      else if (step < EXACT_STEP)
        fit.status = PM_FIT_OK; /* the rest is rounding */
      else
        lambda *= 10.0;
      if (hypot (p.x - x, p.y - y) > setup->max_move_arcsec)
        fit.status = PM_FIT_WANDERED;
    }
  fit.amplitude = p.amplitude;
  fit.x = p.x;
  fit.y = p.y;
  fit.sigma_arcsec = p.s;
  fit.s2n = p.amplitude * sqrt (eq.n_aa);
  fit.chi2 = eq.chi2;
  double inverse[PM_N_COLS * PM_N_COLS];
  if (fit.status == PM_FIT_OK && !pm_linear_solve (&eq.normal[0][0], PM_N_COLS, n, NULL, NULL, inverse))
    fit.status = PM_FIT_SINGULAR;
  if (fit.status == PM_FIT_OK)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        fit.covariance[i][j] = inverse[i * n + j];
  return fit;
}

PmPixelFit
pm_pixel_fit_from (PmTemplate *templates, const PmTemplateData *data, int n_scans, const PmFitSetup *setup, double x, double y)
{
  PmPixelFit fit = { .status = PM_FIT_NOT_TRIED, .amplitude = NAN, .x = NAN, .y = NAN, .sigma_arcsec = NAN, .s2n = NAN };
  double start_x = x, start_y = y;
  for (int restart = 0; restart <= MAX_RESTARTS; restart++)
    {
      size_t n = 0;
      for (int k = 0; k < n_scans; k++)
        {
          if (!pm_template_gather (&templates[k], &data[k], x, y, setup->radius_arcsec))
            return fit;
          n += templates[k].n;
        }
      if (n == 0)
        return fit;
      fit = pm_pixel_fit (templates, n_scans, setup, x, y);
      if (fit.status == PM_FIT_OK && hypot (fit.x - start_x, fit.y - start_y) > setup->max_move_arcsec)
        fit.status = PM_FIT_WANDERED;
      if (fit.status != PM_FIT_OK || hypot (fit.x - x, fit.y - y) <= 0.5 * setup->beam.sigma_arcsec)
        break;
      x = fit.x;
      y = fit.y;
    }
  return fit;
}

void
pm_pixel_fit_equations (const PmTemplate *tp, const PmBeam *beam, const PmPixelFit *fit, PmFitEquations *eq)
{
  PmBeam own = *beam;
  own.sigma_arcsec = fit->sigma_arcsec;
  double a = fit->amplitude;
  pm_template_evaluate (tp, &own, fit->x, fit->y, PM_N_COLS, eq->normal, eq->rhs);
  for (int i = 0; i < PM_N_COLS; i++)
    eq->rhs[i] -= a * eq->normal[i][0];
  for (int i = 0; i < PM_N_COLS; i++)
    {
      double row = i == 0 ? 1.0 : a;
      eq->rhs[i] *= row;
      for (int j = 0; j < PM_N_COLS; j++)
        eq->normal[i][j] *= row * (j == 0 ? 1.0 : a);
    }
}

/* The weighted mean offset of the samples that fix the fit, seen from the source. */
static bool
mean_offset (const PmTemplate *templates, int n_scans, const PmBeam *beam, const PmPixelFit *fit, double *mean_x, double *mean_y)
{
  double weight = 0.0, sx = 0.0, sy = 0.0;
  for (int k = 0; k < n_scans; k++)
    for (size_t i = 0; i < templates[k].n; i++)
      {
        double dx = templates[k].x[i] - fit->x, dy = templates[k].y[i] - fit->y, b = pm_beam_value (beam, dx, dy);
        double w = templates[k].info[i] * templates[k].scale * templates[k].scale * b * b;
        weight += w;
        sx += w * dx;
        sy += w * dy;
      }
  *mean_x = sx / weight;
  *mean_y = sy / weight;
  return weight > 0.0;
}

static bool
has_mirror (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, const PmPixelFit *fit, double delta_chi2)
{
  double cx, cy, error = sqrt (fit->covariance[1][1] + fit->covariance[2][2]);
  if (!mean_offset (templates, n_scans, &setup->beam, fit, &cx, &cy))
    return true;
  double apart = fmax (MIRROR_SIGMAS * error, MIRROR_MIN * setup->beam.sigma_arcsec);
  if (2.0 * hypot (cx, cy) < apart)
    return false;
  PmPixelFit other = pm_pixel_fit (templates, n_scans, setup, fit->x + 2.0 * cx, fit->y + 2.0 * cy);
  return other.status == PM_FIT_OK && hypot (other.x - fit->x, other.y - fit->y) > apart && other.chi2 < fit->chi2 + delta_chi2;
}

/* chi^2 with the position held at `along` arcsec from the fit in direction (ex, ey), amplitude and the other axis set to their best. */
static double
profiled_chi2 (const PmTemplate *templates, int n_scans, const PmBeam *beam, const PmPixelFit *fit, double ex, double ey, double along)
{
  double across = 0.0, amplitude = fit->amplitude, best = INFINITY;
  for (int step = 0; step < PROFILE_STEPS; step++)
    {
      double n_sum[2][2] = { { 0.0 } }, b_sum[2] = { 0.0 }, x = fit->x + along * ex - across * ey, y = fit->y + along * ey + across * ex;
      for (int k = 0; k < n_scans; k++)
        {
          double normal[PM_N_COLS][PM_N_COLS], rhs[PM_N_COLS];
          pm_template_evaluate (&templates[k], beam, x, y, 3, normal, rhs);
          n_sum[0][0] += normal[0][0];
          n_sum[0][1] += ex * normal[0][2] - ey * normal[0][1];
          n_sum[1][1] += ex * ex * normal[2][2] + ey * ey * normal[1][1] - 2.0 * ex * ey * normal[1][2];
          b_sum[0] += rhs[0];
          b_sum[1] += ex * rhs[2] - ey * rhs[1];
        }
      amplitude = fmax (b_sum[0] / n_sum[0][0], 0.0); /* the best at this place */
      best = fmin (best, -2.0 * amplitude * b_sum[0] + amplitude * amplitude * n_sum[0][0]);
      double curvature = n_sum[1][1] - n_sum[0][1] * n_sum[0][1] / n_sum[0][0];
      double slope = b_sum[1] - amplitude * n_sum[0][1];
      if (!(amplitude > 0.0) || !(curvature > 0.0))
        break;
      across += clamp (slope / (amplitude * curvature), 0.3 * beam->sigma_arcsec);
    }
  return best;
}

static bool
error_is_honest (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, const PmPixelFit *fit)
{
  double xx = fit->covariance[1][1], yy = fit->covariance[2][2], xy = fit->covariance[1][2];
  double largest = 0.5 * (xx + yy) + hypot (0.5 * (xx - yy), xy), angle = 0.5 * atan2 (2.0 * xy, xx - yy), error = sqrt (largest);
  PmBeam beam = setup->beam;
  beam.sigma_arcsec = fit->sigma_arcsec;
  /* A well covered source has an error of about s / (S/N): what is left of chi^2 not being a parabola is then a matter of low S/N.
   * Larger errors come from the coverage. */
  if (error * fit->s2n < COVERED * beam.sigma_arcsec)
    return true;
  for (int sign = -1; sign <= 1; sign += 2)
    if (profiled_chi2 (templates, n_scans, &beam, fit, cos (angle), sin (angle), sign * PROFILE_SIGMAS * error) - fit->chi2 <
        PROFILE_SIGMAS * PROFILE_SIGMAS / 3.0)
      return false;
  return true;
}

bool
pm_pixel_fit_ambiguous (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, const PmPixelFit *fit, double delta_chi2)
{
  return has_mirror (templates, n_scans, setup, fit, delta_chi2) || !error_is_honest (templates, n_scans, setup, fit);
}

bool
pm_pixel_fit_pulls (PmTemplate *templates, const PmTemplateData *data, int n_scans, const PmFitSetup *setup, double x, double y,
                    double pulls[3])
{
  double normal[3 * 3] = { 0.0 }, rhs[3] = { 0.0 }, step[3], inverse[3 * 3];
  for (int k = 0; k < n_scans; k++)
    {
      double n_k[PM_N_COLS][PM_N_COLS], b_k[PM_N_COLS];
      if (!pm_template_gather (&templates[k], &data[k], x, y, setup->radius_arcsec))
        return false;
      pm_template_evaluate (&templates[k], &setup->beam, x, y, 3, n_k, b_k);
      for (int i = 0; i < 3; i++)
        {
          rhs[i] += b_k[i];
          for (int j = 0; j < 3; j++)
            normal[3 * i + j] += n_k[i][j];
        }
    }
  if (!pm_linear_solve (normal, 3, 3, rhs, step, inverse))
    return false;
  for (int i = 0; i < 3; i++)
    pulls[i] = step[i] / sqrt (inverse[4 * i]);
  return true;
}

const char *
pm_fit_status_text (PmFitStatus status)
{
  switch (status)
    {
    case PM_FIT_OK:
      return "fitted";
    case PM_FIT_NOT_TRIED:
      return "no usable samples or no start";
    case PM_FIT_SINGULAR:
      return "the samples do not fix the position";
    case PM_FIT_NEGATIVE:
      return "no positive signal";
    case PM_FIT_WANDERED:
      return "the position left the search window";
    case PM_FIT_NOT_CONVERGED:
      return "not converged";
    }
  return "";
}
