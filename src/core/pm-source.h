/* SPDX-License-Identifier: GPL-3.0-or-later
 * The source in the samples of one block: where it is near, and what it adds. Each lane has its own place (offset in arcsec); a place
 * that is not finite means that the pixel has none.
 */
#pragma once

#include "pm-beam.h"
#include "pm-timeline.h"

/* Sets PM_SAMPLE_SOURCE on samples within `radius` arcsec of the lane's place and takes it off all others. flags: [n_frames][PM_LANES]
 * of the block. */
void pm_source_mask (const double *fx, const double *fy, size_t n_frames, const double *x, const double *y, double radius, uint8_t *flags);

/* amplitude x beam for each lane; 0 beyond `radius` arcsec. model: [n_frames][PM_LANES], written. */
void pm_source_model (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
                      const double *amplitude, double radius, float *model);

/* Adds it to d instead: only the frames near the source are touched. */
void pm_source_add (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
                    const double *amplitude, double radius, float *d);
