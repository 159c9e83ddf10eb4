/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-detect.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define SIGMA 4.0 /* of the beam, arcsec */

/* A detector with its maps; the frames are spread at random. */
typedef struct
{
  PmGrid grid;
  PmDetector det;
  size_t n, cells;
  double *fx, *fy;
  uint32_t *index;
  float *hits, *u, *maps, *work;
} Scene;

#define WEIGHT 1.5f

static void
scene_init (Scene *s, gsl_rng *rng, size_t n, double half_x, double half_y)
{
  *s = (Scene){ .n = n };
  g_assert_true (pm_grid_init (&s->grid, -half_x, half_x, -half_y, half_y, SIGMA * 2.3548 / 4.0, 100000));
  s->cells = s->grid.nx * s->grid.ny;
  s->fx = g_new (double, n);
  s->fy = g_new (double, n);
  s->index = g_new (uint32_t, n);
  s->hits = g_new0 (float, s->cells);
  s->u = g_new0 (float, n * PM_LANES);
  s->maps = g_new0 (float, s->cells * PM_LANES);
  s->work = g_new (float, s->cells * PM_LANES);
  for (size_t k = 0; k < s->cells * PM_LANES; k++)
    s->work[k] = INFINITY; /* rows of maps that no detector made may be as high as they like */
  for (size_t t = 0; t < n; t++)
    {
      s->fx[t] = gsl_ran_flat (rng, -half_x, half_x);
      s->fy[t] = gsl_ran_flat (rng, -half_y, half_y);
    }
  pm_grid_index (&s->grid, s->fx, s->fy, n, s->index);
  for (size_t t = 0; t < n; t++)
    s->hits[s->index[t]] += 1.0f;
  g_assert_true (pm_detector_init (&s->det, &s->grid, s->hits, SIGMA));
}

static void
scene_clear (Scene *s)
{
  pm_detector_clear (&s->det);
  g_free (s->fx);
  g_free (s->fy);
  g_free (s->index);
  g_free (s->hits);
  g_free (s->u);
  g_free (s->maps);
  g_free (s->work);
}

