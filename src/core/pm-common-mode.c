/* SPDX-License-Identifier: GPL-3.0-or-later
 * Common mode and gains of a group of channels.
 */
#include "pm-common-mode.h"

#include "pm-noise.h"
#include "pm-stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 256      /* frames summed together: 2 x 256 x 16 doubles stay in the second-level cache */
#define MEDIAN_SAMPLES 2048 /* of a channel: its scatter is then good to 2.6 % */
#define MEDIAN_OF 127  /* channels in a median; its error, 1.25 sigma / sqrt 127, only matters for the first guess */
#define MIN_INCREMENTS 30 /* for a correlation to mean something */
#define MIN_WEIGHT 0.1 /* of the median weight, below which a frame's mode is interpolated */

/* Fills frames without a value by straight lines between their neighbours, and both ends with the nearest value. */
static void
interpolate_gaps (double *mode, size_t n)
{
  size_t last = n; /* the last frame with a value; n: none yet */
  for (size_t t = 0; t < n; t++)
    if (isfinite (mode[t]))
      {
        size_t from = last == n ? 0 : last + 1;
        for (size_t i = from; i < t; i++)
          mode[i] = last == n ? mode[t] : mode[last] + (mode[t] - mode[last]) * (double) (i - last) / (double) (t - last);
        last = t;
      }
  for (size_t i = last == n ? 0 : last + 1; i < n; i++)
    mode[i] = last == n ? 0.0 : mode[last];
}

static void
sum_chunk (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, size_t t0, size_t t1, double *mode,
           double *total)
{
  double num[CHUNK][PM_LANES], den[CHUNK][PM_LANES];
  memset (num, 0, sizeof num);
  memset (den, 0, sizeof den);
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    {
      double wg[PM_LANES], wgg[PM_LANES];
      for (int l = 0; l < PM_LANES; l++)
        {
          double w = weight[b * PM_LANES + l], g = gain[b * PM_LANES + l];
          wg[l] = w > 0.0 ? w * g : 0.0;
          wgg[l] = w > 0.0 ? w * g * g : 0.0;
        }
      const float *d = pm_timeline_block (tl, b);
      const uint8_t *flags = pm_timeline_block_flags (tl, b);
      for (size_t t = t0; t < t1; t++)
        for (int l = 0; l < PM_LANES; l++)
          {
            bool use = !(flags[t * PM_LANES + l] & skip);
            num[t - t0][l] += use ? wg[l] * d[t * PM_LANES + l] : 0.0;
            den[t - t0][l] += use ? wgg[l] : 0.0;
          }
    }
  for (size_t t = t0; t < t1; t++)
    {
      double n = 0.0, w = 0.0;
      for (int l = 0; l < PM_LANES; l++)
        {
          n += num[t - t0][l];
          w += den[t - t0][l];
        }
      mode[t] = n;
      total[t] = w;
    }
}

double
pm_common_mode_solve (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, double *mode,
                      PmControl *control)
{
  size_t n = tl->n_frames;
  double *total = malloc (2 * n * sizeof *total), *sorted = total + n;
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t t0 = 0; t0 < n; t0 += CHUNK)
    if (!pm_control_cancelled (control))
      sum_chunk (tl, group, gain, weight, skip, t0, t0 + CHUNK < n ? t0 + CHUNK : n, mode, total);
  size_t present = 0;
  for (size_t t = 0; t < n; t++)
    if (total[t] > 0.0)
      sorted[present++] = total[t];
  double usual = present ? pm_median (sorted, present) : 0.0;
  for (size_t t = 0; t < n; t++)
    mode[t] = total[t] > 0.0 && total[t] >= MIN_WEIGHT * usual ? mode[t] / total[t] : NAN;
  interpolate_gaps (mode, n);
  free (total);
  return usual;
}

