/* SPDX-License-Identifier: GPL-3.0-or-later
 * Judgements by hand: what changes with them, what does not, and that a reduction without the bad pixels agrees.
 */
#include "pm-judge.h"
#include "pm-provenance.h"
#include "pm-test-reduce.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <math.h>

static PmResult *reduced; /* of the small scan */

static const char *
small_scan (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  return pm_test_reduce_scan ("small", &sim);
}

static PmPixelManual *
new_manual (void)
{
  return g_new0 (PmPixelManual, reduced->table->n_rows);
}

/* The n-th row of that status. */
static gsize
find_row (PmPixelStatus status, gsize n)
{
  gsize row = 0;
  while (reduced->table->status[row] != status || n-- > 0)
    g_assert_cmpuint (++row, <, reduced->table->n_rows);
  return row;
}

static void
assert_same (const PmResult *a, const PmResult *b)
{
  pm_test_table_assert_equal (a->table, b->table, 0.0);
  g_assert_cmpuint (a->n_solutions, ==, b->n_solutions);
  for (gsize i = 0; i < a->n_solutions; i++)
    {
      g_assert_cmpmem (&a->solutions[i].cx, sizeof (double), &b->solutions[i].cx, sizeof (double));
      g_assert_cmpuint (a->solutions[i].n_used, ==, b->solutions[i].n_used);
      g_assert_cmpstr (a->solution_names[i], ==, b->solution_names[i]);
    }
  g_assert_cmpmem (&a->beam_fwhm_arcsec, sizeof (double), &b->beam_fwhm_arcsec, sizeof (double));
  g_assert_cmpmem (&a->beam_fwhm_error_arcsec, sizeof (double), &b->beam_fwhm_error_arcsec, sizeof (double));
  g_assert_cmpmem (&a->median_s2n, sizeof (double), &b->median_s2n, sizeof (double));
  g_assert_cmpmem (&a->median_fwhm_arcsec, sizeof (double), &b->median_fwhm_arcsec, sizeof (double));
  g_assert_cmpuint (a->n_fitted, ==, b->n_fitted);
  g_assert_cmpuint (a->n_good, ==, b->n_good);
  g_assert_cmpuint (a->n_total, ==, b->n_total);
}

/* Without judgements, and without bad ones among them, positions and widths are those of the reduction bit by bit. */
static void
test_none (void)
{
  g_autofree PmPixelManual *manual = new_manual ();
  g_autoptr (PmResult) nothing = pm_judge_result (reduced, NULL), none = pm_judge_result (reduced, manual);
  assert_same (nothing, reduced);
  assert_same (none, reduced);
  g_assert_true (none->table != reduced->table && none->instrument == reduced->instrument && none->maps == reduced->maps);
  manual[find_row (PM_PIXEL_FLAGGED, 0)] = PM_MANUAL_GOOD;
  g_autoptr (PmResult) good = pm_judge_result (reduced, manual);
  g_assert_cmpmem (good->table->values[PM_COLUMN_X], good->table->n_rows * sizeof (double), reduced->table->values[PM_COLUMN_X],
                   reduced->table->n_rows * sizeof (double));
  g_assert_cmpmem (&good->beam_fwhm_arcsec, sizeof (double), &reduced->beam_fwhm_arcsec, sizeof (double));
}

/* One way in for everybody: a reduction that is told of judgements does nothing else; and what is judged stays as it was. */
static void
test_same (void)
{
  g_autofree PmPixelManual *manual = new_manual ();
  g_autoptr (PmPixelTable) before = pm_pixel_table_copy (reduced->table);
  gsize n_solutions = reduced->n_solutions, n_used = reduced->solutions[n_solutions - 1].n_used;
  for (gsize i = 0; i < 20; i++)
    manual[find_row (PM_PIXEL_GOOD, 7 * i)] = i % 3 == 0 ? PM_MANUAL_GOOD : PM_MANUAL_BAD;
  manual[find_row (PM_PIXEL_FLAGGED, 1)] = PM_MANUAL_GOOD;
  manual[find_row (PM_PIXEL_NOFIT, 0)] = PM_MANUAL_GOOD;
  manual[find_row (PM_PIXEL_BLIND, 0)] = PM_MANUAL_BAD;
  const PmTestReduce how = { .manual = manual };
  g_autoptr (PmResult) told = pm_test_reduce (small_scan (), &how), judged = pm_judge_result (reduced, manual);
  assert_same (told, judged);
  pm_test_table_assert_equal (before, reduced->table, 0.0);
  g_assert_cmpuint (n_solutions, ==, reduced->n_solutions);
  g_assert_cmpuint (n_used, ==, reduced->solutions[n_solutions - 1].n_used);
  pm_test_reduce_check (judged);
}

