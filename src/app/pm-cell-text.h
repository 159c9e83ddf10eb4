/* SPDX-License-Identifier: GPL-3.0-or-later
 * Values of the pixel table as people read them: in the language and with the decimal sign of the user, a real minus, a dash for no value.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* One value with the digits of its column; the flags' letters; "–" where there is none. Free with g_free(). */
char *pm_cell_text_new (const PmPixelTable *table, PmColumn column, gsize row);

/* The column's name and, where it is short and not that of the column before, its unit: "x (″)", "x_err". Free with g_free(). */
char *pm_cell_text_new_title (PmColumn column);

/* What the automatic flags say, in few words: "low S/N, width"; "" for none. Free with g_free(). */
char *pm_cell_text_new_reasons (guint32 flags);

G_END_DECLS
