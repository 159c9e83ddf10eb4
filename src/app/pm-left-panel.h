/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmLeftPanel: scans, result and options in working order, in one vertical scroller.
 */
#pragma once

#include "pm-options-panel.h"
#include "pm-result-panel.h"
#include "pm-scans-panel.h"

G_BEGIN_DECLS

#define PM_TYPE_LEFT_PANEL (pm_left_panel_get_type ())
G_DECLARE_FINAL_TYPE (PmLeftPanel, pm_left_panel, PM, LEFT_PANEL, GtkBox)

/* Keeps references of both. */
GtkWidget *pm_left_panel_new (PmViewModel *model, PmSession *session);

/* Borrowed. */
PmScansPanel   *pm_left_panel_get_scans (PmLeftPanel *self);
PmResultPanel  *pm_left_panel_get_result (PmLeftPanel *self);
PmOptionsPanel *pm_left_panel_get_options (PmLeftPanel *self);

G_END_DECLS
