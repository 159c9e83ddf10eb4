/* SPDX-License-Identifier: GPL-3.0-or-later
 * Common modes and gains in a round: the samples near each pixel's own source are masked, so that the source stays out of both.
 */
#include "pm-reduction-private.h"

#include "pm-common-mode.h"
#include "pm-line-modes.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define MODE_SIGNIFICANCE 5.0
#define MAX_GAIN_ERROR 0.2
#define LINE_ROUNDS 2         /* the second only if the first found some, which may have hidden others; they stay out of the samples */
#define LINE_SIGNIFICANCE 8.0 /* a hundred lines, several scales and every round are looked at */

/* Divides the group's gains by their median over the channels that take part, and multiplies the mode with it. A gain that could not be
 * measured, for want of samples far from the source, is taken as typical. */
void
pm_reduce_normalise_gains (PmReduction *r, PmScanState *s, gsize g)
{
  PmGroup group = pm_reduction_group (r, g);
  gsize first = group.first_block * PM_LANES, end = first + group.n_blocks * PM_LANES, n = 0;
  g_autofree double *used = g_new (double, end - first + 1);
  for (gsize slot = first; slot < end; slot++)
    if (s->weight[slot] > 0.0 && isfinite (s->gain[slot]))
      used[n++] = s->gain[slot];
  double median = n > 0 ? pm_median (used, n) : NAN;
  if (!(median > 0.0))
    return;
  for (gsize slot = first; slot < end; slot++)
    s->gain[slot] = isfinite (s->gain[slot]) ? s->gain[slot] / median : 1.0;
  for (gsize t = 0; t < s->tl->n_frames; t++)
    s->mode[g * s->tl->n_frames + t] *= median;
}

static double
rms_of_mode (const PmScanState *s, gsize g)
{
  const double *mode = s->mode + g * s->tl->n_frames;
  double sum = 0.0, sum2 = 0.0, n = 0.0;
  for (gsize t = 0; t < s->tl->n_frames; t++)
    if (isfinite (s->tl->fx[t]))
      {
        sum += mode[t];
        sum2 += mode[t] * mode[t];
        n += 1.0;
      }
  return n > 0.0 ? sqrt (fmax (sum2 / n - sum * sum / (n * n), 0.0)) : 0.0;
}

/* The error of a pixel's gain, the slope of its samples on the mode. Its noise wanders as the mode does: with q the variance of the
 * random walk per sample, the power of its largest component (Karhunen-Loeve, centred walk of n steps) is q n^2 / pi^2, which bounds
 * what can be taken for a gain. */
double
pm_reduction_gain_error (const PmReduction *r, const PmScanState *s, gsize slot)
{
  gsize c = r->instrument->channel_of_slot[slot];
  double rms = s->mode_rms[r->instrument->channels[c].group], n = (double) s->n_samples[slot];
  double q = pm_reduction_q (r, s, slot);
  return s->sigma[slot] * sqrt ((1.0 + q * n * n / (M_PI * M_PI)) / n) / rms;
}

static void
forget_gains (PmReduction *r, PmScanState *s, gsize g)
{
  PmGroup group = pm_reduction_group (r, g);
  for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    s->gain[slot] = 1.0;
}

/* Whether there is a common signal at all: whether two halves of the channels see the same. If so, the mode becomes the one for the present
 * gains; if not, it is set to 0 and all gains to 1. */
gboolean
pm_reduce_judge_mode (PmReduction *r, PmScanState *s, gsize g, uint8_t skip)
{
  PmGroup group = pm_reduction_group (r, g);
  double *mode = s->mode + g * s->tl->n_frames;
  s->has_mode[g] = r->options->modes_common &&
                   pm_common_mode_significance (s->tl, group, s->gain, s->weight, skip, mode, r->control) > MODE_SIGNIFICANCE;
  s->mode_rms[g] = rms_of_mode (s, g);
  if (s->has_mode[g])
    return TRUE;
  memset (mode, 0, s->tl->n_frames * sizeof *mode);
  forget_gains (r, s, g);
  return FALSE;
}

