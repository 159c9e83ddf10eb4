/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans and sessions opened lately, as the desktop keeps them.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Remembers a file. */
void pm_recent_add (GFile *file);

/* The latest files of this program that are still there, at most n of them, the latest first: of GtkRecentInfo. Free with
 * g_ptr_array_unref(). */
GPtrArray *pm_recent_list (guint n);

G_END_DECLS
