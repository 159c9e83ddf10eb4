/* SPDX-License-Identifier: GPL-3.0-or-later
 * Level, smoothing, clipping and mask of a pixel's map.
 */
#include "pm-map-process.h"

#include "pm-beam.h"
#include "pm-stats.h"

#include <stdlib.h>
#include <string.h>

#define MEDIAN_CHI2 0.4549364231195727 /* of one degree of freedom: Phi^-1 (3/4)^2 */
#define KERNEL_FWHM 3.0                /* half size of the kernel */

static size_t
n_cells (const PmPixelMap *map)
{
  return map->nx * map->ny;
}

/* The kernel is cut where it leaves the map from each cell: it has at most as many elements as the map has columns or rows. */
static size_t
kernel_size (const PmPixelMap *map)
{
  return map->nx > map->ny ? map->nx : map->ny;
}

size_t
pm_map_work_size (const PmPixelMap *map)
{
  return 4 * n_cells (map) + kernel_size (map);
}

static double
s2n (const PmPixelMap *map, size_t cell)
{
  return map->signal[cell] * sqrt ((double) map->weight[cell]);
}

static bool
is_excluded (const PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, size_t cell)
{
  if (!exclude)
    return false;
  if (map->state[cell] & exclude->states)
    return true;
  double dx = pm_grid_x (grid, map->x0 + cell % map->nx) - exclude->x, dy = pm_grid_y (grid, map->y0 + cell / map->nx) - exclude->y;
  return exclude->radius_arcsec > 0.0 && dx * dx + dy * dy <= exclude->radius_arcsec * exclude->radius_arcsec;
}

/* Values and weights of the cells that count, side by side in `work`. */
static size_t
collect (const PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *value, double *weight)
{
  size_t n = 0;
  for (size_t k = 0; k < n_cells (map); k++)
    if (pm_pixel_map_is_valid (map, k) && !is_excluded (map, grid, exclude, k))
      {
        value[n] = map->signal[k];
        weight[n++] = map->weight[k];
      }
  return n;
}

double
pm_map_level (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work)
{
  pm_pixel_map_end_accumulation (map);
  double *weight = work + n_cells (map);
  double level = pm_weighted_median (work, weight, collect (map, grid, exclude, work, weight));
  if (isfinite (level))
    for (size_t k = 0; k < n_cells (map); k++)
      if (pm_pixel_map_is_valid (map, k))
        map->signal[k] = (float) (map->signal[k] - level);
  return level;
}

/* out[i] = sum_m kernel[|m|] in[i + m] along an axis of n elements `stride` apart. */
static void
convolve_line (const double *in, double *out, size_t n, size_t stride, const double *kernel, size_t radius)
{
  for (size_t i = 0; i < n; i++)
    {
      size_t first = i > radius ? i - radius : 0, last = i + radius < n ? i + radius : n - 1;
      double sum = 0.0;
      for (size_t j = first; j <= last; j++)
        sum += kernel[j > i ? j - i : i - j] * in[j * stride];
      out[i * stride] = sum;
    }
}

static void
convolve (const PmPixelMap *map, double *plane, double *between, const double *kernel, size_t radius)
{
  for (size_t j = 0; j < map->ny; j++)
    convolve_line (plane + j * map->nx, between + j * map->nx, map->nx, 1, kernel, radius);
  for (size_t i = 0; i < map->nx; i++)
    convolve_line (between + i, plane + i, map->ny, map->nx, kernel, radius);
}

void
pm_map_smooth (PmPixelMap *map, const PmGrid *grid, double fwhm_arcsec, double *work)
{
  pm_pixel_map_end_accumulation (map);
  if (!(fwhm_arcsec > 0.0) || !isfinite (fwhm_arcsec))
    return;
  size_t n = n_cells (map), radius = kernel_size (map) - 1;
  double reach = ceil (KERNEL_FWHM * fwhm_arcsec / grid->cell_arcsec), sigma = fwhm_arcsec / grid->cell_arcsec / PM_FWHM_PER_SIGMA;
  if (reach < (double) radius)
    radius = (size_t) reach;
  double *wm = work, *w = work + n, *we = work + 2 * n, *between = work + 3 * n, *kernel = work + 4 * n;
  for (size_t m = 0; m <= radius; m++)
    kernel[m] = exp (-0.5 * (double) (m * m) / (sigma * sigma));
  for (size_t k = 0; k < n; k++)
    {
      w[k] = map->weight[k];
      wm[k] = w[k] * map->signal[k];
      we[k] = w[k] * map->exposure_s[k];
    }
  convolve (map, wm, between, kernel, radius);
  convolve (map, w, between, kernel, radius);
  convolve (map, we, between, kernel, radius);
  for (size_t k = 0; k < n; k++)
    if (pm_pixel_map_is_valid (map, k))
      {
        map->signal[k] = (float) (wm[k] / w[k]);
        map->weight[k] = (float) w[k];
        map->exposure_s[k] = (float) (we[k] / w[k]);
      }
  map->smooth_fwhm_arcsec = hypot (map->smooth_fwhm_arcsec, fwhm_arcsec);
}

