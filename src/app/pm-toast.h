/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmToast: says for a few seconds what has just happened, with one action at most. It lies over a view; a newer text replaces an older one.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_TOAST (pm_toast_get_type ())
G_DECLARE_FINAL_TYPE (PmToast, pm_toast, PM, TOAST, GtkWidget)

GtkWidget *pm_toast_new (void);

/* Shows the text for six seconds, longer while the pointer or the focus is on it. label NULL: no action; action is a detailed one. */
void pm_toast_show (PmToast *self, const char *text, const char *label, const char *action);
void pm_toast_hide (PmToast *self);

/* The text that is shown; NULL: none. */
const char *pm_toast_get_text (PmToast *self);

G_END_DECLS
