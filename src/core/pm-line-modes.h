/* SPDX-License-Identifier: GPL-3.0-or-later
 * Signals that the channels of a line (a row, a readout line) have in common beyond the mode of their sub-array: pick-up that reaches
 * all of them alike.
 */
#pragma once

#include "pm-timeline.h"

#define PM_LINE_MIN_CHANNELS 8
#define PM_LINE_MAX_LISTS 2

/* The line of each channel, [slot]: 0 ... n_lines - 1, -1 for none. */
typedef struct
{
  const int *line;
  int n_lines;
} PmLineList;

/* Finds and subtracts them, in place, list by list: M(t) = sum w (d - g C) / sum w over the channels of a line, where two halves of the
 * line's channels agree on it (see pm_common_mode_significance()). Lines that are not significant, or have fewer than
 * PM_LINE_MIN_CHANNELS channels, are left alone: subtracting their mean would only tie the noise of their channels together.
 *
 * lists      at most PM_LINE_MAX_LISTS; slots outside of the group are not looked at. Without a significant line the samples are passed
 *            over once for all
 * mode, gain, weight, skip  as in pm-common-mode.h; weight 0: the channel takes no part, but the line's signal is subtracted from it too
 * threshold  of the significance
 * returns    the number of lines that were subtracted */
size_t pm_line_modes_subtract (PmTimeline *tl, PmGroup group, const PmLineList *lists, int n_lists, const double *mode,
                               const double *gain, const double *weight, uint8_t skip, double threshold, PmControl *control);
