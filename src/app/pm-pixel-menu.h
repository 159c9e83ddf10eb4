/* SPDX-License-Identifier: GPL-3.0-or-later
 * The context menu of pixels, the same in all views. Its items are actions of the window.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the menu at (x, y) of the widget `at`. *menu becomes a child of `parent` when it is first needed; NULL before; the parent unparents
 * it when it goes. */
void pm_pixel_menu_popup (GtkWidget **menu, GtkWidget *parent, GtkWidget *at, double x, double y);

G_END_DECLS
