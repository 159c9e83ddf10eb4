/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-refit-panel.h"

#include "pm-options.h"
#include "pm-value-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _PmRefitPanel
{
  GtkBox parent_instance;

  /* Template children, borrowed */
  GtkSpinButton *radius_spin;
  GtkDropDown *domain_drop_down;
  GtkToggleButton *pick_button;
  GtkWidget *clear_button;
  GtkLabel *start_label, *obstacle_label;
  GtkWidget *refit_button;

  double radii[2];         /* defaults, by domain */
  double start_x, start_y; /* NAN: none */
  gboolean own_radius, own_domain; /* set by somebody */
  gboolean is_setting;     /* by the panel itself */
};

enum
{
  PROP_PICKING = 1,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REFIT,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PmRefitPanel, pm_refit_panel, GTK_TYPE_BOX)

static void
show_default_radius (PmRefitPanel *self)
{
  double radius = self->radii[pm_refit_panel_get_domain (self)];
  if (self->own_radius || !(radius > 0.0))
    return;
  self->is_setting = TRUE;
  gtk_spin_button_set_value (self->radius_spin, radius);
  self->is_setting = FALSE;
}

static void
radius_changed_cb (PmRefitPanel *self)
{
  if (!self->is_setting)
    self->own_radius = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
domain_changed_cb (PmRefitPanel *self)
{
  if (!self->is_setting)
    self->own_domain = TRUE;
  show_default_radius (self);
}

static void
pick_toggled_cb (PmRefitPanel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKING]);
}

static void
clear_start_cb (PmRefitPanel *self)
{
  pm_refit_panel_set_start (self, NAN, NAN);
}

static void
refit_cb (PmRefitPanel *self)
{
  gtk_spin_button_update (self->radius_spin); /* what is being typed counts */
  g_signal_emit (self, signals[SIGNAL_REFIT], 0);
}

/* Enter in the radius. */
static void
entered_cb (PmRefitPanel *self)
{
  if (gtk_widget_is_sensitive (self->refit_button))
    refit_cb (self);
}

static void
pm_refit_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PICKING)
    g_value_set_boolean (value, gtk_toggle_button_get_active (PM_REFIT_PANEL (object)->pick_button));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_refit_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PICKING)
    gtk_toggle_button_set_active (PM_REFIT_PANEL (object)->pick_button, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_refit_panel_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_REFIT_PANEL);
  G_OBJECT_CLASS (pm_refit_panel_parent_class)->dispose (object);
}

static void
pm_refit_panel_class_init (PmRefitPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->get_property = pm_refit_panel_get_property;
  object_class->set_property = pm_refit_panel_set_property;
  object_class->dispose = pm_refit_panel_dispose;
  properties[PROP_PICKING] = g_param_spec_boolean ("picking", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PM_TYPE_REFIT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFIT] = g_signal_new ("refit", PM_TYPE_REFIT_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-refit-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, radius_spin);
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, domain_drop_down);
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, pick_button);
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, clear_button);
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, start_label);
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, obstacle_label);
  gtk_widget_class_bind_template_child (widget_class, PmRefitPanel, refit_button);
  gtk_widget_class_bind_template_callback (widget_class, radius_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, domain_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, pick_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_start_cb);
  gtk_widget_class_bind_template_callback (widget_class, refit_cb);
}

static void
pm_refit_panel_init (PmRefitPanel *self)
{
  self->is_setting = TRUE; /* the template sets values too */
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_setting = FALSE;
  self->own_radius = self->own_domain = FALSE;
  self->start_x = self->start_y = NAN;
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->radius_spin)), "activate", G_CALLBACK (entered_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
pm_refit_panel_new (void)
{
  return g_object_new (PM_TYPE_REFIT_PANEL, NULL);
}

void
pm_refit_panel_set_defaults (PmRefitPanel *self, double radius_samples, double radius_map, int domain)
{
  g_return_if_fail (PM_IS_REFIT_PANEL (self));
  self->radii[PM_DOMAIN_TIME] = radius_samples;
  self->radii[PM_DOMAIN_MAP] = radius_map;
  if (!self->own_domain)
    {
      self->is_setting = TRUE;
      gtk_drop_down_set_selected (self->domain_drop_down, (guint) domain);
      self->is_setting = FALSE;
    }
  show_default_radius (self);
}

void
pm_refit_panel_set_start (PmRefitPanel *self, double x, double y)
{
  g_return_if_fail (PM_IS_REFIT_PANEL (self));
  gboolean has_start = isfinite (x + y);
  if (!has_start && !isfinite (self->start_x + self->start_y))
    return;
  self->start_x = has_start ? x : NAN;
  self->start_y = has_start ? y : NAN;
  /* The row is always there: what is below it must not move away when a start is picked. */
  g_autofree char *text_x = pm_value_text_number (x, 1), *text_y = pm_value_text_number (y, 1);
  g_autofree char *text = has_start ? g_strdup_printf (_("Start at X %s″, Y %s″"), text_x, text_y) : g_strdup (_("Start at the fit"));
  gtk_label_set_label (self->start_label, text);
  gtk_widget_set_sensitive (self->clear_button, has_start);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
pm_refit_panel_get_start (PmRefitPanel *self, double *x, double *y)
{
  g_return_if_fail (PM_IS_REFIT_PANEL (self));
  *x = self->start_x;
  *y = self->start_y;
}

double
pm_refit_panel_get_radius (PmRefitPanel *self)
{
  g_return_val_if_fail (PM_IS_REFIT_PANEL (self), NAN);
  return gtk_spin_button_get_value (self->radius_spin);
}

int
pm_refit_panel_get_domain (PmRefitPanel *self)
{
  g_return_val_if_fail (PM_IS_REFIT_PANEL (self), PM_DOMAIN_TIME);
  return gtk_drop_down_get_selected (self->domain_drop_down) == PM_DOMAIN_MAP ? PM_DOMAIN_MAP : PM_DOMAIN_TIME;
}

void
pm_refit_panel_set_obstacle (PmRefitPanel *self, const char *why)
{
  g_return_if_fail (PM_IS_REFIT_PANEL (self));
  gtk_widget_set_sensitive (self->refit_button, why == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pick_button), why == NULL);
  gtk_widget_set_tooltip_text (self->refit_button, why ? why : _("Fit this pixel again with this radius and start"));
  gtk_widget_set_visible (GTK_WIDGET (self->obstacle_label), why != NULL);
  gtk_label_set_label (self->obstacle_label, why ? why : "");
  if (why)
    gtk_toggle_button_set_active (self->pick_button, FALSE);
}
