/* SPDX-License-Identifier: GPL-3.0-or-later
 * The source in a block's samples: the loops are in pm-kernels-source.c.
 */
#include "pm-source.h"

#include "pm-kernels.h"

void
pm_source_mask (const double *fx, const double *fy, size_t n_frames, const double *x, const double *y, double radius, uint8_t *flags)
{
  pm_source_kernels ()->mask (fx, fy, n_frames, x, y, radius, flags);
}

void
pm_source_model (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
                 const double *amplitude, double radius, float *model)
{
  pm_source_kernels ()->model (fx, fy, n_frames, beams, x, y, amplitude, radius, model);
}

void
pm_source_add (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
               const double *amplitude, double radius, float *d)
{
  pm_source_kernels ()->add (fx, fy, n_frames, beams, x, y, amplitude, radius, d);
}
