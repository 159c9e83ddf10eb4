/* SPDX-License-Identifier: GPL-3.0-or-later
 * The small picture of one pixel: its map with the fitted ellipse, its state as a glyph, grey where it is flagged. The same for screen and
 * paper. Pure functions that touch no global state: any thread may call them.
 */
#pragma once

#include "pm-glyph.h"
#include "pm-map-look.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum
{
  PM_CUT_WHOLE,
  PM_CUT_FIT,        /* centred on the fitted place, to the next cell */
  PM_CUT_PREDICTION, /* on the predicted one */
} PmCut;

/* One thumbnail. */
typedef struct
{
  const PmGrid *grid;
  const PmMap *map;          /* NULL: there is none */
  const PmPixelTable *table;
  gsize row;
  gboolean suspicious;
  double beam_fwhm_arcsec;   /* the circle of pixels without a width of their own */
  PmCut cut;
  int n_cells;               /* edge of a cut-out; 0, or PM_CUT_WHOLE: the longer edge of the map */
  double predicted_x, predicted_y; /* position as in the table; NAN: not known, the middle of the map then */
  int edge, scale;           /* logical pixels; device pixels for each */
} PmThumbnail;

/* The limits that a map gets. FALSE, and *stretch untouched, if no value is finite. O(cells log cells) with percentiles, else O(cells). */
gboolean pm_thumbnail_limits (const PmThumbnail *self, const PmMapLook *look, PmStretch *stretch);

/* An ARGB32 image of (edge x scale)^2 pixels with its device scale set; the caller destroys it. Whole factors are drawn nearest, larger
 * ones bilinear, smaller ones as mean over the area; NaN is transparent. NULL without memory, or with a warning if edge x scale is not in
 * 1 ... 4096. */
cairo_surface_t *pm_thumbnail_new (const PmThumbnail *self, const PmMapLook *look);

G_END_DECLS
