/* SPDX-License-Identifier: GPL-3.0-or-later
 * The session holds the value: the editor is set from it after each change of an option, and what is not its value is shown no longer
 * than it takes to enter it.
 */
#include "config.h"

#include "pm-option-row.h"

#include "pm-option-text.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

#define EDITOR_CHARS 5
#define MOST_DIGITS 12

struct _PmOptionRow
{
  GtkBox parent_instance;

  PmSession *session;
  const PmOptionInfo *info;   /* static */
  GtkBox *line;               /* template children, borrowed */
  GtkLabel *label, *error_label;
  GtkWidget *reset_button;
  GtkWidget *editor;          /* child, borrowed */
  gboolean following;         /* the editor is being set from the session */
};

G_DEFINE_FINAL_TYPE (PmOptionRow, pm_option_row, GTK_TYPE_BOX)

static void
show_error (PmOptionRow *self, const char *message)
{
  gtk_label_set_label (self->error_label, message ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_STATE_INVALID,
                               message ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static char *
dup_value (PmOptionRow *self)
{
  return pm_options_get (pm_session_get_options (self->session), self->info);
}

/* Gives a new value to the session. */
static void
commit (PmOptionRow *self, const char *text)
{
  if (self->following)
    return;
  g_autofree char *old = dup_value (self);
  if (strcmp (old, text) == 0)
    return;
  g_autoptr (GError) error = NULL;
  gboolean ok = pm_session_set_option (self->session, self->info->key, text, &error);
  show_error (self, ok ? NULL : error->message);
}

static guint
count_decimals (const char *number)
{
  const char *point = strchr (number, '.');
  if (strchr (number, 'e')) /* as 1e-05 */
    return MOST_DIGITS;
  return point ? (guint) strlen (point + 1) : 0;
}

/* Shows enough decimals for that number, which is written as options are: with fewer, leaving the spin button would round it. */
static void
show_decimals (PmOptionRow *self, const char *number)
{
  guint digits;
  pm_option_get_step (self->info, &digits);
  if (self->info->type == PM_OPTION_REAL)
    gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->editor), CLAMP (count_decimals (number), digits, MOST_DIGITS));
}

/* Spin buttons write and read numbers as the locale does, options as C does. */
static char *
dup_entered_number (GtkSpinButton *spin)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], *end;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (spin))));
  double value = strtod (text, &end);
  if (end == text || *end || !isfinite (value))
    return g_steal_pointer (&text);
  return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, value));
}

/* What was typed is judged by the option table, whose message says what was expected: the spin button would put it right silently. */
static int
input_cb (GtkSpinButton *spin, double *value, PmOptionRow *self)
{
  g_autofree char *text = dup_entered_number (spin);
  g_autoptr (PmOptions) trial = pm_options_copy (pm_session_get_options (self->session));
  g_autoptr (GError) error = NULL;
  if (!pm_options_set (trial, self->info->key, text, &error))
    {
      show_error (self, error->message);
      return GTK_INPUT_ERROR;
    }
  g_autofree char *number = pm_options_get (trial, self->info);
  show_error (self, NULL);
  show_decimals (self, number);
  *value = g_ascii_strtod (number, NULL);
  return TRUE;
}

/* The number that is shown: many small steps add up to 0.26000000000000006. */
static void
value_changed_cb (PmOptionRow *self)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  GtkSpinButton *spin = GTK_SPIN_BUTTON (self->editor);
  g_snprintf (format, sizeof format, "%%.%uf", gtk_spin_button_get_digits (spin));
  g_ascii_formatd (buffer, sizeof buffer, format, gtk_spin_button_get_value (spin));
  g_autofree char *old = dup_value (self);
  if (g_ascii_strtod (old, NULL) != g_ascii_strtod (buffer, NULL))
    commit (self, buffer);
}

static void
switch_changed_cb (PmOptionRow *self)
{
  commit (self, gtk_switch_get_active (GTK_SWITCH (self->editor)) ? "yes" : "no");
}

static void
choice_changed_cb (PmOptionRow *self)
{
  g_auto (GStrv) words = g_strsplit (self->info->choices, "|", -1);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->editor));
  if (selected < g_strv_length (words))
    commit (self, words[selected]);
}

static void
text_changed_cb (PmOptionRow *self)
{
  if (self->editor) /* an entry that goes loses the focus first */
    commit (self, gtk_editable_get_text (GTK_EDITABLE (self->editor)));
}

static void
set_choice (PmOptionRow *self, const char *value)
{
  g_auto (GStrv) words = g_strsplit (self->info->choices, "|", -1);
  for (guint i = 0; words[i]; i++)
    if (strcmp (words[i], value) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->editor), i);
}

static void
follow (PmOptionRow *self)
{
  g_autofree char *value = dup_value (self);
  gboolean changed = !pm_options_is_default (pm_session_get_options (self->session), self->info);
  self->following = TRUE;
  switch (self->info->type)
    {
    case PM_OPTION_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (self->editor), strcmp (value, "yes") == 0);
      break;
    case PM_OPTION_CHOICE:
      set_choice (self, value);
      break;
    case PM_OPTION_TEXT:
      if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->editor)), value) != 0) /* keeps the place of the cursor */
        gtk_editable_set_text (GTK_EDITABLE (self->editor), value);
      break;
    default:
      show_decimals (self, value);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->editor), g_ascii_strtod (value, NULL));
    }
  self->following = FALSE;
  if (!changed && gtk_widget_has_focus (self->reset_button))
    gtk_widget_grab_focus (self->editor);
  gtk_widget_set_visible (self->reset_button, changed);
  (changed ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->label), "pm-changed");
}

