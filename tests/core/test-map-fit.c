/* SPDX-License-Identifier: GPL-3.0-or-later
 * The fit of a source in a map.
 */
#include "pm-map-fit.h"
#include "pm-map-process.h"
#include "pm-map-samples.h"
#include "pm-test-maps.h"
#include "pm-test.h"

#include <gsl/gsl_math.h>
#include <math.h>

#define FWHM 10.0

static PmBeam
plain_beam (void)
{
  return (PmBeam){ .sigma_arcsec = FWHM / PM_FWHM_PER_SIGMA };
}

static PmFitSetup
setup_for (PmBeam beam, double radius)
{
  return (PmFitSetup){ .beam = beam, .radius_arcsec = radius, .max_move_arcsec = FWHM };
}

/* The cell's mean beam against the mean over 5 points whose moments are known; derivatives against differences. */
static void
test_cell (void)
{
  static const double ox[5] = { -0.9, 0.8, 0.3, -0.5, 0.3 }, oy[5] = { 0.6, 0.7, -1.0, -0.5, 0.2 }; /* means 0 */
  PmBeam beams[2] = { plain_beam (), { .sigma_arcsec = 4.0, .wing = 0.2, .wing_ratio = 1.8 } };
  double cxx = 0.0, cyy = 0.0, cxy = 0.0;
  for (int i = 0; i < 5; i++)
    {
      cxx += ox[i] * ox[i] / 5.0;
      cyy += oy[i] * oy[i] / 5.0;
      cxy += ox[i] * oy[i] / 5.0;
    }
  for (int b = 0; b < 2; b++)
    for (int i = -3; i <= 3; i++)
      for (int j = -3; j <= 3; j++)
        {
          double dx = 2.3 * i + 0.1, dy = 2.1 * j - 0.2, column[3], up[3], down[3], mean = 0.0, h = 1e-4;
          for (int k = 0; k < 5; k++)
            mean += pm_beam_value (&beams[b], dx + ox[k], dy + oy[k]) / 5.0;
          pm_map_fit_cell (&beams[b], dx, dy, cxx, cyy, cxy, column);
          /* What is left out is of third order here, offset^3 B''' / 6 < 1 x 1.4 / s^3 / 6 = 4e-3. */
          pm_assert_close (column[0], mean, 4e-3, 0.0);
          /* To first order in smaller moments the error falls with their 1.5th power: the second order is right. */
          double third = 0.0, small[3];
          for (int k = 0; k < 5; k++)
            third += pm_beam_value (&beams[b], dx + 0.01 * ox[k], dy + 0.01 * oy[k]) / 5.0;
          pm_map_fit_cell (&beams[b], dx, dy, 1e-4 * cxx, 1e-4 * cyy, 1e-4 * cxy, small);
          pm_assert_close (small[0], third, 4e-9, 0.0);
          pm_map_fit_cell (&beams[b], dx - h, dy, cxx, cyy, cxy, up);
          pm_map_fit_cell (&beams[b], dx + h, dy, cxx, cyy, cxy, down);
          pm_assert_close (column[1], (up[0] - down[0]) / (2.0 * h), 1e-9, 0.0);
          pm_map_fit_cell (&beams[b], dx, dy - h, cxx, cyy, cxy, up);
          pm_map_fit_cell (&beams[b], dx, dy + h, cxx, cyy, cxy, down);
          pm_assert_close (column[2], (up[0] - down[0]) / (2.0 * h), 1e-9, 0.0);
        }
}

/* Maps of noise-free samples with cells of beam / `cells`: rms error of the position over the slots, in beams, and largest error of the
 * amplitude. */
