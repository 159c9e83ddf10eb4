/* SPDX-License-Identifier: GPL-3.0-or-later
 * Noise estimates. The likelihood of log10 q is searched on a grid of half decades, all lanes of a block at once: finer steps do not
 * matter to the fits (a factor of ten in q costs 1 ... 5 % in the position error), and a parabola through the best three removes most
 * of the grid's coarseness.
 */
#include "pm-noise.h"

#include "pm-local-level.h"
#include "pm-stats.h"

#include <math.h>

#define STEP 0.5
#define N_GRID 13 /* (PM_LOG10_Q_MAX - PM_LOG10_Q_MIN) / STEP + 1 */
#define MIN_SAMPLES 16
#define MANY_FRAMES 16384 /* from there on only PIECES of the scan are looked at, which have a share of its frames: */
#define PIECES 4
#define FIRST_SHARE 12    /* 1/12 for the hill */
#define SHARE 4           /* 1/4 for its top: log10 q to 0.15, sigma to 0.8 % at 24,000 frames */

double
pm_noise_from_differences (float *differences, size_t n, double floor)
{
  if (n < 8)
    return NAN;
  double sigma = PM_MAD_TO_SIGMA * pm_median_float (differences, n) / M_SQRT2;
  return sigma > floor ? sigma : floor;
}

typedef struct
{
  double log_likelihood[N_GRID], variance[N_GRID];
  bool known[N_GRID];
} LaneScan;

/* As pm_local_level_likelihood(), of a long scan only in some pieces: sum ln S and sum e^2 / S of each, taken back from what the function
 * tells, are added up. */
static void
likelihood_of_pieces (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, size_t share, const double *q,
                      double *log_likelihood, double *variance, double *n_used)
{
  double sum_log[PM_LANES] = { 0.0 }, sum[PM_LANES] = { 0.0 }, n[PM_LANES] = { 0.0 };
  if (n_frames < MANY_FRAMES)
    {
      pm_local_level_likelihood (z, flags, skip, n_frames, q, log_likelihood, variance, n_used);
      return;
    }
  for (size_t piece = 0; piece < PIECES; piece++)
    {
      size_t first = piece * n_frames / PIECES;
      pm_local_level_likelihood (z + first * PM_LANES, flags + first * PM_LANES, skip, n_frames / (share * PIECES), q, log_likelihood,
                                 variance, n_used);
      for (int l = 0; l < PM_LANES; l++)
        if (isfinite (log_likelihood[l]))
          {
            double squares = variance[l] * n_used[l];
            sum_log[l] -= 2.0 * log_likelihood[l] + n_used[l] * log (squares > 1e-30 ? squares : 1e-30);
            sum[l] += squares;
            n[l] += n_used[l];
          }
    }
  for (int l = 0; l < PM_LANES; l++)
    {
      n_used[l] = n[l];
      variance[l] = n[l] > 0.0 ? sum[l] / n[l] : NAN;
      log_likelihood[l] = n[l] > 0.0 ? -0.5 * (sum_log[l] + n[l] * log (sum[l] > 1e-30 ? sum[l] : 1e-30)) : NAN;
    }
}

/* Evaluates the grid point index[l] of each lane that does not know it yet. */
static void
evaluate (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, size_t share, const int *index, LaneScan *lanes)
{
  double q[PM_LANES], log_likelihood[PM_LANES], variance[PM_LANES], n_used[PM_LANES];
  bool needed = false;
  for (int l = 0; l < PM_LANES; l++)
    {
      q[l] = pow (10.0, PM_LOG10_Q_MIN + STEP * index[l]);
      needed = needed || !lanes[l].known[index[l]];
    }
  if (!needed)
    return;
  likelihood_of_pieces (z, flags, skip, n_frames, share, q, log_likelihood, variance, n_used);
  for (int l = 0; l < PM_LANES; l++)
    {
      bool enough = n_used[l] >= MIN_SAMPLES;
      lanes[l].known[index[l]] = true;
      lanes[l].log_likelihood[index[l]] = enough ? log_likelihood[l] : NAN;
      lanes[l].variance[index[l]] = enough ? variance[l] : NAN;
    }
}

