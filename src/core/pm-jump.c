/* SPDX-License-Identifier: GPL-3.0-or-later
 * Levelling of flux jumps.
 */
#include "pm-jump.h"

#include "pm-stats.h"

/* The median of d - C over up to PM_JUMP_WINDOW present frames from `t` on, in direction `step`, up to the next cut. Backward, pieces
 * without a present frame are passed over: nobody levelled them, and the step is the one over all of them. */
static bool
median_beside (const float *d, const uint8_t *flags, const double *mode, size_t n_frames, size_t t, int step, float *median)
{
  float value[PM_JUMP_WINDOW];
  size_t n = 0;
  for (size_t i = t; i < n_frames && n < PM_JUMP_WINDOW; i += (size_t) step) /* below 0 wraps to a large number */
    {
      if (step > 0 && i != t && flags[i * PM_LANES] & PM_SAMPLE_CUT)
        break;
      if (!(flags[i * PM_LANES] & PM_SKIP_FIT))
        value[n++] = (float) (d[i * PM_LANES] - mode[i]);
      if (step < 0 && n > 0 && flags[i * PM_LANES] & PM_SAMPLE_CUT)
        break;
    }
  if (n == 0)
    return false;
  *median = pm_median_float (value, n);
  return true;
}

static size_t
level_lane (float *d, const uint8_t *flags, const double *mode, size_t n_frames)
{
  size_t n_levelled = 0;
  for (size_t t = 1; t < n_frames; t++)
    if (flags[t * PM_LANES] & PM_SAMPLE_CUT)
      {
        float before, after;
        if (!median_beside (d, flags, mode, n_frames, t - 1, -1, &before) || !median_beside (d, flags, mode, n_frames, t, 1, &after))
          continue;
        for (size_t i = t; i < n_frames; i++)
          d[i * PM_LANES] -= after - before;
        n_levelled++;
      }
  return n_levelled;
}

size_t
pm_jump_level (PmTimeline *tl, PmGroup group, const double *mode, PmControl *control)
{
  size_t n_levelled = 0;
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads) reduction(+ : n_levelled)
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    for (size_t l = 0; l < PM_LANES && !pm_control_cancelled (control); l++)
      {
        size_t base = b * tl->n_frames * PM_LANES + l;
        n_levelled += level_lane (tl->samples + base, tl->flags + base, mode, tl->n_frames);
      }
  return n_levelled;
}
