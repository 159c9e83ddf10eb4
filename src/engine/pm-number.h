/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers in text files: always with a decimal point, whatever the locale.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The whole text as a decimal number. "nan" (any case), "-" and "" are NaN. FALSE, and *value untouched, for anything else, for infinities
 * and for what does not fit a double. */
gboolean pm_number_parse (const char *text, double *value);

/* The whole text as a whole number in min ... max; FALSE, and *value untouched, otherwise. */
gboolean pm_number_parse_int (const char *text, int min, int max, int *value);

/* Appends a number with 12 significant digits (positions of a degree keep 1e-8 arcsec), "nan" for one that is not finite. */
void pm_number_append (GString *out, double value);

/* Appends a number with that many decimals (0 ... 15), "nan" for one that is not finite; never "-0.000". */
void pm_number_append_fixed (GString *out, double value, int decimals);

G_END_DECLS
