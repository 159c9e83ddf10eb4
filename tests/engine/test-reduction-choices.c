/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a person can choose: which pixels count, which maps are made, when to stop.
 */
#include "pm-test-reduce.h"
#include "pm-test.h"

#include "pm-linear.h"

#include <math.h>

static const char *
typical_scan (void)
{
  PmSimulation sim = pm_test_reduce_typical (61);
  sim.spike_rate = 0.0; /* so that exposures are complete */
  return pm_test_reduce_scan ("typical", &sim);
}

static double
value (const PmResult *result, PmColumn column, gsize row)
{
  return result->table->values[column][row];
}

/* The first good pixel from `row` on. */
static gsize
next_good (const PmResult *result, gsize row)
{
  while (result->table->status[row] != PM_PIXEL_GOOD)
    row++;
  return row;
}

/* Bad by hand: fitted all the same, with the same result, but not among those that count. Good by hand: the letters stay visible. */
static void
test_manual (void)
{
  const PmTestReduce strict = { .settings = PM_TEST_SETTINGS ("flag.s2n", "80") }; /* so that something is flagged automatically */
  g_autoptr (PmResult) flagged = pm_test_reduce (typical_scan (), &strict);
  gsize n = flagged->table->n_rows, bad = next_good (flagged, 300), odd, nofit = 0;
  g_autofree PmPixelManual *manual = g_new0 (PmPixelManual, n);
  for (odd = 0; odd < n && (flagged->table->flags[odd] != PM_FLAG_LOW_S2N || value (flagged, PM_COLUMN_S2N, odd) > 60.0);)
    odd++; /* far below the limit: the scale of the errors, which S/N carries, is good to some percent */
  g_assert_cmpuint (odd, <, n);
  manual[bad] = PM_MANUAL_BAD;
  manual[odd] = PM_MANUAL_GOOD;
  while (flagged->table->status[nofit] != PM_PIXEL_NOFIT)
    nofit++;
  manual[nofit] = PM_MANUAL_GOOD;
  const PmTestReduce how = { .settings = strict.settings, .manual = manual };
  g_autoptr (PmResult) after = pm_test_reduce (typical_scan (), &how);
  g_assert_cmpint (after->table->status[bad], ==, PM_PIXEL_FLAGGED);
  g_assert_true (after->table->flags[bad] & PM_FLAG_BY_HAND);
  g_assert_cmpint (after->table->manual[bad], ==, PM_MANUAL_BAD);
  g_assert_cmpint (after->table->status[odd], ==, PM_PIXEL_GOOD);
  g_assert_true (after->table->flags[odd] & PM_FLAG_LOW_S2N);
  g_assert_cmpint (after->table->status[nofit], ==, PM_PIXEL_NOFIT); /* there is nothing to call good */
  /* One pixel of 1200 less in the common width moves others by less than a tenth of an error. */
  pm_assert_close (value (after, PM_COLUMN_X, bad), value (flagged, PM_COLUMN_X, bad), 0.1 * value (flagged, PM_COLUMN_X_ERR, bad), 0.0);
}

/* Excluded: not fitted, not in the common mode, no map. */
static void
test_exclude (void)
{
  const PmTestReduce how = { .settings = PM_TEST_SETTINGS ("exclude", "R0[20,5],100-131"), .maps = PM_MAPS_STAMPS };
  g_autoptr (PmResult) before = pm_test_reduce (typical_scan (), NULL), after = pm_test_reduce (typical_scan (), &how);
  gssize named = pm_pixel_table_find_id (after->table, "R0[20,5]");
  g_assert_cmpint (named, >=, 0);
  guint n = 0, n_before = 0;
  for (gsize row = 0; row < after->table->n_rows; row++)
    if ((gssize) row == named || (after->table->index[row] >= 100 && after->table->index[row] <= 131))
      {
        g_assert_cmpint (after->table->status[row], ==, PM_PIXEL_NOFIT);
        g_assert_true (isnan (value (after, PM_COLUMN_X, row)));
        g_assert_null (pm_map_set_find (after->maps, row));
        n_before += before->table->status[row] == PM_PIXEL_GOOD;
        n++;
      }
  g_assert_cmpuint (n, ==, 33);
  g_assert_cmpuint (n_before, >, 25);
  g_assert_cmpuint (before->n_good - after->n_good, ==, n_before);
}

/* How far from (x0, y0) the source stands in a map: one linear step of a fit to its cells as if all samples were seen from their cells'
 * centres. FALSE if the cells do not fix it. */
