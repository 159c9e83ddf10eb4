/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli info: what is in the files, for people or (--json) for programs.
 */
#include "pm-cmd-error.h"
#include "pm-scan-json.h"

#include <math.h>
#include <stdio.h>

static void
print_text (const PmScanInfo *info)
{
  printf ("%s\n", info->path);
  printf ("  object      %s%s\n", info->object, info->moving ? " (moving)" : "");
  printf ("  scan        %s\n", info->scan_id);
  if (info->date_obs)
    printf ("  date        %s\n", info->date_obs);
  printf ("  instrument  %s, band %s%s\n", info->instrument ? info->instrument : "unknown", info->band, info->chopping ? ", chopping" : "");
  printf ("  channels    %" G_GSIZE_FORMAT ", of which %" G_GSIZE_FORMAT " see the sky\n", info->n_channels, info->n_live_channels);
  printf ("  frames      %" G_GSIZE_FORMAT " at %.2f Hz, %.1f s, in %" G_GSIZE_FORMAT " table%s\n", info->n_rows, info->rate_hz,
          info->duration_s, info->n_tables, info->n_tables == 1 ? "" : "s");
  if (isfinite (info->extent_x_arcsec))
    printf ("  extent      %.0f x %.0f arcsec\n", info->extent_x_arcsec, info->extent_y_arcsec);
  printf ("  file        %.1f MB\n", (double) info->file_bytes / 1e6);
  printf ("  memory      %.0f MB to reduce it\n", (double) info->memory_bytes / 1e6);
}

int
pm_cmd_info (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_auto (GStrv) files = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "A JSON array of one object a file", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "SCAN…" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_summary (context, "Tells what is in scan files, without reading their samples.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return pm_cmd_error_report ("info", error);
  if (!files)
    {
      fputs ("pixelmap-cli info: expected at least one SCAN\n", stderr);
      return PM_EXIT_USAGE;
    }
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_scan_info_free);
  int status = PM_EXIT_DONE;
  for (char **file = files; *file; file++)
    {
      PmScanInfo *info = pm_scan_info_read (*file, options, &error);
      if (info)
        g_ptr_array_add (infos, info);
      else
        status = pm_cmd_error_report ("info", error); /* and on with the next file */
      g_clear_error (&error);
      if (info && !as_json)
        print_text (info);
    }
  if (as_json)
    {
      g_autofree char *text = pm_scan_infos_to_json ((PmScanInfo **) infos->pdata, infos->len);
      puts (text);
    }
  return status;
}
