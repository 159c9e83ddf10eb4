/* SPDX-License-Identifier: GPL-3.0-or-later
 * Draws a PmArrayLayout: pixels in their colours, axes, compass, colour bar with histogram, residual vectors. The same functions serve the
 * screen, files and paper. Nothing here keeps state; lengths in drawing units (pixels of the screen, points on paper), y down.
 */
#pragma once

#include "pm-array-layout.h"
#include "pm-pixel-selection.h"

#include <cairo.h>

G_BEGIN_DECLS

/* 0xRRGGBB; as in the style sheet, which they must match. */
typedef struct
{
  guint32 ground, grid, border, text, dim, accent, ring, bad, card;
  guint32 flagged, cross;       /* fill of pixels that are not in use, and the cross on it */
  guint32 histogram;
  guint32 warn, good, over;     /* glyphs beside names */
} PmArrayPalette;

/* The colours on the screen; paper takes the light ones. */
const PmArrayPalette *pm_array_palette (gboolean dark);

typedef struct
{
  double x, y, width, height;
} PmArrayBox;

typedef struct
{
  const PmArrayLayout *layout;   /* NULL: only the ground is drawn */
  const PmArrayPalette *palette;
  const char *title;             /* name of the values, translated, UTF-8 */
  PmColormap map;
  double low, high;              /* limits of the colours */
  gboolean detector_side;        /* x mirrored: as one looks at the detector instead of along with it */
  gboolean residuals;            /* draw the vectors from the predicted to the measured positions */
  gboolean draft;                /* while the view moves: fewer and plainer vectors */
  gboolean snap;                 /* align pixels to those of the screen */
  double north_deg;              /* direction of north, counter-clockwise from +X; NaN: not shown */

  double width, height;          /* of the drawing; this and the boxes are set by pm_array_drawing_arrange() */
  PmArrayBox plot, bar;
  gboolean bar_below;
  double centre_x, centre_y;     /* arcsec in the middle of the plot */
  double scale;                  /* drawing units per arcsec, > 0 */
} PmArrayScene;

/* A scene for a layout with its own limits and map; palette light, no centre and scale yet. */
void pm_array_scene_init (PmArrayScene *scene, const PmArrayLayout *layout, const char *title);

/* Shares out the room: the colour bar goes below or to the right, whichever leaves the array larger. */
void pm_array_drawing_arrange (PmArrayScene *scene, double width, double height);

/* Centre and scale that show the whole layout in the plot. */
void pm_array_drawing_fit (PmArrayScene *scene);

void pm_array_drawing_to_screen (const PmArrayScene *scene, double x, double y, double *screen_x, double *screen_y);
void pm_array_drawing_from_screen (const PmArrayScene *scene, double screen_x, double screen_y, double *x, double *y);

/* All that does not depend on pointer and selection. More than 10,000 visible pixels are drawn as an image at the resolution of the
 * target (twice that of the drawing for vector files). At most 5,000 residual vectors are drawn, evenly picked. */
void pm_array_drawing_paint (cairo_t *cr, const PmArrayScene *scene);

/* On top of it: outlines of the selected, current and hovered pixels, and the mark of the current value on the colour bar. */
void pm_array_drawing_paint_selection (cairo_t *cr, const PmArrayScene *scene, PmPixelSelection *selection);

/* The area of a tool: a closed outline of n points (x, y, x, y ... on the screen), dashed. */
void pm_array_drawing_paint_tool (cairo_t *cr, const PmArrayScene *scene, const double *points, gsize n);

/* Writes the drawing as .png, .svg or .pdf (by the suffix of the path) of width x height units (1/96 inch), with the layout, colours,
 * limits and choices of the scene; its centre and scale are kept if keep_view, else all pixels are shown. The selection may be NULL.
 * Replaces the file whole or not at all. PM_ERROR_OPTION for another suffix or a size out of 64 ... 16384, PM_ERROR_OUTPUT. */
gboolean pm_array_drawing_export (const char *path, const PmArrayScene *scene, double width, double height, gboolean keep_view,
                                  PmPixelSelection *selection, GError **error);

G_END_DECLS
