/* SPDX-License-Identifier: GPL-3.0-or-later
 * The toast: a revealer, because there is no such widget in plain GTK. Its role is an alert: screen readers tell it without moving the
 * focus.
 */
#include "config.h"

#include "pm-toast.h"

#include <glib/gi18n.h>

#define SECONDS 6
#define FADE_MS 150

struct _PmToast
{
  GtkWidget parent_instance;
  GtkWidget *revealer, *box, *label, *button;
  GtkEventController *motion, *focus;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (PmToast, pm_toast, GTK_TYPE_WIDGET)

static gboolean
timeout_cb (gpointer data)
{
  PmToast *self = PM_TOAST (data);
  if (gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->motion)) ||
      gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus)))
    return G_SOURCE_CONTINUE;
  self->timeout = 0;
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  return G_SOURCE_REMOVE;
}

void
pm_toast_show (PmToast *self, const char *text, const char *label, const char *action)
{
  g_return_if_fail (PM_IS_TOAST (self));
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (self->button, label != NULL);
  if (label)
    {
      gtk_button_set_label (GTK_BUTTON (self->button), label);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
    }
  gtk_widget_show (GTK_WIDGET (self));
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add_seconds (SECONDS, timeout_cb, self);
}

void
pm_toast_hide (PmToast *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
}

const char *
pm_toast_get_text (PmToast *self)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)) ? gtk_label_get_text (GTK_LABEL (self->label)) : NULL;
}

/* Without a child it would still take clicks. */
static void
child_revealed_cb (PmToast *self)
{
  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    gtk_widget_hide (GTK_WIDGET (self));
}

static void
pm_toast_dispose (GObject *object)
{
  PmToast *self = PM_TOAST (object);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (pm_toast_parent_class)->dispose (object);
}

static void
pm_toast_class_init (PmToastClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pm_toast_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
pm_toast_init (PmToast *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  self->button = gtk_button_new ();
  gtk_widget_set_focus_on_click (self->button, FALSE);
  gtk_widget_add_css_class (self->button, "flat");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (pm_toast_hide), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "pm-toast");
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), self->button);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_transition_duration (GTK_REVEALER (self->revealer), FADE_MS);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);
  g_signal_connect_object (self->revealer, "notify::child-revealed", G_CALLBACK (child_revealed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  self->motion = gtk_event_controller_motion_new ();
  gtk_widget_add_controller (GTK_WIDGET (self), self->motion);
  self->focus = gtk_event_controller_focus_new ();
  gtk_widget_add_controller (GTK_WIDGET (self), self->focus);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_hide (GTK_WIDGET (self));
}

GtkWidget *
pm_toast_new (void)
{
  return g_object_new (PM_TYPE_TOAST, NULL);
}
