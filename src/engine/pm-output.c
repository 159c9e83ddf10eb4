/* SPDX-License-Identifier: GPL-3.0-or-later
 * The files of a result.
 */
#include "pm-output.h"

#include "pm-error.h"
#include "pm-file.h"
#include "pm-maps-fits.h"
#include "pm-table-ecsv.h"
#include "pm-table-rcp.h"

#include <glib/gstdio.h>

char *
pm_output_core_name (PmScan *const *scans, gsize n_scans)
{
  g_autofree char *object = pm_safe_file_name (scans[0]->info.object), *first = pm_safe_file_name (scans[0]->info.scan_id);
  g_autofree char *last = pm_safe_file_name (scans[n_scans - 1]->info.scan_id);
  g_autofree char *name = n_scans > 1 ? g_strdup_printf ("%s.%s-%s", object, first, last) : g_strdup_printf ("%s.%s", object, first);
  return pm_safe_file_name (name);
}

gboolean
pm_output_write (const PmResult *result, const char *dir, const char *core, char ***paths, GError **error)
{
  const PmOptions *o = result->options;
  PmRcpOptions rcp = { o->rcp_channel == PM_RCP_ID ? PM_RCP_CHANNEL_ID : PM_RCP_CHANNEL_INDEX, o->rcp_precision, o->rcp_center };
  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: cannot make this folder: %s", dir, g_strerror (errno));
      return FALSE;
    }
  char *names[4] = { NULL };
  static const char *const suffixes[] = { ".rcp", ".ecsv", ".fits" };
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strconcat (core, suffixes[i], NULL);
      names[i] = g_build_filename (dir, name, NULL);
    }
  gboolean ok = pm_table_rcp_write (result->table, names[0], &rcp, error) && pm_table_ecsv_write (result->table, names[1], error) &&
                pm_maps_fits_write (result, result->table, names[2], error);
  if (ok && paths)
    *paths = g_strdupv (names);
  for (int i = 0; i < 3; i++)
    g_free (names[i]);
  return ok;
}
