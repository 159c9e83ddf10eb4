/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pixel tables to and from files, the format chosen by the suffix: .rcp or .ecsv, in any case; .crush.cfg and .sofscan.cfg, the lists of
 * bad pixels (pm-bad-list.h), are only written.
 */
#pragma once

#include "pm-table-rcp.h"

G_BEGIN_DECLS

/* PM_ERROR_INPUT, also for another suffix. */
PmPixelTable *pm_table_read (const char *path, GError **error);

/* Writes atomically; `options` (NULL: defaults) matter for .rcp only. PM_ERROR_OPTION, PM_ERROR_OUTPUT, the latter also for another
 * suffix. */
gboolean pm_table_write (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error);

G_END_DECLS
