/* SPDX-License-Identifier: GPL-3.0-or-later
 * The matched filter, PM_LANES maps side by side.
 */
#include "pm-detect.h"

#include "pm-kernels.h"
#include "pm-stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_SIGMAS 3.0 /* what is cut off is 1 % of the peak */
#define MIN_HITS 2.0      /* sum hits B^2 below which a cell says nothing */
#define SCATTER_CELLS 2048 /* the scatter of so many values is good to 2.6 %, 1.17 / sqrt n */

bool
pm_detector_init (PmDetector *det, const PmGrid *grid, const float *hits, double sigma_arcsec)
{
  size_t n = grid->nx * grid->ny;
  int radius = (int) ceil (KERNEL_SIGMAS * sigma_arcsec / grid->cell_arcsec);
  *det = (PmDetector){ .grid = *grid, .radius = radius };
  det->kernel = malloc ((size_t) (2 * radius + 1) * sizeof *det->kernel);
  det->norm = malloc (n * sizeof *det->norm);
  double *rows = calloc (n, sizeof *rows);
  if (!det->kernel || !det->norm || !rows)
    {
      free (rows);
      pm_detector_clear (det);
      return false;
    }
  for (int k = -radius; k <= radius; k++)
    det->kernel[k + radius] = exp (-0.5 * pow (k * grid->cell_arcsec / sigma_arcsec, 2));
  for (long j = 0; j < (long) grid->ny; j++)
    for (long i = 0; i < (long) grid->nx; i++)
      for (int k = -radius; k <= radius; k++)
        if (i + k >= 0 && i + k < (long) grid->nx)
          rows[j * (long) grid->nx + i] += hits[j * (long) grid->nx + i + k] * det->kernel[k + radius] * det->kernel[k + radius];
  for (long j = 0; j < (long) grid->ny; j++)
    for (long i = 0; i < (long) grid->nx; i++)
      {
        double sum = 0.0;
        for (int k = -radius; k <= radius; k++)
          if (j + k >= 0 && j + k < (long) grid->ny)
            sum += rows[(j + k) * (long) grid->nx + i] * det->kernel[k + radius] * det->kernel[k + radius];
        det->norm[j * (long) grid->nx + i] = sum >= MIN_HITS ? (float) (1.0 / sqrt (sum)) : 0.0f;
      }
  free (rows);
  return true;
}

void
pm_detector_clear (PmDetector *det)
{
  free (det->kernel);
  free (det->norm);
  memset (det, 0, sizeof *det);
}

void
pm_detector_add (const float *u, const uint32_t *index, size_t n_frames, float weight, float *sums)
{
  for (size_t t = 0; t < n_frames; t++)
    if (index[t] != PM_CELL_NONE)
      {
        float *cell = sums + (size_t) index[t] * PM_LANES;
        for (int l = 0; l < PM_LANES; l++)
          cell[l] += weight * u[t * PM_LANES + (size_t) l];
      }
}

/* The first number from n on that has no divisor in common with m > 0: steps of that many cells meet all columns of m. */
static size_t
coprime_from (size_t n, size_t m)
{
  for (;; n++)
    {
      size_t a = n, b = m;
      while (b > 0)
        {
          size_t rest = a % b;
          a = b;
          b = rest;
        }
      if (a == 1)
        return n;
    }
}

/* The scatter of each lane's map about its median, from some of the cells: neighbours are smoothed together and tell the same. */
static void
measure_scatter (const PmDetector *det, const float *maps, const float *largest, float *centre, float *scale)
{
  float value[PM_LANES][SCATTER_CELLS];
  size_t n = det->grid.nx * det->grid.ny, judged = 0, seen = 0, used = 0;
  for (size_t k = 0; k < n; k++)
    judged += det->norm[k] > 0.0f;
  size_t step = coprime_from (judged / SCATTER_CELLS + 1, det->grid.nx);
  for (size_t k = 0; k < n; k++)
    if (det->norm[k] > 0.0f && seen++ % step == 0)
      {
        for (size_t l = 0; l < PM_LANES; l++)
          value[l][used] = maps[k * PM_LANES + l];
        used++;
      }
  for (size_t l = 0; l < PM_LANES; l++)
    {
      float sigma = pm_robust_sigma_float (value[l], used, &centre[l]);
      sigma = fmaxf (sigma, 1e-6f * largest[l]); /* noise-free data have no scatter: the floor lets their peak stand out all the same */
      scale[l] = sigma > 0.0f ? 1.0f / sigma : NAN;
    }
}

