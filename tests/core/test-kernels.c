/* SPDX-License-Identifier: GPL-3.0-or-later
 * All sets of kernels give the same bits. What they compute is proved behind the functions that use them.
 */
#include "pm-kernels.h"
#include "pm-raw.h"
#include "pm-test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

enum
{
  N = 1000, /* frames: no multiple of a vector, a tile or a stride */
  SIZE = N * PM_LANES,
  ROW_BYTES = 200
};

typedef struct
{
  const PmFilterKernels *filter;
  const PmModeKernels *mode;
  const PmSourceKernels *source;
  const PmMapKernels *map;
  const PmRawKernels *raw;
} Set;

#define DECLARE(isa)                                                                                                                       \
  extern const PmFilterKernels pm_filter_kernels_##isa;                                                                                    \
  extern const PmModeKernels pm_mode_kernels_##isa;                                                                                        \
  extern const PmSourceKernels pm_source_kernels_##isa;                                                                                    \
  extern const PmMapKernels pm_map_kernels_##isa;                                                                                          \
  extern const PmRawKernels pm_raw_kernels_##isa;
#define SET(isa)                                                                                                                           \
  (Set) { &pm_filter_kernels_##isa, &pm_mode_kernels_##isa, &pm_source_kernels_##isa, &pm_map_kernels_##isa, &pm_raw_kernels_##isa }

DECLARE (base)
#ifdef __x86_64__
DECLARE (avx2)
DECLARE (avx512)
#endif

/* Input, and what comes out of each kernel, in one piece so that two can be compared. */
typedef struct
{
  float d[SIZE], level[SIZE];
  uint8_t flags[SIZE], rows[N * ROW_BYTES];
  double fx[N], fy[N], mode[N], lane[7][PM_LANES], kernel[9], weights[2][5 * PM_LANES];
  PmBeam beams[PM_LANES];
  size_t frame[N];
} Input;

typedef struct
{
  float u[SIZE], info[SIZE], smooth[SIZE], work[2 * SIZE], z[SIZE], again[SIZE], means[SIZE], weighted[SIZE], levelled[SIZE],
      model[SIZE], added[SIZE], map[SIZE], across[SIZE], standard[SIZE], raw[SIZE], wild[SIZE], lane_sum[N], largest[PM_LANES],
      highest[PM_LANES];
  double likelihood[3][PM_LANES], decay[2][N / 32 * PM_LANES], num[SIZE], missing[SIZE], gains[PM_LANES], columns[6 * N],
      three[3 * N];
  uint8_t outliers[SIZE], looked[SIZE], mean_flags[SIZE], mask[SIZE], shape[SIZE], residual[SIZE], raw_flags[SIZE];
  bool cut[PM_LANES], constant[PM_LANES];
  size_t n[PM_LANES], near, n_shape, spikes[PM_LANES], n_cuts;
  int16_t last[PM_LANES];
} Output;

static Input *
input_new (gulong seed)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Input *in = g_new0 (Input, 1);
  gsl_rng_set (rng, seed);
  for (size_t i = 0; i < SIZE; i++)
    {
      in->d[i] = (float) (gsl_ran_gaussian (rng, 10.0) + 1e-3 * (double) i);
      in->level[i] = (float) gsl_ran_gaussian (rng, 3.0);
      in->flags[i] = gsl_rng_uniform (rng) < 0.02 ? (uint8_t) gsl_rng_uniform_int (rng, 32) : 0;
      if (in->flags[i] & PM_SAMPLE_BAD && gsl_rng_uniform (rng) < 0.5)
        in->d[i] = NAN;
    }
  for (size_t i = 0; i < sizeof in->rows; i++)
    in->rows[i] = gsl_rng_uniform (rng) < 0.3 ? 0x7f : 0xff;
  for (size_t t = 0; t < N; t++)
    {
      in->fx[t] = t % 97 == 0 ? NAN : gsl_ran_flat (rng, -60.0, 60.0);
      in->fy[t] = in->fx[t] + gsl_ran_gaussian (rng, 5.0);
      in->mode[t] = gsl_ran_gaussian (rng, 20.0);
      in->frame[t] = t % 13 == 0 ? PM_RAW_UNUSED : t;
    }
  for (size_t l = 0; l < PM_LANES; l++)
    {
      for (size_t i = 0; i < 7; i++)
        in->lane[i][l] = gsl_ran_flat (rng, 0.1, 2.0);
      in->beams[l] = (PmBeam){ gsl_ran_flat (rng, 2.0, 5.0), l % 2 ? 0.1 : 0.0, 2.5 };
    }
  for (size_t i = 0; i < 2 * 5 * PM_LANES; i++)
    in->weights[i / (5 * PM_LANES)][i % (5 * PM_LANES)] = gsl_ran_flat (rng, 0.1, 2.0);
  for (int i = 0; i < 9; i++)
    in->kernel[i] = exp (-0.1 * (i - 4) * (i - 4));
  gsl_rng_free (rng);
  return in;
}

