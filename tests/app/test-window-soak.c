/* SPDX-License-Identifier: GPL-3.0-or-later
 * Windows that are opened, used and closed over and over: neither memory nor open files grow. What the session alone does is in
 * tests/engine/test-soak.c.
 *
 *   test-window-soak [--cycles N]   (4 without it; tests/long/soak: 100)
 */
#include "pm-array-page.h"
#include "pm-maps-page.h"
#include "pm-table-page.h"
#include "pm-test-soak.h"
#include "pm-test-window.h"

static PmApplication *application;
static int n_cycles = 4;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  pm_session_export_finish (PM_SESSION (source), result, NULL, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static gboolean
is_painted (PmWindow *window, GType page)
{
  GtkWidget *widget = pm_test_find_type (GTK_WIDGET (window), page);
  return widget && gtk_widget_get_width (widget) > 0;
}

static void
show_views (PmWindow *window)
{
  const struct
  {
    const char *name;
    GType page;
  } views[] = { { "array", PM_TYPE_ARRAY_PAGE }, { "table", PM_TYPE_TABLE_PAGE }, { "maps", PM_TYPE_MAPS_PAGE } };
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_action_group_change_action_state (G_ACTION_GROUP (window), "view", g_variant_new_string (views[i].name));
      pm_test_wait_until (is_painted (window, views[i].page));
    }
}

static void
run_cycle (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "soak.pmsession", NULL), *picture = g_build_filename (dir, "view.png", NULL);
  const PmExport what = { .dir = dir, .rcp = TRUE, .ecsv = TRUE, .fits = TRUE, .maps = PM_MAPS_STAMPS };
  gboolean done = FALSE;
  PmWindow *window = pm_test_window_open_reduced (application);
  show_views (window);
  for (int pixel = 300; pixel < 320; pixel++)
    {
      pm_pixel_selection_set_current (pm_view_model_get_selection (pm_window_get_model (window)), pixel);
      g_action_group_activate_action (G_ACTION_GROUP (window), pixel % 2 ? "bad" : "good", NULL);
    }
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (window), "export-view-path", g_variant_new_string (picture));
  pm_session_export_async (pm_window_get_session (window), &what, NULL, written_cb, &done);
  pm_test_wait_until (done);
  g_action_group_activate_action (G_ACTION_GROUP (window), "save-path", g_variant_new_string (path));
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  pm_test_wait_until (window == NULL);
}

static void
test_window (void)
{
  g_autofree char *dir = pm_test_make_dir ();
  PmTestSoak soak = { .n_cycles = n_cycles };
  for (int i = 0; i < n_cycles; i++)
    {
      run_cycle (dir);
      pm_test_soak_note (&soak, i);
    }
  pm_test_soak_check (&soak);
  pm_test_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  n_cycles = pm_test_soak_init (&argc, &argv, n_cycles);
  application = pm_test_window_init (&argc, &argv);
  g_test_add_func ("/window-soak/window", test_window);
  int status = g_test_run ();
  pm_test_window_done (application);
  return status;
}
