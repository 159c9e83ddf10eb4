/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files that are read within bounds, and written whole or not at all.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a whole file of at most max_bytes; longer ones and folders are errors (PM_ERROR_INPUT), as is a lack of memory
 * (PM_ERROR_LIMIT). *data ends with a zero byte that *length does not count; free it with g_free(). */
gboolean pm_file_read (const char *path, gsize max_bytes, char **data, gsize *length, GError **error);

/* Replaces path by data (length -1: up to the zero byte) so that there is at each moment either the old or the new content, also after a
 * power cut. Never writes to anything but a plain file; a symbolic link is replaced, not followed. PM_ERROR_OUTPUT. */
gboolean pm_file_write_atomic (const char *path, const char *data, gssize length, GError **error);

/* For writers that must be given a name: the name of a file that does not exist, in the folder of path, unpredictable, with no special
 * characters of its own. Free with g_free(); finish with pm_file_commit() or g_unlink(). */
char *pm_file_temp_name (const char *path);

/* Brings the closed file temp to the disk and renames it to path. The temporary file is gone afterwards in any case. PM_ERROR_OUTPUT. */
gboolean pm_file_commit (const char *temp, const char *path, GError **error);

/* Whether it is a plain file that nobody has written to for a day. */
gboolean pm_file_is_stale (const char *path);

/* Removes what crashed writers left in a folder: stale files with names of pm_file_temp_name(). */
void pm_file_remove_stale (const char *folder);

/* Makes header text safe as one component of a file name: letters, digits and . _ - + stay, blanks at the ends go, all else becomes "_"; it
 * never starts with a dot or dash, never holds "..", is valid UTF-8 of 1 ... 100 bytes ("unnamed" if nothing is left). NULL counts as "".
 * Free with g_free(). */
char *pm_safe_file_name (const char *header_text);

G_END_DECLS
