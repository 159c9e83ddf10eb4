/* SPDX-License-Identifier: GPL-3.0-or-later
 * Names of the result's files.
 */
#include "pm-test.h"

#include "pm-output.h"

#include <string.h>

static char *
name_of (const char *object, const char *first, const char *last)
{
  PmScan a = { .info = { .object = (char *) object, .scan_id = (char *) first } };
  PmScan b = { .info = { .object = (char *) object, .scan_id = (char *) last } };
  PmScan *scans[] = { &a, &b };
  return pm_output_core_name (scans, last ? 2 : 1);
}

static void
test_core_name (void)
{
  g_autofree char *one = name_of ("IRC +10216", "2016-12-03_HA_F354", NULL), *two = name_of ("Mars", "S_1", "S_2");
  g_autofree char *hostile = name_of ("../../etc/passwd", "..", NULL);
  g_assert_cmpstr (one, ==, "IRC_+10216.2016-12-03_HA_F354");
  g_assert_cmpstr (two, ==, "Mars.S_1-S_2");
  g_assert_null (strchr (hostile, '/'));
  g_assert_null (strstr (hostile, ".."));
}

/* Scans of one object get names of their own however long the object's is, in bytes of 1 to 4; names and suffix fit into 255 bytes. */
static void
test_long_names (void)
{
  static const char *const letters[] = { "A", "\xc3\xa9", "\xf0\x90\x8c\xb0", "A." };
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      while (text->len < 300)
        g_string_append (text, letters[i]);
      g_autofree char *a = name_of (text->str, "SIM_0001", NULL), *b = name_of (text->str, "SIM_0002", NULL);
      g_autofree char *all = name_of (text->str, text->str, text->str);
      g_assert_cmpstr (a, !=, b);
      g_assert_true (g_str_has_suffix (a, "SIM_0001"));
      g_assert_true (g_utf8_validate (all, -1, NULL));
      g_assert_null (strstr (all, ".."));
      g_assert_cmpuint (strlen (all) + strlen (".sofscan.cfg"), <=, 255);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output/core-name", test_core_name);
  g_test_add_func ("/output/long-names", test_long_names);
  return g_test_run ();
}
