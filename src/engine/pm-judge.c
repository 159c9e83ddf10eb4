/* SPDX-License-Identifier: GPL-3.0-or-later
 * Judgements by hand.
 */
#include "pm-judge.h"

#include <math.h>

#define MIN_POSITIONS 6 /* of an array solution */

static void
derive_status (PmPixelTable *table, gboolean *good)
{
  for (gsize row = 0; row < table->n_rows; row++)
    {
      if (table->manual[row] == PM_MANUAL_BAD)
        table->flags[row] |= PM_FLAG_BY_HAND;
      table->status[row] = pm_pixel_status_derive (table->flags[row], table->manual[row]);
      good[row] = table->status[row] == PM_PIXEL_GOOD;
    }
}

/* Coupling = peak over the median peak of the good pixels; C where that is out of range. */
static void
fill_couplings (PmPixelTable *table, const PmOptions *options)
{
  g_autofree gboolean *good = g_new0 (gboolean, table->n_rows);
  double *const *v = table->values;
  for (int pass = 0; pass < 2; pass++)
    {
      derive_status (table, good);
      double median = pm_pixel_table_median (table, v[PM_COLUMN_PEAK], good);
      for (gsize row = 0; row < table->n_rows; row++)
        {
          double coupling = v[PM_COLUMN_PEAK][row] / median;
          v[PM_COLUMN_COUPLING][row] = coupling;
          v[PM_COLUMN_COUPLING_ERR][row] = v[PM_COLUMN_PEAK_ERR][row] / fabs (median);
          if (pass == 0 && isfinite (coupling) && !(coupling >= options->flag_coupling_min && coupling <= options->flag_coupling_max))
            table->flags[row] |= PM_FLAG_COUPLING;
        }
    }
}

/* The array solutions from the good pixels of the table: one for each group, one for all. */
static void
fill_solutions (PmResult *result)
{
  const PmPixelTable *table = result->table;
  const PmInstrument *instrument = result->instrument;
  gsize n = table->n_rows, n_groups = instrument->n_groups;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *nominal_x = g_new (double, n), *nominal_y = g_new (double, n);
  g_autofree double *work = g_new (double, PM_ARRAY_SOLUTION_WORK * n);
  result->n_solutions = n_groups + 1;
  result->solutions = g_new0 (PmArraySolution, result->n_solutions);
  result->solution_names = g_new0 (char *, result->n_solutions + 1);
  for (gsize g = 0; g <= n_groups; g++)
    {
      gsize used = 0;
      for (gsize row = 0; row < n; row++)
        if (table->status[row] == PM_PIXEL_GOOD && (g == n_groups || instrument->channels[row].group == (int) g))
          {
            x[used] = table->values[PM_COLUMN_X][row];
            y[used] = table->values[PM_COLUMN_Y][row];
            nominal_x[used] = instrument->channels[row].nominal_x;
            nominal_y[used++] = instrument->channels[row].nominal_y;
          }
      result->solutions[g] = pm_array_solution_fit (x, y, nominal_x, nominal_y, used, MIN_POSITIONS, work);
      result->solution_names[g] = g_strdup (g == n_groups ? "array" : instrument->groups[g].name);
    }
}

static void
summarise (PmResult *result)
{
  const PmPixelTable *table = result->table;
  g_autofree gboolean *good = g_new0 (gboolean, table->n_rows);
  g_autofree double *fwhm = g_new (double, table->n_rows);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      good[row] = table->status[row] == PM_PIXEL_GOOD;
      result->n_total += table->status[row] != PM_PIXEL_BLIND;
      result->n_fitted += table->status[row] == PM_PIXEL_GOOD || table->status[row] == PM_PIXEL_FLAGGED;
      result->n_good += good[row];
      fwhm[row] = sqrt (table->values[PM_COLUMN_FWHM_MAJOR][row] * table->values[PM_COLUMN_FWHM_MINOR][row]);
    }
  result->median_fwhm_arcsec = pm_pixel_table_median (table, fwhm, good);
  result->median_s2n = pm_pixel_table_median (table, table->values[PM_COLUMN_S2N], good);
}

void
pm_judge_complete (PmResult *result)
{
  fill_couplings (result->table, result->options);
  fill_solutions (result);
  summarise (result);
}

/* Score and curvature of the common width, summed over the pixels that tell it, with or without the bad ones. */
typedef struct
{
  gsize n;
  double score, curvature;
} Width;

static Width
sum_width (const PmPixelTable *table, const PmWidthShare *shares, gboolean with_bad)
{
  Width sum = { 0 };
  for (gsize row = 0; row < table->n_rows; row++)
    if (shares[row].curvature > 0.0 && (with_bad || table->manual[row] != PM_MANUAL_BAD))
      {
        sum.n++;
        sum.score += shares[row].score;
        sum.curvature += shares[row].curvature;
      }
  return sum;
}

/* Takes the bad pixels out of the common width. Without any nothing is touched: not even a zero is added. */
static void
step_width (PmResult *result, const PmWidthShare *shares)
{
  PmPixelTable *table = result->table;
  Width all = sum_width (table, shares, TRUE), kept = sum_width (table, shares, FALSE);
  if (kept.n == all.n || kept.n < (gsize) result->options->fit_width_pixels)
    return;
  double step = kept.score / kept.curvature - all.score / all.curvature;
  result->beam_fwhm_arcsec += PM_FWHM_PER_SIGMA * step;
  result->beam_fwhm_error_arcsec *= sqrt (all.curvature / kept.curvature);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      const double *response = shares[row].response;
      table->values[PM_COLUMN_PEAK][row] += response[0] * step;
      table->values[PM_COLUMN_X][row] += response[1] * step;
      table->values[PM_COLUMN_Y][row] += response[2] * step;
    }
}

PmResult *
pm_judge_result (const PmResult *unjudged, const PmPixelManual *manual)
{
  PmResult *result = pm_result_copy (unjudged);
  PmPixelTable *table = result->table;
  for (gsize row = 0; row < table->n_rows; row++)
    {
      table->manual[row] = manual ? manual[row] : PM_MANUAL_NONE;
      table->flags[row] &= ~(guint32) (PM_FLAG_COUPLING | PM_FLAG_BY_HAND);
    }
  if (unjudged->width_shares)
    step_width (result, unjudged->width_shares);
  pm_judge_complete (result);
  return result;
}
