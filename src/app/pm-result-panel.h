/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmResultPanel: how many pixels are in which state. Its rows are legend, statistics and filter in one. Not visible without a result.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_RESULT_PANEL (pm_result_panel_get_type ())
G_DECLARE_FINAL_TYPE (PmResultPanel, pm_result_panel, PM, RESULT_PANEL, GtkBox)

/* Keeps a reference of the model. */
GtkWidget *pm_result_panel_new (PmViewModel *model);

/* Borrowed: the row of a state; the drop-down of the sub-arrays (its first entry: all); the button that clears the filter. */
GtkToggleButton *pm_result_panel_get_row (PmResultPanel *self, PmMark mark);
GtkDropDown     *pm_result_panel_get_group_drop_down (PmResultPanel *self);
GtkWidget       *pm_result_panel_get_clear_button (PmResultPanel *self);

/* The count as a row shows it: "1 157". */
const char *pm_result_panel_get_count (PmResultPanel *self, PmMark mark);

G_END_DECLS
