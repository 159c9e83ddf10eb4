/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window as an object: its parts and how they hang together. The session notifies, the view model tells the views.
 */
#include "config.h"

#include "pm-window-private.h"

#include "pm-left-panel.h"
#include "pm-preferences.h"

#include <glib/gi18n.h>

#define MIN_WIDTH 640 /* of what is remembered, as in the schema */
#define MIN_HEIGHT 480

static const char *const remembered_parts[] = { "left-panel", "inspector" };

G_DEFINE_FINAL_TYPE (PmWindow, pm_window, GTK_TYPE_APPLICATION_WINDOW)

static void
result_cb (PmWindow *self)
{
  pm_view_model_set_result (self->model, pm_session_get_result (self->session), pm_session_get_suspicion (self->session));
}

PmSession *
pm_window_get_session (PmWindow *self)
{
  return self->session;
}

PmViewModel *
pm_window_get_model (PmWindow *self)
{
  return self->model;
}

const char *
pm_window_get_toast (PmWindow *self)
{
  return pm_toast_get_text (PM_TOAST (self->toast));
}

const char *
pm_window_get_banner (PmWindow *self)
{
  return pm_banner_get_text (PM_BANNER (self->banner));
}

gboolean
pm_window_is_pristine (PmWindow *self)
{
  return g_list_model_get_n_items (pm_session_get_scans (self->session)) == 0 && !pm_session_get_path (self->session) && !self->demo_runs;
}

gboolean
pm_window_recover (PmWindow *self, const char *backup)
{
  g_autoptr (GError) error = NULL;
  gsize n;
  if (!pm_session_recover (self->session, backup, &n, &error))
    {
      pm_window_show_error (self, error);
      return FALSE;
    }
  guint count = (guint) n;
  g_autofree char *text = g_strdup_printf (ngettext ("Recovered after a crash: %u pixel judged by hand",
                                                     "Recovered after a crash: %u pixels judged by hand", count),
                                           count);
  pm_toast_show (PM_TOAST (self->toast), text, n > 0 ? _("Show") : NULL, "win.show-judged");
  return TRUE;
}

static void
readout_cb (PmInspector *inspector, const char *text, PmWindow *self)
{
  pm_status_bar_set_readout (PM_STATUS_BAR (self->status_bar), text);
}

static void
pm_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (pm_window_parent_class)->size_allocate (widget, width, height, baseline);
  pm_window_note_width (PM_WINDOW (widget), width);
}

/* How the window was left. */
static void
load_preferences (PmWindow *self)
{
  self->settings = pm_preferences_new ();
  self->last_folder = pm_preferences_dup_text (self->settings, "folder");
  self->last_reason = pm_preferences_dup_text (self->settings, "reason");
  if (!self->settings)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  for (gsize i = 0; i < G_N_ELEMENTS (remembered_parts); i++)
    g_action_group_change_action_state (G_ACTION_GROUP (self), remembered_parts[i],
                                        g_variant_new_boolean (g_settings_get_boolean (self->settings, remembered_parts[i])));
}

static void
save_preferences (PmWindow *self)
{
  int width, height;
  pm_preferences_set_text (self->settings, "folder", self->last_folder);
  pm_preferences_set_text (self->settings, "reason", self->last_reason);
  if (!self->settings)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, MIN_WIDTH));
  g_settings_set_int (self->settings, "window-height", MAX (height, MIN_HEIGHT));
  g_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  for (gsize i = 0; i < G_N_ELEMENTS (remembered_parts); i++)
    {
      g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), remembered_parts[i]);
      g_settings_set_value (self->settings, remembered_parts[i], state);
    }
}

void
pm_window_close_now (PmWindow *self)
{
  self->close_anyway = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
discard_cb (GtkDialog *dialog, int response, PmWindow *self)
{
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response == GTK_RESPONSE_REJECT)
    pm_window_close_now (self);
  else if (response == GTK_RESPONSE_ACCEPT)
    pm_window_save_then (self, pm_window_close_now);
}

