/* SPDX-License-Identifier: GPL-3.0-or-later
 * Preferences. g_settings_new() ends the program where a schema is missing, as it is beside a program that was built and not installed:
 * the schema is looked up first.
 */
#include "config.h"

#include "pm-preferences.h"

#define SCHEMA "org.pixelmap.PixelMap"

GSettings *
pm_preferences_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, SCHEMA, TRUE) : NULL;
  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

char *
pm_preferences_dup_text (GSettings *settings, const char *key)
{
  g_autofree char *text = settings ? g_settings_get_string (settings, key) : NULL;
  return text && *text ? g_steal_pointer (&text) : NULL;
}

void
pm_preferences_set_text (GSettings *settings, const char *key, const char *text)
{
  if (settings)
    g_settings_set_string (settings, key, text ? text : "");
}
