/* SPDX-License-Identifier: GPL-3.0-or-later
 * The option table.
 */
#include "pm-options.h"

#include "pm-error.h"
#include "pm-file.h"
#include "pm-text.h"

#include <math.h>
#include <string.h>

#define MAX_FILE_BYTES (1 << 20)
#define PLAIN_GROUP "pixelmap"
#define MAX_SHOWN 80   /* bytes of a value in a message */
#define MAX_WORDS 400  /* of a message of the parser, which quotes the file */

#define REAL(field, key, value, min, max, unit, help)                                                                                      \
  { key, PM_OPTION_REAL, G_STRUCT_OFFSET (PmOptions, field), value, min, max, NULL, NULL, unit, help },
#define WHOLE(field, key, value, min, max, unit, help)                                                                                     \
  { key, PM_OPTION_WHOLE, G_STRUCT_OFFSET (PmOptions, field), value, min, max, NULL, NULL, unit, help },
#define SWITCH(field, key, value, help) { key, PM_OPTION_SWITCH, G_STRUCT_OFFSET (PmOptions, field), value, 0, 1, NULL, NULL, "", help },
#define CHOICE(field, key, value, choices, help)                                                                                           \
  { key, PM_OPTION_CHOICE, G_STRUCT_OFFSET (PmOptions, field), value, 0, 0, NULL, choices, "", help },
#define TEXT(field, key, value, help) { key, PM_OPTION_TEXT, G_STRUCT_OFFSET (PmOptions, field), 0, 0, 0, value, NULL, "", help },
static const PmOptionInfo infos[] = {
#include "pm-options.def"
};

const PmOptionInfo *
pm_option_infos (gsize *n)
{
  *n = G_N_ELEMENTS (infos);
  return infos;
}

const PmOptionInfo *
pm_option_find (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    if (strcmp (infos[i].key, key) == 0)
      return &infos[i];
  return NULL;
}

static double *
real_field (const PmOptions *self, const PmOptionInfo *info)
{
  return (double *) G_STRUCT_MEMBER_P (self, info->offset);
}

static int *
int_field (const PmOptions *self, const PmOptionInfo *info)
{
  return (int *) G_STRUCT_MEMBER_P (self, info->offset);
}

static char **
text_field (const PmOptions *self, const PmOptionInfo *info)
{
  return (char **) G_STRUCT_MEMBER_P (self, info->offset);
}

PmOptions *
pm_options_new (void)
{
  PmOptions *self = g_new0 (PmOptions, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    switch (infos[i].type)
      {
      case PM_OPTION_REAL:
        *real_field (self, &infos[i]) = infos[i].value;
        break;
      case PM_OPTION_TEXT:
        *text_field (self, &infos[i]) = g_strdup (infos[i].text);
        break;
      default:
        *int_field (self, &infos[i]) = (int) infos[i].value;
      }
  return self;
}

PmOptions *
pm_options_copy (const PmOptions *self)
{
  PmOptions *copy = g_memdup2 (self, sizeof *self);
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    if (infos[i].type == PM_OPTION_TEXT)
      *text_field (copy, &infos[i]) = g_strdup (*text_field (self, &infos[i]));
  return copy;
}

void
pm_options_free (PmOptions *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    if (infos[i].type == PM_OPTION_TEXT)
      g_free (*text_field (self, &infos[i]));
  g_free (self);
}

static gboolean
set_number (PmOptions *self, const PmOptionInfo *info, const char *text, GError **error)
{
  char *end;
  double value = g_ascii_strtod (text, &end);
  gboolean whole = info->type == PM_OPTION_WHOLE;
  if (end == text || *end != '\0' || !isfinite (value) || (whole && value != floor (value)) || value < info->min || value > info->max)
    {
      g_autofree char *shown = pm_text_clean (text, MAX_SHOWN);
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "option %s: expected a %s between %g and %g%s%s, found '%s'", info->key,
                   whole ? "whole number" : "number", info->min, info->max, *info->unit ? " " : "", info->unit, shown);
      return FALSE;
    }
  if (whole)
    *int_field (self, info) = (int) value;
  else
    *real_field (self, info) = value;
  return TRUE;
}

static gboolean
set_choice (PmOptions *self, const PmOptionInfo *info, const char *text, GError **error)
{
  static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1", NULL };
  gboolean is_switch = info->type == PM_OPTION_SWITCH;
  g_auto (GStrv) choices = is_switch ? NULL : g_strsplit (info->choices, "|", -1);
  const char *const *candidates = is_switch ? words : (const char *const *) choices;
  for (int i = 0; candidates[i]; i++)
    if (strcmp (candidates[i], text) == 0)
      {
        *int_field (self, info) = is_switch ? i % 2 : i;
        return TRUE;
      }
  g_autofree char *shown = pm_text_clean (text, MAX_SHOWN);
  g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "option %s: expected %s, found '%s'", info->key, is_switch ? "yes or no" : info->choices,
               shown);
  return FALSE;
}

