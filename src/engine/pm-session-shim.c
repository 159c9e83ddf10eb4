/* SPDX-License-Identifier: GPL-3.0-or-later
 * Until the parts that judge and fit again are merged.
 */
#include "pm-session-private.h"

#include "pm-judge.h"
#include "pm-reducer.h"

PmResult *
pm_judge_result (const PmResult *unjudged, const PmPixelManual *manual)
{
  PmResult *result = pm_result_new ();
  *result = *unjudged;
  result->instrument = unjudged->instrument ? pm_instrument_ref (unjudged->instrument) : NULL;
  result->options = pm_options_copy (unjudged->options);
  result->maps = unjudged->maps ? pm_map_set_ref (unjudged->maps) : NULL;
  result->manual_source = NULL;
  result->solutions = g_memdup2 (unjudged->solutions, unjudged->n_solutions * sizeof *unjudged->solutions);
  result->solution_names = g_strdupv (unjudged->solution_names);
  result->shares = g_new0 (PmScanShare, unjudged->n_shares);
  for (gsize k = 0; k < unjudged->n_shares; k++)
    {
      result->shares[k] = unjudged->shares[k];
      result->shares[k].path = g_strdup (unjudged->shares[k].path);
      result->shares[k].scan_id = g_strdup (unjudged->shares[k].scan_id);
    }
  PmPixelTable *table = result->table = pm_pixel_table_copy (unjudged->table);
  for (gsize i = 0; manual && i < table->n_rows; i++)
    {
      table->manual[i] = manual[i];
      table->flags[i] = (table->flags[i] & ~(guint32) PM_FLAG_BY_HAND) | (manual[i] == PM_MANUAL_BAD ? PM_FLAG_BY_HAND : 0);
      table->status[i] = pm_pixel_status_derive (table->flags[i], manual[i]);
    }
  return result;
}
PmReducer *pm_reducer_ref (PmReducer *self) { return self; }
void pm_reducer_unref (PmReducer *self) {}
PmResult *pm_reducer_dup_result (PmReducer *self, GPtrArray *refits, GError **error) { return NULL; }
PmMapSet *pm_reducer_make_maps (PmReducer *self, GPtrArray *refits, PmMapsWanted wanted, const char *list, PmControl *control,
                                GError **error) { return NULL; }
PmReducer *pm_job_get_reducer (PmJob *job) { return NULL; }
void pm_flag_log_refit (PmFlagLog *self, gsize pixel, double radius, double x0, double y0, int domain) {}
GPtrArray *pm_flag_log_list_refits (PmFlagLog *self) { return g_ptr_array_new (); }
