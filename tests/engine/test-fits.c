/* SPDX-License-Identifier: GPL-3.0-or-later
 * Opening of FITS files by their plain names, and keywords.
 */
#include "pm-error.h"
#include "pm-fits.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* The bytes of a FITS file of one header block: OBJECT = `object`, then the given cards. */
static char *
fits_bytes (const char *object, const char *const *cards)
{
  static const char *const first[] = { "SIMPLE  =                    T", "BITPIX  =                    8",
                                       "NAXIS   =                    0" };
  char *block = g_strnfill (2880, ' '), *at = block;
  g_autofree char *name = g_strdup_printf ("OBJECT  = '%-8s'", object);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++, at += 80)
    memcpy (at, first[i], strlen (first[i]));
  memcpy (at, name, strlen (name));
  at += 80;
  for (int i = 0; cards && cards[i]; i++, at += 80)
    memcpy (at, cards[i], strlen (cards[i]));
  g_assert_cmpint (at - block, <, 2880);
  memcpy (at, "END", 3);
  return block;
}

static char *
write_fits (const char *dir, const char *name, const char *object)
{
  g_autofree char *bytes = fits_bytes (object, NULL);
  return pm_test_table_write_file (dir, name, bytes, 2880);
}

static void
check_opens (const char *path, const char *object)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (fitsfile) file = pm_fits_open (path, &error);
  g_assert_no_error (error);
  g_autofree char *found = pm_fits_get_text (file, "OBJECT", NULL);
  g_assert_cmpstr (found, ==, object);
}

static void
check_refused (const char *path, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (fitsfile) file = pm_fits_open (path, &error);
  g_assert_null (file);
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (strchr (error->message, '\n'));
}

static int
count_entries (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  int n = 0;
  while (g_dir_read_name (entries))
    n++;
  return n;
}

/* Names that cfitsio would take apart, by absolute path and as seen from their folder: with the file there, and without. */
static void
test_names (void)
{
  static const char *const names[] = {
    "a.fits[1]", "a.fits[col x=y]", "!a.fits", "|cat a.fits", "a.fits|x", "a.fits(b.fits)", "a.fits+1",
    "-", " a.fits", "a.fits ", "~a.fits", "~root", "$HOME", "mem:",
    "stdin", "file:", "ftp:", "a.fits;x", "*.fits", "ü.fits", "a\\.fits",
    "a.fits[0:1]", "@a.fits", "%41.fits", "a.fits#1", "a'b\"c.fits",
  };
  g_autofree char *dir = pm_test_make_dir (), *plain = write_fits (dir, "a.fits", "PLAIN"), *old = g_get_current_dir ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      check_refused (path, "No such file");
      g_assert_cmpint (g_chdir (dir), ==, 0);
      check_refused (names[i], "No such file");
      g_assert_cmpint (g_chdir (old), ==, 0);
      g_assert_cmpint (count_entries (dir), ==, 1);
      g_autofree char *object = g_strdup_printf ("FILE%u", i), *written = write_fits (dir, names[i], object);
      check_opens (path, object);
      g_assert_cmpint (g_chdir (dir), ==, 0);
      check_opens (names[i], object);
      g_assert_cmpint (g_chdir (old), ==, 0);
      g_assert_cmpint (g_unlink (written), ==, 0);
    }
  check_opens (plain, "PLAIN");
  pm_test_remove_dir (dir);
}

/* cfitsio would take x.fits.gz, .Z and the like for x.fits. */
static void
test_suffix (void)
{
  static const char *const suffixes[] = { ".gz", ".Z", ".z", ".zip", "-z", "-gz" };
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *dir = pm_test_make_dir (), *name = g_strconcat ("x.fits", suffixes[i], NULL);
      g_autofree char *other = write_fits (dir, name, "OTHER"), *path = g_build_filename (dir, "x.fits", NULL);
      check_refused (path, "No such file");
      check_opens (other, "OTHER");
      g_autofree char *here = write_fits (dir, "x.fits", "HERE");
      check_opens (here, "HERE");
      pm_test_remove_dir (dir);
    }
}

