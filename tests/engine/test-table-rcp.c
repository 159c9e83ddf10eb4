/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-error.h"
#include "pm-table-io.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static char *dir;

static PmPixelTable *
read_text (const char *text, gssize length, GError **error)
{
  g_autofree char *path = pm_test_table_write_file (dir, "t.rcp", text, length);
  return pm_table_rcp_read (path, error);
}

/* Four pixels: two good, one flagged, one without a fit. */
static PmPixelTable *
make_table (void)
{
  PmPixelTable *table = pm_pixel_table_new (4);
  for (gsize i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("R0[%d,2]", (int) i);
      pm_pixel_table_set_id (table, i, id);
      table->index[i] = (int) (100 + i);
      table->status[i] = i < 2 ? PM_PIXEL_GOOD : i == 2 ? PM_PIXEL_FLAGGED : PM_PIXEL_NOFIT;
      table->values[PM_COLUMN_X][i] = i == 3 ? NAN : -123.45678 + 100.0 * (double) i;
      table->values[PM_COLUMN_Y][i] = i == 3 ? NAN : -0.00001;
      table->values[PM_COLUMN_COUPLING][i] = 1.25;
      table->values[PM_COLUMN_GAIN][i] = 0.8 - 0.3 * (double) i;
    }
  pm_pixel_table_add_meta (table, "program", "PixelMap 0.1.0");
  pm_pixel_table_add_meta (table, "instrument", "hawc_plus");
  return table;
}

static void
test_write (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = make_table ();
  g_autofree char *text = pm_table_rcp_to_string (table, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==,
                   "# PixelMap Receiver Channel Parameter (RCP) Data File.\n#\n# Instrument: hawc_plus\n# program: PixelMap 0.1.0\n#\n"
                   "# ch is the fixed index (counted from 0) of the pixel; dX and dY are its position in the focal plane in arcsec.\n#\n"
                   "# ch\tGpnt\tGsky\tdX\tdY\n"
                   "100\t1.0000\t0.8000\t-123.4568\t0.0000\n101\t0.6250\t0.5000\t-23.4568\t0.0000\n");
  PmRcpOptions options = { PM_RCP_CHANNEL_ID, 1, "R0[1,2]" };
  g_autofree char *centered = pm_table_rcp_to_string (table, &options, &error);
  g_assert_nonnull (strstr (centered, "ch is the name of the pixel"));
  g_assert_nonnull (strstr (centered, "\nR0[0,2]\t1.0\t0.8\t-100.0\t0.0\nR0[1,2]\t0.6\t0.5\t0.0\t0.0\n"));
  options.center = "median";
  g_autofree char *median = pm_table_rcp_to_string (table, &options, &error);
  g_assert_nonnull (strstr (median, "\t-50.0\t0.0\nR0[1,2]\t0.6\t0.5\t50.0\t"));
}

static void
test_write_options (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  const PmRcpOptions bad[] = { { PM_RCP_CHANNEL_AUTO, 13, NULL }, { PM_RCP_CHANNEL_AUTO, -1, NULL }, { PM_RCP_CHANNEL_AUTO, 4, "R0[3,2]" },
                               { PM_RCP_CHANNEL_AUTO, 4, "%s%n" } };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (pm_table_rcp_to_string (table, &bad[i], &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
    }
  table->index[0] = -1;
  g_autoptr (GError) error = NULL;
  const PmRcpOptions index = { PM_RCP_CHANNEL_INDEX, 4, NULL };
  g_assert_null (pm_table_rcp_to_string (table, &index, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_OPTION);
  g_clear_error (&error);
  pm_pixel_table_set_id (table, 1, "#a b"); /* would be a comment, and two columns */
  g_autofree char *text = pm_table_rcp_to_string (table, NULL, &error);
  g_assert_nonnull (strstr (text, "\n_a_b\t0.6250\t"));
}

/* A pixel without a coupling is left out and counted; if none has one the three-column form is written. */
static void
test_write_without_couplings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = make_table ();
  table->values[PM_COLUMN_COUPLING][0] = NAN;
  table->values[PM_COLUMN_GAIN][1] = NAN;
  g_autofree char *text = pm_table_rcp_to_string (table, NULL, &error);
  g_assert_nonnull (strstr (text, "# Left out for want of a coupling are 1 good pixels.\n"));
  g_assert_nonnull (strstr (text, "# ch\tGpnt\tGsky\tdX\tdY\n101\t1.2500\t1.0000\t-23.4568\t0.0000\n"));
  table->values[PM_COLUMN_COUPLING][1] = NAN;
  g_autofree char *three = pm_table_rcp_to_string (table, NULL, &error);
  g_assert_nonnull (strstr (three, "# ch\tdX\tdY\n100\t-123.4568\t0.0000\n101\t-23.4568\t0.0000\n"));
  g_autoptr (PmPixelTable) back = read_text (three, -1, &error);
  g_assert_no_error (error);
  g_assert_true (back->n_rows == 2 && isnan (back->values[PM_COLUMN_COUPLING][1]) && isnan (back->values[PM_COLUMN_GAIN][1]));
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = make_table ();
  g_autofree char *path = g_build_filename (dir, "round.RCP", NULL);
  g_assert_true (pm_table_write (table, path, NULL, &error));
  g_autoptr (PmPixelTable) back = pm_table_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->n_rows, ==, 2);
  g_assert_cmpstr (pm_pixel_table_get_meta (back, "program"), ==, "PixelMap 0.1.0");
  g_assert_cmpuint (pm_pixel_table_n_meta (back), ==, 2);
  for (gsize i = 0; i < 2; i++)
    {
      g_assert_cmpint (back->index[i], ==, table->index[i]);
      g_assert_cmpint (back->status[i], ==, PM_PIXEL_GOOD);
      /* Four decimals: positions within 5e-5; a ratio of two rounded numbers near 0.5 within (1 + 1.25) 5e-5 / 0.5. */
      pm_assert_close (back->values[PM_COLUMN_X][i], table->values[PM_COLUMN_X][i], 5.1e-5, 0);
      pm_assert_close (back->values[PM_COLUMN_Y][i], table->values[PM_COLUMN_Y][i], 5.1e-5, 0);
      pm_assert_close (back->values[PM_COLUMN_GAIN][i], table->values[PM_COLUMN_GAIN][i], 5.1e-5, 0);
      pm_assert_close (back->values[PM_COLUMN_COUPLING][i], 1.25, 2.3e-4, 0);
    }
}

