/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reader of raw (level 0) HAWC+ scans. The public way in is pm_scan_read().
 */
#pragma once

#include "pm-scan.h"

G_BEGIN_DECLS

PmScanInfo *pm_hawc_read_info (const char *path, const PmOptions *options, GError **error);
PmScan     *pm_hawc_read (const char *path, const PmOptions *options, PmControl *control, GError **error);

G_END_DECLS
