/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmResult: what a reduction gives. Immutable once it is returned; reference counted, so that views and writers on any thread share it.
 */
#pragma once

#include "pm-array-solution.h"
#include "pm-array-wide.h"
#include "pm-map-set.h"
#include "pm-options.h"
#include "pm-pixel-table.h"
#include "pm-scan-notes.h"

G_BEGIN_DECLS

/* A scan's place in a joint reduction. */
typedef struct
{
  char *path, *scan_id;
  double shift_x_arcsec, shift_y_arcsec, brightness; /* relative to the first scan */
} PmScanShare;

typedef struct
{
  PmInstrument *instrument;   /* row i of the table is channel i */
  PmPixelTable *table;
  PmOptions *options;
  PmMapSet *maps;             /* NULL if none were asked for */
  gsize n_solutions;          /* groups, and one for the whole array at the end */
  PmArraySolution *solutions; /* nominal -> measured positions */
  char **solution_names;
  double beam_fwhm_arcsec, beam_fwhm_error_arcsec, width_spread_arcsec, wing, wing_ratio;
  gboolean beam_measured;     /* from the pixels; else the nominal one */
  double median_fwhm_arcsec, median_s2n;
  double north_deg;           /* of the first scan, see PmScan */
  gsize n_fitted, n_good, n_total; /* n_total leaves out blind channels */
  int n_rounds;
  gboolean converged;
  gsize n_lines;              /* rows and readout lines whose own signal was taken out, summed over rounds and scans */
  double error_scale[3];      /* applied to the errors of peak, x, y */
  gsize n_refits;             /* pixels that were fitted again by hand */
  GPtrArray *warnings;        /* of char *, one line each: what makes the whole calibration doubtful; NULL: nothing is known */
  PmScanNotes *notes;         /* on the scans, for the provenance; NULL: none */
  PmWidthShare *width_shares; /* [rows]: how the common width depends on the pixels, and peak, x and y on it; NULL: they do not, or
                                 the result is judged */
  gsize n_shares;
  PmScanShare *shares;
} PmResult;

PmResult *pm_result_new (void);
PmResult *pm_result_ref (PmResult *self);
void      pm_result_unref (PmResult *self);

/* A copy with a table of its own, to be changed before it is shared, without array solutions, counts and width shares:
 * pm_judge_complete() makes the first two. Maps, notes and instrument are shared. */
PmResult *pm_result_copy (const PmResult *self);

/* Where the array solution of the pixel's group, or else that of the whole array, puts the pixel, arcsec, with the sign of positions in
 * the table. FALSE, and NAN, where no solution is valid. */
gboolean pm_result_predict (const PmResult *self, gsize row, double *x, double *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmResult, pm_result_unref)

G_END_DECLS
