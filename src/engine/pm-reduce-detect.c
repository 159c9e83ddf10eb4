/* SPDX-License-Identifier: GPL-3.0-or-later
 * Detection: matched-filter maps of all pixels, the array solution of each sub-array from the secure ones, and from it the windows in
 * which the others are searched.
 */
#include "pm-reduction-private.h"

#include "pm-common-mode.h"
#include "pm-error.h"
#include "pm-local-level.h"
#include "pm-memory.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define PEAK_THRESHOLD 3.3     /* peaks kept for the window search; a fit needs more */
#define MAX_CELLS 16000000
#define MEAN_PATH 0.35         /* beams that the source moves during a mean, which takes 3 % off a peak */
#define MAX_MEAN 64.0
#define CELL_BYTES 16          /* of what all pixels share: hits, the norm and what it is made of */
#define THREAD_BYTES (2 * PM_LANES * sizeof (float))

/* What detection looks at of one scan: means of so many frames that the source hardly moves meanwhile. */
typedef struct
{
  gsize m, n; /* frames in a mean, means */
  uint32_t *index; /* [n]: cells */
} Means;

/* The cells of the means of scan k; their samples are added to the hits. An offset is the mean of the frames that have one, at least half
 * of them. FALSE: no memory. */
static gboolean
add_means (const PmReduction *r, int k, const PmGrid *grid, float *hits, Means *means)
{
  const PmTimeline *tl = r->scans[k].tl;
  double path = r->scans[k].scan->speed_p98_arcsec_s * tl->dt_s, most = MEAN_PATH * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  means->m = path > 0.0 ? (gsize) CLAMP (most / path, 1.0, MAX_MEAN) : 1;
  means->n = tl->n_frames / means->m;
  means->index = g_try_new (uint32_t, means->n + 1);
  if (!pm_control_got_memory (r->control, means->index))
    return FALSE;
  for (gsize i = 0; i < means->n; i++)
    {
      double x = 0.0, y = 0.0;
      gsize n = 0;
      for (gsize t = i * means->m; t < (i + 1) * means->m; t++)
        if (isfinite (tl->fx[t]))
          {
            x += tl->fx[t];
            y += tl->fy[t];
            n++;
          }
      means->index[i] = 2 * n >= means->m ? pm_grid_cell (grid, x / (double) n, y / (double) n) : PM_CELL_NONE;
      if (means->index[i] != PM_CELL_NONE)
        hits[means->index[i]] += (float) means->m;
    }
  return TRUE;
}

/* The grid over the offsets of scans first ... last, and the detector on it. */
static gboolean
make_detector (PmReduction *r, int first, int last, PmDetector *det, Means *means, GError **error)
{
  double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
  double cell = r->options->detect_cell * PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  PmGrid grid;
  for (int k = first; k <= last; k++)
    pm_reduction_extent (&r->scans[k], &x0, &x1, &y0, &y1);
  if (!pm_grid_init (&grid, x0, x1, y0, y1, cell, MAX_CELLS))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT,
                   "%s: the scan covers %.0f x %.0f arcsec, too much for cells of %.2f arcsec (limit: %d cells)",
                   r->scans[first].scan->info.path, x1 - x0, y1 - y0, cell, MAX_CELLS);
      return FALSE;
    }
  guint64 bytes = (guint64) grid.nx * grid.ny * (CELL_BYTES + THREAD_BYTES * (guint64) r->n_threads);
  if (!pm_memory_check ("the search for the source (fewer threads and a larger detect.cell need less)", bytes, error))
    return FALSE;
  g_autofree float *hits = g_try_new0 (float, grid.nx * grid.ny);
  gboolean ok = pm_control_got_memory (r->control, hits);
  for (int k = first; k <= last; k++)
    ok = ok && add_means (r, k, &grid, hits, &means[k]);
  ok = ok && pm_detector_init (det, &grid, hits, r->nominal_sigma_arcsec);
  if (!ok)
    g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: no memory for detection maps of %" G_GSIZE_FORMAT " cells",
                 r->scans[first].scan->info.path, grid.nx * grid.ny);
  return ok;
}

/* Whitens one block of one scan with the noise assumed so far and adds it to the sums. The white noise of a mean of m samples is 1 / sqrt m
 * of theirs, and in its units the level walks m times as far from one to the next. A sum over means stands for that over m times as many
 * samples: scans with another m have their share by this weight. */
