/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which cards are refused before cfitsio sees them, and that nothing else is.
 */
#include "pm-fits-card.h"

#include <string.h>

/* expected NULL: no fault. */
static void
check (const char *text, const char *keyword, const char *expected)
{
  char card[PM_FITS_CARD_BYTES + 1];
  memset (card, ' ', PM_FITS_CARD_BYTES);
  memcpy (card, text, MIN (strlen (text), PM_FITS_CARD_BYTES));
  card[PM_FITS_CARD_BYTES] = '\0';
  g_autofree char *fault = pm_fits_card_find_fault (card);
  g_autofree char *shown = g_strescape (text, NULL);
  g_test_message ("%s: %s", shown, fault ? fault : "no fault");
  g_assert_true ((fault != NULL) == (expected != NULL));
  if (!fault)
    return;
  g_autofree char *start = g_strdup_printf ("keyword %s: expected %s, found ", keyword, expected);
  g_assert_true (g_str_has_prefix (fault, start));
  g_assert_true (g_utf8_validate (fault, -1, NULL) && !strpbrk (fault, "\r\n"));
}

static void
test_counts (void)
{
  static const char *const bad[] = { "",   "T",  "-1",  "'3'",   "3.0", "1E3",
                                     "3x", "1 2", "(1,2)", "9223372036854775808", "99999999999999999999" };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *rows = g_strdup_printf ("NAXIS2  = %20s / rows", bad[i]), *axes = g_strdup_printf ("NAXIS   = %s", bad[i]);
      g_autofree char *columns = g_strdup_printf ("TFIELDS = %s / columns", bad[i]);
      g_autofree char *long_name = g_strdup_printf ("HIERARCH TFIELDS = %s", bad[i]);
      check (rows, "NAXIS2", "a whole number");
      check (axes, "NAXIS", "at most 99 axes");
      check (columns, "TFIELDS", "at most 999 columns");
      check (long_name, "TFIELDS", "at most 999 columns");
    }
  check ("NAXIS   =                   99", NULL, NULL);
  check ("NAXIS   =                  100", "NAXIS", "at most 99 axes");
  check ("NAXIS=100", "NAXIS", "at most 99 axes");
  check ("NAXIS   =                  999 / as many as FITS allows", "NAXIS", "at most 99 axes");
  check ("TFIELDS =                  999 / as many as FITS allows", NULL, NULL);
  check ("TFIELDS =                 1000", "TFIELDS", "at most 999 columns");
  check ("NAXIS1  =  9223372036854775807", NULL, NULL);
  check ("NAXIS12 = +5", NULL, NULL);
  check ("NAXISES = many", NULL, NULL);
}

static void
test_texts (void)
{
  g_autofree char *x68 = g_strnfill (68, 'x'), *x70 = g_strnfill (70, 'x');
  g_autofree char *longest = g_strdup_printf ("TTYPE1  = '%s'", x68), *bare = g_strdup_printf ("TTYPE1  = %s", x70);
  g_autofree char *complex = g_strdup_printf ("TTYPE1  = (%67d,)", 0);
  g_autofree char *early = g_strdup_printf ("A='%s'", x68), *too_early = g_strdup_printf ("A='%sx'", x68);
  g_autofree char *open = g_strdup_printf ("OBJECT  = '%s", x70), *open_early = g_strdup_printf ("OBJECT='%s", x70);
  check (longest, NULL, NULL);
  check (bare, "TTYPE1", "a text of at most 68 letters");
  check (complex, "TTYPE1", "a text of at most 68 letters");
  check ("TTYPE1  = RA", NULL, NULL);
  check ("TTYPE1  =", NULL, NULL);
  check ("TTYPE1  = / no name", NULL, NULL);
  check ("TTYPE1  = 'RA", NULL, NULL); /* cfitsio closes it */
  check (early, NULL, NULL);
  check (too_early, "A", "a text of at most 68 letters");
  check (open, "OBJECT", "a text of at most 68 letters");
  check (open_early, "OBJECT", "a text of at most 68 letters");
  check ("OBJECT  = 'it''s' / 'yes'", NULL, NULL);
  check ("OBJECT  = ''", NULL, NULL);
}

static void
test_others (void)
{
  g_autofree char *comment = g_strdup_printf ("COMMENT = '%070d", 0), *history = g_strdup_printf ("HISTORY A='%070d", 0);
  check (comment, NULL, NULL);
  check (history, NULL, NULL);
  check ("CONTINUE  'x'", NULL, NULL);
  check ("", NULL, NULL);
  check ("        = 'blank'", NULL, NULL);
  check ("ZIMAGE  =                    T", "ZIMAGE", "no packed image");
  check ("ZIMAGE  =                    F", NULL, NULL);
  check ("NAXIS1\xff = \xf7\n", "NAXIS1\xef\xbf\xbd", "a whole number");
  g_assert_true (pm_fits_card_is_end ("END     ") && !pm_fits_card_is_end ("ENDING  "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fits-card/counts", test_counts);
  g_test_add_func ("/fits-card/texts", test_texts);
  g_test_add_func ("/fits-card/others", test_others);
  return g_test_run ();
}
