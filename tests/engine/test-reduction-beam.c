/* SPDX-License-Identifier: GPL-3.0-or-later
 * Beams that are not one Gaussian for all: wings, widths that differ from pixel to pixel, extended sources.
 */
#include "pm-test-reduce.h"
#include "pm-test.h"

#include <math.h>

#define FWHM 13.6 /* of band D */

/* One pixel of S/N 100 knows its width to 1 %; 1200 of them to 0.03 %, 0.004 arcsec. Wings of 5 % of the peak are degenerate with the
 * width in part: five times that. */
static void
test_wings (void)
{
  PmSimulation sim = pm_test_reduce_typical (9);
  sim.wing_fraction = 0.05;
  sim.wing_ratio = 3.0;
  const char *path = pm_test_reduce_scan ("wings", &sim);
  const PmTestReduce off = { .settings = PM_TEST_SETTINGS ("fit.wings", "off") };
  g_autoptr (PmResult) result = pm_test_reduce (path, NULL), plain = pm_test_reduce (path, &off);
  PmTestScore score = pm_test_reduce_score (result, path, "wings");
  pm_assert_close (result->beam_fwhm_arcsec, FWHM, 0.02, 0.0);
  pm_assert_close (result->wing, 0.05, 0.001, 0.0); /* a hundredth of the noise of one peak */
  pm_assert_close (result->wing_ratio, 3.0, 0.03, 0.0);
  g_assert_cmpfloat (score.complete, >=, 0.995);
  g_assert_cmpfloat (score.pull, <=, 1.10);
  g_assert_cmpfloat (plain->wing, ==, 0.0);
  /* One Gaussian has to be wider to hold the wings. */
  g_assert_cmpfloat (plain->beam_fwhm_arcsec, >, FWHM * 1.02);
}

/* Widths scatter by 10 %. That is ten errors of each pixel's own width: they have to be free, and no wings are to be seen in them. The
 * spread's statistical error is 1 / sqrt (2 x 1200) = 2 % of itself; its grid has steps of 15 %. The mean is one over 1200 with a scatter
 * of 1.36 arcsec, of which bright narrow and wide ones have different weights, a second-order effect of 1 %: 0.2 arcsec. */
static void
check_scatter (double wing_fraction, const char *name)
{
  PmSimulation sim = pm_test_reduce_typical (wing_fraction > 0.0 ? 12 : 10);
  sim.beam_scatter = 0.1;
  sim.wing_fraction = wing_fraction;
  const char *path = pm_test_reduce_scan (name, &sim);
  g_autoptr (PmResult) result = pm_test_reduce (path, NULL);
  PmTestScore score = pm_test_reduce_score (result, path, name);
  pm_assert_close (result->width_spread_arcsec, 0.1 * FWHM, 0.0, 0.15);
  pm_assert_close (result->beam_fwhm_arcsec, FWHM, 0.25, 0.0);
  pm_assert_close (result->wing, wing_fraction, 0.001, 0.0);
  g_assert_cmpfloat (score.complete, >=, 0.99);
  g_assert_cmpfloat (score.pull, >=, 0.92);
  g_assert_cmpfloat (score.pull, <=, 1.10);
  g_assert_cmpfloat (score.coupling_pull, <=, 1.10);
}

static void
test_scatter (void)
{
  check_scatter (0.0, "scatter");
}

static void
test_scatter_and_wings (void)
{
  check_scatter (0.05, "scatter-and-wings");
}

/* With one width for all, a pixel's peak takes over the error of its width: the errors are too small, and the free ellipse shows the
 * widths all the same. */
static void
test_common_width (void)
{
  PmSimulation sim = pm_test_reduce_typical (10);
  sim.beam_scatter = 0.1;
  const char *path = pm_test_reduce_scan ("scatter", &sim);
  const PmTestReduce common = { .settings = PM_TEST_SETTINGS ("fit.width", "common", "fit.wings", "off") };
  g_autoptr (PmResult) result = pm_test_reduce (path, &common);
  PmTestScore score = pm_test_reduce_score (result, path, "common width");
  g_assert_cmpfloat (result->width_spread_arcsec, ==, 0.0);
  g_assert_cmpfloat (score.coupling_pull, >, 1.5);
  double sum = 0.0, sum2 = 0.0, n = 0.0;
  const PmPixelTable *table = result->table;
  for (gsize row = 0; row < table->n_rows; row++)
    if (table->status[row] == PM_PIXEL_GOOD && !isnan (table->values[PM_COLUMN_FWHM_MAJOR][row]))
      {
        double v = 0.5 * log (table->values[PM_COLUMN_FWHM_MAJOR][row] * table->values[PM_COLUMN_FWHM_MINOR][row]);
        sum += v;
        sum2 += v * v;
        n += 1.0;
      }
  /* 0.1 and 0.015 from the noise in quadrature; the W flag cuts nothing at a ratio of 1.5. Thinly covered pixels add some. */
  g_assert_cmpfloat (n, >, 1100.0);
  pm_assert_close (sqrt (sum2 / n - sum * sum / (n * n)), 0.1, 0.015, 0.0);
}

/* A source of 12 arcsec: told, it is part of the beam; not told, the width is found all the same, as it is not too far off. */
static void
test_extended (void)
{
  PmSimulation sim = pm_test_reduce_typical (11);
  sim.source_fwhm = 12.0;
  const char *path = pm_test_reduce_scan ("extended", &sim);
  const PmTestReduce told = { .settings = PM_TEST_SETTINGS ("source.fwhm", "12") };
  const PmTestReduce fixed = { .settings = PM_TEST_SETTINGS ("source.fwhm", "12", "fit.width", "fixed") };
  g_autoptr (PmResult) a = pm_test_reduce (path, &told), b = pm_test_reduce (path, NULL), c = pm_test_reduce (path, &fixed);
  PmTestScore scores[] = { pm_test_reduce_score (a, path, "told"), pm_test_reduce_score (b, path, "not told"),
                           pm_test_reduce_score (c, path, "fixed") };
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    {
      g_assert_cmpfloat (scores[i].complete, >=, 0.99);
      g_assert_cmpfloat (scores[i].pull, <=, 1.10);
    }
  pm_assert_close (a->beam_fwhm_arcsec, hypot (FWHM, 12.0), 0.02, 0.0);
  pm_assert_close (b->beam_fwhm_arcsec, hypot (FWHM, 12.0), 0.03, 0.0);
  pm_assert_close (c->beam_fwhm_arcsec, hypot (FWHM, 12.0), 0.0, 1e-12);
  g_assert_false (c->beam_measured);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  pm_test_reduce_init ();
  g_test_add_func ("/reduction-beam/wings", test_wings);
  g_test_add_func ("/reduction-beam/scatter", test_scatter);
  g_test_add_func ("/reduction-beam/scatter-and-wings", test_scatter_and_wings);
  g_test_add_func ("/reduction-beam/common-width", test_common_width);
  g_test_add_func ("/reduction-beam/extended", test_extended);
  int result = g_test_run ();
  pm_test_reduce_done ();
  return result;
}
