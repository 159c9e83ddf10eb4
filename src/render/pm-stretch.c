/* SPDX-License-Identifier: GPL-3.0-or-later
 * Stretches and limits. All values that are not finite are left out when the limits are found.
 */
#include "config.h"

#include "pm-stretch.h"

#include "pm-stats.h"

#include <math.h>

#define LOG_FACTOR 1000.0
#define ASINH_FACTOR 10.0

double
pm_stretch_apply (const PmStretch *stretch, double value)
{
  double range = stretch->high - stretch->low;
  if (isnan (value))
    return value;
  if (range == 0.0)
    return value > stretch->high ? 1.0 : 0.0;
  double u = (value - stretch->low) / range;
  if (u <= 0.0)
    return 0.0;
  if (u >= 1.0)
    return 1.0;
  switch (stretch->kind)
    {
    case PM_STRETCH_SQRT:
      return sqrt (u);
    case PM_STRETCH_LOG:
      return log1p (LOG_FACTOR * u) / log1p (LOG_FACTOR);
    case PM_STRETCH_ASINH:
      return asinh (ASINH_FACTOR * u) / asinh (ASINH_FACTOR);
    case PM_STRETCH_LINEAR:
    default:
      return u;
    }
}

double
pm_stretch_invert (const PmStretch *stretch, double position)
{
  double u = position;
  switch (stretch->kind)
    {
    case PM_STRETCH_SQRT:
      u = position * position;
      break;
    case PM_STRETCH_LOG:
      u = expm1 (position * log1p (LOG_FACTOR)) / LOG_FACTOR;
      break;
    case PM_STRETCH_ASINH:
      u = sinh (position * asinh (ASINH_FACTOR)) / ASINH_FACTOR;
      break;
    case PM_STRETCH_LINEAR:
    default:
      break;
    }
  return stretch->low + u * (stretch->high - stretch->low);
}

/* The finite ones of the values, as a new array of *n_finite elements. */
static double *
copy_finite (const float *values, gsize n, gsize *n_finite)
{
  double *finite = g_new (double, MAX (n, 1));
  *n_finite = 0;
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      finite[(*n_finite)++] = values[i];
  return finite;
}

gboolean
pm_stretch_set_min_max (PmStretch *stretch, const float *values, gsize n)
{
  double low = INFINITY, high = -INFINITY;
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        low = MIN (low, values[i]);
        high = MAX (high, values[i]);
      }
  if (low > high)
    return FALSE;
  stretch->low = low;
  stretch->high = high;
  return TRUE;
}

gboolean
pm_stretch_set_percentiles (PmStretch *stretch, const float *values, gsize n, double low_percent, double high_percent)
{
  g_return_val_if_fail (low_percent >= 0.0 && high_percent <= 100.0 && low_percent <= high_percent, FALSE);
  gsize n_finite;
  g_autofree double *finite = copy_finite (values, n, &n_finite);
  if (n_finite == 0)
    return FALSE;
  stretch->low = pm_quantile (finite, n_finite, 0.01 * low_percent);
  stretch->high = pm_quantile (finite, n_finite, 0.01 * high_percent);
  return TRUE;
}

gboolean
pm_stretch_set_symmetric (PmStretch *stretch, const float *values, gsize n, double centre, double low_percent, double high_percent)
{
  if (!pm_stretch_set_percentiles (stretch, values, n, low_percent, high_percent))
    return FALSE;
  double reach = MAX (fabs (stretch->low - centre), fabs (stretch->high - centre));
  stretch->low = centre - reach;
  stretch->high = centre + reach;
  return TRUE;
}
