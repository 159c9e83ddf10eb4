/* SPDX-License-Identifier: GPL-3.0-or-later
 * The banner: a revealer above the view.
 */
#include "config.h"

#include "pm-banner.h"

struct _PmBanner
{
  GtkWidget parent_instance;
  GtkWidget *revealer, *box, *icon, *label, *buttons[2];
};

G_DEFINE_FINAL_TYPE (PmBanner, pm_banner, GTK_TYPE_WIDGET)

void
pm_banner_set_content (PmBanner *self, const PmBannerContent *content)
{
  g_return_if_fail (PM_IS_BANNER (self));
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), content != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), content != NULL);
  if (!content)
    return;
  gtk_label_set_text (GTK_LABEL (self->label), content->text);
  gtk_widget_set_tooltip_text (self->label, content->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, content->text, -1);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), content->is_error ? "dialog-error-symbolic" : "dialog-information-symbolic");
  if (content->is_error)
    gtk_widget_add_css_class (self->box, "pm-error");
  else
    gtk_widget_remove_css_class (self->box, "pm-error");
  for (int i = 0; i < 2; i++)
    {
      gtk_widget_set_visible (self->buttons[i], content->labels[i] != NULL);
      if (!content->labels[i])
        continue;
      gtk_button_set_label (GTK_BUTTON (self->buttons[i]), content->labels[i]);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->buttons[i]), content->actions[i]);
    }
}

const char *
pm_banner_get_text (PmBanner *self)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)) ? gtk_label_get_text (GTK_LABEL (self->label)) : NULL;
}

static void
pm_banner_dispose (GObject *object)
{
  g_clear_pointer (&PM_BANNER (object)->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (pm_banner_parent_class)->dispose (object);
}

static void
pm_banner_class_init (PmBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pm_banner_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
pm_banner_init (PmBanner *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->box, "pm-banner");
  self->icon = gtk_image_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.0f);
  gtk_label_set_selectable (GTK_LABEL (self->label), FALSE);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->icon);
  gtk_box_append (GTK_BOX (self->box), self->label);
  for (int i = 0; i < 2; i++)
    {
      self->buttons[i] = gtk_button_new ();
      gtk_widget_set_focus_on_click (self->buttons[i], FALSE);
      gtk_box_append (GTK_BOX (self->box), self->buttons[i]);
    }
  gtk_widget_add_css_class (self->buttons[1], "suggested-action");
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_NONE);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_hide (GTK_WIDGET (self));
}

GtkWidget *
pm_banner_new (void)
{
  return g_object_new (PM_TYPE_BANNER, NULL);
}
