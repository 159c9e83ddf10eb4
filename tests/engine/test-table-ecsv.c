/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-error.h"
#include "pm-table-ecsv.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define HEAD "# %ECSV 1.0\n# ---\n"
#define ID_X_Y "# datatype:\n# - {name: id, datatype: string}\n# - {name: x, unit: arcsec, datatype: float64}\n" \
               "# - {name: y, unit: arcsec, datatype: float64}\n"

static char *dir;

static PmPixelTable *
read_text (const char *text, gssize length, GError **error)
{
  g_autofree char *path = pm_test_table_write_file (dir, "t.ecsv", text, length);
  return pm_table_ecsv_read (path, error);
}

/* Everything survives; numbers are written with 12 digits, so 5e-12 relative. */
static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  g_autofree char *path = g_build_filename (dir, "round.ecsv", NULL);
  g_assert_true (pm_table_ecsv_write (table, path, &error));
  g_autoptr (PmPixelTable) back = pm_table_ecsv_read (path, &error);
  g_assert_no_error (error);
  pm_test_table_assert_equal (table, back, 5e-12);
  g_autofree char *first = pm_table_ecsv_to_string (table), *second = pm_table_ecsv_to_string (back);
  g_assert_cmpstr (first, ==, second);
}

/* The same bytes whatever the locale, and the same numbers back. */
static void
test_locale (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  g_autofree char *expected = pm_table_ecsv_to_string (table);
  if (!pm_test_table_use_comma_locale ())
    {
      g_test_skip ("no locale with a decimal comma on this machine");
      return;
    }
  g_autofree char *text = pm_table_ecsv_to_string (table);
  g_autoptr (PmPixelTable) back = read_text (text, -1, &error);
  setlocale (LC_ALL, "C");
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  pm_test_table_assert_equal (table, back, 5e-12);
}

