/* SPDX-License-Identifier: GPL-3.0-or-later
 * A free elliptical Gaussian, exp (-1/2 (a dx^2 + 2 b dx dy + c dy^2)), fitted to a pixel's whitened samples from its circular fit on.
 * Only for the columns of width, elongation and angle: its position and peak are worse than those of the circular fit with the common
 * width.
 */
#pragma once

#include "pm-pixel-fit.h"

typedef struct
{
  bool valid;
  double fwhm_major, fwhm_minor; /* arcsec */
  double angle_deg;              /* of the major axis, counter-clockwise from +x, in (-90, 90] */
  double fwhm_error;             /* of the geometric mean of the axes, arcsec */
  double elongation_error;       /* of major / minor */
} PmEllipse;

/* The templates as gathered for the circular fit. */
PmEllipse pm_ellipse_fit (const PmTemplate *templates, int n_scans, const PmPixelFit *start);
