/* SPDX-License-Identifier: GPL-3.0-or-later
 * Common modes and gains, PM_LANES channels side by side. Sums are double: at 1e8 samples a float's would lose the signal.
 */
#include "pm-kernels.h"
#include "pm-lanes.h"

#include <math.h>

/* One frame of one block. */
static inline void
sum_block (const float *d, const uint8_t *flags, uint8_t skip, bool plain, const double *wg, const double *wgg, PmDoubles num[PM_PARTS],
           double *missing)
{
  for (size_t h = 0; h < PM_PARTS; h++)
    {
      PmDoubles add = pm_lanes_load (wg + h * PM_WIDTH) * pm_lanes_load_float (d + h * PM_WIDTH);
      if (!plain)
        {
          PmMask gone = pm_lanes_flagged (flags + h * PM_WIDTH, skip);
          double *m = missing + h * PM_WIDTH;
          add = pm_lanes_keep (~gone, add);
          pm_lanes_store (m, pm_lanes_load (m) + pm_lanes_keep (gone, pm_lanes_load (wgg + h * PM_WIDTH)));
        }
      num[h] += add;
    }
}

static void
sum (const float *d, const uint8_t *flags, size_t stride, size_t n_blocks, uint8_t skip, size_t n_frames, const double *wg,
     const double *wgg, double *num, double *missing)
{
  for (size_t t = 0; t < n_frames; t++, d += PM_LANES, flags += PM_LANES, num += PM_LANES, missing += PM_LANES)
    {
      PmDoubles total[PM_PARTS];
      for (size_t h = 0; h < PM_PARTS; h++)
        total[h] = pm_lanes_load (num + h * PM_WIDTH);
      for (size_t b = 0; b < n_blocks; b++)
        sum_block (d + b * stride, flags + b * stride, skip, !pm_lanes_any (flags + b * stride, skip), wg + b * PM_LANES,
                   wgg + b * PM_LANES, total, missing);
      for (size_t h = 0; h < PM_PARTS; h++)
        pm_lanes_store (num + h * PM_WIDTH, total[h]);
    }
}

static void
weighted (const float *d, const uint8_t *flags, uint8_t skip, const double *mode, const double *gain, const double *weight, size_t n_frames,
          float *z)
{
  PmDoubles g[PM_PARTS], w[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    {
      g[h] = pm_lanes_load (gain + h * PM_WIDTH);
      w[h] = pm_lanes_load (weight + h * PM_WIDTH);
    }
  for (size_t t = 0; t < n_frames; t++)
    {
      bool plain = !pm_lanes_any (flags + t * PM_LANES, skip);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          size_t at = t * PM_LANES + h * PM_WIDTH;
          PmDoubles value = w[h] * (pm_lanes_load_float (d + at) - g[h] * mode[t]);
          pm_lanes_store_float (z + at, plain ? value : pm_lanes_keep (~pm_lanes_flagged (flags + at, skip), value));
        }
    }
}

static void
add_lane (const float *z, size_t n_frames, float *sum)
{
  for (size_t t = 0; t < n_frames; t++)
    sum[t] += z[t * PM_LANES];
}

/* Sums over one piece between two cuts, and the slope's numerator and denominator of the pieces before. */
typedef struct
{
  PmDoubles n, d, c, dc, cc, num, den;
} Slope;

static inline void
close_piece (Slope *s, PmMask lanes)
{
  PmMask some = lanes & (s->n > 0.0);
  PmDoubles n = pm_lanes_pick (some, s->n, pm_lanes_all (1.0));
  s->num += pm_lanes_keep (some, s->dc - s->d * s->c / n);
  s->den += pm_lanes_keep (some, s->cc - s->c * s->c / n);
  s->n = pm_lanes_keep (~lanes, s->n);
  s->d = pm_lanes_keep (~lanes, s->d);
  s->c = pm_lanes_keep (~lanes, s->c);
  s->dc = pm_lanes_keep (~lanes, s->dc);
  s->cc = pm_lanes_keep (~lanes, s->cc);
}

#define TILE 64 /* frames: the parts of the lanes pass over them one after the other, so that seven sums stay in registers */

static inline Slope
slope_of_tile (Slope s, const float *d, const uint8_t *flags, const double *mode, uint8_t skip, size_t n_frames)
{
  for (size_t t = 0; t < n_frames; t++, d += PM_LANES, flags += PM_LANES)
    {
      uint64_t word = 0;
      memcpy (&word, flags, PM_WIDTH);
      double c = mode[t];
      PmDoubles value = pm_lanes_load_float (d), n = pm_lanes_all (1.0), vc = pm_lanes_all (c), vcc = pm_lanes_all (c * c);
      PmDoubles dc = value * c;
      if (word & UINT64_C (0x0101010101010101) * (uint8_t) (PM_SAMPLE_CUT | skip))
        {
          PmMask use = ~pm_lanes_flagged (flags, skip);
          if (word & UINT64_C (0x0101010101010101) * PM_SAMPLE_CUT)
            close_piece (&s, pm_lanes_flagged (flags, PM_SAMPLE_CUT));
          value = pm_lanes_keep (use, value);
          n = pm_lanes_keep (use, n);
          vc = pm_lanes_keep (use, vc);
          vcc = pm_lanes_keep (use, vcc);
          dc = pm_lanes_keep (use, dc);
        }
      s.n += n;
      s.d += value;
      s.c += vc;
      s.dc += dc;
      s.cc += vcc;
    }
  return s;
}

