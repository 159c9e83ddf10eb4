/* SPDX-License-Identifier: GPL-3.0-or-later
 * The reduction: scans in, pixel table and maps out. Synchronous; call it from a worker thread.
 */
#pragma once

#include "pm-flag-file.h"
#include "pm-result.h"

G_BEGIN_DECLS

/* What runs at the moment. */
typedef enum
{
  PM_STEP_READ,
  PM_STEP_CLEAN,
  PM_STEP_DETECT,
  PM_STEP_MODES,
  PM_STEP_FIT,
  PM_STEP_FINISH,
  PM_N_STEPS
} PmStep;

/* Progress of a run, written by the reduction and read by whoever shows it, from any thread. */
typedef struct
{
  PmControl control;
  atomic_int step, round, n_rounds; /* round: 1 ...; 0 before the first */
  atomic_llong step_ns[PM_N_STEPS];    /* time spent in the steps so far, all rounds together; reading is not timed here */
  atomic_ullong step_bytes[PM_N_STEPS]; /* and what control.bytes_moved grew by in them */
} PmProgress;

/* Which maps are made. */
typedef enum
{
  PM_MAPS_NONE,
  PM_MAPS_STAMPS, /* around each source */
  PM_MAPS_FULL,   /* of the whole scan */
} PmMapsWanted;

typedef struct
{
  const PmOptions *options;
  PmMapsWanted maps;
  const char *maps_list;      /* NULL: all pixels; else ids and index ranges */
  const PmPixelManual *manual; /* [channels of the instrument] or NULL: judgements by hand, see pm_judge_result() */

  /* If not NULL, called in the reducing thread after each round in which something was fitted, with what the result would be without
   * further rounds: errors not scaled, no widths, no chi^2, no judgements by hand, stamps if any maps are wanted and fit into memory, fits
   * to the samples also with fit.domain=map. It takes over the reference and may change the result until it shares it. The final result
   * does not depend on it. */
  void (*round_done) (PmResult *partial, void *data);
  void *round_data;
} PmReductionRequest;

/* Reduces 1 ... PM_MAX_SCANS scans of the same instrument together. The scans' samples are used up: they are cleaned and levelled in
 * place; read a scan again for another reduction. progress->control.n_threads threads are used; setting progress->control.cancel stops
 * the run within a block of 16 channels.
 *
 * Returns a new result; NULL with PM_ERROR_NO_DATA if nothing could be fitted, PM_ERROR_INPUT if the scans do not go together,
 * G_IO_ERROR_CANCELLED. */
PmResult *pm_reduce (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error);

const char *pm_step_name (PmStep step);

/* How much of a run is done, 0 ... 1, from the steps' usual shares of the time. It may fall when a step has just begun: show the largest
 * so far. */
double pm_progress_fraction (PmProgress *progress);

G_END_DECLS
