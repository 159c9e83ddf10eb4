/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-flag-words.h"
#include "pm-test.h"

#include <string.h>

/* Without a translation the words are those of the engine: none was forgotten, none has changed there. */
static void
test_meanings (void)
{
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    g_assert_cmpstr (pm_flag_words (bit), ==, pm_pixel_flags_meaning (bit));
}

static void
test_why_not (void)
{
  static const struct
  {
    guint32 flags;
    const char *word; /* NULL: fitted */
  } cases[] = { { 0, NULL }, { PM_FLAG_WIDTH, NULL }, { PM_FLAG_NO_FIT, "noise" }, { PM_FLAG_NO_FIT | PM_FLAG_DEAD, "dead" },
                { PM_FLAG_BLIND, "sky" } };
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      table->flags[0] = cases[i].flags;
      table->status[0] = pm_pixel_status_derive (cases[i].flags, PM_MANUAL_NONE);
      const char *words = pm_flag_words_why_not (table, 0);
      if (!cases[i].word)
        g_assert_null (words);
      else
        g_assert_nonnull (strstr (words, cases[i].word));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flag-words/meanings", test_meanings);
  g_test_add_func ("/flag-words/why-not", test_why_not);
  return g_test_run ();
}