static gboolean
map_offset (const PmMapSet *maps, const PmMap *map, double x0, double y0, double *x, double *y)
{
  double normal[9] = { 0.0 }, rhs[3] = { 0.0 }, step[3], s2 = 13.6 * 13.6 / (8.0 * log (2.0));
  for (gsize j = 0; j < map->ny; j++)
    for (gsize i = 0; i < map->nx; i++)
      {
        double w = map->weight[j * map->nx + i];
        double dx = pm_grid_x (&maps->grid, map->x0 + i) - x0, dy = pm_grid_y (&maps->grid, map->y0 + j) - y0;
        double beam = exp (-0.5 * (dx * dx + dy * dy) / s2), column[3] = { beam, beam * dx / s2, beam * dy / s2 };
        if (!(w > 0.0) || hypot (dx, dy) > 1.5 * 13.6)
          continue;
        for (int a = 0; a < 3; a++)
          {
            rhs[a] += w * column[a] * map->signal[j * map->nx + i];
            for (int b = 0; b < 3; b++)
              normal[3 * a + b] += w * column[a] * column[b];
          }
      }
  if (!pm_linear_solve (normal, 3, 3, rhs, step, NULL))
    return FALSE;
  *x = step[1] / step[0];
  *y = step[2] / step[0];
  return TRUE;
}

/* In a map the source stands where minus the position is. Samples lie within 1.4 arcsec of their cells' centres, 0.8 rms per axis, and
 * twenty cells or more have a say: 0.2 arcsec for one pixel, more where lines are few, and nothing in the mean. A map shifted by half a
 * cell shows. */
static void
check_places (const PmResult *result)
{
  double sum_x = 0.0, sum_y = 0.0, n = 0.0, far = 0.0;
  for (gsize row = 0; row < result->table->n_rows; row++)
    {
      const PmMap *map = pm_map_set_find (result->maps, row);
      double x, y;
      if (!map || result->table->status[row] != PM_PIXEL_GOOD || value (result, PM_COLUMN_S2N, row) < 70.0 ||
          !map_offset (result->maps, map, -value (result, PM_COLUMN_X, row), -value (result, PM_COLUMN_Y, row), &x, &y))
        continue;
      sum_x += x;
      sum_y += y;
      far += hypot (x, y) > 1.5;
      n += 1.0;
    }
  g_test_message ("%g maps: mean offset %.4f %.4f, %g far", n, sum_x / n, sum_y / n, far);
  g_assert_cmpfloat (n, >=, 1.0);
  g_assert_cmpfloat (far, <=, 0.05 * n);
  if (n > 100.0)
    {
      pm_assert_close (sum_x / n, 0.0, 0.1, 0.0);
      pm_assert_close (sum_y / n, 0.0, 0.1, 0.0);
    }
}

/* Cells know how long they were seen and how well: weight x variance of a sample at gain 1 = samples = exposure / sample time. The column
 * `noise` is that of a second. float32 sums. */
static void
check_weights (const PmResult *result)
{
  for (gsize i = 0; i < result->maps->n_maps; i++)
    {
      const PmMap *map = &result->maps->maps[i];
      double noise = value (result, PM_COLUMN_NOISE, map->channel), gain = value (result, PM_COLUMN_GAIN, map->channel);
      for (gsize c = 0; c < map->nx * map->ny; c++)
        {
          pm_assert_close (map->weight[c] * noise * noise, map->exposure_s[c] * gain * gain, 0.0, 1e-4);
          g_assert_true (isnan (map->signal[c]) == !(map->weight[c] > 0.0f));
        }
    }
}

static void
test_stamps (void)
{
  const PmTestReduce how = { .maps = PM_MAPS_STAMPS };
  g_autoptr (PmResult) result = pm_test_reduce (typical_scan (), &how);
  g_assert_cmpuint (result->maps->n_maps, >=, result->n_fitted);
  for (gsize i = 0; i < result->maps->n_maps; i++)
    {
      /* map.stamp: three beams to each side, in cells of a fifth of a beam. */
      g_assert_cmpuint (result->maps->maps[i].nx, <=, 32);
      g_assert_cmpuint (result->maps->maps[i].nx, >=, 14); /* at the edge */
      g_assert_true (i == 0 || result->maps->maps[i].channel > result->maps->maps[i - 1].channel);
    }
  check_places (result);
  check_weights (result);
}