static void
test_forms (void)
{
  static const char five[] = "# CRUSH Receiver Channel Parameter (RCP) Data File\r\n#\r\n# Object: Mars\r\n#ch\tGpnt\tGsky\tdX(\")\r\n"
                             "R0[12,3]\t1.500\t0.750\t-1.234e+02\t9.870e-01\r\n\r\n  7  0.0  1.0  1 2\r\n8 1 0 1 2\r\n"
                             "9 1 1 nan 2\n10 1 1 4000 2\n11 1 1 1 2 extra columns of any kind";
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = read_text (five, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_rows, ==, 6);
  g_assert_cmpstr (pm_pixel_table_get_meta (table, "object"), ==, "Mars");
  g_assert_cmpstr (table->id[0], ==, "R0[12,3]");
  g_assert_cmpint (table->index[0], ==, -1);
  g_assert_cmpint (table->index[1], ==, 7);
  pm_assert_close (table->values[PM_COLUMN_X][0], -123.4, 0, 0);
  pm_assert_close (table->values[PM_COLUMN_Y][0], 0.987, 0, 0);
  pm_assert_close (table->values[PM_COLUMN_COUPLING][0], 2.0, 0, 0);
  static const PmPixelStatus expected[] = { PM_PIXEL_GOOD, PM_PIXEL_BLIND, PM_PIXEL_GOOD, PM_PIXEL_NOFIT, PM_PIXEL_NOFIT, PM_PIXEL_GOOD };
  for (gsize i = 0; i < 6; i++)
    g_assert_cmpint (table->status[i], ==, expected[i]);
  g_assert_true (isnan (table->values[PM_COLUMN_COUPLING][2]));
  g_assert_true (isnan (table->values[PM_COLUMN_X][4]));
  g_autoptr (PmPixelTable) four = read_text ("! BoA\n1 0.9 10 20\n", -1, &error);
  g_assert_no_error (error);
  pm_assert_close (four->values[PM_COLUMN_COUPLING][0], 0.9, 0, 0);
  pm_assert_close (four->values[PM_COLUMN_GAIN][0], 1.0, 0, 0);
  g_autoptr (PmPixelTable) three = read_text ("a\t1\t-2\nb\t3\t4", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pm_pixel_table_count (three, PM_PIXEL_GOOD), ==, 2);
  pm_assert_close (three->values[PM_COLUMN_Y][0], -2.0, 0, 0);
}

