/* SPDX-License-Identifier: GPL-3.0-or-later
 * The map of one pixel: window, states, merging, base.
 */
#include "pm-pixel-map.h"
#include "pm-test.h"

#include <math.h>
#include <string.h>

static PmGrid
small_grid (void)
{
  return (PmGrid){ .nx = 12, .ny = 9, .cell_arcsec = 2.0, .ref_x = 5.5, .ref_y = 4.5 };
}

/* Sums that differ from cell to cell; each fifth cell stays empty. */
static void
fill (PmPixelMap *map, double offset)
{
  pm_pixel_map_open_accumulation (map);
  for (gsize k = 0; k < map->nx * map->ny; k++)
    if (k % 5 != 2)
      {
        map->weight[k] = (float) (1.0 + 0.25 * (double) (k % 7));
        map->signal[k] = map->weight[k] * (float) (offset + (double) k);
        map->exposure_s[k] = 0.5f;
      }
}

static void
test_window (void)
{
  PmGrid grid = small_grid ();
  PmPixelMap map;
  g_assert_true (pm_pixel_map_init (&map, &grid, 3, 2, 9, 7, true));
  g_assert_cmpuint (map.nx * map.ny, ==, 63);
  g_assert_true (map.base != NULL && pm_pixel_map_is_empty (&map));
  pm_pixel_map_free (&map);
  g_assert_true (map.signal == NULL);
  g_assert_false (pm_pixel_map_init (&map, &grid, 3, 2, 10, 7, true));
  pm_pixel_map_free (&map);
  g_assert_false (pm_pixel_map_init (&map, &grid, 3, 2, 9, 8, true));
  g_assert_false (pm_pixel_map_init (&map, &grid, 12, 0, 1, 1, true));
  g_assert_false (pm_pixel_map_init (&map, &grid, 1, 0, G_MAXSIZE, 1, true));
  g_assert_false (pm_pixel_map_init (&map, &grid, 0, 0, 0, 3, true));
  /* Columns 1 ... 10 have centres at -9 ... 9: the window around 1 +- 4.5 holds -3 ... 5, columns 4 ... 8. */
  g_assert_true (pm_pixel_map_init_around (&map, &grid, 1.0, 0.0, 4.5, false));
  g_assert_cmpuint (map.x0, ==, 4);
  g_assert_cmpuint (map.nx, ==, 5);
  g_assert_cmpuint (map.y0, ==, 3);
  g_assert_cmpuint (map.ny, ==, 4);
  g_assert_true (map.base == NULL);
  pm_pixel_map_free (&map);
  /* At the edge of the grid the window is cut; beyond it there is none. */
  g_assert_true (pm_pixel_map_init_around (&map, &grid, -11.0, 7.0, 4.0, false));
  g_assert_cmpuint (map.x0, ==, 0);
  g_assert_cmpuint (map.nx, ==, 3);
  g_assert_cmpuint (map.y0 + map.ny, ==, 9);
  pm_pixel_map_free (&map);
  g_assert_false (pm_pixel_map_init_around (&map, &grid, 40.0, 0.0, 4.0, false));
  g_assert_false (pm_pixel_map_init_around (&map, &grid, NAN, 0.0, 4.0, false));
  g_assert_false (pm_pixel_map_init_around (&map, &grid, 0.0, 0.0, NAN, false));
}

static void
test_means_and_sums (void)
{
  PmGrid grid = small_grid ();
  PmPixelMap map;
  g_assert_true (pm_pixel_map_init (&map, &grid, 0, 0, 12, 9, false));
  fill (&map, 3.0);
  map.weight[10] = 1e-45f; /* a sum over a weight that is almost 0 is not a number that can be kept */
  map.signal[10] = 1e30f;
  pm_pixel_map_end_accumulation (&map);
  pm_pixel_map_end_accumulation (&map); /* once is enough */
  g_assert_true (map.is_mean);
  for (gsize k = 0; k < 108; k++)
    {
      g_assert_true (isfinite (map.signal[k]));
      g_assert_true (pm_pixel_map_is_valid (&map, k) == (k % 5 != 2 && k != 10));
      if (pm_pixel_map_is_valid (&map, k))
        pm_assert_close (map.signal[k], 3.0 + (double) k, 0.0, 1.2e-7); /* two roundings to float */
    }
  pm_pixel_map_open_accumulation (&map);
  pm_pixel_map_open_accumulation (&map);
  for (gsize k = 0; k < 108; k++)
    pm_assert_close (map.signal[k], k % 5 == 2 || k == 10 ? 0.0 : map.weight[k] * (3.0 + (double) k), 0.0, 2.4e-7);
  pm_pixel_map_free (&map);
}

