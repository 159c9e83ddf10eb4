/* SPDX-License-Identifier: GPL-3.0-or-later
 * The source in a block's samples.
 */
#include "pm-source.h"

void
pm_source_mask (const double *fx, const double *fy, size_t n_frames, const double *x, const double *y, double radius, uint8_t *flags)
{
  double limit = radius * radius;
  for (size_t t = 0; t < n_frames; t++)
    for (size_t l = 0; l < PM_LANES; l++)
      {
        double dx = fx[t] - x[l], dy = fy[t] - y[l];
        uint8_t rest = flags[t * PM_LANES + l] & (uint8_t) ~PM_SAMPLE_SOURCE;
        flags[t * PM_LANES + l] = dx * dx + dy * dy < limit ? rest | PM_SAMPLE_SOURCE : rest; /* NAN: not near */
      }
}

void
pm_source_model (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
                 const double *amplitude, double radius, float *model)
{
  double limit = radius * radius;
  for (size_t t = 0; t < n_frames; t++)
    for (size_t l = 0; l < PM_LANES; l++)
      {
        double dx = fx[t] - x[l], dy = fy[t] - y[l];
        model[t * PM_LANES + l] = dx * dx + dy * dy < limit ? (float) (amplitude[l] * pm_beam_value (&beams[l], dx, dy)) : 0.0f;
      }
}
