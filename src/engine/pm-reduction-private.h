/* SPDX-License-Identifier: GPL-3.0-or-later
 * The state of a reduction, and its steps. Only the files pm-reduc*.c include this.
 *
 *   pm-reduction.c      the order of the steps, rounds, convergence
 *   pm-reduction-state.c look-ups in the state
 *   pm-reduce-clean.c   first cleaning: jumps, common mode, noise, spikes by the beam's shape
 *   pm-reduce-protect.c how the source is kept out of modes and noise
 *   pm-reduce-modes.c   common modes and gains
 *   pm-reduce-detect.c  detection, array solution, predicted places, shifts between scans
 *   pm-reduce-companion.c which of two sources a pixel takes
 *   pm-reduce-round.c   one block of 16 channels: noise model, whitening, fit, residual despike
 *   pm-reduce-shared.c  width, wings, shifts and brightness common to the array
 *   pm-reduce-maps.c    maps of the pixels, and fits to them
 *   pm-reduce-final.c   last pass: ellipses, chi^2, error scale; again for single pixels
 *   pm-reduce-table.c   positions, automatic flags
 *   pm-reduce-warnings.c what makes the whole calibration doubtful
 *   pm-reducer.c        keeps the state: refits, maps on demand
 */
#pragma once

#include "pm-array-wide.h"
#include "pm-companion.h"
#include "pm-detect.h"
#include "pm-ellipse-fit.h"
#include "pm-map-fit.h"
#include "pm-map-process.h"
#include "pm-map-samples.h"
#include "pm-reduction.h"

G_BEGIN_DECLS

#define PM_MAX_PEAKS 16

/* Working space of one thread: [n_frames][PM_LANES] floats each; for every scan the samples without common mode, in counts, what whitening
 * makes of them, and what pm_local_level_decay() makes of that. */
typedef struct
{
  gpointer memory; /* all of them */
  float *level, *model, *work;
  uint8_t *flags;
  float *z[PM_MAX_SCANS], *u[PM_MAX_SCANS], *info[PM_MAX_SCANS];
  double *decay[PM_MAX_SCANS], *decay_q[PM_MAX_SCANS];
  PmTemplate templates[PM_MAX_SCANS];
} PmScratch;

/* The peaks of one pixel's detection map, the highest first; but in a pixel that sees two sources the brighter one's. */
typedef struct
{
  gsize n;
  gboolean secure; /* the first peak is high, and no second source's */
  gboolean paired; /* two sources are among them */
  PmDetection peaks[PM_MAX_PEAKS];
} PmPeakList;

/* One scan of the reduction. Arrays are indexed by slot unless said otherwise. */
typedef struct
{
  PmScan *scan;
  PmTimeline *tl;
  PmTrackBox *boxes;          /* of the offsets */
  double floor;               /* smallest white noise: readout step / sqrt 12 */
  double *gain, *sigma, *log10_q, *weight;
  gboolean *dead;             /* constant, or without samples */
  gsize *n_spikes, *n_samples;
  double *mode;               /* [group][n_frames] */
  gboolean *has_mode;         /* [group]: significant */
  double *mode_rms;           /* [group] */
  gsize n_lines;              /* rows and readout lines that had a signal of their own, summed over the rounds */
  double shift_x, shift_y, brightness;
  uint32_t *map_index;        /* [n_frames]: cell of the map grid */
  double *map_gain;           /* with which the bases are subtracted: source.protect=map */
} PmScanState;