/* Forms that astropy writes: block maps, wrapped flow maps, tags, comma delimiter, other orders, unknown and missing columns, units. */
static void
test_liberal (void)
{
  static const char text[] = HEAD "# delimiter: ','\n# datatype:\n"
    "# - name: y\n#   unit: arcmin\n#   datatype: float64\n#   description: 'a: {b'\n#   meta:\n#     name: wrong\n"
    "# - {name: extra, unit: um, datatype: int64, description: 'It''s wrapped\n#     over {two} lines'}\n"
    "# - {name: \"id\", datatype: string, meta: {a: [1, '}'], b: {c: d}}}\n"
    "# - {name: x, unit: deg, datatype: float64}\n# - {name: col, datatype: int32}\n"
    "# meta: !!omap\n# - provenance:\n#   - {input: 'it''s', other: too}\n"
    "#   - {\"k\": \"\\u00e9\\x41\\n\"}\n# - other: !tag {x: y}\n"
    "# schema: astropy-2.0\n"
    "y,extra,id,x,col\r\n1.5,7,\"R0[8,2]\", 0.001 ,\r\n\r\n# a comment\r\n,,plain,nan,4";
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = read_text (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (table->n_rows, ==, 2);
  g_assert_cmpstr (table->id[0], ==, "R0[8,2]");
  pm_assert_close (table->values[PM_COLUMN_Y][0], 90.0, 0, 1e-15);  /* 1.5 arcmin; one rounding */
  pm_assert_close (table->values[PM_COLUMN_X][0], 3.6, 0, 1e-15);   /* 0.001 deg */
  g_assert_cmpint (table->col[0], ==, -1);
  g_assert_cmpint (table->status[0], ==, PM_PIXEL_GOOD);
  g_assert_cmpint (table->status[1], ==, PM_PIXEL_NOFIT);
  g_assert_cmpint (table->col[1], ==, 4);
  g_assert_true (isnan (table->values[PM_COLUMN_Y][1]));
  g_assert_cmpstr (pm_pixel_table_get_meta (table, "input"), ==, "it's");
  g_assert_cmpstr (pm_pixel_table_get_meta (table, "k"), ==, "éA ");
}

/* Status follows from flags and judgement where it is not given. */
static void
test_status (void)
{
  static const char text[] = HEAD "# datatype:\n# - {name: index, datatype: int32}\n# - {name: x, datatype: float64}\n"
    "# - {name: y, datatype: float64}\n# - {name: flags, datatype: string}\n# - {name: manual, datatype: string}\n"
    "index x y flags manual\n1 0 0 - -\n2 0 0 SW -\n3 0 0 SW good\n4 0 0 - bad\n5 nan 0 B -\n6 0 nan - good\n";
  static const PmPixelStatus expected[] = { PM_PIXEL_GOOD,    PM_PIXEL_FLAGGED, PM_PIXEL_GOOD,
                                            PM_PIXEL_FLAGGED, PM_PIXEL_BLIND,   PM_PIXEL_NOFIT };
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = read_text (text, -1, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < 6; i++)
    g_assert_cmpint (table->status[i], ==, expected[i]);
}

/* Each text must be refused with a message that holds the given words. */
static void
test_malformed (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "", "%ECSV" },
    { "\n\n", "%ECSV" },
    { "id x y\na 1 2\n", "%ECSV" },
    { "# %ECSV 2.0\n# ---\n" ID_X_Y "id x y\n", "%ECSV" },
    { HEAD "id x y\na 1 2\n", "datatype" },
    { HEAD ID_X_Y, "end of the file" },
    { HEAD ID_X_Y "id y x\na 1 2\n", "line 7, column 'x'" },
    { HEAD ID_X_Y "id x\na 1 2\n", "expected 3 cells, found 2" },
    { HEAD ID_X_Y "id x y\na 1\n", "line 8: expected 3 cells, found 2" },
    { HEAD ID_X_Y "id x y\na 1 2 3\n", "expected 3 cells, found 4" },
    { HEAD ID_X_Y "id x y\na 1 2\nb 3", "line 9" },
    { HEAD ID_X_Y "id x y\n\"a 1 2\n", "quote" },
    { HEAD ID_X_Y "id x y\n\"a\"b 1 2\n", "quote" },
    { HEAD ID_X_Y "id x y\na 1e999 2\n", "line 8, column 'x': expected a finite number or nan, found '1e999'" },
    { HEAD ID_X_Y "id x y\na inf 2\n", "'inf'" },
    { HEAD ID_X_Y "id x y\na \x1b[2J\xc3\xa9 2\n", "found ' [2J\xc3\xa9'" }, /* no escape sequence reaches the terminal */
    { HEAD ID_X_Y "id x y\na 1,5 2\n", "'1,5'" },
    { HEAD ID_X_Y "id x y\na 0x10 2\n", "'0x10'" },
    { HEAD ID_X_Y "id x y\na 1 \xff\n", "line 8: expected text in UTF-8" },
    { HEAD "# delimiter: ';'\n" ID_X_Y "id x y\n", "delimiter" },
    { HEAD "# datatype:\n# - {name: id, datatype: string\nid\n", "expected a column" },
    { HEAD "# datatype:\n# - {name: 'id}\nid\n", "expected a column" },
    { HEAD "# datatype:\n# - {{{{{{{{{{\nid\n", "expected a column" },
    { HEAD "# datatype:\n# - datatype: string\nid\n", "expected a column" },
    { HEAD "# datatype:\n# - {name: id}\n# - {name: id}\nid id\na b\n", "each name once" },
    { HEAD "# datatype:\n# - {name: x}\nx\n1\n", "'id' or 'index'" },
    { HEAD "# datatype:\n# - {name: id}\n# - {name: x, unit: um}\nid x\na 1\n", "'um'" },
    { HEAD "# datatype:\n# - {name: index}\nindex\n99999999999\n", "column 'index'" },
    { HEAD "# datatype:\n# - {name: index}\nindex\n1.5\n", "column 'index'" },
    { HEAD "# datatype:\n# - {name: id}\n# - {name: status}\nid status\na fine\n", "good, flagged, nofit or blind" },
    { HEAD "# datatype:\n# - {name: id}\n# - {name: flags}\nid flags\na Q\n", "letters" },
    { HEAD "# datatype:\n# - {name: id}\n# - {name: manual}\nid manual\na Q\n", "bad or good" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      PmPixelTable *table = read_text (cases[i].text, -1, &error);
      g_assert_null (table);
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      if (!strstr (error->message, cases[i].words) || !strstr (error->message, "t.ecsv"))
        g_error ("case %u: '%s' lacks '%s'", i, error->message, cases[i].words);
    }
}

