/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmArrayPage: the array view with its tool bar. Actions in the group "array": quantity (string), tool (string), nominal, residuals,
 * detector-side, side-by-side, frozen (on or off), zoom-in, zoom-out, zoom-fit, reset-limits.
 */
#pragma once

#include "pm-array-view.h"

G_BEGIN_DECLS

#define PM_TYPE_ARRAY_PAGE (pm_array_page_get_type ())
G_DECLARE_FINAL_TYPE (PmArrayPage, pm_array_page, PM, ARRAY_PAGE, GtkBox)

GtkWidget   *pm_array_page_new (PmViewModel *model);
GtkBox      *pm_array_page_get_tool_bar (PmArrayPage *self);
PmArrayView *pm_array_page_get_view (PmArrayPage *self);

/* Writes what is shown (the pixels, with pan and zoom, without selection) in the light colours as .png, .svg or .pdf, by the suffix.
 * Errors as of pm_array_drawing_export(), and PM_ERROR_NO_DATA if nothing is shown. */
gboolean pm_array_page_export (PmArrayPage *self, const char *path, GError **error);

G_END_DECLS
