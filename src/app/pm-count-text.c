/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-count-text.h"

#define THIN_SPACE "\xE2\x80\x89"

char *
pm_count_text (guint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  GString *text = g_string_new (digits);
  for (gssize at = (gssize) text->len - 3; at > 0; at -= 3)
    g_string_insert (text, at, THIN_SPACE);
  return g_string_free (text, FALSE);
}
