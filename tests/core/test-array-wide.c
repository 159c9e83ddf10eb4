/* SPDX-License-Identifier: GPL-3.0-or-later
 * Shared parameters from pixels that are simulated and fitted one by one.
 */
#include "pm-array-wide.h"
#include "pm-linear.h"
#include "pm-stats.h"
#include "pm-test-track.h"
#include "pm-test.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#define S 4.0 /* true sigma of the beam, arcsec */
static PmControl control = { .n_threads = 1 };

enum { BLOCKS = 5, PIXELS = BLOCKS * PM_LANES, SCANS = 2 };

/* PIXELS pixels in two scans of the same array; the second is displaced by (shift_x, shift_y) and brighter by `ratio`. */
typedef struct
{
  int n_scans;
  double noise; /* 0 or 1 */
  double spread, wing, wing_ratio, shift_x, shift_y, ratio, amplitude;
  PmTestTrack track[SCANS][BLOCKS];
  PmTemplate tp[SCANS];
  double x[PIXELS], y[PIXELS];
  PmFitEquations equations[PIXELS * SCANS];
  double fitted[PIXELS];
  PmPixelFit fits[PIXELS];
  bool use[PIXELS];
} Scene;

static Scene *
scene_new (int n_scans)
{
  Scene *s = g_new0 (Scene, 1);
  s->n_scans = n_scans;
  s->noise = 1.0;
  s->wing_ratio = 1.0;
  s->ratio = 1.0;
  s->amplitude = 60.0;
  return s;
}

static void
simulate (Scene *s, gsl_rng *rng)
{
  for (int k = 0; k < s->n_scans; k++)
    pm_template_init (&s->tp[k]);
  for (size_t b = 0; b < BLOCKS; b++)
    {
      for (int k = 0; k < s->n_scans; k++)
        pm_test_track_init (&s->track[k][b], 24, 70, 40.0, 2.5 + 0.3 * k, 1e-3);
      for (size_t l = 0; l < PM_LANES; l++)
        {
          size_t i = b * PM_LANES + l;
          double width = S + gsl_ran_gaussian (rng, 1.0) * s->spread, peak = s->amplitude * gsl_ran_flat (rng, 0.7, 1.3);
          s->x[i] = gsl_ran_flat (rng, -6, 6);
          s->y[i] = gsl_ran_flat (rng, -6, 6);
          s->use[i] = true;
          for (int k = 0; k < s->n_scans; k++)
            {
              double a = peak * (k ? s->ratio : 1.0), x = s->x[i] + (k ? s->shift_x : 0.0), y = s->y[i] + (k ? s->shift_y : 0.0);
              pm_test_track_add_source (&s->track[k][b], l, a * (1.0 - s->wing), x, y, width, width, 0.0);
              pm_test_track_add_source (&s->track[k][b], l, a * s->wing, x, y, width * s->wing_ratio, width * s->wing_ratio, 0.0);
            }
        }
      for (int k = 0; k < s->n_scans; k++)
        {
          if (s->noise > 0)
            pm_test_track_add_noise (&s->track[k][b], rng);
          pm_test_track_whiten (&s->track[k][b]);
        }
    }
}

static void
scene_free (Scene *s)
{
  for (int k = 0; k < s->n_scans; k++)
    {
      for (size_t b = 0; b < BLOCKS; b++)
        pm_test_track_clear (&s->track[k][b]);
      pm_template_clear (&s->tp[k]);
    }
  g_free (s);
}

/* Fits every pixel with the beam, and with the second scan's shift and brightness as believed so far, and writes its equations. */
static void
fit_all (Scene *s, const PmBeam *beam, double shift_x, double shift_y, double log_ratio)
{
  PmFitSetup setup = { *beam, 0.0, 14.0 * S, 3.0 * S }; /* the whole map: wings reach far */
  size_t n = s->track[0][0].n_frames;
  g_autofree double *fx = g_new (double, 2 * n);
  double *fy = fx + n;
  for (size_t t = 0; t < n && s->n_scans > 1; t++)
    {
      fx[t] = s->track[1][0].fx[t] - shift_x;
      fy[t] = s->track[1][0].fy[t] - shift_y;
    }
  for (size_t i = 0; i < PIXELS; i++)
    {
      PmTemplateData data[SCANS];
      for (int k = 0; k < s->n_scans; k++)
        data[k] = pm_test_track_data (&s->track[k][i / PM_LANES], i % PM_LANES, k ? exp (log_ratio) : 1.0);
      if (s->n_scans > 1)
        {
          data[1].fx = fx;
          data[1].fy = fy;
        }
      PmPixelFit fit = pm_pixel_fit_from (s->tp, data, s->n_scans, &setup, s->x[i] + 0.3, s->y[i] - 0.3);
      g_assert_cmpint (fit.status, ==, PM_FIT_OK);
      s->fitted[i] = fit.amplitude;
      s->fits[i] = fit;
      for (int k = 0; k < s->n_scans; k++)
        pm_pixel_fit_equations (&s->tp[k], beam, &fit, &s->equations[i * (size_t) s->n_scans + (size_t) k]);
    }
}

