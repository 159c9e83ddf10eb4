/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-left-panel.h"
#include "pm-test-result.h"
#include "pm-theme.h"

/* As wide as the design says, whatever is in it: no name, message or value makes the panel grow. */
static void
test_width (void)
{
  g_autoptr (PmTheme) theme = pm_theme_new (gdk_display_get_default ()); /* paddings are part of the width */
  g_autoptr (PmSession) session = pm_session_new ();
  g_autoptr (PmViewModel) model = pm_view_model_new ();
  g_autoptr (PmResult) result = pm_test_result_new (2, 10, 10);
  pm_view_model_set_result (model, result, NULL);
  const char *const paths[] = { "/no/such/folder/with_a_very_long_name_that_cannot_fit_into_any_side_pane.fits", NULL };
  pm_session_add_scans (session, paths);

  GtkWidget *panel = g_object_ref_sink (pm_left_panel_new (model, session));
  GtkWidget *editor = pm_option_row_get_editor (pm_options_panel_find_row (pm_left_panel_get_options (PM_LEFT_PANEL (panel)), "flag.far"));
  gtk_editable_set_text (GTK_EDITABLE (editor), "a_word_of_more_than_thirty_letters");
  gtk_spin_button_update (GTK_SPIN_BUTTON (editor));
  int minimum, natural;
  gtk_widget_measure (panel, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 247);
  g_assert_cmpint (natural, ==, 247);
  g_assert_finalize_object (panel);
}

/* Working order, which is that of the Tab key too. */
static void
test_order (void)
{
  g_autoptr (PmSession) session = pm_session_new ();
  g_autoptr (PmViewModel) model = pm_view_model_new ();
  PmLeftPanel *panel = g_object_ref_sink (PM_LEFT_PANEL (pm_left_panel_new (model, session)));
  GtkWidget *scans = GTK_WIDGET (pm_left_panel_get_scans (panel)), *result = GTK_WIDGET (pm_left_panel_get_result (panel));
  g_assert_true (gtk_widget_get_next_sibling (scans) == result);
  g_assert_true (gtk_widget_get_next_sibling (result) == GTK_WIDGET (pm_left_panel_get_options (panel)));
  g_assert_false (gtk_widget_get_visible (result)); /* there is none */
  g_assert_finalize_object (panel);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/left-panel/width", test_width);
  g_test_add_func ("/left-panel/order", test_order);
  return g_test_run ();
}
