/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of scans with files on the disk: one that can be read, one that cannot.
 */
#include "pm-scans-panel.h"
#include "pm-test-reduce.h"
#include "pm-test-wait.h"
#include "pm-test.h"

#include <string.h>

static const char bad_text[] = "this is no FITS file\n";

typedef struct
{
  char *dir, *bad;
  PmSession *session;
  PmScansPanel *panel;
  GtkWidget *window;
} Fixture;

static gboolean
is_read (PmSession *session, guint i)
{
  g_autoptr (PmScanItem) item = g_list_model_get_item (pm_session_get_scans (session), i);
  return pm_scan_item_get_state (item) != PM_SCAN_READING;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  PmSimulation sim = pm_test_reduce_small ();
  fixture->dir = pm_test_make_dir ();
  fixture->bad = g_build_filename (fixture->dir, "F0871_004.fits", NULL);
  g_file_set_contents (fixture->bad, bad_text, -1, NULL);
  fixture->session = pm_session_new ();
  fixture->panel = PM_SCANS_PANEL (pm_scans_panel_new (fixture->session));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->panel));
  gtk_window_present (GTK_WINDOW (fixture->window));
  const char *const paths[] = { pm_test_reduce_scan ("scans-panel", &sim), fixture->bad, NULL };
  pm_session_add_scans (fixture->session, paths);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  pm_test_wait_until (fixture->window == NULL);
  g_assert_finalize_object (fixture->session);
  pm_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->bad);
}

static PmScanRow *
row_at (Fixture *fixture, int i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (pm_scans_panel_get_list (fixture->panel), i);
  return row ? PM_SCAN_ROW (row) : NULL;
}

/* The first visible widget of a type below another one whose property "label", if it is a label, contains the text. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (!text || strstr (gtk_label_get_label (GTK_LABEL (widget)), text)))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type, text);
  return found;
}

#define has_text(row, text) (find (GTK_WIDGET (row), GTK_TYPE_LABEL, text) != NULL)
#define get_check(row) GTK_CHECK_BUTTON (find (GTK_WIDGET (row), GTK_TYPE_CHECK_BUTTON, NULL))

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_assert_true (has_text (row_at (fixture, 0), "Reading…")); /* nothing has run yet that could have read it */
  g_assert_nonnull (find (GTK_WIDGET (row_at (fixture, 0)), GTK_TYPE_PROGRESS_BAR, NULL));
  pm_test_wait_until (is_read (fixture->session, 0) && is_read (fixture->session, 1));

  PmScanRow *good = row_at (fixture, 0);
  const PmScanInfo *info = pm_scan_item_get_info (pm_scan_row_get_item (good));
  g_autofree char *minutes = g_strdup_printf ("%.1f min", info->duration_s / 60.0);
  g_assert_true (has_text (good, "Simulated"));
  GtkWidget *detail = find (GTK_WIDGET (good), GTK_TYPE_LABEL, minutes);
  g_assert_nonnull (detail);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (detail), info->path));
  g_assert_null (find (GTK_WIDGET (good), GTK_TYPE_PROGRESS_BAR, NULL));
  g_assert_null (find (GTK_WIDGET (good), GTK_TYPE_MENU_BUTTON, NULL));
  g_assert_null (row_at (fixture, 2));
}