static void
gains (const float *d, const uint8_t *flags, const double *mode, uint8_t skip, size_t n_frames, double *gain)
{
  Slope s[PM_PARTS];
  memset (s, 0, sizeof s);
  for (size_t t = 0; t < n_frames; t += TILE)
    for (size_t h = 0; h < PM_PARTS; h++)
      {
        size_t at = t * PM_LANES + h * PM_WIDTH;
        s[h] = slope_of_tile (s[h], d + at, flags + at, mode + t, skip, n_frames - t < TILE ? n_frames - t : TILE);
      }
  for (size_t h = 0; h < PM_PARTS; h++)
    {
      close_piece (&s[h], ~(PmMask){ 0 });
      for (size_t l = 0; l < PM_WIDTH; l++)
        gain[h * PM_WIDTH + l] = s[h].den[l] > 0.0 ? s[h].num[l] / s[h].den[l] : NAN;
    }
}

static void
level (float *d, const uint8_t *flags, const double *mode, const double *gain, uint8_t skip, size_t n_frames, bool *cut)
{
  PmDoubles total[PM_PARTS] = { { 0.0 } }, n[PM_PARTS] = { { 0.0 } }, g[PM_PARTS], mean[PM_PARTS];
  PmMask whole[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    {
      g[h] = pm_lanes_load (gain + h * PM_WIDTH);
      whole[h] = ~(PmMask){ 0 };
    }
  for (size_t t = 0; t < n_frames; t++)
    {
      bool plain = !pm_lanes_any (flags + t * PM_LANES, skip | PM_SAMPLE_CUT);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          size_t at = t * PM_LANES + h * PM_WIDTH;
          PmDoubles rest = pm_lanes_load_float (d + at) - g[h] * mode[t], one = pm_lanes_all (1.0);
          if (!plain)
            {
              PmMask use = ~pm_lanes_flagged (flags + at, skip);
              rest = pm_lanes_keep (use, rest);
              one = pm_lanes_keep (use, one);
              if (t > 0)
                whole[h] &= ~pm_lanes_flagged (flags + at, PM_SAMPLE_CUT);
            }
          total[h] += rest;
          n[h] += one;
        }
    }
  for (size_t h = 0; h < PM_PARTS; h++)
    for (size_t l = 0; l < PM_WIDTH; l++)
      {
        cut[h * PM_WIDTH + l] = !whole[h][l];
        mean[h][l] = whole[h][l] && n[h][l] > 0.0 ? (double) (float) (total[h][l] / n[h][l]) : 0.0;
      }
  for (size_t i = 0; i < n_frames * PM_LANES; i += PM_LANES)
    for (size_t h = 0; h < PM_PARTS; h++)
      pm_lanes_store_float (d + i + h * PM_WIDTH, pm_lanes_load_float (d + i + h * PM_WIDTH) - mean[h]);
}

