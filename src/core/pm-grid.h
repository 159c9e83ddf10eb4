/* SPDX-License-Identifier: GPL-3.0-or-later
 * The map grid, and the index list that all pixels share: since every pixel is mapped as if it sat at (0, 0), frame t falls into the
 * same cell for all of them.
 */
#pragma once

#include "pm-timeline.h"

#define PM_CELL_NONE UINT32_MAX

/* Cell (i, j), i fast, has its centre at offset ((i - ref_x) cell, (j - ref_y) cell) arcsec. */
typedef struct
{
  size_t nx, ny;
  double cell_arcsec;
  double ref_x, ref_y; /* place of offset (0, 0) in units of cells; half-integer: zero lies on a cell's edge (SOFSCAN's convention) */
} PmGrid;

/* What the samples of a cell have in common. All arrays have nx * ny elements. */
typedef struct
{
  float *hits;              /* frames */
  float *mean_x, *mean_y;   /* mean sample offset, arcsec; NAN in empty cells */
  float *cxx, *cyy, *cxy;   /* second moments of the sample offsets about their mean, arcsec^2 */
} PmCells;

/* A grid that holds [x0, x1] x [y0, y1] (arcsec) with at most one cell of margin on each side; false if the limits are not finite or it
 * would have more than max_cells cells. */
bool pm_grid_init (PmGrid *grid, double x0, double x1, double y0, double y1, double cell_arcsec, size_t max_cells);

/* The cell of an offset, or PM_CELL_NONE outside the grid and for NAN. */
uint32_t pm_grid_cell (const PmGrid *grid, double x, double y);

double pm_grid_x (const PmGrid *grid, size_t i);
double pm_grid_y (const PmGrid *grid, size_t j);

/* The cell of each frame. index: [n_frames]. Returns the number of frames with finite offsets that fall outside the grid. */
size_t pm_grid_index (const PmGrid *grid, const double *fx, const double *fy, size_t n_frames, uint32_t *index);

/* The cells' hits and moments, from several lists one after the other: pm_cells_add() for each, then pm_cells_finish(). pm_cells_init()
 * returns false without memory. */
bool pm_cells_init (PmCells *cells, const PmGrid *grid);
void pm_cells_add (PmCells *cells, const PmGrid *grid, const double *fx, const double *fy, const uint32_t *index, size_t n_frames);
void pm_cells_finish (PmCells *cells, const PmGrid *grid);
void pm_cells_clear (PmCells *cells);