/* A file that cannot be read stays in the list and says why. */
static void
test_bad_file (Fixture *fixture, gconstpointer data)
{
  pm_test_wait_until (is_read (fixture->session, 1));
  PmScanRow *bad = row_at (fixture, 1);
  const GError *error = pm_scan_item_get_error (pm_scan_row_get_item (bad));
  g_assert_true (has_text (bad, "F0871_004.fits"));
  GtkWidget *reason = find (GTK_WIDGET (bad), GTK_TYPE_LABEL, "FITS file");
  g_assert_nonnull (reason);
  g_assert_true (gtk_widget_has_css_class (reason, "pm-error-text"));
  g_assert_null (strstr (gtk_label_get_label (GTK_LABEL (reason)), fixture->dir)); /* the reason, not the path, fits the row */
  g_assert_false (gtk_check_button_get_active (get_check (bad)));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (get_check (bad))));

  GtkWidget *details = find (GTK_WIDGET (bad), GTK_TYPE_MENU_BUTTON, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (details));
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (details));
  pm_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  GtkWidget *whole = find (GTK_WIDGET (popover), GTK_TYPE_LABEL, error->message);
  g_assert_nonnull (whole);
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (whole)));
  gtk_popover_popdown (popover);

  pm_scan_row_toggle (bad);
  g_assert_false (gtk_check_button_get_active (get_check (bad)));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  pm_test_wait_until (is_read (fixture->session, 0));
  PmScanRow *good = row_at (fixture, 0);
  PmScanItem *item = pm_scan_row_get_item (good);
  pm_scan_item_set_checked (item, TRUE);
  g_assert_true (gtk_check_button_get_active (get_check (good)));
  g_assert_nonnull (find (GTK_WIDGET (fixture->panel), GTK_TYPE_LABEL, "GB"));
  gtk_check_button_set_active (get_check (good), FALSE);
  g_assert_false (pm_scan_item_get_checked (item));
  g_assert_null (find (GTK_WIDGET (fixture->panel), GTK_TYPE_LABEL, "GB")); /* nothing to reduce: nothing to forecast */

  g_signal_emit_by_name (pm_scans_panel_get_list (fixture->panel), "row-activated", good); /* Enter */
  g_assert_true (pm_scan_item_get_checked (item));
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  pm_test_wait_until (is_read (fixture->session, 0) && is_read (fixture->session, 1));
  GListModel *scans = pm_session_get_scans (fixture->session);
  GtkListBox *list = pm_scans_panel_get_list (fixture->panel);
  gtk_list_box_unselect_all (list);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "scans.remove", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (scans), ==, 2); /* none is selected */

  gtk_list_box_select_row (list, GTK_LIST_BOX_ROW (row_at (fixture, 1)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "scans.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (scans), ==, 1);
  g_assert_true (has_text (row_at (fixture, 0), "Simulated"));
  g_assert_true (gtk_list_box_get_selected_row (list) == GTK_LIST_BOX_ROW (row_at (fixture, 0))); /* the next Delete takes that one */
  gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "scans.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (scans), ==, 0);
  g_assert_nonnull (find (GTK_WIDGET (fixture->panel), GTK_TYPE_LABEL, "No scans yet"));
}

static GtkWidget *
find_menu (Fixture *fixture)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->panel)); child; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER_MENU (child))
      return child;
  return NULL;
}

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  pm_test_wait_until (gtk_widget_get_width (GTK_WIDGET (row_at (fixture, 1))) > 0);
  GtkWidget *menu = find_menu (fixture);
  gtk_list_box_select_row (pm_scans_panel_get_list (fixture->panel), GTK_LIST_BOX_ROW (row_at (fixture, 1)));
  g_assert_false (gtk_widget_get_visible (menu));
  gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "scans.show-menu", NULL);
  pm_test_wait_until (gtk_widget_get_mapped (menu));
  GtkWidget *item = find (menu, GTK_TYPE_LABEL, "_Remove from the list");
  while (item && !gtk_widget_get_focusable (item))
    item = gtk_widget_get_parent (item);
  g_assert_true (gtk_widget_activate (item));
  pm_test_wait_until (g_list_model_get_n_items (pm_session_get_scans (fixture->session)) == 1);
  pm_test_wait_until (!gtk_widget_get_visible (menu));
}

static void
got_text_cb (GObject *source, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  gtk_list_box_select_row (pm_scans_panel_get_list (fixture->panel), GTK_LIST_BOX_ROW (row_at (fixture, 1)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "scans.copy-path", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->panel)), NULL, got_text_cb, &text);
  pm_test_wait_until (text != NULL);
  g_assert_cmpstr (text, ==, fixture->bad);
}

static void
test_memory_text (void)
{
  static const struct
  {
    guint64 needed, available;
    const char *text;
    gboolean fits;
    double fraction;
  } cases[] = {
    { 900000000, 8000000000, "0.9 of 8.0 GB", TRUE, 0.1125 },
    { 910000000, 7990000000, "1.0 of 7.9 GB", TRUE, 91.0 / 799.0 }, /* never says more room than there is */
    { 8000000001, 8000000000, "8.1 of 8.0 GB", FALSE, 1.0 },
    { 1, 0, "0.1 GB", TRUE, 0.0 },                                  /* nobody knows what the machine has */
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean fits;
      double fraction;
      g_autofree char *text = pm_scans_panel_memory_text (cases[i].needed, cases[i].available, &fits, &fraction);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (fits, ==, cases[i].fits);
      pm_assert_close (fraction, cases[i].fraction, 0, 1e-12); /* one division */
    }
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  add ("/scans-panel/rows", test_rows);
  add ("/scans-panel/bad-file", test_bad_file);
  add ("/scans-panel/check", test_check);
  add ("/scans-panel/remove", test_remove);
  add ("/scans-panel/menu", test_menu);
  add ("/scans-panel/copy-path", test_copy_path);
  g_test_add_func ("/scans-panel/memory-text", test_memory_text);
  int status = g_test_run ();
  pm_test_reduce_done ();
  return status;
}
