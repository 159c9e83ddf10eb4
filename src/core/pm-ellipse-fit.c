/* SPDX-License-Identifier: GPL-3.0-or-later
 * The free ellipse: six unknowns A, x, y, a, b, c by Levenberg-Marquardt; the matrix (a b; b c) stays positive definite.
 */
#include "pm-ellipse-fit.h"

#include "pm-linear.h"

#include <string.h>

#define MAX_STEPS 20
#define N 6

typedef struct
{
  double amplitude, x, y, a, b, c;
} Params;

/* chi^2 without its constant, and the equations in the unknowns. */
static double
assemble (const PmTemplate *templates, int n_scans, const Params *p, double normal[N][N], double *rhs)
{
  const double shape[3] = { p->a, p->b, p->c };
  memset (normal, 0, sizeof (double[N][N]));
  memset (rhs, 0, N * sizeof *rhs);
  for (int k = 0; k < n_scans; k++)
    {
      double n_k[PM_N_COLS][PM_N_COLS], b_k[PM_N_COLS];
      pm_template_evaluate_ellipse (&templates[k], shape, p->x, p->y, n_k, b_k);
      for (int i = 0; i < N; i++)
        {
          rhs[i] += b_k[i];
          for (int j = 0; j < N; j++)
            normal[i][j] += n_k[i][j];
        }
    }
  double amplitude = p->amplitude, chi2 = -2.0 * amplitude * rhs[0] + amplitude * amplitude * normal[0][0];
  for (int i = 0; i < N; i++)
    rhs[i] -= amplitude * normal[i][0];
  for (int i = 0; i < N; i++)
    {
      double row = i == 0 ? 1.0 : amplitude;
      rhs[i] *= row;
      for (int j = 0; j < N; j++)
        normal[i][j] *= row * (j == 0 ? 1.0 : amplitude);
    }
  return chi2;
}

static bool
acceptable (const Params *p, double inverse_s2)
{
  double det = p->a * p->c - p->b * p->b, trace = p->a + p->c;
  return p->amplitude > 0.0 && det > 1e-3 * inverse_s2 * inverse_s2 && trace > 0.0 && trace < 100.0 * inverse_s2;
}

/* Axes and angle from the matrix, with errors from the covariance of (a, b, c): the geometric mean width is (ac - b^2)^-1/4, the ratio
 * of the axes the root of the ratio of the eigenvalues. */
static void
describe (const Params *p, const double *covariance, PmEllipse *ellipse)
{
  double mean = 0.5 * (p->a + p->c), half = 0.5 * (p->a - p->c), radius = hypot (half, p->b);
  double small = mean - radius, large = mean + radius, det = p->a * p->c - p->b * p->b;
  ellipse->fwhm_major = PM_FWHM_PER_SIGMA / sqrt (small);
  ellipse->fwhm_minor = PM_FWHM_PER_SIGMA / sqrt (large);
  /* the eigenvector of the smaller eigenvalue lies along the major axis */
  ellipse->angle_deg = 0.5 * atan2 (-p->b, -half) * 180.0 / M_PI;
  if (ellipse->angle_deg <= -90.0)
    ellipse->angle_deg += 180.0;
  double gradient_det[3] = { p->c, -2.0 * p->b, p->a }, gradient_ratio[3];
  double ratio = sqrt (large / small), r_a = radius > 0.0 ? 0.5 * half / radius : 0.0, r_b = radius > 0.0 ? p->b / radius : 1.0;
  double large_by[3] = { 0.5 + r_a, r_b, 0.5 - r_a }, small_by[3] = { 0.5 - r_a, -r_b, 0.5 + r_a }, var_det = 0.0, var_ratio = 0.0;
  for (int i = 0; i < 3; i++)
    gradient_ratio[i] = 0.5 * ratio * (large_by[i] / large - small_by[i] / small);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        double c = covariance[(i + 3) * N + j + 3];
        var_det += gradient_det[i] * gradient_det[j] * c;
        var_ratio += gradient_ratio[i] * gradient_ratio[j] * c;
      }
  ellipse->fwhm_error = PM_FWHM_PER_SIGMA * 0.25 * pow (det, -1.25) * sqrt (fmax (var_det, 0.0));
  ellipse->elongation_error = sqrt (fmax (var_ratio, 0.0));
}

PmEllipse
pm_ellipse_fit (const PmTemplate *templates, int n_scans, const PmPixelFit *start)
{
  double inverse_s2 = 1.0 / (start->sigma_arcsec * start->sigma_arcsec), lambda = 1e-2;
  PmEllipse ellipse = { .valid = false };
  Params p = { start->amplitude, start->x, start->y, inverse_s2, 0.0, inverse_s2 };
  double normal[N][N], rhs[N], chi2 = assemble (templates, n_scans, &p, normal, rhs);
  bool converged = false;
  for (int step = 0; step < MAX_STEPS && !converged; step++)
    {
      double damped[N][N], delta[N], next_normal[N][N], next_rhs[N];
      memcpy (damped, normal, sizeof damped);
      for (int i = 0; i < N; i++)
        damped[i][i] *= 1.0 + lambda;
      if (!pm_linear_solve (&damped[0][0], N, N, rhs, delta, NULL))
        return ellipse;
      Params next = { p.amplitude + delta[0], p.x + delta[1], p.y + delta[2], p.a + delta[3], p.b + delta[4], p.c + delta[5] };
      double next_chi2 = acceptable (&next, inverse_s2) ? assemble (templates, n_scans, &next, next_normal, next_rhs) : INFINITY;
      if (next_chi2 <= chi2)
        {
          converged = chi2 - next_chi2 < 1e-2;
          p = next;
          chi2 = next_chi2;
          memcpy (normal, next_normal, sizeof normal);
          memcpy (rhs, next_rhs, sizeof rhs);
          lambda *= 0.1;
        }
      else
        {
          lambda *= 10.0;
          if (lambda > 1e6)
            return ellipse;
        }
    }
  double covariance[N * N];
  if (!converged || !pm_linear_solve (&normal[0][0], N, N, NULL, NULL, covariance))
    return ellipse;
  describe (&p, covariance, &ellipse);
  ellipse.valid = true;
  return ellipse;
}
