/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-history-list.h"

#include "pm-flag-lines.h"
#include "pm-glyph-image.h"
#include "pm-options.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

/* The k-th label below a widget, in order. */
static GtkLabel *
find_label (GtkWidget *widget, int *k)
{
  if (GTK_IS_LABEL (widget) && (*k)-- == 0)
    return GTK_LABEL (widget);
  GtkLabel *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, k);
  return found;
}

static const char *
text_of (PmHistoryList *list, int k)
{
  GtkLabel *label = find_label (GTK_WIDGET (list), &k);
  return label ? gtk_label_get_text (label) : NULL;
}

static gboolean
is_struck (PmHistoryList *list, int k)
{
  GtkLabel *label = find_label (GTK_WIDGET (list), &k);
  return gtk_label_get_attributes (label) != NULL;
}

static PmFlagLog *
make_log (void)
{
  static const char *const ids[] = { "a", "b", "c" };
  PmFlagLog *log = pm_flag_log_new ();
  pm_flag_log_set_pixels (log, ids, 3);
  pm_flag_log_judge (log, (const gsize[]){ 0, 1 }, 2, PM_FLAG_STATE_BAD, "double peak", "ada", "2020-02-03T10:00:00Z");
  pm_flag_log_judge (log, (const gsize[]){ 1 }, 1, PM_FLAG_STATE_GOOD, "checked", "bob", "2020-02-03T11:00:00Z");
  return log;
}

/* The latest first, with who; undone ones stay, struck through. Three labels a row: what, when, who. */
static void
test_one_pixel (void)
{
  g_autoptr (PmFlagLog) log = make_log ();
  PmHistoryList *list = PM_HISTORY_LIST (g_object_ref_sink (pm_history_list_new ()));
  const guint pixel = 1;
  pm_history_list_set_pixels (list, log, &pixel, 1);
  g_assert_cmpuint (pm_history_list_get_n_events (list), ==, 2);
  g_assert_cmpstr (text_of (list, 0), ==, "Good: checked");
  g_assert_cmpstr (text_of (list, 2), ==, "bob");
  g_assert_cmpstr (text_of (list, 3), ==, "Bad: double peak");
  g_assert_cmpstr (text_of (list, 5), ==, "ada");
  g_assert_nonnull (strchr (text_of (list, 4), ':')); /* a time, with a day, as it is not today */
  g_assert_false (is_struck (list, 0));
  pm_flag_log_undo (log);
  pm_history_list_set_pixels (list, log, &pixel, 1);
  g_assert_cmpuint (pm_history_list_get_n_events (list), ==, 2);
  g_assert_cmpstr (text_of (list, 0), ==, "Good: checked");
  g_assert_true (is_struck (list, 0));
  g_assert_cmpstr (text_of (list, 2), ==, "bob · undone");
  g_assert_false (is_struck (list, 3));
  pm_flag_log_refit (log, 1, 9.0, NAN, NAN, PM_DOMAIN_MAP);
  pm_history_list_set_pixels (list, log, &pixel, 1);
  g_assert_cmpstr (text_of (list, 0), ==, "Refit to the map: radius 9.0″");
  g_assert_finalize_object (list);
}

/* What concerned several of the pixels stands once. */
static void
test_several (void)
{
  g_autoptr (PmFlagLog) log = make_log ();
  PmHistoryList *list = PM_HISTORY_LIST (g_object_ref_sink (pm_history_list_new ()));
  const guint pixels[] = { 0, 1, 2, 99 };
  pm_history_list_set_pixels (list, log, pixels, 4);
  g_assert_cmpuint (pm_history_list_get_n_events (list), ==, 2);
  g_assert_cmpstr (text_of (list, 2), ==, "1 pixel · bob");
  g_assert_cmpstr (text_of (list, 5), ==, "2 pixels · ada");
  pm_history_list_set_pixels (list, log, &pixels[2], 1);
  g_assert_cmpuint (pm_history_list_get_n_events (list), ==, 0);
  g_assert_null (text_of (list, 0));
  pm_history_list_set_pixels (list, NULL, pixels, 4);
  g_assert_cmpuint (pm_history_list_get_n_events (list), ==, 0);
  g_assert_finalize_object (list);
}

/* One line for each automatic flag, in the order of the letters, whatever was shown before. */
static void
test_flag_lines (void)
{
  PmFlagLines *lines = PM_FLAG_LINES (g_object_ref_sink (pm_flag_lines_new ()));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (lines)));
  pm_flag_lines_set_flags (lines, PM_FLAG_NOISE | PM_FLAG_BY_HAND);
  pm_flag_lines_set_flags (lines, PM_FLAG_WIDTH | PM_FLAG_NOISE | PM_FLAG_SPIKY);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (lines)));
  const char *const words[] = { "width far from that of the other pixels", "noise far from that of the other pixels", "spiky" };
  for (int i = 0; i < 3; i++)
    {
      int k = i;
      g_assert_cmpstr (gtk_label_get_text (find_label (GTK_WIDGET (lines), &k)), ==, words[i]);
    }
  pm_flag_lines_set_flags (lines, PM_FLAG_BY_HAND);
  g_assert_cmphex (pm_flag_lines_get_flags (lines), ==, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (lines)));
  g_assert_finalize_object (lines);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-list/one-pixel", test_one_pixel);
  g_test_add_func ("/history-list/several", test_several);
  g_test_add_func ("/history-list/flag-lines", test_flag_lines);
  return g_test_run ();
}
