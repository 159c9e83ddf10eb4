/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pictures of maps: a plane of floats as a cairo image.
 */
#pragma once

#include "pm-colormap.h"
#include "pm-stretch.h"

#include <cairo.h>

G_BEGIN_DECLS

/* A plane that belongs to somebody else. Value (column, row) is values[row * row_step + column]; row 0 is the lowest on the picture,
 * because +Y points up. */
typedef struct
{
  const float *values;
  int n_columns, n_rows;
  gsize row_step; /* >= n_columns */
} PmPlane;

/* A new ARGB32 image of zoom x zoom pixels for each value (nearest neighbour, no smoothing); NaN is transparent. The caller destroys it.
 * NULL with a warning unless the plane has values and 1 <= zoom, and no side is longer than 32767 pixels, the limit of cairo.
 * Touches no global state: may be called in any thread. */
cairo_surface_t *pm_map_image_new (const PmPlane *plane, const PmStretch *stretch, const guint32 table[PM_COLORMAP_SIZE], int zoom);

G_END_DECLS
