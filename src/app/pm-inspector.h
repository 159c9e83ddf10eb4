/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmInspector: everything about the current pixel, or a summary of several selected ones: map, radial profile, values, flags, history;
 * judging and fitting again. Main thread only.
 *
 * It shows what the model says when it is drawn next: many changes in a row cost one update. As long as it is not mapped, nothing.
 *
 * Uses the actions win.bad, win.bad-reason, win.flag, win.good, win.clear, win.next-suspicious, win.previous-suspicious.
 * Properties: plane (string: "signal", "residual", "s2n", "exposure", "weight"), contours (boolean): how the map is drawn.
 * Signal: "readout" (const char *text) what is under the pointer in the map, NULL: nothing.
 */
#pragma once

#include "pm-reason-popover.h"
#include "pm-session.h"
#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_INSPECTOR (pm_inspector_get_type ())
G_DECLARE_FINAL_TYPE (PmInspector, pm_inspector, PM, INSPECTOR, GtkWidget)

/* session may be NULL: there is no history then, and no refit. */
GtkWidget *pm_inspector_new (PmViewModel *model, PmSession *session);

/* Narrow: 285 pixels wide instead of 305, without the keys on the buttons. */
void pm_inspector_set_narrow (PmInspector *self, gboolean narrow);

/* Opens the popover that asks for the reason, or the part with the refit. The inspector has to be mapped. */
void pm_inspector_choose_reason (PmInspector *self);
void pm_inspector_show_refit (PmInspector *self);

/* Remembers the reason that was given last. */
PmReasonPopover *pm_inspector_get_reason_popover (PmInspector *self);

G_END_DECLS
