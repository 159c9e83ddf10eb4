/* SPDX-License-Identifier: GPL-3.0-or-later
 * The noise model of pm-local-level.h written down as a matrix: the second implementation of everything that is whitened.
 *
 * Sigma_ij = delta_ij + q min (t_i, t_j) within a piece between two cuts, 0 between pieces; the constant of each piece is free, i.e.
 * projected out of the inverse. Costs n^3.
 */
#pragma once

#include <gsl/gsl_matrix.h>
#include <stdint.h>

typedef struct
{
  size_t n, n_frames, n_pieces;       /* present samples; frames; pieces that have samples */
  size_t *frame, *piece, *piece_of;   /* [n]; [n]; [n_frames] */
  size_t *start;                      /* [n_frames + 1]: first frame of each piece */
  double q;
  gsl_matrix *sigma, *inverse;        /* n x n: Sigma without the constants; Sigma^-1 with free constants */
  double log_det;                     /* ln det Sigma + ln det (1' Sigma^-1 1): that of the diffuse likelihood */
} PmTestDense;

/* flags: of one lane, `stride` apart; samples with a bit of `skip` are missing. */
void pm_test_dense_init (PmTestDense *dense, const uint8_t *flags, size_t stride, uint8_t skip, size_t n_frames, double q);
void pm_test_dense_clear (PmTestDense *dense);

/* u = Sigma^-1 z, both [n_frames]; u is 0 where the sample is missing. */
void pm_test_dense_apply (const PmTestDense *dense, const double *z, double *u);

/* a' Sigma^-1 b */
double pm_test_dense_product (const PmTestDense *dense, const double *a, const double *b);

/* E[level (t) | z]: [n_frames], NAN in pieces without a sample. */
void pm_test_dense_level (const PmTestDense *dense, const double *z, double *level);