static gboolean
pm_window_close_request (GtkWindow *window)
{
  PmWindow *self = PM_WINDOW (window);
  if (!self->close_anyway && pm_window_has_unsaved_work (self))
    {
      GtkWidget *dialog = gtk_message_dialog_new (window, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_QUESTION,
                                                  GTK_BUTTONS_NONE, "%s", _("Save the session before closing?"));
      gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s",
                                                _("The flags and refits made since it was saved last are lost otherwise."));
      gtk_dialog_add_buttons (GTK_DIALOG (dialog), _("Discard"), GTK_RESPONSE_REJECT, _("Cancel"), GTK_RESPONSE_CANCEL, _("Save"),
                              GTK_RESPONSE_ACCEPT, NULL);
      gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
      gtk_widget_add_css_class (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT), "suggested-action");
      g_signal_connect_object (dialog, "response", G_CALLBACK (discard_cb), self, 0);
      gtk_window_present (GTK_WINDOW (dialog));
      return TRUE;
    }
  save_preferences (self);
  pm_session_discard_backup (self->session);
  return GTK_WINDOW_CLASS (pm_window_parent_class)->close_request (window);
}

static void
pm_window_dispose (GObject *object)
{
  PmWindow *self = PM_WINDOW (object);
  g_cancellable_cancel (self->cancellable);
  if (self->session)
    pm_session_stop (self->session);
  g_clear_weak_pointer (&self->export_dialog);
  gtk_widget_dispose_template (GTK_WIDGET (self), PM_TYPE_WINDOW);
  g_clear_pointer (&self->dialogs, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->model);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (pm_window_parent_class)->dispose (object);
}

static void
pm_window_finalize (GObject *object)
{
  PmWindow *self = PM_WINDOW (object);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self->last_folder);
  g_free (self->last_reason);
  G_OBJECT_CLASS (pm_window_parent_class)->finalize (object);
}

static void
pm_window_class_init (PmWindowClass *klass)
{
  static const struct
  {
    const char *name;
    gssize offset;
  } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (PmWindow, name) }
    CHILD (job_stack), CHILD (step_label), CHILD (left_label), CHILD (progress_bar), CHILD (switcher),
    CHILD (open_menu_button), CHILD (main_menu_button), CHILD (body), CHILD (banner), CHILD (centre), CHILD (centre_stack),
    CHILD (start_page),
    CHILD (paned), CHILD (toast), CHILD (status_box), CHILD (ready_title), CHILD (ready_text), CHILD (left_box),
    CHILD (inspector_box), CHILD (ready_button), CHILD (ready_progress),
#undef CHILD
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = pm_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = pm_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pm_window_close_request;
  widget_class->size_allocate = pm_window_size_allocate;
  g_type_ensure (PM_TYPE_BANNER);
  g_type_ensure (PM_TYPE_TOAST);
  g_type_ensure (PM_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/pixelmap/PixelMap/pm-window.ui");
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
}

static void
pm_window_init (PmWindow *self)
{
  self->session = pm_session_new ();
  self->model = pm_view_model_new ();
  self->cancellable = g_cancellable_new ();
  self->dialogs = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->left_panel = pm_left_panel_new (self->model, self->session);
  gtk_box_append (GTK_BOX (self->left_box), self->left_panel);
  self->inspector = pm_inspector_new (self->model, self->session);
  g_signal_connect_object (self->inspector, "readout", G_CALLBACK (readout_cb), self, 0);
  g_signal_connect_object (pm_inspector_get_reason_popover (PM_INSPECTOR (self->inspector)), "closed",
                           G_CALLBACK (pm_window_focus_centre), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->inspector_box), self->inspector);
  self->status_bar = pm_status_bar_new (self->model);
  gtk_widget_set_hexpand (self->status_bar, TRUE);
  gtk_box_append (GTK_BOX (self->status_box), self->status_bar);
  pm_window_add_first_pane (self);
  g_signal_connect_object (self->session, "notify::result", G_CALLBACK (result_cb), self, G_CONNECT_SWAPPED);
  pm_window_add_actions (self);
  pm_window_add_file_actions (self);
  pm_window_accept_drops (self);
  pm_window_connect_state (self);
  load_preferences (self);
}

PmWindow *
pm_window_new (GtkApplication *application)
{
  PmWindow *self = g_object_new (PM_TYPE_WINDOW, "application", application, NULL);
  GMenu *open_menu = gtk_application_get_menu_by_id (application, "open_menu");
  GMenu *main_menu = gtk_application_get_menu_by_id (application, "main_menu");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->open_menu_button), G_MENU_MODEL (open_menu));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->main_menu_button), G_MENU_MODEL (main_menu));
  return self;
}
