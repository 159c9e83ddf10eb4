/* SPDX-License-Identifier: GPL-3.0-or-later
 * The filter's kernels are in pm-kernels-filter.c.
 */
#include "pm-local-level.h"

#include "pm-kernels.h"

#include <math.h>
#include <string.h>

double
pm_local_level_q (double knee_hz, double dt_s)
{
  double w = 2.0 * M_PI * knee_hz * dt_s;
  return w * w;
}

void
pm_local_level_whiten (const float *z, const double *scale, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *u,
                       float *info)
{
  pm_filter_kernels ()->whiten (z, scale, flags, skip, n_frames, q, u, info);
}

void
pm_local_level_rewhiten (const float *z, const double *scale, const float *info, size_t n_frames, float *u)
{
  pm_filter_kernels ()->rewhiten (z, scale, info, n_frames, u);
}

/* The missing samples t0 ... t1 - 1 of one lane, all in one piece; has_before, has_after: whether its neighbours are present, in the same
 * piece. z, u: of the lane. */
static void
fill_gap (const float *z, double scale, size_t t0, size_t t1, bool has_before, bool has_after, float *u)
{
  double before = has_before ? scale * z[(t0 - 1) * PM_LANES] - u[(t0 - 1) * PM_LANES] : 0.0;
  double after = has_after ? scale * z[t1 * PM_LANES] - u[t1 * PM_LANES] : before;
  before = has_before ? before : after;
  for (size_t t = t0; t < t1 && (has_before || has_after); t++)
    {
      double level = before + (after - before) * (double) (t - t0 + 1) / (double) (t1 - t0 + 1);
      u[t * PM_LANES] = (float) (scale * z[t * PM_LANES] - level);
    }
}

/* Whether a sample of a frame is missing: most frames are told in one step. */
static inline bool
any_missing (const uint8_t *flags, uint8_t skip)
{
  uint64_t word[PM_LANES / 8];
  memcpy (word, flags, sizeof word);
  return ((word[0] | word[1]) & UINT64_C (0x0101010101010101) * skip) != 0;
}

void
pm_local_level_fill (const float *z, const double *scale, const uint8_t *flags, uint8_t skip, size_t n_frames, float *u)
{
  size_t done[PM_LANES] = { 0 }; /* frames of each lane that need not be looked at any more */
  for (size_t t = 0; t < n_frames; t++)
    for (size_t l = 0; any_missing (flags + t * PM_LANES, skip) && l < PM_LANES; l++)
      {
        const uint8_t *f = flags + l;
        if (!(f[t * PM_LANES] & skip) || t < done[l])
          continue;
        size_t end = t + 1;
        while (end < n_frames && f[end * PM_LANES] & skip && !(f[end * PM_LANES] & PM_SAMPLE_CUT))
          end++;
        bool has_before = t > 0 && !(f[(t - 1) * PM_LANES] & skip) && !(f[t * PM_LANES] & PM_SAMPLE_CUT);
        bool has_after = end < n_frames && !(f[end * PM_LANES] & (skip | PM_SAMPLE_CUT));
        fill_gap (z + l, scale[l], t, end, has_before, has_after, u + l);
        done[l] = end;
      }
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
