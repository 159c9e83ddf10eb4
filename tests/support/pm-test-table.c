/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pixel tables and small files for the tests of tables.
 */
#include "pm-test-table.h"
#include "pm-test.h"

#include <locale.h>
#include <math.h>
#include <string.h>

PmPixelTable *
pm_test_table_new (void)
{
  static const char *const ids[] = { "R0[8,2]", "R1[0,63]", "with blank", "quote\"d, \"twice\"", "#hash", "größe" };
  PmPixelTable *table = pm_pixel_table_new (G_N_ELEMENTS (ids));
  for (gsize i = 0; i < table->n_rows; i++)
    {
      pm_pixel_table_set_id (table, i, ids[i]);
      pm_pixel_table_set_group (table, i, i < 3 ? "R0" : "R 1");
      table->index[i] = (int) (5247 - 7 * i);
      table->row[i] = (int) i;
      table->col[i] = i == 5 ? -1 : (int) (2 * i);
      for (guint c = 0; c < PM_N_COLUMNS; c++)
        if (table->values[c])
          table->values[c][i] = (i % 2 == 0 ? 1.0 : -1.0) * (123.0 + (double) i + (double) c / 7.0);
      table->status[i] = (PmPixelStatus) (i % PM_N_PIXEL_STATUS);
      table->manual[i] = (PmPixelManual) (i % PM_N_PIXEL_MANUAL);
      table->flags[i] = i == 0 ? 0 : 1u << i | PM_FLAG_BY_HAND;
    }
  table->values[PM_COLUMN_X_ERR][1] = NAN;
  table->values[PM_COLUMN_X][2] = table->values[PM_COLUMN_Y][2] = table->values[PM_COLUMN_COUPLING][2] = NAN;
  table->values[PM_COLUMN_PEAK][3] = 1.25e-300;
  table->values[PM_COLUMN_NOISE][3] = 8.5e300;
  pm_pixel_table_add_meta (table, "program", "PixelMap 0.1.0");
  pm_pixel_table_add_meta (table, "instrument", "HAWC_PLUS");
  pm_pixel_table_add_meta (table, "input", "a \"quoted\" name\\with {braces}: [x], 'y' # z.fits");
  pm_pixel_table_add_meta (table, "input", "Grüße\xff\nsecond line\t%s%n");
  return table;
}

void
pm_test_table_assert_equal (const PmPixelTable *a, const PmPixelTable *b, double rtol)
{
  g_assert_cmpuint (a->n_rows, ==, b->n_rows);
  for (gsize i = 0; i < a->n_rows; i++)
    {
      g_assert_cmpstr (a->id[i], ==, b->id[i]);
      g_assert_cmpstr (a->group[i], ==, b->group[i]);
      g_assert_cmpint (a->index[i], ==, b->index[i]);
      g_assert_cmpint (a->row[i], ==, b->row[i]);
      g_assert_cmpint (a->col[i], ==, b->col[i]);
      g_assert_cmpint (a->status[i], ==, b->status[i]);
      g_assert_cmpint (a->manual[i], ==, b->manual[i]);
      g_assert_cmpuint (a->flags[i], ==, b->flags[i]);
      for (guint c = 0; c < PM_N_COLUMNS; c++)
        if (a->values[c])
          pm_assert_close (a->values[c][i], b->values[c][i], 0, rtol);
    }
  g_assert_cmpuint (pm_pixel_table_n_meta (a), ==, pm_pixel_table_n_meta (b));
  for (gsize i = 0; i < pm_pixel_table_n_meta (a); i++)
    {
      g_assert_cmpstr (pm_pixel_table_meta_key (a, i), ==, pm_pixel_table_meta_key (b, i));
      g_assert_cmpstr (pm_pixel_table_meta_value (a, i), ==, pm_pixel_table_meta_value (b, i));
    }
}

char *
pm_test_table_write_file (const char *dir, const char *name, const char *data, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (dir, name, NULL);
  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}

char *
pm_test_table_data_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", name, NULL);
}

static gboolean
use_locale (const char *name)
{
  return setlocale (LC_ALL, name) && strcmp (localeconv ()->decimal_point, ",") == 0;
}

/* Minimal machines have no such locale; then one is compiled for this process, if they have the sources. */
static gboolean
use_compiled_locale (void)
{
  g_autofree char *dir = pm_test_make_dir (), *target = g_build_filename (dir, "de_DE.UTF-8", NULL);
  const char *const argv[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", target, NULL };
  const GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
  g_spawn_sync (NULL, (char **) argv, NULL, flags, NULL, NULL, NULL, NULL, NULL, NULL);
  g_setenv ("LOCPATH", dir, TRUE);
  gboolean done = use_locale ("de_DE.UTF-8");
  g_unsetenv ("LOCPATH");
  pm_test_remove_dir (dir);
  return done;
}

gboolean
pm_test_table_use_comma_locale (void)
{
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8", "es_ES.UTF-8", "it_IT.UTF-8" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (use_locale (names[i]))
      return TRUE;
  if (use_compiled_locale ())
    return TRUE;
  setlocale (LC_ALL, "C");
  return FALSE;
}