static PmArrayWide
solve (const Scene *s, const PmArrayWideSpec *spec)
{
  return pm_array_wide_solve (s->equations, s->fitted, NULL, s->use, PIXELS, s->n_scans, spec, 20, &control);
}

/* Scatter of n values that should be 1, four errors of a MAD allowed. */
static void
check_scatter (double scatter, size_t n)
{
  pm_assert_close (scatter, 1.0, 4.0 * 1.17 / sqrt ((double) n), 0);
}

static void
test_width (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true };
  for (int n_scans = 1; n_scans <= 2; n_scans++)
    {
      Scene *s = scene_new (n_scans);
      PmBeam beam = { 1.05 * S, 0.0, 1.0 };
      PmArrayWide wide = { 0 };
      simulate (s, rng);
      for (int round = 0; round < 3; round++)
        {
          fit_all (s, &beam, 0, 0, 0);
          wide = solve (s, &spec);
          g_assert_true (wide.valid);
          g_assert_cmpint (wide.n, ==, 1);
          if (round == 0)
            pm_assert_close (wide.step[0], -0.05 * S, 0.01 * S, 0); /* a step from 5 % off is good to (5 %)^2 x a few */
          beam.sigma_arcsec += wide.step[0];
        }
      pm_assert_close (wide.step[0], 0.0, 0.03 * wide.error[0], 0); /* fits stop where chi^2 changes by 1e-3, 0.03 error */
      pm_assert_close (beam.sigma_arcsec, S, 4.0 * wide.error[0], 0);
      g_assert_cmpuint (wide.n_used, >=, PIXELS - 2); /* beyond 4 sigma: 6e-5 of a Gaussian */
      check_scatter (wide.scatter[0], PIXELS);
      double spread = pm_array_wide_width_spread (s->equations, s->fitted, NULL, s->use, PIXELS, n_scans, &control);
      g_assert_cmpfloat (spread, <, 0.7 * wide.error[0] * sqrt (PIXELS));
      scene_free (s);
    }
  gsl_rng_free (rng);
}

/* The error against the scatter of the result over many arrays. */
static void
test_width_error (void)
{
  enum { ARRAYS = 12, GROUPS = ARRAYS * BLOCKS };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true };
  const PmBeam beam = { S, 0.0, 1.0 };
  double sum = 0.0, sum2 = 0.0;
  for (int array = 0; array < ARRAYS; array++)
    {
      Scene *s = scene_new (1);
      simulate (s, rng);
      fit_all (s, &beam, 0, 0, 0);
      for (size_t b = 0; b < BLOCKS; b++) /* 16 pixels are an array of their own */
        {
          size_t first = b * PM_LANES;
          PmArrayWide wide = pm_array_wide_solve (s->equations + first, s->fitted + first, NULL, s->use + first, PM_LANES, 1, &spec, 10,
                                                  &control);
          g_assert_true (wide.valid);
          sum += wide.step[0] / wide.error[0];
          sum2 += pow (wide.step[0] / wide.error[0], 2);
        }
      scene_free (s);
    }
  pm_assert_close (sum / GROUPS, 0.0, 4.0 / sqrt (GROUPS), 0);
  pm_assert_close (sqrt (sum2 / GROUPS), 1.0, 4.0 / sqrt (2.0 * GROUPS), 0);
  gsl_rng_free (rng);
}

