/* SPDX-License-Identifier: GPL-3.0-or-later
 * The reduction: first cleaning, detection, rounds until nothing changes any more, last pass, table.
 */
#include "pm-reduction-private.h"

#include "pm-error.h"
#include "pm-judge.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define FINISHING_ROUND 3  /* from there on a round may be the last: it does what is done once, too */
#define SETTLED_MOVE 0.02  /* beam sigmas */
#define CONVERGED_FRACTION 0.99
#define EXPECTED_ROUNDS 3.0

const char *
pm_step_name (PmStep step)
{
  static const char *const names[] = { "Reading", "Cleaning", "Searching", "Common modes", "Fitting", "Finishing" };
  return names[step];
}

/* More rounds than expected make the bar wait, not run backwards. */
double
pm_progress_fraction (PmProgress *p)
{
  static const double start[] = { 0.0, 0.25, 0.40, 0.50, 0.50, 0.90 }, share[] = { 0.25, 0.15, 0.10, 0.04, 0.40, 0.10 };
  int step = atomic_load (&p->step), round = atomic_load (&p->round);
  unsigned total = atomic_load (&p->control.step_total), done = atomic_load (&p->control.step_done);
  double within = total > 0 ? MIN (1.0, (double) done / (double) total) : 0.0;
  if (step == PM_STEP_MODES || step == PM_STEP_FIT)
    return start[step]
           + 0.40 * MIN (((double) round - 1.0 + (step == PM_STEP_FIT ? 0.3 + 0.7 * within : 0.3 * within)) / EXPECTED_ROUNDS, 1.0);
  return start[step] + share[step] * within;
}

/* FALSE: no memory. */
static gboolean
scan_state_init (PmScanState *s, PmScan *scan, gsize n_slots, gsize n_groups)
{
  s->scan = scan;
  s->tl = &scan->timeline;
  s->boxes = g_new (PmTrackBox, pm_track_n_boxes (s->tl->n_frames));
  pm_track_make_boxes (s->tl->fx, s->tl->fy, s->tl->n_frames, s->boxes);
  s->floor = scan->readout_step / sqrt (12.0);
  s->gain = g_new (double, n_slots);
  s->sigma = g_new (double, n_slots);
  s->log10_q = g_new (double, n_slots);
  s->weight = g_new0 (double, n_slots);
  s->dead = g_new0 (gboolean, n_slots);
  s->n_spikes = g_new0 (gsize, n_slots);
  s->n_samples = g_new0 (gsize, n_slots);
  s->mode = g_try_new0 (double, n_groups * s->tl->n_frames);
  s->has_mode = g_new0 (gboolean, n_groups);
  s->mode_rms = g_new0 (double, n_groups);
  s->brightness = 1.0;
  s->map_gain = g_new0 (double, n_slots);
  return s->mode != NULL;
}

static void
scan_state_clear (PmScanState *s)
{
  g_free (s->boxes);
  g_free (s->gain);
  g_free (s->sigma);
  g_free (s->log10_q);
  g_free (s->weight);
  g_free (s->dead);
  g_free (s->n_spikes);
  g_free (s->n_samples);
  g_free (s->mode);
  g_free (s->has_mode);
  g_free (s->mode_rms);
  g_free (s->map_index);
  g_free (s->map_gain);
}

void
pm_reduction_free (PmReduction *r)
{
  for (int k = 0; k < r->n_scans; k++)
    scan_state_clear (&r->scans[k]);
  pm_reduce_free_maps (r);
  pm_cells_clear (&r->map_cells);
  g_free (r->excluded);
  g_free (r->wanted);
  g_free (r->predicted);
  g_free (r->predicted_x);
  g_free (r->predicted_y);
  g_free (r->window);
  g_free (r->has_start);
  g_free (r->start_x);
  g_free (r->start_y);
  g_free (r->fits);
  g_free (r->equations);
  g_free (r->solutions);
  g_free (r->ellipses);
  g_free (r->chi2);
  g_free (r->exposure_s);
  g_free (r->ambiguous);
  g_free (r->width_shares);
  pm_reduction_drop_scratch (r);
  g_free (r->scratch);
  g_clear_pointer (&r->notes, pm_scan_notes_unref);
  g_clear_pointer (&r->maps, pm_map_set_unref);
  g_free (r);
}

