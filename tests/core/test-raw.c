/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-raw.h"
#include "pm-test.h"

#include <string.h>

enum
{
  ROWS = 6,
  ROW_BYTES = 150,
  FRAMES = 8
};

static void
put (uint8_t *rows, size_t row, size_t at, int32_t value, int width)
{
  for (int i = 0; i < width; i++)
    rows[row * ROW_BYTES + at + (size_t) i] = (uint8_t) ((uint32_t) value >> (8 * (width - 1 - i)));
}

/* Numbers near the limits, less offsets near the limits; lanes side by side, and in reverse order with one that is not used. */
static void
test_unpack (void)
{
  static const int32_t numbers[] = { 0, 1, -1, 1000000001, -2000000000, INT32_MAX - 1, INT32_MAX, INT32_MIN, INT32_MIN + 1 };
  const size_t frame[ROWS] = { 2, PM_RAW_UNUSED, 3, 5, 6, 7 };
  for (int reverse = 0; reverse < 2; reverse++)
    {
      uint8_t rows[ROWS * ROW_BYTES] = { 0 }, flags[FRAMES * PM_LANES];
      float samples[FRAMES * PM_LANES] = { 0.0f };
      size_t at[PM_LANES];
      double offset[PM_LANES];
      memset (flags, 0xff, sizeof flags);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          at[l] = 6 + 4 * (reverse ? PM_LANES - 1 - l : l);
          offset[l] = l % 3 == 0 ? 1e9 : l % 3 == 1 ? -3.0 : 0.0;
          for (size_t r = 0; r < ROWS; r++)
            put (rows, r, at[l], numbers[(r * 5 + l) % G_N_ELEMENTS (numbers)], 4);
        }
      if (reverse)
        at[3] = PM_RAW_UNUSED;
      pm_raw_unpack (rows, ROW_BYTES, ROWS, frame, at, offset, -1.0, samples, flags);
      for (size_t t = 0; t < FRAMES; t++)
        for (size_t l = 0; l < PM_LANES; l++)
          {
            size_t r = 0;
            while (r < ROWS && frame[r] != t)
              r++;
            if (r == ROWS || at[l] == PM_RAW_UNUSED)
              {
                g_assert_cmpint (flags[t * PM_LANES + l], ==, 0xff);
                continue;
              }
            int32_t number = numbers[(r * 5 + l) % G_N_ELEMENTS (numbers)];
            gboolean railed = number == INT32_MAX || number == INT32_MIN;
            g_assert_cmpint (flags[t * PM_LANES + l], ==, railed ? PM_SAMPLE_BAD : 0);
            g_assert_cmpfloat (samples[t * PM_LANES + l], ==, railed ? 0.0f : (float) -((double) number - offset[l]));
          }
    }
}

/* A jump is told once, at the first row that counts after it. */
static void
test_cuts (void)
{
  for (int apart = 0; apart < 2; apart++)
    {
      const size_t frame[ROWS] = { 0, 1, PM_RAW_UNUSED, 3, 4, 5 };
      uint8_t rows[ROWS * ROW_BYTES] = { 0 }, flags[FRAMES * PM_LANES] = { 0 };
      int16_t last[PM_LANES] = { 0 };
      size_t at[PM_LANES];
      for (size_t l = 0; l < PM_LANES; l++)
        {
          at[l] = 10 + (apart ? 3 : 2) * l;
          for (size_t r = 0; r < ROWS; r++)
            put (rows, r, at[l], l == 4 && r >= 2 ? -7 : l == 9 && r == 2 ? 5 : l == 0 && r >= 5 ? 256 : 0, 2);
        }
      g_assert_cmpuint (pm_raw_find_cuts (rows, ROW_BYTES, ROWS, frame, at, last, flags), ==, 2);
      for (size_t i = 0; i < sizeof flags; i++)
        g_assert_cmpint (flags[i], ==, i == 3 * PM_LANES + 4 || i == 5 * PM_LANES + 0 ? PM_SAMPLE_CUT : 0);
      /* last is what the last row says: nothing new in it */
      g_assert_cmpuint (pm_raw_find_cuts (rows + 5 * ROW_BYTES, ROW_BYTES, 1, frame, at, last, flags), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raw/unpack", test_unpack);
  g_test_add_func ("/raw/cuts", test_cuts);
  return g_test_run ();
}
