/* SPDX-License-Identifier: GPL-3.0-or-later
 * Everything that opens or saves a file. Each action takes a path, or asks for one with a dialog where it gets none: dialogs are one way
 * in,
 * tests and scripts use the other.
 */
#include "config.h"

#include "pm-window-private.h"

#include "pm-array-page.h"
#include "pm-export-dialog.h"
#include "pm-recent.h"
#include "pm-simulator.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What is done with a path that was chosen. */
typedef void (*Chosen) (PmWindow *self, GFile *file);

typedef struct
{
  PmWindow *self;
  Chosen chosen;
} Choice;

static void
choice_cb (GtkNativeDialog *dialog, int response, Choice *choice)
{
  PmWindow *self = choice->self;
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);
          g_autoptr (GFile) folder = g_file_get_parent (file);
          g_free (self->last_folder);
          self->last_folder = folder ? g_file_get_path (folder) : NULL;
          choice->chosen (self, file);
        }
    }
  if (self->dialogs)
    g_ptr_array_remove (self->dialogs, dialog);
}

static void
free_choice (gpointer data, GClosure *closure)
{
  g_free (data);
}

typedef struct
{
  const char *title, *accept, *name; /* name: proposed, for saving */
  const char *filter, *patterns[5];
  GtkFileChooserAction action;
  gboolean multiple;
} Dialog;

static void
ask (PmWindow *self, const Dialog *what, Chosen chosen)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (what->title, GTK_WINDOW (self), what->action, what->accept, _("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new (), all = gtk_file_filter_new ();
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), what->multiple);
  gtk_file_filter_set_name (filter, what->filter);
  for (gsize i = 0; i < G_N_ELEMENTS (what->patterns) && what->patterns[i]; i++)
    gtk_file_filter_add_pattern (filter, what->patterns[i]);
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  if (self->last_folder)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (self->last_folder);
      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
    }
  if (what->name)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), what->name);
  Choice *choice = g_new (Choice, 1);
  *choice = (Choice){ self, chosen };
  g_signal_connect_data (dialog, "response", G_CALLBACK (choice_cb), choice, free_choice, 0);
  g_ptr_array_add (self->dialogs, dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Opening. */

static void
open_session_file (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  if (path && pm_session_open (self->session, path, &error))
    {
      pm_window_restore_view (self);
      pm_recent_add (file);
    }
  else if (error)
    pm_window_show_error (self, error);
}

static void
open_scan_file (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  if (!path)
    return;
  const char *const paths[] = { path, NULL };
  pm_session_add_scans (self->session, paths);
  pm_recent_add (file);
}

static void
open_file (PmWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  if (g_str_has_suffix (name, ".pmsession"))
    open_session_file (self, file);
  else
    open_scan_file (self, file);
}

void
pm_window_open_files (PmWindow *self, GFile **files, guint n_files)
{
  for (guint i = 0; i < n_files; i++)
    open_file (self, files[i]);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Dialog dialog = { .title = _("Open scans"), .accept = _("_Open"), .filter = _("Scans (FITS) and sessions"),
                          .patterns = { "*.fits", "*.fits.gz", "*.fit", "*.pmsession" }, .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                          .multiple = TRUE };
  ask (data, &dialog, open_file);
}

static void
open_session_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Dialog dialog = { .title = _("Open a session"), .accept = _("_Open"), .filter = _("Sessions"), .patterns = { "*.pmsession" },
                          .action = GTK_FILE_CHOOSER_ACTION_OPEN };
  ask (data, &dialog, open_session_file);
}

static void
open_uri_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));
  open_file (data, file);
}

/* The demo. */

static void
demo_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = data;
  g_autofree char *folder = g_path_get_dirname (path);
  GError *error = NULL;
  PmSimulation sim;
  pm_simulation_init (&sim);
  sim.object = "Demo";
  sim.obs_id = "DEMO_0001";
  g_mkdir_with_parents (folder, 0700);
  if (pm_simulate (&sim, path, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
demo_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PmWindow) self = PM_WINDOW (data);
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->session)
    return;
  self->demo_runs = FALSE;
  if (ok)
    {
      const char *const paths[] = { g_task_get_task_data (G_TASK (result)), NULL };
      pm_session_add_scans (self->session, paths);
      pm_session_reduce_soon (self->session);
      pm_window_update_state (self);
    }
  else
    pm_window_show_error (self, error);
}

