/* SPDX-License-Identifier: GPL-3.0-or-later
 * Flux jumps: steps of a channel's signal at samples that carry PM_SAMPLE_CUT.
 */
#pragma once

#include "pm-timeline.h"

/* Takes the step at each cut out of the samples behind it: step = median (d - C) over the first PM_JUMP_WINDOW present frames behind
 * the cut minus the same before it (both within the neighbouring cuts; where no frame is present between two cuts, over both). Good to
 * about 0.3 sigma; what is left is a matter for gains and filters that restart at the cut. mode: C, [n_frames], must not itself step
 * (see pm_common_mode_median with differences). Returns the number of cuts levelled. */
#define PM_JUMP_WINDOW 40
size_t pm_jump_level (PmTimeline *tl, PmGroup group, const double *mode, PmControl *control);
