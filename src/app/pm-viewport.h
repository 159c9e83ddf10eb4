/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmViewport: which part of a plane a view shows, with the same scale in x and y: pan, zoom about a point, fit. A plain value without
 * widgets; copy it freely.
 *
 * The plane has y up, the screen y down; lengths on the screen in logical pixels, those of the plane in its own unit (arcsec).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double centre_x, centre_y; /* the point of the plane in the middle of the screen */
  double scale;              /* logical pixels per unit, > 0 */
  gboolean fitted;           /* shows everything, and goes on doing so when bounds or size change */

  /*< private >*/
  double width, height;
  double left, right, bottom, top;
  double smallest; /* length of the plane that is worth filling the screen with */
  gboolean mirrored;
} PmViewport;

/* The unit square on a screen of one pixel, fitted. */
void pm_viewport_init (PmViewport *self);

/* Size of the screen; the middle stays in the middle. */
void pm_viewport_set_size (PmViewport *self, double width, double height);

/* What there is to be seen, and the length below which zooming in ends. */
void pm_viewport_set_bounds (PmViewport *self, double left, double right, double bottom, double top, double smallest);

/* x to the left. */
void pm_viewport_set_mirrored (PmViewport *self, gboolean mirrored);

void pm_viewport_fit (PmViewport *self);

/* Factor > 1 enlarges; the point of the plane at this place of the screen stays there. Ends at a quarter of the fit and at `smallest`. */
void pm_viewport_zoom (PmViewport *self, double factor, double screen_x, double screen_y);

/* Moves the contents; the bounds never leave the middle of the screen. */
void pm_viewport_pan (PmViewport *self, double screen_dx, double screen_dy);

/* The least pan that brings a point inside the screen, `margin` away from its edge. */
void pm_viewport_show (PmViewport *self, double x, double y, double margin);

void pm_viewport_to_screen (const PmViewport *self, double x, double y, double *screen_x, double *screen_y);
void pm_viewport_from_screen (const PmViewport *self, double screen_x, double screen_y, double *x, double *y);

G_END_DECLS
