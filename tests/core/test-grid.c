/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-grid.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <math.h>

/* Offset 0 lies on the edge between two cells, in both directions, whatever the limits. */
static void
test_half_cell (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (int trial = 0; trial < 500; trial++)
    {
      double x0 = gsl_ran_flat (rng, -100, 50), x1 = x0 + gsl_ran_flat (rng, 0, 100), cell = gsl_ran_flat (rng, 0.5, 5.0);
      double y0 = gsl_ran_flat (rng, -100, 50), y1 = y0 + gsl_ran_flat (rng, 0, 100);
      PmGrid g;
      g_assert_true (pm_grid_init (&g, x0, x1, y0, y1, cell, 1000000));
      g_assert_cmpfloat (g.ref_x - floor (g.ref_x), ==, 0.5);
      g_assert_cmpfloat (g.ref_y - floor (g.ref_y), ==, 0.5);
      /* It holds the limits, with at most one cell of margin on each side. */
      g_assert_cmpfloat (pm_grid_x (&g, 0) - 0.5 * cell, <=, x0 + 1e-9);
      g_assert_cmpfloat (pm_grid_x (&g, g.nx - 1) + 0.5 * cell, >=, x1 - 1e-9);
      g_assert_cmpfloat (pm_grid_x (&g, 0) + 1.5 * cell, >=, x0 - 1e-9);
      g_assert_cmpfloat (pm_grid_x (&g, g.nx - 1) - 1.5 * cell, <=, x1 + 1e-9);
      g_assert_cmpfloat (pm_grid_y (&g, 0) - 0.5 * cell, <=, y0 + 1e-9);
      g_assert_cmpfloat (pm_grid_y (&g, g.ny - 1) + 0.5 * cell, >=, y1 - 1e-9);
      g_assert_cmpuint (pm_grid_cell (&g, x0, y0), !=, PM_CELL_NONE);
      g_assert_cmpuint (pm_grid_cell (&g, x1, y1), !=, PM_CELL_NONE);
    }
  gsl_rng_free (rng);
}

static void
test_cells (void)
{
  PmGrid g;
  g_assert_true (pm_grid_init (&g, -6.0, 8.0, -4.0, 4.0, 2.0, 1000));
  for (size_t j = 0; j < g.ny; j++)
    for (size_t i = 0; i < g.nx; i++)
      {
        double x = pm_grid_x (&g, i), y = pm_grid_y (&g, j);
        g_assert_cmpfloat (x, ==, ((double) i - g.ref_x) * 2.0);
        g_assert_cmpfloat (y, ==, ((double) j - g.ref_y) * 2.0);
        /* up to just inside each edge; i runs fast */
        for (double edge = -0.9999; edge < 1.0; edge += 0.9999)
          {
            g_assert_cmpuint (pm_grid_cell (&g, x + edge, y), ==, j * g.nx + i);
            g_assert_cmpuint (pm_grid_cell (&g, x, y + edge), ==, j * g.nx + i);
          }
      }
  /* Just left and right of 0 are different cells: half a cell from their centres. */
  uint32_t left = pm_grid_cell (&g, -1e-9, 1.0), right = pm_grid_cell (&g, 1e-9, 1.0);
  g_assert_cmpuint (left + 1, ==, right);
  g_assert_cmpfloat (pm_grid_x (&g, left % g.nx), ==, -1.0);
  g_assert_cmpfloat (pm_grid_x (&g, right % g.nx), ==, 1.0);
  double low = pm_grid_x (&g, 0) - 1.0001, high = pm_grid_x (&g, g.nx - 1) + 1.0001;
  g_assert_cmpuint (pm_grid_cell (&g, low, 0.5), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, high, 0.5), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, 0.5, pm_grid_y (&g, 0) - 1.0001), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, 0.5, pm_grid_y (&g, g.ny - 1) + 1.0001), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, NAN, 0.5), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, 0.5, NAN), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, INFINITY, 0.5), ==, PM_CELL_NONE);
  g_assert_cmpuint (pm_grid_cell (&g, 0.5, -1e300), ==, PM_CELL_NONE);
}