/* Bad: flagged, fitted all the same, out of couplings (pm_test_reduce_check()), counts and solutions. Good: the letters stay. */
static void
test_states (void)
{
  g_autofree PmPixelManual *manual = new_manual ();
  gsize flagged = find_row (PM_PIXEL_FLAGGED, 0), nofit = find_row (PM_PIXEL_NOFIT, 0), n_bad = 0, all = reduced->n_solutions - 1;
  manual[flagged] = PM_MANUAL_GOOD;
  manual[nofit] = PM_MANUAL_GOOD;
  for (gsize i = 0; i < 30; i++, n_bad++)
    manual[find_row (PM_PIXEL_GOOD, 5 * i)] = PM_MANUAL_BAD;
  g_autoptr (PmResult) judged = pm_judge_result (reduced, manual);
  const PmPixelTable *table = judged->table;
  pm_test_reduce_check (judged);
  for (gsize row = 0; row < table->n_rows; row++)
    {
      gboolean bad = manual[row] == PM_MANUAL_BAD;
      g_assert_true ((table->flags[row] & PM_FLAG_BY_HAND) == (bad ? PM_FLAG_BY_HAND : 0));
      if (bad)
        g_assert_cmpint (table->status[row], ==, PM_PIXEL_FLAGGED);
      g_assert_true (isfinite (table->values[PM_COLUMN_X][row]) == isfinite (reduced->table->values[PM_COLUMN_X][row]));
    }
  g_assert_cmpint (table->status[flagged], ==, PM_PIXEL_GOOD);
  g_assert_cmpuint (table->flags[flagged] & ~(guint32) PM_FLAG_COUPLING, ==, reduced->table->flags[flagged] & ~(guint32) PM_FLAG_COUPLING);
  g_assert_cmpint (table->status[nofit], ==, PM_PIXEL_NOFIT);
  /* The median peak has changed: a coupling at the limit may have passed it. */
  g_assert_cmpuint (judged->n_good, <=, reduced->n_good + 1 - n_bad + 1);
  g_assert_cmpuint (judged->n_good, >=, reduced->n_good + 1 - n_bad - 1);
  g_assert_cmpuint (judged->solutions[all].n_used, <=, judged->n_good);
  g_assert_cmpuint (judged->solutions[all].n_used, <, reduced->solutions[all].n_used);
}

