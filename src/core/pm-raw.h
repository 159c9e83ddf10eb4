/* SPDX-License-Identifier: GPL-3.0-or-later
 * Unpacks raw table rows into one block of a timeline.
 *
 * rows     n_rows x row_bytes bytes
 * frame    [n_rows]: where each row goes, PM_RAW_UNUSED: nowhere
 * at       [PM_LANES]: where each lane's number begins in a row, PM_RAW_UNUSED: the lane is not used and left alone
 */
#pragma once

#include "pm-timeline.h"

#define PM_RAW_UNUSED SIZE_MAX

/* sample = gain (number - offset), for 32-bit big-endian numbers, in whole numbers first; 0 and PM_SAMPLE_BAD where the number is the
 * largest or the smallest there is. samples, flags: of the block, written. offset: [PM_LANES]. */
void pm_raw_unpack (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, const double *offset,
                    double gain, float *samples, uint8_t *flags);

/* Sets PM_SAMPLE_CUT where a lane's 16-bit number differs from the row's before. last: [PM_LANES], as in the file: the number before the
 * first row; becomes the last one. Returns the number of cuts. */
size_t pm_raw_find_cuts (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, int16_t *last,
                         uint8_t *flags);