static void
reset_clicked_cb (PmOptionRow *self)
{
  show_error (self, NULL);
  pm_session_reset_option (self->session, self->info->key);
}

/* The wheel scrolls the panel: it must not change a value that happens to come under the pointer. */
static void
ignore_wheel (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static GtkWidget *
make_spin (PmOptionRow *self)
{
  guint digits;
  double step = pm_option_get_step (self->info, &digits);
  GtkAdjustment *adjustment = gtk_adjustment_new (self->info->value, self->info->min, self->info->max, step, 10.0 * step, 0.0);
  GtkWidget *spin = gtk_spin_button_new (adjustment, step, digits);
  gtk_spin_button_set_update_policy (GTK_SPIN_BUTTON (spin), GTK_UPDATE_IF_VALID);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), EDITOR_CHARS);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1.0f);
  gtk_widget_add_css_class (spin, "pm-number");
  g_signal_connect (spin, "input", G_CALLBACK (input_cb), self);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (value_changed_cb), self);
  ignore_wheel (spin);
  return spin;
}

static GtkWidget *
make_drop_down (PmOptionRow *self)
{
  g_auto (GStrv) words = g_strsplit (self->info->choices, "|", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; words[i]; i++)
    g_ptr_array_add (names, (gpointer) pm_option_choice_get_name (words[i]));
  g_ptr_array_add (names, NULL);
  GtkWidget *drop_down = gtk_drop_down_new_from_strings ((const char *const *) names->pdata);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (choice_changed_cb), self);
  return drop_down;
}

static GtkWidget *
make_entry (PmOptionRow *self)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 2 * EDITOR_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 2 * EDITOR_CHARS);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (text_changed_cb), self);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (text_changed_cb), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
make_switch (PmOptionRow *self)
{
  GtkWidget *widget = gtk_switch_new ();
  g_signal_connect_swapped (widget, "notify::active", G_CALLBACK (switch_changed_cb), self);
  return widget;
}

static GtkWidget *
make_editor (PmOptionRow *self)
{
  switch (self->info->type)
    {
    case PM_OPTION_SWITCH:
      return make_switch (self);
    case PM_OPTION_CHOICE:
      return make_drop_down (self);
    case PM_OPTION_TEXT:
      return make_entry (self);
    default:
      return make_spin (self);
    }
}

static void
pm_option_row_dispose (GObject *object)
{
  PmOptionRow *self = PM_OPTION_ROW (object);
  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  self->editor = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_OPTION_ROW);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pm_option_row_parent_class)->dispose (object);
}

static void
pm_option_row_class_init (PmOptionRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_option_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-option-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PmOptionRow, line);
  gtk_widget_class_bind_template_child (widget_class, PmOptionRow, label);
  gtk_widget_class_bind_template_child (widget_class, PmOptionRow, error_label);
  gtk_widget_class_bind_template_child (widget_class, PmOptionRow, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
}

static void
pm_option_row_init (PmOptionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
describe (PmOptionRow *self)
{
  g_autofree char *label = pm_option_dup_label (self->info), *tooltip = pm_option_dup_tooltip (self->info);
  g_autofree char *reset = g_strdup_printf (_("Reset “%s” to its default"), pm_option_get_name (self->info));
  gtk_label_set_label (self->label, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), tooltip);
  gtk_widget_set_tooltip_text (self->editor, tooltip);
  gtk_widget_set_tooltip_text (self->reset_button, reset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->info->help, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset_button), GTK_ACCESSIBLE_PROPERTY_LABEL, reset, -1);
}

GtkWidget *
pm_option_row_new (PmSession *session, const PmOptionInfo *info)
{
  g_return_val_if_fail (PM_IS_SESSION (session) && info, NULL);
  PmOptionRow *self = g_object_new (PM_TYPE_OPTION_ROW, NULL);
  self->session = g_object_ref (session);
  self->info = info;
  self->editor = make_editor (self);
  gtk_widget_set_valign (self->editor, GTK_ALIGN_CENTER);
  gtk_box_append (self->line, self->editor);
  describe (self);
  follow (self);
  g_signal_connect_object (session, "options-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

const PmOptionInfo *
pm_option_row_get_info (PmOptionRow *self)
{
  g_return_val_if_fail (PM_IS_OPTION_ROW (self), NULL);
  return self->info;
}

GtkWidget *
pm_option_row_get_editor (PmOptionRow *self)
{
  g_return_val_if_fail (PM_IS_OPTION_ROW (self), NULL);
  return self->editor;
}

const char *
pm_option_row_get_error (PmOptionRow *self)
{
  g_return_val_if_fail (PM_IS_OPTION_ROW (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->error_label)) ? gtk_label_get_label (self->error_label) : NULL;
}

gboolean
pm_option_row_matches (PmOptionRow *self, const char *text)
{
  g_return_val_if_fail (PM_IS_OPTION_ROW (self), FALSE);
  g_autofree char *label = pm_option_dup_label (self->info);
  g_autofree char *all = g_strjoin (" ", label, self->info->key, self->info->help, NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1), *wanted = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit (wanted, " ", -1);
  for (char **word = words; *word; word++)
    if (!strstr (folded, *word))
      return FALSE;
  return TRUE;
}
