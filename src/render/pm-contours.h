/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lines of equal value in a plane of numbers.
 */
#pragma once

#include "pm-map-image.h"

G_BEGIN_DECLS

/* A piece of a line. Places in units of cells: (column, row) is the centre of that cell. */
typedef struct
{
  double x1, y1, x2, y2;
} PmContourPiece;

/* Where the plane, interpolated linearly along the lines that join neighbouring centres, has the value `level`: marching squares. Higher
 * values lie left of the direction from 1 to 2. Squares with a corner that is not finite have no line. Free with g_free(); NULL, and
 * *n_pieces 0, if there is none. O(cells); thread-safe. */
PmContourPiece *pm_contours_new (const PmPlane *plane, double level, gsize *n_pieces);

G_END_DECLS
