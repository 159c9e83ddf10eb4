/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-options-dialog.h"

#include "pm-option-text.h"

#include <glib/gi18n.h>

#include <string.h>

struct _PmOptionsDialog
{
  GtkWindow parent_instance;

  PmSession *session;
  GPtrArray *rows;               /* PmOptionRow, borrowed */
  GtkFileChooserNative *chooser; /* while it is open */
  GtkSearchEntry *search_entry;  /* template children, borrowed */
  GtkLabel *error_label;
  GtkBox *groups;
  GtkWidget *nothing_label;
};

G_DEFINE_FINAL_TYPE (PmOptionsDialog, pm_options_dialog, GTK_TYPE_WINDOW)

static gboolean
take_error (PmOptionsDialog *self, const GError *error)
{
  gtk_label_set_label (self->error_label, error ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
  return !error;
}

static void
filter_cb (PmOptionsDialog *self)
{
  pm_options_dialog_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

/* Escape empties the search first, then closes. */
static void
stop_search_cb (PmOptionsDialog *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
reset_all_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  pm_session_reset_options (PM_OPTIONS_DIALOG (widget)->session);
}

static void
search_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (PM_OPTIONS_DIALOG (widget)->search_entry));
}

static void
chosen_cb (PmOptionsDialog *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  const char *path = file ? g_file_peek_path (file) : NULL;
  if (path && gtk_file_chooser_get_action (GTK_FILE_CHOOSER (chooser)) == GTK_FILE_CHOOSER_ACTION_OPEN)
    pm_options_dialog_load (self, path);
  else if (path)
    pm_options_dialog_save (self, path);
  g_clear_object (&self->chooser);
}

static void
choose_file (PmOptionsDialog *self, const char *title, GtkFileChooserAction action, const char *accept)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "pixelmap-options.ini");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
load_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose_file (PM_OPTIONS_DIALOG (widget), _("Load options"), GTK_FILE_CHOOSER_ACTION_OPEN, _("Load"));
}

static void
save_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  choose_file (PM_OPTIONS_DIALOG (widget), _("Save options"), GTK_FILE_CHOOSER_ACTION_SAVE, _("Save"));
}

static void
pm_options_dialog_dispose (GObject *object)
{
  PmOptionsDialog *self = PM_OPTIONS_DIALOG (object);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), PM_TYPE_OPTIONS_DIALOG);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pm_options_dialog_parent_class)->dispose (object);
}

static void
pm_options_dialog_class_init (PmOptionsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = pm_options_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-options-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PmOptionsDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PmOptionsDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, PmOptionsDialog, groups);
  gtk_widget_class_bind_template_child (widget_class, PmOptionsDialog, nothing_label);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_install_action (widget_class, "options.load", NULL, load_cb);
  gtk_widget_class_install_action (widget_class, "options.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "options.reset-all", NULL, reset_all_cb);
  gtk_widget_class_install_action (widget_class, "options.search", NULL, search_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "options.search", NULL);
}

static void
pm_options_dialog_init (PmOptionsDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkBox *
add_group (PmOptionsDialog *self, const char *group)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", pm_option_group_get_title (group), "xalign", 0.0f, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  gtk_widget_add_css_class (title, "pm-heading");
  gtk_widget_add_css_class (GTK_WIDGET (box), "pm-option-rows");
  gtk_box_append (box, title);
  gtk_box_append (self->groups, GTK_WIDGET (box));
  return box;
}

static void
add_rows (PmOptionsDialog *self)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  g_autofree char *last = NULL;
  GtkBox *box = NULL;
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *group = pm_option_dup_group (&infos[i]);
      if (g_strcmp0 (group, last) != 0)
        box = add_group (self, group);
      g_free (last);
      last = g_steal_pointer (&group);
      GtkWidget *row = pm_option_row_new (self->session, &infos[i]);
      gtk_box_append (box, row);
      g_ptr_array_add (self->rows, row);
    }
}

PmOptionsDialog *
pm_options_dialog_new (PmSession *session, GtkWindow *parent)
{
  g_return_val_if_fail (PM_IS_SESSION (session), NULL);
  PmOptionsDialog *self = g_object_new (PM_TYPE_OPTIONS_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  add_rows (self);
  return self;
}

guint
pm_options_dialog_search (PmOptionsDialog *self, const char *text)
{
  g_return_val_if_fail (PM_IS_OPTIONS_DIALOG (self) && text, 0);
  guint n_shown = 0;
  GtkWidget *group = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      gboolean shown = pm_option_row_matches (PM_OPTION_ROW (row), text);
      gtk_widget_set_visible (row, shown);
      n_shown += shown;
      if (gtk_widget_get_parent (row) != group)
        gtk_widget_set_visible (group = gtk_widget_get_parent (row), FALSE);
      if (shown)
        gtk_widget_set_visible (group, TRUE);
    }
  gtk_widget_set_visible (self->nothing_label, n_shown == 0);
  return n_shown;
}

PmOptionRow *
pm_options_dialog_find_row (PmOptionsDialog *self, const char *key)
{
  g_return_val_if_fail (PM_IS_OPTIONS_DIALOG (self), NULL);
  for (guint i = 0; i < self->rows->len; i++)
    if (strcmp (pm_option_row_get_info (g_ptr_array_index (self->rows, i))->key, key) == 0)
      return g_ptr_array_index (self->rows, i);
  return NULL;
}

gboolean
pm_options_dialog_load (PmOptionsDialog *self, const char *path)
{
  g_return_val_if_fail (PM_IS_OPTIONS_DIALOG (self), FALSE);
  g_autoptr (GError) error = NULL;
  pm_session_load_options (self->session, path, &error);
  return take_error (self, error);
}

gboolean
pm_options_dialog_save (PmOptionsDialog *self, const char *path)
{
  g_return_val_if_fail (PM_IS_OPTIONS_DIALOG (self), FALSE);
  g_autoptr (GError) error = NULL;
  pm_session_save_options (self->session, path, &error);
  return take_error (self, error);
}

const char *
pm_options_dialog_get_error (PmOptionsDialog *self)
{
  g_return_val_if_fail (PM_IS_OPTIONS_DIALOG (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->error_label)) ? gtk_label_get_label (self->error_label) : NULL;
}
