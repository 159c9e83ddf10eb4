/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window as a whole in tests: a PmApplication without bus, windows on the small scan of pm-test-reduce.h, and ways to find what is in
 * them. Only for programs that link the application.
 */
#pragma once

#include "pm-application.h"
#include "pm-test-reduce.h"
#include "pm-test-wait.h"
#include "pm-test.h"
#include "pm-window.h"

G_BEGIN_DECLS

/* Starts GTK's test mode and registers an application whose backups lie in a folder of its own. Ends with pm_test_window_done(). */
PmApplication *pm_test_window_init (int *argc, char ***argv);
void           pm_test_window_done (PmApplication *application);

/* Shows the application's window. */
PmWindow *pm_test_window_open (PmApplication *application);

/* Destroys it and checks that nothing keeps it alive. */
void pm_test_window_close (PmWindow *window);

/* The path of the small scan; opens it in the window and waits until it can be reduced. */
const char *pm_test_window_scan (void);
void        pm_test_window_open_scan (PmWindow *window);

/* Waits until the reduction that runs is done and the suspicions of its result are known. */
void pm_test_window_wait_reduced (PmWindow *window);

/* A window with the small scan, reduced. */
PmWindow *pm_test_window_open_reduced (PmApplication *application);

/* The first pixel >= from with this status. */
int pm_test_window_find_pixel (PmWindow *window, PmPixelStatus status, int from);

/* Below a widget, popovers too, the first that is shown: of a type; with a name in its template; with this tooltip; a label with this text.
 * NULL if there is none. */
GtkWidget *pm_test_find_type (GtkWidget *widget, GType type);
GtkWidget *pm_test_find_name (GtkWidget *widget, const char *name);
GtkWidget *pm_test_find_tooltip (GtkWidget *widget, const char *tooltip);
GtkWidget *pm_test_find_label (GtkWidget *widget, const char *text);

G_END_DECLS
