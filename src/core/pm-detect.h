/* SPDX-License-Identifier: GPL-3.0-or-later
 * Detection: a matched filter of the whitened data. u = Sigma^-1 d (pm-local-level.h) is summed into the cells of a grid of about beam
 * / 4, smoothed with the beam (kernel of peak 1) and divided by sqrt (sum hits B^2), and by the robust scatter of the map itself: a map
 * in sigmas, whatever the noise model.
 */
#pragma once

#include "pm-grid.h"

/* What all pixels share: the grid, what each cell got, the separable kernel. */
typedef struct
{
  PmGrid grid;
  int radius;      /* of the kernel, cells */
  double *kernel;  /* [2 radius + 1] */
  float *norm;     /* [cells]: 1 / sqrt (sum hits B^2), 0 where sum hits B^2 < 2: too little to judge */
} PmDetector;

/* A peak of a detection map. */
typedef struct
{
  double x, y;         /* source offset, arcsec, refined by a parabola through the neighbours */
  double significance; /* in sigmas */
} PmDetection;

/* hits: [cells], the variance of what pm_detector_add() adds to each cell: the sum of its weights squared. The detector keeps a copy of
 * what it needs. False without memory. */
bool pm_detector_init (PmDetector *det, const PmGrid *grid, const float *hits, double sigma_arcsec);
void pm_detector_clear (PmDetector *det);

/* Adds u, [n_frames][PM_LANES], of variance 1, times a weight to the sums: [cells][PM_LANES]. Frames with PM_CELL_NONE are left out. */
void pm_detector_add (const float *u, const uint32_t *index, size_t n_frames, float weight, float *sums);

/* Turns the sums of PM_LANES pixels into maps in sigmas, in place (NAN where blank). work: [cells][PM_LANES]; the highest values of each
 * row of cells are left there: [ny][PM_LANES]. */
void pm_detector_finish (const PmDetector *det, float *sums, float *work);

/* The local maxima of one lane's map above `threshold`, at most max_peaks of them, the highest first. highest: what pm_detector_finish()
 * left. Returns their number. */
size_t pm_detector_peaks (const PmDetector *det, const float *maps, const float *highest, int lane, double threshold, PmDetection *peaks,
                          size_t max_peaks);