/* Marks the pixels that are wider than the common width by more than their error, and lists them. */
static char *
mark_wide (PmPixelManual *manual)
{
  const PmWidthShare *shares = reduced->width_shares;
  g_autoptr (GString) list = g_string_new (NULL);
  double score = 0.0, curvature = 0.0;
  for (gsize row = 0; row < reduced->table->n_rows; row++)
    {
      score += shares[row].score;
      curvature += shares[row].curvature;
    }
  for (gsize row = 0; row < reduced->table->n_rows; row++)
    if (reduced->table->status[row] == PM_PIXEL_GOOD &&
        shares[row].score - shares[row].curvature * score / curvature > sqrt (shares[row].curvature))
      {
        manual[row] = PM_MANUAL_BAD;
        g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", reduced->table->id[row]);
      }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* A sixth of the pixels, all of them wide, is bad: the common width steps by four of its errors. A reduction that never saw them gives the
 * same, but for their part in the common modes, which changes the noise of all. Measured: 0.002 errors of the width, 1.3 % of the step of
 * the peaks, a seventh of that of the positions, which is 0.04 errors and not much more than where fits stop; twice to ten times as much is
 * allowed. */
static void
test_width (void)
{
  g_autofree PmPixelManual *manual = new_manual ();
  g_autofree char *wide = mark_wide (manual);
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("exclude", wide) };
  g_autoptr (PmResult) judged = pm_judge_result (reduced, manual), without = pm_test_reduce (small_scan (), &how);
  double *const *before = reduced->table->values, *const *after = judged->table->values, *const *real = without->table->values;
  double step = judged->beam_fwhm_arcsec - reduced->beam_fwhm_arcsec, peak_step = 0.0, real_peak_step = 0.0, moved = 0.0, rest = 0.0;
  g_test_message ("width %.5f -> %.5f +- %.5f, without them %.5f +- %.5f arcsec", reduced->beam_fwhm_arcsec, judged->beam_fwhm_arcsec,
                  judged->beam_fwhm_error_arcsec, without->beam_fwhm_arcsec, without->beam_fwhm_error_arcsec);
  g_assert_cmpfloat (step, <, -3.0 * without->beam_fwhm_error_arcsec);
  pm_assert_close (judged->beam_fwhm_arcsec, without->beam_fwhm_arcsec, 0.02 * without->beam_fwhm_error_arcsec, 0.0);
  pm_assert_close (judged->beam_fwhm_error_arcsec, without->beam_fwhm_error_arcsec, 0.0, 0.02);
  for (gsize row = 0; row < reduced->table->n_rows; row++)
    if (without->table->status[row] == PM_PIXEL_GOOD && judged->table->status[row] == PM_PIXEL_GOOD)
      {
        peak_step += after[PM_COLUMN_PEAK][row] / before[PM_COLUMN_PEAK][row] - 1.0;
        real_peak_step += real[PM_COLUMN_PEAK][row] / before[PM_COLUMN_PEAK][row] - 1.0;
        moved += hypot (real[PM_COLUMN_X][row] - before[PM_COLUMN_X][row], real[PM_COLUMN_Y][row] - before[PM_COLUMN_Y][row]);
        rest += hypot (real[PM_COLUMN_X][row] - after[PM_COLUMN_X][row], real[PM_COLUMN_Y][row] - after[PM_COLUMN_Y][row]);
      }
  g_test_message ("peaks %g, without them %g; moved %g, rest %g", peak_step, real_peak_step, moved, rest);
  g_assert_cmpfloat (fabs (real_peak_step), >, 0.1);
  pm_assert_close (peak_step, real_peak_step, 0.0, 0.03);
  g_assert_cmpfloat (rest, <, 0.3 * moved);
}

/* Where the width does not come from the pixels nothing follows it; where too few would be left to tell it, it stays. */
static void
test_no_width (void)
{
  g_autofree PmPixelManual *manual = new_manual ();
  G_GNUC_UNUSED g_autofree char *wide = mark_wide (manual);
  const PmTestReduce fixed = { .settings = PM_TEST_SETTINGS ("fit.width", "fixed") };
  const PmTestReduce map = { .settings = PM_TEST_SETTINGS ("fit.domain", "map") };
  g_autoptr (PmResult) of_fixed = pm_test_reduce (small_scan (), &fixed), of_map = pm_test_reduce (small_scan (), &map);
  const PmResult *results[] = { of_fixed, of_map, reduced };
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      gsize n_left = 0;
      for (gsize row = 0; row < reduced->table->n_rows && results[i] == reduced; row++)
        if (reduced->width_shares[row].curvature > 0.0 && ++n_left >= (gsize) reduced->options->fit_width_pixels)
          manual[row] = PM_MANUAL_BAD;
      g_assert_true ((results[i]->width_shares != NULL) == (results[i] == reduced));
      g_autoptr (PmResult) judged = pm_judge_result (results[i], manual);
      g_assert_cmpmem (&judged->beam_fwhm_arcsec, sizeof (double), &results[i]->beam_fwhm_arcsec, sizeof (double));
      g_assert_cmpmem (judged->table->values[PM_COLUMN_X], judged->table->n_rows * sizeof (double), results[i]->table->values[PM_COLUMN_X],
                       judged->table->n_rows * sizeof (double));
      pm_test_reduce_check (judged);
    }
}

