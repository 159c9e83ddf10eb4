/* SPDX-License-Identifier: GPL-3.0-or-later
 * The views side by side, and the panes beside them: what does not fit is closed, and comes back when there is room again.
 */
#include "config.h"

#include "pm-window-private.h"

#define NARROW 1120  /* below that one pane beside a view is enough once there is a result */
#define COMPACT 1260 /* below that the inspector is narrow */

/* The half of a split window that the switcher acts on is the one with the focus. */
static void
focus_cb (PmWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  for (int i = 0; i < 2; i++)
    if (focus && self->panes[i] && gtk_widget_is_ancestor (focus, self->panes[i]) && self->active_pane != i)
      {
        self->active_pane = i;
        g_action_group_change_action_state (G_ACTION_GROUP (self), "view",
                                            g_variant_new_string (pm_view_pane_get_view (PM_VIEW_PANE (self->panes[i]))));
      }
}

void
pm_window_focus_centre (PmWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (GTK_STACK (self->centre_stack));
  if (g_strcmp0 (page, "start") == 0)
    gtk_widget_grab_focus (self->start_page);
  else if (g_strcmp0 (page, "ready") == 0)
    gtk_widget_grab_focus (gtk_widget_get_visible (self->ready_button) ? self->ready_button : self->ready_progress);
  else
    gtk_widget_grab_focus (self->panes[self->active_pane]);
}

static void
readout_cb (PmViewPane *pane, const char *text, PmWindow *self)
{
  pm_status_bar_set_readout (PM_STATUS_BAR (self->status_bar), text);
}

/* The hovered pixel's map is shown once: in Maps if that is there. */
static void
tell_maps (PmWindow *self)
{
  gboolean maps = FALSE;
  for (int i = 0; i < 2; i++)
    maps = maps || (self->panes[i] && g_str_equal (pm_view_pane_get_view (PM_VIEW_PANE (self->panes[i])), "maps"));
  for (int i = 0; i < 2; i++)
    if (self->panes[i])
      pm_view_pane_set_beside_maps (PM_VIEW_PANE (self->panes[i]), maps);
}

/* The view of a pane was chosen in its own drop-down. */
static void
pane_view_cb (PmViewPane *pane, GParamSpec *pspec, PmWindow *self)
{
  tell_maps (self);
  if (self->panes[self->active_pane] == GTK_WIDGET (pane))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "view", g_variant_new_string (pm_view_pane_get_view (pane)));
}

/* The buttons of a tool bar leave the focus where it is; in a split window it comes to the half that is worked in. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, PmWindow *self)
{
  GtkWidget *pane = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (!focus || !gtk_widget_is_ancestor (focus, pane))
    gtk_widget_grab_focus (pane);
}

static GtkWidget *
new_pane (PmWindow *self)
{
  GtkWidget *pane = pm_view_pane_new (self->model);
  GtkGesture *press = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (pane, GTK_EVENT_CONTROLLER (press));
  gtk_widget_set_hexpand (pane, TRUE);
  g_signal_connect_object (pane, "notify::view", G_CALLBACK (pane_view_cb), self, 0);
  g_signal_connect_object (pane, "readout", G_CALLBACK (readout_cb), self, 0);
  return pane;
}

void
pm_window_add_first_pane (PmWindow *self)
{
  self->panes[0] = new_pane (self);
  gtk_paned_set_start_child (GTK_PANED (self->paned), self->panes[0]);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_cb), NULL);
}

static int
min_width (GtkWidget *widget)
{
  int minimum = 0;
  if (gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static gboolean
is_open (PmWindow *self, const char *pane)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), pane);
  return g_variant_get_boolean (state);
}

static void
set_open (PmWindow *self, const char *pane, gboolean open)
{
  self->fits_panes = TRUE;
  g_action_group_change_action_state (G_ACTION_GROUP (self), pane, g_variant_new_boolean (open));
  self->fits_panes = FALSE;
}

/* The narrower of the two is closed first, the one that was just opened last. */
void
pm_window_fit_panes (PmWindow *self, const char *keep)
{
  const char *const panes[] = { "left-panel", "inspector" };
  GtkWidget *const widgets[] = { self->left_box, self->inspector_box };
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  if (self->fits_panes || width <= 0 || !pm_session_get_result (self->session))
    return;
  int needed = min_width (self->paned) + min_width (self->left_box) + min_width (self->inspector_box);
  gboolean too_much = needed > width || (width < NARROW && is_open (self, panes[0]) && is_open (self, panes[1]));
  for (int pass = 0; pass < 2; pass++)
    for (int i = 0; i < 2 && too_much; i++)
      {
        if (!is_open (self, panes[i]) || (pass == 0 && g_strcmp0 (keep, panes[i]) == 0))
          continue;
        needed -= min_width (widgets[i]);
        set_open (self, panes[i], FALSE);
        self->closed_for_room[i] = TRUE;
        too_much = needed > width;
      }
}

/* What had to go for the second view comes back with its room. */
static void
reopen_panes (PmWindow *self)
{
  const char *const panes[] = { "left-panel", "inspector" };
  for (int i = 1; i >= 0; i--)
    if (self->closed_for_room[i])
      set_open (self, panes[i], TRUE);
  self->closed_for_room[0] = self->closed_for_room[1] = FALSE;
  pm_window_fit_panes (self, panes[1]);
}

void
pm_window_set_split (PmWindow *self, gboolean split)
{
  if (split == (self->panes[1] != NULL))
    return;
  if (split)
    {
      gboolean maps = g_str_equal (pm_view_pane_get_view (PM_VIEW_PANE (self->panes[0])), "maps");
      int width = gtk_widget_get_width (self->paned);
      self->panes[1] = new_pane (self);
      pm_view_pane_set_view (PM_VIEW_PANE (self->panes[1]), maps ? "array" : "maps");
      gtk_paned_set_end_child (GTK_PANED (self->paned), self->panes[1]);
      if (width > 0)
        gtk_paned_set_position (GTK_PANED (self->paned), width / 2);
    }
  else
    {
      self->panes[1] = NULL;
      self->active_pane = 0;
      gtk_paned_set_end_child (GTK_PANED (self->paned), NULL);
    }
  for (int i = 0; i < 2; i++)
    if (self->panes[i])
      g_object_set (self->panes[i], "chooser", split, NULL);
  tell_maps (self);
  if (split)
    pm_window_fit_panes (self, NULL);
  else
    reopen_panes (self);
}

static gboolean
fit_cb (gpointer data)
{
  PmWindow *self = PM_WINDOW (data);
  if (g_cancellable_is_cancelled (self->cancellable))
    return G_SOURCE_REMOVE;
  pm_inspector_set_narrow (PM_INSPECTOR (self->inspector), self->is_compact);
  pm_window_fit_panes (self, "inspector");
  return G_SOURCE_REMOVE;
}

/* Not at once: sizes are being given out. */
void
pm_window_fit_panes_soon (PmWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, g_object_ref (self), g_object_unref);
}

void
pm_window_note_width (PmWindow *self, int width)
{
  gboolean narrow = width < NARROW, compact = width < COMPACT;
  if (narrow == self->is_narrow && compact == self->is_compact)
    return;
  self->is_narrow = narrow;
  self->is_compact = compact;
  pm_window_fit_panes_soon (self);
}
