/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the window shows when: the start page, "ready to reduce", or the views; progress; the banner; title and status.
 */
#include "config.h"

#include "pm-window-private.h"

#include "pm-option-text.h"

#include <glib/gi18n.h>
#include <math.h>

/* The engine's steps, as words that can be translated. */
static const char *
step_text (PmStep step)
{
  switch (step)
    {
    case PM_STEP_READ:
      return _("Reading");
    case PM_STEP_CLEAN:
      return _("Cleaning");
    case PM_STEP_DETECT:
      return _("Searching");
    case PM_STEP_MODES:
      return _("Common modes");
    case PM_STEP_FIT:
      return _("Fitting");
    case PM_STEP_FINISH:
      return _("Finishing");
    default:
      return "";
    }
}

static void
show_progress (PmWindow *self)
{
  PmJob *job = pm_session_get_job (self->session);
  gboolean running = pm_job_get_state (job) == PM_JOB_RUNNING;
  double left = pm_job_get_seconds_left (job);
  g_autofree char *round = NULL, *time = NULL;
  gtk_stack_set_visible_child_name (GTK_STACK (self->job_stack), running ? "stop" : "reduce");
  if (!running)
    return;
  if (pm_job_get_round (job) > 0)
    round = g_strdup_printf (_("Round %d of %d · %s"), pm_job_get_round (job), pm_job_get_n_rounds (job),
                             step_text (pm_job_get_step (job)));
  gtk_label_set_text (GTK_LABEL (self->step_label), round ? round : step_text (pm_job_get_step (job)));
  if (left >= 0.0)
    time = g_strdup_printf (_("%.0f s left"), ceil (left));
  gtk_label_set_text (GTK_LABEL (self->left_label), time ? time : "");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress_bar), pm_job_get_fraction (job));
}

typedef struct
{
  guint n_ready, n_reading, n_failed;
  double seconds;
} ScanCount;

static ScanCount
count_scans (PmWindow *self)
{
  ScanCount count = { 0 };
  GListModel *scans = pm_session_get_scans (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (scans); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (scans, i);
      count.n_reading += pm_scan_item_get_state (item) == PM_SCAN_READING;
      count.n_failed += pm_scan_item_get_state (item) == PM_SCAN_FAILED;
      if (pm_scan_item_takes_part (item))
        {
          count.n_ready++;
          count.seconds += pm_scan_item_get_info (item)->duration_s;
        }
    }
  return count;
}

/* What the page without a result says. */
static void
show_ready (PmWindow *self)
{
  PmJob *job = pm_session_get_job (self->session);
  ScanCount count = count_scans (self);
  gboolean running = pm_job_get_state (job) == PM_JOB_RUNNING, busy = running || self->demo_runs || count.n_reading > 0;
  g_autofree char *title = NULL, *text = NULL;
  if (self->demo_runs)
    title = g_strdup (_("Simulating a demo scan…"));
  else if (running)
    title = g_strdup_printf (ngettext ("Reducing %u scan…", "Reducing %u scans…", count.n_ready), count.n_ready);
  else if (count.n_reading > 0)
    title = g_strdup (_("Looking at the scans…"));
  else if (count.n_ready > 0)
    title = g_strdup_printf (ngettext ("Ready to reduce %u scan", "Ready to reduce %u scans", count.n_ready), count.n_ready);
  else
    title = g_strdup (count.n_failed > 0 ? _("None of the scans can be reduced") : _("No scan is checked"));
  if (count.n_ready > 0)
    {
      g_autofree char *memory = g_format_size (pm_session_get_memory_bytes (self->session));
      text = g_strdup_printf (_("%.1f minutes of data · about %s of memory"), count.seconds / 60.0, memory);
    }
  else if (!busy)
    text = g_strdup (_("Check a scan in the list, or open others."));
  gtk_label_set_text (GTK_LABEL (self->ready_title), title);
  gtk_label_set_text (GTK_LABEL (self->ready_text), text ? text : "");
  gtk_widget_set_visible (self->ready_button, !busy && count.n_ready > 0);
  gtk_widget_set_visible (self->ready_progress, busy);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->ready_progress), pm_job_get_fraction (job));
}

