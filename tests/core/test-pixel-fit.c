/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-pixel-fit.h"
#include "pm-test-dense.h"
#include "pm-test-track.h"
#include "pm-test.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#define S 4.0 /* sigma of the beam, arcsec */
enum { BLOCKS = 24, TRIALS = BLOCKS * PM_LANES };

static const PmFitSetup plain = { { S, 0.0, 1.0 }, 0.0, 5.0 * S, 3.0 * S };

/* Without noise the truth comes back, from anywhere within 1.5 s. */
static void
test_exact (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTestTrack tr;
  PmTemplate tp;
  PmFitSetup wide = plain;
  wide.radius_arcsec = 8.0 * S;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 25, 80, 40.0, 2.5, 1e-3);
  for (int trial = 0; trial < 6; trial++)
    {
      double a[PM_LANES], x[PM_LANES], y[PM_LANES];
      pm_test_track_reset (&tr);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          a[l] = pow (10.0, gsl_ran_flat (rng, 1, 4));
          x[l] = gsl_ran_flat (rng, -15, 15);
          y[l] = gsl_ran_flat (rng, -12, 12);
          pm_test_track_add_source (&tr, l, 0.7 * a[l], x[l], y[l], S, S, 0.0);
          for (size_t t = 0; t < tr.n_frames; t++)
            tr.z[t * PM_LANES + l] += 500.0f; /* the level does not matter, */
          for (size_t t = l; t < tr.n_frames; t += 11)
            tr.flags[t * PM_LANES + l] = PM_SAMPLE_SPIKE; /* nor do missing samples */
        }
      pm_test_track_whiten (&tr);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          PmTemplateData data = pm_test_track_data (&tr, l, 0.7);
          double start_x = x[l] + gsl_ran_flat (rng, -1, 1) * S, start_y = y[l] + gsl_ran_flat (rng, -1, 1) * S;
          PmPixelFit fit = pm_pixel_fit_from (&tp, &data, 1, &wide, start_x, start_y);
          g_assert_cmpint (fit.status, ==, PM_FIT_OK);
          /* The radius leaves nothing out. The last step is below 1e-3 s and shrinks the error at least a hundredfold; levels of 500
           * in floats: 3e-5 per sample. */
          pm_assert_close (fit.amplitude, a[l], 1e-4, 1e-5);
          pm_assert_close (fit.x, x[l], 1e-5 * S, 0);
          pm_assert_close (fit.y, y[l], 1e-5 * S, 0);
          g_assert_cmpfloat (fit.sigma_arcsec, ==, S);
          g_assert_cmpint (fit.n_evaluations, <, 30);
        }
    }
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

/* Mean and scatter of the pulls of n independent values, four errors allowed. */
static void
check_pulls (const double *pull, size_t n)
{
  double sum = 0.0, sum2 = 0.0;
  for (size_t i = 0; i < n; i++)
    {
      sum += pull[i];
      sum2 += pull[i] * pull[i];
    }
  pm_assert_close (sum / (double) n, 0.0, 4.0 / sqrt ((double) n), 0);
  pm_assert_close (sqrt (sum2 / (double) n), 1.0, 4.0 / sqrt (2.0 * (double) n), 0);
}

