/* SPDX-License-Identifier: GPL-3.0-or-later
 * Templates on the runs of frames near the source.
 */
#include "pm-template.h"

#include "pm-kernels.h"

#include <stdlib.h>
#include <string.h>

#define NEGLIGIBLE_DECAY 1e-8 /* of the filter's state: what is left of a template after that is below double rounding of the sums */

void
pm_template_init (PmTemplate *tp)
{
  memset (tp, 0, sizeof *tp);
}

void
pm_template_clear (PmTemplate *tp)
{
  free (tp->x);
  free (tp->run_end);
  free (tp->decay);
  memset (tp, 0, sizeof *tp);
}

/* Makes room for n frames: ten arrays in one piece. */
static bool
reserve (PmTemplate *tp, size_t n)
{
  if (n <= tp->capacity)
    return true;
  free (tp->x);
  tp->capacity = n;
  tp->x = malloc ((4 + PM_N_COLS) * n * sizeof *tp->x);
  if (!tp->x)
    tp->capacity = 0;
  tp->y = tp->x + n;
  tp->u = tp->x + 2 * n;
  tp->info = tp->x + 3 * n;
  tp->columns = tp->x + 4 * n;
  return tp->x != NULL;
}

static bool
reserve_runs (PmTemplate *tp, size_t n)
{
  if (n <= tp->run_capacity)
    return true;
  size_t capacity = 2 * n + 64;
  size_t *end = realloc (tp->run_end, capacity * sizeof *end);
  if (end)
    tp->run_end = end;
  double *decay = malloc (2 * capacity * sizeof *decay);
  if (!end || !decay)
    {
      free (decay);
      return false;
    }
  if (tp->n_runs > 0)
    {
      memcpy (decay, tp->decay, tp->n_runs * sizeof *decay);
      memcpy (decay + capacity, tp->q, tp->n_runs * sizeof *decay);
    }
  free (tp->decay);
  tp->decay = decay;
  tp->q = decay + capacity;
  tp->run_capacity = capacity;
  return true;
}

/* The decay of the filter's state over the frames [t0, t1), and what it adds to the normal equations. */
static void
measure_gap (const PmTemplateData *data, size_t t0, size_t t1, double *decay, double *q)
{
  double d = 1.0, sum = 0.0;
  for (size_t t = t0; t < t1 && d > NEGLIGIBLE_DECAY;)
    if (data->decay && t % PM_DECAY_LENGTH == 0 && t + PM_DECAY_LENGTH <= t1)
      {
        sum += d * d * data->q[t / PM_DECAY_LENGTH * PM_LANES];
        d *= data->decay[t / PM_DECAY_LENGTH * PM_LANES];
        t += PM_DECAY_LENGTH;
      }
    else
      {
        double info = data->info[t * PM_LANES];
        sum += d * d * info;
        d *= info > 0.0 ? info : 1.0; /* 1 - K = 1 / S */
        t++;
      }
  *decay = d > NEGLIGIBLE_DECAY ? d : 0.0;
  *q = sum;
}

bool
pm_template_gather (PmTemplate *tp, const PmTemplateData *data, double x, double y, double radius)
{
  tp->n = tp->n_runs = 0;
  tp->scale = data->scale;
  if (!reserve (tp, data->n_frames))
    return false;
  double limit = radius * radius;
  size_t t = 0, n_frames = data->n_frames, last_end = 0;
  while (t < n_frames)
    {
      t = pm_track_find_near (data->fx, data->fy, data->boxes, t, n_frames, x, y, radius);
      if (t == n_frames)
        break;
      if (!reserve_runs (tp, tp->n_runs + 1))
        return false;
      if (tp->n_runs > 0)
        measure_gap (data, last_end, t, &tp->decay[tp->n_runs - 1], &tp->q[tp->n_runs - 1]);
      for (; t < n_frames; t++)
        {
          double dx = data->fx[t] - x, dy = data->fy[t] - y;
          if (!(dx * dx + dy * dy < limit))
            break;
          tp->x[tp->n] = data->fx[t];
          tp->y[tp->n] = data->fy[t];
          tp->u[tp->n] = data->u[t * PM_LANES];
          tp->info[tp->n++] = data->info[t * PM_LANES];
        }
      last_end = t;
      tp->run_end[tp->n_runs] = tp->n;
      tp->decay[tp->n_runs] = 0.0;
      tp->q[tp->n_runs++] = 0.0;
    }
  if (tp->n_runs > 0)
    measure_gap (data, last_end, n_frames, &tp->decay[tp->n_runs - 1], &tp->q[tp->n_runs - 1]);
  return true;
}

/* The sums for the columns that are in place. */
static void
sum_columns (const PmTemplate *tp, int n_cols, double normal[PM_N_COLS][PM_N_COLS], double *rhs)
{
  pm_source_kernels ()->template_sums (tp, n_cols, normal, rhs);
  for (int i = 0; i < n_cols; i++)
    {
      rhs[i] *= tp->scale;
      for (int j = i; j < n_cols; j++)
        normal[i][j] = normal[j][i] = normal[i][j] * tp->scale * tp->scale;
    }
}

void
pm_template_evaluate (const PmTemplate *tp, const PmBeam *beam, double x, double y, int n_cols, double normal[PM_N_COLS][PM_N_COLS],
                      double rhs[PM_N_COLS])
{
  pm_source_kernels ()->columns (beam, tp->x, tp->y, tp->n, x, y, n_cols, tp->columns, tp->capacity);
  sum_columns (tp, n_cols, normal, rhs);
}

void
pm_template_evaluate_ellipse (const PmTemplate *tp, const double shape[3], double x, double y, double normal[PM_N_COLS][PM_N_COLS],
                              double rhs[PM_N_COLS])
{
  pm_source_kernels ()->ellipse_columns (shape, tp->x, tp->y, tp->n, x, y, tp->columns, tp->capacity);
  sum_columns (tp, PM_N_COLS, normal, rhs);
}
