/* SPDX-License-Identifier: GPL-3.0-or-later
 * The fit of one pixel's source in its map. Levenberg-Marquardt with chi^2 itself as the judge, as in pm-pixel-fit.c.
 */
#include "pm-map-fit.h"

#include "pm-linear.h"

#include <string.h>

#define MAX_EVALUATIONS 60
#define STEP_LIMIT 0.5      /* largest step per axis in units of s */
#define CONVERGED_STEP 1e-3 /* in units of s, with CONVERGED_CHI2 */
#define CONVERGED_CHI2 1e-3
#define EXACT_STEP 1e-7     /* at high S/N the position must be exact to a fraction of its error, not of the beam */
#define MAX_RESTARTS 3
#define N PM_MAP_FIT_N

typedef struct
{
  const PmPixelMap *map;
  const PmGrid *grid;
  const PmCells *cells;
  const PmFitSetup *setup;
  double x0, y0; /* centre of the circle of cells */
} Problem;

typedef struct
{
  double amplitude, x, y, constant;
} Params;

typedef struct
{
  double normal[N][N], rhs[N], chi2;
  size_t n_cells;
} Equations;

/* height x exp (-r^2 / 2 s^2) averaged over the cell: G P with P = 1 + (c_xx (dx^2 - s^2) + c_yy (dy^2 - s^2) + 2 c_xy dx dy) / 2 s^4. */
static void
add_gaussian (double height, double s, double dx, double dy, double cxx, double cyy, double cxy, double column[3])
{
  double u = 1.0 / (s * s), g = height * exp (-0.5 * u * (dx * dx + dy * dy));
  double p = 1.0 + 0.5 * u * (u * (cxx * dx * dx + cyy * dy * dy + 2.0 * cxy * dx * dy) - cxx - cyy);
  column[PM_MAP_FIT_A] += g * p;
  column[PM_MAP_FIT_X] += g * u * (dx * p - u * (cxx * dx + cxy * dy)); /* the source moves against dx */
  column[PM_MAP_FIT_Y] += g * u * (dy * p - u * (cyy * dy + cxy * dx));
}

void
pm_map_fit_cell (const PmBeam *beam, double dx, double dy, double cxx, double cyy, double cxy, double column[3])
{
  double s = beam->sigma_arcsec;
  column[0] = column[1] = column[2] = 0.0;
  add_gaussian (1.0 - beam->wing, s, dx, dy, cxx, cyy, cxy, column);
  if (beam->wing != 0.0)
    add_gaussian (beam->wing, beam->wing_ratio * s, dx, dy, cxx, cyy, cxy, column);
}

/* The normal equations at p, and the residual in rhs. */
static void
assemble (const Problem *problem, const Params *p, Equations *eq)
{
  const PmPixelMap *map = problem->map;
  const PmCells *cells = problem->cells;
  double radius = problem->setup->radius_arcsec;
  memset (eq, 0, sizeof *eq);
  for (size_t k = 0; k < map->nx * map->ny; k++)
    {
      size_t c = (map->y0 + k / map->nx) * problem->grid->nx + map->x0 + k % map->nx;
      double x = cells->mean_x[c], y = cells->mean_y[c], rx = x - problem->x0, ry = y - problem->y0;
      if (!pm_pixel_map_is_valid (map, k) || !(rx * rx + ry * ry <= radius * radius)) /* NAN in cells without frames */
        continue;
      double column[N], w = map->weight[k];
      pm_map_fit_cell (&problem->setup->beam, x - p->x, y - p->y, cells->cxx[c], cells->cyy[c], cells->cxy[c], column);
      double residual = map->signal[k] - p->amplitude * column[PM_MAP_FIT_A] - p->constant;
      column[PM_MAP_FIT_X] *= p->amplitude;
      column[PM_MAP_FIT_Y] *= p->amplitude;
      column[PM_MAP_FIT_CONSTANT] = 1.0;
      eq->chi2 += w * residual * residual;
      eq->n_cells++;
      for (int i = 0; i < N; i++)
        {
          eq->rhs[i] += w * column[i] * residual;
          for (int j = 0; j <= i; j++)
            eq->normal[i][j] += w * column[i] * column[j];
        }
    }
  for (int i = 0; i < N; i++)
    for (int j = i + 1; j < N; j++)
      eq->normal[i][j] = eq->normal[j][i];
}

/* Amplitude and constant at a fixed position: the step to the best, and the variance of the amplitude. */
static bool
solve_linear (const Equations *eq, double step[2], double *variance)
{
  const int a = PM_MAP_FIT_A, c = PM_MAP_FIT_CONSTANT;
  double normal[4] = { eq->normal[a][a], eq->normal[a][c], eq->normal[c][a], eq->normal[c][c] }, rhs[2] = { eq->rhs[a], eq->rhs[c] };
  double inverse[4];
  if (!pm_linear_solve (normal, 2, 2, rhs, step, inverse))
    return false;
  *variance = inverse[0];
  return true;
}

static double
clamp (double value, double limit)
{
  return value > limit ? limit : value < -limit ? -limit : value;
}