/* Width and wings together, from a start as of a beam of which nothing is known. */
static void
test_wings (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true, .wing = true, .wing_ratio = true, .wing_ratio_prior = 1.0 };
  Scene *s = scene_new (1);
  PmBeam beam = { 1.05 * S, 0.02, 2.0 };
  PmArrayWide wide = { 0 };
  s->wing = 0.08;
  s->wing_ratio = 2.5;
  s->amplitude = 300.0;
  simulate (s, rng);
  for (int round = 0; round < 10; round++)
    {
      fit_all (s, &beam, 0, 0, 0);
      wide = solve (s, &spec);
      g_assert_true (wide.valid);
      g_assert_cmpint (wide.n, ==, 3);
      beam.sigma_arcsec += wide.step[0];
      beam.wing += CLAMP (wide.step[1], -0.05, 0.05);
      beam.wing_ratio += CLAMP (wide.step[2], -0.3, 0.3);
    }
  /* The prior holds k where it is at each step: no bias once the steps are small. */
  g_assert_cmpfloat (wide.error[1], <, 0.01);
  g_assert_cmpfloat (wide.error[2], <, 0.2);
  pm_assert_close (beam.sigma_arcsec, S, 4.0 * wide.error[0], 0);
  pm_assert_close (beam.wing, 0.08, 4.0 * wide.error[1], 0);
  pm_assert_close (beam.wing_ratio, 2.5, 4.0 * wide.error[2], 0);
  for (int p = 0; p < 3; p++)
    check_scatter (wide.scatter[p], PIXELS);
  scene_free (s);
  gsl_rng_free (rng);
}

/* Without wings there is nothing to find; and k, of which nothing is known then, needs its prior. */
static void
test_no_wings (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmArrayWideSpec spec = { .width = true, .wing = true, .wing_ratio = true, .wing_ratio_prior = 1.0 };
  Scene *s = scene_new (1);
  const PmBeam beam = { S, 0.0, 2.0 };
  simulate (s, rng);
  fit_all (s, &beam, 0, 0, 0);
  PmArrayWide wide = solve (s, &spec);
  g_assert_true (wide.valid);
  pm_assert_close (wide.step[1], 0.0, 4.0 * wide.error[1], 0);
  g_assert_cmpfloat (wide.step[2], ==, 0.0);
  pm_assert_close (wide.error[2], 1.0, 1e-12, 0); /* that of the prior */
  spec.wing_ratio_prior = 0.0;
  g_assert_false (solve (s, &spec).valid);
  scene_free (s);
  gsl_rng_free (rng);
}

static void
test_scans (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true, .scans = true };
  Scene *s = scene_new (2);
  PmBeam beam = { 0.97 * S, 0.0, 1.0 };
  double shift_x = 0.0, shift_y = 0.0, log_ratio = 0.0;
  PmArrayWide wide = { 0 };
  s->shift_x = 0.8;
  s->shift_y = -0.5;
  s->ratio = 1.2;
  simulate (s, rng);
  for (int round = 0; round < 5; round++)
    {
      fit_all (s, &beam, shift_x, shift_y, log_ratio);
      wide = solve (s, &spec);
      g_assert_true (wide.valid);
      g_assert_cmpint (wide.n, ==, 4);
      beam.sigma_arcsec += wide.step[0];
      shift_x += wide.step[1];
      shift_y += wide.step[2];
      log_ratio += wide.step[3];
    }
  g_assert_cmpfloat (wide.error[1], <, 0.02); /* s / (S/N) / sqrt 80 x sqrt 2 or less */
  pm_assert_close (beam.sigma_arcsec, S, 4.0 * wide.error[0], 0);
  pm_assert_close (shift_x, 0.8, 4.0 * wide.error[1], 0);
  pm_assert_close (shift_y, -0.5, 4.0 * wide.error[2], 0);
  pm_assert_close (log_ratio, log (1.2), 4.0 * wide.error[3], 0);
  for (int p = 0; p < 4; p++)
    check_scatter (wide.scatter[p], PIXELS);
  scene_free (s);
  gsl_rng_free (rng);
}

