/* SPDX-License-Identifier: GPL-3.0-or-later
 * Suspicious pixels: how many of a healthy array, and which ones of a sick one.
 */
#include "pm-suspicion.h"
#include "pm-test-result.h"
#include "pm-test.h"

#include <math.h>
#include <time.h>

#define N 1280

static double
draw_gaussian (GRand *random)
{
  double u = 1.0 - g_rand_double (random); /* not 0 */
  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * g_rand_double (random));
}

/* The ellipse of a round beam of 7.5", measured with this S/N: relative errors as in pm-suspicion.c, from the polarization's components. */
static void
draw_ellipse (PmPixelTable *table, gsize i, double s2n, GRand *random)
{
  double mean = log (7.5) + draw_gaussian (random) / s2n, p = 2.0 / s2n * draw_gaussian (random), q = 2.0 / s2n * draw_gaussian (random);
  double ratio = hypot (p, q);
  table->values[PM_COLUMN_FWHM_MAJOR][i] = exp (mean + 0.5 * ratio);
  table->values[PM_COLUMN_FWHM_MINOR][i] = exp (mean - 0.5 * ratio);
  table->values[PM_COLUMN_ANGLE][i] = 0.5 * atan2 (q, p) * 180.0 / G_PI;
}

/* Healthy pixels of all brightnesses in two groups that differ in coupling and noise, on their nominal places but for 0.3". */
static PmResult *
new_healthy (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  PmResult *result = pm_result_new ();
  PmPixelTable *table = result->table = pm_pixel_table_new (N);
  double *const *v = table->values;
  PmChannel *channels = g_new0 (PmChannel, N);
  PmChannelGroup *groups = g_new0 (PmChannelGroup, 2);
  g_strlcpy (groups[0].name, "R0", sizeof groups[0].name);
  g_strlcpy (groups[1].name, "T0", sizeof groups[1].name);
  result->beam_fwhm_arcsec = 7.5;
  for (gsize i = 0; i < N; i++)
    {
      int g = i >= N / 2;
      double s2n = exp (g_rand_double_range (random, log (8.0), log (400.0))), error = 7.5 / 1.665 / s2n;
      PmChannel *c = &channels[i];
      g_snprintf (c->id, sizeof c->id, "%s[%d,%d]", groups[g].name, (int) i / 32, (int) i % 32);
      *c = (PmChannel){ .index = (int) i, .row = (int) i / 32, .col = (int) i % 32, .group = g, .line = -1,
                        .nominal_x = 5.0 * (double) (i % 32), .nominal_y = 5.0 * (double) (i / 32) };
      pm_pixel_table_set_group (table, i, groups[g].name);
      table->status[i] = PM_PIXEL_GOOD;
      v[PM_COLUMN_X][i] = c->nominal_x + hypot (0.3, error) * draw_gaussian (random);
      v[PM_COLUMN_Y][i] = c->nominal_y + hypot (0.3, error) * draw_gaussian (random);
      v[PM_COLUMN_X_ERR][i] = v[PM_COLUMN_Y_ERR][i] = error;
      v[PM_COLUMN_COUPLING][i] = exp (0.7 * g + hypot (0.1, 1.0 / s2n) * draw_gaussian (random));
      v[PM_COLUMN_COUPLING_ERR][i] = v[PM_COLUMN_COUPLING][i] / s2n;
      v[PM_COLUMN_PEAK][i] = v[PM_COLUMN_COUPLING][i];
      v[PM_COLUMN_S2N][i] = s2n;
      v[PM_COLUMN_CHI2][i] = exp (0.05 + 0.1 * draw_gaussian (random));
      v[PM_COLUMN_NOISE][i] = exp (g + 0.2 * draw_gaussian (random));
      draw_ellipse (table, i, s2n, random);
    }
  result->instrument = pm_instrument_new ("TEST", "A", channels, N, groups, 2);
  result->n_solutions = 3;
  result->solutions = g_new0 (PmArraySolution, 3);
  for (int g = 0; g < 3; g++)
    result->solutions[g] = (PmArraySolution){ .valid = true, .axx = 1.0, .ayy = 1.0 };
  return result;
}

/* Six criteria pass 6e-5 each by chance: 0.46 of 1,280, and more than 4 in two of ten thousand arrays. */
static void
test_healthy (void)
{
  gsize total = 0;
  for (guint32 seed = 1; seed <= 10; seed++)
    {
      g_autoptr (PmResult) result = new_healthy (seed);
      g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (result);
      gsize n;
      pm_suspicion_get_ranking (suspicion, &n);
      g_assert_cmpuint (n, <=, 4);
      total += n;
    }
  g_assert_cmpuint (total, <=, 14); /* 4.6 expected: + 4 sigma */
}

