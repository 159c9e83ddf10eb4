/* SPDX-License-Identifier: GPL-3.0-or-later
 * How much memory the machine has left: what the forecast of a reduction is held against.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that programs can still take without swapping, as the kernel estimates; 0: not known. Some microseconds; any thread. */
guint64 pm_memory_get_available (void);

/* The same from the text of /proc/meminfo: MemAvailable, in bytes; 0 if it is not there or no number. */
guint64 pm_memory_parse_meminfo (const char *text);

/* Bytes of samples up to which a scan is kept in memory: limit_mib MiB; if that is 0, half of what is available at the moment. */
guint64 pm_memory_sample_limit (int limit_mib);

G_END_DECLS
