/* SPDX-License-Identifier: GPL-3.0-or-later
 * Shared parameters of the array.
 */
#include "pm-array-wide.h"

#include "pm-linear.h"
#include "pm-stats.h"

#include <stdlib.h>
#include <string.h>

#define OUTLIER 4.0
#define MAX_OWN 4 /* A, x, y, and s if that is the pixel's own: the first columns of the equations */

/* A shared parameter is a column of the equations, of one scan or of all, times a factor. */
typedef struct
{
  int column, scan; /* scan -1: all */
  bool times_amplitude;
} Shared;

static int
list_shared (const PmArrayWideSpec *spec, int n_scans, Shared *shared)
{
  int n = 0;
  if (spec->width)
    shared[n++] = (Shared){ PM_COL_S, -1, false };
  if (spec->wing)
    shared[n++] = (Shared){ PM_COL_H, -1, false };
  if (spec->wing_ratio)
    shared[n++] = (Shared){ PM_COL_K, -1, false };
  for (int k = 1; spec->scans && k < n_scans; k++)
    {
      shared[n++] = (Shared){ PM_COL_X, k, false };
      shared[n++] = (Shared){ PM_COL_Y, k, false };
      shared[n++] = (Shared){ PM_COL_A, k, true };
    }
  return n;
}

/* G and H of one pixel; false if its own unknowns are not fixed. */
static bool
profile (const PmFitEquations *eq, double amplitude, int n_scans, const Shared *shared, int n, bool own_width, double *g, double *h)
{
  double own[MAX_OWN][MAX_OWN] = { { 0.0 } }, b_own[MAX_OWN] = { 0.0 }, cross[PM_ARRAY_WIDE_MAX][MAX_OWN];
  const int n_own = own_width ? MAX_OWN : MAX_OWN - 1;
  for (int k = 0; k < n_scans; k++)
    for (int i = 0; i < n_own; i++)
      {
        b_own[i] += eq[k].rhs[i];
        for (int j = 0; j < n_own; j++)
          own[i][j] += eq[k].normal[i][j];
      }
  for (int p = 0; p < n; p++)
    {
      double factor = shared[p].times_amplitude ? amplitude : 1.0;
      g[p] = 0.0;
      memset (cross[p], 0, sizeof cross[p]);
      for (int r = 0; r < n; r++)
        h[p * n + r] = 0.0;
      for (int k = 0; k < n_scans; k++)
        {
          if (shared[p].scan >= 0 && shared[p].scan != k)
            continue;
          g[p] += factor * eq[k].rhs[shared[p].column];
          for (int i = 0; i < n_own; i++)
            cross[p][i] += factor * eq[k].normal[shared[p].column][i];
          for (int r = 0; r < n; r++)
            if (shared[r].scan < 0 || shared[r].scan == k)
              h[p * n + r] += factor * (shared[r].times_amplitude ? amplitude : 1.0) * eq[k].normal[shared[p].column][shared[r].column];
        }
    }
  double solved_b[MAX_OWN], solved[MAX_OWN];
  if (!pm_linear_solve (&own[0][0], MAX_OWN, n_own, b_own, solved_b, NULL))
    return false;
  for (int r = 0; r < n; r++)
    {
      if (!pm_linear_solve (&own[0][0], MAX_OWN, n_own, cross[r], solved, NULL))
        return false;
      for (int p = 0; p < n; p++)
        for (int i = 0; i < n_own; i++)
          h[p * n + r] -= cross[p][i] * solved[i];
      for (int i = 0; i < n_own; i++)
        g[r] -= cross[r][i] * solved_b[i];
    }
  return true;
}

