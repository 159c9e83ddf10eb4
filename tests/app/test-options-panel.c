/* SPDX-License-Identifier: GPL-3.0-or-later
 * Rows, panel and window of the options, with the widgets that a user works with and a real session.
 */
#include "pm-option-text.h"
#include "pm-options-panel.h"
#include "pm-test-wait.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static PmSession *session;

static char *
dup_value (const char *key)
{
  return pm_options_get (pm_session_get_options (session), pm_option_find (key));
}

#define assert_value(key, expected)                                                                                                        \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    g_autofree char *value_ = dup_value (key);                                                                                             \
    g_assert_cmpstr (value_, ==, expected);                                                                                                \
  }                                                                                                                                        \
  G_STMT_END

static PmOptionRow *
make_row (const char *key)
{
  pm_session_reset_options (session);
  return g_object_ref_sink (PM_OPTION_ROW (pm_option_row_new (session, pm_option_find (key))));
}

/* The first button below a widget that is not part of a spin button. */
static GtkWidget *
find_reset (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return widget;
  GtkWidget *found = NULL, *child = GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) ? NULL : gtk_widget_get_first_child (widget);
  for (; child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_reset (child);
  return found;
}

static void
type_number (PmOptionRow *row, const char *text)
{
  GtkWidget *spin = pm_option_row_get_editor (row);
  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin)); /* what Enter and leaving it do */
}

/* Each option has a short name in words, each group a title, and a spin button shows the default exactly and can step inside the range. */
static void
test_texts (void)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; i < n; i++)
    {
      guint digits;
      double step = pm_option_get_step (&infos[i], &digits), rounded = round (infos[i].value * pow (10, digits)) / pow (10, digits);
      g_autofree char *group = pm_option_dup_group (&infos[i]), *tooltip = pm_option_dup_tooltip (&infos[i]);
      g_assert_cmpstr (pm_option_get_name (&infos[i]), !=, infos[i].key);
      g_assert_cmpuint (g_utf8_strlen (pm_option_get_name (&infos[i]), -1), <=, 20);
      g_assert_cmpstr (pm_option_group_get_title (group), !=, group);
      g_assert_nonnull (strstr (tooltip, infos[i].help));
      g_assert_nonnull (strstr (tooltip, infos[i].key));
      if (infos[i].type != PM_OPTION_REAL)
        continue;
      g_assert_cmpfloat (step, >, 0.0);
      g_assert_cmpfloat (step, <, infos[i].max - infos[i].min);
      pm_assert_close (rounded, infos[i].value, 1e-12, 0); /* decimal fractions as binary ones */
    }
  g_autofree char *label = pm_option_dup_label (pm_option_find ("map.cell"));
  g_assert_cmpstr (label, ==, "Map cell (beams)");
}

static void
test_spin (void)
{
  PmOptionRow *row = make_row ("map.cell");
  GtkSpinButton *spin = GTK_SPIN_BUTTON (pm_option_row_get_editor (row));
  GtkWidget *reset = find_reset (GTK_WIDGET (row));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "0.20");
  g_assert_false (gtk_widget_get_visible (reset));

  gtk_spin_button_spin (spin, GTK_SPIN_STEP_FORWARD, 0.02);
  gtk_spin_button_spin (spin, GTK_SPIN_STEP_FORWARD, 0.02);
  gtk_spin_button_spin (spin, GTK_SPIN_STEP_FORWARD, 0.02);
  assert_value ("map.cell", "0.26"); /* not 0.26000000000000006 */
  g_assert_true (gtk_widget_get_visible (reset));

  g_signal_emit_by_name (reset, "clicked");
  assert_value ("map.cell", "0.2");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "0.20");
  g_assert_false (gtk_widget_get_visible (reset));
  g_assert_finalize_object (row);
}

