/* SPDX-License-Identifier: GPL-3.0-or-later
 * Maps of PM_LANES pixels side by side.
 */
#include "pm-kernels.h"
#include "pm-lanes.h"

#include <math.h>

typedef float Cell __attribute__ ((vector_size (4 * PM_LANES)));

static inline void
smooth_cell (const double *kernel, size_t radius, const float *in, float *out, size_t n, size_t stride, size_t i)
{
  Cell sum = { 0.0f }, cell;
  size_t first = i > radius ? i - radius : 0, last = i + radius < n ? i + radius : n - 1;
  for (size_t k = first; k <= last; k++)
    {
      memcpy (&cell, in + k * stride * PM_LANES, sizeof cell);
      sum += (float) kernel[k + radius - i] * cell;
    }
  memcpy (out + i * stride * PM_LANES, &sum, sizeof sum);
}

static void
smooth_axis (const double *kernel, size_t radius, const float *in, float *out, size_t n, size_t stride, size_t lines, size_t line_stride)
{
  if (stride < line_stride)
    for (size_t line = 0; line < lines; line++)
      for (size_t i = 0; i < n; i++)
        smooth_cell (kernel, radius, in + line * line_stride * PM_LANES, out + line * line_stride * PM_LANES, n, stride, i);
  else /* neighbours in memory are neighbours across the lines */
    for (size_t i = 0; i < n; i++)
      for (size_t line = 0; line < lines; line++)
        smooth_cell (kernel, radius, in + line * line_stride * PM_LANES, out + line * line_stride * PM_LANES, n, stride, i);
}

static void
normalise (float *map, const float *norm, size_t n, float *largest)
{
  float most[PM_LANES] = { 0.0f };
  for (size_t k = 0; k < n; k++, map += PM_LANES)
    for (size_t l = 0; l < PM_LANES; l++)
      {
        float value = map[l] * norm[k], size = fabsf (value);
        map[l] = value;
        most[l] = size > most[l] ? size : most[l];
      }
  memcpy (largest, most, sizeof most);
}

static void
standardise (float *map, const float *norm, size_t n, const float *centre, const float *scale, float *highest)
{
  float most[PM_LANES], c[PM_LANES], s[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      most[l] = -INFINITY;
      c[l] = centre[l];
      s[l] = scale[l];
    }
  for (size_t k = 0; k < n; k++, map += PM_LANES)
    {
      float blank = norm[k] > 0.0f ? 0.0f : NAN;
      for (size_t l = 0; l < PM_LANES; l++)
        {
          float value = (map[l] - c[l]) * s[l] + blank;
          map[l] = value;
          most[l] = value > most[l] ? value : most[l];
        }
    }
  memcpy (highest, most, sizeof most);
}

extern const PmMapKernels PM_KERNELS (pm_map_kernels);
const PmMapKernels PM_KERNELS (pm_map_kernels) = { smooth_axis, normalise, standardise };
