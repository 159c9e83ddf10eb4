/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-test-array.h"

#include <math.h>

#define PITCH 4.0

static double
normal (GRand *random)
{
  double sum = 0.0;
  for (int i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return sum - 6.0;
}

static void
set_state (PmTestArray *self, gsize i, double chance)
{
  PmPixelTable *table = self->table;
  if (chance < 0.03)
    {
      table->flags[i] = PM_FLAG_COUPLING;
      table->values[PM_COLUMN_COUPLING][i] = 0.4;
    }
  else if (chance < 0.04)
    table->manual[i] = PM_MANUAL_BAD;
  else if (chance < 0.05)
    table->manual[i] = PM_MANUAL_GOOD;
  else if (chance < 0.08)
    self->suspicious[i] = 1;
  else if (chance < 0.11)
    table->flags[i] = chance < 0.10 ? PM_FLAG_NO_FIT : PM_FLAG_BLIND;
  table->status[i] = pm_pixel_status_derive (table->flags[i], table->manual[i]);
  if (table->status[i] == PM_PIXEL_NOFIT || table->status[i] == PM_PIXEL_BLIND)
    table->values[PM_COLUMN_X][i] = table->values[PM_COLUMN_Y][i] = table->values[PM_COLUMN_COUPLING][i] = NAN;
}

PmTestArray *
pm_test_array_new (int n_groups, int n_rows, int n_columns)
{
  PmTestArray *self = g_new0 (PmTestArray, 1);
  gsize n = (gsize) n_groups * (gsize) n_rows * (gsize) n_columns, i = 0;
  GRand *random = g_rand_new_with_seed (11);
  self->table = pm_pixel_table_new (n);
  self->nominal_x = g_new (double, n);
  self->nominal_y = g_new (double, n);
  self->suspicious = g_new0 (guint8, n);
  for (int group = 0; group < n_groups; group++)
    for (int row = 0; row < n_rows; row++)
      for (int column = 0; column < n_columns; column++, i++)
        {
          double u = (column + 0.5) / n_columns - 0.5, v = (row + 0.5) / n_rows - 0.5;
          g_autofree char *name = g_strdup_printf ("R%d", group), *id = g_strdup_printf ("R%d[%d,%d]", group, row, column);
          pm_pixel_table_set_group (self->table, i, name);
          pm_pixel_table_set_id (self->table, i, id);
          self->table->index[i] = (int) i;
          self->table->row[i] = row;
          self->table->col[i] = column;
          self->nominal_x[i] = PITCH * n_columns * u;
          self->nominal_y[i] = PITCH * n_rows * v;
          self->table->values[PM_COLUMN_X][i] = 1.003 * self->nominal_x[i] + 0.3 * normal (random);
          self->table->values[PM_COLUMN_Y][i] = 1.003 * self->nominal_y[i] + 0.3 * normal (random);
          self->table->values[PM_COLUMN_COUPLING][i] = 1.0 + 0.15 * sin (4.0 * u + group) * cos (3.0 * v) + 0.05 * normal (random);
          self->table->values[PM_COLUMN_COUPLING_ERR][i] = 0.006;
          self->table->values[PM_COLUMN_S2N][i] = 100.0 + 20.0 * normal (random);
          self->table->values[PM_COLUMN_FWHM_MAJOR][i] = 8.1;
          self->table->values[PM_COLUMN_FWHM_MINOR][i] = 7.6;
          set_state (self, i, row == 0 ? 1.0 : g_rand_double (random));
        }
  g_rand_free (random);
  return self;
}

PmResult *
pm_test_array_new_result (const PmTestArray *self)
{
  const PmPixelTable *table = self->table;
  PmChannel *channels = g_new0 (PmChannel, table->n_rows);
  gsize n_groups = 0;
  for (gsize i = 0; i < table->n_rows; i++)
    {
      if (i == 0 || !g_str_equal (table->group[i], table->group[i - 1]))
        n_groups++;
      g_strlcpy (channels[i].id, table->id[i], sizeof channels[i].id);
      channels[i].index = table->index[i];
      channels[i].row = table->row[i];
      channels[i].col = table->col[i];
      channels[i].group = (int) n_groups - 1;
      channels[i].line = -1;
      channels[i].nominal_x = self->nominal_x[i];
      channels[i].nominal_y = self->nominal_y[i];
    }
  PmChannelGroup *groups = g_new0 (PmChannelGroup, n_groups);
  for (gsize i = 0; i < table->n_rows; i++)
    g_strlcpy (groups[channels[i].group].name, table->group[i], sizeof groups[0].name);
  PmResult *result = pm_result_new ();
  result->instrument = pm_instrument_new ("TEST", "A", channels, table->n_rows, groups, n_groups);
  result->table = pm_pixel_table_ref (self->table);
  result->beam_fwhm_arcsec = 7.8;
  return result;
}

void
pm_test_array_free (PmTestArray *self)
{
  pm_pixel_table_unref (self->table);
  g_free (self->nominal_x);
  g_free (self->nominal_y);
  g_free (self->suspicious);
  g_free (self);
}