/* Every prefix of a good file, and rubbish in every byte, is read or refused, never worse (the sanitizers watch). */
static void
test_damaged (void)
{
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  g_autofree char *text = pm_table_ecsv_to_string (table);
  gsize length = strlen (text);
  for (gsize i = 0; i < length; i += 7)
    {
      g_autoptr (GError) error = NULL, other = NULL;
      PmPixelTable *cut = read_text (text, (gssize) i, &error);
      g_assert_true ((cut != NULL) != (error != NULL));
      g_clear_pointer (&cut, pm_pixel_table_unref);
      char saved = text[i];
      text[i] = "\0\"'{}[]\\\n-:#,\xff"[i % 14];
      PmPixelTable *changed = read_text (text, (gssize) length, &other);
      g_assert_true ((changed != NULL) != (other != NULL));
      g_clear_pointer (&changed, pm_pixel_table_unref);
      text[i] = saved;
    }
}

static void
test_bounds (void)
{
  g_autoptr (GError) error = NULL, other = NULL, third = NULL;
  g_autofree char *filler = g_strnfill (70000, 'a');
  g_autofree char *text = g_strconcat (HEAD ID_X_Y "id x y\n", filler, " 1 2\n", NULL);
  g_assert_null (read_text (text, -1, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "65536"));
  GString *rows = g_string_new (HEAD "# datatype:\n# - {name: index}\nindex\n");
  for (int i = 0; i <= PM_PIXEL_TABLE_MAX_ROWS; i++)
    g_string_append (rows, "1\n");
  g_assert_null (read_text (rows->str, (gssize) rows->len, &other));
  g_assert_error (other, PM_ERROR, PM_ERROR_INPUT);
  g_string_free (rows, TRUE);
  g_assert_null (pm_table_ecsv_read (dir, &third));
  g_assert_error (third, PM_ERROR, PM_ERROR_INPUT);
}

/* astropy reads what is written, with units, and what it writes is read back. */
static void
test_astropy (void)
{
  static const char script[] =
    "import sys, warnings\n"
    "try:\n    from astropy.table import Table\nexcept ImportError:\n    sys.exit (77)\n"
    "t = Table.read (sys.argv[1], format='ascii.ecsv')\n"
    "assert len (t) == 6 and t.colnames[0] == 'id' and t.colnames[-1] == 'manual', t.colnames\n"
    "assert t['id'][0] == 'R0[8,2]' and t['id'][3] == 'quote\"d, \"twice\"' and t['id'][4] == '#hash', t['id']\n"
    "assert str (t['x'].unit) == 'arcsec' and str (t['angle'].unit) == 'deg' and t['noise'].unit is not None\n"
    "assert len (t.meta['provenance']) == 4 and t.meta['flags'][0] == {'F': 'no fit'}, t.meta\n"
    "t['id'][4] = 'hash'  # astropy writes '#hash' without quotes, as a comment\n"
    "t.write (sys.argv[2], format='ascii.ecsv')\n"
    "t.write (sys.argv[3], format='ascii.ecsv', delimiter=',')\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) table = pm_test_table_new ();
  g_autofree char *from = g_build_filename (dir, "from.ecsv", NULL);
  g_autofree char *blanks = g_build_filename (dir, "blanks.ecsv", NULL), *commas = g_build_filename (dir, "commas.ecsv", NULL);
  g_assert_true (pm_table_ecsv_write (table, from, &error));
  g_autoptr (GSubprocess) python = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/usr/bin/python3", "-c", script, from,
                                                     blanks, commas, NULL);
  if (python)
    g_subprocess_wait (python, NULL, NULL);
  if (!python || g_subprocess_get_exit_status (python) == 77)
    {
      g_test_skip ("no python3 with astropy on this machine");
      return;
    }
  g_assert_cmpint (g_subprocess_get_exit_status (python), ==, 0);
  g_autoptr (PmPixelTable) with_blanks = pm_table_ecsv_read (blanks, &error);
  g_assert_no_error (error);
  g_autoptr (PmPixelTable) with_commas = pm_table_ecsv_read (commas, &error);
  g_assert_no_error (error);
  pm_pixel_table_set_id (table, 4, "hash");
  pm_test_table_assert_equal (table, with_blanks, 5e-12);
  pm_test_table_assert_equal (table, with_commas, 5e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/table-ecsv/round-trip", test_round_trip);
  g_test_add_func ("/table-ecsv/locale", test_locale);
  g_test_add_func ("/table-ecsv/liberal", test_liberal);
  g_test_add_func ("/table-ecsv/status", test_status);
  g_test_add_func ("/table-ecsv/malformed", test_malformed);
  g_test_add_func ("/table-ecsv/damaged", test_damaged);
  g_test_add_func ("/table-ecsv/bounds", test_bounds);
  g_test_add_func ("/table-ecsv/astropy", test_astropy);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
