/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is known of scans, for programs.
 */
#pragma once

#include "pm-scan.h"

G_BEGIN_DECLS

/* A JSON array with one object for each scan; numbers that are not known are null. Free with g_free(). */
char *pm_scan_infos_to_json (PmScanInfo *const *infos, gsize n);

G_END_DECLS
