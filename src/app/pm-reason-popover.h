/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmReasonPopover: asks why pixels are bad, and flags them with win.flag. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_REASON_POPOVER (pm_reason_popover_get_type ())
G_DECLARE_FINAL_TYPE (PmReasonPopover, pm_reason_popover, PM, REASON_POPOVER, GtkPopover)

#define PM_N_REASON_PRESETS 6

GtkWidget *pm_reason_popover_new (void);

/* How many pixels will be flagged: for the title. */
void pm_reason_popover_set_n_pixels (PmReasonPopover *self, guint n_pixels);

/* The reason that was given last, "" for none yet: what win.bad flags with. Owned by the popover until the next one. */
const char *pm_reason_popover_get_reason (PmReasonPopover *self);

/* The i-th preset, translated. Static. */
const char *pm_reason_popover_preset (int i);

G_END_DECLS
