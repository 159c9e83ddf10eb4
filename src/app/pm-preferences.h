/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the program remembers from one start to the next. Nothing depends on it: without an installed schema nothing is remembered.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The settings, or NULL if their schema is not installed. Free with g_object_unref(). */
GSettings *pm_preferences_new (void);

/* A text, free with g_free(): NULL if it is empty or nothing is remembered. The settings may be NULL, in both. */
char *pm_preferences_dup_text (GSettings *settings, const char *key);
void  pm_preferences_set_text (GSettings *settings, const char *key, const char *text);

G_END_DECLS