/* Scans with weights and windows of their own, against sums in double; whether a scan holds sums or means must not matter. */
static void
test_merge (void)
{
  PmGrid grid = small_grid ();
  PmPixelMap master, scan[3];
  static const double weights[3] = { 1.0, 0.25, 7.0 };
  double sum[108] = { 0.0 }, weight[108] = { 0.0 }, exposure[108] = { 0.0 };
  g_assert_true (pm_pixel_map_init (&master, &grid, 1, 1, 9, 7, false));
  for (int s = 0; s < 3; s++)
    {
      g_assert_true (pm_pixel_map_init (&scan[s], &grid, (gsize) s, (gsize) (2 - s), (gsize) (10 - 2 * s), (gsize) (5 + s), false));
      fill (&scan[s], 10.0 * s - 4.0);
      for (gsize k = 0; k < scan[s].nx * scan[s].ny; k++)
        {
          gsize cell = (scan[s].y0 + k / scan[s].nx) * 12 + scan[s].x0 + k % scan[s].nx;
          sum[cell] += weights[s] * scan[s].signal[k];
          weight[cell] += weights[s] * scan[s].weight[k];
          exposure[cell] += scan[s].exposure_s[k];
        }
      if (s != 1)
        pm_pixel_map_end_accumulation (&scan[s]);
      PmPixelMap before;
      g_assert_true (pm_pixel_map_init_copy (&before, &scan[s]));
      pm_pixel_map_merge (&master, &scan[s], weights[s]);
      pm_pixel_map_merge (&master, &scan[s], 0.0);
      pm_pixel_map_merge (&master, &scan[s], NAN);
      pm_pixel_map_merge (&master, &scan[s], -1.0);
      pm_pixel_map_merge (&master, &scan[s], INFINITY);
      g_assert_cmpint (memcmp (before.signal, scan[s].signal, pm_pixel_map_bytes (before.nx, before.ny, false)), ==, 0);
      pm_pixel_map_free (&before);
      pm_pixel_map_reset (&scan[s], &grid); /* the master must not live on the scan's planes */
    }
  g_assert_false (master.is_mean);
  for (gsize k = 0; k < 63; k++)
    {
      gsize cell = (1 + k / 9) * 12 + 1 + k % 9;
      pm_assert_close (master.weight[k], weight[cell], 0.0, 3e-7); /* three roundings to float */
      pm_assert_close (master.signal[k], sum[cell], 1e-6 * weight[cell] * 100.0, 0.0);
      pm_assert_close (master.exposure_s[k], exposure[cell], 0.0, 3e-7);
    }
  pm_pixel_map_end_accumulation (&master);
  for (gsize k = 0; k < 63; k++)
    {
      gsize cell = (1 + k / 9) * 12 + 1 + k % 9;
      if (weight[cell] > 0.0)
        pm_assert_close (master.signal[k], sum[cell] / weight[cell], 1e-4, 0.0); /* 1e-6 of the largest value */
    }
  pm_pixel_map_free (&master);
  for (int s = 0; s < 3; s++)
    pm_pixel_map_free (&scan[s]);
}

/* One scan merged into an empty map with weight 1 is that scan: no second division by the weight. */
static void
test_merge_first (void)
{
  PmGrid grid = small_grid ();
  PmPixelMap master, scan;
  g_assert_true (pm_pixel_map_init (&master, &grid, 0, 0, 12, 9, false));
  g_assert_true (pm_pixel_map_init (&scan, &grid, 0, 0, 12, 9, false));
  fill (&scan, 5.0);
  pm_pixel_map_end_accumulation (&scan);
  pm_pixel_map_merge (&master, &scan, 1.0);
  pm_pixel_map_end_accumulation (&master);
  for (gsize k = 0; k < 108; k++)
    pm_assert_close (master.signal[k], scan.signal[k], 0.0, 2.4e-7);
  pm_pixel_map_free (&master);
  pm_pixel_map_free (&scan);
}

