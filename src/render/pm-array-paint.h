/* SPDX-License-Identifier: GPL-3.0-or-later
 * Helpers of the array drawing, and its parts. Used by pm-array-*.c and by views that draw cards in the same style.
 */
#pragma once

#include "pm-array-drawing.h"

G_BEGIN_DECLS

void pm_paint_set_colour (cairo_t *cr, guint32 rgb, double alpha);

/* Writes a line of text in the sans-serif face; `align` 0: starts at x, 0.5: centred, 1: ends at x. The base line is at y. */
void pm_paint_text (cairo_t *cr, const char *text, double x, double y, double align, double size, gboolean bold);

/* The width of such a line. */
double pm_paint_text_width (cairo_t *cr, const char *text, double size, gboolean bold);

/* An arrow with a head of `head` units along the line. */
void pm_paint_arrow (cairo_t *cr, double x1, double y1, double x2, double y2, double head);

/* The rectangle of a pixel on the drawing; FALSE if it is not shown or outside the plot. */
gboolean pm_array_pixels_box (const PmArrayScene *scene, guint pixel, PmArrayBox *box);

/* Pixels with the glyphs of their states; residual vectors with the reference arrow. */
void pm_array_pixels_paint (cairo_t *cr, const PmArrayScene *scene);
void pm_array_vectors_paint (cairo_t *cr, const PmArrayScene *scene);

/* Where a value lies along the colour bar, 0 ... 1, clamped. */
double pm_array_scene_position (const PmArrayScene *scene, double value);

G_END_DECLS
