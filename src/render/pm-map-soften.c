/* SPDX-License-Identifier: GPL-3.0-or-later
 * Smoothing: all sums are separable, so each is a pass along the rows and one along the columns.
 */
#include "pm-map-soften.h"

#include "pm-beam.h"

#include <math.h>

#define CUT_SIGMA 3.0
#define MIN_COVERED 0.02 /* of the kernel */

typedef struct
{
  int half;
  float *k, *k2; /* [2 half + 1]; sum of k is 1; k2 = k^2 */
} Kernel;

static Kernel
kernel_new (double sigma)
{
  int half = MAX (1, (int) ceil (CUT_SIGMA * sigma)), n = 2 * half + 1;
  Kernel kernel = { half, g_try_new (float, (gsize) n), g_try_new (float, (gsize) n) };
  double sum = 0.0;
  for (int i = -half; i <= half; i++)
    sum += exp (-0.5 * i * i / (sigma * sigma));
  for (int i = -half; i <= half && kernel.k && kernel.k2; i++)
    {
      kernel.k[i + half] = (float) (exp (-0.5 * i * i / (sigma * sigma)) / sum);
      kernel.k2[i + half] = kernel.k[i + half] * kernel.k[i + half];
    }
  return kernel;
}

/* One pass along lines of n cells `step` apart; line l starts at l * line_step. */
static void
pass (const float *in, float *out, gsize n_lines, gsize line_step, gsize n, gsize step, const float *k, int half)
{
  for (gsize l = 0; l < n_lines; l++)
    for (gsize i = 0; i < n; i++)
      {
        float sum = 0.0f;
        gsize first = i >= (gsize) half ? i - (gsize) half : 0, last = MIN (n - 1, i + (gsize) half);
        for (gsize j = first; j <= last; j++)
          sum += k[j + (gsize) half - i] * in[l * line_step + j * step];
        out[l * line_step + i * step] = sum;
      }
}

/* Convolves a plane in place. */
static void
convolve (float *plane, float *work, gsize nx, gsize ny, const float *k, int half)
{
  pass (plane, work, ny, nx, nx, 1, k, half);
  pass (work, plane, nx, 1, ny, nx, k, half);
}

gboolean
pm_map_soften (const float *signal, const float *weight, gsize nx, gsize ny, double sigma, float *out_signal, float *out_weight)
{
  g_return_val_if_fail (signal && weight && out_signal && out_weight && sigma > 0.0, FALSE);
  gsize n = nx * ny;
  Kernel kernel = kernel_new (sigma);
  g_autofree float *k = kernel.k, *k2 = kernel.k2, *sums = g_try_new (float, 4 * n + 1);
  if (!k || !k2 || !sums)
    return FALSE;
  float *wk2 = sums, *covered = sums + n, *wk = sums + 2 * n, *work = sums + 3 * n;
  for (gsize i = 0; i < n; i++)
    {
      gboolean valid = weight[i] > 0.0f && isfinite (signal[i]);
      wk[i] = wk2[i] = valid ? weight[i] : 0.0f;
      out_signal[i] = valid ? weight[i] * signal[i] : 0.0f;
      covered[i] = valid ? 1.0f : 0.0f;
    }
  convolve (wk, work, nx, ny, k, kernel.half);
  convolve (out_signal, work, nx, ny, k, kernel.half);
  convolve (covered, work, nx, ny, k, kernel.half);
  convolve (wk2, work, nx, ny, k2, kernel.half);
  for (gsize i = 0; i < n; i++)
    {
      gboolean valid = covered[i] > MIN_COVERED && wk[i] > 0.0f;
      out_signal[i] = valid ? out_signal[i] / wk[i] : NAN;
      out_weight[i] = valid ? wk[i] * wk[i] / wk2[i] : 0.0f;
    }
  return TRUE;
}

PmMap
pm_map_softened (const PmMap *map, double fwhm_cells)
{
  PmMap soft = *map;
  gsize n = map->nx * map->ny;
  soft.signal = g_try_new (float, n);
  soft.weight = g_try_new (float, n);
  if (!soft.signal || !soft.weight ||
      !pm_map_soften (map->signal, map->weight, map->nx, map->ny, fwhm_cells / PM_FWHM_PER_SIGMA, soft.signal, soft.weight))
    {
      g_clear_pointer (&soft.signal, g_free);
      g_clear_pointer (&soft.weight, g_free);
    }
  return soft;
}
