/* SPDX-License-Identifier: GPL-3.0-or-later
 * Spikes: samples that neither the source nor the noise can have made.
 */
#pragma once

#include "pm-timeline.h"

/* The steepest rise from one sample to the next that a beam of Gaussian sigma s allows at speed v: 0.85 exp (-(v dt)^2 / 2 s^2). */
double pm_despike_beam_ratio (double speed_arcsec_s, double dt_s, double sigma_arcsec);

/* Before the source is known. Flags t - 1, t, t + 1 where d(t) > max (d(t-1), d(t+1), 0) / ratio + k sigma: a beam does not rise so
 * fast; or d(t) < min (d(t-1), d(t+1)) - k sigma: a positive source has no narrow dip.
 *
 * d       [n_frames][PM_LANES], cleaned and levelled
 * flags   the same shape; PM_SAMPLE_SPIKE is set
 * sigma   [PM_LANES], white noise in the units of d; lanes where it is not finite are left alone
 * returns the number of spikes */
size_t pm_despike_beam_shape (const float *d, uint8_t *flags, size_t n_frames, const double *sigma, double k, double ratio);

/* With the source known. PM_SAMPLE_SPIKE is made anew, on t - 1, t, t + 1 where |deviation| > k + 0.1 |model| / sigma; the second
 * term, because a real beam is not exactly the model's.
 *
 * deviation [n_frames][PM_LANES]: of d minus the model from its smoothed level, from the samples not flagged before, in units of sigma
 * model     as subtracted from d; sigma: [PM_LANES], in its units
 * active    [PM_LANES]: lanes that are false keep their flags
 * spikes    [PM_LANES]: written: spikes in the lane (its neighbours not counted) */
void pm_despike_residual (const float *deviation, const float *model, uint8_t *flags, size_t n_frames, const double *sigma, double k,
                          const bool *active, size_t *spikes);
