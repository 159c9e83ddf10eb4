/* SPDX-License-Identifier: GPL-3.0-or-later
 * Look-ups in the state of a reduction.
 */
#include "pm-reduction-private.h"

#include "pm-channel-list.h"
#include "pm-local-level.h"

#include <math.h>

PmGroup
pm_reduction_group (const PmReduction *r, gsize group)
{
  const PmChannelGroup *g = &r->instrument->groups[group];
  return (PmGroup){ g->first_block, g->n_blocks };
}

gsize
pm_reduction_group_of_block (const PmReduction *r, gsize block)
{
  gsize g = 0;
  while (block >= r->instrument->groups[g].first_block + r->instrument->groups[g].n_blocks)
    g++;
  return g;
}

void
pm_reduction_release_block (const PmReduction *r, gsize block)
{
  for (int k = 0; k < r->n_scans; k++)
    pm_scan_release_blocks (r->scans[k].scan, block, 1);
}

gboolean
pm_reduction_place (const PmReduction *r, gsize slot, double *x, double *y)
{
  const PmPixelFit *fit = &r->fits[slot];
  gboolean fitted = fit->status == PM_FIT_OK && fit->s2n > r->options->flag_s2n;
  *x = fitted ? fit->x : r->has_start[slot] ? r->start_x[slot] : r->predicted_x[slot];
  *y = fitted ? fit->y : r->has_start[slot] ? r->start_y[slot] : r->predicted_y[slot];
  return fitted || r->predicted[slot] || r->has_start[slot];
}

gboolean
pm_reduction_has_moved (const PmReduction *r, const PmPixelFit *old, const PmPixelFit *now)
{
  if (now->status != PM_FIT_OK || old->status != PM_FIT_OK)
    return (now->status == PM_FIT_OK) != (old->status == PM_FIT_OK);
  double da = fabs (now->amplitude - old->amplitude) / sqrt (now->covariance[0][0]);
  double dx = fabs (now->x - old->x) / sqrt (now->covariance[1][1]), dy = fabs (now->y - old->y) / sqrt (now->covariance[2][2]);
  return !(da <= r->options->rounds_tolerance && dx <= r->options->rounds_tolerance && dy <= r->options->rounds_tolerance);
}

double
pm_reduction_q (const PmReduction *r, const PmScanState *s, gsize slot)
{
  return isfinite (s->log10_q[slot]) ? pow (10.0, s->log10_q[slot]) : pm_local_level_q (r->options->noise_knee, s->tl->dt_s);
}

const PmScanState *
pm_reduction_reference_scan (const PmReduction *r, gsize slot)
{
  for (int k = 0; k < r->n_scans; k++)
    if (!r->scans[k].dead[slot] && r->scans[k].sigma[slot] > 0.0)
      return &r->scans[k];
  return &r->scans[0];
}

void
pm_reduction_extent (const PmScanState *s, double *x0, double *x1, double *y0, double *y1)
{
  for (gsize t = 0; t < s->tl->n_frames; t++)
    if (isfinite (s->tl->fx[t]) && isfinite (s->tl->fy[t]))
      {
        *x0 = fmin (*x0, s->tl->fx[t]);
        *x1 = fmax (*x1, s->tl->fx[t]);
        *y0 = fmin (*y0, s->tl->fy[t]);
        *y1 = fmax (*y1, s->tl->fy[t]);
      }
}

void
pm_reduction_move_scan (PmScanState *s, double shift_x, double shift_y)
{
  for (gsize t = 0; t < s->tl->n_frames; t++)
    {
      s->tl->fx[t] -= shift_x;
      s->tl->fy[t] -= shift_y;
    }
  pm_track_make_boxes (s->tl->fx, s->tl->fy, s->tl->n_frames, s->boxes);
  s->shift_x += shift_x;
  s->shift_y += shift_y;
}

GArray *
pm_reduction_parse_list (const PmReduction *r, const char *list, GError **error)
{
  const PmInstrument *inst = r->instrument;
  g_autofree const char **ids = g_new (const char *, inst->n_channels);
  g_autofree int *indices = g_new (int, inst->n_channels);
  for (gsize c = 0; c < inst->n_channels; c++)
    {
      ids[c] = inst->channels[c].id;
      indices[c] = inst->channels[c].index;
    }
  return pm_channel_list_parse (list, inst->n_channels, ids, indices, error);
}

gboolean
pm_reduction_choose_slots (const PmReduction *r, const char *list, const char *what, gboolean *chosen, GError **error)
{
  g_autoptr (GArray) rows = pm_reduction_parse_list (r, list, error);
  for (guint i = 0; rows && i < rows->len; i++)
    {
      gsize slot = r->instrument->channels[g_array_index (rows, gsize, i)].slot;
      if (slot != PM_SLOT_NONE)
        chosen[slot] = TRUE;
    }
  if (!rows)
    g_prefix_error (error, "%s: ", what);
  return rows != NULL;
}