static void
add_block (PmReduction *r, int k, gsize b, gsize g, const Means *means, PmScratch *s, float *sums)
{
  PmScanState *scan = &r->scans[k];
  PmTimeline *tl = scan->tl;
  double scale[PM_LANES], q[PM_LANES], m = (double) means->m;
  for (gsize l = 0; l < PM_LANES; l++)
    {
      gsize slot = b * PM_LANES + l;
      gboolean usable = !scan->dead[slot] && !r->excluded[slot] && scan->sigma[slot] > 0.0;
      scale[l] = usable ? scan->brightness * sqrt (m) / scan->sigma[slot] : 0.0;
      q[l] = m * m * pm_local_level_q (r->options->noise_knee, tl->dt_s);
    }
  pm_common_mode_clean_mean (tl, b, scan->mode + g * tl->n_frames, scan->gain + b * PM_LANES, means->m, s->z[0], s->flags);
  pm_control_count_pass (r->control, tl, 1, 5);
  pm_local_level_whiten (s->z[0], scale, s->flags, PM_SKIP_FIT, means->n, q, s->z[0], s->work);
  pm_detector_add (s->z[0], means->index, means->n, (float) sqrt (m), sums);
}

/* The peaks of all pixels in the maps of scans first ... last added up. */
static gboolean
find_peaks (PmReduction *r, int first, int last, PmPeakList *lists, GError **error)
{
  PmDetector det = { 0 };
  Means means[PM_MAX_SCANS] = { { 0 } };
  gboolean ok = make_detector (r, first, last, &det, means, error);
  gsize n_cells = ok ? det.grid.nx * det.grid.ny : 0;
#pragma omp parallel num_threads(r->control->n_threads) if (ok)
  {
    PmScratch *s = pm_reduction_scratch (r);
    float *sums = g_try_new (float, n_cells * PM_LANES + 1), *work = g_try_new (float, n_cells * PM_LANES + 1);
    pm_control_got_memory (r->control, sums && work);
#pragma omp for schedule(dynamic)
    for (gsize b = 0; b < r->instrument->n_blocks; b++)
      {
        gsize g = pm_reduction_group_of_block (r, b);
        if (!ok || pm_control_cancelled (r->control))
          continue;
        memset (sums, 0, n_cells * PM_LANES * sizeof *sums);
        for (int k = first; k <= last; k++)
          {
            add_block (r, k, b, g, &means[k], s, sums);
            pm_scan_release_blocks (r->scans[k].scan, b, 1);
          }
        pm_detector_finish (&det, sums, work);
        for (int l = 0; l < PM_LANES; l++)
          {
            PmPeakList *list = &lists[b * PM_LANES + (gsize) l];
            list->n = pm_detector_peaks (&det, sums, work, l, PEAK_THRESHOLD, list->peaks, PM_MAX_PEAKS);
          }
        atomic_fetch_add (&r->control->step_done, 1);
      }
    g_free (sums);
    g_free (work);
  }
  pm_detector_clear (&det);
  for (int k = 0; k < PM_MAX_SCANS; k++)
    g_free (means[k].index);
  pm_reduce_sort_peaks (r, lists);
  return ok;
}

/* Array solutions of all groups from the first peak of each secure pixel. */
static void
solve_from_peaks (PmReduction *r, const PmPeakList *lists, PmArraySolution *solutions)
{
  gsize n = r->n_slots;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *nominal_x = g_new (double, n), *nominal_y = g_new (double, n);
  g_autofree double *work = g_new (double, PM_ARRAY_SOLUTION_WORK * n);
  for (gsize g = 0; g < r->n_groups; g++)
    {
      PmGroup group = pm_reduction_group (r, g);
      gsize used = 0;
      for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
        {
          gsize c = r->instrument->channel_of_slot[slot];
          if (c == PM_SLOT_NONE || !lists[slot].secure)
            continue;
          x[used] = -lists[slot].peaks[0].x;
          y[used] = -lists[slot].peaks[0].y;
          nominal_x[used] = r->instrument->channels[c].nominal_x;
          nominal_y[used++] = r->instrument->channels[c].nominal_y;
        }
      solutions[g] = pm_array_solution_fit (x, y, nominal_x, nominal_y, used, (gsize) r->options->detect_min_secure, work);
    }
}

/* A window larger than the limit says that the nominal layout does not help. */
static gboolean
window_radius (const PmReduction *r, const PmArraySolution *sol, double *radius)
{
  double beam = PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  *radius = fmax (r->options->detect_window_scatter * sol->scatter_arcsec, r->options->detect_window_min * beam);
  return sol->valid && *radius <= r->options->detect_window_max * beam;
}

void
pm_reduce_predict (PmReduction *r)
{
  for (gsize g = 0; g < r->n_groups; g++)
    {
      PmGroup group = pm_reduction_group (r, g);
      double radius;
      gboolean usable = window_radius (r, &r->solutions[g], &radius);
      for (gsize slot = group.first_block * PM_LANES; slot < (group.first_block + group.n_blocks) * PM_LANES; slot++)
        {
          gsize c = r->instrument->channel_of_slot[slot];
          r->predicted[slot] = usable && c != PM_SLOT_NONE;
          if (!r->predicted[slot])
            continue;
          pm_array_solution_predict (&r->solutions[g], r->instrument->channels[c].nominal_x, r->instrument->channels[c].nominal_y,
                                     &r->predicted_x[slot], &r->predicted_y[slot]);
          r->predicted_x[slot] = -r->predicted_x[slot];
          r->predicted_y[slot] = -r->predicted_y[slot];
          r->window[slot] = radius;
        }
    }
}

