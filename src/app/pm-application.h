/* SPDX-License-Identifier: GPL-3.0-or-later
 * The program: one process per user, one window for each set of scans; application-wide actions and their keys.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_APPLICATION (pm_application_get_type ())
G_DECLARE_FINAL_TYPE (PmApplication, pm_application, PM, APPLICATION, GtkApplication)

PmApplication *pm_application_new (void);

G_END_DECLS