static void
clean (const float *d, const double *mode, const double *gain, size_t n_frames, float *z)
{
  PmDoubles g[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    g[h] = pm_lanes_load (gain + h * PM_WIDTH);
  for (size_t t = 0; t < n_frames; t++)
    for (size_t h = 0; h < PM_PARTS; h++)
      {
        size_t at = t * PM_LANES + h * PM_WIDTH;
        pm_lanes_store_float (z + at, pm_lanes_load_float (d + at) - g[h] * mode[t]);
      }
}

static void
mean (const float *d, const uint8_t *flags, uint8_t skip, const double *mode, const double *gain, size_t n_frames, size_t m, float *z,
      uint8_t *flags_out)
{
  PmDoubles g[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    g[h] = pm_lanes_load (gain + h * PM_WIDTH);
  for (size_t t = 0; t + m <= n_frames; t += m, z += PM_LANES, flags_out += PM_LANES)
    {
      PmDoubles total[PM_PARTS] = { { 0.0 } }, n[PM_PARTS] = { { 0.0 } };
      uint8_t any[PM_LANES] = { 0 };
      for (size_t i = t; i < t + m; i++)
        {
          bool plain = !pm_lanes_any (flags + i * PM_LANES, skip);
          for (size_t h = 0; h < PM_PARTS; h++)
            {
              size_t at = i * PM_LANES + h * PM_WIDTH;
              PmDoubles rest = pm_lanes_load_float (d + at) - g[h] * mode[i], one = pm_lanes_all (1.0);
              if (!plain)
                {
                  PmMask use = ~pm_lanes_flagged (flags + at, skip);
                  rest = pm_lanes_keep (use, rest);
                  one = pm_lanes_keep (use, one);
                }
              total[h] += rest;
              n[h] += one;
            }
          for (size_t l = 0; l < PM_LANES; l++)
            any[l] |= flags[i * PM_LANES + l];
        }
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          PmMask half = 2.0 * n[h] >= pm_lanes_all ((double) m);
          pm_lanes_store_float (z + h * PM_WIDTH, pm_lanes_keep (half, total[h] / n[h]));
          for (size_t l = 0; l < PM_WIDTH; l++)
            flags_out[h * PM_WIDTH + l] = (uint8_t) ((half[l] ? 0 : PM_SAMPLE_BAD) | (any[h * PM_WIDTH + l] & PM_SAMPLE_CUT));
        }
    }
}

static void
outliers (const float *d, const double *mode, const double *gain, const double *centre, const double *limit, size_t n_frames,
          uint8_t *flags)
{
  PmDoubles g[PM_PARTS], c[PM_PARTS], far[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    {
      g[h] = pm_lanes_load (gain + h * PM_WIDTH);
      c[h] = pm_lanes_load (centre + h * PM_WIDTH);
      far[h] = pm_lanes_load (limit + h * PM_WIDTH);
    }
  for (size_t t = 0; t < n_frames; t++)
    {
      uint64_t word[2];
      memcpy (word, flags + t * PM_LANES, sizeof word);
      word[0] &= ~(UINT64_C (0x0101010101010101) * PM_SAMPLE_OUTLIER);
      word[1] &= ~(UINT64_C (0x0101010101010101) * PM_SAMPLE_OUTLIER);
      memcpy (flags + t * PM_LANES, word, sizeof word);
      PmMask any = { 0 };
      PmDoubles off[PM_PARTS];
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          off[h] = pm_lanes_load_float (d + t * PM_LANES + h * PM_WIDTH) - g[h] * mode[t] - c[h];
          any |= (off[h] > far[h]) | (off[h] < -far[h]);
        }
      int64_t some = 0;
      for (size_t l = 0; l < PM_WIDTH; l++)
        some |= any[l];
      if (some)
        for (size_t l = 0; l < PM_LANES; l++)
          if (fabs (off[l / PM_WIDTH][l % PM_WIDTH]) > limit[l])
            flags[t * PM_LANES + l] |= PM_SAMPLE_OUTLIER;
    }
}

/* Samples of a frame that are no numbers become missing ones: 0, so that a weight of 0 takes them away. */
static inline void
drop_wild (float *d, uint8_t *flags)
{
  PmMask any = { 0 };
  int64_t some = 0;
  for (size_t h = 0; h < PM_PARTS; h++)
    any |= ~(pm_lanes_size (pm_lanes_load_float (d + h * PM_WIDTH)) <= PM_SAMPLE_LARGEST);
  for (size_t l = 0; l < PM_WIDTH; l++)
    some |= any[l];
  for (size_t l = 0; some && l < PM_LANES; l++)
    if (!(fabsf (d[l]) <= PM_SAMPLE_LARGEST))
      {
        d[l] = 0.0f;
        flags[l] |= PM_SAMPLE_BAD;
      }
}

static void
look (float *d, uint8_t *flags, uint8_t keep, size_t n_frames, size_t *n, bool *constant)
{
  PmMask count[PM_PARTS] = { { 0 } }, differ[PM_PARTS] = { { 0 } };
  PmDoubles first[PM_PARTS];
  for (size_t h = 0; h < PM_PARTS; h++)
    first[h] = pm_lanes_all (NAN);
  for (size_t t = 0; t < n_frames; t++, d += PM_LANES, flags += PM_LANES)
    {
      uint64_t word[2];
      drop_wild (d, flags);
      memcpy (word, flags, sizeof word);
      word[0] &= UINT64_C (0x0101010101010101) * keep;
      word[1] &= UINT64_C (0x0101010101010101) * keep;
      memcpy (flags, word, sizeof word);
      for (size_t h = 0; h < PM_PARTS; h++)
        {
          PmDoubles value = pm_lanes_load_float (d + h * PM_WIDTH);
          PmMask there = ~pm_lanes_flagged (flags + h * PM_WIDTH, PM_SAMPLE_BAD);
          first[h] = pm_lanes_pick (there & (first[h] != first[h]), value, first[h]);
          differ[h] |= there & ((value > first[h]) | (value < first[h]));
          count[h] -= there;
        }
    }
  for (size_t l = 0; l < PM_LANES; l++)
    {
      n[l] = (size_t) count[l / PM_WIDTH][l % PM_WIDTH];
      constant[l] = !differ[l / PM_WIDTH][l % PM_WIDTH];
    }
}

extern const PmModeKernels PM_KERNELS (pm_mode_kernels);
const PmModeKernels PM_KERNELS (pm_mode_kernels) = { sum, weighted, add_lane, gains, level, clean, mean, outliers, look };