static void
test_typed (void)
{
  PmOptionRow *row = make_row ("map.cell");
  type_number (row, " 0.123 ");
  assert_value ("map.cell", "0.123");
  g_assert_null (pm_option_row_get_error (row));

  const char *const bad[] = { "7", "abc", "", "0.1x", "nan", "-1" };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      type_number (row, bad[i]);
      g_assert_nonnull (strstr (pm_option_row_get_error (row), "map.cell: expected a number between 0.02 and 2 beams"));
      assert_value ("map.cell", "0.123");
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (pm_option_row_get_editor (row))), ==, "0.123");
    }
  type_number (row, "1.5");
  g_assert_null (pm_option_row_get_error (row));
  assert_value ("map.cell", "1.5");
  g_assert_finalize_object (row);

  row = make_row ("rounds");
  type_number (row, "2.5");
  g_assert_nonnull (strstr (pm_option_row_get_error (row), "whole number"));
  assert_value ("rounds", "6");
  g_assert_finalize_object (row);
}

/* A value with more decimals than usual, from a file, survives a visit of the keyboard focus. */
static void
test_follows (void)
{
  PmOptionRow *row = make_row ("map.cell");
  GtkSpinButton *spin = GTK_SPIN_BUTTON (pm_option_row_get_editor (row));
  const char *const values[] = { "0.123456789", "2", "0.25" };
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      pm_session_set_option (session, "map.cell", values[i], NULL);
      gtk_spin_button_update (spin);
      assert_value ("map.cell", values[i]);
      g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, g_ascii_strtod (values[i], NULL));
    }
  pm_session_set_option (session, "rounds", "9", NULL); /* another one: nothing happens here */
  assert_value ("map.cell", "0.25");
  g_assert_finalize_object (row);
}

/* Very small values are written with an exponent, which a spin button does not show. */
static void
test_small_value (void)
{
  PmOptionRow *row = make_row ("rounds.tolerance");
  type_number (row, "2e-5");
  assert_value ("rounds.tolerance", "2e-05");
  g_assert_finalize_object (row);
}

static void
test_other_editors (void)
{
  PmOptionRow *row = make_row ("source.protect");
  GtkWidget *editor = pm_option_row_get_editor (row);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (editor), PM_PROTECT_MAP);
  assert_value ("source.protect", "map");
  pm_session_set_option (session, "source.protect", "model", NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (editor)), ==, PM_PROTECT_MODEL);
  g_assert_finalize_object (row);

  row = make_row ("modes.common");
  editor = pm_option_row_get_editor (row);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (editor)));
  gtk_switch_set_active (GTK_SWITCH (editor), FALSE);
  assert_value ("modes.common", "no");
  pm_session_reset_option (session, "modes.common");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (editor)));
  g_assert_finalize_object (row);

  row = make_row ("exclude");
  editor = pm_option_row_get_editor (row);
  gtk_editable_set_text (GTK_EDITABLE (editor), "10,15-17");
  assert_value ("exclude", ""); /* not while typing */
  g_signal_emit_by_name (editor, "activate");
  assert_value ("exclude", "10,15-17");
  g_signal_emit_by_name (find_reset (GTK_WIDGET (row)), "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (editor)), ==, "");
  g_assert_finalize_object (row);
}