/* The step and the errors are those of one big fit of all unknowns, each pixel's own ones included. */
static void
test_against_joint (void)
{
  enum { FEW = 4, OWN = 3, SHARED = 4, ALL = FEW * OWN + SHARED };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true, .scans = true };
  Scene *s = scene_new (2);
  const PmBeam beam = { 0.99 * S, 0.0, 1.0 };
  s->shift_x = 0.1;
  s->ratio = 1.05;
  simulate (s, rng);
  fit_all (s, &beam, 0, 0, 0);
  g_autofree double *matrix = g_new0 (double, ALL * ALL);
  double rhs[ALL] = { 0.0 }, step[ALL];
  g_autofree double *inverse = g_new (double, ALL * ALL);
  for (size_t i = 0; i < FEW; i++)
    for (int k = 0; k < 2; k++)
      {
        const PmFitEquations *eq = &s->equations[2 * i + (size_t) k];
        /* columns of the scan's equations and where their unknowns stand: own A, x, y, s, and those of the second scan */
        const int column[7] = { PM_COL_A, PM_COL_X, PM_COL_Y, PM_COL_S, PM_COL_X, PM_COL_Y, PM_COL_A }, n = k ? 7 : 4;
        for (int p = 0; p < n; p++)
          {
            int row = p < OWN ? (int) i * OWN + p : FEW * OWN + p - OWN;
            double factor = p == 6 ? s->fitted[i] : 1.0; /* by ln brightness: A times that by A */
            rhs[row] += factor * eq->rhs[column[p]];
            for (int q = 0; q < n; q++)
              {
                int other = q < OWN ? (int) i * OWN + q : FEW * OWN + q - OWN;
                matrix[row * ALL + other] += factor * (q == 6 ? s->fitted[i] : 1.0) * eq->normal[column[p]][column[q]];
              }
          }
      }
  g_assert_true (pm_linear_solve (matrix, ALL, ALL, rhs, step, inverse));
  PmArrayWide wide = pm_array_wide_solve (s->equations, s->fitted, NULL, s->use, FEW, 2, &spec, 1, &control);
  g_assert_true (wide.valid);
  g_assert_cmpuint (wide.n_used, ==, FEW);
  for (int p = 0; p < SHARED; p++)
    {
      int row = FEW * OWN + p;
      pm_assert_close (wide.error[p], sqrt (inverse[row * ALL + row]), 0, 1e-8); /* the same algebra, condition below 1e4 */
      pm_assert_close (wide.step[p], step[row], 1e-8, 1e-7);
    }
  scene_free (s);
  gsl_rng_free (rng);
}

/* A pixel whose beam is another one is left out; so are pixels that are not to be used; too few are refused. */
static void
test_outlier (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true };
  Scene *s = scene_new (1);
  const PmBeam beam = { S, 0.0, 1.0 };
  simulate (s, rng);
  fit_all (s, &beam, 0, 0, 0);
  s->use[3] = false;
  PmArrayWide without = solve (s, &spec);
  g_assert_cmpuint (without.n_used, ==, PIXELS - 1);
  s->use[3] = true;
  s->equations[3].rhs[PM_COL_S] += 40.0 * sqrt (s->equations[3].normal[PM_COL_S][PM_COL_S]); /* far more than 4 */
  PmArrayWide with = solve (s, &spec);
  g_assert_cmpuint (with.n_used, ==, PIXELS - 1);
  pm_assert_close (with.step[0], without.step[0], 1e-12, 0);
  pm_assert_close (with.error[0], without.error[0], 1e-12, 0);
  s->equations[5].normal[0][0] = NAN; /* its own unknowns are not fixed */
  g_assert_cmpuint (solve (s, &spec).n_used, ==, PIXELS - 2);
  for (size_t i = 20; i < PIXELS; i++)
    s->use[i] = false; /* 18 of the 20 are left */
  g_assert_false (solve (s, &spec).valid);
  g_assert_true (pm_array_wide_solve (s->equations, s->fitted, NULL, s->use, PIXELS, 1, &spec, 18, &control).valid);
  memset (s->use, 0, sizeof s->use);
  g_assert_false (pm_array_wide_solve (s->equations, s->fitted, NULL, s->use, PIXELS, 1, &spec, 0, &control).valid);
  g_assert_cmpfloat (pm_array_wide_width_spread (s->equations, s->fitted, NULL, s->use, PIXELS, 1, &control), ==, 0.0);
  scene_free (s);
  gsl_rng_free (rng);
}

