/* SPDX-License-Identifier: GPL-3.0-or-later
 * The map grid and its cells.
 */
#include "pm-grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
pm_grid_init (PmGrid *grid, double x0, double x1, double y0, double y1, double cell_arcsec, size_t max_cells)
{
  if (!(isfinite (x0) && isfinite (x1) && isfinite (y0) && isfinite (y1) && x1 >= x0 && y1 >= y0 && cell_arcsec > 0.0))
    return false;
  /* The reference falls on the edge between two cells; one cell of margin on the upper side as in SOFSCAN. */
  double ref_x = 0.5 - round (x0 / cell_arcsec), ref_y = 0.5 - round (y0 / cell_arcsec);
  double nx = 1.0 + ceil (ref_x + x1 / cell_arcsec), ny = 1.0 + ceil (ref_y + y1 / cell_arcsec);
  if (!(nx * ny <= (double) max_cells))
    return false;
  *grid = (PmGrid){ (size_t) nx, (size_t) ny, cell_arcsec, ref_x, ref_y };
  return true;
}

uint32_t
pm_grid_cell (const PmGrid *grid, double x, double y)
{
  double i = floor (grid->ref_x + x / grid->cell_arcsec + 0.5), j = floor (grid->ref_y + y / grid->cell_arcsec + 0.5);
  if (!(i >= 0.0 && j >= 0.0 && i < (double) grid->nx && j < (double) grid->ny))
    return PM_CELL_NONE;
  return (uint32_t) j * (uint32_t) grid->nx + (uint32_t) i;
}

double
pm_grid_x (const PmGrid *grid, size_t i)
{
  return ((double) i - grid->ref_x) * grid->cell_arcsec;
}

double
pm_grid_y (const PmGrid *grid, size_t j)
{
  return ((double) j - grid->ref_y) * grid->cell_arcsec;
}

size_t
pm_grid_index (const PmGrid *grid, const double *fx, const double *fy, size_t n_frames, uint32_t *index)
{
  size_t outside = 0;
  for (size_t t = 0; t < n_frames; t++)
    {
      index[t] = pm_grid_cell (grid, fx[t], fy[t]);
      outside += index[t] == PM_CELL_NONE && isfinite (fx[t]) && isfinite (fy[t]);
    }
  return outside;
}

bool
pm_cells_init (PmCells *cells, const PmGrid *grid)
{
  size_t n = grid->nx * grid->ny;
  float *memory = calloc (6 * n, sizeof *memory);
  *cells = (PmCells){ memory, memory + n, memory + 2 * n, memory + 3 * n, memory + 4 * n, memory + 5 * n };
  return memory != NULL;
}

void
pm_cells_clear (PmCells *cells)
{
  free (cells->hits);
  memset (cells, 0, sizeof *cells);
}

/* Sums of offsets from the cell's centre: small numbers, so that float sums keep their digits. */
void
pm_cells_add (PmCells *cells, const PmGrid *grid, const double *fx, const double *fy, const uint32_t *index, size_t n_frames)
{
  for (size_t t = 0; t < n_frames; t++)
    if (index[t] != PM_CELL_NONE)
      {
        size_t k = index[t];
        double dx = fx[t] - pm_grid_x (grid, k % grid->nx), dy = fy[t] - pm_grid_y (grid, k / grid->nx);
        cells->hits[k] += 1.0f;
        cells->mean_x[k] += (float) dx;
        cells->mean_y[k] += (float) dy;
        cells->cxx[k] += (float) (dx * dx);
        cells->cyy[k] += (float) (dy * dy);
        cells->cxy[k] += (float) (dx * dy);
      }
}

void
pm_cells_finish (PmCells *cells, const PmGrid *grid)
{
  for (size_t k = 0; k < grid->nx * grid->ny; k++)
    {
      double n = cells->hits[k];
      double mx = n > 0.0 ? cells->mean_x[k] / n : NAN, my = n > 0.0 ? cells->mean_y[k] / n : NAN;
      cells->mean_x[k] = (float) (mx + pm_grid_x (grid, k % grid->nx));
      cells->mean_y[k] = (float) (my + pm_grid_y (grid, k / grid->nx));
      cells->cxx[k] = n > 0.0 ? (float) (cells->cxx[k] / n - mx * mx) : 0.0f;
      cells->cyy[k] = n > 0.0 ? (float) (cells->cyy[k] / n - my * my) : 0.0f;
      cells->cxy[k] = n > 0.0 ? (float) (cells->cxy[k] / n - mx * my) : 0.0f;
    }
}
