/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmOptionsPanel: the options that are changed most often, and the way to all of them.
 */
#pragma once

#include "pm-option-row.h"
#include "pm-options-dialog.h"

G_BEGIN_DECLS

#define PM_TYPE_OPTIONS_PANEL (pm_options_panel_get_type ())
G_DECLARE_FINAL_TYPE (PmOptionsPanel, pm_options_panel, PM, OPTIONS_PANEL, GtkBox)

/* Keeps a reference of the session. Action: options.show-all. */
GtkWidget *pm_options_panel_new (PmSession *session);

/* The row of an option, NULL if it is not one of those in front. */
PmOptionRow *pm_options_panel_find_row (PmOptionsPanel *self, const char *key);

/* Opens the window of all options, or brings it to the front, and returns it. It closes with the panel's window. */
PmOptionsDialog *pm_options_panel_show_all (PmOptionsPanel *self);

G_END_DECLS