static void
assert_reason (const PmSuspicion *suspicion, gsize row, PmSuspect reason, double value, double tolerance)
{
  double found;
  g_assert_true (pm_suspicion_is_suspicious (suspicion, row));
  g_assert_cmpint (pm_suspicion_get_reason (suspicion, row, &found), ==, reason);
  pm_assert_close (found, value, 0.0, tolerance);
}

/* Each fault is named for what it is, also where its values are usual ones in the other group. */
static void
test_reasons (void)
{
  g_autoptr (PmResult) result = new_healthy (3);
  double *const *v = result->table->values;
  for (gsize i = 100; i < 110; i++)
    {
      v[PM_COLUMN_S2N][i] = 200.0;
      v[PM_COLUMN_FWHM_MAJOR][i] = v[PM_COLUMN_FWHM_MINOR][i] = 7.5;
    }
  v[PM_COLUMN_CHI2][100] = 3.0;
  v[PM_COLUMN_FWHM_MAJOR][101] = v[PM_COLUMN_FWHM_MINOR][101] = 10.0;
  v[PM_COLUMN_FWHM_MAJOR][102] = 7.5 * 1.2;
  v[PM_COLUMN_FWHM_MINOR][102] = 7.5 / 1.2;
  v[PM_COLUMN_ANGLE][102] = 30.0;
  v[PM_COLUMN_X_ERR][103] = v[PM_COLUMN_Y_ERR][103] = 0.05;
  v[PM_COLUMN_X][103] = result->instrument->channels[103].nominal_x + 3.0;
  v[PM_COLUMN_Y][103] = result->instrument->channels[103].nominal_y - 4.0;
  v[PM_COLUMN_COUPLING][104] = 0.5;
  v[PM_COLUMN_COUPLING_ERR][104] = 0.01;
  v[PM_COLUMN_COUPLING][105] = exp (0.7);
  v[PM_COLUMN_COUPLING_ERR][105] = 0.01;
  v[PM_COLUMN_NOISE][106] = exp (1.1);
  g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (result);
  /* Values relative to a median of 640: it is known to 1.25 scatter / sqrt (640). */
  assert_reason (suspicion, 100, PM_SUSPECT_CHI2, 3.0, 0.0);
  assert_reason (suspicion, 101, PM_SUSPECT_WIDTH, 10.0 / 7.5, 0.01);
  assert_reason (suspicion, 102, PM_SUSPECT_ELONGATION, 1.44, 1e-12);
  assert_reason (suspicion, 103, PM_SUSPECT_DISTANCE, 5.0, 1e-9);
  assert_reason (suspicion, 104, PM_SUSPECT_COUPLING, 0.5, 0.0);
  assert_reason (suspicion, 105, PM_SUSPECT_COUPLING, exp (0.7), 0.0);
  assert_reason (suspicion, 106, PM_SUSPECT_NOISE, exp (1.1), 0.05);
}

/* The same width is a fault of a bright pixel and chance for a faint one. Small faults of a very even array do not matter. */
static void
test_significance (void)
{
  g_autoptr (PmResult) result = new_healthy (5);
  double *const *v = result->table->values;
  for (gsize i = 0; i < 4; i++)
    {
      v[PM_COLUMN_S2N][i] = i % 2 ? 300.0 : 8.0;
      v[PM_COLUMN_FWHM_MAJOR][i] = i < 2 ? 9.0 : 7.5 * 1.1;
      v[PM_COLUMN_FWHM_MINOR][i] = i < 2 ? 9.0 : 7.5 / 1.1;
    }
  for (gsize i = 0; i < N; i++)
    v[PM_COLUMN_CHI2][i] = i == 4 ? 1.1 : i == 5 ? 1.5 : 1.0;
  g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (result);
  g_assert_false (pm_suspicion_is_suspicious (suspicion, 0));
  assert_reason (suspicion, 1, PM_SUSPECT_WIDTH, 1.2, 0.01);
  g_assert_false (pm_suspicion_is_suspicious (suspicion, 2));
  assert_reason (suspicion, 3, PM_SUSPECT_ELONGATION, 1.21, 1e-12);
  g_assert_false (pm_suspicion_is_suspicious (suspicion, 4));
  assert_reason (suspicion, 5, PM_SUSPECT_CHI2, 1.5, 0.0);
}

