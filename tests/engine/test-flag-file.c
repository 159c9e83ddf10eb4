/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-error.h"
#include "pm-flag-file.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

#define HEAD "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id, datatype: string}\n# - {name: state, datatype: string}\n"

static char *dir;

static PmFlagFile *
read_text (const char *text, GError **error)
{
  g_autofree char *path = pm_test_table_write_file (dir, "f.ecsv", text, -1);
  return pm_flag_file_read (path, error);
}

static char *written; /* the last one */

static void
check_round_trip (const PmFlagFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (dir, "round.ecsv", NULL);
  g_assert_true (pm_flag_file_write (file, path, &error));
  g_free (written);
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_autoptr (PmFlagFile) back = pm_flag_file_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->entries->len, ==, file->entries->len);
  g_assert_cmpuint (back->refits->len, ==, file->refits->len);
  for (guint i = 0; i < file->entries->len; i++)
    {
      const PmFlagEntry *a = g_ptr_array_index (file->entries, i), *b = g_ptr_array_index (back->entries, i);
      g_assert_cmpstr (a->id, ==, b->id);
      g_assert_cmpint (a->state, ==, b->state);
      g_assert_cmpstr (a->reason, ==, b->reason);
      g_assert_cmpstr (a->user, ==, b->user);
      g_assert_cmpstr (a->time, ==, b->time);
    }
  for (guint i = 0; i < file->refits->len; i++)
    {
      const PmRefit *a = g_ptr_array_index (file->refits, i), *b = g_ptr_array_index (back->refits, i);
      g_assert_cmpstr (a->id, ==, b->id);
      /* Written with 12 digits. */
      pm_assert_close (a->radius, b->radius, 0, 5e-12);
      pm_assert_close (a->x0, b->x0, 0, 5e-12);
      pm_assert_close (a->y0, b->y0, 0, 5e-12);
      g_assert_cmpint (a->domain, ==, b->domain);
      g_assert_cmpstr (a->user, ==, b->user);
      g_assert_cmpstr (a->time, ==, b->time);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  check_round_trip (file);
  pm_flag_file_add (file, "R0[8,2]", PM_FLAG_STATE_BAD, "double peak, \"twin\"", "Zoë", "2026-01-31T12:00:00Z");
  pm_flag_file_add (file, "R0[8,3]", PM_FLAG_STATE_GOOD, NULL, NULL, NULL);
  pm_flag_file_add (file, "R0[8,2]", PM_FLAG_STATE_CLEAR, "-", "nan", "");
  check_round_trip (file);
  pm_refit_set_author (pm_flag_file_add_refit (file, "R0[8,4]", 12.5, NAN, NAN, -1), "an observer", "2026-01-31T12:00:00Z");
  pm_flag_file_add_refit (file, "R0[8,2]", 1.0 / 3.0, -5.25, 1e-3, -1);
  check_round_trip (file);
  g_assert_null (strstr (written, "domain")); /* only if a refit asks for one */
  pm_flag_file_add_refit (file, "R0[8,5]", 10.0, NAN, NAN, PM_DOMAIN_MAP);
  pm_flag_file_add_refit (file, "R0[8,5]", 10.0, NAN, NAN, PM_DOMAIN_TIME);
  check_round_trip (file);
  g_assert_nonnull (strstr (written, "domain"));
}

static void
test_apply (void)
{
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  table->flags[1] = PM_FLAG_LOW_S2N;
  pm_flag_file_add (file, "R0[8,2]", PM_FLAG_STATE_BAD, NULL, NULL, NULL);
  pm_flag_file_add (file, "R1[0,63]", PM_FLAG_STATE_BAD, NULL, NULL, NULL);
  pm_flag_file_add (file, "R1[0,63]", PM_FLAG_STATE_GOOD, NULL, NULL, NULL);
  pm_flag_file_add (file, "with blank", PM_FLAG_STATE_GOOD, NULL, NULL, NULL); /* has no fit */
  pm_flag_file_add (file, "nobody", PM_FLAG_STATE_BAD, NULL, NULL, NULL);
  g_assert_cmpuint (pm_flag_file_apply (file, table), ==, 1);
  g_assert_cmpint (table->status[0], ==, PM_PIXEL_FLAGGED);
  g_assert_cmpuint (table->flags[0], ==, PM_FLAG_BY_HAND);
  g_assert_cmpint (table->manual[0], ==, PM_MANUAL_BAD);
  g_assert_cmpint (table->status[1], ==, PM_PIXEL_GOOD);
  g_assert_cmpuint (table->flags[1], ==, PM_FLAG_LOW_S2N); /* the automatic letter stays visible */
  g_assert_cmpint (table->status[2], ==, PM_PIXEL_NOFIT);
  pm_flag_file_add (file, "R0[8,2]", PM_FLAG_STATE_CLEAR, NULL, NULL, NULL);
  pm_flag_file_add (file, "R1[0,63]", PM_FLAG_STATE_CLEAR, NULL, NULL, NULL);
  pm_flag_file_apply (file, table);
  g_assert_cmpint (table->status[0], ==, PM_PIXEL_GOOD);
  g_assert_cmpint (table->manual[0], ==, PM_MANUAL_NONE);
  g_assert_cmpint (table->status[1], ==, PM_PIXEL_FLAGGED);
}

static void
test_liberal (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmFlagFile) minimal = read_text (HEAD "id state\r\n\"R0[8,2]\" bad\r\nR0[8,3] -", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (minimal->entries->len, ==, 1);
  g_autoptr (PmFlagFile) refits = read_text ("# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n# - {name: id}\n# - {name: y0}\n"
                                             "# - {name: radius, unit: arcsec}\nid,y0,radius\n\"R0[8,2]\",,5\n", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refits->entries->len, ==, 0);
  const PmRefit *refit = g_ptr_array_index (refits->refits, 0);
  g_assert_true (refit->radius == 5.0 && isnan (refit->x0) && isnan (refit->y0) && refit->domain == -1);
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "", "%ECSV" },
    { HEAD "id state\na worse\n", "line 7, column 'state': expected bad, good, clear or -, found 'worse'" },
    { HEAD "id state\n\"\" bad\n", "column 'id'" },
    { HEAD "id state\na\n", "expected 2 cells, found 1" },
    { HEAD "# - {name: time}\nid state time\na bad yesterday\n", "column 'time'" },
    { HEAD "# - {name: radius}\nid state radius\na bad 0\n", "column 'radius'" },
    { HEAD "# - {name: radius}\nid state radius\na bad 1e999\n", "column 'radius'" },
    { HEAD "# - {name: radius, unit: deg}\nid state radius\na bad 1\n", "'deg'" },
    { HEAD "# - {name: radius}\n# - {name: domain}\nid state radius domain\na bad 1 fourier\n",
      "column 'domain': expected time, map or -" },
    { "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id}\nid\na\n", "'state' or 'radius'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (read_text (cases[i].text, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      if (!strstr (error->message, cases[i].words))
        g_error ("case %u: '%s' lacks '%s'", i, error->message, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/flag-file/round-trip", test_round_trip);
  g_test_add_func ("/flag-file/apply", test_apply);
  g_test_add_func ("/flag-file/liberal", test_liberal);
  g_test_add_func ("/flag-file/malformed", test_malformed);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (written);
  g_free (dir);
  return result;
}
