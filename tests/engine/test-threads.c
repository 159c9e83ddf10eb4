/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-threads.h"

#include "pm-test.h"

static void
test_count (void)
{
  g_assert_cmpint (pm_threads_count (1), ==, 1);
  g_assert_cmpint (pm_threads_count (3), ==, 3);
  g_assert_cmpint (pm_threads_count (0), >, (int) g_get_num_processors ());
  g_assert_cmpint (pm_threads_count (-1), ==, pm_threads_count (0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/threads/count", test_count);
  return g_test_run ();
}
