/* SPDX-License-Identifier: GPL-3.0-or-later
 * Templates against full-length columns and the dense matrices of the noise model.
 */
#include "pm-template.h"
#include "pm-test-dense.h"
#include "pm-test-track.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <math.h>

/* A raster with missing samples, a hole, cuts on present and on missing samples, and noise; each lane has masks of its own. */
static void
make_track (gsl_rng *rng, PmTestTrack *tr, double spacing, double q)
{
  pm_test_track_init (tr, 6, 50, 30.0, spacing, q);
  pm_test_track_add_noise (tr, rng);
  for (size_t l = 1; l < PM_LANES; l++)
    {
      size_t hole = gsl_rng_uniform_int (rng, tr->n_frames);
      for (size_t t = 0; t < tr->n_frames; t++)
        {
          uint8_t *flag = &tr->flags[t * PM_LANES + l];
          if (gsl_rng_uniform (rng) < 0.015)
            *flag |= PM_SAMPLE_CUT;
          if (gsl_rng_uniform (rng) < 0.1 || (t >= hole && t < hole + 15))
            *flag |= PM_SAMPLE_SPIKE;
        }
    }
  pm_test_track_whiten (tr);
}

/* The columns over all frames, 0 beyond the radius, times the scale: from pm_beam_columns(), which test_columns() proves. */
static void
full_columns (const PmTestTrack *tr, const PmBeam *beam, double x, double y, double centre_x, double centre_y, double radius, double scale,
              int n_cols, double *columns)
{
  for (size_t t = 0; t < tr->n_frames; t++)
    {
      double value[PM_N_COLS] = { 0.0 };
      if (hypot (tr->fx[t] - centre_x, tr->fy[t] - centre_y) < radius)
        pm_beam_columns (beam, tr->fx[t] - x, tr->fy[t] - y, n_cols, value);
      for (int i = 0; i < n_cols; i++)
        columns[(size_t) i * tr->n_frames + t] = scale * value[i];
    }
}

static void
compare_with_dense (const PmTestTrack *tr, size_t lane, const PmBeam *beam, double x, double y, double radius, PmTemplate *tp)
{
  const double scale = 1.7;
  PmTemplateData data = pm_test_track_data (tr, lane, scale);
  PmTestDense dense;
  size_t n = tr->n_frames;
  g_autofree double *columns = g_new (double, PM_N_COLS * n);
  g_autofree double *u = g_new (double, PM_N_COLS * n);
  g_autofree double *z = g_new (double, n);
  for (size_t t = 0; t < n; t++)
    z[t] = tr->z[t * PM_LANES + lane];
  pm_test_dense_init (&dense, tr->flags + lane, PM_LANES, PM_SKIP_FIT, n, tr->q[lane]);
  /* gathered around another place than the one where it is evaluated, as a fit does */
  g_assert_true (pm_template_gather (tp, &data, x + 1.0, y - 0.5, radius));
  g_assert_cmpuint (tp->n_runs, >, 1);
  full_columns (tr, beam, x, y, x + 1.0, y - 0.5, radius, scale, PM_N_COLS, columns);
  for (size_t i = 0; i < PM_N_COLS; i++)
    pm_test_dense_apply (&dense, columns + i * n, u + i * n);
  const int counts[3] = { 3, 4, 6 };
  for (int c = 0; c < 3; c++)
    {
      double normal[PM_N_COLS][PM_N_COLS], rhs[PM_N_COLS], expected[PM_N_COLS][PM_N_COLS];
      pm_template_evaluate (tp, beam, x, y, counts[c], normal, rhs);
      for (int i = 0; i < counts[c]; i++)
        for (int j = 0; j < counts[c]; j++)
          {
            expected[i][j] = 0.0;
            for (size_t t = 0; t < n; t++)
              expected[i][j] += columns[(size_t) i * n + t] * u[(size_t) j * n + t];
          }
      for (int i = 0; i < counts[c]; i++)
        {
          double b = 0.0, size = sqrt (expected[i][i]);
          for (size_t t = 0; t < n; t++)
            b += z[t] * u[(size_t) i * n + t];
          pm_assert_close (rhs[i], b, 1e-4 * size, 1e-6); /* in units of its own error; u are floats, levels of 10 on a free level of 1e8 */
          for (int j = 0; j < counts[c]; j++)
            pm_assert_close (normal[i][j], expected[i][j], 1e-6 * size * sqrt (expected[j][j]), 0); /* 1/S are floats */
        }
    }
  pm_test_dense_clear (&dense);
}

