/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-unit-power.h"

#include <math.h>

static void
append_raised (GString *out, int number)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char digits[16];
  g_snprintf (digits, sizeof digits, "%d", number);
  for (const char *c = digits; *c; c++)
    g_string_append (out, *c == '-' ? "⁻" : raised[*c - '0']);
}

double
pm_unit_power (double extent, const char *unit, char **label)
{
  int power = 0;
  double size = fabs (extent);
  if (isfinite (size) && size > 0.0 && (size < 0.01 || size >= 9999.5))
    power = 3 * (int) floor (log10 (size) / 3.0 + 1e-12);
  if (label)
    {
      GString *text = g_string_new (NULL);
      if (power != 0)
        {
          g_string_append (text, "10");
          append_raised (text, power);
          if (*unit)
            g_string_append_c (text, ' ');
        }
      g_string_append (text, unit);
      *label = g_string_free (text, FALSE);
    }
  return pow (10.0, power);
}
