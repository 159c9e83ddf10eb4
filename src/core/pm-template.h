/* SPDX-License-Identifier: GPL-3.0-or-later
 * Normal equations of a fit of templates to the whitened samples of one pixel in one scan.
 *
 * A template (the beam, or a derivative of it) is different from zero only near the source, in a few runs of frames. With u = Sigma^-1
 * z known, its product with the data is T'u, a sum over these runs. T' Sigma^-1 T needs the filter of pm-local-level.h on T; between
 * two runs T = 0, and the filter's state m just decays, m -> D m, while it adds Q m_i m_j, with
 *     D = prod (1 - K_t),   Q = sum_t [prod_{t' < t} (1 - K_t')]^2 / S_t
 * the same for all templates. So D and Q are worked out once per pixel, and each evaluation touches only the frames of the runs.
 */
#pragma once

#include "pm-beam.h"
#include "pm-timeline.h"
#include "pm-track.h"

#define PM_DECAY_LENGTH 32

/* One scan's whitened block as seen by one lane. */
typedef struct
{
  const float *u, *info;  /* offset to the lane, stride PM_LANES: Sigma^-1 z and 1 / S (0: missing) */
  const double *fx, *fy;  /* [n_frames] */
  size_t n_frames;
  double scale;           /* template amplitude of a source of amplitude 1: brightness / sigma */
  const double *decay, *q; /* offset to the lane, stride PM_LANES: pm_local_level_decay() over PM_DECAY_LENGTH frames; NULL: not known */
  const PmTrackBox *boxes; /* of fx and fy; NULL: not known */
} PmTemplateData;

/* The frames near the source, gathered. Reused from pixel to pixel; grows as needed. */
typedef struct
{
  size_t n, n_runs, capacity, run_capacity;
  double *x, *y;      /* [n] offsets, arcsec */
  double *u, *info;   /* [n] */
  double *columns;    /* [PM_N_COLS][capacity]: of the evaluation that runs */
  size_t *run_end;    /* [n_runs]: index behind the run's last frame */
  double *decay, *q;  /* [n_runs]: D and Q of the gap behind the run */
  double scale;
} PmTemplate;

void pm_template_init (PmTemplate *tp);
void pm_template_clear (PmTemplate *tp);

/* Gathers the frames within `radius` arcsec of (x, y). False without memory. */
bool pm_template_gather (PmTemplate *tp, const PmTemplateData *data, double x, double y, double radius);

/* T' Sigma^-1 T (normal, [n_cols][n_cols] in the upper left of a PM_N_COLS x PM_N_COLS array, symmetric) and T' Sigma^-1 z (rhs) for
 * the first n_cols columns of pm_beam_columns() for a source at (x, y), multiplied by the scale. n_cols is 3, 4 or 6. */
void pm_template_evaluate (const PmTemplate *tp, const PmBeam *beam, double x, double y, int n_cols, double normal[PM_N_COLS][PM_N_COLS],
                           double rhs[PM_N_COLS]);

/* The same for the six columns of an elliptical Gaussian, exp (-1/2 (a dx^2 + 2 b dx dy + c dy^2)) with shape = { a, b, c }: its value, and
 * its derivatives by x, y, a, b and c. */
void pm_template_evaluate_ellipse (const PmTemplate *tp, const double shape[3], double x, double y, double normal[PM_N_COLS][PM_N_COLS],
                                   double rhs[PM_N_COLS]);
