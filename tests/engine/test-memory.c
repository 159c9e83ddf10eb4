/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-memory.h"

#include "pm-error.h"

#include <unistd.h>

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    guint64 bytes;
  } cases[] = {
    { "MemTotal:       16303424 kB\nMemFree:          214340 kB\nMemAvailable:    8000000 kB\nBuffers: 1 kB\n", 8192000000 },
    { "MemAvailable: 1 kB", 1024 },
    { "MemFree: 5 kB\nXMemAvailable: 7 kB\n", 0 }, /* an old kernel */
    { "MemAvailable: many kB\n", 0 },
    { "MemAvailable: 12 pages\n", 0 },
    { "MemAvailable: 18446744073709551615 kB\n", 0 }, /* does not fit */
    { "", 0 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (pm_memory_parse_meminfo (cases[i].text), ==, cases[i].bytes);
}

/* Something is left, and not more than the machine has. */
static void
test_available (void)
{
  guint64 available = pm_memory_get_available ();
  g_assert_cmpuint (available, >, 0);
  g_assert_cmpuint (available, <=, (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE));
}

/* Nobody has 16 exabytes. */
static void
test_check (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (pm_memory_check ("nothing", 0, &error) && pm_memory_check ("a page", 4096, &error));
  g_assert_no_error (error);
  g_assert_false (pm_memory_check ("x.fits", G_MAXUINT64, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_LIMIT);
  g_assert_true (g_str_has_prefix (error->message, "x.fits: needs 18446744073.7 GB of memory, found "));
}

/* What is asked for; otherwise half of what is left, which changes while the test runs, by less than a half either way. */
static void
test_limit (void)
{
  g_assert_cmpuint (pm_memory_sample_limit (1), ==, 1048576);
  g_assert_cmpuint (pm_memory_sample_limit (1000000), ==, G_GUINT64_CONSTANT (1048576000000));
  guint64 available = pm_memory_get_available (), limit = pm_memory_sample_limit (0);
  g_assert_cmpuint (limit, >, available / 4);
  g_assert_cmpuint (limit, <, available / 4 * 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/parse", test_parse);
  g_test_add_func ("/memory/available", test_available);
  g_test_add_func ("/memory/check", test_check);
  g_test_add_func ("/memory/limit", test_limit);
  return g_test_run ();
}
