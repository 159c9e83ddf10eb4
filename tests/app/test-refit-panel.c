/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-refit-panel.h"

#include "pm-options.h"
#include "pm-test.h"

#include <math.h>

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_OBJECT_TYPE (widget) == type)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static void
count_cb (int *n)
{
  (*n)++;
}

/* Defaults follow the options until somebody sets something. */
static void
test_defaults (void)
{
  GtkWidget *widget = g_object_ref_sink (pm_refit_panel_new ());
  PmRefitPanel *panel = PM_REFIT_PANEL (widget);
  GtkWidget *spin = find (widget, GTK_TYPE_SPIN_BUTTON), *drop_down = find (widget, GTK_TYPE_DROP_DOWN);
  pm_refit_panel_set_defaults (panel, 24.0, 12.0, PM_DOMAIN_TIME);
  pm_assert_close (pm_refit_panel_get_radius (panel), 24.0, 1e-9, 0.0);
  g_assert_cmpint (pm_refit_panel_get_domain (panel), ==, PM_DOMAIN_TIME);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), PM_DOMAIN_MAP);
  pm_assert_close (pm_refit_panel_get_radius (panel), 12.0, 1e-9, 0.0);
  pm_refit_panel_set_defaults (panel, 30.0, 15.0, PM_DOMAIN_TIME);
  g_assert_cmpint (pm_refit_panel_get_domain (panel), ==, PM_DOMAIN_MAP); /* somebody chose it */
  pm_assert_close (pm_refit_panel_get_radius (panel), 15.0, 1e-9, 0.0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 9.0);
  pm_refit_panel_set_defaults (panel, 40.0, 20.0, PM_DOMAIN_TIME);
  pm_assert_close (pm_refit_panel_get_radius (panel), 9.0, 1e-9, 0.0);
  g_assert_finalize_object (widget);
}

static void
test_start_and_signals (void)
{
  GtkWidget *widget = g_object_ref_sink (pm_refit_panel_new ());
  PmRefitPanel *panel = PM_REFIT_PANEL (widget);
  GtkWidget *refit = find_button (widget, "Refit");
  int n_changed = 0, n_refits = 0;
  double x, y;
  g_signal_connect_swapped (widget, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (widget, "refit", G_CALLBACK (count_cb), &n_refits);
  pm_refit_panel_get_start (panel, &x, &y);
  g_assert_true (isnan (x) && isnan (y));
  pm_refit_panel_set_start (panel, NAN, NAN);
  g_assert_cmpint (n_changed, ==, 0);
  pm_refit_panel_set_start (panel, -5.0, 4.0);
  g_assert_cmpint (n_changed, ==, 1);
  pm_refit_panel_get_start (panel, &x, &y);
  g_assert_cmpfloat (x, ==, -5.0);
  g_assert_cmpfloat (y, ==, 4.0);
  g_signal_emit_by_name (refit, "clicked");
  g_assert_cmpint (n_refits, ==, 1);
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (find (widget, GTK_TYPE_SPIN_BUTTON)));
  g_signal_emit_by_name (text, "activate"); /* Enter */
  g_assert_cmpint (n_refits, ==, 2);
  pm_refit_panel_set_obstacle (panel, "because");
  g_signal_emit_by_name (text, "activate");
  g_assert_cmpint (n_refits, ==, 2);
  pm_refit_panel_set_start (panel, NAN, NAN);
  g_assert_cmpint (n_changed, ==, 2);
  g_assert_finalize_object (widget);
}

/* Where no refit is possible the button says why. */
static void
test_obstacle (void)
{
  GtkWidget *widget = g_object_ref_sink (pm_refit_panel_new ());
  GtkWidget *refit = find_button (widget, "Refit");
  g_object_set (widget, "picking", TRUE, NULL);
  pm_refit_panel_set_obstacle (PM_REFIT_PANEL (widget), "because");
  gboolean picking;
  g_object_get (widget, "picking", &picking, NULL);
  g_assert_false (picking);
  g_assert_false (gtk_widget_get_sensitive (refit));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (refit), ==, "because");
  pm_refit_panel_set_obstacle (PM_REFIT_PANEL (widget), NULL);
  g_assert_true (gtk_widget_get_sensitive (refit));
  g_assert_finalize_object (widget);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refit-panel/defaults", test_defaults);
  g_test_add_func ("/refit-panel/start-and-signals", test_start_and_signals);
  g_test_add_func ("/refit-panel/obstacle", test_obstacle);
  return g_test_run ();
}