/* A weak mode says that there is a signal, but not what each pixel's gain is: then all are 1. Whether they are kept. */
static gboolean
judge_gains (PmReduction *r, PmScanState *s, gsize g)
{
  PmGroup group = pm_reduction_group (r, g);
  gsize first = group.first_block * PM_LANES, end = first + group.n_blocks * PM_LANES, n = 0;
  g_autofree double *errors = g_new (double, end - first + 1);
  for (gsize slot = first; slot < end; slot++)
    if (s->weight[slot] > 0.0)
      errors[n++] = pm_reduction_gain_error (r, s, slot);
  if (n == 0 || pm_median (errors, n) <= MAX_GAIN_ERROR)
    return TRUE;
  forget_gains (r, s, g);
  return FALSE;
}

/* Signals of rows and of readout lines, where there are any. They stay out of the samples from then on. */
static gsize
line_modes_of_group (PmReduction *r, PmScanState *s, gsize g, uint8_t skip)
{
  PmGroup group = pm_reduction_group (r, g);
  g_autofree int *row = g_new (int, r->n_slots), *line = g_new (int, r->n_slots);
  int n_rows = 0, n_lines = 0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      gsize c = r->instrument->channel_of_slot[slot];
      gboolean here = c != PM_SLOT_NONE && r->instrument->channels[c].group == (int) g;
      row[slot] = here ? r->instrument->channels[c].row : -1;
      line[slot] = here ? r->instrument->channels[c].line : -1;
      n_rows = MAX (n_rows, row[slot] + 1);
      n_lines = MAX (n_lines, line[slot] + 1);
    }
  const double *mode = s->mode + g * s->tl->n_frames;
  const PmLineList lists[] = { { row, n_rows }, { line, n_lines } };
  return pm_line_modes_subtract (s->tl, group, lists, G_N_ELEMENTS (lists), mode, s->gain, s->weight, skip, LINE_SIGNIFICANCE, r->control);
}

/* Gains from the mode so far, then the mode that goes with them: one pass over the samples each. */
static void
modes_of_group (PmReduction *r, PmScanState *s, gsize g)
{
  PmGroup group = pm_reduction_group (r, g);
  double *mode = s->mode + g * s->tl->n_frames;
  uint8_t skip = PM_SAMPLE_BAD | PM_SAMPLE_SPIKE | PM_SAMPLE_SOURCE;
  for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    {
      double gain = s->gain[slot], sigma = s->sigma[slot];
      gboolean in = !s->dead[slot] && !r->excluded[slot] && isfinite (sigma) && gain > r->options->gain_min && gain < r->options->gain_max;
      s->weight[slot] = in ? 1.0 / (sigma * sigma) : 0.0;
    }
  if (s->has_mode[g])
    {
      pm_common_mode_gains (s->tl, group, mode, skip, s->gain, r->control);
      pm_reduce_normalise_gains (r, s, g);
    }
  if (s->has_mode[g] && pm_reduce_judge_mode (r, s, g, skip) && !judge_gains (r, s, g))
    pm_common_mode_solve (s->tl, group, s->gain, s->weight, skip, mode, r->control);
  if (r->options->modes_extra == PM_EXTRA_MODES_AUTO && (r->n_rounds == 0 || (r->n_rounds < LINE_ROUNDS && s->n_lines > 0)))
    s->n_lines += line_modes_of_group (r, s, g, skip);
}

/* One sub-array after the other: samples that are in a file come into memory once. */
void
pm_reduce_modes (PmReduction *r)
{
  for (int k = 0; k < r->n_scans; k++)
    for (gsize g = 0; g < r->n_groups; g++)
      {
        PmGroup group = pm_reduction_group (r, g);
        pm_reduce_protect (r, k, group);
        modes_of_group (r, &r->scans[k], g);
        pm_scan_release_blocks (r->scans[k].scan, group.first_block, group.n_blocks);
      }
}
