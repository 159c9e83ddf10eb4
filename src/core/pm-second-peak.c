/* SPDX-License-Identifier: GPL-3.0-or-later
 * A source at c has the amplitude  A = sum (k w d) / sum (k^2 w)  with the error  1 / sqrt (sum (k^2 w)),  k the beam about c: least
 * squares in white noise. Both sums are convolutions with Gaussians, one axis after the other. The kernel ends at one FWHM: both sums end
 * there, so that the amplitude stays unbiased, and 0.1 % of S/N is lost.
 *
 * The fitted source is taken out of the cells first (another one on its slope would be no maximum), and what it may leave there counts as
 * noise: maps can be so sparse that the filter looks at the side of a cell where the source is, and at nothing else.
 *
 * The noise of a map is not white where a drifting level was taken out. So the scatter of A / error itself, away from the source, is the
 * unit of significance where it is larger than 1.
 */
#include "pm-second-peak.h"

#include "pm-beam.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define MODEL_ERROR 0.1  /* of the fitted source, in each cell: its shape, and where in the cell the samples are */
#define MAX_HALF 32     /* of the kernel, cells: wider beams lose some S/N, not their zero point */
#define MIN_COVERAGE 0.3 /* of the largest sum of k^2 w: less is the edge of the map, where the level is not known */

typedef struct
{
  size_t half;
  float k[2 * MAX_HALF + 1];
} Kernel;

static Kernel
kernel_new (double sigma, double power)
{
  Kernel kernel = { .half = (size_t) fmin (ceil (PM_FWHM_PER_SIGMA * sigma), MAX_HALF) };
  for (size_t i = 0; i <= 2 * kernel.half; i++)
    {
      double u = ((double) i - (double) kernel.half) / sigma;
      kernel.k[i] = (float) exp (-0.5 * power * u * u);
    }
  return kernel;
}

/* plane * kernel along both axes, in place; beyond the map there are zeros. row: [nx + 2 MAX_HALF], columns: [nx * ny]. */
static void
convolve (float *plane, size_t nx, size_t ny, const Kernel *kernel, float *row, float *columns)
{
  size_t half = kernel->half;
  memset (row, 0, (nx + 2 * half) * sizeof *row);
  memset (columns, 0, nx * ny * sizeof *columns);
  for (size_t j = 0; j < ny; j++)
    {
      memcpy (row + half, plane + j * nx, nx * sizeof *row);
      float *to = columns + j * nx;
      for (size_t t = 0; t <= 2 * half; t++)
        for (size_t i = 0; i < nx; i++)
          to[i] += kernel->k[t] * row[i + t];
    }
  memset (plane, 0, nx * ny * sizeof *plane);
  for (size_t j = 0; j < ny; j++)
    for (size_t t = j < half ? half - j : 0; t <= 2 * half && j + t - half < ny; t++)
      {
        const float *from = columns + (j + t - half) * nx;
        float *to = plane + j * nx;
        for (size_t i = 0; i < nx; i++)
          to[i] += kernel->k[t] * from[i];
      }
}

size_t
pm_second_peak_work (size_t nx, size_t ny)
{
  return 3 * nx * ny + nx + 2 * MAX_HALF;
}

/* The filtered map, without the fitted source. */
typedef struct
{
  size_t nx, ny;
  const PmSecondPeakSearch *search;
  float *height, *weight; /* 1 / variance; 0 where there is too little data */
} Filtered;

static double
distance2 (const Filtered *map, size_t i, size_t j)
{
  double dx = (double) i - map->search->x, dy = (double) j - map->search->y;
  return dx * dx + dy * dy;
}

