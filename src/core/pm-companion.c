/* SPDX-License-Identifier: GPL-3.0-or-later
 * A vote: the pairs are points, of which each stands for its mirror image too; the circle with most points in it wins.
 */
#include "pm-companion.h"

#include "pm-stats.h"

#include <math.h>

#define MAX_CANDIDATES 1000 /* centres that are tried: enough for a difference which a hundredth of the pairs share */
#define REFINEMENTS 3       /* means of what is in the circle */
#define MAX_CENTRES 8       /* differences that many pairs share, and that may be no second source's */
/* Of the log ratio. Two sources: 0.15 to 0.56; a source between scan lines that are farther apart than the beam, which shows on both
 * sides of the gap: 1.5 to 2.9. */
#define MAX_SCATTER 0.8

/* 1 if the pair is within the circle about (dx, dy), -1 if its mirror image is, else 0. */
static int
side (const PmPeakPair *p, double dx, double dy, double tolerance)
{
  if (!isfinite (p->dx) || !isfinite (p->dy) || !(p->ratio > 0.0) || !isfinite (p->ratio))
    return 0;
  if (hypot (p->dx - dx, p->dy - dy) <= tolerance)
    return 1;
  return hypot (p->dx + dx, p->dy + dy) <= tolerance ? -1 : 0;
}

static size_t
count_votes (const PmPeakPair *pairs, size_t n, double dx, double dy, double tolerance)
{
  size_t votes = 0;
  for (size_t i = 0; i < n; i++)
    votes += side (&pairs[i], dx, dy, tolerance) != 0;
  return votes;
}

/* Moves the circle to the mean of the pairs in it. */
static void
refine (const PmPeakPair *pairs, size_t n, double tolerance, PmCompanion *c)
{
  double sx = 0.0, sy = 0.0, votes = 0.0;
  for (size_t i = 0; i < n; i++)
    {
      int sign = side (&pairs[i], c->dx, c->dy, tolerance);
      sx += sign * pairs[i].dx;
      sy += sign * pairs[i].dy;
      votes += sign != 0;
    }
  c->dx = sx / votes;
  c->dy = sy / votes;
}

/* The median of log ratio, each pair seen in the direction of (dx, dy), and its scatter. */
static double
log_ratio_of (const PmPeakPair *pairs, size_t n, double tolerance, const PmCompanion *c, double *work, double *scatter)
{
  size_t used = 0;
  double median;
  for (size_t i = 0; i < n; i++)
    {
      int sign = side (&pairs[i], c->dx, c->dy, tolerance);
      if (sign != 0)
        work[used++] = sign * log (pairs[i].ratio);
    }
  *scatter = pm_robust_sigma (work, used, &median);
  return median;
}

static bool
near_any (const PmCompanion *centres, int n, const PmPeakPair *p, double distance)
{
  for (int i = 0; i < n; i++)
    if (side (p, centres[i].dx, centres[i].dy, distance) != 0)
      return true;
  return false;
}

/* The centre with most votes that is not near one of those tried before. */
static PmCompanion
find_centre (const PmPeakPair *pairs, size_t n, double tolerance, const PmCompanion *tried, int n_tried)
{
  PmCompanion best = { 0 };
  size_t step = n / MAX_CANDIDATES + 1;
  for (size_t i = 0; i < n; i += step)
    if (!near_any (tried, n_tried, &pairs[i], 2.0 * tolerance))
      {
        size_t votes = count_votes (pairs, n, pairs[i].dx, pairs[i].dy, tolerance);
        if (votes > best.n_pairs)
          best = (PmCompanion){ .dx = pairs[i].dx, .dy = pairs[i].dy, .n_pairs = votes };
      }
  return best;
}

/* Whether the difference is far enough for two sources to be told apart, and pairs enough say it. */
static bool
is_enough (const PmCompanion *c, const PmCompanionSearch *search)
{
  double distance = hypot (c->dx, c->dy);
  return distance > search->min_distance && c->n_pairs >= (distance <= search->near_distance ? search->min_near : search->min_far);
}

PmCompanion
pm_companion_find (const PmPeakPair *pairs, size_t n, const PmCompanionSearch *search, double *work)
{
  PmCompanion tried[MAX_CENTRES];
  size_t fewest = search->min_near < search->min_far ? search->min_near : search->min_far;
  for (int k = 0; k < MAX_CENTRES; k++)
    {
      PmCompanion *c = &tried[k];
      *c = find_centre (pairs, n, search->tolerance, tried, k);
      if (c->n_pairs == 0 || c->n_pairs < fewest) /* nor has any other centre enough */
        break;
      for (int i = 0; i < REFINEMENTS; i++)
        refine (pairs, n, search->tolerance, c);
      c->n_pairs = count_votes (pairs, n, c->dx, c->dy, search->tolerance);
      double scatter, log_ratio = log_ratio_of (pairs, n, search->tolerance, c, work, &scatter), sign = log_ratio > 0.0 ? -1.0 : 1.0;
      if (is_enough (c, search) && scatter < MAX_SCATTER)
        return (PmCompanion){ true, sign * c->dx, sign * c->dy, exp (-fabs (log_ratio)), c->n_pairs };
    }
  return (PmCompanion){ 0 };
}