gboolean
pm_options_set (PmOptions *self, const char *key, const char *value, GError **error)
{
  const PmOptionInfo *info = pm_option_find (key);
  if (!info)
    {
      g_autofree char *shown = pm_text_clean (key, MAX_SHOWN);
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "there is no option '%s' (see pixelmap-cli reduce --list-options)", shown);
      return FALSE;
    }
  switch (info->type)
    {
    case PM_OPTION_REAL:
    case PM_OPTION_WHOLE:
      return set_number (self, info, value, error);
    case PM_OPTION_TEXT:
      if (!g_utf8_validate (value, -1, NULL))
        {
          g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "option %s: the text is not UTF-8", key);
          return FALSE;
        }
      g_free (*text_field (self, info));
      *text_field (self, info) = g_strdup (value);
      return TRUE;
    default:
      return set_choice (self, info, value, error);
    }
}

char *
pm_options_get (const PmOptions *self, const PmOptionInfo *info)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  switch (info->type)
    {
    case PM_OPTION_REAL:
      /* The shortest of a few lengths that gives the same number back: 0.014, not 0.014000000000000001. */
      for (int digits = 6; digits <= 17; digits++)
        {
          char format[8];
          g_snprintf (format, sizeof format, "%%.%dg", digits);
          g_ascii_formatd (buffer, sizeof buffer, format, *real_field (self, info));
          if (g_ascii_strtod (buffer, NULL) == *real_field (self, info))
            break;
        }
      return g_strdup (buffer);
    case PM_OPTION_WHOLE:
      return g_strdup_printf ("%d", *int_field (self, info));
    case PM_OPTION_SWITCH:
      return g_strdup (*int_field (self, info) ? "yes" : "no");
    case PM_OPTION_TEXT:
      return g_strdup (*text_field (self, info));
    case PM_OPTION_CHOICE:
      {
        g_auto (GStrv) choices = g_strsplit (info->choices, "|", -1);
        return g_strdup (choices[*int_field (self, info)]);
      }
    }
  return NULL;
}

gboolean
pm_options_is_default (const PmOptions *self, const PmOptionInfo *info)
{
  switch (info->type)
    {
    case PM_OPTION_REAL:
      return *real_field (self, info) == info->value;
    case PM_OPTION_TEXT:
      return strcmp (*text_field (self, info), info->text) == 0;
    default:
      return *int_field (self, info) == (int) info->value;
    }
}

/* Whether each backslash of a raw value begins an escape of key files; GLib 2.74 warns where two do not. */
static gboolean
check_escapes (GKeyFile *file, const char *group, const char *key, GError **error)
{
  g_autofree char *raw = g_key_file_get_value (file, group, key, NULL);
  for (const char *c = raw ? strchr (raw, '\\') : NULL; c; c = strchr (c + 2, '\\'))
    if (c[1] == '\0' || !strchr ("sntr\\", c[1]))
      {
        g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "option %s of [%s]: expected \\\\ for a backslash, found '%s'", key, group, raw);
        return FALSE;
      }
  return TRUE;
}

static gboolean
load_group (PmOptions *self, GKeyFile *file, const char *group, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, error);
  for (char **key = keys; keys && *key; key++)
    {
      if (!check_escapes (file, group, *key, error))
        return FALSE;
      g_autofree char *value = g_key_file_get_string (file, group, *key, error);
      g_autofree char *full = strcmp (group, PLAIN_GROUP) == 0 ? g_strdup (*key) : g_strconcat (group, ".", *key, NULL);
      if (!value || *error) /* no UTF-8 */
        return FALSE;
      const PmOptionInfo *info = pm_option_find (full);
      if (!pm_options_set (self, full, info && info->type == PM_OPTION_TEXT ? value : g_strstrip (value), error))
        return FALSE;
    }
  return keys != NULL;
}

gboolean
pm_options_load (PmOptions *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *data = NULL;
  gsize length;
  g_autoptr (GError) local = NULL;
  if (!pm_file_read (path, MAX_FILE_BYTES, &data, &length, error))
    return FALSE;
  PmOptions *changed = pm_options_copy (self);
  gboolean ok = g_key_file_load_from_data (file, data, length, G_KEY_FILE_NONE, &local);
  g_auto (GStrv) groups = ok ? g_key_file_get_groups (file, NULL) : NULL;
  for (char **group = groups; ok && *group; group++)
    ok = load_group (changed, file, *group, &local);
  if (ok)
    {
      PmOptions swap = *self;
      *self = *changed;
      *changed = swap;
    }
  else
    {
      g_autofree char *words = pm_text_clean (local->message, MAX_WORDS);
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION,
                   "%s: %s (fit.domain is written as 'domain = map' in the group [fit]; keys without a dot stand in [%s])", path, words,
                   PLAIN_GROUP);
    }
  pm_options_free (changed);
  return ok;
}

char *
pm_options_to_key_file (const PmOptions *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    if (!pm_options_is_default (self, &infos[i]))
      {
        const char *dot = strchr (infos[i].key, '.');
        g_autofree char *group = dot ? g_strndup (infos[i].key, (gsize) (dot - infos[i].key)) : g_strdup (PLAIN_GROUP);
        g_autofree char *value = pm_options_get (self, &infos[i]);
        g_key_file_set_string (file, group, dot ? dot + 1 : infos[i].key, value);
      }
  return g_key_file_to_data (file, NULL, NULL);
}
