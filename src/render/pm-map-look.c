/* SPDX-License-Identifier: GPL-3.0-or-later
 * From a look and values to limits.
 */
#include "config.h"

#include "pm-map-look.h"

#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define MAX_SHARED_VALUES 1000000

gboolean
pm_map_look_equal_limits (const PmMapLook *a, const PmMapLook *b)
{
  gboolean same_distribution = (a->stretch == PM_STRETCH_HISTOGRAM) == (b->stretch == PM_STRETCH_HISTOGRAM);
  return a->quantity == b->quantity && a->limits == b->limits && a->low == b->low && a->high == b->high && a->softening == b->softening
         && same_distribution;
}

static gboolean
equal_stretches (const PmStretch *a, const PmStretch *b)
{
  return a->kind == b->kind && a->low == b->low && a->high == b->high && a->equalised == b->equalised
         && (!a->equalised || memcmp (a->nodes, b->nodes, sizeof a->nodes) == 0);
}

gboolean
pm_map_look_equal (const PmMapLook *a, const PmMapLook *b)
{
  return pm_map_look_equal_limits (a, b) && a->colormap == b->colormap && a->inverted == b->inverted && a->stretch == b->stretch
         && a->dark == b->dark && a->common == b->common && (!a->common || equal_stretches (&a->shared, &b->shared));
}

gboolean
pm_map_look_softens (const PmMapLook *self)
{
  return self->softening > 0.0 && (self->quantity == PM_QUANTITY_SIGNAL || self->quantity == PM_QUANTITY_S2N);
}

double
pm_map_look_soft_peak (const PmMapLook *self)
{
  return pm_map_look_softens (self) ? 1.0 / (1.0 + self->softening * self->softening) : 1.0;
}

float
pm_map_look_value (const PmMapLook *self, const PmMap *map, gsize k)
{
  switch (self->quantity)
    {
    case PM_QUANTITY_S2N:
      return map->signal[k] * sqrtf (map->weight[k]);
    case PM_QUANTITY_WEIGHT:
      return map->weight[k];
    case PM_QUANTITY_EXPOSURE:
      return map->exposure_s[k];
    case PM_QUANTITY_SIGNAL:
    default:
      return map->signal[k];
    }
}

static gboolean
find_sigma_limits (const PmMapLook *self, const float *values, gsize n, PmStretch *stretch)
{
  PmStretch quartiles = *stretch;
  if (!pm_stretch_set_percentiles (&quartiles, values, n, 25.0, 75.0))
    return FALSE;
  double middle = 0.5 * (quartiles.low + quartiles.high), sigma = (quartiles.high - quartiles.low) / 1.349; /* of a Gaussian */
  stretch->low = middle + self->low * sigma;
  stretch->high = middle + self->high * sigma;
  return TRUE;
}

static gboolean
find_peak_limits (const PmMapLook *self, const float *values, gsize n, double peak, PmStretch *stretch)
{
  PmStretch extremes = *stretch;
  if (isnan (peak) && !pm_stretch_set_min_max (&extremes, values, n))
    return FALSE;
  if (isnan (peak))
    peak = extremes.high > 0.0 ? extremes.high : MAX (fabs (extremes.low), 1e-30);
  else
    peak *= pm_map_look_soft_peak (self);
  stretch->low = 0.01 * self->low * peak;
  stretch->high = 0.01 * self->high * peak;
  return TRUE;
}

gboolean
pm_map_look_find_limits (const PmMapLook *self, const float *values, gsize n, double peak, PmStretch *stretch)
{
  PmStretch found = { self->stretch, self->low, self->high };
  gboolean ok = TRUE;
  if (self->limits == PM_LIMITS_PERCENT)
    ok = pm_stretch_set_percentiles (&found, values, n, CLAMP (self->low, 0, 100), CLAMP (self->high, CLAMP (self->low, 0, 100), 100));
  else if (self->limits == PM_LIMITS_SIGMA)
    ok = find_sigma_limits (self, values, n, &found);
  else if (self->limits == PM_LIMITS_PEAK)
    ok = find_peak_limits (self, values, n, peak, &found);
  else if (self->limits == PM_LIMITS_ZSCALE)
    ok = pm_stretch_set_zscale (&found, values, n);
  if (!ok)
    return FALSE;
  if (self->stretch == PM_STRETCH_HISTOGRAM)
    pm_stretch_equalise (&found, values, n);
  *stretch = found;
  return TRUE;
}

/* Every step-th value of the good pixels' maps, and the largest of all. */
static float *
gather (const PmMapLook *self, const PmMapSet *maps, const PmPixelTable *table, gsize step, gsize *n, double *largest)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (float));
  gsize at = 0; /* of all values one after the other */
  *largest = NAN;
  for (gsize i = 0; i < maps->n_maps; i++)
    {
      const PmMap *map = &maps->maps[i];
      if (!map->signal || map->channel >= table->n_rows || table->status[map->channel] != PM_PIXEL_GOOD)
        continue;
      for (gsize k = 0; k < map->nx * map->ny; k++, at++)
        {
          float value = pm_map_look_value (self, map, k);
          if (isfinite (value) && !(value <= *largest))
            *largest = value;
          if (at % step == 0)
            g_array_append_val (values, value);
        }
    }
  *n = values->len;
  return (float *) (void *) g_array_free (values, FALSE);
}

static double
median_peak (const PmPixelTable *table)
{
  g_autofree double *peaks = g_new (double, MAX (table->n_rows, 1));
  gsize n = 0;
  for (gsize row = 0; row < table->n_rows; row++)
    if (table->status[row] == PM_PIXEL_GOOD && table->values[PM_COLUMN_PEAK][row] > 0.0 && isfinite (table->values[PM_COLUMN_PEAK][row]))
      peaks[n++] = table->values[PM_COLUMN_PEAK][row];
  return pm_median (peaks, n);
}

gboolean
pm_map_look_share (const PmMapLook *self, const PmMapSet *maps, const PmPixelTable *table, PmStretch *stretch)
{
  gsize n_cells = 0, n;
  double largest;
  for (gsize i = 0; i < maps->n_maps; i++)
    n_cells += maps->maps[i].nx * maps->maps[i].ny;
  g_autofree float *values = gather (self, maps, table, n_cells / MAX_SHARED_VALUES + 1, &n, &largest);
  double peak = self->quantity == PM_QUANTITY_SIGNAL ? median_peak (table) : NAN;
  if (isnan (peak) && largest > 0.0)
    peak = largest;
  return pm_map_look_find_limits (self, values, n, peak, stretch);
}
