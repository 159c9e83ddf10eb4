/* SPDX-License-Identifier: GPL-3.0-or-later
 * Common mode and gains of a group of channels.
 */
#include "pm-common-mode.h"

#include "pm-kernels.h"
#include "pm-noise.h"
#include "pm-stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 128      /* frames summed together: 128 x 16 doubles twice stay in the first-level cache */
#define TOGETHER 4     /* blocks: their sums stay in registers */
#define ROUNDING 1e-12 /* of a sum of some thousand weights */
#define MEDIAN_SAMPLES 256 /* of a channel: its scatter is then good to 7 % */
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

/* Sums over the channels of a group, of one half of the lanes and of the other. */
typedef struct
{
  double *mode[2], *total[2]; /* [n_frames]: of w g d; of w g^2 */
} Sums;

/* Adds one chunk's frames of some blocks to num; what is missing of w g^2 to missing: it is rare. Both [frame][lane]. */
static void
add_blocks (const PmTimeline *tl, size_t first, size_t end, const double *gain, const double *weight, uint8_t skip, size_t t0, size_t t1,
            double *num, double *missing)
{
  for (size_t b = first; b < end; b += TOGETHER)
    {
      double wg[TOGETHER * PM_LANES], wgg[TOGETHER * PM_LANES];
      size_t n_blocks = end - b < TOGETHER ? end - b : TOGETHER;
      for (size_t i = 0; i < n_blocks * PM_LANES; i++)
        {
          double w = weight[b * PM_LANES + i], g = gain[b * PM_LANES + i];
          wg[i] = w > 0.0 ? w * g : 0.0;
          wgg[i] = w > 0.0 ? w * g * g : 0.0;
        }
      pm_mode_kernels ()->sum (pm_timeline_block (tl, b) + t0 * PM_LANES, pm_timeline_block_flags (tl, b) + t0 * PM_LANES,
                               tl->n_frames * PM_LANES, n_blocks, skip, t1 - t0, wg, wgg, num, missing);
    }
}

/* The sums of w g^2 of both halves where nothing is missing. */
static void
sum_weights (PmGroup group, const double *gain, const double *weight, const int half[PM_LANES], double all[2])
{
  all[0] = all[1] = 0.0;
  for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    all[half[slot % PM_LANES]] += weight[slot] > 0.0 ? weight[slot] * gain[slot] * gain[slot] : 0.0;
}

/* The sums of frames t0 ... t1 - 1 from those of the lanes; the weights that are present are all less those that are missing. */
static void
finish_chunk (const double *num, const double *missing, const double all[2], size_t t0, size_t t1, const int half[PM_LANES],
              const Sums *sums)
{
  for (size_t t = t0; t < t1; t++, num += PM_LANES, missing += PM_LANES)
    {
      double n[2] = { 0.0 }, gone[2] = { 0.0 };
      for (int l = 0; l < PM_LANES; l++)
        {
          n[half[l]] += num[l];
          gone[half[l]] += missing[l];
        }
      for (int h = 0; h < 2; h++)
        {
          double present = all[h] - gone[h];
          sums->mode[h][t] = n[h];
          sums->total[h][t] = present > ROUNDING * all[h] ? present : 0.0;
        }
    }
}

/* The sums over all frames, in which the blocks always follow each other. They are taken chunk by chunk, in the first-level cache; or,
 * where not all blocks are to be looked at together, batch by batch, which costs room for 32 doubles a frame. */
static bool
sum_all (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, const int half[PM_LANES],
         const Sums *sums, PmControl *control)
{
  size_t n = tl->n_frames, first = group.first_block, end = first + group.n_blocks, next = pm_timeline_batch_end (tl, first, end);
  bool batches = next < end;
  double all[2], *kept = batches ? calloc (2 * n * PM_LANES, sizeof *kept) : NULL;
  if (batches && !kept)
    return false;
  pm_control_count_pass (control, tl, group.n_blocks, 5);
  sum_weights (group, gain, weight, half, all);
  do
    {
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
      for (size_t t0 = 0; t0 < n; t0 += CHUNK)
        if (!pm_control_cancelled (control))
          {
            double local[2 * CHUNK * PM_LANES];
            size_t t1 = t0 + CHUNK < n ? t0 + CHUNK : n;
            double *num = batches ? kept + 2 * t0 * PM_LANES : local, *missing = num + (t1 - t0) * PM_LANES;
            if (!batches)
              memset (local, 0, 2 * (t1 - t0) * PM_LANES * sizeof *local);
            add_blocks (tl, first, next, gain, weight, skip, t0, t1, num, missing);
            if (next == end)
              finish_chunk (num, missing, all, t0, t1, half, sums);
          }
      first = next;
      next = pm_timeline_batch_end (tl, first, end);
    }
  while (first < end);
  free (kept);
  return true;
}

