/* SPDX-License-Identifier: GPL-3.0-or-later
 * Two scans of one array reduced together.
 */
#include "pm-test-reduce.h"
#include "pm-test.h"

#include "pm-error.h"

#include <math.h>

/* The second scan: fainter, other direction, other pointing. */
static const double shift_x = 3.2, shift_y = -2.1, brightness = 0.8;

static const char *
pair_scan (int k)
{
  PmSimulation sim = pm_test_reduce_typical (k == 0 ? 21 : 22);
  sim.array_seed = 77;
  sim.snr = 14.0;
  if (k == 1)
    {
      sim.obs_id = "SIM_0002";
      sim.pointing_x = shift_x;
      sim.pointing_y = shift_y;
      sim.brightness = brightness;
      sim.vpa_deg = 120.0;
    }
  return pm_test_reduce_scan (k == 0 ? "pair-1" : "pair-2", &sim);
}

static void
test_pair (void)
{
  const char *paths[] = { pair_scan (0), pair_scan (1) };
  g_autoptr (GError) error = NULL;
  g_autoptr (PmResult) alone = pm_test_reduce (paths[0], NULL), both = pm_test_reduce_try (paths, 2, NULL, &error);
  g_assert_no_error (error);
  PmTestScore a = pm_test_reduce_score (alone, paths[0], "first alone"), b = pm_test_reduce_score (both, paths[0], "both");
  g_assert_cmpuint (both->n_shares, ==, 2);
  g_assert_cmpstr (both->shares[1].scan_id, ==, "SIM_0002");
  g_assert_cmpfloat (both->shares[0].shift_x_arcsec, ==, 0.0);
  g_assert_cmpfloat (both->shares[0].brightness, ==, 1.0);
  /* The source of a pixel at p appears at -(p + pointing). One pixel fixes the shift to sqrt 2 x beam / (2.35 x 11) = 0.7 arcsec in each
   * scan, 1200 to 0.03: four of those. The brightness: sqrt 2 / 12 / sqrt 1200 = 0.0035. */
  pm_assert_close (both->shares[1].shift_x_arcsec, -shift_x, 0.12, 0.0);
  pm_assert_close (both->shares[1].shift_y_arcsec, -shift_y, 0.12, 0.0);
  pm_assert_close (both->shares[1].brightness, brightness, 0.014, 0.0);
  /* Both are measured against the bound of the first scan: 1 / sqrt (1 + 0.8^2) = 0.78 if nothing were lost. */
  g_assert_cmpfloat (b.over_crlb, <=, 0.85 * a.over_crlb);
  g_assert_cmpfloat (b.coupling_over_crlb, <=, 0.85 * a.coupling_over_crlb);
  g_assert_cmpfloat (b.complete, >=, 0.995);
  g_assert_cmpfloat (b.pull, >=, 0.92);
  g_assert_cmpfloat (b.pull, <=, 1.10);
  g_assert_cmpfloat (b.pull_rms, <=, 1.10);
  /* Four errors of the median position: 1.25 x 0.79 / sqrt 1200 each. */
  g_assert_cmpfloat (b.shift, <=, 0.12);
}

/* In the map domain the maps of both scans add up, each with its own weight and brightness. */
static void
test_pair_in_maps (void)
{
  const char *paths[] = { pair_scan (0), pair_scan (1) };
  const PmTestReduce maps = { .settings = PM_TEST_SETTINGS ("fit.domain", "map") };
  g_autoptr (GError) error = NULL;
  g_autoptr (PmResult) both = pm_test_reduce_try (paths, 2, &maps, &error);
  g_assert_no_error (error);
  PmTestScore b = pm_test_reduce_score (both, paths[0], "both, maps");
  g_assert_cmpfloat (b.complete, >=, 0.98);
  /* Maps lose some: what is left of the drifts has no place in their noise. */
  g_assert_cmpfloat (b.over_crlb, <=, 1.1);
  g_assert_cmpfloat (b.coupling_over_crlb, <=, 1.3);
}

/* The first scan again under another name: the very same scan would be refused. */
static const char *
twin_scan (void)
{
  PmSimulation sim = pm_test_reduce_typical (21);
  sim.array_seed = 77;
  sim.snr = 14.0;
  sim.obs_id = "SIM_0003";
  return pm_test_reduce_scan ("pair-twin", &sim);
}

