/* SPDX-License-Identifier: GPL-3.0-or-later
 * The local-level filter, PM_LANES channels side by side.
 *
 * Prediction error e = z - a, S = p + 1, gain K = p / S = 1 - 1/S, a += K e, p -> p / S, then p += q for the next sample. Backward,
 * with r = 0 behind the last sample: u = e/S - K r, r <- u + r. 1/S is what is stored: near a free level K = 1 - 1e-8 would be 1 in a
 * float and lose the level. The state is double: with a small q the filter averages 1e4 samples, whose rounding errors in float would
 * add up to a visible level.
 */
#include "pm-local-level.h"

#include <math.h>

typedef struct
{
  double a[PM_LANES]; /* predicted level */
  double p[PM_LANES]; /* its variance */
} State;

static inline void
state_init (State *s)
{
  for (int l = 0; l < PM_LANES; l++)
    {
      s->a[l] = 0.0;
      s->p[l] = PM_FREE_LEVEL;
    }
}

/* One step; leaves e (0 where missing) and 1/S (0 where missing). */
static inline void
state_step (State *s, const float *z, const uint8_t *flags, uint8_t skip, const double *q, double *e, double *info)
{
  for (int l = 0; l < PM_LANES; l++)
    {
      double p = flags[l] & PM_SAMPLE_CUT ? PM_FREE_LEVEL : s->p[l];
      double inverse = 1.0 / (p + 1.0);
      bool present = !(flags[l] & skip);
      double error = present ? z[l] - s->a[l] : 0.0;
      s->a[l] += p * inverse * error;
      s->p[l] = (present ? p * inverse : p) + q[l];
      e[l] = error;
      info[l] = present ? inverse : 0.0;
    }
}

double
pm_local_level_q (double knee_hz, double dt_s)
{
  double w = 2.0 * M_PI * knee_hz * dt_s;
  return w * w;
}

void
pm_local_level_whiten (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *u, float *info)
{
  State s;
  state_init (&s);
  for (size_t t = 0; t < n_frames; t++)
    {
      double e[PM_LANES], inverse[PM_LANES];
      state_step (&s, z + t * PM_LANES, flags + t * PM_LANES, skip, q, e, inverse);
      for (int l = 0; l < PM_LANES; l++)
        {
          u[t * PM_LANES + l] = (float) (e[l] * inverse[l]);
          info[t * PM_LANES + l] = (float) inverse[l];
        }
    }
  double r[PM_LANES] = { 0.0 };
  for (size_t t = n_frames; t-- > 0;)
    for (int l = 0; l < PM_LANES; l++)
      {
        double inverse = info[t * PM_LANES + l];
        double gain = inverse > 0.0 ? 1.0 - inverse : 0.0;
        double value = u[t * PM_LANES + l] - gain * r[l];
        u[t * PM_LANES + l] = (float) value;
        r[l] += value;
      }
}

void
pm_local_level_smooth (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *level, float *work)
{
  float *e_out = work, *info_out = work + n_frames * PM_LANES;
  State s;
  state_init (&s);
  for (size_t t = 0; t < n_frames; t++)
    {
      double e[PM_LANES], inverse[PM_LANES], p[PM_LANES];
      for (int l = 0; l < PM_LANES; l++)
        p[l] = flags[t * PM_LANES + l] & PM_SAMPLE_CUT ? PM_FREE_LEVEL : s.p[l];
      state_step (&s, z + t * PM_LANES, flags + t * PM_LANES, skip, q, e, inverse);
      for (int l = 0; l < PM_LANES; l++)
        {
          /* Where a sample is missing the prediction and its variance are kept instead, the latter as a negative number. */
          bool present = inverse[l] > 0.0;
          level[t * PM_LANES + l] = (float) s.a[l];
          e_out[t * PM_LANES + l] = (float) e[l];
          info_out[t * PM_LANES + l] = (float) (present ? inverse[l] : -p[l]);
        }
    }
  double r[PM_LANES] = { 0.0 };
  for (size_t t = n_frames; t-- > 0;)
    for (int l = 0; l < PM_LANES; l++)
      {
        size_t i = t * PM_LANES + l;
        double inverse = info_out[i];
        if (inverse > 0.0)
          {
            double u = e_out[i] * inverse - (1.0 - inverse) * r[l];
            level[i] = (float) (z[i] - u);
            r[l] += u;
          }
        else
          level[i] = (float) (level[i] - inverse * r[l]);
        if (flags[i] & PM_SAMPLE_CUT)
          r[l] = 0.0; /* nothing is carried back over a cut */
      }
}

void
pm_local_level_likelihood (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, double *log_likelihood,
                           double *variance, double *n_used)
{
  enum { FLUSH = 8 }; /* samples between two logarithms: 1e8^8 is far from overflow */
  double sum_log[PM_LANES] = { 0.0 }, sum[PM_LANES] = { 0.0 }, n[PM_LANES] = { 0.0 }, product[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    product[l] = 1.0;
  State s;
  state_init (&s);
  for (size_t t = 0; t < n_frames; t++)
    {
      double e[PM_LANES], inverse[PM_LANES];
      state_step (&s, z + t * PM_LANES, flags + t * PM_LANES, skip, q, e, inverse);
      for (int l = 0; l < PM_LANES; l++)
        {
          /* A sample whose prediction is nearly free fixes the level: it says nothing about the noise. */
          double use = inverse[l] > 1e-4 ? 1.0 : 0.0;
          sum[l] += use * e[l] * e[l] * inverse[l];
          n[l] += use;
          product[l] *= use > 0.0 ? inverse[l] : 1.0;
        }
      if (t % FLUSH == FLUSH - 1 || t == n_frames - 1)
        for (int l = 0; l < PM_LANES; l++)
          {
            sum_log[l] -= log (product[l]);
            product[l] = 1.0;
          }
    }
  for (int l = 0; l < PM_LANES; l++)
    {
      bool enough = n[l] >= 2.0;
      n_used[l] = n[l];
      variance[l] = enough ? sum[l] / n[l] : NAN;
      log_likelihood[l] = enough ? -0.5 * (sum_log[l] + n[l] * log (sum[l] > 1e-30 ? sum[l] : 1e-30)) : NAN;
    }
}
