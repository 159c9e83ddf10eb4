/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window: shows that no scan is open, and the command that reduces scans.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_WINDOW (pm_window_get_type ())
G_DECLARE_FINAL_TYPE (PmWindow, pm_window, PM, WINDOW, GtkApplicationWindow)

PmWindow *pm_window_new (GtkApplication *application);

/* Names the scans in the command that the window shows; none: a placeholder. */
void pm_window_set_scans (PmWindow *self, GFile **scans, guint n_scans);

/* The command that the window shows, ready for a shell; owned by the window until the next pm_window_set_scans(). */
const char *pm_window_get_command (PmWindow *self);

G_END_DECLS