static void
test_refused (void)
{
  g_autofree char *dir = pm_test_make_dir (), *empty = pm_test_table_write_file (dir, "empty.fits", "", 0);
  g_autofree char *text = pm_test_table_write_file (dir, "text.fits", "SIMPLE is not what this is\n", -1);
  g_autofree char *bytes = fits_bytes ("SHORT", NULL), *cut = pm_test_table_write_file (dir, "cut.fits", bytes, 100);
  g_autofree char *missing = g_build_filename (dir, "none", "x.fits", NULL), *name = g_strnfill (2000, 'x');
  g_autofree char *too_long = g_build_filename (dir, name, NULL);
  check_refused (dir, "folder");
  check_refused (empty, "empty file");
  check_refused (text, "not a readable FITS file");
  check_refused (cut, "not a readable FITS file");
  check_refused (missing, "No such file");
  check_refused (too_long, "too long");
  check_refused ("/dev/null", "not a regular file");
  check_refused ("", "No such file");
  pm_test_remove_dir (dir);
}

/* What begins like a compressed file and is none must not do any harm. */
static void
test_false_magic (void)
{
  static const char *const magic[] = { "\037\213\010", "\037\235", "\037\036", "\037\240", "PK\003\004", "BZh9", "SIMPLE  =", "\211HDF" };
  for (guint i = 0; i < G_N_ELEMENTS (magic); i++)
    for (gsize length = 16; length < 10000; length *= 7)
      {
        g_autofree char *dir = pm_test_make_dir (), *bytes = g_malloc (length);
        for (gsize k = 0; k < length; k++)
          bytes[k] = (char) (k * k * 31 + 7 * k + i);
        /* the size that files claim: gzip at the end, 1 byte or 64 MB; zip in the header, 64 kB */
        if (length > 26)
          memcpy (bytes + 22, "\0\0\1\0", 4);
        memcpy (bytes + length - 4, length == 784 ? "\0\0\0\4" : "\1\0\0\0", 4);
        memcpy (bytes, magic[i], MIN (strlen (magic[i]), length));
        g_autofree char *path = pm_test_table_write_file (dir, "x.fits", bytes, (gssize) length);
        check_refused (path, "not a readable FITS file");
        pm_test_remove_dir (dir);
      }
}

static const char *const cards[] = {
  "REAL    =              -1.25E1 / a number",
  "WHOLE   =                   42",
  "EMPTY   =",
  "BLANK   = '        '",
  "TEXT    = '  trim me '         / blanks",
  "QUOTE   = 'it''s'",
  "NUMTEXT = '7.5     '",
  "YES     =                    T",
  "NO      =                    F",
  "UMLAUT  = 'gr\xfc\xdf'",
  "NANTEXT = 'NaN     '",
  "HUGE    =              1.0E400",
  "HMS     = '12:30:00.36'",
  "DMS     = '-00:30:36'",
  "PLUS    = '+21:30:00'",
  "BLANKS  = '12 30 36'",
  "WORDS   = '12:30'",
  "LETTERS = '12:3x:00'",
  "WEIRD   = '12:nan:00'",
  "MINUS   = '12:-30:00'",
  "MANY    = '1:2:3:4'",
  "HIERARCH ESO TEL LONG NAME = 'hier'",
  "LONGTEXT= 'one &'",
  "CONTINUE  'two'",
  NULL,
};

static fitsfile *
open_cards (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = pm_test_make_dir (), *bytes = fits_bytes ("KEYS", cards);
  g_autofree char *path = pm_test_table_write_file (dir, "keys.fits", bytes, 2880);
  fitsfile *file = pm_fits_open (path, &error);
  g_assert_no_error (error);
  pm_test_remove_dir (dir);
  return file;
}

