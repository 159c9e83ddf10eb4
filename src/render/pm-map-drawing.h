/* SPDX-License-Identifier: GPL-3.0-or-later
 * One pixel's map as a plot: the map at a whole factor, axes in arcsec, colour bar, what was fitted and what a refit would use. The same
 * for screen and paper. Lengths in drawing units, y down; offsets in the map in arcsec, Y up. Keeps no state of its own: main thread or any
 * other, one at a time for a scene.
 */
#pragma once

#include "pm-result.h"
#include "pm-thumbnail.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum
{
  PM_MAP_PLANE_SIGNAL,
  PM_MAP_PLANE_RESIDUAL, /* signal - fit: peak and position of the pixel, beam of the array */
  PM_MAP_PLANE_S2N,
  PM_MAP_PLANE_EXPOSURE,
  PM_MAP_PLANE_WEIGHT,
} PmMapPlane;

#define PM_N_MAP_PLANES 5

typedef struct
{
  PmResult *result;   /* owned; NULL: nothing is drawn but the ground */
  gsize row;
  PmMapPlane plane;
  PmMapLook look;     /* colours of signal and S/N; dark: of everything */
  gboolean contours;  /* of the signal, at 10, 30, 50, 70, 90 % of its peak */
  double refit_x, refit_y, refit_radius_arcsec; /* offset of the start, NAN: that of the fit; radius NAN: not shown */
  double text_scale;  /* 1: text of 10 units */

  /*< set by pm_map_drawing_load() and pm_map_drawing_arrange() >*/
  const PmMap *map;   /* NULL: the pixel has none */
  float *values;      /* owned, of the plane, like the map's; NULL: there are none */
  PmStretch stretch;
  PmColormap colormap;
  gboolean inverted;
  const PmMapSet *limits_of;
  double largest[2];  /* exposure and weight in all maps of that set */
  double width, height, x, y; /* of the drawing; where the picture's top left corner is */
  gsize first_column, first_row, n_columns, n_rows; /* the cells shown */
  int zoom;
} PmMapScene;

void pm_map_scene_init (PmMapScene *scene);
void pm_map_scene_clear (PmMapScene *scene);

/* Another pixel of a result (referenced; may be NULL), or another plane or look, set before: computes the values and their limits.
 * O(cells); a new map set is searched for its largest exposure and weight when one of these is shown for the first time. */
void pm_map_drawing_load (PmMapScene *scene, PmResult *result, gsize row);

/* Shares out the room; again after pm_map_drawing_load(). Maps of more cells than there are drawing units are cut out around the fit. */
void pm_map_drawing_arrange (PmMapScene *scene, double width, double height);

/* The height that gives a square picture in that width. */
double pm_map_drawing_height (const PmMapScene *scene, double width);

void pm_map_drawing_paint (cairo_t *cr, const PmMapScene *scene);

/* Between places of the drawing and offsets in the map. The second returns whether the place lies on the picture. Both need a map. */
void     pm_map_drawing_to_screen (const PmMapScene *scene, double x, double y, double *screen_x, double *screen_y);
gboolean pm_map_drawing_from_screen (const PmMapScene *scene, double screen_x, double screen_y, double *x, double *y);

/* What the plane and the S/N are at an offset; FALSE, and both NAN, outside the map and where it has no value. */
gboolean pm_map_drawing_value (const PmMapScene *scene, double x, double y, double *value, double *s2n);

/* Where the pixel's fit puts the source in its map; FALSE, and NAN, where there is no fit. */
gboolean pm_map_drawing_fit (const PmResult *result, gsize row, double *x, double *y);

/* The fitted source at a distance from its centre. */
double pm_map_drawing_model (const PmResult *result, gsize row, double radius_arcsec);

/* The unit of a plane, as it is written; "" for a pure number. */
const char *pm_map_drawing_unit (PmMapPlane plane);

G_END_DECLS
