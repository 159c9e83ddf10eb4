/* SPDX-License-Identifier: GPL-3.0-or-later
 * Despiking by the beam's shape and by residuals: the loops are in pm-kernels-source.c.
 */
#include "pm-despike.h"

#include "pm-kernels.h"

#include <math.h>

double
pm_despike_beam_ratio (double speed_arcsec_s, double dt_s, double sigma_arcsec)
{
  double x = speed_arcsec_s * dt_s / sigma_arcsec;
  return 0.85 * exp (-0.5 * x * x);
}

size_t
pm_despike_beam_shape (const float *d, uint8_t *flags, size_t n_frames, const double *sigma, double k, double ratio)
{
  return pm_source_kernels ()->beam_shape (d, flags, n_frames, sigma, k, ratio);
}

void
pm_despike_residual (const float *deviation, const float *model, uint8_t *flags, size_t n_frames, const double *sigma, double k,
                     const bool *active, size_t *spikes)
{
  pm_source_kernels ()->residual (deviation, model, flags, n_frames, sigma, k, active, spikes);
}
