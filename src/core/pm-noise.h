/* SPDX-License-Identifier: GPL-3.0-or-later
 * The noise of each channel: white sigma per sample, and the variance q of its random walk in units of sigma^2 (see pm-local-level.h).
 */
#pragma once

#include "pm-timeline.h"

#define PM_LOG10_Q_MIN (-6.5)
#define PM_LOG10_Q_MAX (-0.5)

/* sigma = 1.4826 median |d(t+1) - d(t)| / sqrt 2 from n such absolute differences (their order is changed), never below `floor` (the
 * readout's step / sqrt 12). NAN if there are fewer than 8. */
double pm_noise_from_differences (float *differences, size_t n, double floor);

/* log10 q of largest profile likelihood for each lane of a block, and the white sigma that goes with it, for data z in units of any
 * positive scale.
 *
 * z, flags   [n_frames][PM_LANES]
 * log10_q    [PM_LANES]: in: start, NAN for none (then the whole grid of half decades is searched); out: the best, refined by a parabola
 * sigma      [PM_LANES]: white sigma in the units of z; NAN where the lane has fewer than 16 samples besides those that fix a
 *            free level */
void pm_noise_fit (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, double *log10_q, double *sigma);
