/* SPDX-License-Identifier: GPL-3.0-or-later
 * Stretches and limits. All values that are not finite are left out when the limits are found.
 */
#include "config.h"

#include "pm-stretch.h"

#include "pm-stats.h"

#include <math.h>
#include <stdlib.h>

#define LOG_FACTOR 1000.0
#define ASINH_FACTOR 10.0
#define LAST_NODE (PM_STRETCH_NODES - 1)

/* How many nodes are smaller than the value, or not larger. */
static int
count_nodes (const float *nodes, double value, gboolean or_equal)
{
  int low = 0, high = PM_STRETCH_NODES;
  while (low < high)
    {
      int middle = (low + high) / 2;
      if (nodes[middle] < value || (or_equal && nodes[middle] == value))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Where the value stands among the nodes, 0 ... 1; in the middle of nodes that are alike. */
static double
find_among_nodes (const float *nodes, double value)
{
  int below = MAX (count_nodes (nodes, value, FALSE) - 1, 0), above = MIN (count_nodes (nodes, value, TRUE), LAST_NODE);
  double step = (double) nodes[above] - (double) nodes[below];
  if (above - below == 1 && step > 0.0)
    return (below + CLAMP ((value - nodes[below]) / step, 0.0, 1.0)) / LAST_NODE;
  return 0.5 * (below + above) / LAST_NODE;
}

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
    case PM_STRETCH_HISTOGRAM:
      if (stretch->equalised)
        return range > 0.0 ? find_among_nodes (stretch->nodes, value) : 1.0 - find_among_nodes (stretch->nodes, value);
      return u;
    case PM_STRETCH_LINEAR:
    default:
      return u;
    }
}

static double
value_at_node (const PmStretch *stretch, double position)
{
  double place = (stretch->high > stretch->low ? position : 1.0 - position) * LAST_NODE;
  int i = (int) CLAMP (place, 0.0, LAST_NODE - 1.0);
  return stretch->nodes[i] + (place - i) * ((double) stretch->nodes[i + 1] - (double) stretch->nodes[i]);
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
    case PM_STRETCH_HISTOGRAM:
      if (stretch->equalised)
        return value_at_node (stretch, position);
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

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

void
pm_stretch_equalise (PmStretch *stretch, const float *values, gsize n)
{
  double low = MIN (stretch->low, stretch->high), high = MAX (stretch->low, stretch->high);
  g_autofree double *inside = g_new (double, MAX (n, 1));
  gsize n_inside = 0;
  for (gsize i = 0; i < n; i++)
    if (values[i] >= low && values[i] <= high)
      inside[n_inside++] = values[i];
  stretch->equalised = n_inside >= 2;
  if (!stretch->equalised)
    return;
  qsort (inside, n_inside, sizeof *inside, compare_doubles);
  for (int i = 0; i <= LAST_NODE; i++)
    {
      double place = (double) (n_inside - 1) * i / LAST_NODE;
      gsize k = MIN ((gsize) place, n_inside - 2);
      stretch->nodes[i] = (float) (inside[k] + (place - (double) k) * (inside[k + 1] - inside[k]));
    }
}

/* zscale is a task of IRAF's display package (IRAF 2.16, pkg/images/tv/display/zscale.x); the steps and constants here are those of its
 * transcription in astropy.visualization.ZScaleInterval, with which the tests compare. */
#define ZSCALE_SAMPLES 10000
#define ZSCALE_CONTRAST 0.25
#define ZSCALE_ITERATIONS 5
#define ZSCALE_REJECT 2.5
#define ZSCALE_MIN_SAMPLES 5
#define ZSCALE_MIN_SHARE 0.5
#define ZSCALE_GROW 0.01

/* The line a + b i through the values that are not rejected, and their rms about it. */
static void
fit_line (const double *values, const guint8 *rejected, gsize n, double *a, double *b, double *rms)
{
  double sum = 0, sum_i = 0, sum_v = 0, sii = 0, siv = 0, mean = 0, square = 0;
  for (gsize i = 0; i < n; i++)
    if (!rejected[i])
      {
        sum += 1.0;
        sum_i += (double) i;
        sum_v += values[i];
      }
  for (gsize i = 0; i < n; i++)
    if (!rejected[i])
      {
        double di = (double) i - sum_i / sum;
        sii += di * di;
        siv += di * (values[i] - sum_v / sum);
      }
  *b = sii > 0.0 ? siv / sii : 0.0;
  *a = sum_v / sum - *b * sum_i / sum;
  for (gsize i = 0; i < n; i++)
    if (!rejected[i])
      {
        double rest = values[i] - *a - *b * (double) i;
        mean += rest / sum;
        square += rest * rest / sum;
      }
  *rms = sqrt (MAX (square - mean * mean, 0.0));
}

/* Rejects what is far from the line, and the neighbours of what is rejected; gives the number of those that are left. */
static gsize
reject_far (const double *values, guint8 *rejected, gsize n, double a, double b, double threshold)
{
  gsize grow = MAX (1, (gsize) (ZSCALE_GROW * (double) n)), ahead = (grow - 1) / 2, behind = grow - 1 - ahead, n_left = 0;
  g_autofree guint8 *far = g_memdup2 (rejected, n);
  for (gsize i = 0; i < n; i++)
    if (fabs (values[i] - a - b * (double) i) > threshold)
      far[i] = 1;
  gsize last = 0; /* 1 + the last one of `far` that was seen */
  for (gsize i = 0, next = 0; i < n; i++)
    {
      for (; next < n && next <= i + ahead; next++)
        if (far[next])
          last = next + 1;
      rejected[i] = last > 0 && last - 1 + behind >= i;
      n_left += !rejected[i];
    }
  return n_left;
}

gboolean
pm_stretch_set_zscale (PmStretch *stretch, const float *values, gsize n)
{
  gsize n_finite, n_used = 0;
  g_autofree double *sorted = copy_finite (values, n, &n_finite);
  if (n_finite == 0)
    return FALSE;
  for (gsize i = 0, step = (n_finite + ZSCALE_SAMPLES - 1) / ZSCALE_SAMPLES; i < n_finite; i += step)
    sorted[n_used++] = sorted[i];
  qsort (sorted, n_used, sizeof *sorted, compare_doubles);
  g_autofree guint8 *rejected = g_new0 (guint8, n_used);
  gsize enough = MAX (ZSCALE_MIN_SAMPLES, (gsize) (ZSCALE_MIN_SHARE * (double) n_used)), n_left = n_used, n_before = n_used + 1;
  double a = 0, b = 0, rms;
  for (int i = 0; i < ZSCALE_ITERATIONS && n_left < n_before && n_left >= enough; i++)
    {
      fit_line (sorted, rejected, n_used, &a, &b, &rms);
      n_before = n_left;
      n_left = reject_far (sorted, rejected, n_used, a, b, ZSCALE_REJECT * rms);
    }
  stretch->low = sorted[0];
  stretch->high = sorted[n_used - 1];
  if (n_left >= enough)
    {
      double median = 0.5 * (sorted[(n_used - 1) / 2] + sorted[n_used / 2]), slope = b / ZSCALE_CONTRAST;
      double middle = (double) ((n_used - 1) / 2);
      stretch->low = MAX (stretch->low, median - (middle - 1.0) * slope);
      stretch->high = MIN (stretch->high, median + ((double) n_used - middle) * slope);
    }
  return TRUE;
}
