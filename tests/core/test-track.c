/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-track.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

enum { N = 2000 }; /* no multiple of a segment */

/* By definition, frame by frame. */
static size_t
look (const double *fx, const double *fy, size_t t, double x, double y, double radius)
{
  while (t < N && !((fx[t] - x) * (fx[t] - x) + (fy[t] - y) * (fy[t] - y) < radius * radius))
    t++;
  return t;
}

/* A wandering track with holes, one of them longer than a segment; from every start, near and far places, radii down to 0. */
static void
test_find (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double fx[N], fy[N];
  PmTrackBox boxes[(N + PM_TRACK_SEGMENT - 1) / PM_TRACK_SEGMENT];
  for (size_t t = 0; t < N; t++)
    {
      fx[t] = 60.0 * sin (0.011 * (double) t) + gsl_ran_gaussian (rng, 0.3);
      fy[t] = 40.0 * cos (0.007 * (double) t) + gsl_ran_gaussian (rng, 0.3);
      if (gsl_rng_uniform (rng) < 0.02 || (t >= 640 && t < 800))
        fx[t] = fy[t] = NAN;
    }
  g_assert_cmpuint (pm_track_n_boxes (N), ==, G_N_ELEMENTS (boxes));
  g_assert_cmpuint (pm_track_n_boxes (0), ==, 0);
  g_assert_cmpuint (pm_track_n_boxes (PM_TRACK_SEGMENT), ==, 1);
  pm_track_make_boxes (fx, fy, N, boxes);
  size_t found = 0;
  for (int i = 0; i < 400; i++)
    {
      size_t t = gsl_rng_uniform_int (rng, N + 1);
      double x = gsl_ran_flat (rng, -70.0, 70.0), y = gsl_ran_flat (rng, -50.0, 50.0);
      double radius = i % 20 ? gsl_ran_flat (rng, 0.0, 12.0) : 0.0;
      size_t expected = look (fx, fy, t, x, y, radius);
      found += expected < N;
      g_assert_cmpuint (pm_track_find_near (fx, fy, boxes, t, N, x, y, radius), ==, expected);
      g_assert_cmpuint (pm_track_find_near (fx, fy, NULL, t, N, x, y, radius), ==, expected);
    }
  g_assert_cmpuint (found, >, 50);
  g_assert_cmpuint (found, <, 350);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/find", test_find);
  return g_test_run ();
}
