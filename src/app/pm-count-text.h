/* SPDX-License-Identifier: GPL-3.0-or-later
 * Counts as the window writes them: thin spaces between the thousands, in every language.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "1 280". Free with g_free(). */
char *pm_count_text (guint64 n);

G_END_DECLS