/* Errors are what the scatter is, and so are their correlations; two scans of different brightness and noise together. */
static void
monte_carlo (int n_scans, double spread)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTestTrack tr[2];
  PmTemplate tp[2];
  const double scale[2] = { 1.0, 1.6 };
  g_autofree double *pull = g_new (double, 4 * TRIALS);
  double chi2 = 0.0;
  size_t n = 0;
  int n_par = spread > 0 ? 4 : 3;
  PmFitSetup setup = plain;
  setup.width_spread_arcsec = spread;
  for (int k = 0; k < 2; k++)
    {
      pm_template_init (&tp[k]);
      pm_test_track_init (&tr[k], 18, 60 + 20 * (size_t) k, 25.0, 2.5 + k, k ? 1e-4 : 3e-3);
    }
  for (int block = 0; block < BLOCKS; block++)
    {
      double truth[PM_LANES][4];
      for (int k = 0; k < n_scans; k++)
        pm_test_track_reset (&tr[k]);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          double *p = truth[l];
          p[0] = gsl_ran_flat (rng, 20, 30);
          p[1] = gsl_ran_flat (rng, -4, 4);
          p[2] = gsl_ran_flat (rng, -4, 4);
          p[3] = S + (spread > 0 ? gsl_ran_gaussian (rng, spread) : 0.0);
          for (int k = 0; k < n_scans; k++)
            pm_test_track_add_source (&tr[k], l, scale[k] * p[0], p[1], p[2], p[3], p[3], 0.0);
        }
      for (int k = 0; k < n_scans; k++)
        {
          pm_test_track_add_noise (&tr[k], rng);
          pm_test_track_whiten (&tr[k]);
        }
      for (size_t l = 0; l < PM_LANES; l++, n++)
        {
          PmTemplateData data[2];
          for (int k = 0; k < n_scans; k++)
            data[k] = pm_test_track_data (&tr[k], l, scale[k]);
          PmPixelFit fit = pm_pixel_fit_from (tp, data, n_scans, &setup, truth[l][1] + 1.0, truth[l][2] - 1.0);
          double value[4] = { fit.amplitude, fit.x, fit.y, fit.sigma_arcsec };
          gsl_matrix *inverse = gsl_matrix_alloc (4, 4);
          g_assert_cmpint (fit.status, ==, PM_FIT_OK);
          for (size_t i = 0; i < 4; i++)
            for (size_t j = 0; j < 4; j++)
              gsl_matrix_set (inverse, i, j, (int) MAX (i, j) < n_par ? fit.covariance[i][j] : i == j);
          gsl_linalg_cholesky_decomp1 (inverse);
          gsl_linalg_cholesky_invert (inverse);
          pm_assert_close (fit.s2n, fit.amplitude * sqrt (gsl_matrix_get (inverse, 0, 0)), 0, 1e-9); /* the same matrix */
          for (int i = 0; i < n_par; i++)
            {
              pull[i * TRIALS + (int) n] = (value[i] - truth[l][i]) / sqrt (fit.covariance[i][i]);
              for (int j = 0; j < n_par; j++)
                chi2 += (value[i] - truth[l][i]) * gsl_matrix_get (inverse, (size_t) i, (size_t) j) * (value[j] - truth[l][j]);
            }
          gsl_matrix_free (inverse);
        }
    }
  for (int i = 0; i < n_par; i++)
    check_pulls (pull + i * TRIALS, TRIALS);
  pm_assert_close (chi2 / TRIALS, n_par, 4.0 * sqrt (2.0 * n_par / TRIALS), 0); /* variance of chi^2 of n: 2 n */
  for (int k = 0; k < 2; k++)
    {
      pm_test_track_clear (&tr[k]);
      pm_template_clear (&tp[k]);
    }
  gsl_rng_free (rng);
}

static void
test_errors (void)
{
  monte_carlo (1, 0.0);
}

static void
test_errors_of_two_scans (void)
{
  monte_carlo (2, 0.0);
}

/* With the widths scattered as the prior says, the pull of s has unit scatter only if the prior counts in the fit and in the errors. */
static void
test_errors_of_width (void)
{
  monte_carlo (1, 0.25);
}

/* A loose prior lets the width be what it is, a tight one holds it. */
static void
test_width_prior (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  PmFitSetup setup = plain;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 25, 80, 40.0, 2.5, 1e-3);
  pm_test_track_add_source (&tr, 0, 1000.0, 2.0, 1.0, 1.15 * S, 1.15 * S, 0.0);
  pm_test_track_whiten (&tr);
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.0);
  setup.width_spread_arcsec = 2.0;
  PmPixelFit loose = pm_pixel_fit_from (&tp, &data, 1, &setup, 2.5, 0.5);
  g_assert_cmpint (loose.status, ==, PM_FIT_OK);
  pm_assert_close (loose.sigma_arcsec, 1.15 * S, 3e-4 * S, 0); /* what lies beyond 5 s of 1.15 s: 8e-5 of the peak */
  pm_assert_close (loose.amplitude, 1000.0, 0, 1e-3);
  setup.width_spread_arcsec = 1e-6; /* of errors of about 4e-3 */
  PmPixelFit tight = pm_pixel_fit_from (&tp, &data, 1, &setup, 2.5, 0.5);
  g_assert_cmpint (tight.status, ==, PM_FIT_OK);
  pm_assert_close (tight.sigma_arcsec, S, 1e-4, 0);
  pm_assert_close (sqrt (tight.covariance[3][3]), 1e-6, 0, 1e-3);
  /* Free width: its curvature is 1 / sigma_s^2; a prior of the same weight leaves it half-way (nearly: chi^2 is not quite a parabola). */
  double error = sqrt (loose.covariance[3][3]), s0 = 1.15 * S - 0.5 * error;
  setup.beam.sigma_arcsec = s0;
  setup.width_spread_arcsec = error;
  PmPixelFit half = pm_pixel_fit_from (&tp, &data, 1, &setup, 2.5, 0.5);
  pm_assert_close (half.sigma_arcsec - s0, 0.25 * error, 0.02 * error + 3e-4 * S, 0);
  /* chi^2 counts the prior: compare with the fit whose width is held where this one ended. Both stop within 1e-3. */
  PmFitSetup held = plain;
  held.beam.sigma_arcsec = half.sigma_arcsec;
  pm_assert_close (half.chi2 - pm_pixel_fit_from (&tp, &data, 1, &held, 2.5, 0.5).chi2, pow ((half.sigma_arcsec - s0) / error, 2), 2e-3, 0);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

