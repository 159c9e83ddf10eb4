/* SPDX-License-Identifier: GPL-3.0-or-later
 * The array solution: how measured pixel positions follow from nominal ones. An affine map predicts positions; a similarity (offset,
 * rotation, scale) is what is reported.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* measured = (cx + axx X + axy Y, cy + ayx X + ayy Y) for nominal (X, Y), arcsec. */
typedef struct
{
  bool valid;
  size_t n_used;             /* positions that are no outliers */
  double cx, cy, axx, axy, ayx, ayy;
  double scatter_arcsec;     /* robust scatter of the residuals per axis, measurement errors included */
  double rotation_deg, scale,
      shear; /* nearest similarity: mean rotation counter-clockwise, geometric mean scale; shear: relative departure from it */
} PmArraySolution;

/* Robust affine fit with redescending weights 1 / (1 + r^2 / 3 sigma^2)^2 (Geman & McClure 1987), sigma from the residuals themselves,
 * started from the median offset. x, y: measured, X, Y: nominal, n positions; those that are not finite are left out. valid is false
 * with fewer than min_positions (at least 6). work: [PM_ARRAY_SOLUTION_WORK n]. */
#define PM_ARRAY_SOLUTION_WORK 8
PmArraySolution pm_array_solution_fit (const double *x, const double *y, const double *nominal_x, const double *nominal_y, size_t n,
                                       size_t min_positions, double *work);

void pm_array_solution_predict (const PmArraySolution *sol, double nominal_x, double nominal_y, double *x, double *y);
