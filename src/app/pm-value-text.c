/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-value-text.h"

#include <math.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"

/* Replaces the minus signs, of the number and of an exponent; drops that of a zero. */
static char *
with_minus (const char *text)
{
  GString *out = g_string_new (NULL);
  if (text[0] == '-' && strpbrk (text, "123456789") == NULL)
    text++;
  for (; *text; text++)
    if (*text == '-')
      g_string_append (out, MINUS);
    else
      g_string_append_c (out, *text);
  return g_string_free (out, FALSE);
}

char *
pm_value_text_number (double value, int decimals)
{
  if (!isfinite (value))
    return g_strdup (PM_VALUE_TEXT_NONE);
  g_autofree char *text = g_strdup_printf (fabs (value) < 1e12 ? "%.*f" : "%.*e", CLAMP (decimals, 0, 12), value);
  return with_minus (text);
}

char *
pm_value_text_digits (double value, int digits)
{
  if (!isfinite (value))
    return g_strdup (PM_VALUE_TEXT_NONE);
  double size = fabs (value);
  if (size != 0.0 && (size < 1e-4 || size >= 1e6))
    {
      g_autofree char *text = g_strdup_printf ("%.*e", MAX (digits - 1, 0), value);
      return with_minus (text);
    }
  int decimals = size != 0.0 ? digits - 1 - (int) floor (log10 (size)) : digits - 1;
  return pm_value_text_number (value, MAX (decimals, 0));
}

int
pm_value_text_decimals (double error)
{
  if (!isfinite (error) || !(error > 0.0))
    return -1;
  int decimals = 1 - (int) floor (log10 (error));
  /* 0.0998 with two digits is 0.10 */
  if (round (error * pow (10.0, decimals)) >= 100.0)
    decimals--;
  return CLAMP (decimals, 0, 6);
}