static void
test_base (void)
{
  PmGrid grid = small_grid ();
  PmPixelMap a, b, scan;
  g_assert_true (pm_pixel_map_init (&a, &grid, 0, 0, 12, 9, true));
  g_assert_true (pm_pixel_map_init (&b, &grid, 0, 0, 12, 9, true));
  g_assert_true (pm_pixel_map_init (&scan, &grid, 2, 1, 4, 3, false));
  fill (&a, 1.0);
  fill (&b, 1000.0);
  pm_pixel_map_discard (&a, 4);
  pm_pixel_map_set_base (&a);
  pm_pixel_map_set_base (&b);
  /* Each pixel has a base of its own, and 0 where the map is not valid. */
  for (gsize k = 0; k < 108; k++)
    {
      g_assert_cmpfloat (a.base[k], ==, k % 5 == 2 || k == 4 ? 0.0f : a.signal[k]);
      g_assert_cmpfloat (b.base[k], ==, k % 5 == 2 ? 0.0f : b.signal[k]);
      g_assert_true (k % 5 == 2 || k == 4 || b.base[k] - a.base[k] > 900.0f);
    }
  /* The base outlives the start of a round and is added to valid cells only, also by way of a scan's map with another window. */
  pm_pixel_map_clear (&a, &grid);
  g_assert_true (pm_pixel_map_is_empty (&a) && !a.is_mean);
  g_assert_cmpfloat (a.base[0], ==, 1.0f);
  a.weight[0] = a.weight[4] = 2.0f;
  a.signal[0] = a.signal[4] = 20.0f;
  pm_pixel_map_add_base (&a, &a, 0.5);
  g_assert_cmpfloat (a.signal[0], ==, 10.5f);
  g_assert_cmpfloat (a.signal[4], ==, 10.0f); /* nothing was subtracted here */
  g_assert_cmpfloat (a.signal[1], ==, 0.0f);
  fill (&scan, 0.0);
  pm_pixel_map_add_base (&scan, &b, 1.0);
  for (gsize k = 0; k < 12; k++)
    if (k % 5 != 2)
      pm_assert_close (scan.signal[k], (double) k + b.base[(1 + k / 4) * 12 + 2 + k % 4], 1e-4, 0.0); /* float, of 1000 */
    else
      g_assert_cmpfloat (scan.signal[k], ==, 0.0f);
  /* A cell that was without base gets one again as soon as it is valid. */
  pm_pixel_map_set_base (&a);
  g_assert_cmpfloat (a.base[4], ==, 10.0f);
  g_assert_cmpfloat (a.base[1], ==, 0.0f);
  pm_pixel_map_reset (&a, &grid);
  for (gsize k = 0; k < 108; k++)
    g_assert_cmpfloat (a.base[k], ==, 0.0f);
  pm_pixel_map_free (&a);
  pm_pixel_map_free (&b);
  pm_pixel_map_free (&scan);
}

static void
test_counts (void)
{
  PmGrid grid = small_grid ();
  PmPixelMap map, copy;
  g_assert_true (pm_pixel_map_init (&map, &grid, 0, 0, 12, 9, true));
  g_assert_cmpuint (pm_pixel_map_count (&map), ==, 0);
  fill (&map, 1.0);
  g_assert_cmpuint (pm_pixel_map_count (&map), ==, 86); /* 108 less the 22 cells with k % 5 = 2 */
  g_assert_false (pm_pixel_map_is_empty (&map));
  /* An unsmoothed cell is its own beam: area of the Gaussian = area of the cell. */
  pm_assert_close (pm_pixel_map_covariant (&map, &grid), 1.0, 1e-14, 0.0);
  map.smooth_fwhm_arcsec = 4.0;
  double beam = G_PI / (4.0 * log (2.0)) * 16.0 / 4.0; /* area of a Gaussian of FWHM 4 in cells of 2 x 2 */
  pm_assert_close (pm_pixel_map_covariant (&map, &grid), beam, 1e-12, 0.0);
  pm_assert_close (pm_pixel_map_independent (&map, &grid), 86.0 / beam, 1e-10, 0.0);
  g_assert_cmpuint (pm_pixel_map_bytes (12, 9, false), ==, 108 * 13);
  g_assert_cmpuint (pm_pixel_map_bytes (12, 9, true), ==, 108 * 17);
  /* A copy lives on its own. */
  pm_pixel_map_set_base (&map);
  g_assert_true (pm_pixel_map_init_copy (&copy, &map));
  g_assert_cmpmem (copy.signal, pm_pixel_map_bytes (12, 9, true), map.signal, pm_pixel_map_bytes (12, 9, true));
  pm_pixel_map_reset (&map, &grid);
  g_assert_cmpuint (pm_pixel_map_count (&copy), ==, 86);
  g_assert_cmpfloat (copy.base[1], ==, 2.0f);
  pm_pixel_map_free (&map);
  pm_pixel_map_free (&copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-map/window", test_window);
  g_test_add_func ("/pixel-map/means-and-sums", test_means_and_sums);
  g_test_add_func ("/pixel-map/merge", test_merge);
  g_test_add_func ("/pixel-map/merge-first", test_merge_first);
  g_test_add_func ("/pixel-map/base", test_base);
  g_test_add_func ("/pixel-map/counts", test_counts);
  return g_test_run ();
}
