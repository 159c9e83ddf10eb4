/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-left-panel.h"

struct _PmLeftPanel
{
  GtkBox parent_instance;

  GtkBox *sections; /* template child, borrowed */
  GtkWidget *scans, *result, *options;
};

G_DEFINE_FINAL_TYPE (PmLeftPanel, pm_left_panel, GTK_TYPE_BOX)

static void
pm_left_panel_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_LEFT_PANEL);
  G_OBJECT_CLASS (pm_left_panel_parent_class)->dispose (object);
}

static void
pm_left_panel_class_init (PmLeftPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_left_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-left-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, PmLeftPanel, sections);
}

static void
pm_left_panel_init (PmLeftPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pm_left_panel_new (PmViewModel *model, PmSession *session)
{
  g_return_val_if_fail (PM_IS_VIEW_MODEL (model) && PM_IS_SESSION (session), NULL);
  PmLeftPanel *self = g_object_new (PM_TYPE_LEFT_PANEL, NULL);
  self->scans = pm_scans_panel_new (session);
  self->result = pm_result_panel_new (model);
  self->options = pm_options_panel_new (session);
  gtk_box_append (self->sections, self->scans);
  gtk_box_append (self->sections, self->result);
  gtk_box_append (self->sections, self->options);
  return GTK_WIDGET (self);
}

PmScansPanel *
pm_left_panel_get_scans (PmLeftPanel *self)
{
  g_return_val_if_fail (PM_IS_LEFT_PANEL (self), NULL);
  return PM_SCANS_PANEL (self->scans);
}

PmResultPanel *
pm_left_panel_get_result (PmLeftPanel *self)
{
  g_return_val_if_fail (PM_IS_LEFT_PANEL (self), NULL);
  return PM_RESULT_PANEL (self->result);
}

PmOptionsPanel *
pm_left_panel_get_options (PmLeftPanel *self)
{
  g_return_val_if_fail (PM_IS_LEFT_PANEL (self), NULL);
  return PM_OPTIONS_PANEL (self->options);
}