static void
test_numbers (void)
{
  g_autoptr (fitsfile) file = open_cards ();
  double value = 99.0;
  static const char *const none[] = { "ABSENT", "EMPTY", "BLANK", "TEXT", "NANTEXT", "HUGE", "HMS" };
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_test_message ("%s", none[i]);
      g_assert_false (pm_fits_get_double (file, none[i], &value, NULL));
      g_assert_cmpfloat (value, ==, 99.0);
    }
  g_assert_true (pm_fits_get_double (file, "REAL", &value, NULL));
  g_assert_cmpfloat (value, ==, -12.5);
  g_assert_true (pm_fits_get_double (file, "WHOLE", &value, NULL));
  g_assert_cmpfloat (value, ==, 42.0);
  g_assert_true (pm_fits_get_double (file, "NUMTEXT", &value, NULL)); /* numbers in quotes are common */
  g_assert_cmpfloat (value, ==, 7.5);
  gboolean yes = FALSE, no = TRUE, other = TRUE;
  g_assert_true (pm_fits_get_bool (file, "YES", &yes, NULL) && yes);
  g_assert_true (pm_fits_get_bool (file, "NO", &no, NULL) && !no);
  g_assert_false (pm_fits_get_bool (file, "TEXT", &other, NULL) || pm_fits_get_bool (file, "ABSENT", &other, NULL));
  g_assert_true (other);
}

static void
test_texts (void)
{
  static const struct
  {
    const char *key, *text;
  } texts[] = { { "OBJECT", "KEYS" }, { "TEXT", "trim me" }, { "QUOTE", "it's" },   { "EMPTY", NULL },       { "BLANK", NULL },
                { "ABSENT", NULL },   { "WHOLE", "42" },     { "LONGTEXT", "one two" }, { "ESO TEL LONG NAME", "hier" } };
  g_autoptr (fitsfile) file = open_cards ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *found = pm_fits_get_text (file, texts[i].key, NULL);
      g_assert_cmpstr (found, ==, texts[i].text);
    }
  g_autofree char *umlaut = pm_fits_get_text (file, "UMLAUT", NULL);
  g_assert_true (umlaut && g_utf8_validate (umlaut, -1, NULL) && g_str_has_prefix (umlaut, "gr"));
}

static void
test_angles (void)
{
  static const struct
  {
    const char *key;
    double value;
  } good[] = { { "REAL", -12.5 }, { "NUMTEXT", 7.5 }, { "HMS", 12.5001 }, { "DMS", -0.51 }, { "PLUS", 21.5 }, { "BLANKS", 12.51 } };
  static const char *const bad[] = { "WORDS", "LETTERS", "WEIRD", "MINUS", "MANY", "ABSENT", "EMPTY", "TEXT", "YES" };
  g_autoptr (fitsfile) file = open_cards ();
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      double value = 99.0;
      g_test_message ("%s", good[i].key);
      g_assert_true (pm_fits_get_angle (file, good[i].key, &value, NULL));
      pm_assert_close (value, good[i].value, 1e-13, 0); /* rounding of three summands */
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      double value = 99.0;
      g_test_message ("%s", bad[i]);
      g_assert_false (pm_fits_get_angle (file, bad[i], &value, NULL));
      g_assert_cmpfloat (value, ==, 99.0);
    }
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  fits_write_errmsg ("left over");
  pm_fits_set_error (&error, PM_ERROR_OUTPUT, KEY_NO_EXIST, "some.fits", "HDU 3");
  g_assert_error (error, PM_ERROR, PM_ERROR_OUTPUT);
  g_assert_true (g_str_has_prefix (error->message, "some.fits: HDU 3: "));
  char message[FLEN_ERRMSG];
  g_assert_cmpint (fits_read_errmsg (message), ==, 0); /* the stack is empty */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fits/names", test_names);
  g_test_add_func ("/fits/suffix", test_suffix);
  g_test_add_func ("/fits/refused", test_refused);
  g_test_add_func ("/fits/false-magic", test_false_magic);
  g_test_add_func ("/fits/numbers", test_numbers);
  g_test_add_func ("/fits/texts", test_texts);
  g_test_add_func ("/fits/angles", test_angles);
  g_test_add_func ("/fits/errors", test_errors);
  return g_test_run ();
}
