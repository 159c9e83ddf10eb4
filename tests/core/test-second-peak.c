/* SPDX-License-Identifier: GPL-3.0-or-later
 * The search for another source in a map: heights and significances against theory.
 */
#include "pm-second-peak.h"
#include "pm-test.h"

#include <math.h>

#define SIDE 31
#define CELLS (SIDE * SIDE)
#define SIGMA 2.1 /* cells: a beam of 5 cells */
#define NOISE 0.02

static const PmSecondPeakSearch search = { SIGMA, 15.0, 15.0, 1.0, 6.0, 5.0, 0.1 };

static void
add_source (float *signal, double x, double y, double height)
{
  for (int i = 0; i < CELLS; i++)
    {
      double dx = i % SIDE - x, dy = i / SIDE - y;
      signal[i] += (float) (height * exp (-0.5 * (dx * dx + dy * dy) / (SIGMA * SIGMA)));
    }
}

static double
draw_gaussian (GRand *random)
{
  double u = 1.0 - g_rand_double (random); /* not 0 */
  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * g_rand_double (random));
}

/* A map of the fitted source in noise. */
static void
make_map (float *signal, float *weight, guint32 seed, double noise)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  for (int i = 0; i < CELLS; i++)
    {
      signal[i] = (float) (noise * draw_gaussian (random));
      weight[i] = (float) (1.0 / (NOISE * NOISE));
    }
  add_source (signal, search.x, search.y, search.peak);
}

static gboolean
find (const float *signal, const float *weight, PmSecondPeak *found)
{
  g_autofree float *work = g_new (float, pm_second_peak_work (SIDE, SIDE));
  return pm_second_peak_find (signal, weight, SIDE, SIDE, &search, work, found);
}

/* Without noise: place and height. What the other source leaves of the fitted one is exact but for the ends of the kernel. */
static void
test_height (void)
{
  static const struct
  {
    double x, y, height;
  } cases[] = { { 7, 23, 0.41 }, { 15, 24, 0.2 }, { 4, 4, 0.15 } };
  float signal[CELLS], weight[CELLS];
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PmSecondPeak found = { 0 };
      make_map (signal, weight, 1, 0.0);
      add_source (signal, cases[i].x, cases[i].y, cases[i].height);
      g_assert_true (find (signal, weight, &found));
      pm_assert_close (found.x, cases[i].x, 1.0, 0.0); /* on the slope of the fitted source the maximum moves by up to a cell */
      pm_assert_close (found.y, cases[i].y, 1.0, 0.0);
      pm_assert_close (found.height, cases[i].height, 0.01, 0.0); /* the maximum is between cells: (1/2)^2 / (4 sigma^2) of the height */
      /* (S/N)^2 = A^2 pi sigma^2 / noise^2 in cells of 1; the ends of the map and what the fitted source may leave cost up to 2 % */
      pm_assert_close (found.significance, found.height * sqrt (G_PI) * SIGMA / NOISE, 0.0, 0.02);
    }
}

/* Pure noise: nothing. 200 maps with some 60 beams: 0.004 expected by chance. */
static void
test_nothing (void)
{
  float signal[CELLS], weight[CELLS];
  for (guint32 seed = 1; seed <= 200; seed++)
    {
      PmSecondPeak found;
      make_map (signal, weight, seed, NOISE);
      g_assert_false (find (signal, weight, &found));
    }
}