void
pm_map_smooth_to (PmPixelMap *map, const PmGrid *grid, double fwhm_arcsec, double *work)
{
  double now = map->smooth_fwhm_arcsec;
  pm_map_smooth (map, grid, fwhm_arcsec > now ? sqrt (fwhm_arcsec * fwhm_arcsec - now * now) : 0.0, work);
}

/* How far above 0 a cell's S/N is for a source of this sign. */
static double
signed_s2n (const PmPixelMap *map, size_t cell, int sign)
{
  double value = s2n (map, cell);
  return sign > 0 ? value : sign < 0 ? -value : fabs (value);
}

static bool
is_limit (double value)
{
  return value > 0.0 && isfinite (value);
}

size_t
pm_map_clip (PmPixelMap *map, double level, int sign)
{
  size_t count = 0;
  pm_pixel_map_end_accumulation (map);
  for (size_t k = 0; k < n_cells (map) && is_limit (level); k++)
    if (pm_pixel_map_is_valid (map, k) && signed_s2n (map, k, sign) <= level)
      {
        pm_pixel_map_discard (map, k);
        count++;
      }
  return count;
}

size_t
pm_map_clip_exposure (PmPixelMap *map, double fraction, double *work)
{
  size_t n = 0, count = 0;
  pm_pixel_map_end_accumulation (map);
  if (!is_limit (fraction))
    return 0;
  for (size_t k = 0; k < n_cells (map); k++)
    if (pm_pixel_map_is_valid (map, k))
      work[n++] = map->exposure_s[k];
  double limit = fraction * pm_quantile (work, n, 0.95);
  for (size_t k = 0; k < n_cells (map); k++)
    if (pm_pixel_map_is_valid (map, k) && map->exposure_s[k] < limit)
      {
        pm_pixel_map_discard (map, k);
        count++;
      }
  return count;
}

size_t
pm_map_clip_noise (PmPixelMap *map, double factor, double *work)
{
  size_t n = 0, count = 0;
  pm_pixel_map_end_accumulation (map);
  if (!is_limit (factor))
    return 0;
  for (size_t k = 0; k < n_cells (map); k++)
    if (pm_pixel_map_is_valid (map, k))
      work[n++] = 1.0 / sqrt ((double) map->weight[k]);
  double limit = factor * pm_quantile (work, n, 0.05);
  for (size_t k = 0; k < n_cells (map); k++)
    if (pm_pixel_map_is_valid (map, k) && 1.0 / sqrt ((double) map->weight[k]) > limit)
      {
        pm_pixel_map_discard (map, k);
        count++;
      }
  return count;
}

size_t
pm_map_clip_redundancy (PmPixelMap *map, double samples, double dt_s)
{
  size_t count = 0;
  pm_pixel_map_end_accumulation (map);
  double limit = (samples - 0.5) * dt_s; /* the exposure is a rounded sum of whole samples */
  for (size_t k = 0; k < n_cells (map) && is_limit (limit); k++)
    if (pm_pixel_map_is_valid (map, k) && map->exposure_s[k] < limit)
      {
        pm_pixel_map_discard (map, k);
        count++;
      }
  return count;
}

static bool
has_neighbour (const PmPixelMap *map, size_t cell)
{
  size_t i = cell % map->nx, j = cell / map->nx, valid = 0;
  size_t i1 = i + 1 < map->nx ? i + 1 : i, j1 = j + 1 < map->ny ? j + 1 : j;
  for (size_t row = j > 0 ? j - 1 : 0; row <= j1; row++)
    for (size_t column = i > 0 ? i - 1 : 0; column <= i1; column++)
      valid += pm_pixel_map_is_valid (map, row * map->nx + column);
  return valid >= 2;
}

size_t
pm_map_mask (PmPixelMap *map, double level, int sign)
{
  size_t count = 0;
  pm_pixel_map_end_accumulation (map);
  for (size_t k = 0; k < n_cells (map); k++)
    {
      bool bright = isfinite (level) && pm_pixel_map_is_valid (map, k) && signed_s2n (map, k, sign) >= level && has_neighbour (map, k);
      map->state[k] = (uint8_t) (bright ? map->state[k] | PM_MAP_BRIGHT : map->state[k] & ~PM_MAP_BRIGHT);
      count += bright;
    }
  return count;
}

/* median ((M - level)^2 W) / 0.4549. */
static double
scatter (const PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double level, double *work)
{
  double *weight = work + n_cells (map);
  size_t n = collect (map, grid, exclude, work, weight);
  for (size_t i = 0; i < n; i++)
    work[i] = (work[i] - level) * (work[i] - level) * weight[i];
  return pm_median (work, n) / MEDIAN_CHI2;
}