/* Correlation of the increments of a and b, averaged over `scale` frames, times the root of their number. */
static double
increment_correlation (const double *a, const double *b, size_t n, size_t scale)
{
  double aa = 0.0, bb = 0.0, ab = 0.0, last_a = 0.0, last_b = 0.0;
  size_t n_bins = n / scale;
  for (size_t bin = 0; bin < n_bins; bin++)
    {
      double mean_a = 0.0, mean_b = 0.0;
      for (size_t t = bin * scale; t < (bin + 1) * scale; t++)
        {
          mean_a += a[t];
          mean_b += b[t];
        }
      if (bin > 0)
        {
          aa += (mean_a - last_a) * (mean_a - last_a);
          bb += (mean_b - last_b) * (mean_b - last_b);
          ab += (mean_a - last_a) * (mean_b - last_b);
        }
      last_a = mean_a;
      last_b = mean_b;
    }
  return aa > 0.0 && bb > 0.0 ? ab / sqrt (aa * bb) * sqrt ((double) n_bins - 1.0) : 0.0;
}

double
pm_common_mode_agreement (const double *a, const double *b, size_t n)
{
  double largest = 0.0;
  for (size_t scale = 1; n / scale >= MIN_INCREMENTS; scale *= 4)
    largest = fmax (largest, increment_correlation (a, b, n, scale));
  return largest;
}

double
pm_common_mode_significance (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip,
                             PmControl *control)
{
  size_t n_slots = tl->n_blocks * PM_LANES, n = tl->n_frames;
  double *half = malloc ((n_slots + 2 * n) * sizeof *half), *a = half + n_slots, *b = a + n;
  for (int parity = 0; parity < 2; parity++)
    {
      size_t rank = 0;
      for (size_t slot = 0; slot < n_slots; slot++)
        half[slot] = weight[slot] > 0.0 && (int) (rank++ % 2) == parity ? weight[slot] : 0.0;
      pm_common_mode_solve (tl, group, gain, half, skip, parity == 0 ? a : b, control);
    }
  double agreement = pm_common_mode_agreement (a, b, n);
  free (half);
  return agreement;
}

/* The slots whose median makes the first mode. */
static size_t
choose_slots (PmGroup group, const double *weight, size_t *slots)
{
  size_t first = group.first_block * PM_LANES, end = first + group.n_blocks * PM_LANES, n = 0, chosen = 0;
  for (size_t s = first; s < end; s++)
    n += weight[s] > 0.0;
  size_t want = n < MEDIAN_OF ? n : MEDIAN_OF, seen = 0;
  for (size_t s = first; s < end && chosen < want; s++)
    if (weight[s] > 0.0)
      {
        if (seen * want / n != (seen + 1) * want / n)
          slots[chosen++] = s;
        seen++;
      }
  return chosen;
}

void
pm_common_mode_median (const PmTimeline *tl, PmGroup group, const double *weight, bool differences, double *mode, PmControl *control)
{
  size_t slots[MEDIAN_OF], n_slots = choose_slots (group, weight, slots), n = tl->n_frames;
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t t0 = 0; t0 < n; t0 += CHUNK)
    for (size_t t = t0; t < n && t < t0 + CHUNK && !pm_control_cancelled (control); t++)
      {
        size_t before = t;
        if (differences) /* the frame before this one that was read, across a hole too; the first frame is its own: no difference */
          {
            while (before > 0 && !isfinite (tl->fx[--before]))
              ;
            before = isfinite (tl->fx[before]) ? before : t;
          }
        float value[MEDIAN_OF];
        size_t used = 0;
        for (size_t i = 0; i < n_slots; i++)
          {
            size_t base = slots[i] / PM_LANES * n * PM_LANES + slots[i] % PM_LANES, at = base + t * PM_LANES,
                   from = base + before * PM_LANES;
            /* a jump says nothing about C, and many channels may jump at once */
            if (tl->flags[at] & PM_SKIP_FIT || (differences && (tl->flags[from] & PM_SKIP_FIT || tl->flags[at] & PM_SAMPLE_CUT)))
              continue;
            value[used++] = differences ? tl->samples[at] - tl->samples[from] : tl->samples[at];
          }
        mode[t] = used > 0 ? pm_median_float (value, used) : NAN;
      }
  if (differences)
    {
      double sum = 0.0;
      for (size_t t = 0; t < n; t++)
        if (isfinite (mode[t]))
          mode[t] = sum += mode[t];
    }
  interpolate_gaps (mode, n);
}

