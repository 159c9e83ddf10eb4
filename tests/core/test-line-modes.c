/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-line-modes.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum
{
  BLOCKS = 4,
  SLOTS = BLOCKS * PM_LANES,
  FRAMES = 3000,
  LINES = 4 /* of 16 channels: slot % LINES */
};

/* Noise of unit variance that wanders too, and a mode that all channels share with different gains. */
typedef struct
{
  PmTimeline tl;
  PmGroup group;
  PmControl control;
  double mode[FRAMES], gain[SLOTS], weight[SLOTS], signal[FRAMES];
  int line[SLOTS];
} Fixture;

static Fixture *
fixture_new (gulong seed)
{
  Fixture *f = g_new0 (Fixture, 1);
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, seed);
  f->tl = (PmTimeline){ .n_blocks = BLOCKS, .n_frames = FRAMES, .dt_s = 0.01 };
  f->tl.samples = g_new0 (float, SLOTS *FRAMES);
  f->tl.flags = g_new0 (uint8_t, SLOTS *FRAMES);
  f->group = (PmGroup){ 0, BLOCKS };
  f->control.n_threads = 1;
  for (int t = 1; t < FRAMES; t++)
    {
      f->mode[t] = f->mode[t - 1] + gsl_ran_gaussian (rng, 0.5);
      f->signal[t] = f->signal[t - 1] + gsl_ran_gaussian (rng, 0.3);
    }
  for (int s = 0; s < SLOTS; s++)
    {
      double level = 0.0;
      f->gain[s] = 0.8 + 0.4 * gsl_rng_uniform (rng);
      f->weight[s] = 1.0;
      f->line[s] = s % LINES;
      for (int t = 0; t < FRAMES; t++)
        {
          level += gsl_ran_gaussian (rng, 0.03);
          f->tl.samples[(s / PM_LANES * FRAMES + t) * PM_LANES + s % PM_LANES] =
              (float) (f->gain[s] * f->mode[t] + level + gsl_ran_gaussian (rng, 1.0));
        }
    }
  gsl_rng_free (rng);
  return f;
}

static void
fixture_free (Fixture *f)
{
  g_free (f->tl.samples);
  g_free (f->tl.flags);
  g_free (f);
}

static float *
sample (Fixture *f, int slot, int t)
{
  return &f->tl.samples[(slot / PM_LANES * FRAMES + t) * PM_LANES + slot % PM_LANES];
}

static void
add_signal (Fixture *f, int line)
{
  for (int s = 0; s < SLOTS; s++)
    for (int t = 0; f->line[s] == line && t < FRAMES; t++)
      *sample (f, s, t) += (float) f->signal[t];
}

static size_t
subtract (Fixture *f)
{
  const PmLineList list = { f->line, LINES };
  return pm_line_modes_subtract (&f->tl, f->group, &list, 1, f->mode, f->gain, f->weight, PM_SAMPLE_SOURCE, 6.0, &f->control);
}

/* Wandering noise alone is no signal: nothing is touched. The chance of 6 sigma in one of 4 lines x 4 scales is 3e-8. */
static void
test_noise (void)
{
  Fixture *f = fixture_new (1);
  float *before = g_memdup2 (f->tl.samples, SLOTS * FRAMES * sizeof (float));
  g_assert_cmpuint (subtract (f), ==, 0);
  g_assert_cmpmem (before, SLOTS * FRAMES * sizeof (float), f->tl.samples, SLOTS * FRAMES * sizeof (float));
  g_free (before);
  fixture_free (f);
}

/* The line that has a signal loses it, up to the noise of its 16 channels' mean; the others, and the common mode, are not touched. */
static void
test_signal (void)
{
  Fixture *f = fixture_new (2);
  float *clean = g_memdup2 (f->tl.samples, SLOTS * FRAMES * sizeof (float));
  add_signal (f, 2);
  g_assert_cmpuint (subtract (f), ==, 1);
  double sum2 = 0.0, n = 0.0;
  for (int s = 0; s < SLOTS; s++)
    for (int t = 0; t < FRAMES; t++)
      {
        double rest = *sample (f, s, t) - clean[(s / PM_LANES * FRAMES + t) * PM_LANES + s % PM_LANES];
        if (f->line[s] != 2)
          g_assert_cmpfloat (rest, ==, 0.0);
        else
          {
            sum2 += rest * rest;
            n += 1.0;
          }
      }
  /* The mean of 16 channels: white 1 / 16, random walks of 0.03 sqrt (t): their mean square over 3000 frames is 1.35 / 16. One
   * realisation of the walks: a factor of 2. */
  double expected = (1.0 + 1.35) / 16.0;
  g_assert_cmpfloat (sum2 / n, >, 0.5 * expected);
  g_assert_cmpfloat (sum2 / n, <, 2.0 * expected);
  g_free (clean);
  fixture_free (f);
}

/* Samples near the source do not make the mode, but lose it like all others. */
static void
test_masked_samples (void)
{
  Fixture *f = fixture_new (3), *g = fixture_new (3);
  add_signal (f, 1);
  add_signal (g, 1);
  for (int t = 100; t < 140; t++)
    for (int s = 1; s < SLOTS; s += 4 * LINES)
      {
        f->tl.flags[(s / PM_LANES * FRAMES + t) * PM_LANES + s % PM_LANES] |= PM_SAMPLE_SOURCE;
        g->tl.flags[(s / PM_LANES * FRAMES + t) * PM_LANES + s % PM_LANES] |= PM_SAMPLE_SOURCE;
        *sample (g, s, t) += 1000.0f;
      }
  g_assert_cmpuint (subtract (f), ==, 1);
  g_assert_cmpuint (subtract (g), ==, 1);
  for (int t = 90; t < 150; t++)
    g_assert_cmpfloat (*sample (f, 5, t), ==, *sample (g, 5, t));
  /* float rounding of 1000 + x: 6e-5 */
  pm_assert_close (*sample (g, 1, 120) - *sample (f, 1, 120), 1000.0, 2e-4, 0);
  fixture_free (f);
  fixture_free (g);
}