static int
clamp_index (int i)
{
  return i < 0 ? 0 : i >= N_GRID ? N_GRID - 1 : i;
}

/* Moves each lane's index to the best of its neighbours until all are at a maximum. */
static void
climb (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, int *index, LaneScan *lanes)
{
  for (int pass = 0; pass < N_GRID; pass++)
    {
      bool moved = false;
      for (int step = -1; step <= 1; step++)
        {
          int probe[PM_LANES];
          for (int l = 0; l < PM_LANES; l++)
            probe[l] = clamp_index (index[l] + step);
          evaluate (z, flags, skip, n_frames, SHARE, probe, lanes);
        }
      for (int l = 0; l < PM_LANES; l++)
        {
          int best = index[l];
          for (int step = -1; step <= 1; step++)
            {
              int i = clamp_index (index[l] + step);
              if (lanes[l].known[i] && lanes[l].log_likelihood[i] > lanes[l].log_likelihood[best])
                best = i;
            }
          moved = moved || best != index[l];
          index[l] = best;
        }
      if (!moved)
        break;
    }
}

/* The maximum of a parabola through the best grid point and its neighbours, in steps of the grid (-0.5 ... 0.5). */
static double
refine (const LaneScan *lane, int i)
{
  if (i == 0 || i == N_GRID - 1 || !lane->known[i - 1] || !lane->known[i + 1])
    return 0.0;
  double left = lane->log_likelihood[i - 1], middle = lane->log_likelihood[i], right = lane->log_likelihood[i + 1];
  double curvature = left - 2.0 * middle + right;
  if (!(curvature < 0.0))
    return 0.0;
  double shift = 0.5 * (left - right) / curvature;
  return shift < -0.5 ? -0.5 : shift > 0.5 ? 0.5 : shift;
}

void
pm_noise_fit (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, double *log10_q, double *sigma)
{
  LaneScan first[PM_LANES] = { 0 }, lanes[PM_LANES] = { 0 }; /* what a first look says of one place is not to be compared with others */
  int index[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    index[l] = isfinite (log10_q[l]) ? clamp_index ((int) lround ((log10_q[l] - PM_LOG10_Q_MIN) / STEP)) : -1;
  /* A first look at every second decade finds the hill; then each lane climbs its own. */
  for (int i = 1; i < N_GRID; i += 4)
    {
      int probe[PM_LANES];
      bool wanted = false;
      for (int l = 0; l < PM_LANES; l++)
        {
          wanted = wanted || index[l] < 0;
          probe[l] = i;
        }
      if (wanted)
        evaluate (z, flags, skip, n_frames, FIRST_SHARE, probe, first);
    }
  for (int l = 0; l < PM_LANES; l++)
    if (index[l] < 0)
      {
        index[l] = 5;
        for (int i = 1; i < N_GRID; i += 4)
          if (first[l].log_likelihood[i] > first[l].log_likelihood[index[l]])
            index[l] = i;
      }
  climb (z, flags, skip, n_frames, index, lanes);
  for (int l = 0; l < PM_LANES; l++)
    {
      const LaneScan *lane = &lanes[l];
      int i = index[l];
      bool usable = isfinite (lane->log_likelihood[i]);
      double shift = usable ? refine (lane, i) : 0.0;
      log10_q[l] = usable ? PM_LOG10_Q_MIN + STEP * (i + shift) : NAN;
      /* The variance varies smoothly with q: linear between the grid points is exact to a few 1e-3. */
      int neighbour = shift > 0.0 ? i + 1 : i - 1;
      double variance = lane->variance[i];
      if (shift != 0.0)
        variance += fabs (shift) * (lane->variance[neighbour] - variance);
      sigma[l] = usable ? sqrt (variance) : NAN;
    }
}
