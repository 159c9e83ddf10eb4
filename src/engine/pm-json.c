/* SPDX-License-Identifier: GPL-3.0-or-later
 * JSON as text.
 */
#include "pm-json.h"

#include <string.h>

/* Where the number that begins at `at` ends. */
static const char *
number_end (const char *at)
{
  return at + strspn (at, "+-.0123456789eE");
}

char *
pm_json_print (JsonNode *root)
{
  g_autofree char *text = json_to_string (root, TRUE);
  GString *out = g_string_sized_new (strlen (text));
  gboolean in_string = FALSE;
  for (const char *at = text; *at;)
    {
      const char *end = in_string || !strchr ("-0123456789", *at) ? at + 1 : number_end (at);
      gsize length = (gsize) (end - at);
      if (in_string && *at == '\\' && at[1])
        length = 2;
      else if (*at == '"')
        in_string = !in_string;
      gboolean wrong = length > 2 && !in_string && memchr (at, 'e', length) && g_str_has_prefix (at + length - 2, ".0");
      g_string_append_len (out, at, (gssize) (wrong ? length - 2 : length));
      at += length;
    }
  return g_string_free (out, FALSE);
}
