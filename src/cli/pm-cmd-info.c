/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli info: what is in the files, for people or (--json) for programs.
 */
#include "pm-cmd-error.h"
#include "pm-scan.h"

#include <json-glib/json-glib.h>
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

static void
add_text (JsonBuilder *json, const char *name, const char *text)
{
  json_builder_set_member_name (json, name);
  if (text)
    json_builder_add_string_value (json, text);
  else
    json_builder_add_null_value (json);
}

static void
add_number (JsonBuilder *json, const char *name, double value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
add_whole (JsonBuilder *json, const char *name, guint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, (gint64) value);
}

static void
add_json (JsonBuilder *json, const PmScanInfo *info)
{
  json_builder_begin_object (json);
  add_text (json, "file", info->path);
  add_text (json, "object", info->object);
  add_text (json, "scan", info->scan_id);
  add_text (json, "date", info->date_obs);
  add_text (json, "telescope", info->telescope);
  add_text (json, "instrument", info->instrument);
  add_text (json, "band", info->band);
  add_text (json, "pattern", info->pattern);
  add_number (json, "ra_deg", info->ra_deg);
  add_number (json, "dec_deg", info->dec_deg);
  json_builder_set_member_name (json, "moving");
  json_builder_add_boolean_value (json, info->moving);
  json_builder_set_member_name (json, "chopping");
  json_builder_add_boolean_value (json, info->chopping);
  add_whole (json, "channels", info->n_channels);
  add_whole (json, "live_channels", info->n_live_channels);
  add_whole (json, "frames", info->n_rows);
  add_whole (json, "tables", info->n_tables);
  add_number (json, "rate_hz", info->rate_hz);
  add_number (json, "duration_s", info->duration_s);
  add_number (json, "extent_x_arcsec", info->extent_x_arcsec);
  add_number (json, "extent_y_arcsec", info->extent_y_arcsec);
  add_whole (json, "file_bytes", info->file_bytes);
  add_whole (json, "memory_bytes", info->memory_bytes);
  json_builder_end_object (json);
}

static void
print_json (JsonBuilder *json)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  g_autofree char *text = json_generator_to_data (generator, NULL);
  puts (text);
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
  g_autoptr (JsonBuilder) json = json_builder_new ();
  int status = PM_EXIT_DONE;
  json_builder_begin_array (json);
  for (char **file = files; *file; file++)
    {
      PmScanInfo *info = pm_scan_info_read (*file, options, &error);
      if (!info)
        {
          status = pm_cmd_error_report ("info", error); /* and on with the next file */
          g_clear_error (&error);
          continue;
        }
      if (as_json)
        add_json (json, info);
      else
        print_text (info);
      pm_scan_info_free (info);
    }
  json_builder_end_array (json);
  if (as_json)
    print_json (json);
  return status;
}
