/* SPDX-License-Identifier: GPL-3.0-or-later
 * Everything that can be done in the window, as actions, and the keys for it. Files are in pm-window-files.c.
 */
#include "config.h"

#include "pm-window-private.h"

#include "pm-count-text.h"
#include "pm-left-panel.h"
#include "pm-maps-page.h"
#include "pm-table-page.h"
#include "pm-table-text.h"

#include <glib/gi18n.h>

/* What the filter hides is not touched: nobody judges what cannot be seen. */
guint *
pm_window_dup_targets (PmWindow *self, guint *n)
{
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  guint n_selected, *pixels = pm_pixel_selection_get_selected (selection, &n_selected);
  int current = pm_pixel_selection_get_current (selection);
  *n = 0;
  for (guint i = 0; i < n_selected; i++)
    if (pm_view_model_get_place (self->model, (int) pixels[i]) >= 0)
      pixels[(*n)++] = pixels[i];
  if (*n == 0)
    g_clear_pointer (&pixels, g_free);
  if (pixels || n_selected > 0 || current == PM_PIXEL_NONE)
    return pixels;
  pixels = g_new (guint, 1);
  pixels[0] = (guint) current;
  *n = 1;
  return pixels;
}

/* Judging. */

static void
tell_judged (PmWindow *self, guint n, PmFlagState state, const char *reason)
{
  g_autofree char *count = pm_count_text (n), *text = NULL;
  if (state == PM_FLAG_STATE_GOOD)
    text = g_strdup_printf (ngettext ("%s pixel flagged good", "%s pixels flagged good", n), count);
  else if (state == PM_FLAG_STATE_CLEAR)
    text = g_strdup_printf (ngettext ("Flag of %s pixel cleared", "Flags of %s pixels cleared", n), count);
  else if (reason && *reason)
    text = g_strdup_printf (ngettext ("%s pixel flagged bad: %s", "%s pixels flagged bad: %s", n), count, reason);
  else
    text = g_strdup_printf (ngettext ("%s pixel flagged bad", "%s pixels flagged bad", n), count);
  pm_toast_show (PM_TOAST (self->toast), text, _("Undo"), "win.undo");
}

static void
judge (PmWindow *self, PmFlagState state, const char *reason)
{
  guint n;
  g_autofree guint *pixels = pm_window_dup_targets (self, &n);
  if (!pixels || !pm_session_get_result (self->session))
    return;
  pm_session_judge (self->session, pixels, n, state, reason);
  tell_judged (self, n, state, reason);
}

static void
bad_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  judge (self, PM_FLAG_STATE_BAD, self->last_reason);
}

static void
flag_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  g_free (self->last_reason);
  self->last_reason = g_variant_dup_string (parameter, NULL);
  judge (self, PM_FLAG_STATE_BAD, self->last_reason);
}

static void
good_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  judge (data, PM_FLAG_STATE_GOOD, NULL);
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  judge (data, PM_FLAG_STATE_CLEAR, NULL);
}

static void
show_inspector (PmWindow *self)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self), "inspector", g_variant_new_boolean (TRUE));
}

static void
bad_reason_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  show_inspector (self);
  pm_inspector_choose_reason (PM_INSPECTOR (self->inspector));
}

static void
refit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  show_inspector (self);
  pm_inspector_show_refit (PM_INSPECTOR (self->inspector));
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  guint n = (guint) pm_session_undo (self->session);
  g_autofree char *count = pm_count_text (n);
  g_autofree char *text = g_strdup_printf (ngettext ("Undone: %s pixel", "Undone: %s pixels", n), count);
  if (n > 0)
    pm_toast_show (PM_TOAST (self->toast), text, _("Redo"), "win.redo");
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  guint n = (guint) pm_session_redo (self->session);
  g_autofree char *count = pm_count_text (n);
  g_autofree char *text = g_strdup_printf (ngettext ("Done again: %s pixel", "Done again: %s pixels", n), count);
  if (n > 0)
    pm_toast_show (PM_TOAST (self->toast), text, _("Undo"), "win.undo");
}

/* Selecting. */

static void
make_current (PmWindow *self, int pixel)
{
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  if (pixel == PM_PIXEL_NONE)
    return;
  pm_pixel_selection_select_one (selection, pixel);
  pm_pixel_selection_set_current (selection, pixel);
}

static void
next_suspicious_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  make_current (data, pm_view_model_find_suspicious (((PmWindow *) data)->model, 1));
}

static void
previous_suspicious_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  make_current (data, pm_view_model_find_suspicious (((PmWindow *) data)->model, -1));
}

static void
select_all_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  guint n;
  const int *order = pm_view_model_get_order (self->model, &n);
  pm_pixel_selection_set (pm_view_model_get_selection (self->model), (const guint *) order, n); /* what the filter lets through */
}

static void
select_none_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_pixel_selection_select_none (pm_view_model_get_selection (((PmWindow *) data)->model));
}

