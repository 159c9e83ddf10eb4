/* SPDX-License-Identifier: GPL-3.0-or-later
 * The local-level filter, PM_LANES channels side by side.
 *
 * Prediction error e = z - a, S = p + 1, gain K = p / S = 1 - 1/S, a += K e, p -> p / S, then p += q for the next sample: so S is kept
 * instead of p, S -> 2 + q - 1/S, the shortest way from one sample to the next. Backward,
 * with r = 0 behind the last sample: u = e/S - K r, r <- u + r. 1/S is what is stored: near a free level K = 1 - 1e-8 would be 1 in a
 * float and lose the level. The state is double: with a small q the filter averages 1e4 samples, whose rounding errors in float would
 * add up to a visible level.
 */
#include "pm-kernels.h"
#include "pm-lanes.h"
#include "pm-local-level.h"

#include <math.h>

/* Of PM_WIDTH lanes. */
typedef struct
{
  PmDoubles a, s, q, q2; /* predicted level, its variance + 1, what is added to it at each sample, that + 2 */
} State;

static inline void
state_init (State s[PM_PARTS], const double *q)
{
  for (size_t h = 0; h < PM_PARTS; h++)
    s[h] = (State){ pm_lanes_all (0.0), pm_lanes_all (PM_FREE_LEVEL + 1.0), pm_lanes_load (q + h * PM_WIDTH),
                    2.0 + pm_lanes_load (q + h * PM_WIDTH) };
}

/* One step; leaves e (0 where missing) and 1/S (0 where missing). `plain`: no flag of this frame matters. */
static inline void
state_step (State *s, PmDoubles value, const uint8_t *flags, uint8_t skip, bool plain, PmDoubles *e, PmDoubles *info)
{
  if (plain)
    {
      PmDoubles inverse = 1.0 / s->s;
      *e = value - s->a;
      *info = inverse;
      s->a += (1.0 - inverse) * *e;
      s->s = s->q2 - inverse;
      return;
    }
  PmMask missing = pm_lanes_flagged (flags, skip);
  PmDoubles before = pm_lanes_pick (pm_lanes_flagged (flags, PM_SAMPLE_CUT), pm_lanes_all (PM_FREE_LEVEL + 1.0), s->s);
  PmDoubles inverse = 1.0 / before;
  *e = pm_lanes_keep (~missing, value - s->a);
  *info = pm_lanes_keep (~missing, inverse);
  s->a += (1.0 - inverse) * *e;
  s->s = pm_lanes_pick (missing, before + s->q, s->q2 - inverse);
}

/* Backward, over what the forward pass left in u and info. */
static void
whiten_back (const float *info, size_t n_frames, float *u)
{
  PmDoubles r[PM_PARTS] = { { 0.0 } };
  for (size_t i = n_frames * PM_LANES; i > 0;)
    {
      i -= PM_LANES;
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          PmDoubles inverse = pm_lanes_load_float (info + i + h * PM_WIDTH);
          PmDoubles gain = pm_lanes_keep (inverse > 0.0, 1.0 - inverse);
          PmDoubles value = pm_lanes_load_float (u + i + h * PM_WIDTH) - gain * r[h];
          pm_lanes_store_float (u + i + h * PM_WIDTH, value);
          r[h] += value;
        }
    }
}

static void
whiten (const float *z, const double *scale, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *u, float *info)
{
  State s[PM_PARTS];
  PmDoubles k[PM_PARTS];
  state_init (s, q);
  for (size_t h = 0; h < PM_PARTS; h++)
    k[h] = pm_lanes_load (scale + h * PM_WIDTH);
  for (size_t i = 0; i < n_frames * PM_LANES; i += PM_LANES)
    {
      bool plain = !pm_lanes_any (flags + i, skip | PM_SAMPLE_CUT);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          size_t at = i + h * PM_WIDTH;
          PmDoubles e, inverse;
          state_step (&s[h], k[h] * pm_lanes_load_float (z + at), flags + at, skip, plain, &e, &inverse);
          pm_lanes_store_float (u + at, e * inverse);
          pm_lanes_store_float (info + at, inverse);
        }
    }
  whiten_back (info, n_frames, u);
}

