/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-ellipse-fit.h"
#include "pm-stats.h"
#include "pm-test-track.h"
#include "pm-test.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define S 4.0 /* of the circular fit, arcsec */

static const PmFitSetup setup = { { S, 0.0, 1.0 }, 0.0, 6.0 * S, 3.0 * S };

static PmEllipse
fit_lane (PmTestTrack *tr, size_t lane, PmTemplate *tp, double x, double y)
{
  PmTemplateData data = pm_test_track_data (tr, lane, 1.0);
  PmPixelFit start = pm_pixel_fit_from (tp, &data, 1, &setup, x, y);
  g_assert_cmpint (start.status, ==, PM_FIT_OK);
  return pm_ellipse_fit (tp, 1, &start);
}

/* Axes and angle without noise; the angle is that from +x counter-clockwise, in (-90, 90]. */
static void
test_exact (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 25, 80, 40.0, 2.5, 1e-3);
  const double angles[PM_LANES] = { 0, 20, 45, 70, 89, 90, -20, -45, -70, -89, 180 + 30, 10, 30, 50, -10, -30 };
  for (size_t l = 0; l < PM_LANES; l++)
    pm_test_track_add_source (&tr, l, 1000.0, 1.0, -2.0, 1.15 * S, 0.9 * S, angles[l]);
  pm_test_track_whiten (&tr);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      PmEllipse e = fit_lane (&tr, l, &tp, 1.5, -1.0);
      g_assert_true (e.valid);
      /* beyond 6 s of 1.15 s lie 1e-6 of the peak; data rounded to floats of 1000: 1e-7; the last step changes chi^2, 1e6, by 1e-2 */
      pm_assert_close (e.fwhm_major, 2.3548200450309493 * 1.15 * S, 0, 1e-4);
      pm_assert_close (e.fwhm_minor, 2.3548200450309493 * 0.9 * S, 0, 1e-4);
      pm_assert_close (remainder (e.angle_deg - angles[l], 180.0), 0.0, 0.03, 0); /* 1e-4 over an elongation of 0.28 */
      g_assert_true (e.angle_deg > -90.0 && e.angle_deg <= 90.0);
    }
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

/* The convention without any formula for ellipses: a source drawn out along the line y = x has the angle +45. */
static void
test_sense (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 25, 80, 40.0, 2.5, 1e-3);
  for (int i = -3; i <= 3; i++)
    pm_test_track_add_source (&tr, 0, 100.0, 0.8 * i, 0.8 * i, 0.9 * S, 0.9 * S, 0.0);
  pm_test_track_whiten (&tr);
  PmEllipse e = fit_lane (&tr, 0, &tp, 0.0, 0.0);
  g_assert_true (e.valid);
  pm_assert_close (e.angle_deg, 45.0, 1.0, 0); /* symmetric about that line, sampled finer in x than in y */
  g_assert_cmpfloat (e.fwhm_major, >, 1.05 * e.fwhm_minor);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

static void
test_circular (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 25, 80, 40.0, 2.5, 1e-3);
  pm_test_track_add_source (&tr, 0, 1000.0, 1.0, -2.0, S, S, 0.0);
  pm_test_track_add_source (&tr, 1, 1000.0, 1.0, -2.0, 1.2 * S, 1.2 * S, 0.0);
  pm_test_track_whiten (&tr);
  for (size_t l = 0; l < 2; l++)
    {
      PmEllipse e = fit_lane (&tr, l, &tp, 1.5, -1.0);
      double expected = 2.3548200450309493 * S * (l ? 1.2 : 1.0);
      g_assert_true (e.valid);
      pm_assert_close (e.fwhm_major, expected, 0, 2e-4); /* as above, beyond 6 s of 1.2 s: 4e-6 */
      pm_assert_close (e.fwhm_minor, expected, 0, 2e-4);
      g_assert_cmpfloat (e.fwhm_major, >=, e.fwhm_minor);
      g_assert_true (isfinite (e.angle_deg) && e.fwhm_error > 0.0 && isfinite (e.fwhm_error) && isfinite (e.elongation_error));
    }
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

/* The errors against the scatter of the results. */
static void
test_errors (void)
{
  enum { BLOCKS = 24, TRIALS = BLOCKS * PM_LANES };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTestTrack tr;
  PmTemplate tp;
  g_autofree double *pull_width = g_new (double, TRIALS);
  g_autofree double *pull_elongation = g_new (double, TRIALS);
  size_t n = 0;
  double mean_width = 0.0, mean_elongation = 0.0;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 20, 70, 30.0, 2.5, 1e-3);
  for (int block = 0; block < BLOCKS; block++)
    {
      pm_test_track_reset (&tr);
      for (size_t l = 0; l < PM_LANES; l++)
        pm_test_track_add_source (&tr, l, 60.0, 1.0, -2.0, 1.15 * S, 0.9 * S, 11.25 * (double) l);
      pm_test_track_add_noise (&tr, rng);
      pm_test_track_whiten (&tr);
      for (size_t l = 0; l < PM_LANES; l++, n++)
        {
          PmEllipse e = fit_lane (&tr, l, &tp, 1.0, -2.0);
          g_assert_true (e.valid);
          pull_width[n] = (sqrt (e.fwhm_major * e.fwhm_minor) - 2.3548200450309493 * S * sqrt (1.15 * 0.9)) / e.fwhm_error;
          pull_elongation[n] = (e.fwhm_major / e.fwhm_minor - 1.15 / 0.9) / e.elongation_error;
          mean_width += pull_width[n] / TRIALS;
          mean_elongation += pull_elongation[n] / TRIALS;
        }
    }
  /* MAD of 384: 1.17 / sqrt 384 = 6 %; mean: 0.05. Three and a half errors; curvature at S/N 400 is a few percent of an error. */
  pm_assert_close (pm_robust_sigma (pull_width, TRIALS, NULL), 1.0, 0.21, 0);
  pm_assert_close (pm_robust_sigma (pull_elongation, TRIALS, NULL), 1.0, 0.21, 0);
  pm_assert_close (mean_width, 0.0, 0.25, 0);
  pm_assert_close (mean_elongation, 0.0, 0.25, 0);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

/* One line does not fix an ellipse. */
static void
test_not_fixed (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 1, 80, 40.0, 2.5, 1e-3);
  pm_test_track_add_source (&tr, 0, 1000.0, 1.0, 0.0, S, S, 0.0);
  pm_test_track_whiten (&tr);
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.0);
  PmPixelFit start = { .status = PM_FIT_OK, .amplitude = 1000.0, .x = 1.0, .y = 0.0, .sigma_arcsec = S };
  g_assert_true (pm_template_gather (&tp, &data, 1.0, 0.0, 6.0 * S));
  g_assert_false (pm_ellipse_fit (&tp, 1, &start).valid);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off (); /* as in the programs */
  g_test_add_func ("/ellipse-fit/exact", test_exact);
  g_test_add_func ("/ellipse-fit/sense", test_sense);
  g_test_add_func ("/ellipse-fit/circular", test_circular);
  g_test_add_func ("/ellipse-fit/errors", test_errors);
  g_test_add_func ("/ellipse-fit/not-fixed", test_not_fixed);
  return g_test_run ();
}