typedef struct
{
  const PmReductionRequest *request;
  const PmOptions *options;
  PmProgress *progress;
  PmControl *control;
  PmInstrument *instrument;
  PmScanNotes *notes;
  int n_scans;
  PmScanState scans[PM_MAX_SCANS];
  gsize n_slots, n_groups, max_frames;

  double nominal_sigma_arcsec; /* of beam and source */
  PmBeam beam;
  double beam_error_arcsec, width_spread_arcsec;
  gboolean beam_measured, no_wings;

  gboolean *excluded;         /* [slot]: by option: kept out of everything */
  gboolean *wanted;           /* [slot]: its map was asked for; NULL: all maps */
  PmCompanion companion;      /* a second source in the field */
  gboolean *predicted;        /* [slot] */
  double *predicted_x, *predicted_y; /* [slot]: offset of the source, arcsec */
  double *window;             /* [slot]: radius of the search window, arcsec */
  gboolean *has_start;        /* [slot] */
  double *start_x, *start_y;  /* [slot] */
  PmPixelFit *fits;           /* [slot] */
  PmFitEquations *equations;  /* [slot][n_scans] */
  PmArraySolution *solutions; /* [group] */

  int n_rounds;
  gboolean converged;
  gboolean modes_settled;     /* the sources are where they were masked: modes and gains stay */
  int n_threads;
  PmScratch **scratch;        /* [n_threads] or NULL, made when asked for */
  gint64 step_started_us;     /* of the step that runs */
  unsigned long long bytes_before;

  PmGrid map_grid;
  PmCells map_cells;
  PmPixelMap **pixel_maps;    /* [slot], NULL before there are any; NULL for pixels without */

  /* Filled by the last pass. */
  PmEllipse *ellipses;        /* [slot] */
  double *chi2, *exposure_s;  /* [slot]: reduced chi^2 and seconds within a beam of the source */
  gboolean *ambiguous;        /* [slot]: a mirror image fits as well */
  PmWidthShare *width_shares; /* [slot] or NULL: fits do not follow the common width */
  double error_scale[3];
  PmMapSet *maps;
} PmReduction;

/* If the work was stopped, or had no memory: FALSE and the error. */
gboolean pm_reduction_check (const PmReduction *r, GError **error);

/* From scans to the last fits and maps; the scans stay the caller's. NULL: the same errors as pm_reduce(). */
PmReduction *pm_reduction_run (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress,
                               GError **error);
void pm_reduction_free (PmReduction *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmReduction, pm_reduction_free)

/* NULL without memory, which r->control is told: loops over blocks that look at pm_control_cancelled() do nothing then. */
PmScratch *pm_scratch_new (const PmReduction *r);
void       pm_scratch_free (PmScratch *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmScratch, pm_scratch_free)

/* That of the thread that asks, kept until the reduction has run. NULL: as above. */
PmScratch *pm_reduction_scratch (PmReduction *r);
void       pm_reduction_drop_scratch (PmReduction *r);

/* Says that a block is not used again in this pass, see pm_scan_release_blocks(). */
void pm_reduction_release_block (const PmReduction *r, gsize block);

/* Look-ups. */
PmGroup pm_reduction_group (const PmReduction *r, gsize group);
gsize pm_reduction_group_of_block (const PmReduction *r, gsize block);

/* Where a pixel's source is thought to be, fitted, predicted or detected; FALSE if there is no idea. */
gboolean pm_reduction_place (const PmReduction *r, gsize slot, double *x, double *y);

/* Whether a fit has changed by more than the tolerance of the rounds, in units of its errors. */
gboolean pm_reduction_has_moved (const PmReduction *r, const PmPixelFit *old, const PmPixelFit *now);

/* Whether a fit counts among those that speak for the array. */
gboolean pm_reduction_trusts (const PmReduction *r, gsize slot);

/* Whether it is good enough to have a say in the common width. */
gboolean pm_reduction_tells_width (const PmReduction *r, gsize slot);

/* The random walk's variance per sample, measured or assumed; the error of a gain. */
double pm_reduction_q (const PmReduction *r, const PmScanState *s, gsize slot);
double pm_reduction_gain_error (const PmReduction *r, const PmScanState *s, gsize slot);

/* The first scan in which the pixel works, for its gain and noise. */
const PmScanState *pm_reduction_reference_scan (const PmReduction *r, gsize slot);

/* Widens a range by the offsets of a scan. */
void pm_reduction_extent (const PmScanState *s, double *x0, double *x1, double *y0, double *y1);

/* Channels meant by a list (pm-channel-list.h). */
GArray *pm_reduction_parse_list (const PmReduction *r, const char *list, GError **error);

/* Sets chosen[slot] for them. `what` names the list in the error. */
gboolean pm_reduction_choose_slots (const PmReduction *r, const char *list, const char *what, gboolean *chosen, GError **error);

