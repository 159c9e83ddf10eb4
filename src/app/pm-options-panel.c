/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-options-panel.h"

#include <string.h>

/* What a user changes between one reduction and the next; thresholds of flags that most often need another look last. */
static const char *const front_keys[] = {
  "rounds", "source.protect", "fit.domain", "fit.width", "map.cell", "map.stamp", "flag.s2n", "flag.far",
};

struct _PmOptionsPanel
{
  GtkBox parent_instance;

  PmSession *session;
  PmOptionsDialog *dialog; /* weak: NULL when it is closed */
  GtkBox *rows;            /* template child, borrowed */
};

G_DEFINE_FINAL_TYPE (PmOptionsPanel, pm_options_panel, GTK_TYPE_BOX)

static void
show_all_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  pm_options_panel_show_all (PM_OPTIONS_PANEL (widget));
}

static void
pm_options_panel_dispose (GObject *object)
{
  PmOptionsPanel *self = PM_OPTIONS_PANEL (object);
  if (self->dialog)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  g_clear_weak_pointer (&self->dialog);
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_OPTIONS_PANEL);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pm_options_panel_parent_class)->dispose (object);
}

static void
pm_options_panel_class_init (PmOptionsPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_options_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-options-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, PmOptionsPanel, rows);
  gtk_widget_class_install_action (widget_class, "options.show-all", NULL, show_all_cb);
}

static void
pm_options_panel_init (PmOptionsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pm_options_panel_new (PmSession *session)
{
  g_return_val_if_fail (PM_IS_SESSION (session), NULL);
  PmOptionsPanel *self = g_object_new (PM_TYPE_OPTIONS_PANEL, NULL);
  self->session = g_object_ref (session);
  for (gsize i = 0; i < G_N_ELEMENTS (front_keys); i++)
    gtk_box_append (self->rows, pm_option_row_new (session, pm_option_find (front_keys[i])));
  return GTK_WIDGET (self);
}

PmOptionRow *
pm_options_panel_find_row (PmOptionsPanel *self, const char *key)
{
  g_return_val_if_fail (PM_IS_OPTIONS_PANEL (self), NULL);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->rows));
  for (; child; child = gtk_widget_get_next_sibling (child))
    if (strcmp (pm_option_row_get_info (PM_OPTION_ROW (child))->key, key) == 0)
      return PM_OPTION_ROW (child);
  return NULL;
}

PmOptionsDialog *
pm_options_panel_show_all (PmOptionsPanel *self)
{
  g_return_val_if_fail (PM_IS_OPTIONS_PANEL (self), NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (!self->dialog)
    {
      PmOptionsDialog *dialog = pm_options_dialog_new (self->session, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
      g_set_weak_pointer (&self->dialog, dialog);
    }
  gtk_window_present (GTK_WINDOW (self->dialog));
  return self->dialog;
}