static void
measure_exactness (PmBeam beam, double cells, double *position, double *amplitude)
{
  g_auto (PmTestMaps) f;
  PmControl control = { .n_threads = 2 };
  double gain[PM_LANES], variance[PM_LANES];
  pm_test_maps_make (&f, 1, 20000, FWHM / cells, 40.0, 40.0);
  for (gsize slot = 0; slot < PM_LANES; slot++)
    {
      gain[slot] = 0.7 + 0.05 * (double) slot;
      variance[slot] = 2.0;
      pm_test_maps_add_source (&f, slot, &beam, gain[slot], 300.0, 0.83 * (double) slot - 6.0, 5.1 - 0.61 * (double) slot);
      for (gsize t = 0; t < f.tl.n_frames; t++)
        *pm_test_maps_sample (&f, slot, t) += (float) (20.0 * gain[slot]);
    }
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
  double sum2 = 0.0, largest = 0.0;
  *amplitude = 0.0;
  for (gsize slot = 0; slot < PM_LANES; slot++)
    {
      double x = 0.83 * (double) slot - 6.0, y = 5.1 - 0.61 * (double) slot;
      PmFitSetup setup = setup_for (beam, 1.5 * FWHM);
      pm_pixel_map_end_accumulation (maps[slot]);
      PmMapFit fit = pm_map_fit (maps[slot], &f.grid, &f.cells, &setup, x + 1.5, y - 2.0);
      g_assert_cmpint (fit.status, ==, PM_FIT_OK);
      g_assert_cmpuint (fit.n_cells, >, 100);
      sum2 += (gsl_pow_2 (fit.x - x) + gsl_pow_2 (fit.y - y)) / (FWHM * FWHM) / PM_LANES;
      largest = fmax (largest, hypot (fit.x - x, fit.y - y) / FWHM);
      *amplitude = fmax (*amplitude, fabs (fit.amplitude / 300.0 - 1.0));
      pm_assert_close (fit.constant, 20.0, 300.0 * 3e-3, 0.0);
    }
  pm_test_maps_free_set (&f, maps);
  *position = sqrt (sum2);
  g_test_message ("cells of beam / %g: position %.1e beam rms, %.1e largest, amplitude %.1e", cells, *position, largest, *amplitude);
}

/* The model leaves out the cells' third moments, (cell / s)^3, which differ at random from cell to cell, and the fourth: 1e-4 beam rms
 * at beam / 5 is the aim (single pixels reach 1.2e-4 on this track); half the cell brings the error down by 8 for the same moments. */
static void
test_exact (void)
{
  PmBeam wings = { .sigma_arcsec = 4.0, .wing = 0.15, .wing_ratio = 1.9 };
  double position, amplitude, finer, finer_amplitude;
  measure_exactness (plain_beam (), 5.0, &position, &amplitude);
  g_assert_cmpfloat (position, <, 1e-4);
  g_assert_cmpfloat (amplitude, <, 1e-3);
  measure_exactness (plain_beam (), 10.0, &finer, &finer_amplitude);
  g_assert_cmpfloat (finer, <, position / 6.0);
  measure_exactness (wings, 5.0, &position, &amplitude);
  g_assert_cmpfloat (position, <, 1e-4);
  g_assert_cmpfloat (amplitude, <, 1e-3);
}

/* White noise on the samples: 300 fits whose errors and pulls are known from theory. A standard deviation of 300 values scatters by 4 %,
 * their mean by 6 %. */