static void
open_demo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  if (self->demo_runs)
    return;
  self->demo_runs = TRUE;
  /* No source object: the window could end in the thread that lets go last. */
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, demo_ready_cb, g_object_ref (self));
  g_task_set_source_tag (task, open_demo_cb);
  g_task_set_task_data (task, g_build_filename (g_get_user_cache_dir (), "pixelmap", "demo.fits", NULL), g_free);
  g_task_run_in_thread (task, demo_thread);
  pm_window_update_state (self);
}

/* Dropping files. */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, PmWindow *self)
{
  GSList *files = g_value_get_boxed (value);
  for (GSList *l = files; l; l = l->next)
    open_file (self, l->data);
  pm_start_page_set_dragged_over (PM_START_PAGE (self->start_page), FALSE);
  return files != NULL;
}

static GdkDragAction
drag_enter_cb (GtkDropTarget *target, double x, double y, PmWindow *self)
{
  pm_start_page_set_dragged_over (PM_START_PAGE (self->start_page), TRUE);
  return GDK_ACTION_COPY;
}

static void
drag_leave_cb (GtkDropTarget *target, PmWindow *self)
{
  pm_start_page_set_dragged_over (PM_START_PAGE (self->start_page), FALSE);
}

void
pm_window_accept_drops (PmWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (drag_enter_cb), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (drag_leave_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* Saving. */

gboolean
pm_window_has_unsaved_work (PmWindow *self)
{
  return pm_session_get_unsaved (self->session) &&
         (pm_session_get_path (self->session) || pm_flag_log_get_can_undo (pm_session_get_flags (self->session)));
}

static void
save_to (PmWindow *self, GFile *file)
{
  g_autofree char *given = g_file_get_path (file);
  g_autofree char *path = g_str_has_suffix (given, ".pmsession") ? g_strdup (given) : g_strconcat (given, ".pmsession", NULL);
  g_autoptr (GError) error = NULL;
  void (*then) (PmWindow *) = self->after_save;
  self->after_save = NULL;
  pm_window_store_view (self);
  if (!pm_session_save (self->session, path, &error))
    {
      pm_window_show_error (self, error);
      return;
    }
  g_autoptr (GFile) saved = g_file_new_for_path (path);
  pm_recent_add (saved);
  if (then)
    then (self);
}

static void
ask_where_to_save (PmWindow *self)
{
  g_autoptr (PmScanItem) first = g_list_model_get_item (pm_session_get_scans (self->session), 0);
  const PmScanInfo *info = first ? pm_scan_item_get_info (first) : NULL;
  g_autofree char *name = info && info->object ? g_strdup_printf ("%s.pmsession", info->object) : g_strdup ("session.pmsession");
  g_strdelimit (name, "/\\", '_');
  const Dialog dialog = { .title = _("Save the session"), .accept = _("_Save"), .name = name, .filter = _("Sessions"),
                          .patterns = { "*.pmsession" }, .action = GTK_FILE_CHOOSER_ACTION_SAVE };
  ask (self, &dialog, save_to);
}

void
pm_window_save_then (PmWindow *self, void (*then) (PmWindow *self))
{
  const char *path = pm_session_get_path (self->session);
  self->after_save = then;
  if (!path || pm_session_look_at_file (self->session) != PM_FILE_OURS) /* the banner says why */
    {
      ask_where_to_save (self);
      return;
    }
  g_autoptr (GFile) file = g_file_new_for_path (path);
  save_to (self, file);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_window_save_then (data, NULL);
}

static void
save_as_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  self->after_save = NULL;
  ask_where_to_save (self);
}

static void
save_path_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));
  save_to (data, file);
}

/* Flags and options. */

static void
tell (PmWindow *self, const char *text)
{
  pm_toast_show (PM_TOAST (self->toast), text, NULL, NULL);
}

static void
save_flags_to (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (PmFlagFile) flags = pm_flag_log_to_file (pm_session_get_flags (self->session));
  g_autoptr (GError) error = NULL;
  if (pm_flag_file_write (flags, path, &error))
    tell (self, _("Flags saved"));
  else
    pm_window_show_error (self, error);
}

static void
load_flags_from (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (PmFlagFile) flags = pm_flag_file_read (path, &error);
  if (!flags)
    {
      pm_window_show_error (self, error);
      return;
    }
  pm_flag_log_add_file (pm_session_get_flags (self->session), flags);
  g_autofree char *text = g_strdup_printf (ngettext ("%u flag loaded", "%u flags loaded", flags->entries->len), flags->entries->len);
  pm_toast_show (PM_TOAST (self->toast), text, _("Undo"), "win.undo");
}

static void
load_options_from (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  if (!pm_session_load_options (self->session, path, &error))
    pm_window_show_error (self, error);
}

static void
save_options_to (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  if (pm_session_save_options (self->session, path, &error))
    tell (self, _("Options saved"));
  else
    pm_window_show_error (self, error);
}

