/* SPDX-License-Identifier: GPL-3.0-or-later
 * Boxes of fixed widths in a row, laid out by hand.
 */
#include "pm-squeeze-layout.h"
#include "pm-test.h"

typedef struct
{
  GtkWidget *row, *children[4];
} Fixture;

/* 50, 60, 70, 80 wide, 6 between them; the third gives way second, the fourth first. */
static void
set_up (Fixture *f, gconstpointer data)
{
  static const int ranks[] = { 0, 0, 1, 2 };
  GtkLayoutManager *layout = pm_squeeze_layout_new (6);
  f->row = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  for (int i = 0; i < 4; i++)
    {
      f->children[i] = gtk_drawing_area_new ();
      gtk_widget_set_size_request (f->children[i], 50 + 10 * i, 20 + i);
      gtk_box_append (GTK_BOX (f->row), f->children[i]);
      pm_squeeze_layout_set_rank (PM_SQUEEZE_LAYOUT (layout), f->children[i], ranks[i]);
    }
  gtk_widget_set_layout_manager (f->row, layout);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->row);
}

static void
assert_widths (Fixture *f, int width, const int expected[4])
{
  gtk_widget_measure (f->row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (f->row, &(GtkAllocation){ 0, 0, width, 30 }, -1);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpint (gtk_widget_get_child_visible (f->children[i]), ==, expected[i] > 0);
      if (expected[i] > 0)
        g_assert_cmpint (gtk_widget_get_width (f->children[i]), ==, expected[i]);
    }
}

static void
test_measure (Fixture *f, gconstpointer data)
{
  int minimum, natural;
  gtk_widget_measure (f->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 50 + 6 + 60);
  g_assert_cmpint (natural, ==, 50 + 60 + 70 + 80 + 3 * 6);
  gtk_widget_measure (f->row, GTK_ORIENTATION_VERTICAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 23);
}

static void
test_ranks (Fixture *f, gconstpointer data)
{
  static const int all[] = { 50, 60, 70, 80 }, three[] = { 50, 60, 70, 0 }, two[] = { 50, 60, 0, 0 }, wide[] = { 50, 82, 70, 80 };
  assert_widths (f, 278, all);
  assert_widths (f, 277, three);
  assert_widths (f, 192, three);
  assert_widths (f, 191, two);
  assert_widths (f, 116, two);
  assert_widths (f, 278, all); /* and back */
  gtk_widget_set_hexpand (f->children[1], TRUE);
  assert_widths (f, 300, wide);
  gtk_widget_set_visible (f->children[2], FALSE); /* takes no room */
  gtk_widget_size_allocate (f->row, &(GtkAllocation){ 0, 0, 202, 30 }, -1);
  g_assert_true (gtk_widget_get_child_visible (f->children[3]));
}

static void
test_mirrored (Fixture *f, gconstpointer data)
{
  graphene_rect_t bounds;
  gtk_widget_set_direction (f->row, GTK_TEXT_DIR_RTL);
  gtk_widget_measure (f->row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (f->row, &(GtkAllocation){ 0, 0, 278, 30 }, -1);
  g_assert_true (gtk_widget_compute_bounds (f->children[0], f->row, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 228);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/squeeze-layout/measure", Fixture, NULL, set_up, test_measure, tear_down);
  g_test_add ("/squeeze-layout/ranks", Fixture, NULL, set_up, test_ranks, tear_down);
  g_test_add ("/squeeze-layout/mirrored", Fixture, NULL, set_up, test_mirrored, tear_down);
  return g_test_run ();
}
