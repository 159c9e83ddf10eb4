/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-pixel-menu.h"

static void
test_popup (void)
{
  GtkWidget *window = gtk_window_new (), *parent = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = gtk_label_new ("x"), *menu = NULL;
  gtk_widget_set_margin_start (label, 30);
  gtk_box_append (GTK_BOX (parent), label);
  gtk_window_set_child (GTK_WINDOW (window), parent);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  pm_pixel_menu_popup (&menu, parent, label, 5, 2);
  GtkWidget *first = menu;
  GdkRectangle place;
  double x, y;
  g_assert_true (GTK_IS_POPOVER_MENU (menu));
  g_assert_true (gtk_widget_get_parent (menu) == parent);
  g_assert_true (gtk_widget_get_visible (menu));
  g_assert_cmpint (g_menu_model_get_n_items (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu))), >, 0);
  g_assert_true (gtk_popover_get_pointing_to (GTK_POPOVER (menu), &place));
  g_assert_true (gtk_widget_translate_coordinates (label, parent, 5, 2, &x, &y));
  g_assert_cmpint (place.x, ==, (int) x);
  g_assert_cmpint (place.y, ==, (int) y);
  gtk_popover_popdown (GTK_POPOVER (menu));
  pm_pixel_menu_popup (&menu, parent, label, 0, 0);
  g_assert_true (menu == first); /* made once */
  gtk_widget_unparent (menu);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-menu/popup", test_popup);
  return g_test_run ();
}