/* Too few channels, and channels without weight. */
static void
test_few_channels (void)
{
  Fixture *f = fixture_new (4);
  add_signal (f, 0);
  int left = 0;
  for (int s = 0; s < SLOTS; s++)
    if (f->line[s] == 0 && left++ >= PM_LINE_MIN_CHANNELS - 1)
      f->weight[s] = 0.0;
  g_assert_cmpuint (subtract (f), ==, 0);
  for (int s = 0; s < SLOTS; s++)
    f->weight[s] = s == 8 ? 0.0 : 1.0;
  float before = *sample (f, 8, FRAMES - 1);
  g_assert_cmpuint (subtract (f), ==, 1);
  /* a channel of weight 0 loses the line's signal too: what it loses is the signal to the noise of the mean, 5 sigma of sqrt (1 / 15 +
   * walks) */
  pm_assert_close (before - *sample (f, 8, FRAMES - 1), f->signal[FRAMES - 1], 3.5, 0);
  fixture_free (f);
}

static void
test_threads (void)
{
  Fixture *a = fixture_new (5), *b = fixture_new (5);
  add_signal (a, 3);
  add_signal (b, 3);
  b->control.n_threads = 3;
  g_assert_cmpuint (subtract (a), ==, 1);
  g_assert_cmpuint (subtract (b), ==, 1);
  g_assert_cmpmem (a->tl.samples, SLOTS * FRAMES * sizeof (float), b->tl.samples, SLOTS * FRAMES * sizeof (float));
  fixture_free (a);
  fixture_free (b);
}

/* However many blocks are looked at together: the same bits. */
static void
test_batches (void)
{
  Fixture *all = fixture_new (5);
  add_signal (all, 3);
  g_assert_cmpuint (subtract (all), ==, 1);
  for (size_t at_once = 1; at_once <= 3; at_once++)
    {
      Fixture *f = fixture_new (5);
      add_signal (f, 3);
      f->tl.blocks_at_once = at_once;
      f->control.n_threads = 2;
      g_assert_cmpuint (subtract (f), ==, 1);
      g_assert_cmpmem (f->tl.samples, SLOTS * FRAMES * sizeof (float), all->tl.samples, SLOTS * FRAMES * sizeof (float));
      fixture_free (f);
    }
  fixture_free (all);
}

/* A channel without a sample that counts, and therefore without a gain, says nothing: not a number least of all. */
static void
test_no_gain (void)
{
  Fixture *f = fixture_new (2);
  add_signal (f, 2);
  f->gain[2] = NAN;
  for (int t = 0; t < FRAMES; t++)
    f->tl.flags[t * PM_LANES + 2] = PM_SAMPLE_SOURCE;
  g_assert_cmpuint (subtract (f), ==, 1);
  for (int t = 0; t < FRAMES; t++)
    g_assert_true (isfinite (*sample (f, 2, t)));
  fixture_free (f);
}

/* Two lists at once are two calls, whichever of them have a signal. */
static void
test_two_lists (void)
{
  int by_block[SLOTS];
  for (int s = 0; s < SLOTS; s++)
    by_block[s] = s / PM_LANES;
  for (int signals = 0; signals < 4; signals++)
    {
      Fixture *together = fixture_new (6), *apart = fixture_new (6);
      Fixture *both[] = { together, apart };
      for (int i = 0; i < 2; i++)
        {
          if (signals & 1)
            add_signal (both[i], 2);
          for (int s = 0; s < SLOTS && signals & 2; s++)
            for (int t = 0; t < FRAMES && by_block[s] == 1; t++)
              *sample (both[i], s, t) += 3.0f * (float) both[i]->signal[FRAMES - 1 - t];
        }
      const PmLineList lists[] = { { together->line, LINES }, { by_block, BLOCKS } };
      gsize n = pm_line_modes_subtract (&together->tl, together->group, lists, 2, together->mode, together->gain, together->weight, 0, 6.0,
                                        &together->control), expected = 0;
      for (int i = 0; i < 2; i++)
        expected += pm_line_modes_subtract (&apart->tl, apart->group, &lists[i], 1, apart->mode, apart->gain, apart->weight, 0, 6.0,
                                            &apart->control);
      g_assert_cmpuint (n, ==, expected);
      g_assert_cmpuint (n, >=, (guint) (signals & 1) + (signals >> 1));
      g_assert_cmpmem (together->tl.samples, SLOTS * FRAMES * sizeof (float), apart->tl.samples, SLOTS * FRAMES * sizeof (float));
      fixture_free (together);
      fixture_free (apart);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-modes/noise", test_noise);
  g_test_add_func ("/line-modes/signal", test_signal);
  g_test_add_func ("/line-modes/masked-samples", test_masked_samples);
  g_test_add_func ("/line-modes/no-gain", test_no_gain);
  g_test_add_func ("/line-modes/two-lists", test_two_lists);
  g_test_add_func ("/line-modes/few-channels", test_few_channels);
  g_test_add_func ("/line-modes/threads", test_threads);
  g_test_add_func ("/line-modes/batches", test_batches);
  return g_test_run ();
}
