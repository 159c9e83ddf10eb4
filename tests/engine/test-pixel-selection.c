/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-pixel-selection.h"
#include "pm-test.h"

static void
count_cb (gpointer counter)
{
  (*(int *) counter)++;
}

/* The set as text: "1 5 64". */
static void
assert_set (PmPixelSelection *selection, const char *expected)
{
  guint n;
  g_autofree guint *pixels = pm_pixel_selection_get_selected (selection, &n);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, i ? " %u" : "%u", pixels[i]);
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (n, ==, pm_pixel_selection_get_n_selected (selection));
  for (guint i = 0; i < n; i++)
    g_assert_true (pm_pixel_selection_is_selected (selection, (int) pixels[i]));
}

/* Each operation says once that it changed something, and nothing when it did not. */
static void
test_operations (void)
{
  PmPixelSelection *selection = pm_pixel_selection_new (130);
  int n_changed = 0, n_counts = 0;
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (selection, "notify::n-selected", G_CALLBACK (count_cb), &n_counts);
  assert_set (selection, "");

  pm_pixel_selection_select_one (selection, 64);
  assert_set (selection, "64");
  pm_pixel_selection_select_one (selection, 64);
  g_assert_cmpint (n_changed, ==, 1);
  pm_pixel_selection_select_one (selection, 63);
  assert_set (selection, "63");
  g_assert_cmpint (n_changed, ==, 2);
  g_assert_cmpint (n_counts, ==, 1); /* still one pixel */

  pm_pixel_selection_toggle (selection, 129);
  assert_set (selection, "63 129");
  pm_pixel_selection_toggle (selection, 63);
  assert_set (selection, "129");
  pm_pixel_selection_select_range (selection, 66, 62);
  assert_set (selection, "62 63 64 65 66");
  pm_pixel_selection_set (selection, (const guint[]){ 5, 1, 5, 128 }, 4);
  assert_set (selection, "1 5 128");
  pm_pixel_selection_add (selection, (const guint[]){ 0, 5 }, 2);
  assert_set (selection, "0 1 5 128");
  pm_pixel_selection_remove (selection, (const guint[]){ 1, 2, 128 }, 3);
  assert_set (selection, "0 5");
  g_assert_cmpint (n_changed, ==, 8);
  pm_pixel_selection_add (selection, (const guint[]){ 0, 5 }, 2);
  pm_pixel_selection_remove (selection, (const guint[]){ 7 }, 1);
  g_assert_cmpint (n_changed, ==, 8);

  pm_pixel_selection_invert (selection);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (selection), ==, 128);
  g_assert_false (pm_pixel_selection_is_selected (selection, 5));
  pm_pixel_selection_select_all (selection);
  g_assert_cmpuint (pm_pixel_selection_get_n_selected (selection), ==, 130);
  pm_pixel_selection_select_none (selection);
  assert_set (selection, "");
  g_assert_cmpint (n_changed, ==, 11);
  g_assert_finalize_object (selection);
}

static void
test_bounds (void)
{
  PmPixelSelection *selection = pm_pixel_selection_new (10);
  pm_pixel_selection_select_range (selection, -5, 2);
  assert_set (selection, "0 1 2");
  pm_pixel_selection_select_range (selection, G_MAXINT, 8);
  assert_set (selection, "8 9");
  pm_pixel_selection_toggle (selection, 10);
  pm_pixel_selection_toggle (selection, -1);
  pm_pixel_selection_add (selection, (const guint[]){ 10, 64, G_MAXUINT }, 3);
  assert_set (selection, "8 9");
  g_assert_false (pm_pixel_selection_is_selected (selection, -1));
  g_assert_false (pm_pixel_selection_is_selected (selection, 10));
  pm_pixel_selection_select_one (selection, 10); /* a pixel that does not exist: none */
  assert_set (selection, "");

  PmPixelSelection *empty = pm_pixel_selection_new (0);
  pm_pixel_selection_select_all (empty);
  pm_pixel_selection_invert (empty);
  pm_pixel_selection_set_current (empty, 0);
  assert_set (empty, "");
  g_assert_cmpint (pm_pixel_selection_get_current (empty), ==, PM_PIXEL_NONE);
  g_assert_cmpint (pm_pixel_selection_next (empty, 0), ==, PM_PIXEL_NONE);
  g_assert_finalize_object (empty);
  g_assert_finalize_object (selection);
}

static void
test_walk (void)
{
  PmPixelSelection *selection = pm_pixel_selection_new (300);
  pm_pixel_selection_set (selection, (const guint[]){ 0, 63, 64, 256, 299 }, 5);
  const int expected[] = { 0, 63, 64, 256, 299, PM_PIXEL_NONE };
  int from = -7;
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      int found = pm_pixel_selection_next (selection, from);
      g_assert_cmpint (found, ==, expected[i]);
      from = found + 1;
    }
  g_assert_cmpint (pm_pixel_selection_next (selection, 300), ==, PM_PIXEL_NONE);
  g_assert_finalize_object (selection);
}

static void
test_current (void)
{
  PmPixelSelection *selection = pm_pixel_selection_new (10);
  int n_current = 0, n_hovered = 0, n_changed = 0, value;
  g_signal_connect_swapped (selection, "notify::current", G_CALLBACK (count_cb), &n_current);
  g_signal_connect_swapped (selection, "notify::hovered", G_CALLBACK (count_cb), &n_hovered);
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &n_changed);
  pm_pixel_selection_set_current (selection, 4);
  pm_pixel_selection_set_current (selection, 4);
  g_object_set (selection, "hovered", 9, NULL);
  g_object_get (selection, "hovered", &value, NULL);
  g_assert_cmpint (value, ==, 9);
  g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, 4);
  pm_pixel_selection_set_current (selection, 10);
  g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, PM_PIXEL_NONE);
  g_assert_cmpint (n_current, ==, 2);
  g_assert_cmpint (n_hovered, ==, 1);
  g_assert_cmpint (n_changed, ==, 0);
  g_assert_finalize_object (selection);
}

/* Fewer and more pixels: those that exist in both stay. */
static void
test_resize (void)
{
  PmPixelSelection *selection = pm_pixel_selection_new (200);
  int n_changed = 0;
  pm_pixel_selection_set (selection, (const guint[]){ 3, 63, 64, 150, 199 }, 5);
  pm_pixel_selection_set_current (selection, 150);
  pm_pixel_selection_set_hovered (selection, 3);
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &n_changed);
  pm_pixel_selection_set_n_pixels (selection, 64);
  assert_set (selection, "3 63");
  g_assert_cmpint (n_changed, ==, 1);
  g_assert_cmpint (pm_pixel_selection_get_current (selection), ==, PM_PIXEL_NONE);
  g_assert_cmpint (pm_pixel_selection_get_hovered (selection), ==, 3);
  pm_pixel_selection_set_n_pixels (selection, 1000);
  assert_set (selection, "3 63");
  g_assert_cmpint (n_changed, ==, 1);
  pm_pixel_selection_add (selection, (const guint[]){ 999 }, 1);
  assert_set (selection, "3 63 999");
  pm_pixel_selection_set_n_pixels (selection, 0);
  assert_set (selection, "");
  g_assert_finalize_object (selection);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-selection/operations", test_operations);
  g_test_add_func ("/pixel-selection/bounds", test_bounds);
  g_test_add_func ("/pixel-selection/walk", test_walk);
  g_test_add_func ("/pixel-selection/current", test_current);
  g_test_add_func ("/pixel-selection/resize", test_resize);
  return g_test_run ();
}