double
pm_map_reweight (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work)
{
  pm_pixel_map_end_accumulation (map);
  double chi2 = scatter (map, grid, exclude, 0.0, work);
  if (!is_limit (chi2))
    return NAN;
  for (size_t k = 0; k < n_cells (map); k++)
    {
      float weight = (float) (map->weight[k] / chi2);
      if (pm_pixel_map_is_valid (map, k) && weight > 0.0f && isfinite (weight))
        map->weight[k] = weight;
    }
  return chi2;
}

void
pm_map_noise (const PmPixelMap *map, float *out)
{
  for (size_t k = 0; k < n_cells (map); k++)
    out[k] = pm_pixel_map_is_valid (map, k) ? 1.0f / sqrtf (map->weight[k]) : NAN;
}

void
pm_map_s2n (const PmPixelMap *map, float *out)
{
  for (size_t k = 0; k < n_cells (map); k++)
    out[k] = pm_pixel_map_is_valid (map, k) ? (float) s2n (map, k) : NAN;
}

PmMapStats
pm_map_stats (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work)
{
  PmMapStats stats = { .lowest = NAN, .highest = NAN, .peak_s2n = NAN, .peak_x = NAN, .peak_y = NAN };
  pm_pixel_map_end_accumulation (map);
  double *weight = work + n_cells (map);
  stats.level = pm_weighted_median (work, weight, collect (map, grid, exclude, work, weight));
  stats.chi2 = scatter (map, grid, exclude, stats.level, work);
  for (size_t k = 0; k < n_cells (map); k++)
    {
      stats.n_clipped += (map->state[k] & PM_MAP_CLIPPED) != 0;
      if (!pm_pixel_map_is_valid (map, k))
        continue;
      stats.n_bright += (map->state[k] & PM_MAP_BRIGHT) != 0;
      stats.exposure_s += map->exposure_s[k];
      stats.lowest = fmin (stats.lowest, map->signal[k]); /* of a number and a NAN: the number */
      stats.highest = fmax (stats.highest, map->signal[k]);
      work[stats.n_valid++] = 1.0 / sqrt ((double) map->weight[k]);
      if (!(s2n (map, k) <= stats.peak_s2n) && has_neighbour (map, k))
        {
          stats.peak_s2n = s2n (map, k);
          stats.peak_x = pm_grid_x (grid, map->x0 + k % map->nx);
          stats.peak_y = pm_grid_y (grid, map->y0 + k / map->nx);
        }
    }
  stats.noise = pm_median (work, stats.n_valid);
  return stats;
}

void
pm_map_process (PmPixelMap *map, const PmGrid *grid, const PmMapProcess *setup, const PmMapExclude *exclude, double *work)
{
  pm_pixel_map_end_accumulation (map);
  if (!setup)
    return;
  pm_map_clip_redundancy (map, setup->redundancy, setup->dt_s);
  if (setup->level)
    {
      PmMapExclude more = exclude ? *exclude : (PmMapExclude){ .radius_arcsec = 0.0 };
      more.states |= PM_MAP_BRIGHT;
      pm_map_level (map, grid, exclude, work);
      if (pm_map_mask (map, setup->blank_s2n, setup->sign) > 0)
        pm_map_level (map, grid, &more, work);
    }
  pm_map_smooth_to (map, grid, setup->smooth_fwhm_arcsec, work);
  pm_map_clip_exposure (map, setup->exposure_clip, work);
  pm_map_clip_noise (map, setup->noise_clip, work);
  pm_map_clip (map, setup->clip_s2n, setup->sign);
  pm_map_mask (map, setup->blank_s2n, setup->sign);
}

double
pm_map_finish (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work)
{
  pm_map_level (map, grid, exclude, work);
  return pm_map_reweight (map, grid, exclude, work);
}

bool
pm_map_process_all (PmPixelMap *const *maps, size_t n_maps, const PmGrid *grid, const PmMapProcess *setup, const PmMapExclude *exclude,
                    PmControl *control)
{
  size_t size = 0;
  for (size_t m = 0; m < n_maps; m++)
    if (maps[m] && pm_map_work_size (maps[m]) > size)
      size = pm_map_work_size (maps[m]);
#pragma omp parallel num_threads(control->n_threads)
  {
    double *work = malloc (size * sizeof *work + 1);
    pm_control_got_memory (control, work);
#pragma omp for schedule(dynamic)
    for (size_t m = 0; m < n_maps; m++)
      if (work && maps[m] && !pm_control_cancelled (control))
        pm_map_process (maps[m], grid, setup, exclude ? &exclude[m] : NULL, work);
    free (work);
  }
  return !atomic_load (&control->no_memory);
}
