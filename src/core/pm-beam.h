/* SPDX-License-Identifier: GPL-3.0-or-later
 * The beam that all pixels share: a circular Gaussian, with a second one of the same centre where the beam has wings,
 *
 *     B(dx, dy) = (1 - h) exp (-r^2 / 2 s^2) + h exp (-r^2 / 2 (k s)^2).
 */
#pragma once

#include "pm-exp.h"

#include <math.h>

#define PM_FWHM_PER_SIGMA 2.3548200450309493 /* sqrt (8 ln 2) */

typedef struct
{
  double sigma_arcsec; /* s */
  double wing;         /* h, 0: none */
  double wing_ratio;   /* k */
} PmBeam;

/* Columns of the fit: the value, and its derivatives by the centre, s, h and k. */
enum
{
  PM_COL_A,
  PM_COL_X,
  PM_COL_Y,
  PM_COL_S,
  PM_COL_H,
  PM_COL_K,
  PM_N_COLS
};

static inline double
pm_beam_value (const PmBeam *beam, double dx, double dy)
{
  double half = -0.5 * (dx * dx + dy * dy) / (beam->sigma_arcsec * beam->sigma_arcsec);
  double value = pm_exp (half);
  return beam->wing != 0.0 ? value + beam->wing * (pm_exp (half / (beam->wing_ratio * beam->wing_ratio)) - value) : value;
}

/* The value and its first n_cols - 1 derivatives at an offset (dx, dy) = (sample - centre). */
static inline void
pm_beam_columns (const PmBeam *beam, double dx, double dy, int n_cols, double *column)
{
  double s = beam->sigma_arcsec, inverse = 1.0 / (s * s), r2 = (dx * dx + dy * dy) * inverse;
  double e1 = pm_exp (-0.5 * r2), value = e1, slope = e1;
  double h = beam->wing, k = beam->wing_ratio, k2 = 1.0 / (k * k), e2 = 0.0;
  if (h != 0.0 || n_cols > PM_COL_H)
    {
      e2 = pm_exp (-0.5 * r2 * k2);
      value += h * (e2 - e1);
      slope += h * (e2 * k2 - e1);
    }
  column[PM_COL_A] = value;
  column[PM_COL_X] = dx * inverse * slope;
  column[PM_COL_Y] = dy * inverse * slope;
  if (n_cols > PM_COL_S)
    column[PM_COL_S] = r2 / s * slope;
  if (n_cols > PM_COL_H)
    {
      column[PM_COL_H] = e2 - e1;
      column[PM_COL_K] = h * e2 * r2 * k2 / k;
    }
}
