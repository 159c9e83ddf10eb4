/* SPDX-License-Identifier: GPL-3.0-or-later
 * Dense generalised least squares.
 */
#include "pm-test-dense.h"

#include "pm-timeline.h"

#include <glib.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

static double
level_covariance (const PmTestDense *d, size_t t, size_t u)
{
  size_t piece = d->piece_of[t];
  return piece == d->piece_of[u] ? d->q * (double) (MIN (t, u) - d->start[piece]) : 0.0;
}

void
pm_test_dense_init (PmTestDense *d, const uint8_t *flags, size_t stride, uint8_t skip, size_t n_frames, double q)
{
  *d = (PmTestDense){ .n_frames = n_frames, .q = q };
  d->frame = g_new (size_t, n_frames);
  d->piece = g_new (size_t, n_frames);
  d->piece_of = g_new (size_t, n_frames);
  d->start = g_new0 (size_t, n_frames + 1);
  size_t piece = 0;
  for (size_t t = 0; t < n_frames; t++)
    {
      if (flags[t * stride] & PM_SAMPLE_CUT)
        d->start[++piece] = t;
      d->piece_of[t] = piece;
      if (!(flags[t * stride] & skip))
        {
          d->n_pieces += d->n == 0 || d->piece[d->n - 1] != piece;
          d->piece[d->n] = piece;
          d->frame[d->n++] = t;
        }
    }
  if (d->n == 0)
    return;
  d->sigma = gsl_matrix_alloc (d->n, d->n);
  d->inverse = gsl_matrix_alloc (d->n, d->n);
  for (size_t i = 0; i < d->n; i++)
    for (size_t j = 0; j < d->n; j++)
      gsl_matrix_set (d->sigma, i, j, (i == j ? 1.0 : 0.0) + level_covariance (d, d->frame[i], d->frame[j]));
  gsl_matrix_memcpy (d->inverse, d->sigma);
  gsl_linalg_cholesky_decomp1 (d->inverse);
  for (size_t i = 0; i < d->n; i++)
    d->log_det += 2.0 * log (gsl_matrix_get (d->inverse, i, i));
  gsl_linalg_cholesky_invert (d->inverse);
  /* Projects out the constant of each piece: P = S^-1 - w w' / W with w = S^-1 1, W = 1' w. */
  for (size_t from = 0, to; from < d->n; from = to)
    {
      for (to = from; to < d->n && d->piece[to] == d->piece[from]; to++)
        ;
      g_autofree double *w = g_new0 (double, d->n);
      double total = 0.0;
      for (size_t i = from; i < to; i++)
        {
          for (size_t j = from; j < to; j++)
            w[i] += gsl_matrix_get (d->inverse, i, j);
          total += w[i];
        }
      for (size_t i = from; i < to; i++)
        for (size_t j = from; j < to; j++)
          *gsl_matrix_ptr (d->inverse, i, j) -= w[i] * w[j] / total;
      d->log_det += log (total);
    }
}

void
pm_test_dense_clear (PmTestDense *d)
{
  g_free (d->frame);
  g_free (d->piece);
  g_free (d->piece_of);
  g_free (d->start);
  gsl_matrix_free (d->sigma);
  gsl_matrix_free (d->inverse);
}

void
pm_test_dense_apply (const PmTestDense *d, const double *z, double *u)
{
  for (size_t t = 0; t < d->n_frames; t++)
    u[t] = 0.0;
  for (size_t i = 0; i < d->n; i++)
    for (size_t j = 0; j < d->n; j++)
      u[d->frame[i]] += gsl_matrix_get (d->inverse, i, j) * z[d->frame[j]];
}

double
pm_test_dense_product (const PmTestDense *d, const double *a, const double *b)
{
  g_autofree double *u = g_new (double, d->n_frames);
  double sum = 0.0;
  pm_test_dense_apply (d, b, u);
  for (size_t i = 0; i < d->n; i++)
    sum += a[d->frame[i]] * u[d->frame[i]];
  return sum;
}

void
pm_test_dense_level (const PmTestDense *d, const double *z, double *level)
{
  g_autofree double *u = g_new (double, d->n_frames);
  g_autofree double *constant = g_new (double, d->n_frames + 1);
  pm_test_dense_apply (d, z, u);
  for (size_t piece = 0; piece <= d->n_frames; piece++)
    constant[piece] = NAN;
  /* S P z = z - constant, at any sample of the piece. */
  for (size_t i = 0; i < d->n; i++)
    {
      double sum = 0.0;
      for (size_t j = 0; j < d->n; j++)
        sum += gsl_matrix_get (d->sigma, i, j) * u[d->frame[j]];
      constant[d->piece[i]] = z[d->frame[i]] - sum;
    }
  for (size_t t = 0; t < d->n_frames; t++)
    {
      level[t] = constant[d->piece_of[t]];
      for (size_t j = 0; j < d->n; j++)
        level[t] += level_covariance (d, t, d->frame[j]) * u[d->frame[j]];
    }
}
