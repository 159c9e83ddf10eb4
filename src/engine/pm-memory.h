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

/* Whether that many bytes can be had, as far as is known; asked before they are allocated. FALSE: PM_ERROR_LIMIT "what: needs ... GB". Any
 * thread. */
gboolean pm_memory_check (const char *what, guint64 bytes, GError **error);

/* What sums over channels look at together, where the samples are in a file: this part of the limit, beside all else that is in memory. */
#define PM_MEMORY_BATCH_SHARE 8

/* Bytes of samples up to which a scan is kept in memory: limit_mib MiB; if that is 0, half of what is available at the moment. */
guint64 pm_memory_sample_limit (int limit_mib);

/* Tells the kernel that a large piece of new memory will be used in full: huge pages then save most page faults. No more than a hint. */
void pm_memory_expect_use (gpointer memory, gsize bytes);

G_END_DECLS
