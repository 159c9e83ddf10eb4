/* SPDX-License-Identifier: GPL-3.0-or-later
 * The files of a result: CORE.rcp, CORE.ecsv and CORE.fits in a folder.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* <object>.<first scan id>[-<last scan id>] in the order of time, made safe as one component of a path whatever the headers say. Free
 * with g_free(). */
char *pm_output_core_name (PmScan *const *scans, gsize n_scans);

/* Writes the three files into `dir`, which is made if it does not exist, each atomically. `result->table` has its provenance. If
 * `paths` is not NULL it receives their names (g_strfreev()). PM_ERROR_OUTPUT, PM_ERROR_OPTION (rcp.center names no good pixel). */
gboolean pm_output_write (const PmResult *result, const char *dir, const char *core, char ***paths, GError **error);

G_END_DECLS