static void
run_samples (const Set *set, const Input *in, Output *out)
{
  const PmModeKernels *mode = set->mode;
  const double *gain = in->lane[0], *weight = in->lane[1], *q = in->lane[2], *zero = in->lane[3];
  set->filter->whiten (in->d, weight, in->flags, PM_SKIP_FIT, N, q, out->u, out->info);
  set->filter->rewhiten (in->level, weight, out->info, N, out->again);
  set->filter->smooth (in->d, in->flags, PM_SKIP_FIT, N, q, out->smooth, out->work);
  set->filter->likelihood (in->d, in->flags, PM_SKIP_FIT, N, q, out->likelihood[0], out->likelihood[1], out->likelihood[2]);
  set->filter->decay (out->info, N, 32, out->decay[0], out->decay[1]);
  mode->sum (in->d, in->flags, SIZE / 5, 5, PM_SKIP_MODEL, N / 5, in->weights[0], in->weights[1], out->num, out->missing);
  mode->weighted (in->d, in->flags, PM_SKIP_MODEL, in->mode, gain, weight, N, out->weighted);
  mode->add_lane (out->weighted + 3, N, out->lane_sum);
  mode->gains (in->d, in->flags, in->mode, PM_SKIP_MODEL, N, out->gains);
  memcpy (out->levelled, in->d, sizeof in->d);
  mode->level (out->levelled, in->flags, in->mode, gain, PM_SKIP_MODEL, N, out->cut);
  mode->clean (in->d, in->mode, gain, N, out->z);
  mode->mean (in->d, in->flags, PM_SKIP_FIT, in->mode, gain, N, 3, out->means, out->mean_flags);
  memcpy (out->outliers, in->flags, sizeof in->flags);
  mode->outliers (in->d, in->mode, gain, zero, (const double[PM_LANES]){ 9, 9, 9, 9, 30, 30, 30, 30, 9, 9, 9, 9, 1, 1, 1, 1 }, N,
                  out->outliers);
  memcpy (out->looked, in->flags, sizeof in->flags);
  memcpy (out->wild, in->d, sizeof in->d);
  for (size_t i = 7; i < SIZE; i += 131)
    out->wild[i] = (const float[]){ NAN, INFINITY, -INFINITY, 3e38f, -1e30f }[i % 5];
  mode->look (out->wild, out->looked, PM_SAMPLE_BAD | PM_SAMPLE_CUT, N, out->n, out->constant);
}