static void
test_pulls (void)
{
  enum { N_TRIALS = 300, N_BLOCKS = 19 };
  g_auto (PmTestMaps) f;
  PmControl control = { .n_threads = 2 };
  PmBeam beam = plain_beam ();
  PmFitSetup setup = setup_for (beam, 1.5 * FWHM);
  double gain[N_BLOCKS * PM_LANES], variance[N_BLOCKS * PM_LANES], sum[4] = { 0.0 }, sum2[4] = { 0.0 }, chi2 = 0.0, freedom = 0.0;
  pm_test_maps_make (&f, N_BLOCKS, 3000, FWHM / 5.0, 30.0, 30.0);
  pm_test_maps_add_noise (&f, 5.0);
  for (gsize slot = 0; slot < N_BLOCKS * PM_LANES; slot++)
    {
      gain[slot] = 1.0;
      variance[slot] = 25.0;
      pm_test_maps_add_source (&f, slot, &beam, 1.0, 60.0, 0.02 * (double) slot - 3.0, 1.0);
    }
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  pm_map_add (maps, &f.frames, &f.tl, gain, variance, &control);
  for (gsize slot = 0; slot < N_TRIALS; slot++)
    {
      double x = 0.02 * (double) slot - 3.0;
      pm_pixel_map_end_accumulation (maps[slot]);
      PmMapFit fit = pm_map_fit (maps[slot], &f.grid, &f.cells, &setup, x, 1.0);
      g_assert_cmpint (fit.status, ==, PM_FIT_OK);
      double off[4] = { fit.amplitude - 60.0, fit.x - x, fit.y - 1.0, fit.constant };
      for (int i = 0; i < 4; i++)
        {
          double pull = off[i] / sqrt (fit.covariance[i][i]);
          sum[i] += pull / N_TRIALS;
          sum2[i] += pull * pull / N_TRIALS;
        }
      chi2 += fit.chi2;
      freedom += (double) fit.n_cells - 4.0;
      /* The amplitude's error with the position free is not smaller than with it fixed, and on a full map hardly larger. */
      double fixed = fit.amplitude / fit.s2n, free_error = sqrt (fit.covariance[0][0]);
      g_assert_true (free_error >= 0.999999 * fixed && free_error < 1.2 * fixed);
      /* The track has 3000 / (pi 30)^2 samples per square arcsec in the middle: 60 / 5 x sqrt (that x pi s^2) = 53 without a constant. */
      g_assert_true (fit.s2n > 30.0 && fit.s2n < 60.0);
    }
  for (int i = 0; i < 4; i++)
    {
      pm_assert_close (sum[i], 0.0, 4.0 / sqrt (N_TRIALS), 0.0);
      pm_assert_close (sqrt (sum2[i]), 1.0, 4.0 / sqrt (2.0 * N_TRIALS), 0.0);
    }
  pm_assert_close (chi2 / freedom, 1.0, 5.0 * sqrt (2.0 / freedom), 0.0);
  pm_test_maps_free_set (&f, maps);
}

/* One map with noise; the last level and weights may not change where the source is fitted; errors follow the weights. */
static void
test_finish (void)
{
  g_auto (PmTestMaps) f;
  PmBeam beam = plain_beam ();
  PmFitSetup setup = setup_for (beam, 1.5 * FWHM);
  pm_test_maps_make (&f, 1, 8000, FWHM / 5.0, 40.0, 40.0);
  pm_test_maps_add_noise (&f, 5.0);
  pm_test_maps_add_source (&f, 3, &beam, 1.0, 60.0, 2.0, 1.0);
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  pm_map_add_slot (maps[3], &f.frames, &f.tl, 3, 1.0, 1.0); /* a variance 25 times too small */
  pm_pixel_map_end_accumulation (maps[3]);
  g_autofree double *work = g_new (double, pm_map_work_size (maps[3]));
  PmMapFit before = pm_map_fit (maps[3], &f.grid, &f.cells, &setup, 0.0, 0.0);
  double chi2 = pm_map_finish (maps[3], &f.grid, &(PmMapExclude){ .x = 2.0, .y = 1.0, .radius_arcsec = 20.0 }, work);
  PmMapFit after = pm_map_fit (maps[3], &f.grid, &f.cells, &setup, 0.0, 0.0);
  g_assert_true (before.status == PM_FIT_OK && after.status == PM_FIT_OK);
  pm_assert_close (chi2, 25.0, 0.0, 0.3); /* median of about 1000 cells: 7 % */
  /* Float planes, and steps that end below 1e-3 s once chi^2 stands still. */
  double error = sqrt (after.covariance[1][1]);
  pm_assert_close (after.x, before.x, 1e-2 * error, 0.0);
  pm_assert_close (after.y, before.y, 1e-2 * error, 0.0);
  pm_assert_close (after.amplitude, before.amplitude, 0.0, 1e-4);
  pm_assert_close (after.covariance[1][1], before.covariance[1][1] * chi2, 0.0, 1e-3);
  pm_assert_close (after.s2n, before.s2n / sqrt (chi2), 0.0, 1e-3);
  pm_test_maps_free_set (&f, maps);
}

