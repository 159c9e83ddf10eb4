/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-common-mode.h"
#include "pm-stats.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum { N = 1000, MEAN = 7, N_BLOCKS = 5, SLOTS = N_BLOCKS * PM_LANES, SIZE = SLOTS * N };

static const PmGroup group = { 1, 3 };
enum { FIRST = PM_LANES, END = 4 * PM_LANES }; /* slots of the group */

/* d = g C in five blocks, of which the middle three are the group. N is not a multiple of any chunk. */
typedef struct
{
  PmTimeline tl;
  PmControl control;
  double truth[N], mode[N], gain[SLOTS], weight[SLOTS], sigma[SLOTS], fx[N], fy[N];
} Scene;

static Scene *
scene_new (gsl_rng *rng)
{
  Scene *s = g_new0 (Scene, 1);
  s->tl = (PmTimeline){ N_BLOCKS, N, 0.005, g_new (float, SIZE), g_new0 (uint8_t, SIZE), s->fx, s->fy };
  s->control.n_threads = 2;
  for (size_t t = 0; t < N; t++)
    s->truth[t] = 100.0 * sin (0.03 * (double) t) + 0.1 * (double) t + gsl_ran_gaussian (rng, 5.0);
  for (size_t c = 0; c < SLOTS; c++)
    {
      s->gain[c] = gsl_ran_flat (rng, 0.5, 1.5);
      s->weight[c] = gsl_ran_flat (rng, 0.1, 3.0);
    }
  for (size_t c = 0; c < SLOTS; c++)
    for (size_t t = 0; t < N; t++)
      s->tl.samples[(c / PM_LANES * N + t) * PM_LANES + c % PM_LANES] = (float) (s->gain[c] * s->truth[t]);
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
place (size_t slot, size_t t)
{
  return (slot / PM_LANES * N + t) * PM_LANES + slot % PM_LANES;
}

static void
spoil (Scene *s, size_t slot, size_t t, uint8_t flag)
{
  s->tl.flags[place (slot, t)] |= flag;
  s->tl.samples[place (slot, t)] = 1e8f;
}

static void
test_solve (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  double usual[N];
  const uint8_t kinds[4] = { PM_SAMPLE_BAD, PM_SAMPLE_SPIKE, PM_SAMPLE_SOURCE, PM_SAMPLE_OUTLIER };
  for (size_t t = 0; t < N; t++)
    for (size_t c = FIRST; c < END; c++)
      if (gsl_rng_uniform (rng) < 0.2)
        spoil (s, c, t, kinds[gsl_rng_uniform_int (rng, 4)]);
      else if (gsl_rng_uniform (rng) < 0.1)
        s->tl.flags[place (c, t)] |= PM_SAMPLE_CUT; /* says nothing about the sample */
  for (size_t c = FIRST + 20; c < FIRST + 23; c++)
    {
      s->weight[c] = 0.0; /* takes no part, whatever its gain */
      s->gain[c] = c % 2 ? NAN : 0.7;
      for (size_t t = 0; t < N; t++)
        s->tl.samples[place (c, t)] = -1e8f;
    }
  double total = pm_common_mode_solve (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, s->mode, &s->control);
  for (size_t t = 0; t < N; t++)
    {
      usual[t] = 0.0;
      pm_assert_close (s->mode[t], s->truth[t], 1e-5, 1e-7); /* d are floats of about 100, 38 of them averaged */
      for (size_t c = FIRST; c < END; c++)
        usual[t] += s->weight[c] > 0 && !(s->tl.flags[place (c, t)] & PM_SKIP_MODEL) ? s->weight[c] * s->gain[c] * s->gain[c] : 0.0;
    }
  pm_assert_close (total, pm_median (usual, N), 0, 1e-12);
  scene_free (s);
  gsl_rng_free (rng);
}

/* The weighted mean, with noise: against the formula. */
static void
test_solve_noise (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  for (size_t i = 0; i < SIZE; i++)
    s->tl.samples[i] += (float) gsl_ran_gaussian (rng, 10.0);
  pm_common_mode_solve (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, s->mode, &s->control);
  for (size_t t = 0; t < N; t++)
    {
      double num = 0.0, den = 0.0;
      for (size_t c = FIRST; c < END; c++)
        {
          num += s->weight[c] * s->gain[c] * s->tl.samples[place (c, t)];
          den += s->weight[c] * s->gain[c] * s->gain[c];
        }
      pm_assert_close (s->mode[t], num / den, 1e-10, 1e-12); /* the same sum in another order */
    }
  scene_free (s);
  gsl_rng_free (rng);
}

/* Frames with less than a tenth of the usual weight lie on straight lines between their neighbours, the ends are level. */
static void
test_interpolation (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  for (size_t c = FIRST; c < END; c++)
    s->gain[c] = s->weight[c] = 1.0;
  for (size_t t = 0; t < N; t++)
    for (size_t c = FIRST; c < END; c++)
      {
        s->tl.samples[place (c, t)] = (float) s->truth[t];
        size_t present = t < 10 || (t >= 400 && t < 450) || t >= 990 ? 0 : t >= 600 && t < 610 ? 4 : t == 700 ? 5 : 48;
        if (c - FIRST >= present) /* of 48 channels: 4 are too few, 5 are enough */
          s->tl.flags[place (c, t)] = PM_SAMPLE_SOURCE;
        else if (present == 4)
          s->tl.samples[place (c, t)] = 1e6f;
      }
  g_assert_cmpfloat (pm_common_mode_solve (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, s->mode, &s->control), ==, 48.0);
  for (size_t t = 0; t < N; t++)
    {
      double expected = s->truth[t];
      if (t < 10)
        expected = s->truth[10];
      else if (t >= 990)
        expected = s->truth[989];
      else if (t >= 400 && t < 450)
        expected = s->truth[399] + (s->truth[450] - s->truth[399]) * (double) (t - 399) / 51.0;
      else if (t >= 600 && t < 610)
        expected = s->truth[599] + (s->truth[610] - s->truth[599]) * (double) (t - 599) / 11.0;
      pm_assert_close (s->mode[t], expected, 1e-5, 1e-6); /* floats of a few hundred */
    }
  memset (s->tl.flags, PM_SAMPLE_BAD, SIZE);
  g_assert_cmpfloat (pm_common_mode_solve (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, s->mode, &s->control), ==, 0.0);
  for (size_t t = 0; t < N; t++)
    g_assert_cmpfloat (s->mode[t], ==, 0.0);
  scene_free (s);
  gsl_rng_free (rng);
}

/* Each piece between two cuts has a constant of its own, in the gains and in the levels. */
static void
test_gains_and_levels (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  double gain[SLOTS];
  for (size_t c = FIRST; c < END; c++)
    {
      double level = gsl_ran_flat (rng, -300, 300);
      for (size_t t = 0; t < N; t++)
        {
          if (gsl_rng_uniform (rng) < 0.01)
            {
              level = gsl_ran_flat (rng, -300, 300);
              s->tl.flags[place (c, t)] |= PM_SAMPLE_CUT;
            }
          s->tl.samples[place (c, t)] += (float) level;
          if (gsl_rng_uniform (rng) < 0.2)
            spoil (s, c, t, PM_SAMPLE_SOURCE);
        }
    }
  for (size_t t = 0; t < N; t++)
    s->tl.flags[place (FIRST + 5, t)] |= PM_SAMPLE_BAD;
  g_autofree float *before = g_memdup2 (s->tl.samples, SIZE * sizeof (float));
  for (size_t c = 0; c < SLOTS; c++)
    gain[c] = 77.0;
  pm_common_mode_gains (&s->tl, group, s->truth, PM_SKIP_MODEL, gain, &s->control);
  for (size_t c = 0; c < SLOTS; c++)
    if (c == FIRST + 5)
      g_assert_true (isnan (gain[c]));
    else
      pm_assert_close (gain[c], c < FIRST || c >= END ? 77.0 : s->gain[c], 1e-6, 0); /* floats of 400 over a mode of rms 80 */
  gain[FIRST + 6] = NAN; /* as 0 */
  pm_common_mode_level (&s->tl, group, s->truth, gain, PM_SKIP_MODEL, &s->control);
  for (size_t c = 0; c < SLOTS; c++)
    {
      if (c < FIRST || c >= END)
        {
          for (size_t t = 0; t < N; t++)
            g_assert_cmpfloat (s->tl.samples[place (c, t)], ==, before[place (c, t)]);
          continue;
        }
      double sum = 0.0, n = 0.0;
      for (size_t t = 0; t <= N; t++)
        {
          if (t == N || s->tl.flags[place (c, t)] & PM_SAMPLE_CUT)
            {
              pm_assert_close (sum, 0.0, 1e-4 * fmax (n, 1.0), 0); /* floats of 400 */
              sum = n = 0.0;
            }
          if (t < N && !(s->tl.flags[place (c, t)] & PM_SKIP_MODEL))
            {
              double z = s->tl.samples[place (c, t)] - (c == FIRST + 6 ? 0.0 : s->gain[c] * s->truth[t]);
              if (c != FIRST + 6)
                pm_assert_close (z, 0.0, 5e-4, 0); /* no noise: the level is all there was */
              sum += z;
              n += 1.0;
            }
        }
    }
  scene_free (s);
  gsl_rng_free (rng);
}

static void
test_center (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  for (size_t c = FIRST; c < END; c++)
    for (size_t t = 0; t < N; t++)
      if (gsl_rng_uniform (rng) < 0.3 || c == FIRST + 1)
        s->tl.flags[place (c, t)] |= PM_SAMPLE_SPIKE;
  g_autofree float *before = g_memdup2 (s->tl.samples, SIZE * sizeof (float));
  pm_common_mode_center (&s->tl, group, &s->control);
  for (size_t c = 0; c < SLOTS; c++)
    {
      double v[N];
      size_t n = 0;
      for (size_t t = 0; c >= FIRST && c < END && t < N; t++)
        if (!(s->tl.flags[place (c, t)] & PM_SKIP_FIT))
          v[n++] = before[place (c, t)];
      double shift = before[place (c, 0)] - s->tl.samples[place (c, 0)];
      for (size_t t = 0; t < N; t++)
        pm_assert_close (s->tl.samples[place (c, t)], before[place (c, t)] - shift, 5e-5, 0); /* floats of 200 */
      if (n == 0)
        g_assert_cmpfloat (shift, ==, 0.0);
      /* The median of 350 of them stands at 50 % within 2.7 %; four times that, 48 tries. */
      else
        g_assert_true (shift > pm_quantile (v, n, 0.39) && shift < pm_quantile (v, n, 0.61));
    }
  scene_free (s);
  gsl_rng_free (rng);
}

static void
test_outliers (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  for (size_t c = FIRST; c < END; c++)
    for (size_t t = 0; t < N; t++)
      {
        float *d = &s->tl.samples[place (c, t)];
        *d += (float) (1000.0 + gsl_ran_gaussian (rng, 2.0));
        s->tl.flags[place (c, t)] |= t % 3 == 0 ? PM_SAMPLE_OUTLIER : 0; /* what an earlier pass said */
        if (t % 50 == 7)
          *d += t % 100 == 7 ? 40.0f : -40.0f;
        if (c == FIRST + 2)
          s->tl.flags[place (c, t)] |= PM_SAMPLE_BAD;
        if (c == FIRST + 3)
          *d = (float) (s->gain[c] * s->truth[t]) + (t % 50 == 7 ? 3.0f : 0.0f); /* no noise: the floor, 0.5 */
      }
  s->gain[FIRST + 4] = NAN;
  pm_common_mode_outliers (&s->tl, group, s->truth, s->gain, 10.0, 0.5, s->sigma, &s->control);
  for (size_t c = FIRST; c < END; c++)
    {
      bool judged = c < FIRST + 2 || c > FIRST + 4;
      for (size_t t = 0; judged && t < N; t++)
        g_assert_cmpint (!!(s->tl.flags[place (c, t)] & PM_SAMPLE_OUTLIER), ==, t % 50 == 7);
      if (judged)
        pm_assert_close (s->sigma[c], 2.0, 0, 0.25); /* 1.3 x 1.17 / sqrt 1000 = 5 %, 48 tries; + 2 % by 4 % of the pairs */
    }
  g_assert_true (isnan (s->sigma[FIRST + 2]));
  g_assert_true (s->sigma[FIRST + 4] > 2.0 * s->sigma[FIRST + 5]); /* without a gain: the mode's own steps, 5 sqrt 2, are in it */
  g_assert_cmpfloat (s->sigma[FIRST + 3], ==, 0.5);
  for (size_t t = 0; t < N; t++)
    g_assert_cmpint (s->tl.flags[place (FIRST + 3, t)] & PM_SAMPLE_OUTLIER, ==, 0); /* 3.0 is below 10 x 0.5 */
  pm_common_mode_outliers (&s->tl, group, s->truth, s->gain, 5.0, 0.5, s->sigma, &s->control);
  g_assert_true (s->tl.flags[place (FIRST + 3, 7)] & PM_SAMPLE_OUTLIER); /* and above 5 x 0.5 */
  scene_free (s);
  gsl_rng_free (rng);
}

static void
test_median (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  double value[3 * PM_LANES];
  for (size_t c = FIRST; c < END; c++)
    {
      s->weight[c] = c % 7 ? 1.0 : 0.0;
      for (size_t t = 0; t < N; t++)
        if (t != 500 && gsl_rng_uniform (rng) < 0.2)
          spoil (s, c, t, PM_SAMPLE_SPIKE);
        else if (t == 500)
          spoil (s, c, t, PM_SAMPLE_BAD);
    }
  pm_common_mode_median (&s->tl, group, s->weight, false, s->mode, &s->control);
  for (size_t t = 0; t < N; t++)
    {
      size_t n = 0;
      for (size_t c = FIRST; c < END; c++)
        if (s->weight[c] > 0 && !(s->tl.flags[place (c, t)] & PM_SKIP_FIT))
          value[n++] = s->tl.samples[place (c, t)];
      double expected = t == 500 ? 0.5 * (s->mode[499] + s->mode[501]) : pm_median (value, n);
      pm_assert_close (s->mode[t], expected, 1e-5, 1e-7); /* floats */
    }
  scene_free (s);
  gsl_rng_free (rng);
}

/* Differences summed up do not see jumps: on many channels at different times, or on most of them at once; nor constants, nor holes. */
static void
test_median_of_differences (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  for (size_t c = FIRST; c < END; c++)
    {
      float level = (float) gsl_ran_flat (rng, -1000, 1000);
      size_t jump = gsl_rng_uniform_int (rng, N);
      s->weight[c] = 1.0;
      for (size_t t = 0; t < N; t++)
        {
          if (t == jump || (t == 640 && c % 3))
            {
              level += 500.0f;
              s->tl.flags[place (c, t)] |= PM_SAMPLE_CUT;
            }
          s->tl.samples[place (c, t)] = (float) s->truth[t] + level;
          bool missing = t < 3 || (t >= 300 && t < 340);
          s->fx[t] = missing ? NAN : 1.0;
          if (missing)
            spoil (s, c, t, PM_SAMPLE_BAD);
        }
    }
  pm_common_mode_median (&s->tl, group, s->weight, true, s->mode, &s->control);
  for (size_t t = 3; t < N; t++)
    if (isfinite (s->fx[t]))
      pm_assert_close (s->mode[t] - s->mode[3], s->truth[t] - s->truth[3], 0.02, 0); /* 1000 times a float of 1000: 6e-5 each, random */
    else
      g_assert_true (isfinite (s->mode[t]));
  scene_free (s);
  gsl_rng_free (rng);
}

static void
test_clean (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  g_autofree float *z = g_new (float, N * PM_LANES);
  s->gain[2 * PM_LANES + 3] = NAN;
  pm_common_mode_clean (&s->tl, 2, s->truth, s->gain + 2 * PM_LANES, z);
  for (size_t t = 0; t < N; t++)
    for (size_t l = 0; l < PM_LANES; l++)
      {
        double g = l == 3 ? 0.0 : s->gain[2 * PM_LANES + l];
        pm_assert_close (z[t * PM_LANES + l], s->tl.samples[place (2 * PM_LANES + l, t)] - g * s->truth[t], 1e-5, 1e-7); /* float */
      }
  scene_free (s);
  gsl_rng_free (rng);
}

/* A mean is that of the cleaned samples that are there, at least half of them; what is left over at the end makes none. */
static void
test_clean_mean (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  g_autofree float *z = g_new (float, N * PM_LANES), *means = g_new (float, N * PM_LANES);
  g_autofree uint8_t *flags = g_new (uint8_t, N * PM_LANES);
  for (size_t i = 0; i < SIZE; i++)
    {
      s->tl.samples[i] += (float) gsl_ran_gaussian (rng, 3.0);
      s->tl.flags[i] = gsl_rng_uniform (rng) < 0.4 ? (uint8_t) gsl_rng_uniform_int (rng, 32) : 0;
    }
  s->gain[2 * PM_LANES + 3] = NAN;
  pm_common_mode_clean (&s->tl, 2, s->truth, s->gain + 2 * PM_LANES, z);
  pm_common_mode_clean_mean (&s->tl, 2, s->truth, s->gain + 2 * PM_LANES, MEAN, means, flags);
  for (size_t i = 0; i < N / MEAN * PM_LANES; i++)
    {
      double sum = 0.0;
      int any = 0, n = 0;
      for (size_t k = 0, at = i / PM_LANES * MEAN * PM_LANES + i % PM_LANES; k < MEAN; k++, at += PM_LANES)
        {
          gboolean use = !(pm_timeline_block_flags (&s->tl, 2)[at] & PM_SKIP_FIT);
          any |= pm_timeline_block_flags (&s->tl, 2)[at];
          n += use;
          sum += use ? z[at] : 0.0;
        }
      pm_assert_close (means[i], 2 * n < MEAN ? 0.0 : sum / n, 1e-5, 1e-6); /* floats of some hundred */
      g_assert_cmpint (flags[i], ==, (2 * n < MEAN ? PM_SAMPLE_BAD : 0) | (any & PM_SAMPLE_CUT));
    }
  g_assert_nonnull (memchr (flags, PM_SAMPLE_BAD, N / MEAN * PM_LANES));
  scene_free (s);
  gsl_rng_free (rng);
}

/* The whole first cleaning with any number of threads: the same bytes. */
static void
run_all (Scene *s, int n_threads)
{
  double gain[SLOTS];
  s->control.n_threads = n_threads;
  pm_common_mode_center (&s->tl, group, &s->control);
  pm_common_mode_median (&s->tl, group, s->weight, true, s->mode, &s->control);
  pm_common_mode_median (&s->tl, group, s->weight, false, s->mode, &s->control);
  pm_common_mode_outliers (&s->tl, group, s->mode, s->gain, 4.0, 0.1, s->sigma, &s->control);
  pm_common_mode_solve (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, s->mode, &s->control);
  pm_common_mode_gains (&s->tl, group, s->mode, PM_SKIP_MODEL, gain, &s->control);
  memcpy (s->gain + FIRST, gain + FIRST, (END - FIRST) * sizeof *gain);
  pm_common_mode_level (&s->tl, group, s->mode, s->gain, PM_SKIP_MODEL, &s->control);
}

static void
test_threads (void)
{
  Scene *s[3];
  for (int k = 0; k < 3; k++)
    {
      gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
      s[k] = scene_new (rng);
      for (size_t i = 0; i < SIZE; i++)
        {
          s[k]->tl.samples[i] += (float) gsl_ran_gaussian (rng, 10.0);
          s[k]->tl.flags[i] = gsl_rng_uniform (rng) < 0.1 ? PM_SAMPLE_SPIKE : gsl_rng_uniform (rng) < 0.001 ? PM_SAMPLE_CUT : 0;
        }
      run_all (s[k], k + 1);
      gsl_rng_free (rng);
      g_assert_cmpmem (s[k]->mode, sizeof s[k]->mode, s[0]->mode, sizeof s[0]->mode);
      g_assert_cmpmem (s[k]->gain, sizeof s[k]->gain, s[0]->gain, sizeof s[0]->gain);
      g_assert_cmpmem (s[k]->sigma, sizeof s[k]->sigma, s[0]->sigma, sizeof s[0]->sigma);
      g_assert_cmpmem (s[k]->tl.samples, SIZE * sizeof (float), s[0]->tl.samples, SIZE * sizeof (float));
      g_assert_cmpmem (s[k]->tl.flags, SIZE, s[0]->tl.flags, SIZE);
    }
  for (int k = 0; k < 3; k++)
    scene_free (s[k]);
}

/* What is no number, or too large for one, is missing from then on, and 0; other lanes count as before. Equal numbers are told apart from
 * different ones by those that are left. */
static void
test_begin (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  const float wild[] = { NAN, INFINITY, -INFINITY, 3e38f, -2e30f }, tame[] = { 1e30f, -1e30f, 1e-40f, -0.0f };
  size_t n[SLOTS];
  bool constant[SLOTS];
  for (size_t t = 0; t < N; t++)
    {
      s->tl.samples[place (5, t)] = t % 10 == 3 ? 4.0f : wild[t % 5];
      s->tl.samples[place (6, t)] = wild[t % 5];
      s->tl.samples[place (22, t)] = tame[t % 4];
      s->tl.flags[place (23, t)] = t % 2 ? PM_SAMPLE_SPIKE | PM_SAMPLE_CUT : PM_SAMPLE_BAD | PM_SAMPLE_SOURCE;
      if (t % 2 == 0)
        s->tl.samples[place (23, t)] = NAN;
    }
  pm_common_mode_begin (&s->tl, (PmGroup){ 0, N_BLOCKS }, n, constant, &s->control);
  for (size_t slot = 0; slot < SLOTS; slot++)
    {
      g_assert_cmpuint (n[slot], ==, slot == 5 ? N / 10 : slot == 6 ? 0 : slot == 23 ? N / 2 : N);
      g_assert_cmpint (constant[slot], ==, slot == 5 || slot == 6);
      for (size_t t = 0; t < N; t++)
        {
          gboolean missing = (slot == 5 && t % 10 != 3) || slot == 6 || (slot == 23 && t % 2 == 0);
          g_assert_true (isfinite (s->tl.samples[place (slot, t)]));
          g_assert_cmpint (s->tl.flags[place (slot, t)] & PM_SAMPLE_BAD, ==, missing ? PM_SAMPLE_BAD : 0);
          if (missing)
            g_assert_cmpfloat (s->tl.samples[place (slot, t)], ==, 0.0f);
        }
    }
  g_assert_cmpint (s->tl.flags[place (23, 1)], ==, PM_SAMPLE_CUT);
  g_assert_cmpfloat (s->tl.samples[place (22, 0)], ==, 1e30f);
  scene_free (s);
  gsl_rng_free (rng);
}

/* Fewer frames than there are lanes: under the address sanitizer each array is as long as it is said to be. */
static void
test_few_frames (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  for (size_t n = 1; n < PM_LANES; n += 5)
    {
      Scene *s = scene_new (rng);
      g_autofree double *mode = g_new0 (double, n);
      s->tl.n_frames = n;
      pm_common_mode_center (&s->tl, group, &s->control);
      pm_common_mode_outliers (&s->tl, group, mode, s->gain, 5.0, 0.1, s->sigma, &s->control);
      pm_common_mode_median (&s->tl, group, s->weight, TRUE, mode, &s->control);
      pm_common_mode_solve (&s->tl, group, s->gain, s->weight, 0, mode, &s->control);
      pm_common_mode_gains (&s->tl, group, mode, 0, s->gain, &s->control);
      for (size_t slot = FIRST; slot < END; slot++)
        g_assert_true (n > 8 || isnan (s->sigma[slot])); /* too few differences for a scatter */
      scene_free (s);
    }
  gsl_rng_free (rng);
}

/* However many blocks are looked at together, with masked samples, masked frames and channels without weight: the same bits. */
static void
test_batches (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  double mode[2][N], usual = 0.0, agreement = 0.0;
  for (size_t i = 0; i < SIZE; i++)
    {
      s->tl.samples[i] += (float) gsl_ran_gaussian (rng, 10.0);
      s->tl.flags[i] = gsl_rng_uniform (rng) < 0.1 || i / PM_LANES % N == 77 ? PM_SAMPLE_SPIKE : 0;
    }
  for (size_t c = 2 * PM_LANES; c < 3 * PM_LANES + 5; c++)
    s->weight[c] = 0.0;
  for (size_t at_once = 0; at_once <= 5; at_once++)
    {
      double *solved = at_once == 0 ? mode[0] : s->mode;
      s->tl.blocks_at_once = at_once;
      s->control.n_threads = 1 + (int) at_once % 3;
      double total = pm_common_mode_solve (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, solved, &s->control);
      double *judged = at_once == 0 ? mode[1] : s->truth, how;
      how = pm_common_mode_significance (&s->tl, group, s->gain, s->weight, PM_SKIP_MODEL, judged, &s->control);
      g_assert_cmpmem (solved, N * sizeof *solved, mode[0], N * sizeof *solved);
      g_assert_cmpmem (judged, N * sizeof *judged, mode[1], N * sizeof *judged);
      usual = at_once == 0 ? total : usual;
      agreement = at_once == 0 ? how : agreement;
      g_assert_true (total == usual && how == agreement);
    }
  g_assert_cmpfloat (agreement, >, 5.0);
  scene_free (s);
  gsl_rng_free (rng);
}

/* No channels, no frames, and work that was stopped: nothing is touched but what is promised. */
static void
test_nothing (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Scene *s = scene_new (rng);
  const PmGroup none = { 2, 0 };
  g_autofree float *before = g_memdup2 (s->tl.samples, SIZE * sizeof (float));
  g_assert_cmpfloat (pm_common_mode_solve (&s->tl, none, s->gain, s->weight, 0, s->mode, &s->control), ==, 0.0);
  for (int differences = 0; differences < 2; differences++)
    {
      s->mode[7] = 9.0;
      pm_common_mode_median (&s->tl, none, s->weight, differences, s->mode, &s->control);
      for (size_t t = 0; t < N; t++)
        g_assert_cmpfloat (s->mode[t], ==, 0.0);
    }
  pm_common_mode_center (&s->tl, none, &s->control);
  pm_common_mode_outliers (&s->tl, none, s->mode, s->gain, 5.0, 0.1, s->sigma, &s->control);
  pm_common_mode_level (&s->tl, none, s->mode, s->gain, 0, &s->control);
  atomic_store (&s->control.cancel, true);
  pm_common_mode_center (&s->tl, group, &s->control);
  pm_common_mode_level (&s->tl, group, s->mode, s->gain, 0, &s->control);
  g_assert_cmpmem (s->tl.samples, SIZE * sizeof (float), before, SIZE * sizeof (float));
  atomic_store (&s->control.cancel, false);
  s->tl.n_frames = 0;
  g_assert_cmpfloat (pm_common_mode_solve (&s->tl, group, s->gain, s->weight, 0, s->mode, &s->control), ==, 0.0);
  pm_common_mode_gains (&s->tl, group, s->mode, 0, s->gain, &s->control);
  pm_common_mode_outliers (&s->tl, group, s->mode, s->gain, 5.0, 0.1, s->sigma, &s->control);
  g_assert_true (isnan (s->gain[FIRST]) && isnan (s->sigma[FIRST]));
  scene_free (s);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common-mode/solve", test_solve);
  g_test_add_func ("/common-mode/solve-noise", test_solve_noise);
  g_test_add_func ("/common-mode/interpolation", test_interpolation);
  g_test_add_func ("/common-mode/gains-and-levels", test_gains_and_levels);
  g_test_add_func ("/common-mode/center", test_center);
  g_test_add_func ("/common-mode/outliers", test_outliers);
  g_test_add_func ("/common-mode/median", test_median);
  g_test_add_func ("/common-mode/median-of-differences", test_median_of_differences);
  g_test_add_func ("/common-mode/clean", test_clean);
  g_test_add_func ("/common-mode/clean-mean", test_clean_mean);
  g_test_add_func ("/common-mode/threads", test_threads);
  g_test_add_func ("/common-mode/begin", test_begin);
  g_test_add_func ("/common-mode/few-frames", test_few_frames);
  g_test_add_func ("/common-mode/batches", test_batches);
  g_test_add_func ("/common-mode/nothing", test_nothing);
  return g_test_run ();
}
