/* SPDX-License-Identifier: GPL-3.0-or-later
 * Despiking by the beam's shape and by residuals.
 */
#include "pm-despike.h"

#include <math.h>

double
pm_despike_beam_ratio (double speed_arcsec_s, double dt_s, double sigma_arcsec)
{
  double x = speed_arcsec_s * dt_s / sigma_arcsec;
  return 0.85 * exp (-0.5 * x * x);
}

/* Flags a sample and its neighbours; a missing neighbour stays what it is. */
static void
flag_around (uint8_t *flags, size_t t, size_t n_frames)
{
  for (size_t i = t > 0 ? t - 1 : 0; i <= t + 1 && i < n_frames; i++)
    flags[i * PM_LANES] |= PM_SAMPLE_SPIKE;
}

size_t
pm_despike_beam_shape (const float *d, uint8_t *flags, size_t n_frames, const double *sigma, double k, double ratio)
{
  size_t n_spikes = 0;
  for (int l = 0; l < PM_LANES; l++)
    {
      if (!isfinite (sigma[l]))
        continue;
      float limit = (float) (k * sigma[l]), steep = (float) (1.0 / ratio);
      for (size_t t = 1; t + 1 < n_frames; t++)
        {
          const size_t i = t * PM_LANES + (size_t) l;
          if ((flags[i - PM_LANES] | flags[i] | flags[i + PM_LANES]) & PM_SAMPLE_BAD)
            continue;
          float before = d[i - PM_LANES], here = d[i], after = d[i + PM_LANES];
          float larger = before > after ? before : after, low = before > after ? after : before, high = larger > 0.0f ? larger : 0.0f;
          if (here - high * steep > limit || low - here > limit)
            {
              flag_around (flags + l, t, n_frames);
              n_spikes++;
            }
        }
    }
  return n_spikes;
}

void
pm_despike_residual (const float *residual, const float *level, const float *model, uint8_t *flags, size_t n_frames, const double *sigma,
                     double k, const bool *active, size_t *spikes)
{
  for (int l = 0; l < PM_LANES; l++)
    {
      spikes[l] = 0;
      if (!active[l])
        continue;
      for (size_t t = 0; t < n_frames; t++)
        flags[t * PM_LANES + (size_t) l] &= (uint8_t) ~PM_SAMPLE_SPIKE;
      float limit = (float) (k * sigma[l]);
      for (size_t t = 0; t < n_frames; t++)
        {
          const size_t i = t * PM_LANES + (size_t) l;
          if (!(flags[i] & PM_SAMPLE_BAD) && fabsf (residual[i] - level[i]) > limit + 0.1f * fabsf (model[i]))
            {
              flag_around (flags + l, t, n_frames);
              spikes[l]++;
            }
        }
    }
}
