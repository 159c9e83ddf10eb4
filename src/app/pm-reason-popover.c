/* SPDX-License-Identifier: GPL-3.0-or-later
 * Digits choose a preset, Enter flags: two keys for a pixel. In the entry they are text, of course.
 */
#include "config.h"

#include "pm-reason-popover.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _PmReasonPopover
{
  GtkPopover parent_instance;

  /* Template children, borrowed */
  GtkLabel *title_label;
  GtkBox *preset_box;
  GtkEntry *entry;
  GtkButton *flag_button;

  GtkCheckButton *presets[PM_N_REASON_PRESETS]; /* borrowed */
  char *reason; /* owned */
};

G_DEFINE_FINAL_TYPE (PmReasonPopover, pm_reason_popover, GTK_TYPE_POPOVER)

const char *
pm_reason_popover_preset (int i)
{
  static const char *const reasons[PM_N_REASON_PRESETS] = {
    N_("double peak"), N_("noisy"), N_("low coupling"), N_("wrong position"), N_("spikes"), N_("no response"),
  };
  g_return_val_if_fail (i >= 0 && i < PM_N_REASON_PRESETS, NULL);
  return _(reasons[i]);
}

/* What is typed goes before what is ticked. */
static char *
dup_choice (PmReasonPopover *self)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  for (int i = 0; i < PM_N_REASON_PRESETS && !*text; i++)
    if (gtk_check_button_get_active (self->presets[i]))
      {
        g_free (text);
        return g_strdup (pm_reason_popover_preset (i));
      }
  return text;
}

static void
flag (PmReasonPopover *self)
{
  char *reason = dup_choice (self);
  g_free (self->reason);
  self->reason = reason;
  g_autofree char *copy = g_strdup (reason); /* the action may do anything, even open the popover again */
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.flag", "s", copy);
}

static void
flag_cb (PmReasonPopover *self)
{
  flag (self);
}

static void
cancel_cb (PmReasonPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
entry_changed_cb (PmReasonPopover *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)))
    for (int i = 0; i < PM_N_REASON_PRESETS; i++)
      gtk_check_button_set_active (self->presets[i], FALSE);
}

static void
preset_toggled_cb (PmReasonPopover *self, GtkCheckButton *button)
{
  if (gtk_check_button_get_active (button))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
choose (PmReasonPopover *self, int i)
{
  gtk_check_button_set_active (self->presets[i], TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->presets[i]));
}

/* Before the widgets inside: a check button would take Enter for itself. */
static gboolean
key_cb (PmReasonPopover *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean typing = focus && (focus == GTK_WIDGET (self->entry) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->entry)));
  if (typing || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (keyval >= GDK_KEY_1 && keyval < GDK_KEY_1 + PM_N_REASON_PRESETS)
    choose (self, (int) (keyval - GDK_KEY_1));
  else if (keyval >= GDK_KEY_KP_1 && keyval < GDK_KEY_KP_1 + PM_N_REASON_PRESETS)
    choose (self, (int) (keyval - GDK_KEY_KP_1));
  else if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && !(focus && GTK_IS_BUTTON (focus)))
    flag (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* The last reason is offered again. */
static void
pm_reason_popover_map (GtkWidget *widget)
{
  PmReasonPopover *self = PM_REASON_POPOVER (widget);
  int chosen = *self->reason ? -1 : 0;
  for (int i = 0; i < PM_N_REASON_PRESETS; i++)
    if (g_str_equal (self->reason, pm_reason_popover_preset (i)))
      chosen = i;
  GTK_WIDGET_CLASS (pm_reason_popover_parent_class)->map (widget);
  if (chosen >= 0)
    {
      choose (self, chosen);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->reason);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
pm_reason_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_REASON_POPOVER);
  G_OBJECT_CLASS (pm_reason_popover_parent_class)->dispose (object);
}

static void
pm_reason_popover_finalize (GObject *object)
{
  g_free (PM_REASON_POPOVER (object)->reason);
  G_OBJECT_CLASS (pm_reason_popover_parent_class)->finalize (object);
}

static void
pm_reason_popover_class_init (PmReasonPopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_reason_popover_dispose;
  G_OBJECT_CLASS (class)->finalize = pm_reason_popover_finalize;
  widget_class->map = pm_reason_popover_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-reason-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PmReasonPopover, title_label);
  gtk_widget_class_bind_template_child (widget_class, PmReasonPopover, preset_box);
  gtk_widget_class_bind_template_child (widget_class, PmReasonPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, PmReasonPopover, flag_button);
  gtk_widget_class_bind_template_callback (widget_class, flag_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
}

static void
add_preset (PmReasonPopover *self, int i)
{
  g_autofree char *text = g_strdup (pm_reason_popover_preset (i)), *upper = NULL, *label = NULL;
  const char key[] = { (char) ('1' + i), '\0' };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *cap = gtk_label_new (key);
  /* at the beginning of a line in capitals; in the history it stands after "Bad:" */
  upper = g_utf8_strup (text, (gssize) (g_utf8_next_char (text) - text));
  label = g_strconcat (upper, g_utf8_next_char (text), NULL);
  GtkWidget *button = gtk_check_button_new_with_label (label);
  self->presets[i] = GTK_CHECK_BUTTON (button);
  if (i > 0)
    gtk_check_button_set_group (self->presets[i], self->presets[0]);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (preset_toggled_cb), self);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (cap, "pm-key");
  gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (row), cap);
  gtk_box_append (self->preset_box, row);
}

static void
pm_reason_popover_init (PmReasonPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->reason = g_strdup ("");
  for (int i = 0; i < PM_N_REASON_PRESETS; i++)
    add_preset (self, i);
  GtkEventController *key = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_popover_set_default_widget (GTK_POPOVER (self), GTK_WIDGET (self->flag_button));
  pm_reason_popover_set_n_pixels (self, 1);
}

GtkWidget *
pm_reason_popover_new (void)
{
  return g_object_new (PM_TYPE_REASON_POPOVER, NULL);
}

void
pm_reason_popover_set_n_pixels (PmReasonPopover *self, guint n_pixels)
{
  g_return_if_fail (PM_IS_REASON_POPOVER (self));
  g_autofree char *title = g_strdup_printf (ngettext ("Flag %u pixel as bad", "Flag %u pixels as bad", n_pixels), n_pixels);
  gtk_label_set_label (self->title_label, title);
}

const char *
pm_reason_popover_get_reason (PmReasonPopover *self)
{
  g_return_val_if_fail (PM_IS_REASON_POPOVER (self), "");
  return self->reason;
}
