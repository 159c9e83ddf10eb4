/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmOptionRow: one option of a session: its name, a button back to the default where it differs, and an editor that fits its type. What is
 * entered goes to the session at once; what the session refuses is said below the row, and the old value stays. Follows the session.
 */
#pragma once

#include "pm-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_OPTION_ROW (pm_option_row_get_type ())
G_DECLARE_FINAL_TYPE (PmOptionRow, pm_option_row, PM, OPTION_ROW, GtkBox)

/* Keeps a reference of the session. */
GtkWidget *pm_option_row_new (PmSession *session, const PmOptionInfo *info);

const PmOptionInfo *pm_option_row_get_info (PmOptionRow *self);

/* GtkSpinButton, GtkSwitch, GtkDropDown or GtkEntry, by type; borrowed. */
GtkWidget *pm_option_row_get_editor (PmOptionRow *self);

/* Why the session refused what was entered last; NULL: it did not. */
const char *pm_option_row_get_error (PmOptionRow *self);

/* Whether each word of the text stands in name, key or help, in any case; "" is in all of them. */
gboolean pm_option_row_matches (PmOptionRow *self, const char *text);

G_END_DECLS
