/* SPDX-License-Identifier: GPL-3.0-or-later
 * A widget as it is on the screen, as a file.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Writes .png (at twice the widget's size), .svg or .pdf, by the suffix; replaces the file whole or not at all. The widget must be mapped.
 * PM_ERROR_OPTION for another suffix, PM_ERROR_OUTPUT. */
gboolean pm_widget_export (GtkWidget *widget, const char *path, GError **error);

G_END_DECLS
