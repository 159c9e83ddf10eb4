/* SPDX-License-Identifier: GPL-3.0-or-later
 * Raw rows, big-endian, one block of channels out of each.
 */
#include "pm-kernels.h"
#include "pm-lanes.h"
#include "pm-raw.h"

/* Whether all lanes are used, and stand side by side in the row. */
static bool
side_by_side (const size_t *at, size_t width)
{
  for (size_t l = 0; l < PM_LANES; l++)
    if (at[l] == PM_RAW_UNUSED || at[l] != at[0] + l * width)
      return false;
  return true;
}

static inline void
take_lane (uint32_t big_endian, double offset, double gain, float *sample, uint8_t *flag)
{
  int32_t raw = (int32_t) __builtin_bswap32 (big_endian);
  bool railed = raw == INT32_MAX || raw == INT32_MIN;
  float value = (float) (gain * ((double) raw - offset));
  *sample = railed ? 0.0f : value;
  *flag = railed ? PM_SAMPLE_BAD : 0;
}

static void
samples (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, const double *offset, double gain,
         float *out, uint8_t *flags)
{
  bool together = side_by_side (at, sizeof (int32_t));
  for (size_t r = 0; r < n_rows; r++, rows += row_bytes)
    {
      if (frame[r] == PM_RAW_UNUSED)
        continue;
      float *sample = out + frame[r] * PM_LANES;
      uint8_t *flag = flags + frame[r] * PM_LANES;
      uint32_t word[PM_LANES];
      if (together)
        {
          memcpy (word, rows + at[0], sizeof word);
          for (size_t l = 0; l < PM_LANES; l++)
            take_lane (word[l], offset[l], gain, &sample[l], &flag[l]);
          continue;
        }
      for (size_t l = 0; l < PM_LANES; l++)
        if (at[l] != PM_RAW_UNUSED)
          {
            memcpy (word, rows + at[l], sizeof *word);
            take_lane (word[0], offset[l], gain, &sample[l], &flag[l]);
          }
    }
}

static size_t
cuts (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, int16_t *last, uint8_t *flags)
{
  size_t n_cuts = 0;
  bool together = side_by_side (at, sizeof (int16_t));
  for (size_t r = 0; r < n_rows; r++, rows += row_bytes)
    {
      if (frame[r] == PM_RAW_UNUSED || (together && memcmp (last, rows + at[0], PM_LANES * sizeof *last) == 0))
        continue;
      for (size_t l = 0; l < PM_LANES; l++)
        if (at[l] != PM_RAW_UNUSED && memcmp (&last[l], rows + at[l], sizeof *last) != 0)
          {
            memcpy (&last[l], rows + at[l], sizeof *last);
            flags[frame[r] * PM_LANES + l] |= PM_SAMPLE_CUT;
            n_cuts++;
          }
    }
  return n_cuts;
}

extern const PmRawKernels PM_KERNELS (pm_raw_kernels);
const PmRawKernels PM_KERNELS (pm_raw_kernels) = { samples, cuts };
