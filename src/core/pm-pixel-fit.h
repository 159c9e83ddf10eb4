/* SPDX-License-Identifier: GPL-3.0-or-later
 * The fit of one pixel: amplitude and position of the source in its whitened samples of all scans, generalised least squares with a
 * drifting baseline.
 *
 * z_k = scale_k A B(f - offset) + level + white noise for scan k, chi^2 = sum_k (z - model)' Sigma^-1 (z - model). With the width of
 * the beam common to the array the unknowns are A, x, y; where widths differ, s too, with a Gaussian prior. Levenberg-Marquardt with
 * chi^2 itself as the judge.
 */
#pragma once

#include "pm-template.h"

typedef enum
{
  PM_FIT_OK,
  PM_FIT_NOT_TRIED,    /* no samples, no noise estimate, or no start */
  PM_FIT_SINGULAR,     /* the samples near the source do not fix the unknowns */
  PM_FIT_NEGATIVE,     /* the amplitude is not positive */
  PM_FIT_WANDERED,     /* the position left the neighbourhood it was searched in */
  PM_FIT_NOT_CONVERGED,
} PmFitStatus;

/* What is fitted, and how far. */
typedef struct
{
  PmBeam beam;
  double width_spread_arcsec; /* 0: s is beam.sigma_arcsec; else s has a Gaussian prior of this sigma about it */
  double radius_arcsec;       /* samples within this distance of the start are used; fixed during a fit, or chi^2 would jump */
  double max_move_arcsec;     /* the position may move that far from the start */
} PmFitSetup;

typedef struct
{
  PmFitStatus status;
  double amplitude, x, y, sigma_arcsec; /* x, y: offset of the source, arcsec */
  double covariance[4][4];              /* of amplitude, x, y, s (s: 0 unless free) */
  double s2n;                           /* amplitude over its error at fixed position */
  double chi2;                          /* without the constant z' Sigma^-1 z: for comparing two fits to the same data */
  int n_evaluations;
} PmPixelFit;

/* The pixel's data: its templates in n_scans scans, gathered around the start. */
PmPixelFit pm_pixel_fit (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, double x, double y);

/* Gathers the samples of all scans around (x, y), fits, and starts again from the result if it moved by more than half the beam's sigma. */
PmPixelFit pm_pixel_fit_from (PmTemplate *templates, const PmTemplateData *data, int n_scans, const PmFitSetup *setup, double x, double y);

/* The normal equations in A, x, y, s, h, k at the fit, for each scan: normal and rhs of the residual, J' Sigma^-1 (z - model). */
typedef struct
{
  double normal[PM_N_COLS][PM_N_COLS], rhs[PM_N_COLS];
} PmFitEquations;

void pm_pixel_fit_equations (const PmTemplate *tp, const PmBeam *beam, const PmPixelFit *fit, PmFitEquations *eq);

/* Whether the data allow other positions than the fit's errors say. Two tests:
 * - where the samples lie on one side of the source, as with a single scan line, its mirror image about them gives almost the same
 * signal: the fit is repeated from
 *   there; another minimum with chi^2 less than `delta_chi2` above the fit's is a second solution;
 * - four errors along the worse axis chi^2, A and the other axis set to their best, should have risen by 16; if it rises by less than a
 * third of that, the
 *   error is not honest. */
bool pm_pixel_fit_ambiguous (const PmTemplate *templates, int n_scans, const PmFitSetup *setup, const PmPixelFit *fit, double delta_chi2);

/* How far A, x and y are off, in units of their errors, when the source's template is fitted at a place (x, y) where there is no
 * source: the pulls of the noise model. False if the samples there do not fix them. */
bool pm_pixel_fit_pulls (PmTemplate *templates, const PmTemplateData *data, int n_scans, const PmFitSetup *setup, double x, double y,
                         double pulls[3]);

const char *pm_fit_status_text (PmFitStatus status);
