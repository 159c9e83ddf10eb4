/* SPDX-License-Identifier: GPL-3.0-or-later
 * Raw rows: the loops are in pm-kernels-raw.c.
 */
#include "pm-raw.h"

#include "pm-kernels.h"

void
pm_raw_unpack (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, const double *offset,
               double gain, float *samples, uint8_t *flags)
{
  pm_raw_kernels ()->samples (rows, row_bytes, n_rows, frame, at, offset, gain, samples, flags);
}

size_t
pm_raw_find_cuts (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, int16_t *last,
                  uint8_t *flags)
{
  return pm_raw_kernels ()->cuts (rows, row_bytes, n_rows, frame, at, last, flags);
}