/* The spread of widths, with and without one. */
static void
test_spread (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true };
  const PmBeam beam = { S, 0.0, 1.0 };
  int n_none = 0;
  enum { ARRAYS = 4 };
  for (int array = 0; array < 2 * ARRAYS; array++)
    {
      Scene *s = scene_new (1);
      s->spread = array < ARRAYS ? 0.15 : 0.0;
      simulate (s, rng);
      fit_all (s, &beam, 0, 0, 0);
      PmArrayWide wide = solve (s, &spec);
      double tau = pm_array_wide_width_spread (s->equations, s->fitted, NULL, s->use, PIXELS, 1, &control);
      double own = wide.error[0] * sqrt (PIXELS);
      if (s->spread > 0)
        {
          /* var tau = (tau^2 + own^2)^2 / 2 n tau^2; four errors and the grid of 15 % */
          double error = (0.15 * 0.15 + own * own) / (0.15 * sqrt (2.0 * PIXELS));
          pm_assert_close (tau, 0.15, 4.0 * error + 0.07 * 0.15, 0);
          g_assert_cmpfloat (wide.scatter[0], >, 1.15); /* the switch */
        }
      else
        {
          /* Of the likelihood by tau^2, half the maxima lie at 0; the others scatter by own sqrt (sqrt (2 / n)). */
          g_assert_cmpfloat (tau, <, own * sqrt (4.0 * sqrt (2.0 / PIXELS)));
          n_none += tau < 0.5 * own;
        }
      /* One pixel far off, at 20 errors or more, would be a spread of 20 / sqrt 80 = 2.2 of the pixels' errors. */
      s->equations[3].rhs[PM_COL_S] += 20.0 * sqrt (s->equations[3].normal[PM_COL_S][PM_COL_S]);
      g_assert_cmpfloat (pm_array_wide_width_spread (s->equations, s->fitted, NULL, s->use, PIXELS, 1, &control), <, tau + own);
      scene_free (s);
    }
  g_assert_cmpint (n_none, >=, ARRAYS / 2);
  gsl_rng_free (rng);
}

/* Shares add up to the step that all pixels take together, without those that stand out; and fits with another width move as the response
 * says: to first order, where the second is ds / s = 2 % of it, to the 0.03 errors at which each of two fits stops, and to what the noise
 * under the source does with the other width: 2 % of an error times its scatter, 4 sigma. */
static void
test_width_shares (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const PmArrayWideSpec spec = { .width = true };
  const double ds = 0.02 * S;
  for (int n_scans = 1; n_scans <= 2; n_scans++)
    {
      Scene *s = scene_new (n_scans);
      PmBeam beam = { S, 0.0, 1.0 };
      PmWidthShare shares[PIXELS];
      PmPixelFit before[PIXELS];
      double score = 0.0, curvature = 0.0;
      simulate (s, rng);
      fit_all (s, &beam, 0, 0, 0);
      memset (s->equations, 0, (size_t) n_scans * sizeof *s->equations); /* of pixel 0: it does not fix its own unknowns */
      s->use[1] = false;
      g_assert_false (pm_array_wide_width_shares (s->equations, s->fitted, s->use, s->use, PIXELS, n_scans, PIXELS, shares, &control));
      s->use[1] = true;
      bool fitted[PIXELS];
      memcpy (fitted, s->use, sizeof fitted);
      s->use[1] = false;
      g_assert_true (pm_array_wide_width_shares (s->equations, s->fitted, fitted, s->use, PIXELS, n_scans, 20, shares, &control));
      for (size_t i = 0; i < PIXELS; i++)
        {
          score += shares[i].score;
          curvature += shares[i].curvature;
        }
      g_assert_true (shares[0].curvature == 0.0 && shares[1].curvature == 0.0 && shares[0].response[0] == 0.0);
      PmArrayWide wide = solve (s, &spec);
      pm_assert_close (score / curvature, wide.step[0], 0.0, 1e-10); /* rounding */
      memcpy (before, s->fits, sizeof before);
      beam.sigma_arcsec += ds;
      fit_all (s, &beam, 0, 0, 0);
      for (size_t i = 1; i < PIXELS; i++)
        {
          const double *response = shares[i].response;
          double change[3] = { s->fits[i].amplitude - before[i].amplitude, s->fits[i].x - before[i].x, s->fits[i].y - before[i].y };
          g_assert_cmpfloat (response[0], <, 0.0); /* a wider beam of the same flux is lower */
          for (int p = 0; p < 3; p++)
            pm_assert_close (change[p], response[p] * ds, 0.15 * sqrt (before[i].covariance[p][p]), 0.05);
        }
      scene_free (s);
    }
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off (); /* as in the programs */
  g_test_add_func ("/array-wide/width", test_width);
  g_test_add_func ("/array-wide/width-error", test_width_error);
  g_test_add_func ("/array-wide/wings", test_wings);
  g_test_add_func ("/array-wide/no-wings", test_no_wings);
  g_test_add_func ("/array-wide/scans", test_scans);
  g_test_add_func ("/array-wide/against-joint", test_against_joint);
  g_test_add_func ("/array-wide/outlier", test_outlier);
  g_test_add_func ("/array-wide/spread", test_spread);
  g_test_add_func ("/array-wide/width-shares", test_width_shares);
  return g_test_run ();
}
