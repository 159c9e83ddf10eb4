/* SPDX-License-Identifier: GPL-3.0-or-later
 * What comes from headers may hold anything: escape sequences for the terminal, line ends of any kind. Python takes more than line feeds
 * for line ends (U+0085, U+2028, …), so all of them go.
 */
#include "pm-text.h"

#include <string.h>

#define MAX_CHARACTER 6 /* bytes, as GLib counts */

char *
pm_text_clean (const char *text, gsize max_bytes)
{
  gsize n = text ? strnlen (text, max_bytes + MAX_CHARACTER) : 0; /* the last one may be longer than what is left for it */
  g_autofree char *cut = text ? g_strndup (text, n) : g_strdup (""); /* strndup of max_bytes would fill them all */
  g_autofree char *valid = g_utf8_make_valid (cut, -1);
  GString *clean = g_string_new (NULL);
  for (const char *c = valid; *c; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (u);
      gboolean ends_line = type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
      char bytes[MAX_CHARACTER];
      int length = g_unichar_to_utf8 (ends_line ? ' ' : u, bytes);
      if (clean->len + (gsize) length > max_bytes)
        break;
      g_string_append_len (clean, bytes, length);
    }
  return g_string_free (clean, FALSE);
}

char *
pm_text_iso_time (gint64 unix_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_s);
  return time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("unknown");
}
