/* SPDX-License-Identifier: GPL-3.0-or-later
 * One menu model for all views.
 */
#include "config.h"

#include "pm-pixel-menu.h"

void
pm_pixel_menu_popup (GtkWidget **menu, GtkWidget *parent, GtkWidget *at, double x, double y)
{
  if (!*menu)
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/pixelmap/PixelMap/pm-pixel-menu.ui");
      *menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (gtk_builder_get_object (builder, "pixel_menu")));
      gtk_popover_set_has_arrow (GTK_POPOVER (*menu), FALSE);
      gtk_widget_set_halign (*menu, GTK_ALIGN_START);
      gtk_widget_set_parent (*menu, parent);
    }
  gtk_widget_translate_coordinates (at, parent, x, y, &x, &y);
  gtk_popover_set_pointing_to (GTK_POPOVER (*menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (*menu));
}
