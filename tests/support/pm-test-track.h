/* SPDX-License-Identifier: GPL-3.0-or-later
 * A raster scan of one block of pixels, with sources and noise of the model of pm-local-level.h.
 */
#pragma once

#include "pm-template.h"

#include <gsl/gsl_rng.h>

/* Made in units of the white sigma; u and info come from pm_test_track_whiten(). */
typedef struct
{
  size_t n_frames;
  double *fx, *fy;
  float *z, *u, *info;
  uint8_t *flags;
  double q[PM_LANES];
} PmTestTrack;

/* n_lines lines along x of per_line frames each, forth and back, over +-half_length; `spacing` apart, about y = 0. q as for all lanes. */
void pm_test_track_init (PmTestTrack *track, size_t n_lines, size_t per_line, double half_length, double spacing, double q);
void pm_test_track_clear (PmTestTrack *track);

/* Takes all signals and flags out again. */
void pm_test_track_reset (PmTestTrack *track);

/* A Gaussian with the axes `major` and `minor` (sigma, arcsec), the major one `angle_deg` counter-clockwise from +x. */
void pm_test_track_add_source (PmTestTrack *track, size_t lane, double amplitude, double x, double y, double major, double minor,
                               double angle_deg);

/* White noise of sigma 1 on a random walk of variance q, in all lanes. */
void pm_test_track_add_noise (PmTestTrack *track, gsl_rng *rng);

void pm_test_track_whiten (PmTestTrack *track);
PmTemplateData pm_test_track_data (const PmTestTrack *track, size_t lane, double scale);
