/* SPDX-License-Identifier: GPL-3.0-or-later
 * How a value becomes a position 0 ... 1 on a colour map, and how the limits are found. Plain values, thread-safe.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Nodes of the distribution that histogram equalisation goes by. */
#define PM_STRETCH_NODES 65

typedef enum
{
  PM_STRETCH_LINEAR, /* u, where u = (value - low) / (high - low) */
  PM_STRETCH_SQRT,   /* sqrt (u) */
  PM_STRETCH_LOG,    /* log (1 + 1000 u) / log (1001): three decades */
  PM_STRETCH_ASINH,  /* asinh (10 u) / asinh (10): linear near the lower limit, logarithmic above a tenth of the range */
  PM_STRETCH_HISTOGRAM, /* the share of the values that are smaller: each colour gets the same area; see pm_stretch_equalise() */
} PmStretchKind;

#define PM_N_STRETCHES 5

typedef struct
{
  PmStretchKind kind;
  double low, high; /* high > low, or high < low for a reversed scale; equal limits send all values to 0 or 1 */
  gboolean equalised;
  float nodes[PM_STRETCH_NODES]; /* where equalised: the value at the position i / (PM_STRETCH_NODES - 1), not falling */
} PmStretch;

/* Position of the value: 0 at and beyond `low`, 1 at and beyond `high`, NaN for NaN. */
double pm_stretch_apply (const PmStretch *stretch, double value);

/* The value at a position 0 ... 1: the inverse of pm_stretch_apply() between the limits. */
double pm_stretch_invert (const PmStretch *stretch, double position);

/* Gives a stretch of the kind PM_STRETCH_HISTOGRAM its distribution: that of the values between its limits, which are to be set first.
 * Without it, or with fewer than two values between them, it is linear. Copies the values: O(n). */
void pm_stretch_equalise (PmStretch *stretch, const float *values, gsize n);

/* Limits of the finite values among n. FALSE, and the limits unchanged, if none is finite. */
gboolean pm_stretch_set_min_max (PmStretch *stretch, const float *values, gsize n);

/* The same from percentiles (0 ... 100, linearly interpolated). Copies the values: O(n). */
gboolean pm_stretch_set_percentiles (PmStretch *stretch, const float *values, gsize n, double low_percent, double high_percent);

/* Limits at the same distance from `centre` on both sides: the larger of those of the two percentiles. */
gboolean pm_stretch_set_symmetric (PmStretch *stretch, const float *values, gsize n, double centre, double low_percent,
                                   double high_percent);

/* The limits of IRAF's zscale, for contrast 0.25: a line fitted to the sorted values, robustly, made four times as steep about the median,
 * within what there is. Of more than 10,000 values at most as many are used, evenly spaced. FALSE, and the limits unchanged, if none is
 * finite. */
gboolean pm_stretch_set_zscale (PmStretch *stretch, const float *values, gsize n);

G_END_DECLS