/* Too low, too near, too insignificant; and noise that is larger than the weights say. */
static void
test_limits (void)
{
  float signal[CELLS], weight[CELLS];
  PmSecondPeak found;
  make_map (signal, weight, 1, 0.0);
  add_source (signal, 7, 23, 0.09);
  g_assert_false (find (signal, weight, &found));
  make_map (signal, weight, 1, 0.0);
  add_source (signal, 18, 18, 0.8);
  g_assert_false (find (signal, weight, &found));
  make_map (signal, weight, 1, 0.0);
  add_source (signal, 7, 23, 0.2);
  for (int i = 0; i < CELLS; i++)
    weight[i] = (float) (20.0 / (G_PI * SIGMA * SIGMA * 0.2 * 0.2));
  g_assert_false (find (signal, weight, &found)); /* sqrt (20) = 4.5 sigma */
  for (int i = 0; i < CELLS; i++)
    weight[i] *= 1.5f;
  g_assert_true (find (signal, weight, &found)); /* sqrt (30) = 5.5 sigma */
  for (guint32 seed = 1; seed <= 50; seed++)
    {
      make_map (signal, weight, seed, 10.0 * NOISE); /* raw, most of these maps have peaks of 10 % and 5 sigma */
      if (find (signal, weight, &found))
        g_assert_cmpfloat (found.height, >, 5.0 * 5.0 * NOISE / (sqrt (G_PI) * SIGMA)); /* half of what 5 true sigma are */
    }
}

/* Cells without data are no zeros: a uniform hole changes nothing, and the edge of the data is no peak. */
static void
test_missing (void)
{
  float signal[CELLS], weight[CELLS];
  PmSecondPeak found = { 0 };
  make_map (signal, weight, 1, 0.0);
  add_source (signal, 7, 23, 0.3);
  for (int i = 0; i < CELLS; i++)
    if (i % SIDE % 3 == 1)
      {
        signal[i] = NAN;
        weight[i] = 0.0f;
      }
  g_assert_true (find (signal, weight, &found));
  pm_assert_close (found.height, 0.3, 0.01, 0.0);
  for (int i = 0; i < CELLS; i++)
    if (i % SIDE < 9)
      weight[i] = 0.0f;
  if (find (signal, weight, &found)) /* its wing at the edge of the data is no maximum */
    g_assert_not_reached ();
}

/* Single lines a beam apart, with samples that are not in the middle of their cells: the source alone is no second peak. */
static void
test_sparse (void)
{
  float signal[CELLS], weight[CELLS];
  PmSecondPeak found;
  for (int line = 0; line < 5; line++)
    {
      make_map (signal, weight, 1, 0.0);
      for (int i = 0; i < CELLS; i++)
        {
          double dx = i % SIDE - search.x, dy = i / SIDE - search.y + 0.4;
          signal[i] = i / SIDE % 5 == line ? (float) exp (-0.5 * (dx * dx + dy * dy) / (SIGMA * SIGMA)) : NAN;
          weight[i] = i / SIDE % 5 == line ? 90.0f * 90.0f : 0.0f;
        }
      g_assert_false (find (signal, weight, &found));
    }
}

/* Input that makes no sense finds nothing and reads nothing beyond its end. */
static void
test_degenerate (void)
{
  float signal[CELLS], weight[CELLS];
  float work[3 * CELLS + SIDE + 64];
  PmSecondPeak found;
  g_assert_cmpuint (pm_second_peak_work (SIDE, SIDE), <=, G_N_ELEMENTS (work));
  make_map (signal, weight, 1, NOISE);
  PmSecondPeakSearch bad = search;
  bad.peak = NAN;
  g_assert_false (pm_second_peak_find (signal, weight, SIDE, SIDE, &bad, work, &found));
  bad = search;
  bad.x = NAN;
  g_assert_false (pm_second_peak_find (signal, weight, SIDE, SIDE, &bad, work, &found));
  bad = search;
  bad.sigma = 1e9;
  g_assert_false (pm_second_peak_find (signal, weight, SIDE, SIDE, &bad, work, &found));
  g_assert_false (pm_second_peak_find (signal, weight, 2, SIDE, &search, work, &found));
  for (int i = 0; i < CELLS; i++)
    weight[i] = 0.0f;
  g_assert_false (pm_second_peak_find (signal, weight, SIDE, SIDE, &search, work, &found));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/second-peak/height", test_height);
  g_test_add_func ("/second-peak/nothing", test_nothing);
  g_test_add_func ("/second-peak/limits", test_limits);
  g_test_add_func ("/second-peak/missing", test_missing);
  g_test_add_func ("/second-peak/sparse", test_sparse);
  g_test_add_func ("/second-peak/degenerate", test_degenerate);
  return g_test_run ();
}
