/* SPDX-License-Identifier: GPL-3.0-or-later
 * The frames of a raw HAWC+ scan: which rows count, where they stand on a regular time grid, and where the array looked.
 */
#pragma once

#include "pm-hawc-file.h"

G_BEGIN_DECLS

#define PM_HAWC_NO_PLACE G_MAXSIZE

typedef struct
{
  gsize n_rows;        /* of all tables, one after the other */
  double *scalar[PM_HAWC_N_SCALARS]; /* [n_rows], units of the file; NAN where the column is absent */
  gsize *place;        /* [n_rows]: frame number, PM_HAWC_NO_PLACE for rows out of order or without a time */
  gboolean *valid;     /* [n_rows]: status 0, coordinates there, speed and chopper as wished */
  gsize n_frames;      /* of the regular grid */
  double dt_s;
  double *fx,
      *fy; /* [n_frames]: focal-plane offset of the source-centred boresight when the sample saw it; NAN where the frame is not valid */
  double north_deg;    /* mean direction of north in the focal plane, counter-clockwise from +X: 90 - SIBS_VPA */
  gboolean moving;
  gsize n_flagged, n_unplaced, n_missing;
} PmHawcFrames;

/* Reads the scalar columns of all tables and works out the frames. */
PmHawcFrames *pm_hawc_frames_read (PmHawcFile *file, const PmOptions *options, GError **error);
void          pm_hawc_frames_free (PmHawcFrames *self);

/* The focal-plane offset f = Rot (-SIBS_VPA) (-(RA - RA0) cos Dec0, Dec - Dec0) in arcsec, for angles in degrees. */
void pm_hawc_focal_offset (double ra_deg, double dec_deg, double ra0_deg, double dec0_deg, double vpa_deg, double *fx, double *fy);

/* The value at `time` of a smooth function known at n times (increasing): the cubic through the four that surround it (fewer if there
 * are fewer). */
double pm_hawc_interpolate (const double *times, const double *values, gsize n, double time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmHawcFrames, pm_hawc_frames_free)

G_END_DECLS