static void
show_centre (PmWindow *self)
{
  const char *page = "views";
  if (!pm_session_get_result (self->session))
    page = pm_window_is_pristine (self) ? "start" : "ready";
  if (g_str_equal (page, "ready"))
    show_ready (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->centre_stack), page);
  gtk_widget_set_visible (self->inspector_box, g_str_equal (page, "views"));
}

/* The session file is not this window's to write. */
static void
show_file_banner (PmWindow *self, PmFileState state)
{
  g_autofree char *name = g_path_get_basename (pm_session_get_path (self->session));
  g_autofree char *text = state == PM_FILE_HELD
                            /* Translators: %s is the name of a session file */
                            ? g_strdup_printf (_("%s is open in another window, which alone can save it."), name)
                            : g_strdup_printf (_("%s was changed by another program. It is not replaced."), name);
  const PmBannerContent content = { text, FALSE, { NULL, _("Save As…") }, { NULL, "win.save-as" } };
  pm_banner_set_content (PM_BANNER (self->banner), &content);
}

/* An error stands before the rest: it is what the user has to know first. Then what would keep work from being saved. */
static void
show_banner (PmWindow *self)
{
  int file_state;
  g_autofree char *text = NULL, *old = NULL, *now = NULL;
  const PmOptionInfo *info;
  if (self->error)
    {
      const PmBannerContent content = { self->error->message, TRUE, { _("Details"), _("Dismiss") },
                                        { "win.error-details", "win.dismiss-error" } };
      pm_banner_set_content (PM_BANNER (self->banner), &content);
      return;
    }
  g_object_get (self->session, "file-state", &file_state, NULL);
  if (file_state != PM_FILE_OURS)
    {
      show_file_banner (self, (PmFileState) file_state);
      return;
    }
  if (pm_job_get_state (pm_session_get_job (self->session)) == PM_JOB_RUNNING || !pm_session_is_out_of_date (self->session))
    {
      pm_banner_set_content (PM_BANNER (self->banner), NULL);
      return;
    }
  gboolean option = pm_session_find_changed_option (self->session, &info, &old, &now);
  if (option)
    text = g_strdup_printf (_("%s changed from %s to %s. The result is out of date."), pm_option_get_name (info), old, now);
  else
    text = g_strdup (_("Other scans are checked. The result is out of date."));
  const PmBannerContent content = { text, FALSE, { option ? _("Reset") : NULL, _("Reduce Again") },
                                    { "win.revert-options", "win.reduce" } };
  pm_banner_set_content (PM_BANNER (self->banner), &content);
}

static void
show_status (PmWindow *self)
{
  PmJob *job = pm_session_get_job (self->session);
  PmResult *result = pm_session_get_result (self->session);
  g_autofree char *text = NULL;
  if (pm_job_get_state (job) == PM_JOB_RUNNING && result && pm_job_get_result (job))
    text = g_strdup_printf (_("Showing round %d of %d"), result->n_rounds, pm_job_get_n_rounds (job));
  else if (pm_job_get_state (job) == PM_JOB_STOPPED && result)
    text = g_strdup_printf (_("Stopped: showing round %d"), result->n_rounds);
  else if (pm_session_get_path (self->session))
    text = g_strdup (pm_session_get_unsaved (self->session) ? _("Not saved") : _("Saved"));
  pm_status_bar_set_state (PM_STATUS_BAR (self->status_bar), text ? text : "");
}