static void
test_refused (void)
{
  PmGrid g;
  g_assert_true (pm_grid_init (&g, 0.0, 0.0, 0.0, 0.0, 1.0, 100)); /* one place is a scan, too */
  g_assert_cmpuint (pm_grid_cell (&g, 0.0, 0.0), !=, PM_CELL_NONE);
  g_assert_false (pm_grid_init (&g, NAN, 1.0, 0.0, 1.0, 1.0, 100));
  g_assert_false (pm_grid_init (&g, 0.0, INFINITY, 0.0, 1.0, 1.0, 100));
  g_assert_false (pm_grid_init (&g, 1.0, 0.0, 0.0, 1.0, 1.0, 100));
  g_assert_false (pm_grid_init (&g, 0.0, 1.0, 0.0, 1.0, 0.0, 100));
  g_assert_false (pm_grid_init (&g, 0.0, 1.0, 0.0, 1.0, -1.0, 100));
  g_assert_false (pm_grid_init (&g, 0.0, 1.0, 0.0, 1.0, NAN, 100));
  g_assert_false (pm_grid_init (&g, 0.0, 1e18, 0.0, 1e18, 1e-3, SIZE_MAX)); /* would not fit into a size_t */
  g_assert_true (pm_grid_init (&g, 0.0, 10.0, 0.0, 20.0, 1.0, 1000));
  size_t n = g.nx * g.ny;
  g_assert_true (pm_grid_init (&g, 0.0, 10.0, 0.0, 20.0, 1.0, n));
  g_assert_false (pm_grid_init (&g, 0.0, 10.0, 0.0, 20.0, 1.0, n - 1));
}

/* Moments against sums over all frames, in two calls. */
static void
test_moments (void)
{
  enum { N = 3000 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree double *fx = g_new (double, 2 * N);
  double *fy = fx + N;
  g_autofree uint32_t *index = g_new (uint32_t, N);
  PmGrid g;
  PmCells cells;
  size_t outside = 0;
  g_assert_true (pm_grid_init (&g, 200.0, 240.0, -20.0, 10.0, 3.0, 1000));
  for (int t = 0; t < N; t++)
    {
      fx[t] = t % 50 == 0 ? NAN : gsl_ran_flat (rng, 195.0, 230.0);
      fy[t] = t % 70 == 0 ? NAN : gsl_ran_flat (rng, -25.0, 10.0) + 0.3 * (fx[t] - 215.0);
      outside += isfinite (fx[t]) && isfinite (fy[t]) && pm_grid_cell (&g, fx[t], fy[t]) == PM_CELL_NONE;
    }
  g_assert_cmpuint (outside, >, 100);
  g_assert_cmpuint (pm_grid_index (&g, fx, fy, N, index), ==, outside);
  g_assert_true (pm_cells_init (&cells, &g));
  pm_cells_add (&cells, &g, fx, fy, index, 1000);
  pm_cells_add (&cells, &g, fx + 1000, fy + 1000, index + 1000, N - 1000);
  pm_cells_finish (&cells, &g);
  for (size_t k = 0; k < g.nx * g.ny; k++)
    {
      double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
      for (int t = 0; t < N; t++)
        if (fabs (fx[t] - pm_grid_x (&g, k % g.nx)) < 1.5 && fabs (fy[t] - pm_grid_y (&g, k / g.nx)) < 1.5)
          {
            n += 1;
            mx += fx[t];
            my += fy[t];
          }
      mx /= n;
      my /= n;
      for (int t = 0; t < N; t++)
        if (fabs (fx[t] - pm_grid_x (&g, k % g.nx)) < 1.5 && fabs (fy[t] - pm_grid_y (&g, k / g.nx)) < 1.5)
          {
            xx += (fx[t] - mx) * (fx[t] - mx) / n;
            yy += (fy[t] - my) * (fy[t] - my) / n;
            xy += (fx[t] - mx) * (fy[t] - my) / n;
          }
      g_assert_cmpfloat (cells.hits[k], ==, n);
      pm_assert_close (cells.mean_x[k], mx, 3e-5, 0); /* a float of 240: steps of 1.5e-5; NAN in empty cells, as 0 / 0 here */
      pm_assert_close (cells.mean_y[k], my, 3e-5, 0);
      pm_assert_close (cells.cxx[k], xx, 1e-5, 0); /* float sums of about 30 numbers below 2.25 */
      pm_assert_close (cells.cyy[k], yy, 1e-5, 0);
      pm_assert_close (cells.cxy[k], xy, 1e-5, 0);
    }
  pm_cells_clear (&cells);
  g_assert_null (cells.hits);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/half-cell", test_half_cell);
  g_test_add_func ("/grid/cells", test_cells);
  g_test_add_func ("/grid/refused", test_refused);
  g_test_add_func ("/grid/moments", test_moments);
  return g_test_run ();
}
