/* SPDX-License-Identifier: GPL-3.0-or-later
 * The signal that the channels of a group (a sub-array) have in common, d_c(t) = g_c C(t) + const + noise, and the gains g_c.
 *
 * All functions are deterministic for any number of threads: frames are cut into chunks whatever the threads, and blocks are summed in
 * order.
 */
#pragma once

#include "pm-timeline.h"

/* C(t) = sum_c w g d / sum_c w g^2 over the samples without a flag of `skip`.
 *
 * gain, weight   [slot]; channels of weight 0 take no part (weight = 1 / variance)
 * mode           [n_frames], written; interpolated where less than a tenth of the usual weight is present, 0 if there is nothing at all
 * returns        the median over frames of sum w g^2: the mode's own variance is its inverse */
double pm_common_mode_solve (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, double *mode,
                             PmControl *control);

/* How sure it is that two signals of n frames have something in common: both are averaged over 1, 4, 16, ... frames, and their
 * increments correlated; the largest correlation times the root of the number of increments. Independent noise gives about 1, also if
 * it wanders: the increments of a random walk are independent, the walks themselves are not. 0 if nothing can be said. */
double pm_common_mode_agreement (const double *a, const double *b, size_t n);

/* How sure it is that the channels of a group have a signal in common: the agreement of the modes of two halves of them. Arguments as
 * above; mode, if not NULL, becomes what pm_common_mode_solve() says, from the same pass over the samples. */
double pm_common_mode_significance (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip,
                                    double *mode, PmControl *control);

/* Takes all flags but PM_SAMPLE_BAD and PM_SAMPLE_CUT off the samples; what is no number, or beyond PM_SAMPLE_LARGEST, becomes 0 and
 * PM_SAMPLE_BAD, so that all that follows may multiply it with 0; counts those that are there, and tells which channels have none or
 * only equal ones. n_samples, constant: [slot]. */
void pm_common_mode_begin (PmTimeline *tl, PmGroup group, size_t *n_samples, bool *constant, PmControl *control);

/* A first C(t): the median over at most 127 channels, evenly chosen from those with weight > 0, of d (of the differences between successive
 * present frames, summed up, if `differences`: that does not see jumps, but wanders). mode as above. */
void pm_common_mode_median (const PmTimeline *tl, PmGroup group, const double *weight, bool differences, double *mode, PmControl *control);

/* Gain of each channel of the group: the slope of d on C with one constant for each piece between two cuts,
 * g = sum_seg [S_dC - S_d S_C / n] / sum_seg [S_CC - S_C^2 / n]. NAN where the denominator is 0. */
void pm_common_mode_gains (const PmTimeline *tl, PmGroup group, const double *mode, uint8_t skip, double *gain, PmControl *control);

/* Takes the median of each channel of the group out of its samples, in place. */
void pm_common_mode_center (PmTimeline *tl, PmGroup group, PmControl *control);

/* Sets PM_SAMPLE_OUTLIER on samples of d - g C that are more than `k` robust sigmas (never less than `floor`) from their median, takes
 * it off all others (an infinite k leaves all flags as they are), and stores the white noise from differences of d - g C in sigma: [slot],
 * NAN for lanes without samples. A gain that is not finite counts as 0. */
void pm_common_mode_outliers (PmTimeline *tl, PmGroup group, const double *mode, const double *gain, double k, double floor, double *sigma,
                              PmControl *control);

/* Takes the mean of d - g C out of every piece between two cuts, in place. Channels whose gain is not finite count as g = 0. */
void pm_common_mode_level (PmTimeline *tl, PmGroup group, const double *mode, const double *gain, uint8_t skip, PmControl *control);

/* The same for one block; gain: [PM_LANES], of this block. */
void pm_common_mode_level_block (PmTimeline *tl, size_t block, const double *mode, const double *gain, uint8_t skip);

/* Means of d - g C over m frames each, for one block: z, flags: [n_frames / m][PM_LANES], written. Samples with a flag
 * of PM_SKIP_FIT have no part in it; where they are more than half the mean is 0 and has the flag PM_SAMPLE_BAD. It has PM_SAMPLE_CUT if a
 * sample has that. gain: [PM_LANES], as below. */
void pm_common_mode_clean_mean (const PmTimeline *tl, size_t block, const double *mode, const double *gain, size_t m, float *z,
                                uint8_t *flags);

/* z = d - g C for one block: [n_frames][PM_LANES]. gain: [PM_LANES], of this block; not finite counts as 0. */
void pm_common_mode_clean (const PmTimeline *tl, size_t block, const double *mode, const double *gain, float *z);
