/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmCompare: two pixel tables against each other: the similarity B ≈ s R(θ) A + t between their positions, what is left of it pixel by
 * pixel, and the ratio of the couplings.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

typedef struct
{
  gsize     n;              /* pixels that are good in both tables */
  gboolean  by_id;          /* matched by id, else by index */
  gsize    *row_a, *row_b;  /* the n matched rows of A and B, in the order of A */
  double   *dx, *dy;        /* residuals B − (s R A + t), arcsec */
  double   *residual;       /* their length, arcsec */
  gboolean *outlier;        /* residual beyond 7 sigma (per axis) of the bulk */
  gsize     n_outliers;

  double x_offset, y_offset; /* t, arcsec */
  double rotation;           /* θ, deg, counter-clockwise, in (−180, 180] */
  double scale;              /* s > 0 */
  double median, max;        /* of all residuals, arcsec */
  double rms;                /* of the residuals that are no outliers, arcsec */

  double coupling_ratio;   /* median of B / A over the pixels with both; NaN if there is none */
  double coupling_scatter; /* robust sigma of that ratio */
  double response_ratio;   /* the same for gain × coupling: where gains were written as couplings only this one tells */
  double response_scatter;
} PmCompare;

/* Compares pixels with status good and a position in both tables, matched by id, or by index if that matches more. Withstands up to 40 %
 * misplaced pixels; the same input gives the same output, bit for bit. PM_ERROR_NO_DATA if fewer than three pixels match or if all
 * positions of a table coincide. Free with pm_compare_free(). */
PmCompare *pm_compare_tables (const PmPixelTable *a, const PmPixelTable *b, GError **error);
void       pm_compare_free (PmCompare *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmCompare, pm_compare_free)

G_END_DECLS
