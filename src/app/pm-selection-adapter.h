/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmSelectionAdapter: a PmRowList with the selection that all views share, as the GtkSelectionModel that a list view wants. It holds no
 * selection of its own: what the list view changes goes into the PmPixelSelection at once, and what others change there is told on.
 *
 * The pixel that the list view selects last becomes the current one. Main thread only.
 */
#pragma once

#include "pm-pixel-selection.h"
#include "pm-row-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_SELECTION_ADAPTER (pm_selection_adapter_get_type ())
G_DECLARE_FINAL_TYPE (PmSelectionAdapter, pm_selection_adapter, PM, SELECTION_ADAPTER, GObject)

PmSelectionAdapter *pm_selection_adapter_new (PmRowList *rows, PmPixelSelection *selection);

G_END_DECLS