/* Robust scatter of (G - H dt) / sqrt H_pp over the pixels used; leaves the ratios in z. */
static double
normalised_residuals (const double *g, const double *h, const bool *use, size_t n_pixels, int n, int p, const double *step, double *z,
                      double *work)
{
  size_t used = 0;
  for (size_t i = 0; i < n_pixels; i++)
    {
      z[i] = NAN;
      const double *row = h + (i * (size_t) n + (size_t) p) * (size_t) n;
      if (!use[i] || !(row[p] > 0.0))
        continue;
      double value = g[i * (size_t) n + (size_t) p];
      for (int r = 0; r < n; r++)
        value -= row[r] * step[r];
      z[i] = value / sqrt (row[p]);
      work[used++] = fabs (z[i]);
    }
  return used > 0 ? PM_MAD_TO_SIGMA * pm_median (work, used) : NAN;
}

static bool
solve_once (const double *g, const double *h, const bool *use, size_t n_pixels, int n, const Shared *shared, const PmArrayWideSpec *spec,
            PmArrayWide *result)
{
  double sum_h[PM_ARRAY_WIDE_MAX * PM_ARRAY_WIDE_MAX] = { 0.0 }, sum_g[PM_ARRAY_WIDE_MAX] = { 0.0 };
  double inverse[PM_ARRAY_WIDE_MAX * PM_ARRAY_WIDE_MAX];
  result->n_used = 0;
  for (size_t i = 0; i < n_pixels; i++)
    {
      if (!use[i])
        continue;
      result->n_used++;
      for (int p = 0; p < n; p++)
        {
          sum_g[p] += g[i * (size_t) n + (size_t) p];
          for (int r = 0; r < n; r++)
            sum_h[p * n + r] += h[(i * (size_t) n + (size_t) p) * (size_t) n + (size_t) r];
        }
    }
  for (int p = 0; p < n; p++)
    if (shared[p].column == PM_COL_K && spec->wing_ratio_prior > 0.0)
      sum_h[p * n + p] += 1.0 / (spec->wing_ratio_prior * spec->wing_ratio_prior);
  if (!pm_linear_solve (sum_h, n, n, sum_g, result->step, inverse))
    return false;
  for (int p = 0; p < n; p++)
    result->error[p] = sqrt (inverse[p * n + p]);
  return true;
}

/* kept: [n_pixels], written: the pixels that took part in the end. */
static PmArrayWide
solve (const PmFitEquations *equations, const double *amplitude, const double *width_off, const bool *use, size_t n_pixels, int n_scans,
       const PmArrayWideSpec *spec, size_t min_pixels, bool *kept, PmControl *control)
{
  PmArrayWide result = { .valid = false };
  Shared shared[PM_ARRAY_WIDE_MAX];
  int n = result.n = list_shared (spec, n_scans, shared);
  size_t nn = (size_t) n;
  double *g = malloc ((n_pixels * (nn + nn * nn + 2) + 1) * sizeof *g);
  if (!pm_control_got_memory (control, g))
    return result;
  double *h = g + n_pixels * nn, *z = h + n_pixels * nn * nn, *work = z + n_pixels;
  if (n == 0)
    goto out;
  for (size_t i = 0; i < n_pixels; i++)
    {
      kept[i] = use[i] && profile (equations + i * (size_t) n_scans, amplitude[i], n_scans, shared, n, spec->own_width, g + i * nn,
                                   h + i * nn * nn);
      /* G at the common width instead of the pixel's own: to first order */
      for (int p = 0; kept[i] && spec->width && width_off && p < n; p++)
        g[i * nn + (size_t) p] += h[(i * nn + (size_t) p) * nn] * width_off[i];
    }
  for (int pass = 0; pass < 3; pass++)
    {
      if (!solve_once (g, h, kept, n_pixels, n, shared, spec, &result) || result.n_used < min_pixels)
        goto out;
      for (int p = 0; p < n; p++)
        {
          result.scatter[p] = normalised_residuals (g, h, kept, n_pixels, n, p, result.step, z, work);
          for (size_t i = 0; pass < 2 && i < n_pixels; i++)
            if (kept[i] && fabs (z[i]) > OUTLIER * fmax (result.scatter[p], 1.0))
              kept[i] = false;
        }
    }
  result.valid = true;
out:
  free (g);
  return result;
}

