/* SPDX-License-Identifier: GPL-3.0-or-later
 * The fit of one pixel's source in its map: amplitude, position and a constant, chi^2 = sum W (M - model)^2 over the cells around a start.
 *
 * A cell holds the mean of the beam over its samples, not the beam at the cell's centre. To second order in the size of a cell this mean
 * is B + (c_xx B_xx + c_yy B_yy + 2 c_xy B_xy) / 2 at the mean sample offset, c the second moments of the sample offsets (PmCells). Each
 * Gaussian of the beam gets its own second derivatives; the columns of the fit are the exact derivatives of this model. What is left is
 * of third order in cell / s where a cell holds few samples, as their third moments differ at random, and of fourth order for many. With
 * cells of FWHM / 5 it is 9e-5 FWHM rms in position for 12 samples a cell, 9e-6 FWHM for 120.
 *
 * Errors are those of independent cells with variance 1 / W: they are too small for smoothed maps, for which `beam` has to be the smoothed
 * one as well.
 */
#pragma once

#include "pm-pixel-fit.h"
#include "pm-pixel-map.h"

/* Unknowns, in the order of the covariance. */
enum
{
  PM_MAP_FIT_A,
  PM_MAP_FIT_X,
  PM_MAP_FIT_Y,
  PM_MAP_FIT_CONSTANT,
  PM_MAP_FIT_N
};

typedef struct
{
  PmFitStatus status;
  double amplitude, x, y, constant; /* counts over the gain, arcsec: the offset of the source in the map */
  double covariance[PM_MAP_FIT_N][PM_MAP_FIT_N]; /* 0 unless fitted */
  double s2n;                       /* amplitude over its error at fixed position, the constant free */
  double chi2;
  size_t n_cells;                   /* that were used */
  int n_evaluations;
} PmMapFit;

/* The model of a cell: mean beam and its derivatives by x and y of the source. (dx, dy) = mean sample offset - source; cxx, cyy, cxy:
 * second moments, arcsec^2. */
void pm_map_fit_cell (const PmBeam *beam, double dx, double dy, double cxx, double cyy, double cxy, double column[3]);

/* Fits the valid cells whose mean sample offset lies within setup->radius_arcsec of (x, y), and starts again from the result if it moved by
 * more than half the beam's sigma. setup->width_spread_arcsec is not used: the width is the beam's. The map holds means and is not
 * changed. status PM_FIT_NOT_TRIED: the start is not finite, or fewer cells than unknowns; amplitude, x and y are NAN then and while
 * the amplitude is not known. Allocates nothing; costs about 10 exponentials x 10 evaluations a cell. */
PmMapFit pm_map_fit (const PmPixelMap *map, const PmGrid *grid, const PmCells *cells, const PmFitSetup *setup, double x, double y);
