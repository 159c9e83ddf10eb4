/* SPDX-License-Identifier: GPL-3.0-or-later
 * The engine's words about pixels in the language of the user: the engine itself writes files, and those are in English.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* The meaning of flag bit 0 ... PM_N_PIXEL_FLAGS - 1: "width far from that of the other pixels". Static. */
const char *pm_flag_words (int bit);

/* Why a pixel has no values: "Not fitted: ...". Static; NULL for a pixel that was fitted. */
const char *pm_flag_words_why_not (const PmPixelTable *table, gsize row);

G_END_DECLS
