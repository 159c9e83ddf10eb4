/* SPDX-License-Identifier: GPL-3.0-or-later
 * Light or dark: follows the desktop, or what the user chose in the menu.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_THEME (pm_theme_get_type ())
G_DECLARE_FINAL_TYPE (PmTheme, pm_theme, PM, THEME, GObject)

/* Loads the style sheet for the display and keeps it up to date as long as the object lives. Properties: "choice", one of "system",
 * "light" and "dark" (anything else is taken as "system"); "dark", read-only: what is in use. */
PmTheme *pm_theme_new (GdkDisplay *display);

gboolean pm_theme_is_dark (PmTheme *self);

G_END_DECLS
