/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmScanRow: one scan of the list: whether it takes part, what it is, or why it cannot be read. Follows its item.
 */
#pragma once

#include "pm-scan-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_SCAN_ROW (pm_scan_row_get_type ())
G_DECLARE_FINAL_TYPE (PmScanRow, pm_scan_row, PM, SCAN_ROW, GtkListBoxRow)

/* Keeps a reference of the item. */
GtkWidget *pm_scan_row_new (PmScanItem *item);

PmScanItem *pm_scan_row_get_item (PmScanRow *self);

/* Checks or unchecks the scan, if it can be reduced. */
void pm_scan_row_toggle (PmScanRow *self);

G_END_DECLS
