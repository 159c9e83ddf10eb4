/* SPDX-License-Identifier: GPL-3.0-or-later
 * The result of a reduction.
 */
#include "pm-result.h"

PmResult *
pm_result_new (void)
{
  return g_atomic_rc_box_new0 (PmResult);
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
  g_clear_pointer (&self->table, pm_pixel_table_unref);
  g_clear_pointer (&self->options, pm_options_free);
  g_clear_pointer (&self->maps, pm_map_set_unref);
  g_free (self->manual_source);
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
