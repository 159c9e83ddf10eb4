/* SPDX-License-Identifier: GPL-3.0-or-later
 * Numbers as people read them on the screen: decimal sign of the locale, true minus sign, "–" where there is no value. Never for files.
 * All texts are freed with g_free().
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands where there is no value. */
#define PM_VALUE_TEXT_NONE "–"

/* With that many decimals. */
char *pm_value_text_number (double value, int decimals);

/* With that many significant digits, no exponent below a million. */
char *pm_value_text_digits (double value, int digits);

/* So many decimals that the error has two significant digits: 0 ... 6; -1 without an error. */
int pm_value_text_decimals (double error);

G_END_DECLS