/* Whether the pixel that shall be the RCP file's origin exists; whether it is good is known at the end. */
static gboolean
check_center (const PmReduction *r, GError **error)
{
  const char *center = r->options->rcp_center;
  if (strcmp (center, "none") == 0 || strcmp (center, "median") == 0)
    return TRUE;
  for (gsize c = 0; c < r->instrument->n_channels; c++)
    if (strcmp (r->instrument->channels[c].id, center) == 0)
      return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "option rcp.center: expected none, median or the id of a pixel, found '%s'", center);
  return FALSE;
}

/* Pixels excluded by option, and those whose maps are wanted. A name that does not exist is told before the
 * work, not after. */
static gboolean
apply_choices (PmReduction *r, GError **error)
{
  const PmInstrument *inst = r->instrument;
  if (!pm_reduction_choose_slots (r, r->options->exclude, "option exclude", r->excluded, error))
    return FALSE;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    r->excluded[slot] = r->excluded[slot] || inst->channel_of_slot[slot] == PM_SLOT_NONE;
  if (r->request->maps != PM_MAPS_NONE && r->request->maps_list)
    {
      r->wanted = g_new0 (gboolean, r->n_slots);
      if (!pm_reduction_choose_slots (r, r->request->maps_list, "--maps", r->wanted, error))
        return FALSE;
    }
  return check_center (r, error);
}

/* Whether two scans are one: the same samples in the first block, seen from the same places. */
static gboolean
same_samples (const PmTimeline *a, const PmTimeline *b)
{
  return a->n_frames == b->n_frames && a->n_blocks == b->n_blocks && memcmp (a->fx, b->fx, a->n_frames * sizeof *a->fx) == 0 &&
         memcmp (a->samples, b->samples, a->n_frames * PM_LANES * sizeof *a->samples) == 0;
}

gboolean
pm_reduction_check (const PmReduction *r, GError **error)
{
  const PmScan *scan = r->scans[0].scan;
  if (atomic_load (&r->control->no_memory))
    g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: no memory to reduce %" G_GSIZE_FORMAT " frames of %" G_GSIZE_FORMAT " channels",
                 scan->info.path, r->max_frames, r->instrument->n_channels);
  else if (pm_control_cancelled (r->control))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
  return !pm_control_cancelled (r->control);
}

