/* SPDX-License-Identifier: GPL-3.0-or-later
 * A camera of any size that makes its samples when they are asked for: a PmScanSource with known truth. Its sub-arrays stand side by side;
 * the pitch is 0.4 beams, and the source runs over all of them in lines, 0.4 beams a frame.
 *
 * Sample = drift of the sub-array x gain + source x gain x coupling + white noise + random walk, from the number of pixel and frame alone:
 * any order and any number of threads give the same.
 */
#pragma once

#include "pm-pixel-table.h"
#include "pm-scan-source.h"

typedef struct
{
  double x, y, gain, coupling, sigma; /* arcsec; counts */
  gboolean zero;                      /* says 0 all the time */
} PmTestCameraPixel;

typedef struct
{
  PmInstrument *instrument;
  gsize n_frames;
  guint32 seed;
  double *fx, *fy;
  float *drift;              /* [group][n_frames] */
  PmTestCameraPixel *pixels; /* [channel] */
} PmTestCamera;

/* How good a table is: positions in arcsec after the median offset is taken out, robust. */
typedef struct
{
  guint good, false_good, could_be_good; /* false: pixels without a source; could be: all but these */
  double rms, pull, far, gain_rms;       /* pull: error over that in the table; far: share beyond 5; gain_rms: gain x coupling, relative */
} PmTestCameraScore;

/* n_groups sub-arrays of rows x columns pixels. */
PmTestCamera *pm_test_camera_new (int n_groups, int rows, int columns, gsize n_frames, guint32 seed);
void          pm_test_camera_free (PmTestCamera *self);

PmScanSource      pm_test_camera_source (PmTestCamera *self);
PmTestCameraScore pm_test_camera_score (const PmTestCamera *self, const PmPixelTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmTestCamera, pm_test_camera_free)