/* chi^2 = (z - A B)' Sigma^-1 (z - A B) by dense matrices, for the gathered samples. p: A, x, y, s, h, k. */
static double
dense_chi2 (const PmTestTrack *tr, const PmTestDense *dense, const double *z, const double *p, double *model)
{
  g_autofree double *rest = g_new (double, tr->n_frames);
  for (size_t t = 0; t < tr->n_frames; t++)
    {
      double r2 = (pow (tr->fx[t] - p[1], 2) + pow (tr->fy[t] - p[2], 2)) / (p[3] * p[3]);
      bool near = hypot (tr->fx[t], tr->fy[t]) < 5.0 * S; /* gathered around (0, 0) */
      model[t] = near ? 1.3 * p[0] * ((1.0 - p[4]) * exp (-0.5 * r2) + p[4] * exp (-0.5 * r2 / (p[5] * p[5]))) : 0.0;
      rest[t] = z[t] - model[t];
    }
  return pm_test_dense_product (dense, rest, rest);
}

/* The right sides are -1/2 the gradient of chi^2, the matrix is J' Sigma^-1 J, both by differences. */
static void
test_equations (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTestTrack tr;
  PmTemplate tp;
  PmTestDense dense;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 8, 40, 30.0, 5.0, 3e-3);
  pm_test_track_add_source (&tr, 0, 60.0, 1.0, -2.0, S, S, 0.0);
  pm_test_track_add_noise (&tr, rng);
  for (size_t t = 5; t < tr.n_frames; t += 13)
    tr.flags[t * PM_LANES] = t % 2 ? PM_SAMPLE_SPIKE : PM_SAMPLE_CUT;
  pm_test_track_whiten (&tr);
  pm_test_dense_init (&dense, tr.flags, PM_LANES, PM_SKIP_FIT, tr.n_frames, tr.q[0]);
  size_t n = tr.n_frames;
  g_autofree double *z = g_new (double, 9 * n);
  double *side = z + n, *jacobian = z + 3 * n;
  for (size_t t = 0; t < n; t++)
    z[t] = tr.z[t * PM_LANES];
  /* not at the minimum, and the width not the beam's own */
  const double p[6] = { 50.0, 0.6, -1.5, 1.1 * S, 0.05, 2.2 };
  PmBeam beam = { S, p[4], p[5] };
  PmPixelFit fit = { .status = PM_FIT_OK, .amplitude = p[0], .x = p[1], .y = p[2], .sigma_arcsec = p[3] };
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.3);
  PmFitEquations eq;
  g_assert_true (pm_template_gather (&tp, &data, 0.0, 0.0, 5.0 * S));
  pm_pixel_fit_equations (&tp, &beam, &fit, &eq);
  double gradient[6];
  for (int i = 0; i < 6; i++)
    {
      const double step = 1e-4 * (i == 0 ? 50.0 : 1.0);
      double chi2[2];
      for (int k = 0; k < 2; k++)
        {
          double other[6];
          memcpy (other, p, sizeof other);
          other[i] += k ? step : -step;
          chi2[k] = dense_chi2 (&tr, &dense, z, other, side + (size_t) k * n);
        }
      gradient[i] = (chi2[1] - chi2[0]) / (2.0 * step);
      for (size_t t = 0; t < n; t++)
        jacobian[(size_t) i * n + t] = (side[n + t] - side[t]) / (2.0 * step);
    }
  for (int i = 0; i < 6; i++)
    {
      double size = sqrt (eq.normal[i][i]);
      /* in units of the parameter's own error: u are floats; differences of chi^2 of 1e4 over 1e-4: 1e-7 */
      pm_assert_close (eq.rhs[i], -0.5 * gradient[i], 1e-3 * size, 1e-5);
      for (int j = 0; j < 6; j++)
        pm_assert_close (eq.normal[i][j], pm_test_dense_product (&dense, jacobian + i * (int) n, jacobian + j * (int) n),
                         1e-5 * size * sqrt (eq.normal[j][j]), 0); /* 1/S are floats; step^2 */
    }
  pm_test_dense_clear (&dense);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

