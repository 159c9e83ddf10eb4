/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-source.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <math.h>

enum { N = 400 };

typedef struct
{
  double fx[N], fy[N], x[PM_LANES], y[PM_LANES], amplitude[PM_LANES];
  PmBeam beam[PM_LANES];
  uint8_t flags[N * PM_LANES];
  float model[N * PM_LANES];
} Scene;

/* Frames and lanes with and without a place; each lane has its beam, every third one with wings. */
static Scene *
make_scene (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = g_new0 (Scene, 1);
  for (int t = 0; t < N; t++)
    {
      s->fx[t] = t % 23 == 0 ? NAN : gsl_ran_flat (rng, -20, 20);
      s->fy[t] = t % 31 == 0 ? NAN : gsl_ran_flat (rng, -20, 20);
    }
  for (int l = 0; l < PM_LANES; l++)
    {
      s->x[l] = l == 3 ? NAN : gsl_ran_flat (rng, -10, 10);
      s->y[l] = l == 5 ? NAN : gsl_ran_flat (rng, -10, 10);
      s->amplitude[l] = gsl_ran_flat (rng, -100, 1000);
      s->beam[l] = (PmBeam){ gsl_ran_flat (rng, 2, 5), l % 3 == 0 ? 0.1 : 0.0, 2.5 };
    }
  for (size_t i = 0; i < N * PM_LANES; i++)
    s->flags[i] = (uint8_t) gsl_rng_uniform_int (rng, 32);
  gsl_rng_free (rng);
  return s;
}

static void
test_mask (void)
{
  g_autofree Scene *s = make_scene ();
  g_autofree uint8_t *before = g_memdup2 (s->flags, sizeof s->flags);
  size_t near = 0;
  pm_source_mask (s->fx, s->fy, N, s->x, s->y, 7.0, s->flags);
  for (int t = 0; t < N; t++)
    for (int l = 0; l < PM_LANES; l++)
      {
        double r = hypot (s->fx[t] - s->x[l], s->fy[t] - s->y[l]);
        uint8_t other = before[t * PM_LANES + l] & (uint8_t) ~PM_SAMPLE_SOURCE;
        g_assert_cmpint (s->flags[t * PM_LANES + l], ==, r < 7.0 ? other | PM_SAMPLE_SOURCE : other);
        near += r < 7.0;
      }
  g_assert_cmpuint (near, >, 300);
}

static void
test_model (void)
{
  g_autofree Scene *s = make_scene ();
  pm_source_model (s->fx, s->fy, N, s->beam, s->x, s->y, s->amplitude, 9.0, s->model);
  for (int t = 0; t < N; t++)
    for (int l = 0; l < PM_LANES; l++)
      {
        double r = hypot (s->fx[t] - s->x[l], s->fy[t] - s->y[l]), z = r / s->beam[l].sigma_arcsec;
        double h = s->beam[l].wing, wide = z / s->beam[l].wing_ratio;
        double expected = r < 9.0 ? s->amplitude[l] * ((1.0 - h) * exp (-0.5 * z * z) + h * exp (-0.5 * wide * wide)) : 0.0;
        pm_assert_close (s->model[t * PM_LANES + l], expected, 1e-12, 1e-7); /* a float */
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source/mask", test_mask);
  g_test_add_func ("/source/model", test_model);
  return g_test_run ();
}
