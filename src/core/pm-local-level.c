/* SPDX-License-Identifier: GPL-3.0-or-later
 * The filter's kernels are in pm-kernels-filter.c.
 */
#include "pm-local-level.h"

#include "pm-kernels.h"

#include <math.h>

double
pm_local_level_q (double knee_hz, double dt_s)
{
  double w = 2.0 * M_PI * knee_hz * dt_s;
  return w * w;
}

void
pm_local_level_whiten (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *u, float *info)
{
  pm_filter_kernels ()->whiten (z, flags, skip, n_frames, q, u, info);
}

void
pm_local_level_smooth (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *level, float *work)
{
  pm_filter_kernels ()->smooth (z, flags, skip, n_frames, q, level, work);
}

void
pm_local_level_likelihood (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, double *log_likelihood,
                           double *variance, double *n_used)
{
  pm_filter_kernels ()->likelihood (z, flags, skip, n_frames, q, log_likelihood, variance, n_used);
}

void
pm_local_level_decay (const float *info, size_t n_frames, size_t length, double *decay, double *q)
{
  pm_filter_kernels ()->decay (info, n_frames, length, decay, q);
}
