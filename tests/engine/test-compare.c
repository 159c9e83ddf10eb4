/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-compare.h"
#include "pm-error.h"
#include "pm-table-io.h"
#include "pm-test-table.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* Similarity fits between epochs of real cameras, measured once with another program (which leaves outliers out and fits the others with
 * equal weights) and published with the tables: see tests/data/README.md. Rounded as given: the tolerance is half of the last digit. */
static void
test_published (void)
{
  static const struct
  {
    const char *a, *b;
    gsize       n, n_outliers;
    double      rotation, scale, median, median_tolerance, max;
  } fits[] = {
    { "laboca/laboca-2010-04", "laboca/laboca-2010-10", 237, 0, 0.03, 0.9970, 0.85, 0.005, 3.0 },
    { "laboca/laboca-2010-04", "laboca/laboca-2017-09", 203, 0, 0.18, 1.0013, 0.50, 0.005, 1.5 },
    { "laboca/laboca-2007-11", "laboca/laboca-2007-12", 226, 5, -0.02, 1.0017, 0.53, 0.005, 7.7 },
    { "gismo/Mars.2010-04-12.79", "gismo/Mars.2010-04-13.52", 85, 0, 0.00, 0.9890, 1.1, 0.05, 3.1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (fits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name_a = g_strdup_printf ("tables/%s.rcp", fits[i].a), *name_b = g_strdup_printf ("tables/%s.rcp", fits[i].b);
      g_autofree char *path_a = pm_test_table_data_path (name_a), *path_b = pm_test_table_data_path (name_b);
      g_autoptr (PmPixelTable) a = pm_table_read (path_a, &error), b = pm_table_read (path_b, &error);
      g_autoptr (PmCompare) result = pm_compare_tables (a, b, &error);
      g_assert_no_error (error);
      g_assert_true (result->by_id);
      g_assert_cmpuint (result->n, ==, fits[i].n);
      g_assert_cmpuint (result->n_outliers, ==, fits[i].n_outliers);
      pm_assert_close (result->rotation, fits[i].rotation, 0.005, 0);
      pm_assert_close (result->scale, fits[i].scale, 0.00005, 0);
      pm_assert_close (result->median, fits[i].median, fits[i].median_tolerance, 0);
      pm_assert_close (result->max, fits[i].max, 0.05, 0);
    }
}

enum { SIDE = 16, N = SIDE * SIDE };

/* A square array and its image under a known similarity with Gaussian scatter sigma; so many of every five pixels are misplaced. */
static void
make_pair (double degrees, double scale, double sigma, gsize misplaced, PmPixelTable **a, PmPixelTable **b)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double c = scale * cos (degrees * G_PI / 180.0), s = scale * sin (degrees * G_PI / 180.0);
  *a = pm_pixel_table_new (N);
  *b = pm_pixel_table_new (N);
  for (gsize i = 0; i < N; i++)
    {
      gsize j = N - 1 - i; /* another order */
      g_autofree char *id = g_strdup_printf ("R0[%d]", (int) i);
      double x = 4.0 * (double) (i % SIDE), y = 4.0 * (double) (i / SIDE);
      pm_pixel_table_set_id (*a, i, id);
      pm_pixel_table_set_id (*b, j, id);
      (*a)->index[i] = (*b)->index[j] = (int) i;
      (*a)->status[i] = (*b)->status[j] = PM_PIXEL_GOOD;
      (*a)->values[PM_COLUMN_X][i] = x;
      (*a)->values[PM_COLUMN_Y][i] = y;
      (*b)->values[PM_COLUMN_X][j] = c * x - s * y + 30.0 + gsl_ran_gaussian (rng, sigma);
      (*b)->values[PM_COLUMN_Y][j] = s * x + c * y - 20.0 + gsl_ran_gaussian (rng, sigma);
      (*a)->values[PM_COLUMN_COUPLING][i] = 1.0;
      (*b)->values[PM_COLUMN_COUPLING][j] = 1.1;
      (*a)->values[PM_COLUMN_GAIN][i] = 0.5;
      (*b)->values[PM_COLUMN_GAIN][j] = 1.0;
      if (i % 5 < misplaced) /* all towards one side: the hardest case */
        (*b)->values[PM_COLUMN_X][j] += 40.0 + 10.0 * gsl_rng_uniform (rng);
    }
  gsl_rng_free (rng);
}

static void
test_exact (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) a = NULL, b = NULL;
  make_pair (120.0, 0.7, 0.0, 0, &a, &b);
  g_autoptr (PmCompare) result = pm_compare_tables (a, b, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->n, ==, N);
  g_assert_cmpuint (result->n_outliers, ==, 0);
  /* Sums of 256 numbers up to 100 in double: rounding below 1e-11. */
  pm_assert_close (result->rotation, 120.0, 1e-11, 0);
  pm_assert_close (result->scale, 0.7, 1e-12, 0);
  pm_assert_close (result->x_offset, 30.0, 1e-11, 0);
  pm_assert_close (result->y_offset, -20.0, 1e-11, 0);
  pm_assert_close (result->max, 0.0, 1e-11, 0);
  pm_assert_close (result->coupling_ratio, 1.1, 0, 1e-15);
  pm_assert_close (result->response_ratio, 2.2, 0, 1e-15);
  pm_assert_close (result->coupling_scatter, 0.0, 1e-15, 0);
}

