/* SPDX-License-Identifier: GPL-3.0-or-later
 * Robust affine fit by iteratively reweighted least squares; the nominal positions are centred, which makes the normal equations well
 * conditioned.
 */
#include "pm-array-solution.h"

#include "pm-linear.h"
#include "pm-stats.h"

#include <math.h>

#define MAX_ITERATIONS 50
#define OUTLIER_WEIGHT 0.01 /* the weight of a residual of 5.2 sigma */
#define MIN_SIGMA_ARCSEC 1e-9

typedef struct
{
  size_t n;
  double *x, *y, *u, *v, *weight, *residual_x, *residual_y, *work; /* u, v: nominal about their mean */
  double mean_u, mean_v;
} Points;

static void
collect (Points *p, const double *x, const double *y, const double *nominal_x, const double *nominal_y, size_t n, double *memory)
{
  *p = (Points){ 0,   memory, memory + n, memory + 2 * n, memory + 3 * n, memory + 4 * n, memory + 5 * n, memory + 6 * n, memory + 7 * n,
                 0.0, 0.0 };
  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]) && isfinite (y[i]) && isfinite (nominal_x[i]) && isfinite (nominal_y[i]))
      {
        p->x[p->n] = x[i];
        p->y[p->n] = y[i];
        p->u[p->n] = nominal_x[i];
        p->v[p->n++] = nominal_y[i];
        p->mean_u += nominal_x[i];
        p->mean_v += nominal_y[i];
      }
  if (p->n == 0)
    return;
  p->mean_u /= (double) p->n;
  p->mean_v /= (double) p->n;
  for (size_t i = 0; i < p->n; i++)
    {
      p->u[i] -= p->mean_u;
      p->v[i] -= p->mean_v;
    }
}

/* Floats are exact enough, and their median is found several times faster. */
static double
axis_scatter (const Points *p, const double *residual)
{
  float *size = (float *) p->work;
  for (size_t i = 0; i < p->n; i++)
    size[i] = (float) fabs (residual[i]);
  return PM_MAD_TO_SIGMA * (double) pm_median_float (size, p->n);
}

/* Residuals of the map a = {cx, axx, axy, cy, ayx, ayy}; returns their scatter per axis. */
static double
residuals (Points *p, const double *a)
{
  for (size_t i = 0; i < p->n; i++)
    {
      p->residual_x[i] = p->x[i] - (a[0] + a[1] * p->u[i] + a[2] * p->v[i]);
      p->residual_y[i] = p->y[i] - (a[3] + a[4] * p->u[i] + a[5] * p->v[i]);
    }
  double sx = axis_scatter (p, p->residual_x), sy = axis_scatter (p, p->residual_y);
  return fmax (sqrt (0.5 * (sx * sx + sy * sy)), MIN_SIGMA_ARCSEC);
}

static bool
solve_axis (const Points *p, const double *target, double *a)
{
  double normal[9] = { 0.0 }, rhs[3] = { 0.0 };
  for (size_t i = 0; i < p->n; i++)
    {
      double row[3] = { 1.0, p->u[i], p->v[i] };
      for (int j = 0; j < 3; j++)
        {
          rhs[j] += p->weight[i] * row[j] * target[i];
          for (int k = 0; k < 3; k++)
            normal[3 * j + k] += p->weight[i] * row[j] * row[k];
        }
    }
  return pm_linear_solve (normal, 3, 3, rhs, a, NULL);
}

static void
describe (PmArraySolution *sol)
{
  /* Polar decomposition of the 2 x 2 matrix: rotation from its antisymmetric part, scale from its determinant. */
  double c = sol->axx + sol->ayy, s = sol->ayx - sol->axy, det = sol->axx * sol->ayy - sol->axy * sol->ayx;
  sol->rotation_deg = atan2 (s, c) * 180.0 / M_PI;
  sol->scale = sqrt (fabs (det));
  sol->shear = hypot (sol->axx - sol->ayy, sol->axy + sol->ayx) / hypot (c, s);
}

PmArraySolution
pm_array_solution_fit (const double *x, const double *y, const double *nominal_x, const double *nominal_y, size_t n, size_t min_positions,
                       double *work)
{
  PmArraySolution sol = { .valid = false, .axx = 1.0, .ayy = 1.0, .scale = 1.0 };
  Points p;
  collect (&p, x, y, nominal_x, nominal_y, n, work);
  sol.n_used = p.n;
  if (p.n < 6 || p.n < min_positions)
    return sol;
  for (size_t i = 0; i < p.n; i++)
    p.work[i] = p.x[i] - p.u[i];
  double a[6] = { pm_median (p.work, p.n), 1.0, 0.0, 0.0, 0.0, 1.0 };
  for (size_t i = 0; i < p.n; i++)
    p.work[i] = p.y[i] - p.v[i];
  a[3] = pm_median (p.work, p.n);
  double sigma = residuals (&p, a);
  bool ok = true;
  for (int iteration = 0; ok && iteration < MAX_ITERATIONS; iteration++)
    {
      double before = sigma;
      for (size_t i = 0; i < p.n; i++)
        {
          double r2 = (p.residual_x[i] * p.residual_x[i] + p.residual_y[i] * p.residual_y[i]) / (3.0 * sigma * sigma);
          p.weight[i] = 1.0 / ((1.0 + r2) * (1.0 + r2));
        }
      ok = solve_axis (&p, p.x, a) && solve_axis (&p, p.y, a + 3);
      sigma = residuals (&p, a);
      if (fabs (sigma - before) < 1e-6 * sigma && iteration > 3)
        break;
    }
  if (ok)
    {
      sol.valid = true;
      sol.axx = a[1];
      sol.axy = a[2];
      sol.ayx = a[4];
      sol.ayy = a[5];
      sol.cx = a[0] - a[1] * p.mean_u - a[2] * p.mean_v;
      sol.cy = a[3] - a[4] * p.mean_u - a[5] * p.mean_v;
      sol.scatter_arcsec = sigma;
      sol.n_used = 0;
      for (size_t i = 0; i < p.n; i++)
        sol.n_used += p.weight[i] > OUTLIER_WEIGHT;
      describe (&sol);
    }
  return sol;
}

void
pm_array_solution_predict (const PmArraySolution *sol, double nominal_x, double nominal_y, double *x, double *y)
{
  *x = sol->cx + sol->axx * nominal_x + sol->axy * nominal_y;
  *y = sol->cy + sol->ayx * nominal_x + sol->ayy * nominal_y;
}