static void
test_status (void)
{
  g_auto (PmTestMaps) f;
  PmBeam beam = plain_beam ();
  PmFitSetup setup = setup_for (beam, 1.5 * FWHM);
  PmMapFit fit;
  pm_test_maps_make (&f, 1, 8000, FWHM / 5.0, 40.0, 40.0);
  pm_test_maps_add_source (&f, 0, &beam, 1.0, 60.0, 4.0, -3.0);
  pm_test_maps_add_source (&f, 1, &beam, 1.0, -60.0, 4.0, -3.0);
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  for (gsize slot = 0; slot < 3; slot++)
    {
      pm_map_add_slot (maps[slot], &f.frames, &f.tl, slot, 1.0, 1.0);
      pm_pixel_map_end_accumulation (maps[slot]);
    }
  /* From far, over several circles of cells. */
  fit = pm_map_fit (maps[0], &f.grid, &f.cells, &setup, 10.0, -8.0);
  g_assert_cmpint (fit.status, ==, PM_FIT_OK);
  pm_assert_close (fit.x, 4.0, 1e-4 * FWHM, 0.0);
  pm_assert_close (fit.y, -3.0, 1e-4 * FWHM, 0.0);
  /* The last fit used the circle around its result, as one that starts there. */
  g_assert_cmpuint (fit.n_cells, ==, pm_map_fit (maps[0], &f.grid, &f.cells, &setup, fit.x, fit.y).n_cells);
  setup.max_move_arcsec = 2.0;
  g_assert_cmpint (pm_map_fit (maps[0], &f.grid, &f.cells, &setup, 10.0, -8.0).status, ==, PM_FIT_WANDERED);
  setup.max_move_arcsec = FWHM;
  g_assert_cmpint (pm_map_fit (maps[1], &f.grid, &f.cells, &setup, 4.0, -3.0).status, ==, PM_FIT_NEGATIVE);
  g_assert_cmpint (pm_map_fit (maps[2], &f.grid, &f.cells, &setup, 4.0, -3.0).status, ==, PM_FIT_NEGATIVE); /* amplitude 0 */
  fit = pm_map_fit (maps[3], &f.grid, &f.cells, &setup, 4.0, -3.0); /* empty */
  g_assert_true (fit.status == PM_FIT_NOT_TRIED && isnan (fit.x) && isnan (fit.amplitude) && fit.n_cells == 0);
  g_assert_cmpint (pm_map_fit (maps[0], &f.grid, &f.cells, &setup, NAN, 0.0).status, ==, PM_FIT_NOT_TRIED);
  g_assert_cmpint (pm_map_fit (maps[0], &f.grid, &f.cells, &setup, 500.0, 0.0).status, ==, PM_FIT_NOT_TRIED);
  /* Cells in one row: they do not fix y. */
  for (gsize k = 0; k < maps[0]->nx * maps[0]->ny; k++)
    if (k / maps[0]->nx != 18)
      pm_pixel_map_discard (maps[0], k);
  for (gsize c = 0; c < f.grid.nx * f.grid.ny; c++)
    f.cells.mean_y[c] = (float) pm_grid_y (&f.grid, c / f.grid.nx);
  fit = pm_map_fit (maps[0], &f.grid, &f.cells, &setup, 4.0, pm_grid_y (&f.grid, 18));
  g_assert_true (fit.status != PM_FIT_OK || fit.covariance[2][2] > 1e2 * fit.covariance[1][1]);
  pm_test_maps_free_set (&f, maps);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-fit/cell", test_cell);
  g_test_add_func ("/map-fit/exact", test_exact);
  g_test_add_func ("/map-fit/pulls", test_pulls);
  g_test_add_func ("/map-fit/finish", test_finish);
  g_test_add_func ("/map-fit/status", test_status);
  return g_test_run ();
}
