/* SPDX-License-Identifier: GPL-3.0-or-later
 * Maps of many pixels on one grid.
 */
#include "pm-map-set.h"

#include <math.h>

PmMapSet *
pm_map_set_new (const PmGrid *grid, gsize n_maps)
{
  PmMapSet *self = g_atomic_rc_box_new0 (PmMapSet);
  self->grid = *grid;
  self->n_maps = n_maps;
  self->maps = g_new0 (PmMap, n_maps);
  return self;
}

PmMapSet *
pm_map_set_ref (PmMapSet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PmMapSet *self = data;
  for (gsize i = 0; i < self->n_maps; i++)
    g_clear_pointer (&self->maps[i].planes, g_bytes_unref);
  g_free (self->maps);
  g_clear_pointer (&self->beam.planes, g_bytes_unref);
}

void
pm_map_set_unref (PmMapSet *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

gboolean
pm_map_allocate (PmMap *map, gsize x0, gsize y0, gsize nx, gsize ny)
{
  gsize n = nx * ny;
  map->x0 = x0;
  map->y0 = y0;
  map->nx = nx;
  map->ny = ny;
  map->signal = g_try_new0 (float, 3 * n);
  if (!map->signal)
    return FALSE;
  map->planes = g_bytes_new_take (map->signal, 3 * n * sizeof (float));
  map->weight = map->signal + n;
  map->exposure_s = map->signal + 2 * n;
  for (gsize i = 0; i < n; i++)
    map->signal[i] = NAN;
  return TRUE;
}

void
pm_map_share (const PmMap *from, PmMap *to)
{
  *to = *from;
  g_bytes_ref (to->planes);
}

const PmMap *
pm_map_set_find (const PmMapSet *self, gsize channel)
{
  gsize lo = 0, hi = self->n_maps;
  while (lo < hi)
    {
      gsize middle = lo + (hi - lo) / 2;
      if (self->maps[middle].channel < channel)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo < self->n_maps && self->maps[lo].channel == channel ? &self->maps[lo] : NULL;
}
