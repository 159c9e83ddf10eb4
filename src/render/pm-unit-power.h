/* SPDX-License-Identifier: GPL-3.0-or-later
 * Short labels for large and small numbers: an axis from 0 to 250,000 counts becomes one from 0 to 250 of 10^3 counts.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the numbers up to `extent` are to be divided by, a power of a thousand: 1 for 0.01 ... 9999.5 and for 0, NaN, infinity. *label (may
 * be NULL) becomes the unit with that power, "10³ count"; "10³" without unit, "" for neither. Free with g_free(). */
double pm_unit_power (double extent, const char *unit, char **label);

G_END_DECLS