/* The action's name says which; a path as its parameter stands for the dialog. */
static void
small_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const struct
  {
    const char *name;
    Chosen chosen;
    Dialog dialog;
  } files[] = {
    { "save-flags", save_flags_to,
      { .title = _("Save flags"), .accept = _("_Save"), .name = "flags.ecsv", .filter = _("Flag files"), .patterns = { "*.ecsv" },
        .action = GTK_FILE_CHOOSER_ACTION_SAVE } },
    { "load-flags", load_flags_from,
      { .title = _("Load flags"), .accept = _("_Open"), .filter = _("Flag files"), .patterns = { "*.ecsv" },
        .action = GTK_FILE_CHOOSER_ACTION_OPEN } },
    { "save-options", save_options_to,
      { .title = _("Save options"), .accept = _("_Save"), .name = "options.ini", .filter = _("Key files"), .patterns = { "*.ini" },
        .action = GTK_FILE_CHOOSER_ACTION_SAVE } },
    { "load-options", load_options_from,
      { .title = _("Load options"), .accept = _("_Open"), .filter = _("Key files"), .patterns = { "*.ini" },
        .action = GTK_FILE_CHOOSER_ACTION_OPEN } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_has_prefix (g_action_get_name (G_ACTION (action)), files[i].name))
      {
        g_autoptr (GFile) file = parameter ? g_file_new_for_path (g_variant_get_string (parameter, NULL)) : NULL;
        if (file)
          files[i].chosen (data, file);
        else
          ask (data, &files[i].dialog, files[i].chosen);
      }
}

/* Export. */

static void
exported_cb (GtkWidget *dialog, char **paths, PmWindow *self)
{
  guint n = g_strv_length (paths);
  g_autofree char *folder = n > 0 ? g_path_get_dirname (paths[0]) : NULL;
  g_autofree char *text = g_strdup_printf (ngettext ("%u file written into %s", "%u files written into %s", n), n, folder ? folder : "");
  tell (self, text);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  if (!self->export_dialog)
    {
      g_set_weak_pointer (&self->export_dialog, pm_export_dialog_new (self->model, self->session));
      gtk_window_set_transient_for (GTK_WINDOW (self->export_dialog), GTK_WINDOW (self));
      g_signal_connect_object (self->export_dialog, "exported", G_CALLBACK (exported_cb), self, 0);
    }
  gtk_window_present (GTK_WINDOW (self->export_dialog));
}

static void
export_view_to (PmWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  if (pm_view_pane_export (PM_VIEW_PANE (self->panes[self->active_pane]), path, &error))
    tell (self, _("View exported"));
  else
    pm_window_show_error (self, error);
}

static void
export_view_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  g_autofree char *name =
    g_strdup_printf ("%s.png", pm_view_pane_get_view (PM_VIEW_PANE (self->panes[self->active_pane])));
  const Dialog dialog = { .title = _("Export the view"), .accept = _("_Export"), .name = name, .filter = _("PNG, SVG, PDF"),
                          .patterns = { "*.png", "*.svg", "*.pdf" }, .action = GTK_FILE_CHOOSER_ACTION_SAVE };
  ask (self, &dialog, export_view_to);
}

static void
export_view_path_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));
  export_view_to (data, file);
}

static const GActionEntry actions[] = {
  { .name = "open", .activate = open_cb },
  { .name = "open-demo", .activate = open_demo_cb },
  { .name = "open-session", .activate = open_session_cb },
  { .name = "open-uri", .activate = open_uri_cb, .parameter_type = "s" },
  { .name = "save", .activate = save_cb },
  { .name = "save-as", .activate = save_as_cb },
  { .name = "save-path", .activate = save_path_cb, .parameter_type = "s" },
  { .name = "save-flags", .activate = small_file_cb },
  { .name = "load-flags", .activate = small_file_cb },
  { .name = "save-options", .activate = small_file_cb },
  { .name = "load-options", .activate = small_file_cb },
  { .name = "save-flags-path", .activate = small_file_cb, .parameter_type = "s" },
  { .name = "load-flags-path", .activate = small_file_cb, .parameter_type = "s" },
  { .name = "save-options-path", .activate = small_file_cb, .parameter_type = "s" },
  { .name = "load-options-path", .activate = small_file_cb, .parameter_type = "s" },
  { .name = "export", .activate = export_cb },
  { .name = "export-view", .activate = export_view_cb },
  { .name = "export-view-path", .activate = export_view_path_cb, .parameter_type = "s" },
};

void
pm_window_add_file_actions (PmWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
