/* SPDX-License-Identifier: GPL-3.0-or-later
 * Text from files, made fit for one line of a file, a message or a terminal.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy of text (NULL counts as "") in at most max_bytes of valid UTF-8 (broken bytes become U+FFFD), each control character and line or
 * paragraph separator a blank. Free with g_free(). */
char *pm_text_clean (const char *text, gsize max_bytes);

/* Seconds since 1970 as ISO 8601 in UTC, "unknown" where no calendar reaches; free with g_free(). */
char *pm_text_iso_time (gint64 unix_s);

G_END_DECLS
