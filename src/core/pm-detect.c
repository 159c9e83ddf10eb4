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
pm_detector_add (const float *u, const uint32_t *index, size_t n_frames, float *sums)
{
  for (size_t t = 0; t < n_frames; t++)
    if (index[t] != PM_CELL_NONE)
      {
        float *cell = sums + (size_t) index[t] * PM_LANES;
        for (int l = 0; l < PM_LANES; l++)
          cell[l] += u[t * PM_LANES + (size_t) l];
      }
}

void
pm_detector_finish (const PmDetector *det, float *sums, float *work)
{
  const PmGrid *g = &det->grid;
  size_t n = g->nx * g->ny;
  pm_map_kernels ()->smooth_axis (det->kernel, (size_t) det->radius, sums, work, g->nx, 1, g->ny, g->nx);
  pm_map_kernels ()->smooth_axis (det->kernel, (size_t) det->radius, work, sums, g->ny, g->nx, g->nx, 1);
  for (int l = 0; l < PM_LANES; l++)
    {
      size_t used = 0;
      float largest = 0.0f;
      for (size_t k = 0; k < n; k++)
        if (det->norm[k] > 0.0f)
          {
            float value = sums[k * PM_LANES + (size_t) l] *= det->norm[k];
            work[used++] = value;
            largest = fabsf (value) > largest ? fabsf (value) : largest;
          }
        else
          sums[k * PM_LANES + (size_t) l] = NAN;
      /* Noise-free data have no scatter: the floor lets their peak stand out all the same. */
      float median = 0.0f, sigma = fmaxf (pm_robust_sigma_float (work, used, &median), 1e-6f * largest);
      for (size_t k = 0; k < n; k++)
        sums[k * PM_LANES + (size_t) l] = sigma > 0.0f ? (sums[k * PM_LANES + (size_t) l] - median) / sigma : NAN;
    }
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
pm_detector_peaks (const PmDetector *det, const float *maps, int lane, double threshold, PmDetection *peaks, size_t max_peaks)
{
  const PmGrid *g = &det->grid;
  const float *map = maps + lane;
  size_t n = 0;
  for (size_t j = 0; j < g->ny; j++)
    for (size_t i = 0; i < g->nx; i++)
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
