/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmScanItem: a scan file in the list of a session: what is known of it, or why it cannot be read. Main thread only.
 */
#pragma once

#include "pm-scan.h"

G_BEGIN_DECLS

typedef enum
{
  PM_SCAN_READING, /* header and structure are being looked at */
  PM_SCAN_READY,
  PM_SCAN_FAILED,
} PmScanState;

/* Properties: state (int, PmScanState, read only), checked (boolean: takes part in the reduction as soon as it is ready). */
#define PM_TYPE_SCAN_ITEM (pm_scan_item_get_type ())
G_DECLARE_FINAL_TYPE (PmScanItem, pm_scan_item, PM, SCAN_ITEM, GObject)

PmScanItem *pm_scan_item_new (const char *path);

const char       *pm_scan_item_get_path (PmScanItem *self);
PmScanState       pm_scan_item_get_state (PmScanItem *self);
const PmScanInfo *pm_scan_item_get_info (PmScanItem *self);  /* NULL unless ready */
const GError     *pm_scan_item_get_error (PmScanItem *self); /* NULL unless failed */
gboolean          pm_scan_item_get_checked (PmScanItem *self);
gboolean          pm_scan_item_takes_part (PmScanItem *self);  /* checked and ready */
void              pm_scan_item_set_checked (PmScanItem *self, gboolean checked);

/* Ends the reading: takes over either. */
void pm_scan_item_set_info (PmScanItem *self, PmScanInfo *info);
void pm_scan_item_set_error (PmScanItem *self, GError *error);

G_END_DECLS
