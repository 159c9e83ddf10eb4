/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-jump.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

enum { N = 600, N_BLOCKS = 3, SIZE = N_BLOCKS * N * PM_LANES };

typedef struct
{
  PmTimeline tl;
  PmControl control;
  double mode[N];
} Scene;

/* Three blocks with d = C; the tests add steps to the middle one. */
static Scene *
scene_new (void)
{
  Scene *s = g_new0 (Scene, 1);
  s->tl = (PmTimeline){ N_BLOCKS, N, 0.005, g_new (float, SIZE), g_new0 (uint8_t, SIZE), NULL, NULL };
  s->control.n_threads = 2;
  for (size_t t = 0; t < N; t++)
    s->mode[t] = 50.0 * sin (0.02 * (double) t) + 0.3 * (double) t;
  for (size_t i = 0; i < SIZE; i++)
    s->tl.samples[i] = (float) s->mode[i / PM_LANES % N];
  return s;
}

static void
scene_free (Scene *s)
{
  g_free (s->tl.samples);
  g_free (s->tl.flags);
  g_free (s);
}

static size_t
place (size_t t, size_t lane)
{
  return (N + t) * PM_LANES + lane;
}

static void
add_step (Scene *s, size_t lane, size_t at, float step)
{
  for (size_t t = at; t < N; t++)
    s->tl.samples[place (t, lane)] += step;
  s->tl.flags[place (at, lane)] |= PM_SAMPLE_CUT;
}

static void
spoil (Scene *s, size_t lane, size_t from, size_t to, uint8_t flag)
{
  for (size_t t = from; t < to; t++)
    {
      s->tl.flags[place (t, lane)] |= flag;
      s->tl.samples[place (t, lane)] = 1e7f;
    }
}

/* d - C is the same number, 0, in all samples that are present; returns the number of cuts levelled. */
static size_t
level_and_compare (Scene *s)
{
  size_t n = pm_jump_level (&s->tl, (PmGroup){ 1, 1 }, s->mode, &s->control);
  for (size_t i = 0; i < SIZE; i++)
    if (!(s->tl.flags[i] & PM_SKIP_FIT))
      pm_assert_close (s->tl.samples[i] - s->mode[i / PM_LANES % N], 0.0, 0.01, 0); /* floats of 1e4, 22 times rounded by 0.0005 */
  return n;
}

static void
test_exact (void)
{
  Scene *s = scene_new ();
  const size_t cuts[] = { 1, 2, 3, 17, 100, 105, 141, 300, 340, 598, 599 };
  for (size_t i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      add_step (s, 0, cuts[i], i % 3 ? 5e3f : -8e3f); /* all of them in one lane, */
      add_step (s, i + 1, cuts[i], -3000.0f);         /* one in each of the others */
    }
  g_assert_cmpuint (level_and_compare (s), ==, 2 * G_N_ELEMENTS (cuts));
  scene_free (s);
}

static void
test_missing (void)
{
  Scene *s = scene_new ();
  add_step (s, 2, 200, 777.0f); /* the first frame behind a hole */
  spoil (s, 2, 120, 200, PM_SAMPLE_BAD);
  add_step (s, 3, 200, 777.0f); /* within a hole */
  spoil (s, 3, 190, 210, PM_SAMPLE_SPIKE);
  add_step (s, 4, 200, 777.0f); /* every other sample missing: 40 present ones reach far */
  for (size_t t = 0; t < N; t += 2)
    spoil (s, 4, t, t + 1, PM_SAMPLE_BAD);
  g_assert_cmpuint (level_and_compare (s), ==, 3);
  scene_free (s);
}

/* The piece between two cuts has no sample: the step over both of them is what counts. */
static void
test_empty_piece (void)
{
  Scene *s = scene_new ();
  add_step (s, 5, 300, 500.0f);
  add_step (s, 5, 303, 700.0f);
  spoil (s, 5, 300, 303, PM_SAMPLE_BAD);
  level_and_compare (s);
  scene_free (s);
}

/* Nothing before or behind the cut: nothing to level by. */
static void
test_nothing_there (void)
{
  Scene *s = scene_new ();
  add_step (s, 0, 50, 10.0f);
  spoil (s, 0, 0, 50, PM_SAMPLE_BAD);
  add_step (s, 1, 50, 10.0f);
  spoil (s, 1, 50, N, PM_SAMPLE_BAD);
  s->tl.flags[place (0, 2)] |= PM_SAMPLE_CUT; /* the first frame has none before it */
  g_assert_cmpuint (pm_jump_level (&s->tl, (PmGroup){ 1, 1 }, s->mode, &s->control), ==, 0);
  for (size_t t = 50; t < N; t++)
    pm_assert_close (s->tl.samples[place (t, 0)], s->mode[t] + 10.0, 1e-3, 0); /* floats of 200 */
  scene_free (s);
}

/* Medians of 40: a source or spikes in a quarter of the window matter little, and the step is good to 0.3 sigma. */
static void
test_noise (void)
{
  enum { TRIALS = 20 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double sum = 0.0;
  for (int trial = 0; trial < TRIALS; trial++)
    {
      Scene *s = scene_new ();
      for (size_t i = 0; i < SIZE; i++)
        s->tl.samples[i] = (float) (s->mode[i / PM_LANES % N] + gsl_ran_gaussian (rng, 1.0));
      float last[PM_LANES];
      for (size_t l = 0; l < PM_LANES; l++)
        {
          last[l] = s->tl.samples[place (N - 1, l)];
          add_step (s, l, 300, 1000.0f);
          for (size_t t = 301; t < 311; t++)
            s->tl.samples[place (t, l)] += t % 2 ? 200.0f : -200.0f;
        }
      g_assert_cmpuint (pm_jump_level (&s->tl, (PmGroup){ 0, 3 }, s->mode, &s->control), ==, PM_LANES);
      for (size_t l = 0; l < PM_LANES; l++)
        sum += pow (s->tl.samples[place (N - 1, l)] - last[l], 2);
      scene_free (s);
    }
  /* Variance of a median of n: pi / 2 n; 30 good samples behind the cut, between outliers on both sides, 40 before it.
   * 320 values: 4 x 4 %. */
  pm_assert_close (sqrt (sum / (TRIALS * PM_LANES)), sqrt (M_PI / 2.0 * (1.0 / 40 + 1.0 / 30)), 0, 0.18);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jump/exact", test_exact);
  g_test_add_func ("/jump/missing", test_missing);
  g_test_add_func ("/jump/empty-piece", test_empty_piece);
  g_test_add_func ("/jump/nothing-there", test_nothing_there);
  g_test_add_func ("/jump/noise", test_noise);
  return g_test_run ();
}