void
pm_detector_finish (const PmDetector *det, float *sums, float *work)
{
  const PmMapKernels *kernels = pm_map_kernels ();
  const PmGrid *g = &det->grid;
  float largest[PM_LANES], centre[PM_LANES], scale[PM_LANES];
  kernels->smooth_axis (det->kernel, (size_t) det->radius, sums, work, g->nx, 1, g->ny, g->nx);
  kernels->smooth_axis (det->kernel, (size_t) det->radius, work, sums, g->ny, g->nx, g->nx, 1);
  kernels->normalise (sums, det->norm, g->nx * g->ny, largest);
  measure_scatter (det, sums, largest, centre, scale);
  for (size_t j = 0; j < g->ny; j++)
    kernels->standardise (sums + j * g->nx * PM_LANES, det->norm + j * g->nx, g->nx, centre, scale, work + j * PM_LANES);
}

/* Where a parabola through three equidistant values peaks, in steps from the middle one, which is not the lowest. */
static double
parabola_peak (double left, double middle, double right)
{
  double curvature = left - 2.0 * middle + right;
  double shift = curvature < 0.0 ? 0.5 * (left - right) / curvature : 0.0;
  return fabs (shift) <= 0.5 ? shift : 0.0;
}

/* Puts a peak into the list, which stays sorted and not longer than max_peaks. */
static size_t
insert_peak (PmDetection *peaks, size_t n, size_t max_peaks, PmDetection peak)
{
  size_t place = n;
  while (place > 0 && peaks[place - 1].significance < peak.significance)
    place--;
  if (place >= max_peaks)
    return n;
  size_t n_after = n < max_peaks ? n + 1 : n;
  memmove (peaks + place + 1, peaks + place, (n_after - place - 1) * sizeof *peaks);
  peaks[place] = peak;
  return n_after;
}

/* Whether no neighbour of cell (i, j) is higher; of equal ones the first counts. */
static bool
is_local_maximum (const float *map, const PmGrid *g, size_t i, size_t j, float value)
{
  for (size_t jj = j > 0 ? j - 1 : 0; jj <= j + 1 && jj < g->ny; jj++)
    for (size_t ii = i > 0 ? i - 1 : 0; ii <= i + 1 && ii < g->nx; ii++)
      {
        float other = map[(jj * g->nx + ii) * PM_LANES];
        if (other > value || (other == value && (jj < j || (jj == j && ii < i))))
          return false;
      }
  return true;
}

size_t
pm_detector_peaks (const PmDetector *det, const float *maps, const float *highest, int lane, double threshold, PmDetection *peaks,
                   size_t max_peaks)
{
  const PmGrid *g = &det->grid;
  const float *map = maps + lane;
  size_t n = 0;
  for (size_t j = 0; j < g->ny; j++)
    for (size_t i = 0; i < g->nx && highest[j * PM_LANES + (size_t) lane] > threshold; i++)
      {
        float value = map[(j * g->nx + i) * PM_LANES];
        if (!(value > threshold) || !is_local_maximum (map, g, i, j, value))
          continue;
        double dx = 0.0, dy = 0.0;
#define MAP(ii, jj) ((double) map[((jj) *g->nx + (ii)) * PM_LANES])
        if (i > 0 && i + 1 < g->nx)
          dx = parabola_peak (MAP (i - 1, j), value, MAP (i + 1, j));
        if (j > 0 && j + 1 < g->ny)
          dy = parabola_peak (MAP (i, j - 1), value, MAP (i, j + 1));
#undef MAP
        n = insert_peak (peaks, n, max_peaks,
                         (PmDetection){ pm_grid_x (g, i) + dx * g->cell_arcsec, pm_grid_y (g, j) + dy * g->cell_arcsec, value });
      }
  return n;
}