/* With 1/S known there is no division. */
static void
rewhiten (const float *z, const double *scale, const float *info, size_t n_frames, float *u)
{
  PmDoubles level[PM_PARTS] = { { 0.0 } }, k[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    k[h] = pm_lanes_load (scale + h * PM_WIDTH);
  for (size_t i = 0; i < n_frames * PM_LANES; i += PM_LANES)
    for (size_t h = 0; h < PM_PARTS; h++)
      {
        size_t at = i + h * PM_WIDTH;
        PmDoubles inverse = pm_lanes_load_float (info + at);
        PmDoubles e = pm_lanes_keep (inverse > 0.0, k[h] * pm_lanes_load_float (z + at) - level[h]);
        pm_lanes_store_float (u + at, e * inverse);
        level[h] += (1.0 - inverse) * e;
      }
  whiten_back (info, n_frames, u);
}

static void
smooth (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *level, float *work)
{
  float *e_out = work, *info_out = work + n_frames * PM_LANES;
  State s[PM_PARTS];
  state_init (s, q);
  for (size_t i = 0; i < n_frames * PM_LANES; i += PM_LANES)
    {
      bool plain = !pm_lanes_any (flags + i, skip | PM_SAMPLE_CUT);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          size_t at = i + h * PM_WIDTH;
          PmDoubles e, inverse;
          PmDoubles p = pm_lanes_pick (pm_lanes_flagged (flags + at, PM_SAMPLE_CUT), pm_lanes_all (PM_FREE_LEVEL), s[h].s - 1.0);
          state_step (&s[h], pm_lanes_load_float (z + at), flags + at, skip, plain, &e, &inverse);
          /* Where a sample is missing the prediction and its variance are kept instead, the latter as a negative number. */
          if (!plain)
            {
              pm_lanes_store_float (level + at, s[h].a);
              inverse = pm_lanes_pick (inverse > 0.0, inverse, -p);
            }
          pm_lanes_store_float (e_out + at, e);
          pm_lanes_store_float (info_out + at, inverse);
        }
    }
  PmDoubles r[PM_PARTS] = { { 0.0 } };
  for (size_t i = n_frames * PM_LANES; i > 0;)
    {
      i -= PM_LANES;
      bool plain = !pm_lanes_any (flags + i, skip | PM_SAMPLE_CUT);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          size_t at = i + h * PM_WIDTH;
          PmDoubles inverse = pm_lanes_load_float (info_out + at), e = pm_lanes_load_float (e_out + at);
          PmDoubles u = e * inverse - (1.0 - inverse) * r[h], here = pm_lanes_load_float (z + at) - u;
          if (plain)
            {
              pm_lanes_store_float (level + at, here);
              r[h] += u;
              continue;
            }
          PmMask present = inverse > 0.0;
          PmDoubles predicted = pm_lanes_load_float (level + at) - inverse * r[h];
          pm_lanes_store_float (level + at, pm_lanes_pick (present, here, predicted));
          r[h] += pm_lanes_keep (present, u);
          /* nothing is carried back over a cut */
          r[h] = pm_lanes_keep (~pm_lanes_flagged (flags + at, PM_SAMPLE_CUT), r[h]);
        }
    }
}

#define MIN_INFO 1e-4 /* below, a sample's prediction is nearly free and fixes the level: it says nothing about the noise */

static void
likelihood (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, double *log_likelihood, double *variance,
            double *n_used)
{
  enum { FLUSH = 64 }; /* samples between two logarithms: MIN_INFO^64 = 1e-256 is a number still */
  double sum_log[PM_LANES] = { 0.0 };
  State s[PM_PARTS];
  state_init (s, q);
  const PmDoubles one = pm_lanes_all (1.0);
  PmDoubles sum[PM_PARTS] = { { 0.0 } }, n[PM_PARTS] = { { 0.0 } }, product[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    product[h] = one;
  for (size_t t = 0; t < n_frames; t++)
    {
      size_t i = t * PM_LANES;
      bool plain = !pm_lanes_any (flags + i, skip | PM_SAMPLE_CUT);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          PmDoubles e, inverse;
          state_step (&s[h], pm_lanes_load_float (z + i + h * PM_WIDTH), flags + i + h * PM_WIDTH, skip, plain, &e, &inverse);
          PmMask use = inverse > MIN_INFO;
          sum[h] += pm_lanes_keep (use, e * e * inverse);
          n[h] += pm_lanes_keep (use, one);
          product[h] *= pm_lanes_pick (use, inverse, one);
        }
      if (t % FLUSH == FLUSH - 1 || t == n_frames - 1)
        for (size_t l = 0; l < PM_LANES; l++)
          {
            sum_log[l] -= log (product[l / PM_WIDTH][l % PM_WIDTH]);
            product[l / PM_WIDTH][l % PM_WIDTH] = 1.0;
          }
    }
  for (size_t l = 0; l < PM_LANES; l++)
    {
      double total = sum[l / PM_WIDTH][l % PM_WIDTH];
      n_used[l] = n[l / PM_WIDTH][l % PM_WIDTH];
      bool enough = n_used[l] >= 2.0;
      variance[l] = enough ? total / n_used[l] : NAN;
      log_likelihood[l] = enough ? -0.5 * (sum_log[l] + n_used[l] * log (total > 1e-30 ? total : 1e-30)) : NAN;
    }
}

/* Over segments of `length` frames: the product of 1/S over the samples that are present, and the sum of 1/S times the square of that
 * product before it. */
static void
decay (const float *info, size_t n_frames, size_t length, double *decay, double *q)
{
  for (size_t t = 0; t + length <= n_frames; t += length, decay += PM_LANES, q += PM_LANES)
    for (size_t h = 0; h < PM_PARTS; h++)
      {
        PmDoubles d = pm_lanes_all (1.0), sum = pm_lanes_all (0.0);
        for (size_t i = t; i < t + length; i++)
          {
            PmDoubles inverse = pm_lanes_load_float (info + i * PM_LANES + h * PM_WIDTH);
            sum += d * d * inverse;
            d *= pm_lanes_pick (inverse > 0.0, inverse, pm_lanes_all (1.0));
          }
        pm_lanes_store (decay + h * PM_WIDTH, d);
        pm_lanes_store (q + h * PM_WIDTH, sum);
      }
}

extern const PmFilterKernels PM_KERNELS (pm_filter_kernels);
const PmFilterKernels PM_KERNELS (pm_filter_kernels) = { whiten, rewhiten, smooth, likelihood, decay };
