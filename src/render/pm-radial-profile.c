/* SPDX-License-Identifier: GPL-3.0-or-later
 * Two passes, so that the scatter is not the small difference of large sums.
 */
#include "config.h"

#include "pm-radial-profile.h"

#include <math.h>

#define MAX_ANNULI 1000

typedef struct
{
  double weight, radius, value, scatter;
  gsize n;
} Sums;

typedef struct
{
  const PmMap *map;
  const PmGrid *grid;
  double x, y, step;
  gsize n;
} Rings;

/* The annulus of a cell; -1: none. */
static int
find_ring (const Rings *self, gsize k, double *radius)
{
  gsize column = self->map->x0 + k % self->map->nx, row = self->map->y0 + k / self->map->nx;
  if (!isfinite (self->map->signal[k]) || !(self->map->weight[k] > 0.0f))
    return -1;
  *radius = hypot (pm_grid_x (self->grid, column) - self->x, pm_grid_y (self->grid, row) - self->y);
  double ring = *radius / self->step;
  return ring < (double) self->n ? (int) ring : -1;
}

PmAnnulus *
pm_radial_profile_new (const PmMap *map, const PmGrid *grid, double x, double y, double step_arcsec, double radius_arcsec, gsize *n)
{
  *n = 0;
  g_return_val_if_fail (step_arcsec > 0.0 && radius_arcsec >= step_arcsec, NULL);
  if (!map->signal || !isfinite (x + y))
    return NULL;
  Rings rings = { map, grid, x, y, step_arcsec, (gsize) MIN (radius_arcsec / step_arcsec + 1e-9, MAX_ANNULI) };
  g_autofree Sums *sums = g_new0 (Sums, rings.n);
  gsize n_cells = map->nx * map->ny;
  double radius;
  for (gsize k = 0; k < n_cells; k++)
    {
      int ring = find_ring (&rings, k, &radius);
      if (ring < 0)
        continue;
      sums[ring].n++;
      sums[ring].weight += map->weight[k];
      sums[ring].radius += radius;
      sums[ring].value += (double) map->weight[k] * map->signal[k];
    }
  for (gsize k = 0; k < n_cells; k++)
    {
      int ring = find_ring (&rings, k, &radius);
      if (ring >= 0)
        sums[ring].scatter += pow (map->weight[k] * (map->signal[k] - sums[ring].value / sums[ring].weight), 2);
    }
  PmAnnulus *annuli = g_new (PmAnnulus, rings.n);
  for (gsize i = 0; i < rings.n; i++)
    if (sums[i].n > 0)
      {
        double count = (double) sums[i].n;
        /* n / (n - 1): the mean is that of the same cells */
        double error = sums[i].n > 1 ? sqrt (sums[i].scatter * count / (count - 1.0)) / sums[i].weight : 1.0 / sqrt (sums[i].weight);
        annuli[(*n)++] = (PmAnnulus){ sums[i].radius / count, sums[i].value / sums[i].weight, error, sums[i].n };
      }
  if (*n == 0)
    g_clear_pointer (&annuli, g_free);
  return annuli;
}
