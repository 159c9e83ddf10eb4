/* SPDX-License-Identifier: GPL-3.0-or-later
 * The result of a reduction.
 */
#include "pm-result.h"

#include <math.h>

PmResult *
pm_result_new (void)
{
  PmResult *self = g_atomic_rc_box_new0 (PmResult);
  self->north_deg = NAN;
  return self;
}

PmResult *
pm_result_ref (PmResult *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PmResult *self = data;
  g_clear_pointer (&self->instrument, pm_instrument_unref);
  g_clear_pointer (&self->table, pm_pixel_table_unref);
  g_clear_pointer (&self->options, pm_options_free);
  g_clear_pointer (&self->maps, pm_map_set_unref);
  g_clear_pointer (&self->notes, pm_scan_notes_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self->width_shares);
  g_free (self->solutions);
  g_strfreev (self->solution_names);
  for (gsize i = 0; i < self->n_shares; i++)
    {
      g_free (self->shares[i].path);
      g_free (self->shares[i].scan_id);
    }
  g_free (self->shares);
}

void
pm_result_unref (PmResult *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

PmResult *
pm_result_copy (const PmResult *self)
{
  PmResult *copy = pm_result_new ();
  *copy = *self;
  copy->instrument = self->instrument ? pm_instrument_ref (self->instrument) : NULL;
  copy->table = pm_pixel_table_copy (self->table);
  copy->options = pm_options_copy (self->options);
  copy->maps = self->maps ? pm_map_set_ref (self->maps) : NULL;
  copy->notes = self->notes ? pm_scan_notes_ref (self->notes) : NULL;
  copy->warnings = self->warnings ? g_ptr_array_ref (self->warnings) : NULL;
  copy->shares = g_new0 (PmScanShare, self->n_shares);
  for (gsize k = 0; k < self->n_shares; k++)
    {
      copy->shares[k] = self->shares[k];
      copy->shares[k].path = g_strdup (self->shares[k].path);
      copy->shares[k].scan_id = g_strdup (self->shares[k].scan_id);
    }
  copy->width_shares = NULL;
  copy->n_solutions = 0;
  copy->solutions = NULL;
  copy->solution_names = NULL;
  copy->n_fitted = copy->n_good = copy->n_total = 0;
  return copy;
}

gboolean
pm_result_predict (const PmResult *self, gsize row, double *x, double *y)
{
  *x = *y = NAN;
  if (!self->instrument || self->n_solutions == 0)
    return FALSE;
  const PmChannel *channel = &self->instrument->channels[row];
  const PmArraySolution *solution = &self->solutions[channel->group];
  if (!solution->valid)
    solution = &self->solutions[self->n_solutions - 1];
  if (!solution->valid)
    return FALSE;
  pm_array_solution_predict (solution, channel->nominal_x, channel->nominal_y, x, y);
  return TRUE;
}
