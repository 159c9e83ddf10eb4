/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmStatusBar: the line below everything: what is under the pointer at the left; whether the work is saved and how much is selected at the
 * right.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_STATUS_BAR (pm_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (PmStatusBar, pm_status_bar, PM, STATUS_BAR, GtkWidget)

GtkWidget *pm_status_bar_new (PmViewModel *model);

/* What a map says about the place under the pointer; NULL: nothing, the hovered pixel is described instead. */
void pm_status_bar_set_readout (PmStatusBar *self, const char *text);

/* Whether the work is saved, which round is shown. */
void pm_status_bar_set_state (PmStatusBar *self, const char *text);

G_END_DECLS
