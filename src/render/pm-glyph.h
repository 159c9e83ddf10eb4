/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a pixel's state is, and its glyph: one shape for each state, the same in every view. Shapes differ, not only colours.
 */
#pragma once

#include "pm-pixel-table.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum
{
  PM_MARK_GOOD,       /* no glyph on maps; a disc in lists */
  PM_MARK_SUSPICIOUS, /* good, but worth a look: triangle with "!" */
  PM_MARK_FLAGGED,    /* automatically: pennant with the flag's letter */
  PM_MARK_BAD,        /* by hand: square with a cross */
  PM_MARK_GOOD_HAND,  /* by hand: disc with a tick */
  PM_MARK_NOFIT,      /* dashed square with a slash */
  PM_MARK_BLIND,      /* blind or absent: square with a dash */
} PmMark;

#define PM_N_MARKS 7

/* The state of a row; `suspicious` counts only where the pixel is good and nobody judged it. */
PmMark pm_mark_of_row (const PmPixelTable *table, gsize row, gboolean suspicious);

/* The letter on the pennant: of the first automatic flag; ' ' if there is none. */
char pm_mark_letter (guint32 flags);

/* Draws into the square of that size whose top left corner is (x, y), in user space. `dark`: for a dark ground. Thread-safe; leaves the
 * state of cr as it was, but for the path, which is empty. */
void pm_glyph_draw (cairo_t *cr, PmMark mark, char letter, double x, double y, double size, gboolean dark);

G_END_DECLS