/* The fit's chi^2 is the true one but for z' Sigma^-1 z, and smaller than at any place around. */
static void
test_minimum (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTestTrack tr;
  PmTemplate tp;
  PmTestDense dense;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 8, 40, 30.0, 4.0, 3e-3);
  pm_test_track_add_source (&tr, 0, 30.0, 1.0, -2.0, S, S, 0.0);
  pm_test_track_add_noise (&tr, rng);
  pm_test_track_whiten (&tr);
  pm_test_dense_init (&dense, tr.flags, PM_LANES, PM_SKIP_FIT, tr.n_frames, tr.q[0]);
  g_autofree double *z = g_new (double, tr.n_frames);
  g_autofree double *model = g_new (double, tr.n_frames);
  for (size_t t = 0; t < tr.n_frames; t++)
    z[t] = tr.z[t * PM_LANES];
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.3);
  PmPixelFit fit = pm_pixel_fit_from (&tp, &data, 1, &plain, 0.0, 0.0);
  g_assert_true (fit.status == PM_FIT_OK && hypot (fit.x, fit.y) > 0.5 * S - 1.0);
  g_assert_true (pm_template_gather (&tp, &data, 0.0, 0.0, 5.0 * S));
  fit = pm_pixel_fit (&tp, 1, &plain, 0.0, 0.0);
  double best[6] = { fit.amplitude, fit.x, fit.y, S, 0.0, 1.0 }, chi2 = dense_chi2 (&tr, &dense, z, best, model);
  pm_assert_close (fit.chi2, chi2 - pm_test_dense_product (&dense, z, z), 0.01, 1e-5); /* u are floats */
  for (int i = 0; i < 3; i++)
    for (double side = -1.0; side < 2.0; side += 2.0)
      {
        double other[6];
        memcpy (other, best, sizeof other);
        other[i] += side * 0.1 * sqrt (fit.covariance[i][i]);
        g_assert_cmpfloat (dense_chi2 (&tr, &dense, z, other, model), >, chi2 + 0.005); /* 0.1 error: 0.01 or more */
      }
  pm_test_dense_clear (&dense);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

static void
test_status (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 21, 80, 40.0, 3.0, 1e-3);
  for (size_t l = 0; l < 3; l++)
    pm_test_track_add_source (&tr, l, l == 1 ? -100.0 : 100.0, 3.0, 3.0, S, S, 0.0);
  for (size_t t = 0; t < tr.n_frames; t++)
    {
      tr.flags[t * PM_LANES + 2] = PM_SAMPLE_BAD;
      tr.flags[t * PM_LANES + 4] = tr.fy[t] != 0.0 ? PM_SAMPLE_BAD : 0; /* one line, through the source */
    }
  pm_test_track_add_source (&tr, 4, 100.0, 3.0, 0.0, S, S, 0.0);
  pm_test_track_whiten (&tr);
  const struct
  {
    size_t lane;
    double x, y;
    PmFitStatus status;
  } cases[] = {
    { 0, 3.5, 2.0, PM_FIT_OK },         { 0, 500.0, 2.0, PM_FIT_NOT_TRIED }, { 0, NAN, 0.0, PM_FIT_NOT_TRIED },
    { 1, 3.5, 2.0, PM_FIT_NEGATIVE },   { 2, 3.5, 2.0, PM_FIT_SINGULAR },    { 4, 3.0, 0.0, PM_FIT_SINGULAR },
    { 0, 3.0, -9.5, PM_FIT_WANDERED },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PmTemplateData data = pm_test_track_data (&tr, cases[i].lane, 1.0);
      PmPixelFit fit = pm_pixel_fit_from (&tp, &data, 1, &plain, cases[i].x, cases[i].y);
      g_assert_cmpint (fit.status, ==, cases[i].status);
    }
  PmFitSetup near = plain;
  near.max_move_arcsec = 0.9 * S;
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.0);
  g_assert_cmpint (pm_pixel_fit_from (&tp, &data, 1, &near, 3.0 + 1.1 * S, 3.0).status, ==, PM_FIT_WANDERED);
  for (PmFitStatus status = PM_FIT_OK; status <= PM_FIT_NOT_CONVERGED; status++)
    for (PmFitStatus other = PM_FIT_OK; other <= status; other++)
      g_assert_true ((g_strcmp0 (pm_fit_status_text (status), pm_fit_status_text (other)) == 0) == (status == other));
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