static void
invert_selection_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  guint n, n_chosen = 0;
  const int *order = pm_view_model_get_order (self->model, &n);
  g_autofree guint *chosen = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    if (!pm_pixel_selection_is_selected (selection, order[i]))
      chosen[n_chosen++] = (guint) order[i];
  pm_pixel_selection_set (selection, chosen, n_chosen);
}

static void
show_judged_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_object_set (((PmWindow *) data)->model, "marks", (1u << PM_MARK_BAD) | (1u << PM_MARK_GOOD_HAND), NULL);
}

static void
clear_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_view_model_clear_filter (((PmWindow *) data)->model);
}

static void
filter_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  GtkWidget *page = pm_view_pane_get_page (PM_VIEW_PANE (self->panes[self->active_pane]));
  if (PM_IS_TABLE_PAGE (page))
    pm_table_page_focus_filter (PM_TABLE_PAGE (page));
  else
    {
      g_action_group_change_action_state (G_ACTION_GROUP (self), "view", g_variant_new_string ("maps"));
      pm_maps_page_focus_filter (PM_MAPS_PAGE (pm_view_pane_get_page (PM_VIEW_PANE (self->panes[self->active_pane]))));
    }
}

/* The selected pixels, else those that the filter lets through, with all columns. */
static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  guint n;
  g_autofree guint *targets = pm_pixel_selection_get_selected (pm_view_model_get_selection (self->model), &n);
  const int *rows = targets ? (const int *) targets : pm_view_model_get_order (self->model, &n);
  PmColumn columns[PM_N_COLUMNS];
  for (int i = 0; i < PM_N_COLUMNS; i++)
    columns[i] = (PmColumn) i;
  g_autofree char *text = pm_pixel_table_to_text (pm_session_get_result (self->session)->table, columns, PM_N_COLUMNS, rows, n);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  g_autofree char *count = pm_count_text (n);
  g_autofree char *told = g_strdup_printf (ngettext ("%s pixel copied", "%s pixels copied", n), count);
  pm_toast_show (PM_TOAST (self->toast), told, NULL, NULL);
}

/* The reduction. */

static void
reduce_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_session_reduce (((PmWindow *) data)->session);
}

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_session_stop (((PmWindow *) data)->session);
}

static void
revert_options_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_session_revert_options (((PmWindow *) data)->session);
}

static void
reset_options_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_session_reset_options (((PmWindow *) data)->session);
}

static void
options_search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  pm_options_panel_show_all (PM_OPTIONS_PANEL (pm_left_panel_get_options (PM_LEFT_PANEL (self->left_panel))));
}

static void
dismiss_error_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pm_window_show_error (data, NULL);
}

/* The whole text, to be read and copied. */
static void
error_details_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  if (!self->error)
    return;
  GtkWidget *dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE, "%s",
                                              _("This could not be done"));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", self->error->message);
  GtkWidget *area = gtk_message_dialog_get_message_area (GTK_MESSAGE_DIALOG (dialog));
  for (GtkWidget *child = gtk_widget_get_first_child (area); child; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child))
      gtk_label_set_selectable (GTK_LABEL (child), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_window_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Parts of the window. */

static void
view_changed (GSimpleAction *action, GVariant *state, gpointer data)
{
  PmWindow *self = data;
  PmViewPane *pane = PM_VIEW_PANE (self->panes[self->active_pane]);
  gboolean another = !g_str_equal (pm_view_pane_get_view (pane), g_variant_get_string (state, NULL));
  g_simple_action_set_state (action, state);
  pm_view_pane_set_view (pane, g_variant_get_string (state, NULL));
  if (another)
    gtk_widget_grab_focus (GTK_WIDGET (pane));
}

static void
split_changed (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  pm_window_set_split (data, g_variant_get_boolean (state));
}

static void
inspector_changed (GSimpleAction *action, GVariant *state, gpointer data)
{
  PmWindow *self = data;
  g_simple_action_set_state (action, state);
  gtk_widget_set_visible (self->inspector, g_variant_get_boolean (state));
  self->closed_for_room[1] = FALSE;
  if (g_variant_get_boolean (state))
    pm_window_fit_panes (self, "inspector");
}

static void
left_panel_changed (GSimpleAction *action, GVariant *state, gpointer data)
{
  PmWindow *self = data;
  g_simple_action_set_state (action, state);
  gtk_widget_set_visible (self->left_panel, g_variant_get_boolean (state));
  self->closed_for_room[0] = FALSE;
  if (g_variant_get_boolean (state))
    pm_window_fit_panes (self, "left-panel");
}

/* F6: the next pane. */
static void
next_pane_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PmWindow *self = data;
  GtkWidget *panes[] = { self->left_box, self->centre, self->inspector_box }, *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gsize at = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (panes); i++)
    if (focus && gtk_widget_is_ancestor (focus, panes[i]))
      at = i;
  for (gsize i = 1; i <= G_N_ELEMENTS (panes); i++)
    {
      GtkWidget *pane = panes[(at + i) % G_N_ELEMENTS (panes)], *view = self->panes[self->active_pane];
      if (pane == self->centre && gtk_widget_get_mapped (view) && gtk_widget_grab_focus (view))
        return;
      if (gtk_widget_get_mapped (pane) && gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD))
        return;
    }
}

