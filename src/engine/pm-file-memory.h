/* SPDX-License-Identifier: GPL-3.0-or-later
 * Memory that lies in a temporary file instead of the machine's memory: the kernel keeps in memory what is in use, and writes the rest to
 * the disk. For what is larger than memory and read in order.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for so many bytes (> 0), all 0, in a file without a name, which goes when the memory is freed or the program ends, however it ends.
 * The disk is taken at once: what is written later cannot fail for want of it. The folder is TMPDIR, the user's cache folder or /var/tmp,
 * the first of them that is on a disk and has the room. NULL with PM_ERROR_LIMIT, whose message names the last folder tried. Free with
 * pm_file_memory_free(). Any thread. */
gpointer pm_file_memory_new (gsize bytes, GError **error);
void     pm_file_memory_free (gpointer memory, gsize bytes);

/* Says that a part of such memory is not used soon: it goes out of the program's memory, and stays in the machine's as long as nothing else
 * needs that. The content stays. Saves the kernel the search for what is used, page by page. */
void pm_file_memory_release (gpointer part, gsize bytes);

G_END_DECLS
