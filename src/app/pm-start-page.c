/* SPDX-License-Identifier: GPL-3.0-or-later
 * The start page. The list of recent files is made anew each time the page is shown.
 */
#include "config.h"

#include "pm-start-page.h"

#include "pm-recent.h"
#include "pm-sample-maps.h"

#include <glib/gi18n.h>

#define N_RECENT 6

struct _PmStartPage
{
  GtkWidget parent_instance;
  GtkWidget *scroller, *drop_zone, *recent_box, *recent_list, *open_button;
};

G_DEFINE_FINAL_TYPE (PmStartPage, pm_start_page, GTK_TYPE_WIDGET)

void
pm_start_page_set_dragged_over (PmStartPage *self, gboolean dragged_over)
{
  if (dragged_over)
    gtk_widget_add_css_class (self->drop_zone, "pm-drop");
  else
    gtk_widget_remove_css_class (self->drop_zone, "pm-drop");
}

static GtkWidget *
recent_row (GtkRecentInfo *info)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *path = gtk_recent_info_get_uri_display (info);
  g_autofree char *date = g_date_time_format (gtk_recent_info_get_modified (info), "%x");
  GtkWidget *name = gtk_label_new (gtk_recent_info_get_display_name (info)), *day = gtk_label_new (date);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (day, "pm-dim");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("text-x-generic-symbolic"));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), day);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", gtk_recent_info_get_uri (info));
  return button;
}

static void
fill_recent (PmStartPage *self)
{
  g_autoptr (GPtrArray) list = pm_recent_list (N_RECENT);
  for (GtkWidget *row = gtk_widget_get_first_child (self->recent_list); row; row = gtk_widget_get_first_child (self->recent_list))
    gtk_box_remove (GTK_BOX (self->recent_list), row);
  for (guint i = 0; i < list->len; i++)
    gtk_box_append (GTK_BOX (self->recent_list), recent_row (g_ptr_array_index (list, i)));
  gtk_widget_set_visible (self->recent_box, list->len > 0);
}

static void
pm_start_page_map (GtkWidget *widget)
{
  fill_recent (PM_START_PAGE (widget));
  GTK_WIDGET_CLASS (pm_start_page_parent_class)->map (widget);
}

static gboolean
pm_start_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PM_START_PAGE (widget)->open_button);
}

static void
pm_start_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_START_PAGE);
  G_OBJECT_CLASS (pm_start_page_parent_class)->dispose (object);
}

static void
pm_start_page_class_init (PmStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = pm_start_page_dispose;
  widget_class->map = pm_start_page_map;
  widget_class->grab_focus = pm_start_page_grab_focus;
  g_type_ensure (PM_TYPE_SAMPLE_MAPS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PmStartPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, PmStartPage, drop_zone);
  gtk_widget_class_bind_template_child (widget_class, PmStartPage, recent_box);
  gtk_widget_class_bind_template_child (widget_class, PmStartPage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, PmStartPage, open_button);
}

static void
pm_start_page_init (PmStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
