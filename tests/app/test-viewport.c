/* SPDX-License-Identifier: GPL-3.0-or-later
 * Tests src/app/pm-viewport.c: no widgets, no display.
 */
#include "pm-test.h"
#include "pm-viewport.h"

/* 200 x 100 units on a screen of 600 x 400. */
static PmViewport
make (void)
{
  PmViewport viewport;
  pm_viewport_init (&viewport);
  pm_viewport_set_size (&viewport, 600.0, 400.0);
  pm_viewport_set_bounds (&viewport, -50.0, 150.0, 10.0, 110.0, 4.0);
  return viewport;
}

static void
assert_on_screen (const PmViewport *viewport, double x, double y, double screen_x, double screen_y)
{
  double there_x, there_y, back_x, back_y;
  pm_viewport_to_screen (viewport, x, y, &there_x, &there_y);
  pm_assert_close (there_x, screen_x, 1e-9, 0); /* rounding of numbers below 1000 */
  pm_assert_close (there_y, screen_y, 1e-9, 0);
  pm_viewport_from_screen (viewport, there_x, there_y, &back_x, &back_y);
  pm_assert_close (back_x, x, 1e-9, 0);
  pm_assert_close (back_y, y, 1e-9, 0);
}

static void
test_fit (void)
{
  PmViewport viewport = make ();
  g_assert_true (viewport.fitted);
  assert_on_screen (&viewport, 50.0, 60.0, 300.0, 200.0);
  for (int corner = 0; corner < 4; corner++)
    {
      double x, y;
      pm_viewport_to_screen (&viewport, corner & 1 ? -50.0 : 150.0, corner & 2 ? 10.0 : 110.0, &x, &y);
      g_assert_true (x >= 0.0 && x <= 600.0 && y >= 0.0 && y <= 400.0);
    }
  g_assert_cmpfloat (200.0 * viewport.scale, >, 0.9 * 600.0); /* and not much room is left */
  pm_viewport_set_size (&viewport, 300.0, 400.0);
  assert_on_screen (&viewport, 50.0, 60.0, 150.0, 200.0);
  g_assert_cmpfloat (200.0 * viewport.scale, <=, 300.0);
}

static void
test_zoom (void)
{
  PmViewport viewport = make ();
  double x, y, first = viewport.scale;
  pm_viewport_from_screen (&viewport, 120.0, 330.0, &x, &y);
  pm_viewport_zoom (&viewport, 2.0, 120.0, 330.0);
  assert_on_screen (&viewport, x, y, 120.0, 330.0);
  pm_assert_close (viewport.scale, 2.0 * first, 0, 1e-12);
  g_assert_false (viewport.fitted);
  for (int k = 0; k < 60; k++)
    pm_viewport_zoom (&viewport, 1.5, 120.0, 330.0);
  pm_assert_close (viewport.scale, 400.0 / 4.0, 0, 1e-12); /* 4 units fill the shorter side */
  for (int k = 0; k < 100; k++)
    pm_viewport_zoom (&viewport, 0.7, 120.0, 330.0);
  pm_assert_close (viewport.scale, 0.25 * first, 0, 1e-12);
  pm_viewport_zoom (&viewport, 0.0, 1.0, 1.0);
  g_assert_cmpfloat (viewport.scale, >, 0.0);
}

static void
test_pan_and_mirror (void)
{
  for (int mirrored = 0; mirrored < 2; mirrored++)
    {
      PmViewport viewport = make ();
      double x, y;
      pm_viewport_set_mirrored (&viewport, mirrored);
      pm_viewport_from_screen (&viewport, 100.0, 100.0, &x, &y);
      pm_viewport_pan (&viewport, 30.0, -20.0);
      assert_on_screen (&viewport, x, y, 130.0, 80.0);
      pm_viewport_zoom (&viewport, 1.7, 130.0, 80.0);
      assert_on_screen (&viewport, x, y, 130.0, 80.0);
      /* New data or another window: what is looked at stays. */
      PmViewport before = viewport;
      pm_viewport_set_bounds (&viewport, -51.0, 149.0, 10.0, 112.0, 4.0);
      pm_viewport_set_size (&viewport, 500.0, 420.0);
      g_assert_cmpfloat (viewport.centre_x, ==, before.centre_x);
      g_assert_cmpfloat (viewport.scale, ==, before.scale);
      pm_viewport_pan (&viewport, 1e9, 1e9);
      g_assert_true (viewport.centre_x >= -51.0 && viewport.centre_x <= 149.0 && viewport.centre_y <= 112.0);
    }
}

static void
test_show (void)
{
  PmViewport viewport = make ();
  pm_viewport_zoom (&viewport, 8.0, 300.0, 200.0);
  PmViewport before = viewport;
  pm_viewport_show (&viewport, 50.0, 60.0, 20.0);
  g_assert_cmpfloat (viewport.centre_x, ==, before.centre_x);
  double x, y;
  pm_viewport_show (&viewport, 140.0, 60.0, 20.0);
  pm_viewport_to_screen (&viewport, 140.0, 60.0, &x, &y);
  pm_assert_close (x, 580.0, 1e-9, 0);
  pm_assert_close (y, 200.0, 1e-9, 0);
}

static void
test_nothing (void)
{
  PmViewport viewport;
  pm_viewport_init (&viewport);
  pm_viewport_set_size (&viewport, 0.0, 0.0);
  pm_viewport_set_bounds (&viewport, 0.0, 0.0, 0.0, 0.0, 0.0);
  pm_viewport_zoom (&viewport, 2.0, 0.0, 0.0);
  g_assert_true (viewport.scale > 0.0 && viewport.centre_x == viewport.centre_x);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/viewport/fit", test_fit);
  g_test_add_func ("/viewport/zoom", test_zoom);
  g_test_add_func ("/viewport/pan-and-mirror", test_pan_and_mirror);
  g_test_add_func ("/viewport/show", test_show);
  g_test_add_func ("/viewport/nothing", test_nothing);
  return g_test_run ();
}