/* The mode from its sums, in place; `work`: [n]. Returns the median of the sums of weights. */
static double
finish_mode (double *mode, const double *total, size_t n, double *work)
{
  size_t present = 0;
  for (size_t t = 0; t < n; t++)
    if (total[t] > 0.0)
      work[present++] = total[t];
  double usual = present ? pm_median (work, present) : 0.0;
  for (size_t t = 0; t < n; t++)
    mode[t] = total[t] > 0.0 && total[t] >= MIN_WEIGHT * usual ? mode[t] / total[t] : NAN;
  interpolate_gaps (mode, n);
  return usual;
}

double
pm_common_mode_solve (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, double *mode,
                      PmControl *control)
{
  static const int one_half[PM_LANES] = { 0 };
  size_t n = tl->n_frames;
  double *memory = malloc (4 * n * sizeof *memory);
  Sums sums = { { mode, memory + n }, { memory, memory + 2 * n } };
  bool ok = sum_all (tl, group, gain, weight, skip, one_half, &sums, control);
  double usual = ok ? finish_mode (mode, sums.total[0], n, memory + 3 * n) : 0.0;
  free (memory);
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

/* Deals the lanes out to two halves with about as many channels each. Whether that is so: if hardly more than one lane takes part, it
 * is not. */
static bool
halve_lanes (PmGroup group, const double *weight, int half[PM_LANES])
{
  size_t n[PM_LANES] = { 0 }, of_half[2] = { 0 };
  for (size_t slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
    n[slot % PM_LANES] += weight[slot] > 0.0;
  for (int l = 0; l < PM_LANES; l++)
    {
      half[l] = of_half[1] < of_half[0];
      of_half[half[l]] += n[l];
    }
  return 2 * of_half[0] <= 3 * of_half[1] && 2 * of_half[1] <= 3 * of_half[0];
}

/* The sums of two halves of the channels, in two passes: every second one, whatever its lane. */
static void
sum_every_second (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, const Sums *sums,
                  double *nothing, PmControl *control)
{
  static const int one_half[PM_LANES] = { 0 };
  size_t n_slots = tl->n_blocks * PM_LANES;
  double *own = calloc (n_slots, sizeof *own);
  for (size_t i = 0; i < 2 && own; i++)
    {
      size_t rank = 0;
      for (size_t slot = 0; slot < n_slots; slot++)
        own[slot] = weight[slot] > 0.0 && rank++ % 2 == i ? weight[slot] : 0.0;
      Sums one = { { sums->mode[i], nothing }, { sums->total[i], nothing } };
      if (!sum_all (tl, group, gain, own, skip, one_half, &one, control))
        break;
    }
  free (own);
}

double
pm_common_mode_significance (const PmTimeline *tl, PmGroup group, const double *gain, const double *weight, uint8_t skip, double *mode,
                             PmControl *control)
{
  size_t n = tl->n_frames;
  double *memory = calloc (6 * n, sizeof *memory), *total = memory + 4 * n, *work = memory + 5 * n;
  Sums sums = { { memory, memory + n }, { memory + 2 * n, memory + 3 * n } };
  int half[PM_LANES];
  if (halve_lanes (group, weight, half))
    sum_all (tl, group, gain, weight, skip, half, &sums, control);
  else
    sum_every_second (tl, group, gain, weight, skip, &sums, work, control);
  if (mode)
    {
      for (size_t t = 0; t < n; t++)
        {
          mode[t] = sums.mode[0][t] + sums.mode[1][t];
          total[t] = sums.total[0][t] + sums.total[1][t];
        }
      finish_mode (mode, total, n, work);
    }
  for (size_t i = 0; i < 2; i++)
    finish_mode (sums.mode[i], sums.total[i], n, work);
  double agreement = pm_common_mode_agreement (sums.mode[0], sums.mode[1], n);
  free (memory);
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

void
pm_common_mode_begin (PmTimeline *tl, PmGroup group, size_t *n_samples, bool *constant, PmControl *control)
{
  pm_control_count_pass (control, tl, group.n_blocks, 6);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    pm_mode_kernels ()->look (tl->samples + b * tl->n_frames * PM_LANES, tl->flags + b * tl->n_frames * PM_LANES,
                              PM_SAMPLE_BAD | PM_SAMPLE_CUT, tl->n_frames, n_samples + b * PM_LANES, constant + b * PM_LANES);
}

/* Evenly chosen samples of the lanes of a block that stand for all of them where a median is asked for. */
typedef struct
{
  size_t n[PM_LANES];
  float *value[PM_LANES];
} Sample;

static bool
sample_init (Sample *s, size_t n_frames)
{
  size_t most = n_frames / (n_frames / MEDIAN_SAMPLES + 1) + 2; /* one more than are kept: the last may be written and not count */
  float *memory = malloc (PM_LANES * most * sizeof *memory);
  for (size_t l = 0; l < PM_LANES; l++)
    s->value[l] = memory + l * most;
  return memory != NULL;
}

/* Takes d - g C without a flag of PM_SKIP_FIT; or, if `differences`, how far it is from the sample before where there is no cut between. */
static void
sample_take (Sample *s, const float *d, const uint8_t *flags, const double *mode, const double *gain, size_t n_frames, bool differences)
{
  memset (s->n, 0, sizeof s->n);
  for (size_t t = differences; t < n_frames; t += n_frames / MEDIAN_SAMPLES + 1)
    for (size_t l = 0; l < PM_LANES; l++)
      {
        size_t i = t * PM_LANES + l, j = differences ? i - PM_LANES : i;
        bool cut = differences && flags[i] & PM_SAMPLE_CUT, use = !((flags[i] | flags[j]) & PM_SKIP_FIT) && !cut;
        double here = d[i] - gain[l] * mode[t];
        s->value[l][s->n[l]] = (float) (differences ? fabs (here - (d[j] - gain[l] * mode[t - 1])) : here);
        s->n[l] += use; /* without a branch */
      }
}

void
pm_common_mode_center (PmTimeline *tl, PmGroup group, PmControl *control)
{
  pm_control_count_pass (control, tl, group.n_blocks, 8);
#pragma omp parallel num_threads(control->n_threads)
  {
    Sample sample;
    bool ok = sample_init (&sample, tl->n_frames);
    double *nothing = calloc (tl->n_frames + PM_LANES, sizeof *nothing); /* modes of all frames, and gains of all lanes */
#pragma omp for schedule(dynamic)
    for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
      {
        float *d = tl->samples + b * tl->n_frames * PM_LANES, median[PM_LANES];
        if (!ok || !nothing || pm_control_cancelled (control))
          continue;
        sample_take (&sample, d, pm_timeline_block_flags (tl, b), nothing, nothing, tl->n_frames, false);
        for (size_t l = 0; l < PM_LANES; l++)
          median[l] = sample.n[l] > 0 ? pm_median_float (sample.value[l], sample.n[l]) : 0.0f;
        for (size_t t = 0; t < tl->n_frames; t++)
          for (size_t l = 0; l < PM_LANES; l++)
            d[t * PM_LANES + l] -= median[l];
      }
    free (sample.value[0]);
    free (nothing);
  }
}

static void
outliers_of_block (const PmTimeline *tl, size_t b, const double *mode, const double *gain, double k, double floor, double *sigma,
                   Sample *sample)
{
  const float *d = pm_timeline_block (tl, b);
  uint8_t *flags = tl->flags + b * tl->n_frames * PM_LANES;
  double g[PM_LANES], centre[PM_LANES], limit[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    g[l] = isfinite (gain[l]) ? gain[l] : 0.0;
  sample_take (sample, d, flags, mode, g, tl->n_frames, true);
  for (size_t l = 0; l < PM_LANES; l++)
    sigma[l] = pm_noise_from_differences (sample->value[l], sample->n[l], floor);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      centre[l] = 0.0;
      limit[l] = INFINITY;
    }
  if (isfinite (k))
    {
      sample_take (sample, d, flags, mode, g, tl->n_frames, false);
      for (size_t l = 0; l < PM_LANES; l++)
        if (sample->n[l] > 0)
          {
            float median, scatter = pm_robust_sigma_float (sample->value[l], sample->n[l], &median);
            centre[l] = median;
            limit[l] = k * fmax (scatter, floor);
          }
    }
  if (isfinite (k))
    pm_mode_kernels ()->outliers (d, mode, g, centre, limit, tl->n_frames, flags);
}

void
pm_common_mode_outliers (PmTimeline *tl, PmGroup group, const double *mode, const double *gain, double k, double floor, double *sigma,
                         PmControl *control)
{
  pm_control_count_pass (control, tl, group.n_blocks, 6);
#pragma omp parallel num_threads(control->n_threads)
  {
    Sample sample;
    bool ok = sample_init (&sample, tl->n_frames);
#pragma omp for schedule(dynamic)
    for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
      if (ok && !pm_control_cancelled (control))
        outliers_of_block (tl, b, mode, gain + b * PM_LANES, k, floor, sigma + b * PM_LANES, &sample);
    free (sample.value[0]);
  }
}

void
pm_common_mode_gains (const PmTimeline *tl, PmGroup group, const double *mode, uint8_t skip, double *gain, PmControl *control)
{
  pm_control_count_pass (control, tl, group.n_blocks, 5);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    if (!pm_control_cancelled (control))
      pm_mode_kernels ()->gains (pm_timeline_block (tl, b), pm_timeline_block_flags (tl, b), mode, skip, tl->n_frames, gain + b * PM_LANES);
}

/* A lane with cuts: piece by piece. */
static void
level_pieces (float *d, const uint8_t *flags, const double *mode, double gain, uint8_t skip, size_t n_frames)
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
pm_common_mode_level_block (PmTimeline *tl, size_t block, const double *mode, const double *gain, uint8_t skip)
{
  float *d = tl->samples + block * tl->n_frames * PM_LANES;
  const uint8_t *flags = pm_timeline_block_flags (tl, block);
  double g[PM_LANES];
  bool cut[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    g[l] = isfinite (gain[l]) ? gain[l] : 0.0;
  pm_mode_kernels ()->level (d, flags, mode, g, skip, tl->n_frames, cut);
  for (size_t l = 0; l < PM_LANES; l++)
    if (cut[l])
      level_pieces (d + l, flags + l, mode, g[l], skip, tl->n_frames);
}

void
pm_common_mode_level (PmTimeline *tl, PmGroup group, const double *mode, const double *gain, uint8_t skip, PmControl *control)
{
  pm_control_count_pass (control, tl, group.n_blocks, 9);
#pragma omp parallel for schedule(dynamic) num_threads(control->n_threads)
  for (size_t b = group.first_block; b < group.first_block + group.n_blocks; b++)
    if (!pm_control_cancelled (control))
      pm_common_mode_level_block (tl, b, mode, gain + b * PM_LANES, skip);
}

void
pm_common_mode_clean_mean (const PmTimeline *tl, size_t block, const double *mode, const double *gain, size_t m, float *z, uint8_t *flags)
{
  double g[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    g[l] = isfinite (gain[l]) ? gain[l] : 0.0;
  pm_mode_kernels ()->mean (pm_timeline_block (tl, block), pm_timeline_block_flags (tl, block), PM_SKIP_FIT, mode, g, tl->n_frames, m, z,
                            flags);
}

void
pm_common_mode_clean (const PmTimeline *tl, size_t block, const double *mode, const double *gain, float *z)
{
  double g[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    g[l] = isfinite (gain[l]) ? gain[l] : 0.0;
  pm_mode_kernels ()->clean (pm_timeline_block (tl, block), mode, g, tl->n_frames, z);
}
