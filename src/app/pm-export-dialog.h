/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmExportDialog: a window that asks which files of the result to write where, says what will be in them, and writes them in the
 * background. It blocks nothing; the window that made it makes it transient.
 *
 * Property: folder (string, a path; by default the user's documents): for the program to remember. Signal: exported (GStrv paths), when all
 * files are written; the dialog closes then. Closing it cancels what is being written: files are written whole or not at all. Main thread
 * only.
 */
#pragma once

#include "pm-session.h"
#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_EXPORT_DIALOG (pm_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PmExportDialog, pm_export_dialog, PM, EXPORT_DIALOG, GtkWindow)

GtkWidget *pm_export_dialog_new (PmViewModel *model, PmSession *session);

G_END_DECLS
