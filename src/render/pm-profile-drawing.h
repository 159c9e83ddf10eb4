/* SPDX-License-Identifier: GPL-3.0-or-later
 * The radial profile of one pixel's map as a plot: cells as faint dots, means in annuli with errors, the fitted source as a curve. Lengths
 * in drawing units, y down. One thread at a time for a scene.
 */
#pragma once

#include "pm-radial-profile.h"
#include "pm-result.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef struct
{
  PmResult *result;      /* owned; NULL: nothing is drawn */
  gsize row;
  gboolean dark;
  double text_scale;     /* 1: text of 10 units */

  /*< set by pm_profile_drawing_load() >*/
  const PmMap *map;      /* NULL: there is none, or no place to centre on */
  gboolean fitted;       /* the centre is that of the fit, and there is a curve */
  double centre_x, centre_y, radius_arcsec;
  PmAnnulus *annuli;     /* owned */
  gsize n_annuli;
  double low, high;      /* limits of the y axis, in the map's unit */
} PmProfileScene;

void pm_profile_scene_init (PmProfileScene *scene);
void pm_profile_scene_clear (PmProfileScene *scene);

/* Another pixel of a result (referenced; may be NULL). About the fit, or where there is none about the predicted place. O(cells). */
void pm_profile_drawing_load (PmProfileScene *scene, PmResult *result, gsize row);

void pm_profile_drawing_paint (cairo_t *cr, const PmProfileScene *scene, double width, double height);

/* Where a point of the plot lies on the drawing. */
void pm_profile_drawing_to_screen (const PmProfileScene *scene, double width, double height, double radius_arcsec, double value,
                                   double *x, double *y);

G_END_DECLS
