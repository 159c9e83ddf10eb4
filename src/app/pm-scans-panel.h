/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmScansPanel: the scans of a session, and the memory that their reduction needs against what the machine has left.
 */
#pragma once

#include "pm-scan-row.h"
#include "pm-session.h"

G_BEGIN_DECLS

#define PM_TYPE_SCANS_PANEL (pm_scans_panel_get_type ())
G_DECLARE_FINAL_TYPE (PmScansPanel, pm_scans_panel, PM, SCANS_PANEL, GtkBox)

/* Keeps a reference of the session. Actions, for the selected row: scans.remove, scans.copy-path, scans.show-menu. */
GtkWidget *pm_scans_panel_new (PmSession *session);

/* The list of PmScanRow; borrowed. */
GtkListBox *pm_scans_panel_get_list (PmScansPanel *self);

/* The forecast as shown: "0.9 of 8.2 GB" (rounded to the safe side), whether it fits, and how full the bar is (0 ... 1). Free with
 * g_free(). available: bytes; 0: not known. */
char *pm_scans_panel_memory_text (guint64 needed, guint64 available, gboolean *fits, double *fraction);

G_END_DECLS