static int
compare_double (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
sorted_median (double *v, size_t n)
{
  qsort (v, n, sizeof *v, compare_double);
  return 0.5 * (v[(n - 1) / 2] + v[n / 2]);
}

/* Everything by its definition: sum K w u / sqrt (sum w^2 K^2) over all cells, less the median, over 1.4826 MAD. */
static void
test_by_definition (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene s;
  scene_init (&s, rng, 900, 45.0, 30.0);
  /* a corner is never hit */
  for (size_t t = 0; t < s.n; t++)
    if (s.fx[t] < -10.0 && s.fy[t] < 0.0)
      {
        s.hits[s.index[t]] = 0.0f;
        s.index[t] = PM_CELL_NONE;
      }
  for (size_t t = 500; t < s.n; t++)
    if (s.index[t] != PM_CELL_NONE)
      s.hits[s.index[t]] += WEIGHT * WEIGHT - 1.0f;
  pm_detector_clear (&s.det);
  g_assert_true (pm_detector_init (&s.det, &s.grid, s.hits, SIGMA));
  for (size_t i = 0; i < s.n * PM_LANES; i++)
    s.u[i] = (float) (gsl_ran_gaussian (rng, 3.0) + 0.1 * (double) (i % PM_LANES));
  pm_detector_add (s.u, s.index, 500, 1.0f, s.maps);
  pm_detector_add (s.u + 500 * PM_LANES, s.index + 500, s.n - 500, WEIGHT, s.maps);
  g_autofree double *sums = g_new0 (double, s.cells * PM_LANES);
  for (size_t t = 0; t < s.n; t++)
    for (size_t l = 0; l < PM_LANES && s.index[t] != PM_CELL_NONE; l++)
      sums[s.index[t] * PM_LANES + l] += (t < 500 ? 1.0f : WEIGHT) * s.u[t * PM_LANES + l];
  pm_detector_finish (&s.det, s.maps, s.work);
  g_autofree double *raw = g_new (double, 3 * s.cells);
  double *sorted = raw + s.cells, *deviation = sorted + s.cells;
  size_t blank = 0;
  for (size_t l = 0; l < PM_LANES; l++)
    {
      size_t n = 0;
      for (size_t k = 0; k < s.cells; k++)
        {
          double num = 0.0, den = 0.0;
          for (size_t m = 0; m < s.cells; m++)
            {
              double di = (double) (k % s.grid.nx) - (double) (m % s.grid.nx), dj = (double) (k / s.grid.nx) - (double) (m / s.grid.nx);
              double limit = ceil (3.0 * SIGMA / s.grid.cell_arcsec), z = s.grid.cell_arcsec / SIGMA;
              double kernel = fabs (di) <= limit && fabs (dj) <= limit ? exp (-0.5 * z * z * (di * di + dj * dj)) : 0.0;
              num += kernel * sums[m * PM_LANES + l];
              den += kernel * kernel * s.hits[m];
            }
          raw[k] = den >= 2.0 ? num / sqrt (den) : NAN;
          blank += l == 0 && den < 2.0;
          if (den >= 2.0)
            sorted[n++] = raw[k];
        }
      double median = sorted_median (sorted, n);
      for (size_t i = 0; i < n; i++)
        deviation[i] = fabs (sorted[i] - median);
      double scatter = sorted_median (deviation, n) / 0.6744897501960817;
      for (size_t k = 0; k < s.cells; k++)
        pm_assert_close (s.maps[k * PM_LANES + l], (raw[k] - median) / scatter, 2e-5, 1e-5); /* float sums of 200 products */
    }
  g_assert_cmpuint (blank, >, 20);
  g_assert_cmpuint (blank, <, s.cells / 2);
  scene_clear (&s);
  gsl_rng_free (rng);
}

/* White noise: Gaussian maps of mean 0 and scatter 1 with Gaussian tails; the first cells' norm is that of the noise itself. */
static void
test_noise (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene s;
  double sum = 0, sum2 = 0, n = 0, above_2 = 0, largest = 0;
  scene_init (&s, rng, 20000, 70.0, 70.0);
  for (size_t i = 0; i < s.n * PM_LANES; i++)
    s.u[i] = (float) gsl_ran_gaussian (rng, 0.37);
  pm_detector_add (s.u, s.index, s.n, 1.0f, s.maps);
  pm_detector_finish (&s.det, s.maps, s.work);
  for (size_t i = 0; i < s.cells * PM_LANES; i++)
    if (isfinite (s.maps[i]))
      {
        n += 1;
        sum += s.maps[i];
        sum2 += s.maps[i] * s.maps[i];
        above_2 += fabsf (s.maps[i]) > 2.0f;
        largest = fmax (largest, fabsf (s.maps[i]));
      }
  g_assert_cmpfloat (n, ==, (double) (s.cells * PM_LANES));
  /* 16 maps of 140^2 arcsec^2 / 4 pi sigma^2 = 100 independent places: 1600 of them; each map's own scale is good to 1.17 / sqrt 100,
   * all of them to 3 %. Allowed: four errors. 4.55 % of a Gaussian are beyond 2 sigma, that changes by 0.2 per unit of scale. */
  pm_assert_close (sum / n, 0.0, 4.0 * 1.25 / 40.0, 0);
  pm_assert_close (sqrt (sum2 / n), 1.0, 0.12, 0);
  pm_assert_close (above_2 / n, 0.0455, 4.0 * 0.0052 + 0.2 * 0.03, 0);
  g_assert_cmpfloat (largest, <, 5.5); /* about 5000 independent values */
  scene_clear (&s);
  gsl_rng_free (rng);
}

/* An amplitude of 10 of its errors, A^2 sum B^2 = 100, shows as about 10, and at its place within a cell. */
static void
test_source (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene s;
  double sum = 0.0, x[PM_LANES], y[PM_LANES], sum_offset = 0.0;
  scene_init (&s, rng, 30000, 90.0, 90.0);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      double norm = 0.0;
      x[l] = gsl_ran_flat (rng, -60, 60);
      y[l] = gsl_ran_flat (rng, -60, 60);
      for (size_t t = 0; t < s.n; t++)
        norm += exp (-(pow (s.fx[t] - x[l], 2) + pow (s.fy[t] - y[l], 2)) / (SIGMA * SIGMA));
      for (size_t t = 0; t < s.n; t++)
        {
          double beam = exp (-0.5 * (pow (s.fx[t] - x[l], 2) + pow (s.fy[t] - y[l], 2)) / (SIGMA * SIGMA));
          s.u[t * PM_LANES + l] = (float) (10.0 / sqrt (norm) * beam + gsl_ran_gaussian (rng, 1.0));
        }
    }
  pm_detector_add (s.u, s.index, s.n, 1.0f, s.maps);
  pm_detector_finish (&s.det, s.maps, s.work);
  for (int l = 0; l < PM_LANES; l++)
    {
      PmDetection peaks[4];
      size_t n = pm_detector_peaks (&s.det, s.maps, s.work, l, 5.5, peaks, 4);
      g_assert_cmpuint (n, ==, 1);
      /* position error per axis sqrt 2 sigma / 10 = 0.57 arcsec; a cell is 2.35 */
      pm_assert_close (hypot (peaks[0].x - x[l], peaks[0].y - y[l]), 0.0, s.grid.cell_arcsec, 0);
      sum += peaks[0].significance;
      sum_offset += peaks[0].x - x[l];
    }
  /* Cells (the value is the highest cell's: 2 % lost) and the source's own part in the scatter (3 %) take away, the choice of the highest
   * cell adds 1 %; each map's scale is good to 1.17 / sqrt 160 = 9 %, its noise to 1: 16 of them to 0.34. Three of these. */
  pm_assert_close (sum / PM_LANES, 9.6, 1.0, 0);
  pm_assert_close (sum_offset / PM_LANES, 0.0, 4 * 0.57 / 4, 0); /* no bias of half a cell */
  scene_clear (&s);
  gsl_rng_free (rng);
}

