/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-reason-popover.h"

#include "pm-test.h"

typedef struct
{
  GtkWidget *window;
  PmReasonPopover *popover;
  int n_flags;
  char *reason;
} Fixture;

static void
flag_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Fixture *fixture = data;
  fixture->n_flags++;
  g_free (fixture->reason);
  fixture->reason = g_variant_dup_string (parameter, NULL);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_mapped (GtkWidget *widget, gboolean mapped)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  guint alarm = g_timeout_add (20, wake_cb, NULL);
  while (gtk_widget_get_mapped (widget) != mapped && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (alarm);
  g_assert_cmpint (gtk_widget_get_mapped (widget), ==, mapped);
}

static void
popup (Fixture *fixture)
{
  gtk_popover_popup (GTK_POPOVER (fixture->popover));
  wait_for_mapped (GTK_WIDGET (fixture->popover), TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const GActionEntry entries[] = { { .name = "flag", .activate = flag_cb, .parameter_type = "s" } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  fixture->window = gtk_window_new ();
  fixture->popover = PM_REASON_POPOVER (pm_reason_popover_new ());
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), fixture);
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (actions));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 500);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_widget_set_parent (GTK_WIDGET (fixture->popover), box);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for_mapped (fixture->window, TRUE);
  popup (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_free (fixture->reason);
}

static gboolean
press (Fixture *fixture, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->popover));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;
      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller) || gtk_event_controller_get_propagation_phase (controller) != GTK_PHASE_CAPTURE)
        continue;
      g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
      return handled;
    }
  g_assert_not_reached ();
}

static GtkWidget *
find (GtkWidget *widget, GType type, const char *label)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (!label || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type, label);
  return found;
}

/* A digit and Enter: flagged, closed, remembered; opened again it offers the same. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (pm_reason_popover_get_reason (fixture->popover), ==, "");
  g_assert_true (press (fixture, GDK_KEY_4));
  g_assert_cmpint (fixture->n_flags, ==, 0);
  g_assert_true (press (fixture, GDK_KEY_Return));
  g_assert_cmpint (fixture->n_flags, ==, 1);
  g_assert_cmpstr (fixture->reason, ==, "wrong position");
  g_assert_cmpstr (pm_reason_popover_get_reason (fixture->popover), ==, "wrong position");
  wait_for_mapped (GTK_WIDGET (fixture->popover), FALSE);
  popup (fixture);
  g_assert_true (press (fixture, GDK_KEY_KP_Enter));
  g_assert_cmpint (fixture->n_flags, ==, 2);
  g_assert_cmpstr (fixture->reason, ==, "wrong position");
  wait_for_mapped (GTK_WIDGET (fixture->popover), FALSE);
  popup (fixture);
  g_assert_true (press (fixture, GDK_KEY_KP_1));
  g_assert_true (press (fixture, GDK_KEY_Return));
  g_assert_cmpstr (fixture->reason, ==, "double peak");
  g_assert_false (press (fixture, GDK_KEY_7));
  g_assert_false (press (fixture, GDK_KEY_b));
}

/* Typing: digits are text, the ticks vanish, the text is the reason; a tick clears it. */
static void
test_entry (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = find (GTK_WIDGET (fixture->popover), GTK_TYPE_ENTRY, NULL);
  GtkWidget *flag = find (GTK_WIDGET (fixture->popover), GTK_TYPE_BUTTON, "Flag");
  gtk_widget_grab_focus (entry);
  g_assert_false (press (fixture, GDK_KEY_1));
  gtk_editable_set_text (GTK_EDITABLE (entry), "  hit by a cosmic ray ");
  g_signal_emit_by_name (flag, "clicked");
  g_assert_cmpstr (fixture->reason, ==, "hit by a cosmic ray");
  wait_for_mapped (GTK_WIDGET (fixture->popover), FALSE);
  popup (fixture);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "hit by a cosmic ray");
  gtk_widget_grab_focus (flag); /* out of the entry */
  g_assert_true (press (fixture, GDK_KEY_2));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (press (fixture, GDK_KEY_Return));
  g_assert_cmpstr (fixture->reason, ==, "noisy");
}

static void
test_cancel_and_title (Fixture *fixture, gconstpointer data)
{
  GtkWidget *cancel = find (GTK_WIDGET (fixture->popover), GTK_TYPE_BUTTON, "Cancel");
  GtkWidget *title = find (GTK_WIDGET (fixture->popover), GTK_TYPE_LABEL, NULL);
  pm_reason_popover_set_n_pixels (fixture->popover, 6);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (title)), ==, "Flag 6 pixels as bad");
  pm_reason_popover_set_n_pixels (fixture->popover, 1);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (title)), ==, "Flag 1 pixel as bad");
  press (fixture, GDK_KEY_3);
  g_signal_emit_by_name (cancel, "clicked");
  wait_for_mapped (GTK_WIDGET (fixture->popover), FALSE);
  g_assert_cmpint (fixture->n_flags, ==, 0);
  g_assert_cmpstr (pm_reason_popover_get_reason (fixture->popover), ==, "");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/reason-popover/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/reason-popover/entry", Fixture, NULL, set_up, test_entry, tear_down);
  g_test_add ("/reason-popover/cancel-and-title", Fixture, NULL, set_up, test_cancel_and_title, tear_down);
  return g_test_run ();
}
