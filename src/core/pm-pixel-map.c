/* SPDX-License-Identifier: GPL-3.0-or-later
 * The map of one pixel. All planes lie in one piece of memory that begins with the signal.
 */
#include "pm-pixel-map.h"

#include "pm-beam.h"

#include <stdlib.h>
#include <string.h>

#define GAUSSIAN_AREA (2.0 * 3.14159265358979323846 / (PM_FWHM_PER_SIGMA * PM_FWHM_PER_SIGMA)) /* of FWHM 1 */

static size_t
n_cells (const PmPixelMap *map)
{
  return map->nx * map->ny;
}

double
pm_pixel_map_cell_fwhm (const PmGrid *grid)
{
  return grid->cell_arcsec / sqrt (GAUSSIAN_AREA);
}

size_t
pm_pixel_map_bytes (size_t nx, size_t ny, bool with_base)
{
  return nx * ny * (PM_PIXEL_MAP_CELL_BYTES + (with_base ? PM_PIXEL_MAP_BASE_BYTES : 0));
}

bool
pm_pixel_map_init (PmPixelMap *map, const PmGrid *grid, size_t x0, size_t y0, size_t nx, size_t ny, bool with_base)
{
  memset (map, 0, sizeof *map);
  if (nx == 0 || ny == 0 || x0 >= grid->nx || nx > grid->nx - x0 || y0 >= grid->ny || ny > grid->ny - y0)
    return false;
  size_t n = nx * ny;
  float *memory = calloc (1, pm_pixel_map_bytes (nx, ny, with_base));
  map->nx = nx;
  if (!memory)
    return false;
  *map = (PmPixelMap){ .x0 = x0, .y0 = y0, .nx = nx, .ny = ny, .signal = memory, .weight = memory + n, .exposure_s = memory + 2 * n };
  map->base = with_base ? memory + 3 * n : NULL;
  map->state = (uint8_t *) (memory + (with_base ? 4 : 3) * n);
  map->smooth_fwhm_arcsec = pm_pixel_map_cell_fwhm (grid);
  return true;
}

/* The cells of [centre - half, centre + half] on an axis of n cells; false if there are none. */
static bool
window (double centre, double half, double ref, double cell, size_t n, size_t *first, size_t *length)
{
  double low = ceil (ref + (centre - half) / cell - 1e-9), high = floor (ref + (centre + half) / cell + 1e-9);
  low = fmax (low, 0.0);
  high = fmin (high, (double) n - 1.0);
  if (!isfinite (centre) || !(half >= 0.0) || !(high >= low))
    return false;
  *first = (size_t) low;
  *length = (size_t) (high - low) + 1;
  return true;
}

bool
pm_pixel_map_init_around (PmPixelMap *map, const PmGrid *grid, double x, double y, double half_arcsec, bool with_base)
{
  size_t x0, y0, nx, ny;
  memset (map, 0, sizeof *map);
  return window (x, half_arcsec, grid->ref_x, grid->cell_arcsec, grid->nx, &x0, &nx)
         && window (y, half_arcsec, grid->ref_y, grid->cell_arcsec, grid->ny, &y0, &ny)
         && pm_pixel_map_init (map, grid, x0, y0, nx, ny, with_base);
}

bool
pm_pixel_map_init_copy (PmPixelMap *map, const PmPixelMap *other)
{
  size_t n = n_cells (other), bytes = pm_pixel_map_bytes (other->nx, other->ny, other->base != NULL);
  memset (map, 0, sizeof *map);
  float *memory = other->signal ? malloc (bytes) : NULL;
  if (!memory)
    return false;
  memcpy (memory, other->signal, bytes);
  *map = *other;
  map->signal = memory;
  map->weight = memory + n;
  map->exposure_s = memory + 2 * n;
  map->base = other->base ? memory + 3 * n : NULL;
  map->state = (uint8_t *) (memory + (other->base ? 4 : 3) * n);
  return true;
}

void
pm_pixel_map_free (PmPixelMap *map)
{
  free (map->signal);
  memset (map, 0, sizeof *map);
}

void
pm_pixel_map_clear (PmPixelMap *map, const PmGrid *grid)
{
  memset (map->signal, 0, 3 * n_cells (map) * sizeof *map->signal);
  memset (map->state, 0, n_cells (map));
  map->is_mean = false;
  map->smooth_fwhm_arcsec = pm_pixel_map_cell_fwhm (grid);
}

