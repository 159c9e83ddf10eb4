/* SPDX-License-Identifier: GPL-3.0-or-later
 * Modes of many lines in one pass over the samples.
 */
#include "pm-line-modes.h"

#include "pm-common-mode.h"
#include "pm-kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 256
#define ROUNDING 1e-12 /* of a sum of a hundred weights */

/* Sums of w r and w for each line, half and frame: [line][half][n_frames]. */
typedef struct
{
  int n_lines;
  size_t n_frames;
  double *num, *den;
  int *half_of_slot; /* [slot]: 2 line + half, -1: takes no part */
  size_t *n_channels; /* [line] */
} Sums;

static bool
sums_init (Sums *s, const PmTimeline *tl, PmGroup group, const int *line, int n_lines, const double *weight)
{
  size_t n_slots = tl->n_blocks * PM_LANES, n = 2 * (size_t) n_lines * tl->n_frames;
  *s = (Sums){ n_lines, tl->n_frames, calloc (n, sizeof *s->num), calloc (n, sizeof *s->den), malloc (n_slots * sizeof *s->half_of_slot),
               calloc ((size_t) n_lines, sizeof *s->n_channels) };
  if (!s->num || !s->den || !s->half_of_slot || !s->n_channels)
    return false;
  for (size_t slot = 0; slot < n_slots; slot++)
    s->half_of_slot[slot] = -1;
  for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    if (line[slot] >= 0 && weight[slot] > 0.0)
      s->half_of_slot[slot] = 2 * line[slot] + (int) (s->n_channels[line[slot]]++ % 2);
  return true;
}

static void
sums_clear (Sums *s)
{
  free (s->num);
  free (s->den);
  free (s->half_of_slot);
  free (s->n_channels);
}

/* Of den only what is missing is summed here: it is rare. */
static void
add_chunk (Sums *s, const PmTimeline *tl, size_t first, size_t end, const double *mode, const double *gain, const double *weight,
           uint8_t skip, size_t t0, size_t t1)
{
  const PmModeKernels *kernels = pm_mode_kernels ();
  for (size_t b = first; b < end; b++)
    {
      float z[CHUNK * PM_LANES];
      const uint8_t *flags = pm_timeline_block_flags (tl, b) + t0 * PM_LANES;
      const int *half = s->half_of_slot + b * PM_LANES;
      kernels->weighted (pm_timeline_block (tl, b) + t0 * PM_LANES, flags, skip, mode + t0, gain + b * PM_LANES, weight + b * PM_LANES,
                         t1 - t0, z);
      for (size_t l = 0; l < PM_LANES; l++)
        if (half[l] >= 0)
          kernels->add_lane (z + l, t1 - t0, s->num + (size_t) half[l] * s->n_frames + t0);
      for (size_t t = 0; t < t1 - t0; t++)
        {
          uint64_t word[2];
          memcpy (word, flags + t * PM_LANES, sizeof word);
          if ((word[0] | word[1]) & UINT64_C (0x0101010101010101) * skip)
            for (size_t l = 0; l < PM_LANES; l++)
              if (half[l] >= 0 && flags[t * PM_LANES + l] & skip)
                s->den[(size_t) half[l] * s->n_frames + t0 + t] += weight[b * PM_LANES + l];
        }
    }
}

/* Turns what is missing into what is present. */
static void
finish_weights (Sums *s, PmGroup group, const double *weight)
{
  for (int half = 0; half < 2 * s->n_lines; half++)
    {
      double all = 0.0, *den = s->den + (size_t) half * s->n_frames;
      for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
        all += s->half_of_slot[slot] == half ? weight[slot] : 0.0;
      for (size_t t = 0; all > 0.0 && t < s->n_frames; t++)
        den[t] = all - den[t] > ROUNDING * all ? all - den[t] : 0.0;
    }
}

/* Whether the halves of a line agree; leaves the line's mode in the first half's sums. */
static bool
judge_line (Sums *s, int line, double threshold)
{
  size_t n = s->n_frames;
  double *a = s->num + 2 * (size_t) line * n, *b = a + n, *wa = s->den + 2 * (size_t) line * n, *wb = wa + n;
  if (s->n_channels[line] < PM_LINE_MIN_CHANNELS)
    return false;
  for (size_t t = 0; t < n; t++)
    {
      double sum = wa[t] + wb[t], mean = sum > 0.0 ? (a[t] + b[t]) / sum : 0.0;
      a[t] = wa[t] > 0.0 ? a[t] / wa[t] : mean; /* a half without samples says what the other says: no increment of its own */
      b[t] = wb[t] > 0.0 ? b[t] / wb[t] : mean;
      wb[t] = mean;
    }
  bool significant = pm_common_mode_agreement (a, b, n) > threshold;
  memcpy (a, wb, n * sizeof *a);
  return significant;
}

size_t
pm_line_modes_subtract (PmTimeline *tl, PmGroup group, const int *line, int n_lines, const double *mode, const double *gain,
                        const double *weight, uint8_t skip, double threshold, PmControl *control)
{
  Sums s;
  size_t n_subtracted = 0, n = tl->n_frames;
  bool *active = calloc ((size_t) n_lines + 1, sizeof *active);
  pm_control_count_pass (control, tl, group.n_blocks, 5);
  if (sums_init (&s, tl, group, line, n_lines, weight) && active)
    {
      for (size_t first = group.first_block, end = first + group.n_blocks, next; first < end; first = next)
        {
          next = pm_timeline_batch_end (tl, first, end);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
          for (size_t t0 = 0; t0 < n; t0 += CHUNK)
            if (!pm_control_cancelled (control))
              add_chunk (&s, tl, first, next, mode, gain, weight, skip, t0, t0 + CHUNK < n ? t0 + CHUNK : n);
        }
      finish_weights (&s, group, weight);
      for (int i = 0; i < n_lines && !pm_control_cancelled (control); i++)
        n_subtracted += active[i] = judge_line (&s, i, threshold);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
      for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
        if (line[slot] >= 0 && active[line[slot]])
          {
            float *d = tl->samples + slot / PM_LANES * n * PM_LANES + slot % PM_LANES;
            const double *signal = s.num + 2 * (size_t) line[slot] * n;
            for (size_t t = 0; t < n; t++)
              d[t * PM_LANES] -= (float) signal[t];
          }
    }
  sums_clear (&s);
  free (active);
  return n_subtracted;
}