/* Collects evenly chosen samples without a flag of PM_SKIP_FIT of one lane, enough for a median; returns their number. */
static size_t
collect_lane (const float *d, const uint8_t *flags, size_t n_frames, float *out)
{
  size_t n = 0, stride = n_frames / MEDIAN_SAMPLES + 1;
  for (size_t t = 0; t < n_frames; t += stride)
    if (!(flags[t * PM_LANES] & PM_SKIP_FIT))
      out[n++] = d[t * PM_LANES];
  return n;
}

void
pm_common_mode_center (PmTimeline *tl, PmGroup group, PmControl *control)
{
#pragma omp parallel num_threads(control->n_threads)
  {
    float *work = malloc (tl->n_frames * sizeof *work);
#pragma omp for schedule(dynamic)
    for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
      for (size_t l = 0; l < PM_LANES && !pm_control_cancelled (control); l++)
        {
          float *d = tl->samples + b * tl->n_frames * PM_LANES + l;
          size_t n = collect_lane (d, pm_timeline_block_flags (tl, b) + l, tl->n_frames, work);
          float median = n > 0 ? pm_median_float (work, n) : 0.0f;
          for (size_t t = 0; t < tl->n_frames; t++)
            d[t * PM_LANES] -= median;
        }
    free (work);
  }
}

static void
outliers_of_lane (const float *z, uint8_t *flags, size_t n_frames, double k, double floor, double *sigma, float *work)
{
  for (size_t t = 0; t < n_frames; t++)
    flags[t * PM_LANES] &= (uint8_t) ~PM_SAMPLE_OUTLIER;
  *sigma = pm_noise_from_differences (z, flags, PM_SKIP_FIT, n_frames, floor, work);
  size_t n = collect_lane (z, flags, n_frames, work);
  if (n == 0)
    return;
  float median, scatter = pm_robust_sigma_float (work, n, &median), limit = (float) (k * fmax (scatter, floor));
  for (size_t t = 0; t < n_frames; t++)
    if (fabsf (z[t * PM_LANES] - median) > limit)
      flags[t * PM_LANES] |= PM_SAMPLE_OUTLIER;
}