static const GActionEntry actions[] = {
  { .name = "bad", .activate = bad_cb },
  { .name = "bad-reason", .activate = bad_reason_cb },
  { .name = "flag", .activate = flag_cb, .parameter_type = "s" },
  { .name = "good", .activate = good_cb },
  { .name = "clear", .activate = clear_cb },
  { .name = "refit", .activate = refit_cb },
  { .name = "undo", .activate = undo_cb },
  { .name = "redo", .activate = redo_cb },
  { .name = "next-suspicious", .activate = next_suspicious_cb },
  { .name = "previous-suspicious", .activate = previous_suspicious_cb },
  { .name = "select-all", .activate = select_all_cb },
  { .name = "select-none", .activate = select_none_cb },
  { .name = "invert-selection", .activate = invert_selection_cb },
  { .name = "show-judged", .activate = show_judged_cb },
  { .name = "clear-filter", .activate = clear_filter_cb },
  { .name = "filter", .activate = filter_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "reduce", .activate = reduce_cb },
  { .name = "stop", .activate = stop_cb },
  { .name = "revert-options", .activate = revert_options_cb },
  { .name = "reset-options", .activate = reset_options_cb },
  { .name = "options-search", .activate = options_search_cb },
  { .name = "dismiss-error", .activate = dismiss_error_cb },
  { .name = "error-details", .activate = error_details_cb },
  { .name = "next-pane", .activate = next_pane_cb },
  { .name = "view", .parameter_type = "s", .state = "'maps'", .change_state = view_changed },
  { .name = "split", .state = "false", .change_state = split_changed },
  { .name = "inspector", .state = "true", .change_state = inspector_changed },
  { .name = "left-panel", .state = "true", .change_state = left_panel_changed },
};

static void
enable (PmWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
  if (action)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
pm_window_update_actions (PmWindow *self)
{
  static const char *const of_targets[] = { "bad", "bad-reason", "flag", "good", "clear", "refit" };
  static const char *const of_results[] = { "next-suspicious", "previous-suspicious", "select-all", "select-none", "invert-selection",
                                            "filter", "copy", "export", "export-view", "split", "view" };
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  gboolean result = pm_session_get_result (self->session) != NULL;
  gboolean targets = result && (pm_pixel_selection_get_n_selected (selection) > 0 ||
                                pm_pixel_selection_get_current (selection) != PM_PIXEL_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (of_targets); i++)
    enable (self, of_targets[i], targets);
  for (gsize i = 0; i < G_N_ELEMENTS (of_results); i++)
    enable (self, of_results[i], result);
  enable (self, "reduce", pm_session_can_reduce (self->session));
  enable (self, "stop", pm_job_get_state (pm_session_get_job (self->session)) == PM_JOB_RUNNING);
  enable (self, "undo", pm_flag_log_get_can_undo (pm_session_get_flags (self->session)));
  enable (self, "redo", pm_flag_log_get_can_redo (pm_session_get_flags (self->session)));
  enable (self, "revert-options", pm_session_is_out_of_date (self->session));
}

/* Letters only where no text is typed: an entry takes them before they come here. */
static void
add_letters (PmWindow *self)
{
  static const struct
  {
    const char *keys, *action;
  } letters[] = {
    { "b", "win.bad" },
    { "<Shift>b", "win.bad-reason" },
    { "g", "win.good" },
    { "Delete|KP_Delete", "win.clear" },
    { "n", "win.next-suspicious" },
    { "p", "win.previous-suspicious" },
    { "r", "win.refit" },
    { "Escape", "win.select-none" },
    { "<Control>a", "win.select-all" },
    { "<Control><Shift>i", "win.invert-selection" },
    { "<Control>c", "win.copy" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (letters[i].keys), gtk_named_action_new (letters[i].action)));
  gtk_widget_add_controller (self->body, controller);
}

void
pm_window_add_actions (PmWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_letters (self);
}

void
pm_window_install_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action, *keys[3];
  } accels[] = {
    { "win.open", { "<Control>o" } },
    { "win.save", { "<Control>s" } },
    { "win.save-as", { "<Control><Shift>s" } },
    { "win.reduce", { "<Control>r" } },
    { "win.stop", { "<Control>period" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z", "<Control>y" } },
    { "win.export", { "<Control>e" } },
    { "win.export-view", { "<Control><Shift>e" } },
    { "win.filter", { "<Control>f" } },
    { "win.options-search", { "<Control><Shift>o" } },
    { "win.view('maps')", { "<Alt>1" } },
    { "win.view('array')", { "<Alt>2" } },
    { "win.view('table')", { "<Alt>3" } },
    { "win.next-pane", { "F6" } },
    { "win.split", { "F7" } },
    { "win.inspector", { "F8" } },
    { "win.left-panel", { "F9" } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].keys);
}
