/* SPDX-License-Identifier: GPL-3.0-or-later
 * A result without a reduction: maps of Gaussians in noise, made in milliseconds.
 */
#pragma once

#include "pm-result.h"

/* Groups R0, R1, ... of n_rows x n_columns pixels, all with maps of 41 x 41 cells of 1", the same for the same numbers. Of each hundred
 * pixels number 7 is flagged (width), 23 bad by hand, 31 good by hand, 43 not fitted and 61 blind; the last has no map. */
PmResult *pm_test_result_new (gsize n_groups, gsize n_rows, gsize n_columns);