static PmReduction *
reduction_new (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error)
{
  g_autoptr (PmReduction) r = g_new0 (PmReduction, 1);
  if (n_scans < 1 || n_scans > PM_MAX_SCANS)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "expected 1 to %d scans to be reduced together, found %" G_GSIZE_FORMAT, PM_MAX_SCANS,
                   n_scans);
      return NULL;
    }
  for (gsize k = 1; k < n_scans; k++)
    for (gsize j = 0; j < k; j++)
      if (strcmp (scans[j]->info.scan_id, scans[k]->info.scan_id) == 0 && same_samples (&scans[j]->timeline, &scans[k]->timeline))
        {
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: is the same scan as %s: its samples must not count twice", scans[k]->info.path,
                       scans[j]->info.path);
          return NULL;
        }
  for (gsize k = 1; k < n_scans; k++)
    if (!pm_instrument_equal (scans[0]->instrument, scans[k]->instrument))
      {
        g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected the same camera, band and sub-arrays as in %s", scans[k]->info.path,
                     scans[0]->info.path);
        return NULL;
      }
  r->request = request;
  r->options = request->options;
  r->progress = progress;
  r->control = &progress->control;
  r->n_threads = r->control->n_threads;
  r->scratch = g_new0 (PmScratch *, r->n_threads);
  r->instrument = scans[0]->instrument;
  gsize n = r->n_slots = r->instrument->n_blocks * PM_LANES;
  r->n_groups = r->instrument->n_groups;
  for (gsize k = 0; k < n_scans; k++, r->n_scans++)
    {
      pm_control_got_memory (r->control, scan_state_init (&r->scans[k], scans[k], n, r->n_groups));
      r->max_frames = MAX (r->max_frames, scans[k]->timeline.n_frames);
    }
  double fwhm = r->options->beam_fwhm > 0.0 ? r->options->beam_fwhm : r->instrument->beam_fwhm_arcsec;
  r->nominal_sigma_arcsec = hypot (fwhm, r->options->source_fwhm) / PM_FWHM_PER_SIGMA;
  r->beam = (PmBeam){ r->nominal_sigma_arcsec, 0.0, 2.5 };
  r->excluded = g_new0 (gboolean, n);
  r->predicted = g_new0 (gboolean, n);
  r->predicted_x = g_new0 (double, n);
  r->predicted_y = g_new0 (double, n);
  r->window = g_new0 (double, n);
  r->has_start = g_new0 (gboolean, n);
  r->start_x = g_new0 (double, n);
  r->start_y = g_new0 (double, n);
  r->fits = g_new0 (PmPixelFit, n);
  r->equations = g_new0 (PmFitEquations, n * n_scans);
  r->solutions = g_new0 (PmArraySolution, r->n_groups);
  r->ellipses = g_new0 (PmEllipse, n);
  r->chi2 = g_new (double, n);
  r->exposure_s = g_new0 (double, n);
  r->ambiguous = g_new0 (gboolean, n);
  for (int i = 0; i < 3; i++)
    r->error_scale[i] = 1.0;
  for (gsize slot = 0; slot < n; slot++)
    {
      r->fits[slot] = (PmPixelFit){ .status = PM_FIT_NOT_TRIED, .amplitude = NAN, .x = NAN, .y = NAN, .s2n = NAN };
      r->chi2[slot] = NAN;
    }
  if (!pm_reduction_check (r, error) || !apply_choices (r, error))
    return NULL;
  r->notes = pm_scan_notes_new (scans, n_scans, r->options, error);
  return r->notes ? g_steal_pointer (&r) : NULL;
}

/* Whether nearly all fits are where they were in the round before, in units of their errors. */
static gboolean
converged (const PmReduction *r, const PmPixelFit *before)
{
  gsize n = 0, large = 0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      n += r->fits[slot].status == PM_FIT_OK || before[slot].status == PM_FIT_OK;
      large += pm_reduction_has_moved (r, &before[slot], &r->fits[slot]);
    }
  if (n == 0)
    return TRUE;
  return (double) large <= (1.0 - CONVERGED_FRACTION) * (double) n;
}

/* Puts the time since the last step began, and what it moved, down to that step. */
static void
account (PmReduction *r)
{
  gint64 now = g_get_monotonic_time ();
  int step = atomic_load (&r->progress->step);
  if (r->step_started_us > 0)
    {
      atomic_fetch_add (&r->progress->step_ns[step], 1000 * (now - r->step_started_us));
      atomic_fetch_add (&r->progress->step_bytes[step], atomic_load (&r->control->bytes_moved) - r->bytes_before);
    }
  r->step_started_us = now;
  r->bytes_before = atomic_load (&r->control->bytes_moved);
}

static void
enter (PmReduction *r, PmStep step, int round)
{
  account (r);
  atomic_store (&r->progress->step, (int) step);
  atomic_store (&r->progress->round, round);
  atomic_store (&r->control->step_done, 0);
  atomic_store (&r->control->step_total, 1);
}