PmArrayWide
pm_array_wide_solve (const PmFitEquations *equations, const double *amplitude, const double *width_off, const bool *use, size_t n_pixels,
                     int n_scans, const PmArrayWideSpec *spec, size_t min_pixels, PmControl *control)
{
  PmArrayWide result = { .valid = false };
  bool *kept = malloc (n_pixels + 1);
  if (pm_control_got_memory (control, kept))
    result = solve (equations, amplitude, width_off, use, n_pixels, n_scans, spec, min_pixels, kept, control);
  free (kept);
  return result;
}

bool
pm_array_wide_width_response (const PmFitEquations *equations, int n_scans, double response[3])
{
  double own[3][3] = { { 0.0 } }, cross[3] = { 0.0 };
  for (int k = 0; k < n_scans; k++)
    for (int i = 0; i < 3; i++)
      {
        cross[i] -= equations[k].normal[i][PM_COL_S];
        for (int j = 0; j < 3; j++)
          own[i][j] += equations[k].normal[i][j];
      }
  if (pm_linear_solve (&own[0][0], 3, 3, cross, response, NULL))
    return true;
  memset (response, 0, 3 * sizeof *response);
  return false;
}

bool
pm_array_wide_width_shares (const PmFitEquations *equations, const double *amplitude, const bool *fitted, const bool *use, size_t n_pixels,
                            int n_scans, size_t min_pixels, PmWidthShare *shares, PmControl *control)
{
  const PmArrayWideSpec spec = { .width = true };
  const Shared width = { PM_COL_S, -1, false };
  bool *kept = malloc (n_pixels + 1);
  memset (shares, 0, n_pixels * sizeof *shares);
  bool valid = pm_control_got_memory (control, kept) &&
               solve (equations, amplitude, NULL, use, n_pixels, n_scans, &spec, min_pixels, kept, control).valid;
  for (size_t i = 0; valid && i < n_pixels; i++)
    {
      const PmFitEquations *eq = equations + i * (size_t) n_scans;
      if (kept[i])
        profile (eq, amplitude[i], n_scans, &width, 1, false, &shares[i].score, &shares[i].curvature);
      if (fitted[i])
        pm_array_wide_width_response (eq, n_scans, shares[i].response);
    }
  free (kept);
  return valid;
}

double
pm_array_wide_width_spread (const PmFitEquations *equations, const double *amplitude, const double *width_off, const bool *use,
                            size_t n_pixels, int n_scans, PmControl *control)
{
  const Shared width = { PM_COL_S, -1, false };
  double *ds = malloc ((2 * n_pixels + 1) * sizeof *ds);
  if (!pm_control_got_memory (control, ds))
    return 0.0;
  double *variance = ds + n_pixels, spread = 0.0, best = -INFINITY;
  size_t n = 0;
  for (size_t i = 0; i < n_pixels; i++)
    {
      double g, h;
      if (use[i] && profile (equations + i * (size_t) n_scans, amplitude[i], n_scans, &width, 1, false, &g, &h) && h > 0.0)
        {
          ds[n] = g / h + (width_off ? width_off[i] : 0.0);
          variance[n++] = 1.0 / h;
        }
    }
  /* One unknown, and its precision does not matter much: a logarithmic grid, tau = 0 first. */
  for (double tau = 0.0; tau < 5.0; tau = tau == 0.0 ? 0.005 : tau * 1.15)
    {
      double w_sum = 0.0, mean = 0.0, log_likelihood = 0.0;
      for (size_t i = 0; i < n; i++)
        {
          double w = 1.0 / (variance[i] + tau * tau);
          w_sum += w;
          mean += w * ds[i];
        }
      mean /= w_sum;
      for (size_t i = 0; i < n; i++)
        {
          double w = 1.0 / (variance[i] + tau * tau), z2 = w * (ds[i] - mean) * (ds[i] - mean);
          log_likelihood += 0.5 * log (w) - 0.5 * fmin (z2, OUTLIER * OUTLIER);
        }
      if (log_likelihood > best)
        {
          best = log_likelihood;
          spread = tau;
        }
    }
  free (ds);
  return spread;
}
