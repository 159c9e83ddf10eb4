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
#define ROUNDING 1e-5 /* of a sum of a hundred weights, in floats */

/* Sums of w r and w for each line, half and frame: [line][half][n_frames]. */
typedef struct
{
  int n_lines;
  size_t n_frames;
  float *num, *den;
  int *half_of_slot; /* [slot]: 2 line + half, -1: takes no part */
  size_t *n_channels; /* [line] */
} Sums;

static bool
sums_init (Sums *s, const PmTimeline *tl, PmGroup group, const int *line, int n_lines, const double *weight)
{
  size_t n_slots = tl->n_blocks * PM_LANES, n = 2 * (size_t) n_lines * tl->n_frames;
  *s = (Sums){ n_lines, tl->n_frames, malloc ((n + 1) * sizeof *s->num), malloc ((n + 1) * sizeof *s->den),
               malloc (n_slots * sizeof *s->half_of_slot), calloc ((size_t) n_lines, sizeof *s->n_channels) };
  if (!s->num || !s->den || !s->half_of_slot || !s->n_channels)
    return false;
  /* Written, not read, for the first time: else each page is a zero page first, and all threads are told when it becomes another. */
  memset (s->num, 0, n * sizeof *s->num);
  memset (s->den, 0, n * sizeof *s->den);
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

/* One frame in which samples of a block are missing: of den only what is missing is summed here, it is rare. */
static void
add_missing (Sums *s, const uint8_t *flags, uint8_t skip, const int *half, const double *weight, size_t t)
{
  for (size_t l = 0; l < PM_LANES; l++)
    if (half[l] >= 0 && flags[l] & skip)
      s->den[(size_t) half[l] * s->n_frames + t] += (float) weight[l];
}

static void
add_chunk (Sums *sums, int n_lists, const PmTimeline *tl, size_t first, size_t end, const double *mode, const double *gain,
           const double *weight, uint8_t skip, size_t t0, size_t t1)
{
  const PmModeKernels *kernels = pm_mode_kernels ();
  for (size_t b = first; b < end; b++)
    {
      float z[CHUNK * PM_LANES];
      const uint8_t *flags = pm_timeline_block_flags (tl, b) + t0 * PM_LANES;
      kernels->weighted (pm_timeline_block (tl, b) + t0 * PM_LANES, flags, skip, mode + t0, gain + b * PM_LANES, weight + b * PM_LANES,
                         t1 - t0, z);
      for (int i = 0; i < n_lists; i++)
        for (size_t l = 0; l < PM_LANES; l++)
          {
            int half = sums[i].half_of_slot[b * PM_LANES + l];
            if (half >= 0)
              kernels->add_lane (z + l, t1 - t0, sums[i].num + (size_t) half * tl->n_frames + t0);
          }
      for (size_t t = 0; t < t1 - t0; t++)
        {
          uint64_t word[2];
          memcpy (word, flags + t * PM_LANES, sizeof word);
          for (int i = 0; (word[0] | word[1]) & UINT64_C (0x0101010101010101) * skip && i < n_lists; i++)
            add_missing (&sums[i], flags + t * PM_LANES, skip, sums[i].half_of_slot + b * PM_LANES, weight + b * PM_LANES, t0 + t);
        }
    }
}

static void
add_all (Sums *sums, int n_lists, const PmTimeline *tl, PmGroup group, const double *mode, const double *gain, const double *weight,
         uint8_t skip, PmControl *control)
{
  size_t n = tl->n_frames;
  pm_control_count_pass (control, tl, group.n_blocks, 5);
  for (size_t first = group.first_block, end = first + group.n_blocks, next; first < end; first = next)
    {
      next = pm_timeline_batch_end (tl, first, end);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
      for (size_t t0 = 0; t0 < n; t0 += CHUNK)
        if (!pm_control_cancelled (control))
          add_chunk (sums, n_lists, tl, first, next, mode, gain, weight, skip, t0, t0 + CHUNK < n ? t0 + CHUNK : n);
    }
}

/* Turns what is missing into what is present. */
static void
finish_weights (Sums *s, PmGroup group, const double *weight)
{
  for (int half = 0; half < 2 * s->n_lines; half++)
    {
      double all = 0.0;
      float *den = s->den + (size_t) half * s->n_frames;
      for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
        all += s->half_of_slot[slot] == half ? weight[slot] : 0.0;
      for (size_t t = 0; all > 0.0 && t < s->n_frames; t++)
        den[t] = all - den[t] > ROUNDING * all ? (float) (all - den[t]) : 0.0f;
    }
}

/* Whether the halves of a line agree; leaves the line's mode in the first half's sums. */
static bool
judge_line (Sums *s, int line, double threshold, PmControl *control)
{
  size_t n = s->n_frames;
  float *a = s->num + 2 * (size_t) line * n, *b = a + n;
  const float *wa = s->den + 2 * (size_t) line * n, *wb = wa + n;
  if (s->n_channels[line] < PM_LINE_MIN_CHANNELS)
    return false;
  double *half = malloc (2 * n * sizeof *half);
  if (!pm_control_got_memory (control, half))
    return false;
  for (size_t t = 0; t < n; t++)
    {
      double sum = (double) wa[t] + wb[t], mean = sum > 0.0 ? ((double) a[t] + b[t]) / sum : 0.0;
      half[t] = wa[t] > 0.0f ? a[t] / wa[t] : mean; /* a half without samples says what the other says: no increment of its own */
      half[n + t] = wb[t] > 0.0f ? b[t] / wb[t] : mean;
      a[t] = (float) mean;
    }
  bool significant = pm_common_mode_agreement (half, half + n, n) > threshold;
  free (half);
  return significant;
}

static void
subtract_line (PmTimeline *tl, size_t slot, const float *signal)
{
  float *d = tl->samples + slot / PM_LANES * tl->n_frames * PM_LANES + slot % PM_LANES;
  for (size_t t = 0; t < tl->n_frames; t++)
    d[t * PM_LANES] -= signal[t];
}

/* Judges the lines of one list by their sums and subtracts those that have a signal. */
static size_t
subtract_list (Sums *s, PmTimeline *tl, PmGroup group, const PmLineList *list, const double *weight, double threshold, PmControl *control)
{
  size_t n_subtracted = 0;
  bool *active = calloc ((size_t) list->n_lines + 1, sizeof *active);
  pm_control_got_memory (control, active);
  finish_weights (s, group, weight);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads) reduction(+ : n_subtracted)
  for (int i = 0; i < list->n_lines; i++)
    if (active && !pm_control_cancelled (control))
      n_subtracted += active[i] = judge_line (s, i, threshold, control);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads) if (n_subtracted > 0)
  for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    if (n_subtracted > 0 && list->line[slot] >= 0 && active[list->line[slot]])
      subtract_line (tl, slot, s->num + 2 * (size_t) list->line[slot] * tl->n_frames);
  free (active);
  return n_subtracted;
}

size_t
pm_line_modes_subtract (PmTimeline *tl, PmGroup group, const PmLineList *lists, int n_lists, const double *mode, const double *gain,
                        const double *weight, uint8_t skip, double threshold, PmControl *control)
{
  Sums sums[PM_LINE_MAX_LISTS];
  size_t total = 0;
  for (int first = 0, next; first < n_lists && !pm_control_cancelled (control); first = next)
    {
      bool ok = true;
      for (int i = first; i < n_lists; i++)
        ok = sums_init (&sums[i], tl, group, lists[i].line, lists[i].n_lines, weight) && ok;
      if (pm_control_got_memory (control, ok))
        add_all (sums + first, n_lists - first, tl, group, mode, gain, weight, skip, control);
      size_t n_subtracted = 0;
      for (next = first; ok && next < n_lists && n_subtracted == 0; next++) /* what is subtracted changes the sums of the next list */
        total += n_subtracted = subtract_list (&sums[next], tl, group, &lists[next], weight, threshold, control);
      for (int i = first; i < n_lists; i++)
        sums_clear (&sums[i]);
      if (!ok)
        break;
    }
  return total;
}
