/* SPDX-License-Identifier: GPL-3.0-or-later
 * The noise model of a channel: white noise of unit variance on a level that walks at random, z(t) = m(t) + n(t), m(t+1) = m(t) + w(t),
 * var n = 1, var w = q. Its spectrum is 1 + (f_k / f)^2 with q = (2 pi f_k dt)^2. All functions work on one block of PM_LANES channels.
 *
 * A missing sample only lets the level walk on; at a sample with PM_SAMPLE_CUT the level is free again.
 * Formulas: Durbin & Koopman, Time Series Analysis by State Space Methods, 2nd ed., sections 2.2, 4.5 (smoothing recursions) and 2.10
 * (likelihood).
 */
#pragma once

#include "pm-timeline.h"

/* The variance of a level that is free, in units of the white variance. */
#define PM_FREE_LEVEL 1e8

/* The level's variance per sample for a knee frequency in Hz. */
double pm_local_level_q (double knee_hz, double dt_s);

/* u = Sigma^-1 z: the data whitened twice, and info = 1 / S, S the variance of the one-step prediction error (0 where the sample is
 * missing).
 *
 * z, flags    [n_frames][PM_LANES]; samples whose flags have a bit of `skip` are missing
 * scale       [PM_LANES]: takes z to units of the white sigma
 * q           [PM_LANES], each > 0
 * u, info     [n_frames][PM_LANES], written; u is 0 where the sample is missing. u may be z itself.
 *
 * For any template T with the same missing samples, T'u = T' Sigma^-1 z, and u = z - (smoothed level) at samples that are present. */
void pm_local_level_whiten (const float *z, const double *scale, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q,
                            float *u, float *info);

/* The same for other samples with the flags and q that gave `info`: in half the time. */
void pm_local_level_rewhiten (const float *z, const double *scale, const float *info, size_t n_frames, float *u);

/* Puts z - (smoothed level), in units of the white sigma, into u, from whitening, where samples are missing, too: between two
 * samples the level of a random walk is expected on the straight line between its smoothed values there, beyond the last one of a piece at
 * the last one's. 0 in a piece, from cut to cut, without a sample. */
void pm_local_level_fill (const float *z, const double *scale, const uint8_t *flags, uint8_t skip, size_t n_frames, float *u);

/* The smoothed level E[m(t) | all samples present], also where samples are missing. Arguments as above; `work` holds 2 x n_frames x
 * PM_LANES floats; level may not be z. */
void pm_local_level_smooth (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *level,
                            float *work);

/* The profile log likelihood of q for each lane, its white variance set to the best value: ln L = -1/2 [sum ln S + n ln (sum e^2 / S)]
 * over n samples (those that fix a free level left out), and that variance, sum (e^2 / S) / n. n is written as well; where n < 2 both
 * are NAN. */
void pm_local_level_likelihood (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q,
                                double *log_likelihood, double *variance, double *n_used);

/* What a state of the filter that nothing is added to becomes over each whole segment of `length` frames: `decay`, the product of 1 - K
 * over the samples that are present, and `q`, the sum of 1/S times the square of that product before the sample. info as from whitening;
 * decay, q: [n_frames / length][PM_LANES]. */
void pm_local_level_decay (const float *info, size_t n_frames, size_t length, double *decay, double *q);
