/* SPDX-License-Identifier: GPL-3.0-or-later
 * The inside of the window, for the files pm-window*.c:
 *
 *   pm-window.c          the object, its parts, closing
 *   pm-window-actions.c  actions, keys, what is done with pixels
 *   pm-window-files.c    everything that opens or saves a file
 *   pm-window-view.c     what a session file keeps of the window
 *   pm-window-panes.c    the views side by side, and what fits beside them
 *   pm-window-state.c    what is shown when: progress, banner, start, title
 */
#pragma once

#include "pm-banner.h"
#include "pm-inspector.h"
#include "pm-session.h"
#include "pm-start-page.h"
#include "pm-status-bar.h"
#include "pm-toast.h"
#include "pm-view-model.h"
#include "pm-view-pane.h"
#include "pm-window.h"

G_BEGIN_DECLS

struct _PmWindow
{
  GtkApplicationWindow parent_instance;

  /* Owned. */
  PmSession *session;
  PmViewModel *model;
  GSettings *settings;        /* NULL: nothing is remembered */
  GCancellable *cancellable;  /* of all that runs for this window */
  GError *error;              /* the last that nobody has dismissed; NULL */
  char *last_folder, *last_reason;
  void (*after_save) (PmWindow *self); /* NULL: nothing */
  GPtrArray *dialogs;         /* native ones that are open; they must be kept alive */

  /* Of the template. */
  GtkWidget *job_stack, *step_label, *left_label, *progress_bar, *switcher, *open_menu_button, *main_menu_button;
  GtkWidget *body, *banner, *centre, *centre_stack, *start_page, *paned, *toast, *left_box, *inspector_box, *status_box;
  GtkWidget *ready_title, *ready_text, *ready_button, *ready_progress;

  /* Children that are made here. */
  GtkWidget *left_panel, *inspector, *status_bar;
  GtkWidget *panes[2];        /* the second one only in a split window */
  GtkWidget *export_dialog;   /* weak; NULL: none is open */

  int active_pane;            /* that had the focus last */
  gboolean demo_runs, close_anyway, is_narrow, is_compact;
  gboolean fits_panes, closed_for_room[2]; /* left panel, inspector */
};

/* Actions. */
void pm_window_add_actions (PmWindow *self);
void pm_window_update_actions (PmWindow *self);

/* The selected pixels that the filter shows, or the current one if none is selected; NULL: none. Free with g_free(). */
guint *pm_window_dup_targets (PmWindow *self, guint *n);

/* Files. */
void pm_window_add_file_actions (PmWindow *self);
void pm_window_accept_drops (PmWindow *self);
void pm_window_save_then (PmWindow *self, void (*then) (PmWindow *self));
gboolean pm_window_has_unsaved_work (PmWindow *self);

/* To and from the session's texts. */
void pm_window_store_view (PmWindow *self);
void pm_window_restore_view (PmWindow *self);

/* State. */
void pm_window_connect_state (PmWindow *self);
void pm_window_update_state (PmWindow *self);
void pm_window_show_error (PmWindow *self, const GError *error);

/* Panes. Closes the side panes that do not fit beside the views, `keep` last; NULL: none is kept. */
void pm_window_add_first_pane (PmWindow *self);
void pm_window_set_split (PmWindow *self, gboolean split);
void pm_window_fit_panes (PmWindow *self, const char *keep);
void pm_window_fit_panes_soon (PmWindow *self);
void pm_window_note_width (PmWindow *self, int width);
void pm_window_close_now (PmWindow *self);

/* The keys go to the view, or to what stands there as long as there is none. */
void pm_window_focus_centre (PmWindow *self);

G_END_DECLS
