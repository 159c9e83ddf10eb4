/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is known of scans, for programs.
 */
#include "pm-scan-json.h"

#include "pm-json.h"

#include <math.h>

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

char *
pm_scan_infos_to_json (PmScanInfo *const *infos, gsize n)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  json_builder_begin_array (json);
  for (gsize i = 0; i < n; i++)
    add_json (json, infos[i]);
  json_builder_end_array (json);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  return pm_json_print (root);
}
