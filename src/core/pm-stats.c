/* SPDX-License-Identifier: GPL-3.0-or-later
 * Order statistics, on top of GSL's in-place quickselect (gsl_stats_*_select); those of floats, of which there are
 * millions, on a faster one.
 */
#include "pm-stats.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_statistics_int.h>
#include <math.h>
#include <stdbool.h>

#define SMALL 24      /* sorted outright */
#define PIVOTS 15     /* looked at for a pivot */

static void
sort_few (float *v, size_t n)
{
  for (size_t i = 1; i < n; i++)
    {
      float x = v[i];
      size_t j = i;
      for (; j > 0 && v[j - 1] > x; j--)
        v[j] = v[j - 1];
      v[j] = x;
    }
}

/* A value of v that stands a little beyond place k, towards the middle: then k is probably in the smaller part. */
static float
choose_pivot (const float *v, size_t n, size_t k)
{
  float seen[PIVOTS];
  for (size_t i = 0; i < PIVOTS; i++)
    seen[i] = v[i * (n / PIVOTS)];
  sort_few (seen, PIVOTS);
  size_t place = k * PIVOTS / n;
  return seen[place < PIVOTS / 2 ? place + 1 : place > PIVOTS / 2 ? place - 1 : place];
}

/* Puts the values below the pivot (or up to it, if `equal`) in front; returns their number. Without branches: which way a value
 * goes cannot be foreseen. */
static size_t
partition (float *v, size_t n, float pivot, bool equal)
{
  size_t below = 0;
  for (size_t i = 0; i < n; i++)
    {
      float x = v[i];
      v[i] = v[below];
      v[below] = x;
      below += equal ? x <= pivot : x < pivot;
    }
  return below;
}

/* Puts the value that belongs there at place k, smaller ones in front of it and larger ones behind. */
static void
select_place (float *v, size_t n, size_t k)
{
  while (n > SMALL)
    {
      float pivot = choose_pivot (v, n, k);
      size_t below = partition (v, n, pivot, false);
      if (k < below)
        {
          n = below;
          continue;
        }
      if (below == 0)
        {
          below = partition (v, n, pivot, true);
          if (k < below || below == 0) /* all equal; or no numbers */
            return;
        }
      v += below;
      n -= below;
      k -= below;
    }
  sort_few (v, n);
}

float
pm_median_float (float *v, size_t n)
{
  if (n == 0)
    return NAN;
  select_place (v, n, n / 2);
  float upper = v[n / 2];
  if (n % 2 == 1)
    return upper;
  /* The lower middle value is the largest of those in front. */
  float lower = v[0];
  for (size_t i = 1; i < n / 2; i++)
    lower = v[i] > lower ? v[i] : lower;
  return 0.5f * (lower + upper);
}

double
pm_median (double *v, size_t n)
{
  return pm_quantile (v, n, 0.5);
}

double
pm_quantile (double *v, size_t n, double q)
{
  if (n == 0)
    return NAN;
  double place = q * (double) (n - 1);
  size_t k = (size_t) place;
  double value = gsl_stats_select (v, 1, n, k), fraction = place - (double) k;
  if (fraction <= 0.0 || k + 1 >= n)
    return value;
  double next = v[k + 1];
  for (size_t i = k + 2; i < n; i++)
    if (v[i] < next)
      next = v[i];
  return value + fraction * (next - value);
}

float
pm_robust_sigma_float (float *v, size_t n, float *median)
{
  float m = pm_median_float (v, n);
  for (size_t i = 0; i < n; i++)
    v[i] = fabsf (v[i] - m);
  if (median)
    *median = m;
  return (float) PM_MAD_TO_SIGMA * pm_median_float (v, n);
}

double
pm_robust_sigma (double *v, size_t n, double *median)
{
  double m = pm_median (v, n);
  for (size_t i = 0; i < n; i++)
    v[i] = fabs (v[i] - m);
  if (median)
    *median = m;
  return PM_MAD_TO_SIGMA * pm_median (v, n);
}

double
pm_weighted_median (double *v, double *w, size_t n)
{
  size_t used = 0;
  double total = 0.0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (v[i]) && isfinite (w[i]) && w[i] > 0.0)
      {
        double value = v[i], weight = w[i];
        v[i] = v[used];
        w[i] = w[used];
        v[used] = value;
        w[used++] = weight;
        total += weight;
      }
  if (used == 0)
    return NAN;
  gsl_sort2 (v, 1, w, 1, used);
  double sum = 0.0;
  for (size_t i = 0; i < used; i++)
    {
      sum += w[i];
      if (sum > 0.5 * total)
        return v[i];
      if (sum == 0.5 * total)
        return i + 1 < used ? 0.5 * (v[i] + v[i + 1]) : v[i];
    }
  return v[used - 1];
}

int
pm_median_int (int *v, size_t n)
{
  return gsl_stats_int_select (v, 1, n, (n - 1) / 2);
}
