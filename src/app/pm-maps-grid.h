/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmMapsGrid: the thumbnails of all pixels, in the model's order or as on the array; to be put into a GtkScrolledWindow. Paints what can be
 * seen and no more, so that 100,000 pixels cost as much as a hundred. Handles pointer and keys, and shows and changes the model's
 * selection.
 *
 * Properties: "size-step" (int, 0 ... PM_N_GRID_EDGES - 1), "as-array" (boolean), "cut" (int, PmCut); all can be set and notify. The
 * current pixel, or else the middle of the view, stays where it is when the size changes.
 */
#pragma once

#include "pm-grid-geometry.h"
#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_MAPS_GRID (pm_maps_grid_get_type ())
G_DECLARE_FINAL_TYPE (PmMapsGrid, pm_maps_grid, PM, MAPS_GRID, GtkWidget)

GtkWidget *pm_maps_grid_new (PmViewModel *model);

/* The pixel whose picture or label is at a place in the widget; PM_PIXEL_NONE: the ground. */
int pm_maps_grid_find_pixel (PmMapsGrid *self, double x, double y);

/* Where a pixel's picture stands in the widget, whether that can be seen or not; FALSE for a pixel that is not shown. */
gboolean pm_maps_grid_get_area (PmMapsGrid *self, int pixel, GdkRectangle *area);

/* Scrolls as little as is needed. */
void pm_maps_grid_scroll_to (PmMapsGrid *self, int pixel);

int  pm_maps_grid_get_edge (PmMapsGrid *self); /* of the pictures, logical pixels */
void pm_maps_grid_change_size (PmMapsGrid *self, int n_steps);

/* The largest size at which all cells can be seen; the smallest if there is none. */
void pm_maps_grid_fit (PmMapsGrid *self);

/* Whether each picture that can be seen is there and up to date. */
gboolean pm_maps_grid_is_complete (PmMapsGrid *self);

G_END_DECLS