/* What the reduction knows after a round, for those who watch. */
static void
show_round (PmReduction *r)
{
  if (!r->request->round_done)
    return;
  g_autoptr (PmMapSet) maps = pm_reduce_partial_maps (r);
  g_autoptr (PmResult) partial = pm_reduce_table (r, maps);
  if (partial->n_fitted > 0 && !pm_control_cancelled (r->control))
    r->request->round_done (g_steal_pointer (&partial), r->request->round_data);
}

/* Whether no source moved so far that modes and gains would become others. What is subtracted for them changes with each fit. */
static gboolean
modes_settled (const PmReduction *r, const PmPixelFit *before)
{
  double limit = SETTLED_MOVE * r->beam.sigma_arcsec;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (pm_reduction_trusts (r, slot) &&
        (before[slot].status != PM_FIT_OK || hypot (r->fits[slot].x - before[slot].x, r->fits[slot].y - before[slot].y) > limit))
      return FALSE;
  return r->options->source_protect == PM_PROTECT_MASK;
}

/* Returns whether the last round has finished the fits, too. */
static gboolean
run_rounds (PmReduction *r, gboolean *finished, GError **error)
{
  g_autofree PmPixelFit *before = g_new (PmPixelFit, r->n_slots);
  for (int round = 1; round <= r->options->rounds && !r->converged && !pm_control_cancelled (r->control); round++)
    {
      memcpy (before, r->fits, r->n_slots * sizeof *before);
      if (!r->modes_settled)
        {
          enter (r, PM_STEP_MODES, round);
          pm_reduce_modes (r);
        }
      enter (r, PM_STEP_FIT, round);
      *finished = round >= FINISHING_ROUND;
      if (*finished)
        pm_reduce_finish_round (r);
      else
        pm_reduce_fit_round (r);
      if (pm_control_cancelled (r->control))
        break;
      r->n_rounds = round;
      r->converged = round > 1 && converged (r, before);
      gboolean last = r->converged || round == r->options->rounds;
      if (!(*finished && last)) /* the fits would be others with the next beam, and are finished */
        pm_reduce_shared (r);
      pm_reduce_solve_array (r);
      r->modes_settled = round > 1 && modes_settled (r, before);
      show_round (r);
      if (!r->converged && round < r->options->rounds && !pm_reduce_next_bases (r, error))
        return FALSE;
    }
  return TRUE;
}

PmReduction *
pm_reduction_run (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error)
{
  gsl_set_error_handler_off (); /* a matrix that is not positive definite is an answer, not the end of the program */
  g_autoptr (PmReduction) r = reduction_new (scans, n_scans, request, progress, error);
  if (!r)
    return NULL;
  atomic_store (&progress->n_rounds, r->options->rounds);
  enter (r, PM_STEP_CLEAN, 0);
  pm_reduce_clean (r);
  enter (r, PM_STEP_DETECT, 0);
  if (!pm_reduce_detect (r, error))
    return NULL;
  gboolean finished = FALSE;
  if (!run_rounds (r, &finished, error))
    return NULL;
  enter (r, PM_STEP_FINISH, r->n_rounds);
  if (!pm_control_cancelled (r->control))
    pm_reduce_final (r, finished);
  if (!pm_control_cancelled (r->control) && !pm_reduce_final_maps (r, error))
    return NULL;
  account (r);
  if (!pm_reduction_check (r, error))
    return NULL;
  pm_reduction_drop_scratch (r);
  for (gsize slot = 0; slot < r->n_slots; slot++)
    if (r->fits[slot].status == PM_FIT_OK)
      return g_steal_pointer (&r);
  g_set_error (error, PM_ERROR, PM_ERROR_NO_DATA, "%s: nothing could be fitted: no pixel shows a source", scans[0]->info.path);
  return NULL;
}

PmResult *
pm_reduce (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error)
{
  g_autoptr (PmReduction) r = pm_reduction_run (scans, n_scans, request, progress, error);
  if (!r)
    return NULL;
  g_autoptr (PmResult) result = pm_reduce_table (r, r->maps);
  return request->manual ? pm_judge_result (result, request->manual) : g_steal_pointer (&result);
}
