/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmViewPane: one half of the window's middle, or all of it: one of the views at a time. Views are made when they are first shown.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: view (string): "maps", "array" or "table"; anything else is taken as maps. chooser (boolean): a drop-down with the views'
 * names
 * at the left of the tool bar.
 * Signal: readout (string): where the pointer is in the view; NULL: nowhere. */
#define PM_TYPE_VIEW_PANE (pm_view_pane_get_type ())
G_DECLARE_FINAL_TYPE (PmViewPane, pm_view_pane, PM, VIEW_PANE, GtkWidget)

GtkWidget  *pm_view_pane_new (PmViewModel *model);
const char *pm_view_pane_get_view (PmViewPane *self);
void        pm_view_pane_set_view (PmViewPane *self, const char *view);

/* The page that is shown. */
GtkWidget  *pm_view_pane_get_page (PmViewPane *self);

/* Whether a map of the hovered pixel is shown elsewhere: the array's card then goes without. */
void        pm_view_pane_set_beside_maps (PmViewPane *self, gboolean beside_maps);

/* Writes what is shown as .png, .svg or .pdf, by the suffix. PM_ERROR_OPTION for another suffix, PM_ERROR_OUTPUT. */
gboolean    pm_view_pane_export (PmViewPane *self, const char *path, GError **error);

G_END_DECLS
