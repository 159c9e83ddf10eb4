/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmStartPage: what a window shows without a scan: where to drop files, what to do, what was opened lately.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_START_PAGE (pm_start_page_get_type ())
G_DECLARE_FINAL_TYPE (PmStartPage, pm_start_page, PM, START_PAGE, GtkWidget)

/* A file is dragged over the window: the border says so. */
void pm_start_page_set_dragged_over (PmStartPage *self, gboolean dragged_over);

G_END_DECLS
