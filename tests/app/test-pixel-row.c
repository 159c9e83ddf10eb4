/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-pixel-row.h"

static void
test_pixel (void)
{
  g_autoptr (PmPixelRow) row = pm_pixel_row_new (0), other = pm_pixel_row_new (99999);
  g_assert_cmpint (pm_pixel_row_get_pixel (row), ==, 0);
  g_assert_cmpint (pm_pixel_row_get_pixel (other), ==, 99999);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-row/pixel", test_pixel);
  return g_test_run ();
}
