/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parameters that all pixels share: the beam's width, its wings, and the pointing shift and brightness of each scan relative to the first.
 *
 * For each pixel the normal equations in its own unknowns a = (A, x, y) and in the shared ones t are known at the fit. With a profiled
 * out, a pixel says
 *     G = b_t - N_ta N_aa^-1 b_a   and   H = N_tt - N_ta N_aa^-1 N_at,
 * and the step of the shared parameters is dt = (sum H)^-1 sum G. This is exact least squares for all pixels together; averaging widths
 * fitted one by one is not: narrow fits claim small errors.
 */
#pragma once

#include "pm-pixel-fit.h"

#define PM_MAX_SCANS 8

/* Which parameters are solved for. Their order in the results: s, h, k, then (x, y, ln brightness) of scan 1, 2, ... */
typedef struct
{
  bool width, wing, wing_ratio, scans;
  bool own_width;          /* each pixel's width is one of its own unknowns, where widths differ; not together with `width` */
  double wing_ratio_prior; /* sigma of a prior that keeps k where it is; 0: none */
} PmArrayWideSpec;

#define PM_ARRAY_WIDE_MAX (3 + 3 * (PM_MAX_SCANS - 1))

typedef struct
{
  bool valid;
  int n;                                /* parameters */
  size_t n_used;                        /* pixels */
  double step[PM_ARRAY_WIDE_MAX], error[PM_ARRAY_WIDE_MAX];
  double scatter[PM_ARRAY_WIDE_MAX];    /* robust scatter of (G - H dt) / sqrt H_ii: 1 if pixels differ by their noise only */
} PmArrayWide;

/* equations  [n_pixels][n_scans], see pm_pixel_fit_equations()
 * amplitude  [n_pixels]
 * width_off  [n_pixels] or NULL: how much the width that the pixel was fitted with exceeds the common one, arcsec
 * use        [n_pixels]: pixels that take part; those that stand out by more than 4 (in units of the scatter) are left out
 * control    told if there is no memory (some hundred bytes a pixel; with n scans, n^2 times 72)
 * valid is false if fewer than min_pixels are left, the equations are singular, or there is no memory. */
PmArrayWide pm_array_wide_solve (const PmFitEquations *equations, const double *amplitude, const double *width_off, const bool *use,
                                 size_t n_pixels, int n_scans, const PmArrayWideSpec *spec, size_t min_pixels, PmControl *control);

/* The spread of widths from pixel to pixel: maximum likelihood mean offset and spread tau of ds_i = G_i / H_i with variance 1 / H_i +
 * tau^2, for the width alone. Arguments as above; 0 if there is none. */
double pm_array_wide_width_spread (const PmFitEquations *equations, const double *amplitude, const double *width_off, const bool *use,
                                   size_t n_pixels, int n_scans, PmControl *control);

/* What one pixel says about the common width, and how its fit follows that. */
typedef struct
{
  double score, curvature; /* G and H of the width; 0: the pixel has no say */
  double response[3];      /* d (A, x, y) / ds = -N_aa^-1 N_as */
} PmWidthShare;

/* The shares of all pixels at their fits. The width alone is free: wings, shifts and brightness stay as they are. use: [n_pixels], pixels
 * that have a say; those that stand out lose it as in pm_array_wide_solve(). fitted: [n_pixels], pixels that have equations at all; the
 * shares of others are 0. False if fewer than min_pixels have a say. */
bool pm_array_wide_width_shares (const PmFitEquations *equations, const double *amplitude, const bool *fitted, const bool *use,
                                 size_t n_pixels, int n_scans, size_t min_pixels, PmWidthShare *shares, PmControl *control);

/* The response of one pixel; false, and 0, if its equations do not fix it. */
bool pm_array_wide_width_response (const PmFitEquations *equations, int n_scans, double response[3]);