/* A scan counts once: given twice, it is refused. */
static void
test_given_twice (void)
{
  const char *paths[] = { pair_scan (0), pair_scan (0) };
  g_autoptr (GError) error = NULL;
  g_assert_null (pm_test_reduce_try (paths, 2, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
}

/* A scan with itself: no shift, the same brightness, and what the equations give for an error is smaller by sqrt 2, though nothing is
 * known better: the noise is the same noise. The scale of the errors takes that back. */
static void
test_twice_the_same (void)
{
  const char *paths[] = { pair_scan (0), twin_scan () };
  const PmTestReduce plain = { .settings = PM_TEST_SETTINGS ("fit.width", "common", "fit.error-scale", "no") };
  const PmTestReduce scaled = { .settings = PM_TEST_SETTINGS ("fit.width", "common") };
  g_autoptr (GError) error = NULL;
  g_autoptr (PmResult) alone = pm_test_reduce (paths[0], &plain), both = pm_test_reduce_try (paths, 2, &plain, &error);
  g_assert_no_error (error);
  g_autoptr (PmResult) honest = pm_test_reduce_try (paths, 2, &scaled, &error);
  g_assert_no_error (error);
  /* Both scans go through the same sums; the steps that find the shift end at a thousandth of a beam. */
  pm_assert_close (both->shares[1].shift_x_arcsec, 0.0, 0.001, 0.0);
  pm_assert_close (both->shares[1].shift_y_arcsec, 0.0, 0.001, 0.0);
  pm_assert_close (both->shares[1].brightness, 1.0, 0.001, 0.0);
  gsize n = 0, near = 0;
  for (gsize row = 0; row < alone->table->n_rows; row++)
    if (alone->table->status[row] == PM_PIXEL_GOOD && both->table->status[row] == PM_PIXEL_GOOD)
      {
        double ratio = alone->table->values[PM_COLUMN_PEAK_ERR][row] / both->table->values[PM_COLUMN_PEAK_ERR][row];
        near += fabs (ratio - sqrt (2.0)) < 0.05;
        n++;
      }
  /* Spikes are looked for anew in each round, and a fit between two lines may prefer the other place: not all, but nearly. */
  g_assert_cmpuint (n, >, 1100);
  g_assert_cmpfloat ((double) near, >, 0.95 * (double) n);
  /* 4800 places: an error of 1.2 %. */
  for (int i = 0; i < 3; i++)
    pm_assert_close (honest->error_scale[i], sqrt (2.0), 0.05, 0.0);
}

static void
test_other_camera (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  const char *paths[] = { pm_test_reduce_scan ("small-d", &sim), NULL };
  g_autoptr (GError) error = NULL, error2 = NULL;
  sim.band = 'E';
  paths[1] = pm_test_reduce_scan ("small-e", &sim);
  g_assert_null (pm_test_reduce_try (paths, 2, NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_assert_true (g_str_has_prefix (error->message, paths[1]));
  g_assert_nonnull (strstr (error->message, paths[0]));
  sim.band = 'D';
  sim.subarrays = 4;
  paths[1] = pm_test_reduce_scan ("small-t0", &sim);
  g_assert_null (pm_test_reduce_try (paths, 2, NULL, &error2));
  g_assert_error (error2, PM_ERROR, PM_ERROR_INPUT);
}

static void
test_too_many (void)
{
  PmSimulation sim = pm_test_reduce_small ();
  const char *path = pm_test_reduce_scan ("small-d", &sim), *paths[PM_MAX_SCANS + 1];
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    paths[i] = path;
  g_assert_null (pm_test_reduce_try (paths, G_N_ELEMENTS (paths), NULL, &error));
  g_assert_error (error, PM_ERROR, PM_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "9"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction-joint/given-twice", test_given_twice);
  g_test_add_func ("/reduction-joint/pair", test_pair);
  g_test_add_func ("/reduction-joint/pair-in-maps", test_pair_in_maps);
  g_test_add_func ("/reduction-joint/twice-the-same", test_twice_the_same);
  g_test_add_func ("/reduction-joint/other-camera", test_other_camera);
  g_test_add_func ("/reduction-joint/too-many", test_too_many);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