void
pm_common_mode_outliers (PmTimeline *tl, PmGroup group, const double *mode, const double *gain, double k, double floor, double *sigma,
                         PmControl *control)
{
  double one[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    one[l] = 1.0;
#pragma omp parallel num_threads(control->n_threads)
  {
    float *work = malloc (tl->n_frames * sizeof *work), *z = malloc (tl->n_frames * PM_LANES * sizeof *z);
#pragma omp for schedule(dynamic)
    for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
      {
        if (pm_control_cancelled (control))
          continue;
        pm_common_mode_clean (tl, b, mode, gain + b * PM_LANES, one, z);
        for (size_t l = 0; l < PM_LANES; l++)
          outliers_of_lane (z + l, tl->flags + b * tl->n_frames * PM_LANES + l, tl->n_frames, k, floor, &sigma[b * PM_LANES + l], work);
      }
    free (work);
    free (z);
  }
}

/* Sums over one piece between two cuts, for each lane. */
typedef struct
{
  double n[PM_LANES], d[PM_LANES], c[PM_LANES], dc[PM_LANES], cc[PM_LANES];
} PieceSums;

static bool
any_cut (const uint8_t *flags)
{
  uint64_t word[2];
  memcpy (word, flags, sizeof word);
  return (word[0] | word[1]) & (UINT64_C (0x0101010101010101) * PM_SAMPLE_CUT);
}

static void
close_piece (PieceSums *s, int l, double *num, double *den)
{
  if (s->n[l] > 0.0)
    {
      num[l] += s->dc[l] - s->d[l] * s->c[l] / s->n[l];
      den[l] += s->cc[l] - s->c[l] * s->c[l] / s->n[l];
    }
  s->n[l] = s->d[l] = s->c[l] = s->dc[l] = s->cc[l] = 0.0;
}

static void
gains_of_block (const float *d, const uint8_t *flags, const double *mode, uint8_t skip, size_t n_frames, double *gain)
{
  PieceSums s = { 0 };
  double num[PM_LANES] = { 0.0 }, den[PM_LANES] = { 0.0 };
  for (size_t t = 0; t < n_frames; t++, d += PM_LANES, flags += PM_LANES)
    {
      if (any_cut (flags))
        for (int l = 0; l < PM_LANES; l++)
          if (flags[l] & PM_SAMPLE_CUT)
            close_piece (&s, l, num, den);
      double c = mode[t], cc = c * c;
      for (int l = 0; l < PM_LANES; l++)
        {
          bool use = !(flags[l] & skip);
          s.n[l] += use ? 1.0 : 0.0;
          s.d[l] += use ? d[l] : 0.0;
          s.c[l] += use ? c : 0.0;
          s.dc[l] += use ? d[l] * c : 0.0;
          s.cc[l] += use ? cc : 0.0;
        }
    }
  for (int l = 0; l < PM_LANES; l++)
    {
      close_piece (&s, l, num, den);
      gain[l] = den[l] > 0.0 ? num[l] / den[l] : NAN;
    }
}

void
pm_common_mode_gains (const PmTimeline *tl, PmGroup group, const double *mode, uint8_t skip, double *gain, PmControl *control)
{
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    if (!pm_control_cancelled (control))
      gains_of_block (pm_timeline_block (tl, b), pm_timeline_block_flags (tl, b), mode, skip, tl->n_frames, gain + b * PM_LANES);
}

static void
level_lane (float *d, const uint8_t *flags, const double *mode, double gain, uint8_t skip, size_t n_frames)
{
  size_t start = 0;
  for (size_t t = 0; t <= n_frames; t++)
    if (t == n_frames || (t > start && flags[t * PM_LANES] & PM_SAMPLE_CUT))
      {
        double sum = 0.0, n = 0.0;
        for (size_t i = start; i < t; i++)
          if (!(flags[i * PM_LANES] & skip))
            {
              sum += d[i * PM_LANES] - gain * mode[i];
              n += 1.0;
            }
        float mean = n > 0.0 ? (float) (sum / n) : 0.0f;
        for (size_t i = start; i < t; i++)
          d[i * PM_LANES] -= mean;
        start = t;
      }
}

void
pm_common_mode_level (PmTimeline *tl, PmGroup group, const double *mode, const double *gain, uint8_t skip, PmControl *control)
{
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    for (int l = 0; l < PM_LANES && !pm_control_cancelled (control); l++)
      {
        size_t base = b * tl->n_frames * PM_LANES + (size_t) l;
        double g = gain[b * PM_LANES + l];
        level_lane (tl->samples + base, tl->flags + base, mode, isfinite (g) ? g : 0.0, skip, tl->n_frames);
      }
}

void
pm_common_mode_clean (const PmTimeline *tl, size_t block, const double *mode, const double *gain, const double *scale, float *z)
{
  const float *d = pm_timeline_block (tl, block);
  double g[PM_LANES], k[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    {
      g[l] = isfinite (gain[l]) ? gain[l] : 0.0;
      k[l] = isfinite (scale[l]) ? scale[l] : 0.0;
    }
  for (size_t t = 0; t < tl->n_frames; t++)
    for (int l = 0; l < PM_LANES; l++)
      z[t * PM_LANES + l] = (float) ((d[t * PM_LANES + l] - g[l] * mode[t]) * k[l]);
}