void
pm_pixel_map_reset (PmPixelMap *map, const PmGrid *grid)
{
  pm_pixel_map_clear (map, grid);
  if (map->base)
    memset (map->base, 0, n_cells (map) * sizeof *map->base);
}

void
pm_pixel_map_discard (PmPixelMap *map, size_t cell)
{
  map->signal[cell] = map->weight[cell] = map->exposure_s[cell] = 0.0f;
  map->state[cell] = PM_MAP_CLIPPED;
}

void
pm_pixel_map_end_accumulation (PmPixelMap *map)
{
  if (map->is_mean)
    return;
  for (size_t k = 0; k < n_cells (map); k++)
    {
      float mean = pm_pixel_map_is_valid (map, k) ? map->signal[k] / map->weight[k] : 0.0f;
      if (isfinite (mean) && isfinite (map->weight[k]))
        map->signal[k] = mean;
      else
        pm_pixel_map_discard (map, k);
    }
  map->is_mean = true;
}

void
pm_pixel_map_open_accumulation (PmPixelMap *map)
{
  if (map->is_mean)
    for (size_t k = 0; k < n_cells (map); k++)
      map->signal[k] *= map->weight[k];
  map->is_mean = false;
}

static size_t
later (size_t a, size_t b)
{
  return a > b ? a : b;
}

static size_t
sooner (size_t a, size_t b)
{
  return a < b ? a : b;
}

void
pm_pixel_map_merge (PmPixelMap *map, const PmPixelMap *other, double weight)
{
  pm_pixel_map_open_accumulation (map);
  if (!(weight > 0.0) || !isfinite (weight))
    return;
  size_t i0 = later (map->x0, other->x0), i1 = sooner (map->x0 + map->nx, other->x0 + other->nx);
  size_t j0 = later (map->y0, other->y0), j1 = sooner (map->y0 + map->ny, other->y0 + other->ny);
  for (size_t j = j0; j < j1; j++)
    for (size_t i = i0; i < i1; i++)
      {
        size_t k = (j - map->y0) * map->nx + i - map->x0, o = (j - other->y0) * other->nx + i - other->x0;
        if (!pm_pixel_map_is_valid (other, o))
          continue;
        double w = weight * other->weight[o];
        map->signal[k] = (float) (map->signal[k] + (other->is_mean ? w : weight) * other->signal[o]);
        map->weight[k] = (float) (map->weight[k] + w);
        map->exposure_s[k] += other->exposure_s[o];
        map->state[k] = 0;
      }
}

void
pm_pixel_map_add_base (PmPixelMap *map, const PmPixelMap *owner, double gain_ratio)
{
  pm_pixel_map_end_accumulation (map);
  if (!owner->base || !isfinite (gain_ratio))
    return;
  size_t i0 = later (map->x0, owner->x0), i1 = sooner (map->x0 + map->nx, owner->x0 + owner->nx);
  size_t j0 = later (map->y0, owner->y0), j1 = sooner (map->y0 + map->ny, owner->y0 + owner->ny);
  for (size_t j = j0; j < j1; j++)
    for (size_t i = i0; i < i1; i++)
      {
        size_t k = (j - map->y0) * map->nx + i - map->x0, o = (j - owner->y0) * owner->nx + i - owner->x0;
        if (pm_pixel_map_is_valid (map, k))
          map->signal[k] = (float) (map->signal[k] + gain_ratio * owner->base[o]);
      }
}

void
pm_pixel_map_set_base (PmPixelMap *map)
{
  pm_pixel_map_end_accumulation (map);
  if (map->base)
    for (size_t k = 0; k < n_cells (map); k++)
      map->base[k] = pm_pixel_map_is_valid (map, k) ? map->signal[k] : 0.0f;
}

size_t
pm_pixel_map_count (const PmPixelMap *map)
{
  size_t count = 0;
  for (size_t k = 0; k < n_cells (map); k++)
    count += pm_pixel_map_is_valid (map, k);
  return count;
}

double
pm_pixel_map_covariant (const PmPixelMap *map, const PmGrid *grid)
{
  double fwhm = map->smooth_fwhm_arcsec / grid->cell_arcsec;
  return fmax (1.0, GAUSSIAN_AREA * fwhm * fwhm);
}

double
pm_pixel_map_independent (const PmPixelMap *map, const PmGrid *grid)
{
  return (double) pm_pixel_map_count (map) / pm_pixel_map_covariant (map, grid);
}

bool
pm_pixel_map_is_empty (const PmPixelMap *map)
{
  return pm_pixel_map_count (map) == 0;
}