/* Peaks of a random map with blank cells against their definition. */
static void
test_peaks (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene s;
  PmDetection all[2000], few[5];
  scene_init (&s, rng, 500, 40.0, 30.0);
  for (size_t k = 0; k < s.cells; k++)
    s.maps[k * PM_LANES + 6] = gsl_rng_uniform (rng) < 0.1 ? NAN : (float) gsl_ran_gaussian (rng, 1.0);
  size_t n = pm_detector_peaks (&s.det, s.maps, s.work, 6, 0.5, all, 2000), expected = 0;
  long nx = (long) s.grid.nx, ny = (long) s.grid.ny;
  for (long j = 0; j < ny; j++)
    for (long i = 0; i < nx; i++)
      {
        float value = s.maps[(j * nx + i) * PM_LANES + 6];
        bool highest = value > 0.5f;
        for (long jj = MAX (j - 1, 0); jj <= MIN (j + 1, ny - 1); jj++)
          for (long ii = MAX (i - 1, 0); ii <= MIN (i + 1, nx - 1); ii++)
            highest = highest && !(s.maps[(jj * nx + ii) * PM_LANES + 6] > value);
        size_t found = 0;
        for (size_t p = 0; p < n; p++)
          found += all[p].significance == (double) value && fabs (all[p].x - pm_grid_x (&s.grid, (size_t) i)) <= 0.5001 * s.grid.cell_arcsec
                   && fabs (all[p].y - pm_grid_y (&s.grid, (size_t) j)) <= 0.5001 * s.grid.cell_arcsec;
        g_assert_cmpuint (found, ==, highest ? 1 : 0);
        expected += highest;
      }
  g_assert_cmpuint (n, ==, expected);
  g_assert_cmpuint (n, >, 20);
  for (size_t p = 1; p < n; p++)
    g_assert_cmpfloat (all[p].significance, <=, all[p - 1].significance);
  g_assert_cmpuint (pm_detector_peaks (&s.det, s.maps, s.work, 6, 0.5, few, 5), ==, 5);
  for (int p = 0; p < 5; p++)
    g_assert_true (few[p].significance == all[p].significance && few[p].x == all[p].x && few[p].y == all[p].y);
  g_assert_cmpuint (pm_detector_peaks (&s.det, s.maps, s.work, 6, 100.0, few, 5), ==, 0);
  scene_clear (&s);
  gsl_rng_free (rng);
}

