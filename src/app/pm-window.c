/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window. Main thread only.
 */
#include "config.h"

#include "pm-window.h"

#include "pm-sample-maps.h"

struct _PmWindow
{
  GtkApplicationWindow parent_instance;

  GtkLabel *command_label; /* template child, borrowed */
};

G_DEFINE_FINAL_TYPE (PmWindow, pm_window, GTK_TYPE_APPLICATION_WINDOW)

static void
copy_command_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pm_window_get_command (PM_WINDOW (widget)));
}

static void
pm_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_WINDOW);
  G_OBJECT_CLASS (pm_window_parent_class)->dispose (object);
}

static void
pm_window_class_init (PmWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_window_dispose;
  g_type_ensure (PM_TYPE_SAMPLE_MAPS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PmWindow, command_label);
  gtk_widget_class_install_action (widget_class, "win.copy-command", NULL, copy_command_cb);
}

static void
pm_window_init (PmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  pm_window_set_scans (self, NULL, 0);
}

PmWindow *
pm_window_new (GtkApplication *application)
{
  return g_object_new (PM_TYPE_WINDOW, "application", application, NULL);
}

void
pm_window_set_scans (PmWindow *self, GFile **scans, guint n_scans)
{
  g_return_if_fail (PM_IS_WINDOW (self));
  g_autoptr (GString) command = g_string_new ("pixelmap-cli reduce -o pixelmap-results");
  for (guint i = 0; i < n_scans; i++)
    {
      g_autofree char *name = g_file_get_parse_name (scans[i]), *quoted = g_shell_quote (name);
      g_string_append_printf (command, " %s", quoted);
    }
  if (n_scans == 0)
    g_string_append (command, " SCAN.fits");
  gtk_label_set_label (self->command_label, command->str);
}

const char *
pm_window_get_command (PmWindow *self)
{
  g_return_val_if_fail (PM_IS_WINDOW (self), NULL);
  return gtk_label_get_label (self->command_label);
}
