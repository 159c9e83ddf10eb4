/* SPDX-License-Identifier: GPL-3.0-or-later
 * First cleaning, the source still unknown: jumps levelled, robust common mode and gains of each sub-array, noise from differences,
 * spikes by the beam's shape.
 */
#include "pm-reduction-private.h"

#include "pm-common-mode.h"
#include "pm-despike.h"
#include "pm-jump.h"
#include "pm-local-level.h"
#include "pm-noise.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define OUTLIER_SIGMAS 5.0

/* Constant channels, and channels without samples, are dead; nothing else is known of the others yet. Everything that earlier steps left in
 * the flags goes, but what the reader said. */
static void
find_dead (PmReduction *r, PmScanState *s, PmGroup group)
{
  g_autofree bool *constant = g_new0 (bool, r->n_slots);
  pm_common_mode_begin (s->tl, group, s->n_samples, constant, r->control);
  for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    s->dead[slot] = constant[slot];
}

/* Weights of the channels that may take part in the common mode: those with a gain within limits, once gains are known. */
static void
choose_participants (PmReduction *r, PmScanState *s, PmGroup group, gboolean gains_known)
{
  for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    {
      double g = s->gain[slot], sigma = s->sigma[slot];
      gboolean in = !s->dead[slot] && !r->excluded[slot] && isfinite (sigma);
      if (gains_known)
        in = in && g > r->options->gain_min && g < r->options->gain_max;
      s->weight[slot] = in ? 1.0 / (sigma * sigma) : 0.0;
    }
}

/* The robust common mode of one sub-array, from nothing. */
static void
clean_group (PmReduction *r, PmScanState *s, gsize g)
{
  PmTimeline *tl = s->tl;
  PmGroup group = pm_reduction_group (r, g);
  double *mode = s->mode + g * tl->n_frames;
  memset (mode, 0, tl->n_frames * sizeof *mode);
  pm_common_mode_center (tl, group, r->control);
  pm_common_mode_outliers (tl, group, mode, s->gain, INFINITY, s->floor, s->sigma, r->control);
  choose_participants (r, s, group, FALSE);
  if (s->scan->n_cuts > 0)
    {
      pm_common_mode_median (tl, group, s->weight, TRUE, mode, r->control);
      pm_jump_level (tl, group, mode, r->control);
      pm_common_mode_center (tl, group, r->control);
    }
  if (!r->options->modes_common)
    memset (mode, 0, tl->n_frames * sizeof *mode);
  else
    {
      pm_common_mode_median (tl, group, s->weight, FALSE, mode, r->control);
      pm_common_mode_gains (tl, group, mode, PM_SKIP_FIT, s->gain, r->control);
      pm_reduce_normalise_gains (r, s, g);
      pm_common_mode_outliers (tl, group, mode, s->gain, OUTLIER_SIGMAS, s->floor, s->sigma, r->control);
      choose_participants (r, s, group, TRUE);
      pm_common_mode_solve (tl, group, s->gain, s->weight, PM_SKIP_MODEL, mode, r->control);
      pm_common_mode_gains (tl, group, mode, PM_SKIP_MODEL, s->gain, r->control);
      pm_reduce_normalise_gains (r, s, g);
    }
  if (!pm_reduce_judge_mode (r, s, g, PM_SKIP_MODEL))
    choose_participants (r, s, group, FALSE);
  pm_common_mode_level (tl, group, mode, s->gain, PM_SKIP_MODEL, r->control);
  pm_common_mode_outliers (tl, group, mode, s->gain, INFINITY, s->floor, s->sigma, r->control);
}

static void
despike_first (PmReduction *r, PmScanState *s, gsize g)
{
  PmTimeline *tl = s->tl;
  PmGroup group = pm_reduction_group (r, g);
  double ratio = pm_despike_beam_ratio (s->scan->speed_p98_arcsec_s, tl->dt_s, r->nominal_sigma_arcsec);
  if (r->options->despike_first <= 0.0)
    return;
#pragma omp parallel num_threads(r->control->n_threads)
  {
    float *z = g_new (float, tl->n_frames * PM_LANES);
#pragma omp for schedule(dynamic)
    for (gsize b = group.first_block; b < group.first_block + group.n_blocks; b++)
      {
        if (pm_control_cancelled (r->control))
          continue;
        pm_common_mode_clean (tl, b, s->mode + g * tl->n_frames, s->gain + b * PM_LANES, z);
        pm_control_count_pass (r->control, tl, 1, 6);
        pm_despike_beam_shape (z, tl->flags + b * tl->n_frames * PM_LANES, tl->n_frames, s->sigma + b * PM_LANES, r->options->despike_first,
                               ratio);
      }
    g_free (z);
  }
}

/* All that concerns one sub-array at a time: samples that are in a file come into memory once. */
void
pm_reduce_clean (PmReduction *r)
{
  for (int k = 0; k < r->n_scans; k++)
    {
      PmScanState *s = &r->scans[k];
      for (gsize slot = 0; slot < r->n_slots; slot++)
        {
          s->gain[slot] = 1.0;
          s->log10_q[slot] = NAN; /* q as assumed, until it is measured */
        }
      for (gsize g = 0; g < r->n_groups; g++)
        {
          PmGroup group = pm_reduction_group (r, g);
          find_dead (r, s, group);
          clean_group (r, s, g);
          despike_first (r, s, g);
          pm_scan_release_blocks (s->scan, group.first_block, group.n_blocks);
        }
    }
}
