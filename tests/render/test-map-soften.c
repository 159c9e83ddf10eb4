/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-map-soften.h"
#include "pm-test.h"

#include <math.h>

#define SIDE 33
#define N (SIDE * SIDE)

static float map[N], weight[N], smooth[N], smooth_weight[N];

/* A constant stays itself, also at the edges and beside holes; NaN does not spread. */
static void
test_constant (void)
{
  for (int i = 0; i < N; i++)
    {
      gboolean hole = i % 3 != 0;
      map[i] = hole ? NAN : 2.5f;
      weight[i] = hole ? 0.0f : 4.0f;
    }
  g_assert_true (pm_map_soften (map, weight, SIDE, SIDE, 1.5, smooth, smooth_weight));
  for (int i = 0; i < N; i++)
    {
      pm_assert_close (smooth[i], 2.5, 0.0, 1e-5); /* float sums of some hundred terms */
      g_assert_cmpfloat (smooth_weight[i], >, 0.0f);
    }
}

/* A Gaussian of sigma 3 smoothed with sigma 2 has the variance 9 + 4, and the peak 9 / 13. */
static void
test_gaussian (void)
{
  const int c = SIDE / 2;
  for (int i = 0; i < N; i++)
    {
      double dx = i % SIDE - c, dy = i / SIDE - c;
      map[i] = (float) exp (-(dx * dx + dy * dy) / 18.0);
      weight[i] = 1.0f;
    }
  g_assert_true (pm_map_soften (map, weight, SIDE, SIDE, 2.0, smooth, smooth_weight));
  pm_assert_close (smooth[c * SIDE + c], 9.0 / 13.0, 0.0, 0.01);                             /* the kernel is cut at 3 sigma */
  pm_assert_close (smooth[c * SIDE + c + 4], 9.0 / 13.0 * exp (-16.0 / 26.0), 0.0, 0.01);
  pm_assert_close (smooth[c * SIDE + c + 4], smooth[(c + 4) * SIDE + c], 0.0, 1e-6);
}

/* White noise of variance 1 / w: the mean's variance is what the weight says. 4 pi sigma^2 cells are one independent value. */
static void
test_weight (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  double sum = 0.0;
  int n = 0;
  for (int run = 0; run < 40; run++)
    {
      for (int i = 0; i < N; i++)
        {
          double gauss = 0.0;
          for (int k = 0; k < 12; k++)
            gauss += g_rand_double (random) - 0.5;
          weight[i] = i % 2 ? 4.0f : 1.0f;
          map[i] = (float) (gauss / sqrt (weight[i]));
        }
      g_assert_true (pm_map_soften (map, weight, SIDE, SIDE, 1.5, smooth, smooth_weight));
      for (int i = 0; i < N; i++, n++)
        sum += smooth[i] * smooth[i] * smooth_weight[i];
    }
  /* About 40 x 1089 / 28 independent values: 2.5 sigma are 9 %. */
  pm_assert_close (sum / n, 1.0, 0.09, 0.0);
}

/* Far from all data there is nothing. */
static void
test_empty (void)
{
  for (int i = 0; i < N; i++)
    {
      map[i] = i == 0 ? 1.0f : NAN;
      weight[i] = i == 0;
    }
  g_assert_true (pm_map_soften (map, weight, SIDE, SIDE, 1.0, smooth, smooth_weight));
  pm_assert_close (smooth[0], 1.0, 0.0, 1e-6);
  g_assert_true (isnan (smooth[N - 1]));
  g_assert_false (smooth_weight[N - 1] > 0.0f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-soften/constant", test_constant);
  g_test_add_func ("/map-soften/gaussian", test_gaussian);
  g_test_add_func ("/map-soften/weight", test_weight);
  g_test_add_func ("/map-soften/empty", test_empty);
  return g_test_run ();
}