/* Rows counted with `grep -vc '^#'`. */
static void
test_real_files (void)
{
  static const struct
  {
    const char *name;
    gsize       n;
  } files[] = {
    { "tables/gismo/Mars.2010-04-12.79.rcp", 95 },
    { "tables/gismo/Mars.2010-04-13.52.rcp", 90 },
    { "tables/gismo/Neptune.2011-04-13.59.rcp", 99 },
    { "tables/gismo/Saturn-2012-03-10.6-7.synth.rcp", 128 },
    { "tables/laboca/laboca-2007-11.rcp", 226 },
    { "tables/laboca/laboca-2010-10.rcp", 238 },
    { "tables/saboca/saboca-2012-08.rcp", 37 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = pm_test_table_data_path (files[i].name);
      g_autoptr (PmPixelTable) table = pm_table_read (path, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (table->n_rows, ==, files[i].n);
      g_assert_cmpuint (pm_pixel_table_count (table, PM_PIXEL_GOOD), ==, files[i].n);
    }
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_test_table_data_path (files[0].name);
  g_autoptr (PmPixelTable) table = pm_table_read (path, &error);
  g_assert_cmpstr (pm_pixel_table_get_meta (table, "Equatorial"), ==, "08h35m25.85s 21d16m54.1s (J2000.0)");
  pm_assert_close (table->values[PM_COLUMN_X][0], -55.4, 0, 0);
  pm_assert_close (table->values[PM_COLUMN_COUPLING][0], 1.180 / 1.243, 0, 0);
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "", "found none" },
    { "# only\n# comments", "found none" },
    { "1 2\n", "line 1: expected at least 3 columns, found '2'" },
    { "1 1 1 2 3\n2 1 1 4\n", "line 2: expected 5 columns as in the lines before, found '4'" },
    { "1 1 1 2 3\n2 1 1 4 5,6\n", "line 2, column 5 (dY): expected a finite number or nan, found '5,6'" },
    { "1 1 1 1e400 3\n", "column 4 (dX)" },
    { "1 inf 1 2 3\n", "column 2 (Gpnt)" },
    { "1 1 x 2 3\n", "column 3 (Gsky)" },
    { "\x7f" "ELF\x02\x01 \xff\xfe \xff\xfe\n", "line 1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (read_text (cases[i].text, -1, &error));
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (!strstr (error->message, cases[i].words) || !strstr (error->message, "t.rcp"))
        g_error ("case %u: '%s' lacks '%s'", i, error->message, cases[i].words);
    }
  g_autoptr (GError) zero = NULL, longer = NULL, suffix = NULL;
  g_autofree char *filler = g_strnfill (70000, 'a');
  g_assert_null (read_text ("1 1 \0 2 3\n", 10, &zero));
  g_assert_error (zero, PM_ERROR, PM_ERROR_INPUT);
  g_assert_null (read_text (filler, -1, &longer));
  g_assert_error (longer, PM_ERROR, PM_ERROR_INPUT);
  g_assert_null (pm_table_read ("table.txt", &suffix));
  g_assert_error (suffix, PM_ERROR, PM_ERROR_INPUT);
  g_assert_nonnull (strstr (suffix->message, ".rcp or .ecsv"));
}

static void
test_damaged (void)
{
  g_autoptr (PmPixelTable) table = make_table ();
  g_autofree char *text = pm_table_rcp_to_string (table, NULL, NULL);
  gsize length = strlen (text);
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GError) error = NULL, other = NULL;
      PmPixelTable *cut = read_text (text, (gssize) i, &error);
      g_assert_true ((cut != NULL) != (error != NULL));
      g_clear_pointer (&cut, pm_pixel_table_unref);
      char saved = text[i];
      text[i] = "\0\t\n\r#e-\xff"[i % 8];
      PmPixelTable *changed = read_text (text, (gssize) length, &other);
      g_assert_true ((changed != NULL) != (other != NULL));
      g_clear_pointer (&changed, pm_pixel_table_unref);
      text[i] = saved;
    }
}

static void
test_locale (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = make_table ();
  g_autofree char *expected = pm_table_rcp_to_string (table, NULL, &error);
  if (!pm_test_table_use_comma_locale ())
    {
      g_test_skip ("no locale with a decimal comma on this machine");
      return;
    }
  g_autofree char *text = pm_table_rcp_to_string (table, NULL, &error);
  g_autoptr (PmPixelTable) back = read_text (text, -1, &error);
  setlocale (LC_ALL, "C");
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  pm_assert_close (back->values[PM_COLUMN_X][0], -123.4568, 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/table-rcp/write", test_write);
  g_test_add_func ("/table-rcp/write-options", test_write_options);
  g_test_add_func ("/table-rcp/write-without-couplings", test_write_without_couplings);
  g_test_add_func ("/table-rcp/round-trip", test_round_trip);
  g_test_add_func ("/table-rcp/forms", test_forms);
  g_test_add_func ("/table-rcp/real-files", test_real_files);
  g_test_add_func ("/table-rcp/malformed", test_malformed);
  g_test_add_func ("/table-rcp/damaged", test_damaged);
  g_test_add_func ("/table-rcp/locale", test_locale);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
