/* SPDX-License-Identifier: GPL-3.0-or-later
 * Cards of FITS headers that cfitsio trips over.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PM_FITS_CARD_BYTES 80

/* What is wrong with a card of 80 bytes and a zero, as "keyword K: expected ..., found ..."; NULL: nothing that does harm. Free with
 * g_free(). */
char *pm_fits_card_find_fault (const char *card);

/* Whether it ends a header. */
gboolean pm_fits_card_is_end (const char *card);

G_END_DECLS
