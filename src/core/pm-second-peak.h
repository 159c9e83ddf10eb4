/* SPDX-License-Identifier: GPL-3.0-or-later
 * Is there another source in a map, besides the fitted one? Thread-safe; allocates nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* All lengths in cells. Cell (i, j), i fast, has its centre at (i, j). */
typedef struct
{
  double sigma;            /* of the beam */
  double x, y, peak;       /* the fitted source; peak > 0 */
  double radius;           /* so near to it nothing is looked at */
  double min_significance; /* what is less significant or lower (in units of the peak) is not found */
  double min_height;
} PmSecondPeakSearch;

typedef struct
{
  double x, y;
  double height;           /* in units of the fitted peak, without the fitted source's own share */
  double significance;     /* height over its error */
} PmSecondPeak;

/* Floats of work that a map of nx * ny cells needs. */
size_t pm_second_peak_work (size_t nx, size_t ny);

/* The highest local maximum of the map filtered with the beam. signal, weight (1 / variance): [nx * ny]; a cell of weight 0 or of a signal
 * that is not finite has no data. False if there is none. O(cells x sigma). */
bool pm_second_peak_find (const float *signal, const float *weight, size_t nx, size_t ny, const PmSecondPeakSearch *search, float *work,
                          PmSecondPeak *found);
