/* SPDX-License-Identifier: GPL-3.0-or-later
 * Is there a second source in the field? All pixels look at the same sky, so that two sources leave pairs of peaks in their detection maps
 * with one difference between them, whatever the pixels' places; noise and spikes make pairs of all differences.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Two peaks of one pixel's map: where the lower one is as seen from the higher one, arcsec, and its height in units of that one. */
typedef struct
{
  double dx, dy, ratio;
} PmPeakPair;

/* Where the fainter source is as seen from the brighter one, arcsec; its brightness in units of that one, the median over the pairs; the
 * number of pairs that say so. */
typedef struct
{
  bool found;
  double dx, dy, ratio;
  size_t n_pairs;
} PmCompanion;

/* What is looked for, arcsec: differences of one pair agree to within `tolerance`; those of more than min_distance, of which there must be
 * min_near pairs up to near_distance, and min_far beyond. */
typedef struct
{
  double tolerance, min_distance, near_distance;
  size_t min_near, min_far;
} PmCompanionSearch;

/* The difference that most pairs have in common, in one direction or the other, if there are enough of them and if they have one ratio in
 * common too; the direction is that in which the median of log ratio is not positive. Pairs that are not finite, or of a ratio that is
 * not positive, have no say. Of two differences with as many pairs the one that comes first counts.
 * work: [PM_COMPANION_WORK n]. Thread-safe. O(n min (n, 1000)). */
#define PM_COMPANION_WORK 1
PmCompanion pm_companion_find (const PmPeakPair *pairs, size_t n, const PmCompanionSearch *search, double *work);