/* Who gets a score: good pixels that nobody judged. The ranking is in order. */
static void
test_ranking (void)
{
  g_autoptr (PmResult) result = new_healthy (7);
  PmPixelTable *table = result->table;
  for (gsize i = 0; i < 8; i++)
    table->values[PM_COLUMN_CHI2][i] = 3.0 + 0.5 * (double) i;
  table->values[PM_COLUMN_CHI2][6] = table->values[PM_COLUMN_CHI2][5];
  table->status[0] = PM_PIXEL_FLAGGED;
  table->manual[1] = PM_MANUAL_GOOD;
  g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (result), same = pm_suspicion_ref (suspicion);
  static const guint first[] = { 7, 5, 6, 4, 3, 2 };
  gsize n;
  const guint *ranking = pm_suspicion_get_ranking (same, &n);
  g_assert_cmpuint (n, >=, G_N_ELEMENTS (first));
  for (gsize i = 0; i < n; i++)
    {
      if (i < G_N_ELEMENTS (first))
        g_assert_cmpuint (ranking[i], ==, first[i]);
      g_assert_cmpint (pm_suspicion_get_rank (suspicion, ranking[i]), ==, (int) i);
      g_assert_cmpfloat (pm_suspicion_get_score (suspicion, ranking[i]), >=, 1.0);
    }
  for (gsize row = 0; row < 2; row++)
    {
      double value = 0.0;
      g_assert_cmpfloat (pm_suspicion_get_score (suspicion, row), ==, 0.0);
      g_assert_cmpint (pm_suspicion_get_reason (suspicion, row, &value), ==, PM_SUSPECT_NOTHING);
      g_assert_true (isnan (value));
      g_assert_cmpint (pm_suspicion_get_rank (suspicion, row), ==, -1);
    }
}

/* A second source of 40 % in the map, 12" from the fitted one. No other map has one. */
static void
test_second_peak (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 32, 40);
  PmMap *map = &result->maps->maps[500];
  gsize row = map->channel;
  double *const *v = result->table->values;
  double x = -v[PM_COLUMN_X][row] + 12.0, y = -v[PM_COLUMN_Y][row];
  for (gsize k = 0; k < map->nx * map->ny; k++)
    {
      double dx = pm_grid_x (&result->maps->grid, k % map->nx) - x, dy = pm_grid_y (&result->maps->grid, k / map->nx) - y;
      map->signal[k] += (float) (0.4 * exp (-4.0 * G_LN2 * (dx * dx + dy * dy) / (7.0 * 7.0)));
    }
  g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (result);
  gsize n;
  g_assert_cmpuint (pm_suspicion_get_ranking (suspicion, &n)[0], ==, row);
  g_assert_cmpuint (n, ==, 1); /* the other values of these pixels are even */
  /* noise of a twentieth in cells of 1": the height is known to 0.5 %; the fitted ellipse is larger than the beam: 0.02 */
  assert_reason (suspicion, row, PM_SUSPECT_SECOND_PEAK, 0.4, 0.06);
}

/* Nothing to compare, nothing at all. */
static void
test_small (void)
{
  g_autoptr (PmResult) few = pm_test_result_new (1, 2, 5), none = pm_result_new ();
  none->table = pm_pixel_table_new (0);
  few->table->values[PM_COLUMN_COUPLING][3] = 0.1;
  g_autoptr (PmSuspicion) a = pm_suspicion_new (few), b = pm_suspicion_new (none);
  gsize n;
  pm_suspicion_get_ranking (a, &n);
  g_assert_cmpuint (n, ==, 0);
  pm_suspicion_get_ranking (b, &n);
  g_assert_cmpuint (n, ==, 0);
}

/* CPU time of this thread: other programs do not count. */
static double
cpu_seconds (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* It follows each judgement: 100 ms for a full array of 3,840 maps of 31 x 31 cells, here a third of it, with room for slow machines and
 * the sanitizers. */
static void
test_fast (void)
{
  g_autoptr (PmResult) result = pm_test_result_new (1, 32, 40);
  double best = 1e9;
  for (int k = 0; k < 6; k++)
    {
      double start = cpu_seconds ();
      G_GNUC_UNUSED g_autoptr (PmSuspicion) suspicion = pm_suspicion_new (result);
      best = MIN (best, cpu_seconds () - start);
    }
  g_test_message ("%.1f ms", 1e3 * best);
  g_assert_cmpfloat (best, <, 0.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suspicion/healthy", test_healthy);
  g_test_add_func ("/suspicion/reasons", test_reasons);
  g_test_add_func ("/suspicion/significance", test_significance);
  g_test_add_func ("/suspicion/ranking", test_ranking);
  g_test_add_func ("/suspicion/second-peak", test_second_peak);
  g_test_add_func ("/suspicion/small", test_small);
  g_test_add_func ("/suspicion/fast", test_fast);
  return g_test_run ();
}
