/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window: a session and all that shows it.
 */
#pragma once

#include "pm-session.h"
#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_WINDOW (pm_window_get_type ())
G_DECLARE_FINAL_TYPE (PmWindow, pm_window, PM, WINDOW, GtkApplicationWindow)

PmWindow *pm_window_new (GtkApplication *application);

/* The keys of the windows' actions. */
void pm_window_install_accels (GtkApplication *application);

/* Opens files: a session (.pmsession) replaces what is there, scans are added. What cannot be opened is told in the window. */
void pm_window_open_files (PmWindow *self, GFile **files, guint n_files);

/* Takes over what a crash left (pm_session_recover()), and says how much. */
gboolean pm_window_recover (PmWindow *self, const char *backup);

/* Whether nothing was done in it: files can be opened in it instead of in a new one. */
gboolean pm_window_is_pristine (PmWindow *self);

PmSession   *pm_window_get_session (PmWindow *self);
PmViewModel *pm_window_get_model (PmWindow *self);

/* What the toast and the banner say; NULL: they are not shown. */
const char *pm_window_get_toast (PmWindow *self);
const char *pm_window_get_banner (PmWindow *self);

G_END_DECLS
