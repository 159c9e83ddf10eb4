/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmOptionsDialog: the window of all options, by group, with a search; it stays open beside the main window. Options are loaded from and
 * saved to key files here.
 */
#pragma once

#include "pm-option-row.h"

G_BEGIN_DECLS

#define PM_TYPE_OPTIONS_DIALOG (pm_options_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PmOptionsDialog, pm_options_dialog, PM, OPTIONS_DIALOG, GtkWindow)

/* parent may be NULL. Keeps a reference of the session. Actions: options.load, options.save (both ask for a file), options.reset-all. */
PmOptionsDialog *pm_options_dialog_new (PmSession *session, GtkWindow *parent);

/* Shows only the rows that match (pm_option_row_matches). Returns how many. */
guint pm_options_dialog_search (PmOptionsDialog *self, const char *text);

PmOptionRow *pm_options_dialog_find_row (PmOptionsDialog *self, const char *key);

/* What the actions do with the file. FALSE, and the reason in the window, if it does not work. */
gboolean pm_options_dialog_load (PmOptionsDialog *self, const char *path);
gboolean pm_options_dialog_save (PmOptionsDialog *self, const char *path);

/* The reason; NULL: the last file was read or written. */
const char *pm_options_dialog_get_error (PmOptionsDialog *self);

G_END_DECLS
