/* SPDX-License-Identifier: GPL-3.0-or-later
 * Maps of PM_LANES pixels side by side.
 */
#include "pm-kernels.h"
#include "pm-lanes.h"

typedef float Cell __attribute__ ((vector_size (4 * PM_LANES)));

static void
smooth_axis (const double *kernel, size_t radius, const float *in, float *out, size_t n, size_t stride, size_t lines, size_t line_stride)
{
  for (size_t line = 0; line < lines; line++)
    for (size_t i = 0; i < n; i++)
      {
        Cell sum = { 0.0f }, cell;
        size_t first = i > radius ? i - radius : 0, last = i + radius < n ? i + radius : n - 1;
        for (size_t k = first; k <= last; k++)
          {
            memcpy (&cell, in + (line * line_stride + k * stride) * PM_LANES, sizeof cell);
            sum += (float) kernel[k + radius - i] * cell;
          }
        memcpy (out + (line * line_stride + i * stride) * PM_LANES, &sum, sizeof sum);
      }
}

extern const PmMapKernels PM_KERNELS (pm_map_kernels);
const PmMapKernels PM_KERNELS (pm_map_kernels) = { smooth_axis };