/* Full maps of some: all the time that the scan lasted is in them, and away from the source there is nothing but the noise they claim. */
static void
test_full (void)
{
  const PmTestReduce how = { .maps = PM_MAPS_FULL, .maps_list = "200-231,R0[10,10]" };
  g_autoptr (PmResult) result = pm_test_reduce (typical_scan (), &how);
  gsize n_places = result->maps->grid.nx * result->maps->grid.ny;
  g_assert_cmpuint (result->maps->n_maps, >=, 28); /* less those that are constant or blind */
  g_assert_cmpuint (result->maps->n_maps, <=, 33);
  guint n_quiet = 0;
  for (gsize m = 0; m < result->maps->n_maps; m++)
    {
      const PmMap *map = &result->maps->maps[m];
      double seconds = 0.0, chi2 = 0.0, n = 0.0;
      double fx = -value (result, PM_COLUMN_X, map->channel), fy = -value (result, PM_COLUMN_Y, map->channel);
      g_assert_cmpuint (map->nx * map->ny, ==, n_places);
      for (gsize j = 0; j < map->ny; j++)
        for (gsize i = 0; i < map->nx; i++)
          {
            gsize c = j * map->nx + i;
            seconds += map->exposure_s[c];
            double x = pm_grid_x (&result->maps->grid, map->x0 + i), y = pm_grid_y (&result->maps->grid, map->y0 + j);
            if (map->weight[c] > 0.0f && hypot (x - fx, y - fy) > 40.0)
              {
                chi2 += (double) map->weight[c] * map->signal[c] * map->signal[c];
                n += 1.0;
              }
          }
      if (result->table->status[map->channel] != PM_PIXEL_GOOD)
        continue;
      /* 4285 samples, and what the despikers took without reason: hardly any. */
      pm_assert_close (seconds, 60.0, 0.0, 0.005);
      /* The level takes some of the noise with it, sqrt (q) / 2 = 2 % of the variance; and the drift that it leaves adds to cells of
       * several samples. 4000 cells: 2 %. */
      pm_assert_close (chi2 / n, 1.0, 0.12, 0.0);
      n_quiet++;
    }
  g_assert_cmpuint (n_quiet, >, 20);
  check_places (result);
  check_weights (result);
}

/* Another cell, another stamp. */
static void
test_map_options (void)
{
  const PmTestReduce how = { .maps = PM_MAPS_STAMPS, .settings = PM_TEST_SETTINGS ("map.cell", "0.5", "map.stamp", "1.5") };
  g_autoptr (PmResult) result = pm_test_reduce (typical_scan (), &how);
  pm_assert_close (result->maps->grid.cell_arcsec, 0.5 * 13.6, 0.0, 1e-12);
  for (gsize i = 0; i < result->maps->n_maps; i++)
    g_assert_cmpuint (result->maps->maps[i].nx, <=, 8);
}

/* A run that is stopped in a step; tells how long that takes. */
typedef struct
{
  PmProgress progress;
  GError *error;
  PmResult *result;
  atomic_bool done;
} Run;

static gpointer
run_thread (gpointer data)
{
  Run *run = data;
  const char *path = typical_scan ();
  const PmTestReduce how = { .progress = &run->progress };
  run->result = pm_test_reduce_try (&path, 1, &how, &run->error);
  atomic_store (&run->done, true);
  return NULL;
}

static gboolean
stops_in_time (int step)
{
  Run run = { 0 };
  GThread *thread = g_thread_new ("reduce", run_thread, &run);
  while (atomic_load (&run.progress.step) < step && !atomic_load (&run.done))
    g_usleep (100);
  gint64 asked = g_get_monotonic_time ();
  atomic_store (&run.progress.control.cancel, true);
  while (!atomic_load (&run.done))
    g_usleep (200);
  double seconds = (double) (g_get_monotonic_time () - asked) * 1e-6;
  g_thread_join (thread);
  g_assert_true ((run.result == NULL) == (run.error != NULL));
  if (run.error)
    g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("step %d: stopped after %.3f s", step, seconds);
  g_clear_error (&run.error);
  g_clear_pointer (&run.result, pm_result_unref);
  return seconds <= 0.1;
}

/* The time from the wish to the end is a tenth of a second: a block of 16 channels takes a few milliseconds. Other programs may take the
 * processor away in between: one of five attempts has to be undisturbed. */
static void
test_stop (void)
{
  for (int step = PM_STEP_CLEAN; step <= PM_STEP_FINISH; step++)
    {
      gboolean in_time = FALSE;
      for (int attempt = 0; attempt < 5 && !in_time; attempt++)
        in_time = stops_in_time (step);
      g_assert_true (in_time);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  typical_scan ();
  g_test_add_func ("/reduction-choices/manual", test_manual);
  g_test_add_func ("/reduction-choices/exclude", test_exclude);
  g_test_add_func ("/reduction-choices/stamps", test_stamps);
  g_test_add_func ("/reduction-choices/full", test_full);
  g_test_add_func ("/reduction-choices/map-options", test_map_options);
  g_test_add_func ("/reduction-choices/stop", test_stop);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
