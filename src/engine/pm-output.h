/* SPDX-License-Identifier: GPL-3.0-or-later
 * The files of a result in a folder: CORE.rcp, CORE.ecsv and CORE.fits, and lists of bad pixels, CORE.crush.cfg and CORE.sofscan.cfg.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* <object>.<first scan id>[-<last scan id>] in the order of time, made safe as one component of a path whatever the headers say. Free
 * with g_free(). */
char *pm_output_core_name (PmScan *const *scans, gsize n_scans);

/* Which of them; a mask. */
typedef enum
{
  PM_OUTPUT_RCP  = 1 << 0,
  PM_OUTPUT_ECSV = 1 << 1,
  PM_OUTPUT_FITS = 1 << 2,
  PM_OUTPUT_CRUSH   = 1 << 3, /* the lists of bad pixels: pm-bad-list.h */
  PM_OUTPUT_SOFSCAN = 1 << 4,
  PM_OUTPUT_ALL  = PM_OUTPUT_RCP | PM_OUTPUT_ECSV | PM_OUTPUT_FITS,
} PmOutputFiles;

/* The names of these files; NULL-terminated, free with g_strfreev(). */
char **pm_output_names (const char *dir, const char *core, PmOutputFiles files);

/* Writes them into `dir`, which is made if it does not exist, each atomically. `result->table` has its provenance. PM_ERROR_OUTPUT,
 * PM_ERROR_OPTION (rcp.center names no good pixel, a bad pixel has no index). */
gboolean pm_output_write (const PmResult *result, const char *dir, const char *core, PmOutputFiles files, GError **error);

G_END_DECLS