/* What the header of an output says of it. */
static void
test_provenance (void)
{
  static const struct
  {
    guint n_bad, n_good, n_refits;
    const char *text;
  } cases[] = { { 0, 0, 0, NULL },
                { 6, 1, 1, "6 bad, 1 good by hand; 1 refit" },
                { 2, 0, 0, "2 bad by hand" },
                { 0, 1, 3, "1 good by hand; 3 refits" },
                { 0, 0, 2, "2 refits" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree PmPixelManual *manual = new_manual ();
      for (guint k = 0; k < cases[i].n_bad + cases[i].n_good; k++)
        manual[find_row (PM_PIXEL_GOOD, k)] = k < cases[i].n_bad ? PM_MANUAL_BAD : PM_MANUAL_GOOD;
      g_autoptr (PmResult) judged = pm_judge_result (reduced, manual);
      judged->n_refits = cases[i].n_refits;
      pm_provenance_describe (judged->table, judged);
      g_assert_cmpstr (pm_pixel_table_get_meta (judged->table, "Flags"), ==, cases[i].text);
      g_assert_cmpstr (pm_pixel_table_get_meta (judged->table, "Scan"), ==, "SIM_0001"); /* the scans are gone since long */
      g_assert_true (g_str_has_prefix (pm_pixel_table_get_meta (judged->table, "Input"), "small.fits, "));
      g_assert_cmpuint (pm_pixel_table_n_meta (reduced->table), ==, 0);
    }
}

/* Three sub-arrays of what was reduced: as large as the whole camera. */
static PmResult *
whole_camera (void)
{
  const PmPixelTable *one = reduced->table;
  gsize n = one->n_rows;
  PmResult *result = pm_result_copy (reduced);
  g_autoptr (PmPixelTable) all = pm_pixel_table_new (3 * n);
  PmChannel *channels = g_new (PmChannel, 3 * n);
  PmChannelGroup *groups = g_new0 (PmChannelGroup, 3);
  result->width_shares = g_new (PmWidthShare, 3 * n);
  for (gsize row = 0; row < 3 * n; row++)
    {
      for (int c = 0; c < PM_N_COLUMNS; c++)
        if (one->values[c])
          all->values[c][row] = one->values[c][row % n];
      pm_pixel_table_set_id (all, row, one->id[row % n]);
      all->flags[row] = one->flags[row % n];
      result->width_shares[row] = reduced->width_shares[row % n];
      all->index[row] = (int) row;
      channels[row] = reduced->instrument->channels[row % n];
      channels[row].group = (int) (row / n);
    }
  for (gsize g = 0; g < 3; g++)
    g_snprintf (groups[g].name, sizeof groups[g].name, "R%d", (int) g);
  pm_pixel_table_unref (result->table);
  pm_instrument_unref (result->instrument);
  result->table = g_steal_pointer (&all);
  result->instrument = pm_instrument_new ("HAWC_PLUS", "D", channels, 3 * n, groups, 3);
  return result;
}

/* A judgement is shown at once: 4 ms for the camera. Sanitizers and a busy machine may make that thirty times as much. */
static void
test_cost (void)
{
  g_autoptr (PmResult) camera = whole_camera ();
  g_autofree PmPixelManual *manual = g_new0 (PmPixelManual, camera->table->n_rows);
  gint64 best = G_MAXINT64;
  for (gsize row = 0; row < camera->table->n_rows; row += 10)
    manual[row] = PM_MANUAL_BAD;
  for (int attempt = 0; attempt < 5; attempt++)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (PmResult) judged = pm_judge_result (camera, manual);
      best = MIN (best, g_get_monotonic_time () - begin);
      pm_test_reduce_check (judged);
    }
  g_test_message ("%" G_GSIZE_FORMAT " rows: %.2f ms", camera->table->n_rows, (double) best * 1e-3);
  g_assert_cmpuint (camera->table->n_rows, ==, 3936);
  g_assert_cmpint (best, <, 120000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  const PmTestReduce how = { .maps = PM_MAPS_STAMPS };
  reduced = pm_test_reduce (small_scan (), &how);
  g_test_add_func ("/judge/none", test_none);
  g_test_add_func ("/judge/same", test_same);
  g_test_add_func ("/judge/states", test_states);
  g_test_add_func ("/judge/width", test_width);
  g_test_add_func ("/judge/no-width", test_no_width);
  g_test_add_func ("/judge/provenance", test_provenance);
  g_test_add_func ("/judge/cost", test_cost);
  int result = g_test_run ();
  pm_result_unref (reduced);
  pm_test_reduce_done ();
  return result;
}
