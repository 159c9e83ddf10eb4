/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmMapPlot: the map of one pixel with axes and colour bar, as a widget. Main thread only.
 *
 * Properties: picking (boolean): the next click in the map, or the arrow keys, choose a start for a refit; ends with the click, Enter or
 * Escape.
 * Signals: "readout" (const char *text) what is under the pointer, translated, NULL: the pointer left; "picked" (double x, double y) a
 * start was chosen, offset in the map in arcsec.
 */
#pragma once

#include "pm-map-drawing.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_MAP_PLOT (pm_map_plot_get_type ())
G_DECLARE_FINAL_TYPE (PmMapPlot, pm_map_plot, PM, MAP_PLOT, GtkWidget)

GtkWidget *pm_map_plot_new (void);

/* The map of a row of a result, which may be NULL. Costs as much as pm_map_drawing_load(). */
void pm_map_plot_set_pixel (PmMapPlot *self, PmResult *result, gsize row);

/* The look's darkness is not used: the widget follows its own style. */
void pm_map_plot_set_look (PmMapPlot *self, const PmMapLook *look);

void       pm_map_plot_set_plane (PmMapPlot *self, PmMapPlane plane);
PmMapPlane pm_map_plot_get_plane (PmMapPlot *self);
void       pm_map_plot_set_contours (PmMapPlot *self, gboolean contours);
gboolean   pm_map_plot_get_contours (PmMapPlot *self);

/* What a refit would take, as in PmMapScene; radius NAN: nothing is shown. */
void pm_map_plot_set_refit (PmMapPlot *self, double x, double y, double radius_arcsec);

void     pm_map_plot_set_picking (PmMapPlot *self, gboolean picking);
gboolean pm_map_plot_get_picking (PmMapPlot *self);

/* What the pointer does, in coordinates of the widget: for the widget's controllers and for tests. */
void pm_map_plot_point (PmMapPlot *self, double x, double y);
void pm_map_plot_click (PmMapPlot *self, double x, double y);

G_END_DECLS