static void
test_against_dense (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTemplate tp;
  PmTestTrack tr;
  pm_template_init (&tp);
  for (int trial = 0; trial < 4; trial++)
    {
      /* lines half a beam apart, or so far apart that three are seen; slow and fast drifts */
      make_track (rng, &tr, trial % 2 ? 6.0 : 2.0, trial < 2 ? 0.01 : 1e-4);
      for (size_t lane = 0; lane < 5; lane++)
        {
          PmBeam beam = { 4.0, lane % 2 ? 0.1 : 0.0, 2.5 };
          compare_with_dense (&tr, lane, &beam, gsl_ran_flat (rng, -5, 5), gsl_ran_flat (rng, -3, 3), lane == 2 ? 8.0 : 16.0, &tp);
        }
      pm_test_track_clear (&tr);
    }
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

/* Gaps so long that the filter forgets: with q = 0.3 a gap of 45 samples leaves (1 - K)^45 = 1e-11. */
static void
test_long_gaps (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTemplate tp;
  PmTestTrack tr;
  PmBeam beam = { 1.5, 0.0, 1.0 };
  pm_template_init (&tp);
  make_track (rng, &tr, 1.0, 0.3);
  for (size_t lane = 0; lane < 2; lane++)
    compare_with_dense (&tr, lane, &beam, 0.5, 0.3, 3.5, &tp);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

/* The value against its formula, the derivatives against central differences of it. */
static void
test_columns (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (int trial = 0; trial < 300; trial++)
    {
      double p[5] = { gsl_ran_flat (rng, -8, 8), gsl_ran_flat (rng, -8, 8), gsl_ran_flat (rng, 2, 5),
                      trial % 3 ? gsl_ran_flat (rng, 0, 0.2) : 0.0, gsl_ran_flat (rng, 1.5, 4) };
      PmBeam beam = { p[2], p[3], p[4] };
      double value[PM_N_COLS], z2 = (p[0] * p[0] + p[1] * p[1]) / (p[2] * p[2]);
      double expected = (1 - p[3]) * exp (-0.5 * z2) + p[3] * exp (-0.5 * z2 / (p[4] * p[4]));
      pm_beam_columns (&beam, p[0], p[1], PM_N_COLS, value);
      pm_assert_close (value[PM_COL_A], expected, 1e-15, 1e-13);
      pm_assert_close (pm_beam_value (&beam, p[0], p[1]), expected, 1e-15, 1e-13);
      for (int i = 0; i < 5; i++)
        {
          const double step = 1e-4;
          double side[2];
          for (int k = 0; k < 2; k++)
            {
              double o[5] = { p[0], p[1], p[2], p[3], p[4] };
              /* the columns are by the centre: opposite to the offset */
              o[i] += (i < 2 ? -1.0 : 1.0) * (k ? step : -step);
              PmBeam other = { o[2], o[3], o[4] };
              double h2 = (o[0] * o[0] + o[1] * o[1]) / (o[2] * o[2]);
              side[k] = (1 - other.wing) * exp (-0.5 * h2) + other.wing * exp (-0.5 * h2 / (o[4] * o[4]));
            }
          /* third derivatives of order 1: step^2 / 6; rounding 1e-16 / step */
          pm_assert_close (value[PM_COL_X + i], (side[1] - side[0]) / (2 * step), 1e-8, 0);
        }
      double fewer[PM_N_COLS];
      for (int n = 3; n <= 4; n++)
        {
          pm_beam_columns (&beam, p[0], p[1], n, fewer);
          for (int i = 0; i < n; i++)
            pm_assert_close (fewer[i], value[i], 1e-15, 1e-13);
        }
    }
  gsl_rng_free (rng);
}

/* T'u of the value's column, and its part of T' Sigma^-1 T, at a place with a shape. */
static void
ellipse_at (const PmTemplate *tp, const double p[5], double *rhs, double *normal)
{
  double n[PM_N_COLS][PM_N_COLS], b[PM_N_COLS];
  pm_template_evaluate_ellipse (tp, p + 2, p[0], p[1], n, b);
  *rhs = b[0];
  *normal = n[0][0];
}

/* The other columns are the derivatives of the first: T'u is linear in it, B' Sigma^-1 B quadratic. A circle is the beam. */
static void
test_ellipse (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTemplate tp;
  PmTestTrack tr;
  pm_template_init (&tp);
  make_track (rng, &tr, 3.0, 0.01);
  for (size_t lane = 0; lane < 4; lane++)
    {
      double n[PM_N_COLS][PM_N_COLS], b[PM_N_COLS], circle[PM_N_COLS][PM_N_COLS], c[PM_N_COLS];
      const double p[5] = { 0.7, -0.4, 1.0 / 13.0, 0.02, 1.0 / 19.0 }, round[3] = { 1.0 / 16.0, 0.0, 1.0 / 16.0 };
      PmTemplateData data = pm_test_track_data (&tr, lane, 0.3);
      g_assert_true (pm_template_gather (&tp, &data, 0.0, 0.0, 15.0));
      pm_template_evaluate_ellipse (&tp, p + 2, p[0], p[1], n, b);
      for (int i = 0; i < 5; i++)
        {
          double b_side[2], n_side[2], step = i < 2 ? 1e-4 : 1e-6; /* of 4 and 1/16: third derivatives leave 1e-9 */
          for (int k = 0; k < 2; k++)
            {
              double at[5] = { p[0], p[1], p[2], p[3], p[4] };
              at[i] += k ? step : -step;
              ellipse_at (&tp, at, &b_side[k], &n_side[k]);
            }
          double size = sqrt (n[i + 1][i + 1]);
          pm_assert_close (b[i + 1], (b_side[1] - b_side[0]) / (2 * step), 1e-6 * size, 1e-6);
          pm_assert_close (n[0][i + 1], (n_side[1] - n_side[0]) / (4 * step), 1e-6 * size * sqrt (n[0][0]), 1e-6);
        }
      const PmBeam beam = { 4.0, 0.0, 2.0 };
      pm_template_evaluate (&tp, &beam, p[0], p[1], 3, circle, c);
      pm_template_evaluate_ellipse (&tp, round, p[0], p[1], n, b);
      for (int i = 0; i < 3; i++)
        {
          pm_assert_close (b[i], c[i], 1e-13 * sqrt (circle[i][i]), 1e-13);
          for (int j = 0; j < 3; j++)
            pm_assert_close (n[i][j], circle[i][j], 1e-13 * sqrt (circle[i][i] * circle[j][j]), 0);
        }
    }
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

/* What is gathered: frames within the radius, in order, and none of those without a position; again and again into the same memory. */
static void
test_gather (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  PmTemplate tp;
  pm_template_init (&tp);
  for (int trial = 0; trial < 20; trial++)
    {
      PmTestTrack tr;
      size_t n = 0, runs = 0;
      bool inside = false;
      pm_test_track_init (&tr, 1 + gsl_rng_uniform_int (rng, 100), 20, 20.0, 0.4, 0.01);
      for (size_t t = 0; t < tr.n_frames; t += 7)
        tr.fx[t] = NAN;
      pm_test_track_whiten (&tr);
      PmTemplateData data = pm_test_track_data (&tr, 3, 1.0);
      double x = gsl_ran_flat (rng, -30, 30), radius = gsl_ran_flat (rng, 0, 20);
      g_assert_true (pm_template_gather (&tp, &data, x, 1.0, radius));
      for (size_t t = 0; t < tr.n_frames; t++)
        {
          bool near = hypot (tr.fx[t] - x, tr.fy[t] - 1.0) < radius;
          if (near)
            {
              g_assert_cmpuint (n, <, tp.n);
              g_assert_true (tp.x[n] == tr.fx[t] && tp.y[n] == tr.fy[t] && tp.info[n] == tr.info[t * PM_LANES + 3]);
              n++;
            }
          if (inside && !near)
            g_assert_cmpuint (tp.run_end[runs - 1], ==, n);
          runs += near && !inside;
          inside = near;
        }
      g_assert_cmpuint (tp.n, ==, n);
      g_assert_cmpuint (tp.n_runs, ==, runs);
      pm_test_track_clear (&tr);
    }
  /* nothing there: no information */
  PmTestTrack tr;
  double normal[PM_N_COLS][PM_N_COLS], rhs[PM_N_COLS];
  PmBeam beam = { 3.0, 0.0, 1.0 };
  pm_test_track_init (&tr, 2, 20, 20.0, 1.0, 0.01);
  pm_test_track_whiten (&tr);
  PmTemplateData data = pm_test_track_data (&tr, 0, 1.0);
  g_assert_true (pm_template_gather (&tp, &data, 500.0, 0.0, 5.0));
  pm_template_evaluate (&tp, &beam, 500.0, 0.0, 3, normal, rhs);
  g_assert_cmpuint (tp.n, ==, 0);
  g_assert_true (normal[0][0] == 0.0 && rhs[0] == 0.0);
  pm_test_track_clear (&tr);
  pm_template_clear (&tp);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/against-dense", test_against_dense);
  g_test_add_func ("/template/long-gaps", test_long_gaps);
  g_test_add_func ("/template/columns", test_columns);
  g_test_add_func ("/template/ellipse", test_ellipse);
  g_test_add_func ("/template/gather", test_gather);
  return g_test_run ();
}
