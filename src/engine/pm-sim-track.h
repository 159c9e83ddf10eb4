/* SPDX-License-Identifier: GPL-3.0-or-later
 * Recorded telescope tracks: the antenna logs (.ant, .ant.gz) of the ASTE telescope.
 *
 * A log has a header line that begins with '#', then lines of 19 fields separated by blanks:
 *    1 UTC as YYYYMMDDhhmmss.s     4, 5 commanded az, el     6, 7 true az, el     15, 16 commanded az, el before the pointing correction
 *    17, 18 az, el of the source   19 state (GRAD: slewing; ACC, SCAN, TRAN: in a pattern; END)       all angles in degrees.
 * The commanded position contains the pointing correction, the source does not. So the offset on the sky is what was asked for plus the
 * tracking error, each free of the correction:
 *    x = [(az 15 - az 17) + (az 6 - az 4)] cos (el 7),      y = (el 16 - el 18) + (el 7 - el 5).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PmSimTrack PmSimTrack;

/* Reads the lines in a pattern. Lines whose time does not increase are left out. Errors: PM_ERROR_INPUT with file and line. */
PmSimTrack *pm_sim_track_load (const char *path, GCancellable *cancellable, GError **error);
void        pm_sim_track_free (PmSimTrack *track);

/* Number of lines used; time from the first to the last of them in s. */
guint  pm_sim_track_get_length (const PmSimTrack *track);
double pm_sim_track_get_duration (const PmSimTrack *track);

/* Time since the first and offset (arcsec) of line i. */
void pm_sim_track_get (const PmSimTrack *track, guint i, double *t, double *x, double *y);

/* Offset at t seconds after the first line, interpolated (Akima) between the unevenly sampled lines; held constant outside. O(log n). */
void pm_sim_track_at (const PmSimTrack *track, double t, double *x, double *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSimTrack, pm_sim_track_free)

G_END_DECLS