/* The damped step from p; false if the equations are singular. */
static bool
propose (const Equations *eq, const Params *p, double lambda, double s, Params *next, double *largest)
{
  double damped[N][N], step[N];
  memcpy (damped, eq->normal, sizeof damped);
  for (int i = 0; i < N; i++)
    damped[i][i] *= 1.0 + lambda;
  if (!pm_linear_solve (&damped[0][0], N, N, eq->rhs, step, NULL))
    return false;
  next->amplitude = fmax (p->amplitude + step[PM_MAP_FIT_A], 0.1 * p->amplitude);
  next->x = p->x + clamp (step[PM_MAP_FIT_X], STEP_LIMIT * s);
  next->y = p->y + clamp (step[PM_MAP_FIT_Y], STEP_LIMIT * s);
  next->constant = p->constant + step[PM_MAP_FIT_CONSTANT];
  *largest = fmax (fabs (next->x - p->x), fabs (next->y - p->y)) / s;
  return true;
}

/* Steps until converged, from a start with its equations. */
static void
iterate (const Problem *problem, Params *p, Equations *eq, double start_x, double start_y, PmMapFit *fit)
{
  double s = problem->setup->beam.sigma_arcsec, lambda = 1e-3;
  fit->status = PM_FIT_NOT_CONVERGED;
  while (fit->n_evaluations < MAX_EVALUATIONS && fit->status == PM_FIT_NOT_CONVERGED)
    {
      Params next;
      Equations next_eq;
      double step;
      if (!propose (eq, p, lambda, s, &next, &step))
        {
          fit->status = PM_FIT_SINGULAR;
          return;
        }
      assemble (problem, &next, &next_eq);
      fit->n_evaluations++;
      double gain = eq->chi2 - next_eq.chi2;
      if (gain >= 0.0)
        {
          bool small = step < CONVERGED_STEP && gain < CONVERGED_CHI2;
          *p = next;
          *eq = next_eq;
          lambda = fmax (lambda * 0.1, 1e-9);
          if (small || step < EXACT_STEP)
            fit->status = PM_FIT_OK;
        }
      else if (step < EXACT_STEP)
        fit->status = PM_FIT_OK; /* the rest is rounding */
      else
        lambda *= 10.0;
      if (!(hypot (p->x - start_x, p->y - start_y) <= problem->setup->max_move_arcsec))
        fit->status = PM_FIT_WANDERED;
    }
}

/* One fit with the cells around (problem->x0, problem->y0), where it starts; (start_x, start_y) is what it may not leave. */
static PmMapFit
fit_once (const Problem *problem, double start_x, double start_y)
{
  PmMapFit fit = { .status = PM_FIT_NOT_TRIED, .amplitude = NAN, .x = NAN, .y = NAN, .constant = NAN, .s2n = NAN, .chi2 = NAN };
  Params p = { 0.0, problem->x0, problem->y0, 0.0 };
  Equations eq;
  double step[2], variance, inverse[N * N];
  assemble (problem, &p, &eq);
  fit.n_cells = eq.n_cells;
  if (eq.n_cells < N)
    return fit;
  fit.status = PM_FIT_SINGULAR;
  if (!solve_linear (&eq, step, &variance))
    return fit;
  p.amplitude = step[0];
  p.constant = step[1];
  if (!(p.amplitude > 0.0))
    {
      fit.status = PM_FIT_NEGATIVE;
      return fit;
    }
  assemble (problem, &p, &eq);
  fit.n_evaluations = 2;
  iterate (problem, &p, &eq, start_x, start_y, &fit);
  fit.amplitude = p.amplitude;
  fit.x = p.x;
  fit.y = p.y;
  fit.constant = p.constant;
  fit.chi2 = eq.chi2;
  if (solve_linear (&eq, step, &variance))
    fit.s2n = p.amplitude / sqrt (variance);
  if (fit.status == PM_FIT_OK && !pm_linear_solve (&eq.normal[0][0], N, N, NULL, NULL, inverse))
    fit.status = PM_FIT_SINGULAR;
  if (fit.status == PM_FIT_OK)
    memcpy (fit.covariance, inverse, sizeof inverse);
  return fit;
}

PmMapFit
pm_map_fit (const PmPixelMap *map, const PmGrid *grid, const PmCells *cells, const PmFitSetup *setup, double x, double y)
{
  Problem problem = { map, grid, cells, setup, x, y };
  PmMapFit fit = fit_once (&problem, x, y);
  int evaluations = fit.n_evaluations;
  for (int restart = 0; restart < MAX_RESTARTS && fit.status == PM_FIT_OK; restart++)
    {
      if (hypot (fit.x - problem.x0, fit.y - problem.y0) <= 0.5 * setup->beam.sigma_arcsec)
        break;
      problem.x0 = fit.x;
      problem.y0 = fit.y;
      fit = fit_once (&problem, x, y);
      evaluations += fit.n_evaluations;
    }
  fit.n_evaluations = evaluations;
  return fit;
}