static void
test_accessible (void)
{
  PmOptionRow *row = make_row ("flag.s2n");
  GtkAccessible *editor = GTK_ACCESSIBLE (pm_option_row_get_editor (row));
  gtk_test_accessible_assert_role (editor, GTK_ACCESSIBLE_ROLE_SPIN_BUTTON);
  gtk_test_accessible_assert_property (editor, GTK_ACCESSIBLE_PROPERTY_LABEL, "Lowest S/N");
  type_number (row, "x");
  gtk_test_accessible_assert_state (editor, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  type_number (row, "6");
  gtk_test_accessible_assert_state (editor, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  g_assert_finalize_object (row);
}

static void
test_search (void)
{
  pm_session_reset_options (session);
  gsize n;
  pm_option_infos (&n);
  PmOptionsDialog *dialog = pm_options_dialog_new (session, NULL);
  g_assert_cmpuint (pm_options_dialog_search (dialog, ""), ==, n);
  g_assert_cmpuint (pm_options_dialog_search (dialog, "RCP decimals"), ==, 1); /* both words, any case */
  g_assert_cmpuint (pm_options_dialog_search (dialog, "fit.map-radius"), ==, 1);
  GtkWidget *found = GTK_WIDGET (pm_options_dialog_find_row (dialog, "fit.map-radius"));
  GtkWidget *other = GTK_WIDGET (pm_options_dialog_find_row (dialog, "rcp.precision"));
  g_assert_true (gtk_widget_get_visible (found) && gtk_widget_get_visible (gtk_widget_get_parent (found)));
  g_assert_false (gtk_widget_get_visible (other) || gtk_widget_get_visible (gtk_widget_get_parent (other)));
  g_assert_cmpuint (pm_options_dialog_search (dialog, "no such option"), ==, 0);
  g_assert_null (pm_options_dialog_find_row (dialog, "no.such"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_files (void)
{
  pm_session_reset_options (session);
  PmOptionsDialog *dialog = pm_options_dialog_new (session, NULL);
  g_autofree char *dir = pm_test_make_dir (), *path = g_build_filename (dir, "options.ini", NULL);

  pm_session_set_option (session, "map.cell", "0.25", NULL);
  g_assert_true (pm_options_dialog_save (dialog, path));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "options.reset-all", NULL));
  assert_value ("map.cell", "0.2");
  g_assert_true (pm_options_dialog_load (dialog, path));
  assert_value ("map.cell", "0.25");
  GtkWidget *spin = pm_option_row_get_editor (pm_options_dialog_find_row (dialog, "map.cell"));
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 0.25);

  g_file_set_contents (path, "[map]\ncell = 77\n", -1, NULL);
  g_assert_false (pm_options_dialog_load (dialog, path));
  g_assert_nonnull (strstr (pm_options_dialog_get_error (dialog), "option map.cell: expected a number between 0.02 and 2"));
  assert_value ("map.cell", "0.25");
  g_autofree char *nowhere = g_build_filename (dir, "no-such-folder", "options.ini", NULL);
  g_assert_false (pm_options_dialog_save (dialog, nowhere));
  g_assert_nonnull (strstr (pm_options_dialog_get_error (dialog), "no-such-folder"));
  g_assert_true (pm_options_dialog_save (dialog, path));
  g_assert_null (pm_options_dialog_get_error (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  pm_test_remove_dir (dir);
}

/* One window of all options, however often it is asked for; it goes with the panel. */
static void
test_panel (void)
{
  pm_session_reset_options (session);
  GtkWidget *window = gtk_window_new (), *widget = pm_options_panel_new (session);
  PmOptionsPanel *panel = PM_OPTIONS_PANEL (widget);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  pm_test_wait_until (gtk_widget_get_mapped (widget));
  g_assert_nonnull (pm_options_panel_find_row (panel, "rounds"));
  g_assert_null (pm_options_panel_find_row (panel, "rcp.precision"));

  g_assert_true (gtk_widget_activate_action (widget, "options.show-all", NULL));
  PmOptionsDialog *dialog = pm_options_panel_show_all (panel);
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (dialog)) == GTK_WINDOW (window));
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (dialog)));

  type_number (pm_options_dialog_find_row (dialog, "rounds"), "3"); /* both rows show the one value of the session */
  GtkWidget *spin = pm_option_row_get_editor (pm_options_panel_find_row (panel, "rounds"));
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 3);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  pm_test_wait_until (dialog == NULL);
  dialog = pm_options_panel_show_all (panel);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (GTK_WINDOW (window));
  pm_test_wait_until (dialog == NULL);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  session = pm_session_new ();
  g_test_add_func ("/options-panel/texts", test_texts);
  g_test_add_func ("/options-panel/spin", test_spin);
  g_test_add_func ("/options-panel/typed", test_typed);
  g_test_add_func ("/options-panel/follows", test_follows);
  g_test_add_func ("/options-panel/small-value", test_small_value);
  g_test_add_func ("/options-panel/other-editors", test_other_editors);
  g_test_add_func ("/options-panel/accessible", test_accessible);
  g_test_add_func ("/options-panel/search", test_search);
  g_test_add_func ("/options-panel/files", test_files);
  g_test_add_func ("/options-panel/panel", test_panel);
  int status = g_test_run ();
  g_assert_finalize_object (session);
  return status;
}
