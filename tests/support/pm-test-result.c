/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-test-result.h"

#include <math.h>

#define SIDE 41

static void
fill_row (PmPixelTable *table, gsize row, guint32 flags, PmPixelManual manual, GRand *random)
{
  table->flags[row] = flags;
  table->manual[row] = manual;
  table->status[row] = pm_pixel_status_derive (flags, manual);
  if (flags & (PM_FLAG_NO_FIT | PM_FLAG_BLIND))
    return;
  table->values[PM_COLUMN_X][row] = g_rand_double_range (random, -3, 3);
  table->values[PM_COLUMN_Y][row] = g_rand_double_range (random, -3, 3);
  table->values[PM_COLUMN_PEAK][row] = 1.0;
  table->values[PM_COLUMN_S2N][row] = g_rand_double_range (random, 60, 240);
  table->values[PM_COLUMN_COUPLING][row] = g_rand_double_range (random, 0.8, 1.2);
  table->values[PM_COLUMN_COUPLING_ERR][row] = 0.01;
  table->values[PM_COLUMN_FWHM_MAJOR][row] = flags & PM_FLAG_WIDTH ? 14.0 : 7.5;
  table->values[PM_COLUMN_FWHM_MINOR][row] = 7.0;
  table->values[PM_COLUMN_ANGLE][row] = 35.0;
}

static void
draw_source (PmMap *map, const PmPixelTable *table, gsize row, GRand *random)
{
  double x0 = -table->values[PM_COLUMN_X][row] + SIDE / 2, y0 = -table->values[PM_COLUMN_Y][row] + SIDE / 2;
  double angle = table->values[PM_COLUMN_ANGLE][row] * G_PI / 180.0, ln16 = 4.0 * G_LN2;
  double major = table->values[PM_COLUMN_FWHM_MAJOR][row], minor = table->values[PM_COLUMN_FWHM_MINOR][row];
  for (int i = 0; i < SIDE * SIDE; i++)
    {
      double dx = i % SIDE - x0, dy = i / SIDE - y0;
      double u = dx * cos (angle) + dy * sin (angle), v = dy * cos (angle) - dx * sin (angle);
      double source = isnan (x0) ? 0.0 : exp (-ln16 * (u * u / major / major + v * v / minor / minor));
      map->signal[i] = (float) (source + g_rand_double_range (random, -0.05, 0.05));
      map->weight[i] = 1200.0f;
      map->exposure_s[i] = 0.5f;
    }
}

PmResult *
pm_test_result_new (gsize n_groups, gsize n_rows, gsize n_columns)
{
  static const PmPixelManual manual_of[] = { PM_MANUAL_NONE, PM_MANUAL_BAD, PM_MANUAL_GOOD };
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  gsize n = n_groups * n_rows * n_columns, n_maps = 0;
  PmGrid grid = { SIDE, SIDE, 1.0, SIDE / 2, SIDE / 2 };
  PmResult *result = pm_result_new ();
  PmPixelTable *table = result->table = pm_pixel_table_new (n);
  result->maps = pm_map_set_new (&grid, n);
  result->beam_fwhm_arcsec = result->maps->beam_fwhm_arcsec = 7.0;
  for (gsize i = 0; i < n; i++)
    {
      char id[64], group[32];
      int k = (int) (i % 100), kind = k == 23 ? 1 : k == 31 ? 2 : 0;
      guint32 flags = k == 7 ? PM_FLAG_WIDTH : k == 43 ? PM_FLAG_NO_FIT : k == 61 ? PM_FLAG_BLIND : kind == 1 ? PM_FLAG_BY_HAND : 0;
      table->index[i] = (int) i;
      table->row[i] = (int) (i / n_columns % n_rows);
      table->col[i] = (int) (i % n_columns);
      g_snprintf (group, sizeof group, "R%d", (int) (i / (n_rows * n_columns)));
      g_snprintf (id, sizeof id, "%s[%d,%d]", group, table->row[i], table->col[i]);
      pm_pixel_table_set_id (table, i, id);
      pm_pixel_table_set_group (table, i, group);
      fill_row (table, i, flags, manual_of[kind], random);
      if (flags == PM_FLAG_BLIND)
        continue;
      PmMap *map = &result->maps->maps[n_maps++];
      map->channel = i;
      g_assert_true (pm_map_allocate (map, 0, 0, SIDE, SIDE));
      draw_source (map, table, i, random);
    }
  result->maps->n_maps = n_maps;
  return result;
}