static void
show_title (PmWindow *self)
{
  const char *path = pm_session_get_path (self->session);
  g_autofree char *name = path ? g_path_get_basename (path) : NULL, *title = NULL;
  GListModel *scans = pm_session_get_scans (self->session);
  g_autoptr (PmScanItem) first = g_list_model_get_item (scans, 0);
  const PmScanInfo *info = first ? pm_scan_item_get_info (first) : NULL;
  if (!name && info && info->object)
    name = g_strdup (info->object);
  if (name)
    title = g_strdup_printf ("%s%s – PixelMap", pm_window_has_unsaved_work (self) ? "• " : "", name);
  gtk_window_set_title (GTK_WINDOW (self), title ? title : "PixelMap");
}

/* What had the focus in the middle or in the header has gone. A side pane keeps it: somebody may be typing there. */
static gboolean
has_lost_focus (PmWindow *self, GtkWidget *focus, gboolean new_page)
{
  if (!focus)
    return TRUE;
  if (gtk_widget_is_ancestor (focus, self->left_box) || gtk_widget_is_ancestor (focus, self->inspector_box))
    return FALSE;
  return new_page || !gtk_widget_get_mapped (focus) || !gtk_widget_is_sensitive (focus) ||
         (gtk_widget_is_ancestor (focus, self->banner) && !pm_window_get_banner (self));
}

void
pm_window_update_state (PmWindow *self)
{
  GtkStack *centre = GTK_STACK (self->centre_stack);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self)), *page = gtk_stack_get_visible_child (centre);
  show_progress (self);
  show_centre (self);
  show_banner (self);
  show_status (self);
  show_title (self);
  pm_window_update_actions (self);
  if (has_lost_focus (self, focus, gtk_stack_get_visible_child (centre) != page))
    pm_window_focus_centre (self);
}

void
pm_window_show_error (PmWindow *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error ? g_error_copy (error) : NULL;
  pm_window_update_state (self);
}

static void
failed_cb (PmSession *session, const GError *error, PmWindow *self)
{
  pm_window_show_error (self, error);
}

/* A new reduction: what went wrong with the one before does not matter any more. */
static void
job_state_cb (PmWindow *self)
{
  if (pm_job_get_state (pm_session_get_job (self->session)) == PM_JOB_RUNNING)
    g_clear_error (&self->error);
  pm_window_update_state (self);
}

static void
progress_cb (PmWindow *self)
{
  show_progress (self);
  if (!pm_session_get_result (self->session))
    show_ready (self);
}

/* The first result of a narrow window needs the room. */
static void
result_cb (PmWindow *self)
{
  gboolean first = g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->centre_stack)), "views") != 0;
  pm_window_update_state (self);
  if (first)
    pm_window_fit_panes_soon (self);
}

/* Another window may have come or gone, another program may have been at the file. */
static void
active_cb (PmWindow *self)
{
  if (self->session && gtk_window_is_active (GTK_WINDOW (self)))
    pm_session_look_at_file (self->session);
}

void
pm_window_connect_state (PmWindow *self)
{
  static const char *const job_properties[] = { "notify::fraction", "notify::step", "notify::round", "notify::seconds-left" };
  static const char *const session_signals[] = { "notify::out-of-date", "notify::unsaved", "notify::path", "notify::can-undo",
                                                 "notify::can-redo", "notify::file-state", "scans-changed" };
  PmJob *job = pm_session_get_job (self->session);
  for (gsize i = 0; i < G_N_ELEMENTS (job_properties); i++)
    g_signal_connect_object (job, job_properties[i], G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (session_signals); i++)
    g_signal_connect_object (self->session, session_signals[i], G_CALLBACK (pm_window_update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (job_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::result", G_CALLBACK (result_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "failed", G_CALLBACK (failed_cb), self, 0);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  g_signal_connect (self, "map", G_CALLBACK (pm_window_focus_centre), NULL); /* GTK would give it to the first button of the header */
  PmPixelSelection *selection = pm_view_model_get_selection (self->model);
  g_signal_connect_object (selection, "changed", G_CALLBACK (pm_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "notify::current", G_CALLBACK (pm_window_update_actions), self, G_CONNECT_SWAPPED);
  pm_window_update_state (self);
}
