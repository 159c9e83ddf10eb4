/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmScanSource: scans whose samples are in no file that PixelMap reads, but come from code, block by block.
 */
#pragma once

#include "pm-scan.h"

G_BEGIN_DECLS

/* Where the samples of a scan come from. All is the caller's, and is not used after pm_scan_new_from_source(). */
typedef struct
{
  const char *name;           /* stands for path, object and id of the scan; for messages and outputs */
  PmInstrument *instrument;
  gsize n_frames;
  double dt_s, readout_step;  /* readout_step: counts between two values a sample can have; 0: any value */
  const double *fx, *fy;      /* [n_frames]: where a pixel at (0, 0) looks, arcsec from the source; NAN: the frame is not valid */

  /* Fills a block of PM_LANES channels: samples [n_frames][PM_LANES], which are 0, and flags of the same shape, which say PM_SAMPLE_BAD
   * for frames that are not valid and lanes that have no channel, and 0 for the rest: it may say BAD (the sample has no value) and CUT of
   * more. Called once for each block, from several threads at a time. */
  void (*fill) (gsize block, float *samples, uint8_t *flags, gpointer data);
  gpointer data;
} PmScanSource;

/* A scan from a source; a sample that is not finite becomes bad. Errors: PM_ERROR_LIMIT, G_IO_ERROR_CANCELLED. Free with pm_scan_free().
 * Uses control->n_threads threads; control->step_done / step_total tell the progress. */
PmScan *pm_scan_new_from_source (const PmScanSource *source, const PmOptions *options, PmControl *control, GError **error);

G_END_DECLS
