/* SPDX-License-Identifier: GPL-3.0-or-later
 * The exponential function, inline: the C library's takes other ways on other processors, and their last bits differ. Good to 2e-16 of its
 * value; 0 below -700 (1e-304); for arguments up to 700.
 */
#pragma once

#include <stdint.h>
#include <string.h>

static inline double
pm_exp (double x)
{
  double clamped = x > -700.0 ? x : -700.0;
  double shifted = clamped * 1.4426950408889634 + 0x1.8p52; /* x = n ln 2 + r, n the lowest bits of this */
  double n = shifted - 0x1.8p52;
  double r = (clamped - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33; /* the first product is exact */
  double sum = 1.0 / 6227020800.0; /* Taylor, |r| < 0.35: the next term is 1e-18 */
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = 1.0 + (r + r * r * sum);
  uint64_t bits, power;
  double scale;
  memcpy (&bits, &shifted, sizeof bits);
  power = (bits + 1023) << 52;
  memcpy (&scale, &power, sizeof scale);
  return x > -700.0 ? sum * scale : x <= -700.0 ? 0.0 : x; /* NAN stays */
}
