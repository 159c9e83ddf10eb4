/* SPDX-License-Identifier: GPL-3.0-or-later
 * Strict and locale-free conversion of numbers, on top of g_ascii_strtod() and g_ascii_formatd().
 */
#include "pm-number.h"

#include <math.h>
#include <string.h>

gboolean
pm_number_parse (const char *text, double *value)
{
  if (*text == '\0' || strcmp (text, "-") == 0 || g_ascii_strcasecmp (text, "nan") == 0)
    {
      *value = NAN;
      return TRUE;
    }
  if (text[strspn (text, "+-.0123456789eE")] != '\0') /* keeps hexadecimal numbers, infinities and blanks out */
    return FALSE;
  char *end;
  double parsed = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (parsed))
    return FALSE;
  *value = parsed;
  return TRUE;
}

gboolean
pm_number_parse_int (const char *text, int min, int max, int *value)
{
  gint64 parsed;
  if (!g_ascii_string_to_signed (text, 10, min, max, &parsed, NULL))
    return FALSE;
  *value = (int) parsed;
  return TRUE;
}

void
pm_number_append (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (out, isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.12g", value) : "nan");
}

void
pm_number_append_fixed (GString *out, double value, int decimals)
{
  g_return_if_fail (decimals >= 0 && decimals <= 15);
  char format[8], text[400]; /* the largest double has 309 digits before the point */
  if (!isfinite (value))
    {
      g_string_append (out, "nan");
      return;
    }
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (text, sizeof text, format, value);
  gboolean zero = text[0] == '-' && text[1 + strspn (text + 1, "0.")] == '\0';
  g_string_append (out, zero ? text + 1 : text);
}