/* Takes a shift out of a scan's offsets. */
void pm_reduction_move_scan (PmScanState *s, double shift_x, double shift_y);

/* The fitted sources of one block in one scan, times a scale for each lane, in counts; nothing for pixels without a fit. */
typedef struct
{
  double x[PM_LANES], y[PM_LANES], amplitude[PM_LANES];
  PmBeam beams[PM_LANES];
} PmBlockSources;

PmBlockSources pm_reduction_sources (const PmReduction *r, gsize block, int scan, const PmFitSetup *setup, const double *scale);

/* Steps, in the order of the run. Those that can fail return FALSE. */
void pm_reduce_clean (PmReduction *r);
gboolean pm_reduce_detect (PmReduction *r, GError **error);
void pm_reduce_predict (PmReduction *r);
void pm_reduce_sort_peaks (PmReduction *r, PmPeakList *lists); /* looks for a second source, and says which peaks are the first one's */
/* Whether a peak may be the fainter source's, in a pixel that does not see both. */
gboolean pm_reduce_may_be_companion (const PmReduction *r, gsize slot, const PmDetection *peak);
void pm_reduce_protect (PmReduction *r, int scan, PmGroup group);
void pm_reduce_modes (PmReduction *r);
void pm_reduce_unprotect_block (PmReduction *r, gsize block, const PmFitSetup *setup);
void pm_reduce_fit_round (PmReduction *r);
void pm_reduce_shared (PmReduction *r); /* for the fits to come */
void pm_reduce_solve_array (PmReduction *r);
gboolean pm_reduce_next_bases (PmReduction *r, GError **error);
void pm_reduce_finish_round (PmReduction *r);
void pm_reduce_final (PmReduction *r, gboolean finished);
gboolean pm_reduce_final_maps (PmReduction *r, GError **error);
PmMapSet *pm_reduce_partial_maps (PmReduction *r);
PmResult *pm_reduce_table (const PmReduction *r, PmMapSet *maps);
GPtrArray *pm_reduce_warnings (const PmReduction *r); /* of char *, one line each */

/* After the last pass: fits one pixel again; nothing of the other pixels changes. */
void pm_reduce_refit (PmReduction *r, PmScratch *s, gsize slot, const PmRefit *refit);

/* Parts of steps that other steps use. */
void pm_reduce_normalise_gains (PmReduction *r, PmScanState *s, gsize group);
gboolean pm_reduce_judge_mode (PmReduction *r, PmScanState *s, gsize group, uint8_t skip);
/* Takes out of z, a block's samples in counts, what is subtracted for the modes; FALSE if that is nothing. */
gboolean pm_reduce_protect_copy (PmReduction *r, gsize block, int scan, const PmFitSetup *setup, float *z);
void pm_reduce_whiten_block (PmReduction *r, PmScratch *s, gsize block, gboolean measure_noise);
void pm_reduce_whiten_residuals (const PmReduction *r, PmScratch *s, gsize block, int scan, const PmFitSetup *setup, double *q);
void pm_reduce_fit_lane (PmReduction *r, PmScratch *s, gsize slot, const PmFitSetup *setup);
void pm_reduce_despike_block (PmReduction *r, PmScratch *s, gsize block, const PmFitSetup *setup);
void pm_reduce_template_data (const PmReduction *r, const PmScratch *s, gsize slot, PmTemplateData *data);
PmFitSetup pm_reduce_fit_setup (const PmReduction *r);
gboolean pm_reduce_map_grid (PmReduction *r, GError **error);
PmMapFrames pm_reduction_map_frames (const PmReduction *r, int scan);
gboolean pm_reduce_make_maps (PmReduction *r, const gboolean *wanted, gboolean full, gboolean with_base, GError **error);
void pm_reduce_fit_maps (PmReduction *r);
void pm_reduce_free_maps (PmReduction *r);
PmMapSet *pm_reduce_collect_maps (const PmReduction *r);
PmMapSet *pm_reduce_replace_maps (PmReduction *r, PmScratch *s, const PmMapSet *maps, const gsize *slots, gsize n_slots, gboolean full);
void pm_reduce_refit_map (PmReduction *r, PmScratch *s, gsize slot, double radius_arcsec);

G_END_DECLS
