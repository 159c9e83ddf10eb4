/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-radial-profile.h"
#include "pm-test.h"

#include <math.h>

enum
{
  N = 31
};

static PmMapSet *
make_map (PmMap **map)
{
  PmGrid grid = { N + 10, N + 10, 0.5, 20.0, 20.0 };
  PmMapSet *set = pm_map_set_new (&grid, 1);
  *map = set->maps;
  g_assert_true (pm_map_allocate (*map, 5, 5, N, N));
  for (int i = 0; i < N * N; i++)
    (*map)->weight[i] = 4.0f;
  return set;
}

/* A cone: the mean of an annulus is that of the radii, exactly, whatever the weights. */
static void
test_cone (void)
{
  PmMap *map;
  g_autoptr (PmMapSet) set = make_map (&map);
  double x0 = 1.3, y0 = -0.4;
  for (int i = 0; i < N * N; i++)
    map->signal[i] = (float) hypot ((i % N + 5 - 20) * 0.5 - x0, (i / N + 5 - 20) * 0.5 - y0);
  map->signal[100] = NAN;
  map->weight[101] = 0.0f;
  gsize n, n_cells = 0;
  g_autofree PmAnnulus *annuli = pm_radial_profile_new (map, &set->grid, x0, y0, 1.0, 5.0, &n);
  g_assert_cmpuint (n, ==, 5);
  for (gsize i = 0; i < n; i++)
    {
      pm_assert_close (annuli[i].mean, annuli[i].radius_arcsec, 1e-6, 0.0); /* floats */
      g_assert_cmpfloat (annuli[i].radius_arcsec, >=, (double) i);
      g_assert_cmpfloat (annuli[i].radius_arcsec, <, (double) i + 1.0);
      n_cells += annuli[i].n_cells;
    }
  pm_assert_close ((double) n_cells, G_PI * 25.0 / 0.25, 0.0, 0.05); /* cells on the rim: some per cent */
}

/* The error is the standard error of independent cells: the textbook formula for equal weights. */
static void
test_errors (void)
{
  PmMap *map;
  g_autoptr (PmMapSet) set = make_map (&map);
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  double sum = 0.0, square = 0.0;
  for (int i = 0; i < N * N; i++)
    map->signal[i] = (float) g_rand_double_range (random, -1, 1);
  gsize n;
  g_autofree PmAnnulus *annuli = pm_radial_profile_new (map, &set->grid, 0, 0, 20.0, 20.0, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (annuli[0].n_cells, ==, N * N);
  for (int i = 0; i < N * N; i++)
    {
      sum += map->signal[i];
      square += (double) map->signal[i] * map->signal[i];
    }
  double mean = sum / (N * N), variance = (square - sum * mean) / (N * N - 1);
  pm_assert_close (annuli[0].mean, mean, 1e-9, 0.0);
  pm_assert_close (annuli[0].error, sqrt (variance / (N * N)), 0.0, 1e-7);

  g_autofree PmAnnulus *single = pm_radial_profile_new (map, &set->grid, 0, 0, 0.1, 0.1, &n);
  g_assert_cmpuint (n, ==, 1);
  pm_assert_close (single[0].error, 0.5, 1e-12, 0.0); /* of weight 4 */
}

static void
test_nothing (void)
{
  PmMap *map;
  g_autoptr (PmMapSet) set = make_map (&map);
  gsize n = 1;
  g_assert_null (pm_radial_profile_new (map, &set->grid, 0, 0, 1, 5, &n)); /* all NaN */
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (pm_radial_profile_new (map, &set->grid, NAN, 0, 1, 5, &n));
  g_assert_null (pm_radial_profile_new (&(PmMap){ 0 }, &set->grid, 0, 0, 1, 5, &n));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/radial-profile/cone", test_cone);
  g_test_add_func ("/radial-profile/errors", test_errors);
  g_test_add_func ("/radial-profile/nothing", test_nothing);
  return g_test_run ();
}
