/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files that would make cfitsio take all memory are refused before it sees them.
 */
#include "pm-fits-guard.h"

#include "pm-error.h"
#include "pm-test-raw.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <gio/gio.h>
#include <string.h>

static char *dir;

/* A primary header, a table of TFIELDS columns, and n more bytes; `gzip`: packed. */
static char *
write_file (const char *name, const char *tfields, gsize n, gboolean gzip)
{
  static const char *const cards[]
      = { "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "END" };
  const char *const table[] = { "XTENSION= 'BINTABLE'", "BITPIX  =                    8", "NAXIS   =                    2",
                                "NAXIS1  =                    0", "NAXIS2  =                    0", "PCOUNT  =                    0",
                                "GCOUNT  =                    1", tfields, "END" };
  gsize size = 5760 + n, packed_size = 0;
  g_autofree char *data = g_malloc0 (size);
  memset (data, ' ', 5760);
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    memcpy (data + 80 * i, cards[i], strlen (cards[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    memcpy (data + 2880 + 80 * i, table[i], strlen (table[i]));
  if (!gzip)
    return pm_test_table_write_file (dir, name, data, (gssize) size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GConverter) packer = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *packed = g_malloc (size);
  gsize taken;
  g_converter_convert (packer, data, size, packed, size, G_CONVERTER_INPUT_AT_END, &taken, &packed_size, &error);
  g_assert_no_error (error);
  return pm_test_table_write_file (dir, name, packed, (gssize) packed_size);
}

static void
check_file (const char *path, guint64 max_bytes, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (pm_fits_guard_file (path, max_bytes, &error) == (code < 0));
  if (code < 0)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, PM_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_kinds (void)
{
  static const char *const others[] = { "", "S", "SIMPLE", "SIMPLE is not", "XTENSION= 'BINTABLE'", "PK\003\004", "BZh9", "\037\235",
                                        "\037" };
  g_autofree char *plain = write_file ("plain.fits", "TFIELDS =                    0", 0, FALSE);
  g_autofree char *packed = write_file ("packed.fits.gz", "TFIELDS =                    0", 0, TRUE);
  check_file (plain, 0, -1, NULL); /* it takes no memory */
  check_file (packed, G_MAXUINT64, -1, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = pm_test_table_write_file (dir, "other.fits", others[i], -1);
      check_file (path, G_MAXUINT64, PM_ERROR_INPUT, "packed by gzip or not");
    }
  g_autofree char *missing = g_build_filename (dir, "missing.fits", NULL);
  check_file (missing, G_MAXUINT64, PM_ERROR_INPUT, "cannot be opened");
}

/* 20 MB of zeros in 20 kB, against limits below, at, and above what they unpack to. */
static void
test_bomb (void)
{
  gsize n = 20000000;
  g_autofree char *bomb = write_file ("bomb.fits.gz", "TFIELDS =                    0", n, TRUE), *bytes = NULL;
  gsize packed;
  g_assert_true (g_file_get_contents (bomb, &bytes, &packed, NULL));
  g_assert_cmpuint (packed, <, 30000);
  check_file (bomb, n / 2, PM_ERROR_LIMIT, "memory to unpack");
  check_file (bomb, n - 100000, PM_ERROR_LIMIT, "memory to unpack");
  check_file (bomb, n + 100000, -1, NULL);
  g_autofree char *cut = pm_test_table_write_file (dir, "cut.fits.gz", bytes, (gssize) packed / 2);
  check_file (cut, n + 100000, PM_ERROR_INPUT, "cut short or damaged"); /* what stands at its end now is too much */
  memset (bytes + packed - 4, 0, 4);      /* the size that it claims does not count */
  g_autofree char *liar = pm_test_table_write_file (dir, "liar.fits.gz", bytes, (gssize) packed);
  check_file (liar, n / 2, PM_ERROR_LIMIT, "memory to unpack");
}

static void
check_next (const char *tfields, gboolean gzip, gsize cut_at, gboolean expected)
{
  g_autofree char *path = write_file ("next.fits", tfields, 0, gzip), *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;
  g_test_message ("%s, cut at %" G_GSIZE_FORMAT, tfields, cut_at);
  if (cut_at > 0 && g_file_get_contents (path, &bytes, &n, NULL))
    g_assert_true (g_file_set_contents (path, bytes, (gssize) MIN (n, cut_at), NULL));
  fitsfile *fits = NULL;
  int status = 0;
  fits_open_diskfile (&fits, path, READONLY, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (pm_fits_guard_next (fits, path, &error) == expected);
  if (!expected)
    {
      g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, "next.fits: HDU 2: keyword TFIELDS: expected at most 999 columns, found "));
    }
  fits_close_file (fits, &status);
}

static void
test_next (void)
{
  for (int gzip = 0; gzip < 2; gzip++)
    {
      check_next ("TFIELDS =                    0", gzip, 0, TRUE);
      check_next ("TFIELDS =                  999", gzip, 0, TRUE);
      check_next ("TFIELDS =                 many", gzip, 0, FALSE); /* cfitsio would take any number */
      check_next ("TFIELDS =                 1000", gzip, 0, FALSE);
      check_next ("TFIELDS =           2147483647", gzip, 0, FALSE);
      check_next ("TFIELDS =                1E300", gzip, 0, FALSE);
    }
  check_next ("TFIELDS =           2147483647", FALSE, 2880 + 8 * 80, FALSE); /* the header ends with this card */
  check_next ("TFIELDS =           2147483647", FALSE, 2880 + 7 * 80, TRUE);
  check_next ("TFIELDS =           2147483647", FALSE, 2880, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dir = pm_test_make_dir ();
  g_test_add_func ("/fits-guard/kinds", test_kinds);
  g_test_add_func ("/fits-guard/bomb", test_bomb);
  g_test_add_func ("/fits-guard/next", test_next);
  int result = g_test_run ();
  pm_test_remove_dir (dir);
  g_free (dir);
  return result;
}
