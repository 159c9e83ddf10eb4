/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ticks of an axis: round numbers, 1, 2, 2.5 or 5 times a power of ten apart. Plain values, thread-safe.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PM_TICKS_LABEL_SIZE 32

typedef struct
{
  gint64 first;   /* the first tick is first * step */
  double step;
  int n;          /* 0: the range is empty or not finite */
  int decimals;   /* that the labels need; -1: they are written with an exponent */
} PmTicks;

/* The ticks in low ... high (either may be the larger) on an axis of `length` drawing units, at least `distance` units apart, with the
 * smallest step that allows. Ticks that miss an end of the range by less than rounding count as inside. */
PmTicks pm_ticks_new (double low, double high, double length, double distance);

/* The number at tick 0 ... n - 1; an exact 0.0 at the origin. */
double pm_ticks_value (const PmTicks *ticks, int i);

/* The label of tick i, UTF-8, with a true minus sign and a decimal point in any locale; as many decimals for all ticks as the step
 * needs. */
void pm_ticks_label (const PmTicks *ticks, int i, char label[PM_TICKS_LABEL_SIZE]);

/* Any number in the same spelling, with that many decimals (0 ... 12). */
void pm_ticks_format (double value, int decimals, char label[PM_TICKS_LABEL_SIZE]);

G_END_DECLS