/* A parabola's vertex is found exactly; two equal cells are one peak, half-way between them. */
static void
test_vertex (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene s;
  PmDetection peaks[3];
  scene_init (&s, rng, 500, 40.0, 30.0);
  for (size_t k = 0; k < s.cells; k++)
    {
      double x = pm_grid_x (&s.grid, k % s.grid.nx), y = pm_grid_y (&s.grid, k / s.grid.nx);
      s.maps[k * PM_LANES] = (float) (20.0 - 0.01 * pow (x - 7.3, 2) - 0.02 * pow (y + 4.1, 2));
      s.maps[k * PM_LANES + 1] = (float) (20.0 - 0.01 * pow (x - 0.0, 2) - 0.02 * pow (y - 0.5 * s.grid.cell_arcsec, 2));
    }
  g_assert_cmpuint (pm_detector_peaks (&s.det, s.maps, s.work, 0, 1.0, peaks, 3), ==, 1);
  pm_assert_close (peaks[0].x, 7.3, 1e-3, 0); /* floats of 20 whose second difference is 0.1 */
  pm_assert_close (peaks[0].y, -4.1, 1e-3, 0);
  g_assert_cmpuint (pm_detector_peaks (&s.det, s.maps, s.work, 1, 1.0, peaks, 3), ==, 1);
  pm_assert_close (peaks[0].x, 0.0, 1e-3, 0);
  pm_assert_close (peaks[0].y, 0.5 * s.grid.cell_arcsec, 1e-3, 0);
  scene_clear (&s);
  gsl_rng_free (rng);
}

/* Without noise most of a map is 0 and so is its scatter: the source stands out all the same; a map of nothing is blank. */
static void
test_noise_free (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene s;
  PmDetection peaks[3];
  scene_init (&s, rng, 5000, 80.0, 80.0);
  for (size_t t = 0; t < s.n; t++)
    {
      double r2 = pow (s.fx[t] - 11.0, 2) + pow (s.fy[t] + 23.0, 2);
      s.u[t * PM_LANES + 2] = r2 < 9 * SIGMA * SIGMA ? (float) exp (-0.5 * r2 / (SIGMA * SIGMA)) : 0.0f;
    }
  pm_detector_add (s.u, s.index, s.n, 1.0f, s.maps);
  pm_detector_finish (&s.det, s.maps, s.work);
  g_assert_cmpuint (pm_detector_peaks (&s.det, s.maps, s.work, 2, 1e4, peaks, 3), >=, 1);
  pm_assert_close (hypot (peaks[0].x - 11.0, peaks[0].y + 23.0), 0.0, s.grid.cell_arcsec, 0);
  for (size_t k = 0; k < s.cells; k++)
    g_assert_true (isnan (s.maps[k * PM_LANES + 3]));
  g_assert_cmpuint (pm_detector_peaks (&s.det, s.maps, s.work, 3, 0.0, peaks, 3), ==, 0);
  scene_clear (&s);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/by-definition", test_by_definition);
  g_test_add_func ("/detect/noise", test_noise);
  g_test_add_func ("/detect/source", test_source);
  g_test_add_func ("/detect/peaks", test_peaks);
  g_test_add_func ("/detect/vertex", test_vertex);
  g_test_add_func ("/detect/noise-free", test_noise_free);
  return g_test_run ();
}