/* Whether a pixel's fit may start from its peak i: high enough, in the window if there is one, and not the second source. */
static gboolean
may_start (const PmReduction *r, gsize slot, const PmPeakList *list, gsize i)
{
  const PmDetection *p = &list->peaks[i];
  if (list->paired ? i > 0 : pm_reduce_may_be_companion (r, slot, p))
    return FALSE;
  if (!r->predicted[slot])
    return p->significance > r->options->detect_blind;
  return hypot (p->x - r->predicted_x[slot], p->y - r->predicted_y[slot]) <= r->window[slot]
         && p->significance > r->options->detect_candidate;
}

/* Where each pixel's fit starts: its highest peak in the window, or anywhere if it stands out and nothing is predicted. */
static gsize
choose_starts (PmReduction *r, const PmPeakList *lists)
{
  gsize n_starts = 0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      r->has_start[slot] = FALSE;
      for (gsize i = 0; i < lists[slot].n && !r->has_start[slot]; i++)
        {
          r->has_start[slot] = may_start (r, slot, &lists[slot], i);
          r->start_x[slot] = lists[slot].peaks[i].x;
          r->start_y[slot] = lists[slot].peaks[i].y;
        }
      n_starts += r->has_start[slot];
    }
  return n_starts;
}

/* The shift of scan k against the first: the median over pixels secure in both, if there are enough; else the difference of the array
 * solutions. */
static void
find_shift (PmReduction *r, int k, const PmPeakList *first, const PmPeakList *other, const PmArraySolution *first_solution,
            const PmArraySolution *solution)
{
  g_autofree double *dx = g_new (double, r->n_slots), *dy = g_new (double, r->n_slots), *work = g_new (double, r->n_slots);
  gsize n = 0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (first[slot].secure && other[slot].secure)
      {
        dx[n] = other[slot].peaks[0].x - first[slot].peaks[0].x;
        dy[n++] = other[slot].peaks[0].y - first[slot].peaks[0].y;
      }
  PmScanState *s = &r->scans[k];
  double shift_x = 0.0, shift_y = 0.0;
  if (n >= (gsize) r->options->detect_min_secure)
    {
      memcpy (work, dx, n * sizeof *work);
      shift_x = pm_median (work, n);
      memcpy (work, dy, n * sizeof *work);
      shift_y = pm_median (work, n);
    }
  else
    for (gsize g = 0; g < r->n_groups; g++)
      if (first_solution[g].valid && solution[g].valid)
        {
          double x0, y0, x1, y1;
          pm_array_solution_predict (&first_solution[g], 0.0, 0.0, &x0, &y0);
          pm_array_solution_predict (&solution[g], 0.0, 0.0, &x1, &y1);
          shift_x = x0 - x1;
          shift_y = y0 - y1;
          break;
        }
  pm_reduction_move_scan (s, shift_x, shift_y);
}

gboolean
pm_reduce_detect (PmReduction *r, GError **error)
{
  g_autofree PmPeakList *lists = g_new0 (PmPeakList, r->n_slots), *others = NULL;
  g_autofree PmArraySolution *other_solutions = g_new0 (PmArraySolution, r->n_groups);
  atomic_store (&r->control->step_done, 0);
  atomic_store (&r->control->step_total, (unsigned) (r->instrument->n_blocks * (gsize) (r->n_scans > 1 ? r->n_scans + 1 : 1)));
  if (!find_peaks (r, 0, 0, lists, error))
    return FALSE;
  solve_from_peaks (r, lists, r->solutions);
  if (r->n_scans > 1)
    {
      others = g_new0 (PmPeakList, r->n_slots);
      for (int k = 1; k < r->n_scans; k++)
        {
          if (!find_peaks (r, k, k, others, error))
            return FALSE;
          solve_from_peaks (r, others, other_solutions);
          find_shift (r, k, lists, others, r->solutions, other_solutions);
        }
      if (!find_peaks (r, 0, r->n_scans - 1, lists, error))
        return FALSE;
      solve_from_peaks (r, lists, r->solutions);
    }
  pm_reduce_predict (r);
  if (choose_starts (r, lists) == 0 && !pm_control_cancelled (r->control))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_NO_DATA, "%s: nothing could be fitted: no pixel shows a source", r->scans[0].scan->info.path);
      return FALSE;
    }
  return TRUE;
}
