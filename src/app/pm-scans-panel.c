/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-scans-panel.h"

#include "pm-memory.h"

#include <glib/gi18n.h>

#include <math.h>

#define GB 1e9

struct _PmScansPanel
{
  GtkBox parent_instance;

  PmSession *session;
  GtkWidget *menu; /* GtkPopoverMenu, child of the panel */
  GtkListBox *list; /* template children, borrowed */
  GMenuModel *scan_menu;
  GtkWidget *memory_row;
  GtkProgressBar *memory_bar;
  GtkLabel *memory_label;
};

G_DEFINE_FINAL_TYPE (PmScansPanel, pm_scans_panel, GTK_TYPE_BOX)

char *
pm_scans_panel_memory_text (guint64 needed, guint64 available, gboolean *fits, double *fraction)
{
  double need = ceil ((double) needed / GB * 10.0) / 10.0, have = floor ((double) available / GB * 10.0) / 10.0;
  *fits = available == 0 || needed <= available;
  *fraction = available == 0 ? 0.0 : fmin ((double) needed / (double) available, 1.0);
  return available == 0 ? g_strdup_printf (_("%.1f GB"), need) : g_strdup_printf (_("%.1f of %.1f GB"), need, have);
}

static void
follow_memory (PmScansPanel *self)
{
  guint64 needed = pm_session_get_memory_bytes (self->session);
  gboolean fits;
  double fraction;
  g_autofree char *text = pm_scans_panel_memory_text (needed, pm_memory_get_available (), &fits, &fraction);
  gtk_widget_set_visible (self->memory_row, needed > 0);
  gtk_progress_bar_set_fraction (self->memory_bar, fraction);
  gtk_label_set_label (self->memory_label, text);
  gtk_widget_set_tooltip_text (self->memory_row, fits ? _("Memory that the reduction needs, of what the machine has left")
                                                      : _("The reduction needs more memory than the machine has left"));
  (fits ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (self->memory_row, "pm-too-much");
}

static void
row_activated_cb (PmScansPanel *self, GtkListBoxRow *row)
{
  pm_scan_row_toggle (PM_SCAN_ROW (row));
}

static void
remove_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PmScansPanel *self = PM_SCANS_PANEL (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  if (!row)
    return;
  int at = gtk_list_box_row_get_index (row);
  pm_session_remove_scan (self->session, pm_scan_row_get_item (PM_SCAN_ROW (row)));

  /* The next key goes on from there. */
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (self->list, at);
  if (!next && at > 0)
    next = gtk_list_box_get_row_at_index (self->list, at - 1);
  gtk_list_box_select_row (self->list, next);
  if (next)
    gtk_widget_grab_focus (GTK_WIDGET (next));
}

static void
copy_path_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (PM_SCANS_PANEL (widget)->list);
  if (row)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pm_scan_item_get_path (pm_scan_row_get_item (PM_SCAN_ROW (row))));
}

static void
show_menu_at (PmScansPanel *self, GtkListBoxRow *row, double x, double y)
{
  double panel_x, panel_y;
  if (!row || !gtk_widget_translate_coordinates (GTK_WIDGET (row), GTK_WIDGET (self), x, y, &panel_x, &panel_y))
    return;
  gtk_list_box_select_row (self->list, row);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) panel_x, (int) panel_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
show_menu_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PmScansPanel *self = PM_SCANS_PANEL (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  if (row)
    show_menu_at (self, row, gtk_widget_get_width (GTK_WIDGET (row)) / 2.0, gtk_widget_get_height (GTK_WIDGET (row)) / 2.0);
}

static void
pressed_cb (PmScansPanel *self, int n_press, double x, double y)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int) y);
  double row_x, row_y;
  if (row && gtk_widget_translate_coordinates (GTK_WIDGET (self->list), GTK_WIDGET (row), x, y, &row_x, &row_y))
    show_menu_at (self, row, row_x, row_y);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer data)
{
  return pm_scan_row_new (PM_SCAN_ITEM (item));
}

static void
pm_scans_panel_dispose (GObject *object)
{
  PmScansPanel *self = PM_SCANS_PANEL (object);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_SCANS_PANEL);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pm_scans_panel_parent_class)->dispose (object);
}

static void
pm_scans_panel_class_init (PmScansPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_scans_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-scans-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, PmScansPanel, list);
  gtk_widget_class_bind_template_child (widget_class, PmScansPanel, scan_menu);
  gtk_widget_class_bind_template_child (widget_class, PmScansPanel, memory_row);
  gtk_widget_class_bind_template_child (widget_class, PmScansPanel, memory_bar);
  gtk_widget_class_bind_template_child (widget_class, PmScansPanel, memory_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_install_action (widget_class, "scans.remove", NULL, remove_cb);
  gtk_widget_class_install_action (widget_class, "scans.copy-path", NULL, copy_path_cb);
  gtk_widget_class_install_action (widget_class, "scans.show-menu", NULL, show_menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "scans.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "scans.show-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "scans.show-menu", NULL);
}

static void
pm_scans_panel_init (PmScansPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->menu = gtk_popover_menu_new_from_model (self->scan_menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));

  GtkGesture *secondary = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (secondary));
}

GtkWidget *
pm_scans_panel_new (PmSession *session)
{
  g_return_val_if_fail (PM_IS_SESSION (session), NULL);
  PmScansPanel *self = g_object_new (PM_TYPE_SCANS_PANEL, NULL);
  self->session = g_object_ref (session);
  gtk_list_box_bind_model (self->list, pm_session_get_scans (session), create_row_cb, NULL, NULL);
  follow_memory (self);
  g_signal_connect_object (session, "scans-changed", G_CALLBACK (follow_memory), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::memory-bytes", G_CALLBACK (follow_memory), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

GtkListBox *
pm_scans_panel_get_list (PmScansPanel *self)
{
  g_return_val_if_fail (PM_IS_SCANS_PANEL (self), NULL);
  return self->list;
}