static void
run_source (const Set *set, const Input *in, Output *out)
{
  const PmSourceKernels *source = set->source;
  const double *x = in->lane[4], *y = in->lane[5], *amplitude = in->lane[6];
  bool active[PM_LANES];
  size_t at[PM_LANES], apart[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      active[l] = l != 5;
      at[l] = 8 + 4 * l;
      apart[l] = l == 7 ? PM_RAW_UNUSED : 100 + 3 * l;
    }
  memcpy (out->mask, in->flags, sizeof in->flags);
  source->mask (in->fx, in->fy, N, x, y, 11.0, out->mask);
  source->model (in->fx, in->fy, N, in->beams, x, y, amplitude, 12.0, out->model);
  memcpy (out->added, in->level, sizeof in->level);
  source->add (in->fx, in->fy, N, in->beams, x, y, amplitude, 12.0, out->added);
  out->near = source->find_near (in->fx, in->fy, 200, N, 20.0, 20.0, 2.0);
  source->columns (&in->beams[1], in->fx, in->fy, N, 1.0, -2.0, 6, out->columns, N);
  source->columns (&in->beams[0], in->fx, in->fy, N, 1.0, -2.0, 3, out->three, N);
  memcpy (out->shape, in->flags, sizeof in->flags);
  out->n_shape = source->beam_shape (in->level, out->shape, N, amplitude, 3.0, 0.5);
  memcpy (out->residual, in->flags, sizeof in->flags);
  source->residual (in->level, out->model, out->residual, N, amplitude, 3.0, active, out->spikes);
  set->map->smooth_axis (in->kernel, 4, in->level, out->map, 50, 1, 20, 50);
  set->map->smooth_axis (in->kernel, 4, out->map, out->across, 20, 50, 50, 1);
  set->map->normalise (out->across, in->level, N, out->largest);
  memcpy (out->standard, out->across, sizeof out->across);
  set->map->standardise (out->standard, in->level, N, in->level, in->level + 100, out->highest);
  set->raw->samples (in->rows, ROW_BYTES, N, in->frame, at, in->lane[0], -1.0, out->raw, out->raw_flags);
  out->n_cuts = set->raw->cuts (in->rows, ROW_BYTES, N, in->frame, apart, out->last, out->raw_flags);
  set->raw->samples (in->rows, ROW_BYTES, N / 2, in->frame, apart, in->lane[0], -1.0, out->raw, out->raw_flags);
}

static void
compare (const Set *set)
{
  const Set base = SET (base);
  for (gulong seed = 1; seed <= 5; seed++)
    {
      g_autofree Input *in = input_new (seed);
      g_autofree Output *expected = g_new0 (Output, 1), *found = g_new0 (Output, 1);
      run_samples (&base, in, expected);
      run_source (&base, in, expected);
      run_samples (set, in, found);
      run_source (set, in, found);
      g_assert_cmpmem (found, sizeof *found, expected, sizeof *expected);
      g_assert_cmpuint (found->n_shape, >, 0);
      g_assert_cmpuint (found->n_cuts, >, 0);
      g_assert_cmpuint (found->near, <, N);
    }
}

static void
test_chosen (void)
{
  const Set chosen = { pm_filter_kernels (), pm_mode_kernels (), pm_source_kernels (), pm_map_kernels (), pm_raw_kernels () };
  compare (&chosen);
}

static void
test_avx2 (void)
{
#ifdef __x86_64__
  const Set set = SET (avx2);
  if (__builtin_cpu_supports ("avx2"))
    compare (&set);
#endif
}

static void
test_avx512 (void)
{
#ifdef __x86_64__
  const Set set = SET (avx512);
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512vl"))
    compare (&set);
#endif
}

/* Against the C library's, which is good to its last bit. */
static void
test_exp (void)
{
  for (double x = -699.9; x < 700.0; x += 0.0137)
    pm_assert_close (pm_exp (x), exp (x), 0, 4.5e-16);
  g_assert_cmpfloat (pm_exp (0.0), ==, 1.0);
  g_assert_cmpfloat (pm_exp (-701.0), ==, 0.0);
  g_assert_cmpfloat (pm_exp (-INFINITY), ==, 0.0);
  g_assert_true (isnan (pm_exp (NAN)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/chosen", test_chosen);
  g_test_add_func ("/kernels/avx2", test_avx2);
  g_test_add_func ("/kernels/avx512", test_avx512);
  g_test_add_func ("/kernels/exp", test_exp);
  return g_test_run ();
}
