/* SPDX-License-Identifier: GPL-3.0-or-later
 * A second source among pairs of peaks: noise pairs all over the map, pairs beside the gaps of sparse scan lines, pairs of three sources.
 */
#include "pm-companion.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#define N 2000

static const PmCompanionSearch search = { 4.0, 10.0, 25.0, 100, 30 };

typedef struct
{
  gsl_rng *rng;
  PmPeakPair pairs[N];
  double work[PM_COMPANION_WORK * N];
  size_t n;
} Scene;

static Scene *
scene_new (void)
{
  Scene *s = g_new0 (Scene, 1);
  s->rng = gsl_rng_alloc (gsl_rng_mt19937);
  return s;
}

static void
scene_free (Scene *s)
{
  gsl_rng_free (s->rng);
  g_free (s);
}

/* Pairs of which the higher peak is the first source's unless noise, `scatter` in log ratio, makes it the second one's. */
static void
add_sources (Scene *s, size_t n, double dx, double dy, double ratio, double scatter)
{
  for (size_t i = 0; i < n; i++)
    {
      double log_ratio = log (ratio) + gsl_ran_gaussian (s->rng, scatter), sign = log_ratio > 0.0 ? -1.0 : 1.0;
      s->pairs[s->n++] = (PmPeakPair){ sign * dx + gsl_ran_gaussian (s->rng, 1.0), sign * dy + gsl_ran_gaussian (s->rng, 1.0),
                                       exp (-fabs (log_ratio)) };
    }
}

/* Pairs of all differences and ratios. */
static void
add_noise (Scene *s, size_t n)
{
  for (size_t i = 0; i < n; i++)
    s->pairs[s->n++] = (PmPeakPair){ gsl_ran_flat (s->rng, -150.0, 150.0), gsl_ran_flat (s->rng, -150.0, 150.0),
                                     gsl_ran_flat (s->rng, 0.1, 1.0) };
}

/* A source between two scan lines: a peak on each, either may be the higher one, by any ratio. */
static void
add_gaps (Scene *s, size_t n, double distance)
{
  for (size_t i = 0; i < n; i++)
    {
      double log_ratio = gsl_ran_flat (s->rng, -2.0, 2.0), sign = log_ratio > 0.0 ? -1.0 : 1.0;
      s->pairs[s->n++] = (PmPeakPair){ gsl_ran_gaussian (s->rng, 1.0), sign * distance, exp (-fabs (log_ratio)) };
    }
}

static PmCompanion
find (Scene *s)
{
  return pm_companion_find (s->pairs, s->n, &search, s->work);
}

static void
test_found (void)
{
  static const double ratios[] = { 0.15, 0.5, 0.9 };
  for (size_t k = 0; k < G_N_ELEMENTS (ratios); k++)
    {
      Scene *s = scene_new ();
      add_noise (s, 1000);
      add_gaps (s, 300, 15.0); /* more than of the sources */
      add_sources (s, 200, 12.0, -16.0, ratios[k], 0.3);
      PmCompanion c = find (s);
      g_assert_true (c.found);
      g_assert_cmpfloat (hypot (c.dx - 12.0, c.dy + 16.0), <, 0.3); /* 200 pairs of 1 arcsec, and some of noise */
      pm_assert_close (c.ratio, ratios[k], 0.1, 0.0);               /* 0.3 / sqrt 200, noise pairs among them */
      g_assert_cmpuint (c.n_pairs, >=, 195);
      g_assert_cmpuint (c.n_pairs, <=, 210);
      scene_free (s);
    }
}

/* Noise alone, gaps alone, too few pairs near by, too small a distance. */
static void
test_none (void)
{
  Scene *s = scene_new ();
  g_assert_false (find (s).found);
  add_noise (s, 1500);
  g_assert_false (find (s).found);
  add_gaps (s, 400, 15.0);
  g_assert_false (find (s).found);
  add_sources (s, 90, 20.0, 0.0, 0.5, 0.1);
  g_assert_false (find (s).found);
  s->n = 0;
  add_sources (s, 500, 6.0, 6.0, 0.5, 0.1);
  g_assert_false (find (s).found);
  s->n = 0;
  add_sources (s, 500, 20.0, 0.0, 0.5, 0.1);
  for (size_t i = 0; i < s->n; i++)
    if (i % 3 == 0)
      s->pairs[i].dx = NAN;
    else if (i % 3 == 1)
      s->pairs[i].ratio = 0.0;
    else
      s->pairs[i].dy = INFINITY;
  g_assert_false (find (s).found);
  scene_free (s);
}

/* Far away fewer pairs do: few pixels see both sources there. */
static void
test_far (void)
{
  Scene *s = scene_new ();
  add_noise (s, 1000);
  add_sources (s, 40, 60.0, -80.0, 0.5, 0.3);
  PmCompanion c = find (s);
  g_assert_true (c.found);
  g_assert_cmpfloat (hypot (c.dx - 60.0, c.dy + 80.0), <, 0.6); /* 40 pairs of 1 arcsec, one or two of noise */
  scene_free (s);
}

/* Two sources that are alike: one direction or the other, and a ratio near 1. */
static void
test_alike (void)
{
  Scene *s = scene_new ();
  add_sources (s, 400, 30.0, 10.0, 1.0, 0.2);
  PmCompanion c = find (s);
  g_assert_true (c.found);
  g_assert_cmpfloat (fabs (30.0 * c.dy - 10.0 * c.dx), <, 0.2 * 1000.0); /* 0.2 arcsec across */
  g_assert_cmpfloat (c.ratio, >, 0.95);
  scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/companion/found", test_found);
  g_test_add_func ("/companion/none", test_none);
  g_test_add_func ("/companion/far", test_far);
  g_test_add_func ("/companion/alike", test_alike);
  return g_test_run ();
}