/* The terms of both sums for each cell. row: [nx]. */
static void
fill_terms (const Filtered *map, const float *signal, const float *weight, float *row)
{
  const PmSecondPeakSearch *search = map->search;
  double scale = -0.5 / (search->sigma * search->sigma);
  for (size_t i = 0; i < map->nx; i++)
    row[i] = (float) exp (scale * ((double) i - search->x) * ((double) i - search->x));
  for (size_t j = 0; j < map->ny; j++)
    {
      float factor = (float) (search->peak * exp (scale * ((double) j - search->y) * ((double) j - search->y)));
      for (size_t i = 0; i < map->nx; i++)
        {
          size_t c = j * map->nx + i;
          float source = factor * row[i], error = (float) MODEL_ERROR * source;
          bool valid = weight[c] > 0.0f && isfinite (signal[c]);
          map->weight[c] = valid ? weight[c] / (1.0f + weight[c] * error * error) : 0.0f;
          map->height[c] = valid ? map->weight[c] * (signal[c] - source) : 0.0f;
        }
    }
}

static bool
is_maximum (const Filtered *map, size_t i, size_t j)
{
  const float *here = map->height + j * map->nx + i;
  for (int dj = -1; dj <= 1; dj++)
    for (int di = -1; di <= 1; di++)
      {
        ptrdiff_t step = dj * (ptrdiff_t) map->nx + di;
        if (here[step] > *here || !(map->weight[(ptrdiff_t) (j * map->nx + i) + step] > 0.0f))
          return false;
      }
  return true;
}

/* The highest one that is `scale` times as significant as it must be. */
static bool
find_highest (const Filtered *map, double scale, PmSecondPeak *found)
{
  const PmSecondPeakSearch *search = map->search;
  double best = search->min_height * search->peak;
  bool any = false;
  for (size_t j = 1; j + 1 < map->ny; j++)
    for (size_t i = 1; i + 1 < map->nx; i++)
      {
        size_t c = j * map->nx + i;
        double height = map->height[c], significance = height * sqrt (map->weight[c]) / scale;
        if (height < best || significance < search->min_significance ||
            distance2 (map, i, j) < search->radius * search->radius || !is_maximum (map, i, j))
          continue;
        best = height;
        *found = (PmSecondPeak){ (double) i, (double) j, height / search->peak, significance };
        any = true;
      }
  return any;
}

/* Robust scatter of A / error away from the fitted source. */
static double
noise_scale (const Filtered *map, float *work)
{
  size_t n = 0;
  for (size_t j = 0; j < map->ny; j++)
    for (size_t i = 0; i < map->nx; i++)
      {
        float w = map->weight[j * map->nx + i];
        if (w > 0.0f && distance2 (map, i, j) >= map->search->radius * map->search->radius)
          work[n++] = map->height[j * map->nx + i] * sqrtf (w);
      }
  return fmax (n > 0 ? pm_robust_sigma_float (work, n, NULL) : 1.0, 1.0);
}

bool
pm_second_peak_find (const float *signal, const float *weight, size_t nx, size_t ny, const PmSecondPeakSearch *search, float *work,
                     PmSecondPeak *found)
{
  size_t n = nx * ny;
  if (nx < 3 || ny < 3 || !(search->sigma > 0.0) || !(search->peak > 0.0) || !isfinite (search->x) || !isfinite (search->y))
    return false;
  float *columns = work + 2 * n, *row = work + 3 * n, largest = 0.0f;
  Filtered map = { nx, ny, search, work, work + n };
  Kernel kernel = kernel_new (search->sigma, 1.0), squared = kernel_new (search->sigma, 2.0);
  fill_terms (&map, signal, weight, row);
  convolve (map.height, nx, ny, &kernel, row, columns);
  convolve (map.weight, nx, ny, &squared, row, columns);
  for (size_t i = 0; i < n; i++)
    largest = fmaxf (largest, map.weight[i]);
  for (size_t i = 0; i < n; i++)
    {
      map.weight[i] = map.weight[i] >= (float) MIN_COVERAGE * largest ? map.weight[i] : 0.0f;
      map.height[i] = map.weight[i] > 0.0f ? map.height[i] / map.weight[i] : 0.0f;
    }
  if (!find_highest (&map, 1.0, found))
    return false;
  double scale = noise_scale (&map, columns); /* costs as much as the filter: only for those that need it */
  return scale <= 1.0 || find_highest (&map, scale, found);
}
