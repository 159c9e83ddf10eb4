/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmMapsPage: the view Maps: a tool bar and the grid of thumbnails.
 */
#pragma once

#include "pm-maps-grid.h"

G_BEGIN_DECLS

#define PM_TYPE_MAPS_PAGE (pm_maps_page_get_type ())
G_DECLARE_FINAL_TYPE (PmMapsPage, pm_maps_page, PM, MAPS_PAGE, GtkBox)

GtkWidget *pm_maps_page_new (PmViewModel *model);

/* Both belong to the page. */
GtkBox     *pm_maps_page_get_tool_bar (PmMapsPage *self);
PmMapsGrid *pm_maps_page_get_grid (PmMapsPage *self);

/* For Ctrl+F: what is typed next goes into the filter. */
void pm_maps_page_focus_filter (PmMapsPage *self);

G_END_DECLS
