/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmTestInput: pointer and keys as the X server gives them to a window, through XTEST. Each call returns when the window has handled what
 * was sent; what follows from it later (a popover, a frame, a worker) is for the test to wait for. The pointer is the display's: tests that
 * use this must not run beside others.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _PmTestInput PmTestInput;

/* Raises the window, gives it the input focus and waits until it is active; events are awaited in all windows of the program. NULL: for
 * other processes only. */
PmTestInput *pm_test_input_new (GtkWindow *window);
void         pm_test_input_free (PmTestInput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmTestInput, pm_test_input_free)

/* The pointer; x, y in the widget, which may stand in a popover too. Buttons as in GDK; modifiers: Shift, Control, Alt. */
void pm_test_input_move (PmTestInput *self, GtkWidget *widget, double x, double y);
void pm_test_input_click_at (PmTestInput *self, GtkWidget *widget, double x, double y, guint button, GdkModifierType modifiers);
void pm_test_input_click (PmTestInput *self, GtkWidget *widget); /* the first button, in the middle, as soon as that can be reached */

/* Presses at the first of n points x, y, goes along the others in small steps and releases at the last. */
void pm_test_input_drag (PmTestInput *self, GtkWidget *widget, const double (*points)[2], gsize n, guint button, GdkModifierType modifiers);

/* Steps of the wheel; > 0: away from the user, up. */
void pm_test_input_wheel (PmTestInput *self, GtkWidget *widget, double x, double y, int n_steps, GdkModifierType modifiers);

/* A key as for gtk_accelerator_parse(): "<Control>z", "F7", "Escape". */
void pm_test_input_key (PmTestInput *self, const char *accelerator);

/* Letters, digits and blanks of ASCII. */
void pm_test_input_type (PmTestInput *self, const char *text);

/* For the window of another process: waits until one with this process id is shown (the one mapped last), gives it the focus, returns its X
 * id. Keys to it are not waited for. */
gulong pm_test_input_find_window (PmTestInput *self, GPid pid);
void   pm_test_input_send_key (PmTestInput *self, gulong window, const char *accelerator);

/* Its title; NULL if it is gone. Free with g_free(). */
char *pm_test_input_dup_title (PmTestInput *self, gulong window);

G_END_DECLS
