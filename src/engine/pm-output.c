/* SPDX-License-Identifier: GPL-3.0-or-later
 * The files of a result.
 */
#include "pm-output.h"

#include "pm-bad-list.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-maps-fits.h"
#include "pm-table-ecsv.h"
#include "pm-table-rcp.h"

#include <glib/gstdio.h>

#define MAX_PART_BYTES 76 /* of three; a FITS keyword has 68 */

/* Header text as a part of a name, cut so that the whole stays below the 255 bytes of file systems and no part pushes another out. */
static char *
name_part (const char *text)
{
  char *part = pm_safe_file_name (text), *end = part;
  while (*end && g_utf8_next_char (end) - part <= MAX_PART_BYTES)
    end = g_utf8_next_char (end);
  if (end[-1] == '.')
    end--;
  *end = '\0';
  return part;
}

char *
pm_output_core_name (PmScan *const *scans, gsize n_scans)
{
  gsize earliest = 0, latest = 0;
  for (gsize k = 1; k < n_scans; k++)
    {
      earliest = scans[k]->info.mjd < scans[earliest]->info.mjd ? k : earliest;
      latest = scans[k]->info.mjd >= scans[latest]->info.mjd ? k : latest;
    }
  g_autofree char *object = name_part (scans[0]->info.object), *first = name_part (scans[earliest]->info.scan_id);
  g_autofree char *last = name_part (scans[latest]->info.scan_id);
  return n_scans > 1 ? g_strdup_printf ("%s.%s-%s", object, first, last) : g_strdup_printf ("%s.%s", object, first);
}

static char *
name_of (const char *dir, const char *core, const char *suffix)
{
  g_autofree char *name = g_strconcat (core, suffix, NULL);
  return g_build_filename (dir, name, NULL);
}

char **
pm_output_names (const char *dir, const char *core, PmOutputFiles files)
{
  static const char *const suffixes[] = { ".rcp", ".ecsv", ".fits", PM_BAD_LIST_CRUSH_SUFFIX, PM_BAD_LIST_SOFSCAN_SUFFIX };
  char **names = g_new0 (char *, G_N_ELEMENTS (suffixes) + 1);
  gsize n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (files & (1u << i))
      names[n++] = name_of (dir, core, suffixes[i]);
  return names;
}

gboolean
pm_output_write (const PmResult *result, const char *dir, const char *core, PmOutputFiles files, GError **error)
{
  const PmOptions *o = result->options;
  PmRcpOptions rcp = { o->rcp_channel == PM_RCP_ID ? PM_RCP_CHANNEL_ID : PM_RCP_CHANNEL_INDEX, o->rcp_precision, o->rcp_center };
  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: cannot make this folder: %s", dir, g_strerror (errno));
      return FALSE;
    }
  pm_file_remove_stale (dir);
  g_autofree char *rcp_name = name_of (dir, core, ".rcp"), *ecsv_name = name_of (dir, core, ".ecsv");
  g_autofree char *fits_name = name_of (dir, core, ".fits"), *crush_name = name_of (dir, core, PM_BAD_LIST_CRUSH_SUFFIX);
  g_autofree char *sofscan_name = name_of (dir, core, PM_BAD_LIST_SOFSCAN_SUFFIX);
  /* The RCP last: it alone can fail for what is in the table (rcp.center names a pixel that is not good). */
  return (!(files & PM_OUTPUT_ECSV) || pm_table_ecsv_write (result->table, ecsv_name, error)) &&
         (!(files & PM_OUTPUT_CRUSH) || pm_bad_list_write (result->table, PM_BAD_LIST_CRUSH, crush_name, error)) &&
         (!(files & PM_OUTPUT_SOFSCAN) || pm_bad_list_write (result->table, PM_BAD_LIST_SOFSCAN, sofscan_name, error)) &&
         (!(files & PM_OUTPUT_FITS) || pm_maps_fits_write (result, result->table, fits_name, error)) &&
         (!(files & PM_OUTPUT_RCP) || pm_table_rcp_write (result->table, rcp_name, &rcp, error));
}