static void
check_outliers (gsize misplaced)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) a = NULL, b = NULL;
  make_pair (-3.0, 1.02, 0.3, misplaced, &a, &b);
  g_autoptr (PmCompare) result = pm_compare_tables (a, b, &error), again = pm_compare_tables (a, b, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < N; i++)
    g_assert_true (result->outlier[i] == (result->row_a[i] % 5 < misplaced));
  /* At least 153 clean pixels, rms distance from the centre 4 x 16 / sqrt 6 = 26: sigma of scale and angle 0.3 / (26 sqrt 153) = 9e-4;
   * of the offset 0.3 sqrt (1 / 153 + (42 / 26)^2 / 153) = 0.046. Four sigma each. */
  pm_assert_close (result->scale, 1.02, 0.004, 0);
  pm_assert_close (result->rotation, -3.0, 0.004 * 180.0 / G_PI, 0);
  pm_assert_close (result->x_offset, 30.0, 0.2, 0);
  pm_assert_close (result->y_offset, -20.0, 0.2, 0);
  /* rms of a Rayleigh distribution: sigma sqrt 2; its error 0.3 / sqrt (2 x 153) = 0.017. */
  pm_assert_close (result->rms, 0.3 * G_SQRT2, 0.075, 0);
  g_assert_true (result->scale == again->scale && result->x_offset == again->x_offset && result->median == again->median);
}

static void
test_outliers (void)
{
  check_outliers (1);
  check_outliers (2);
}

static void
test_matching (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmPixelTable) a = NULL, b = NULL;
  make_pair (0.0, 1.0, 0.1, 0, &a, &b);
  for (gsize i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d", b->index[i]);
      pm_pixel_table_set_id (b, i, id);
    }
  a->status[0] = PM_PIXEL_FLAGGED;
  a->values[PM_COLUMN_X][1] = NAN;
  b->status[0] = PM_PIXEL_NOFIT;
  b->index[1] = -1;
  g_autoptr (PmCompare) result = pm_compare_tables (a, b, &error);
  g_assert_no_error (error);
  g_assert_false (result->by_id);
  g_assert_cmpuint (result->n, ==, N - 4);
  for (gsize i = 0; i < result->n; i++)
    g_assert_cmpint (a->index[result->row_a[i]], ==, b->index[result->row_b[i]]);
}

static void
test_hopeless (void)
{
  g_autoptr (GError) few = NULL, place = NULL, empty_error = NULL;
  g_autoptr (PmPixelTable) a = NULL, b = NULL, empty = pm_pixel_table_new (0);
  make_pair (0.0, 1.0, 0.0, 0, &a, &b);
  g_assert_null (pm_compare_tables (a, empty, &empty_error));
  g_assert_error (empty_error, PM_ERROR, PM_ERROR_NO_DATA);
  for (gsize i = 0; i < N; i++)
    b->values[PM_COLUMN_X][i] = b->values[PM_COLUMN_Y][i] = 1.0;
  g_assert_null (pm_compare_tables (a, b, &place));
  g_assert_error (place, PM_ERROR, PM_ERROR_NO_DATA);
  g_assert_null (pm_compare_tables (b, a, &few));
  g_assert_error (few, PM_ERROR, PM_ERROR_NO_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare/published", test_published);
  g_test_add_func ("/compare/exact", test_exact);
  g_test_add_func ("/compare/outliers", test_outliers);
  g_test_add_func ("/compare/matching", test_matching);
  g_test_add_func ("/compare/hopeless", test_hopeless);
  return g_test_run ();
}
