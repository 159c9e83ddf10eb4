/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ticks are counted in whole steps from the origin, so that none gathers rounding errors and the origin is an exact zero.
 */
#include "config.h"

#include "pm-ticks.h"

#include <math.h>
#include <string.h>

#define MAX_TICKS 1000
#define MAX_DECIMALS 6
#define MINUS "\xe2\x88\x92"

/* The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `least`, and its number of decimals. */
static double
round_step (double least, int *decimals)
{
  static const double factors[] = { 1.0, 2.0, 2.5, 5.0, 10.0 };
  int exponent = (int) floor (log10 (least));
  double power = pow (10.0, exponent);
  gsize k = 0;
  while (k + 1 < G_N_ELEMENTS (factors) && factors[k] * power < least * (1.0 - 1e-9))
    k++;
  *decimals = MAX (0, -exponent + (k == 2) - (k == 4));
  if (*decimals > MAX_DECIMALS || exponent + (k == 4) > MAX_DECIMALS)
    *decimals = -1;
  /* Dividing by a whole power is exact to the last bit where multiplying by 0.1 is not. */
  return exponent < 0 ? factors[k] / pow (10.0, -exponent) : factors[k] * power;
}

PmTicks
pm_ticks_new (double low, double high, double length, double distance)
{
  PmTicks ticks = { 0 };
  double range = fabs (high - low);
  if (!isfinite (range) || !(range > 0.0) || !(length > 0.0) || !(distance > 0.0))
    return ticks;
  double least = MAX (range * distance / length, range / MAX_TICKS);
  if (!(least > 1e-300) || least > 1e300)
    return ticks;
  ticks.step = round_step (least, &ticks.decimals);
  double first = ceil (MIN (low, high) / ticks.step - 1e-9), last = floor (MAX (low, high) / ticks.step + 1e-9);
  if (fabs (first) > 1e15 || fabs (last) > 1e15)
    return ticks;
  ticks.first = (gint64) first;
  ticks.n = (int) CLAMP (last - first + 1.0, 0.0, MAX_TICKS + 1.0);
  return ticks;
}

double
pm_ticks_value (const PmTicks *ticks, int i)
{
  return (double) (ticks->first + i) * ticks->step;
}

/* ASCII digits with the minus sign of typography. */
static void
write_label (const char *text, char label[PM_TICKS_LABEL_SIZE])
{
  if (text[0] == '-' && strspn (text, "-0.") == strlen (text))
    text++; /* never -0.0 */
  g_snprintf (label, PM_TICKS_LABEL_SIZE, "%s%s", text[0] == '-' ? MINUS : "", text[0] == '-' ? text + 1 : text);
}

void
pm_ticks_format (double value, int decimals, char label[PM_TICKS_LABEL_SIZE])
{
  char format[16], text[G_ASCII_DTOSTR_BUF_SIZE];
  if (fabs (value) < 1e15)
    g_snprintf (format, sizeof format, "%%.%df", CLAMP (decimals, 0, 12));
  else
    g_strlcpy (format, "%.3g", sizeof format);
  write_label (g_ascii_formatd (text, sizeof text, format, value), label);
}

void
pm_ticks_label (const PmTicks *ticks, int i, char label[PM_TICKS_LABEL_SIZE])
{
  double value = pm_ticks_value (ticks, i);
  if (ticks->decimals >= 0)
    {
      pm_ticks_format (value, ticks->decimals, label);
      return;
    }
  char format[16], text[G_ASCII_DTOSTR_BUF_SIZE];
  int n_digits = 2 + (int) log10 (fabs (value) / ticks->step + 1.0);
  g_snprintf (format, sizeof format, "%%.%dg", MIN (n_digits, 12));
  write_label (g_ascii_formatd (text, sizeof text, format, value), label);
}