/* Up the slope of something wide through a small window, restart by restart: further from the start than allowed, though no single
 * fit is. The first one moves by less than 2 s, all together do by more. */
static void
test_wandered_by_restarts (void)
{
  PmTestTrack tr;
  PmTemplate tp;
  PmFitSetup small = { plain.beam, 0.0, 2.0 * S, 2.0 * S }, far = small;
  far.max_move_arcsec = 20.0 * S;
  pm_template_init (&tp);
  pm_test_track_init (&tr, 41, 80, 15.0 * S, 3.0, 1e-3);
  pm_test_track_add_source (&tr, 0, 1000.0, 0.0, 0.0, 2.5 * S, 2.5 * S, 0.0);
  pm_test_track_whiten (&tr);
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.0);
  g_assert_true (pm_template_gather (&tp, &data, 3.5 * S, 0.0, small.radius_arcsec));
  g_assert_cmpint (pm_pixel_fit (&tp, 1, &small, 3.5 * S, 0.0).status, ==, PM_FIT_OK);
  PmPixelFit climbed = pm_pixel_fit_from (&tp, &data, 1, &far, 3.5 * S, 0.0);
  g_assert_cmpint (climbed.status, ==, PM_FIT_OK);
  g_assert_cmpfloat (3.5 * S - climbed.x, >, 2.5 * S);
  g_assert_cmpint (pm_pixel_fit_from (&tp, &data, 1, &small, 3.5 * S, 0.0).status, ==, PM_FIT_WANDERED);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
}

/* Where there is no source, pulls of unit scatter. */
static void
test_pulls (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTestTrack tr;
  PmTemplate tp;
  g_autofree double *pull = g_new (double, 3 * TRIALS);
  double pulls[3];
  pm_template_init (&tp);
  pm_test_track_init (&tr, 16, 50, 25.0, 3.0, 3e-3);
  for (int n = 0; n < TRIALS; n++)
    {
      size_t lane = (size_t) n % PM_LANES;
      if (lane == 0)
        {
          pm_test_track_reset (&tr);
          pm_test_track_add_noise (&tr, rng);
          pm_test_track_whiten (&tr);
        }
      PmTemplateData data = pm_test_track_data (&tr, lane, 1.4);
      g_assert_true (pm_pixel_fit_pulls (&tp, &data, 1, &plain, 1.3, -0.7, pulls));
      for (int i = 0; i < 3; i++)
        pull[i * TRIALS + n] = pulls[i];
    }
  for (int i = 0; i < 3; i++)
    check_pulls (pull + i * TRIALS, TRIALS);
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.0);
  g_assert_false (pm_pixel_fit_pulls (&tp, &data, 1, &plain, 300.0, 0.0, pulls));
  /* An amplitude of ten errors is a pull of ten: compare with the fit's own error. */
  pm_test_track_reset (&tr);
  pm_test_track_add_source (&tr, 0, 5.0, 1.3, -0.7, S, S, 0.0);
  pm_test_track_whiten (&tr);
  PmPixelFit fit = pm_pixel_fit_from (&tp, &data, 1, &plain, 1.3, -0.7);
  g_assert_true (pm_pixel_fit_pulls (&tp, &data, 1, &plain, 1.3, -0.7, pulls));
  pm_assert_close (pulls[0], fit.amplitude / sqrt (fit.covariance[0][0]), 0, 1e-3); /* the fit stops within 1e-3 */
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off (); /* as in the programs */
  g_test_add_func ("/pixel-fit/exact", test_exact);
  g_test_add_func ("/pixel-fit/errors", test_errors);
  g_test_add_func ("/pixel-fit/errors-of-two-scans", test_errors_of_two_scans);
  g_test_add_func ("/pixel-fit/errors-of-width", test_errors_of_width);
  g_test_add_func ("/pixel-fit/width-prior", test_width_prior);
  g_test_add_func ("/pixel-fit/equations", test_equations);
  g_test_add_func ("/pixel-fit/minimum", test_minimum);
  g_test_add_func ("/pixel-fit/status", test_status);
  g_test_add_func ("/pixel-fit/wandered-by-restarts", test_wandered_by_restarts);
  g_test_add_func ("/pixel-fit/pulls", test_pulls);
  return g_test_run ();
}
