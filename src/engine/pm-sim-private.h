/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the files of the simulator share. Not for use outside of pm-sim*.c.
 */
#pragma once

#include "pm-hawc-constants.h"
#include "pm-sim-track.h"
#include "pm-simulator.h"

#include <gsl/gsl_rng.h>

G_BEGIN_DECLS

typedef enum
{
  PM_SIM_OK,
  PM_SIM_NOISY,
  PM_SIM_DEAD,
  PM_SIM_ZERO,
  PM_SIM_BLIND,
} PmSimStatus;

enum
{
  PM_SIM_MAX_JUMPS = 4,
  PM_SIM_MAX_POLES = 12,
  PM_SIM_TILE = 16,   /* channels generated together: their integers fill one cache line of a frame */
  PM_SIM_CHUNK = 128, /* frames generated and written together */
};

typedef struct
{
  guint index, sub, row, col;
  PmSimStatus status;
  double x, y;              /* true position, arcsec */
  double gain, response;    /* response = gain x coupling; both 0 without sky */
  double sigma;             /* white noise, counts */
  double beam_s;            /* Gaussian sigma of beam and source, arcsec */
  double offset;            /* counts, an integer */
  double sum_b2, sum_bx2, sum_by2; /* over the usable frames: squares of the beam and of its derivatives by x, y */

  gsl_rng *rng, *spike_rng;
  double walk, pole[PM_SIM_MAX_POLES]; /* state of the correlated noise, in units of sigma */
  double next_spike;        /* frame of the next spike */
  double jump_step;         /* counts per flux jump */
  guint n_jumps, jump_frame[PM_SIM_MAX_JUMPS]; /* in order */
  int jump_count[PM_SIM_MAX_JUMPS], jump_start; /* counter before the first */
} PmSimChannel;

/* How the telescope moves, with all automatic values settled. */
typedef struct
{
  PmSimPatternKind kind;
  double ax, ay, speed, fx_hz, fy_hz, step; /* arcsec, arcsec/s */
  guint lines;
  PmSimTrack *track;
  double track_start_s, track_scale, track_speedup;
} PmSimPattern;

/* Noise constants common to all channels, in units of a channel's sigma. */
typedef struct
{
  double walk_step;
  guint n_poles;
  double pole_rms, pole_keep[PM_SIM_MAX_POLES], pole_step[PM_SIM_MAX_POLES];
} PmSimNoise;

typedef struct
{
  const PmSimulation *sim;
  const PmHawcBand *band;
  double sibs_x, sibs_y, fwhm /* of beam and source */, amplitude /* counts at response 1 */;
  guint n_frames, n_rows /* frames that exist */, n_channels;
  double dt;
  PmSimPattern pattern;
  PmSimNoise noise;
  double *fx, *fy;                    /* per frame: of the sample of a pixel at 0 from the source, with lag, chopper, pointing */
  guint8 *present, *flag;             /* per frame */
  double *drift[PM_HAWC_SUBARRAYS];   /* per frame: sky + sub-array, counts at gain 1; NULL for a sub-array that is not there */
  PmSimChannel *channels;             /* of the sub-arrays present, by index */
} PmSimRun;

/* Coordinates of one frame, as its row has them. */
typedef struct
{
  double timestamp, ra_hours, dec_deg, lst_hours, sibs_vpa, tabs_vpa, chop_vpa, target_ra_hours, target_dec_deg;
  float chop_r, chop_s;
} PmSimCoordinates;

/* pm-sim-pattern.c */
gboolean pm_sim_pattern_setup (PmSimRun *run, GCancellable *cancellable, GError **error);
void     pm_sim_pattern_at (const PmSimPattern *pattern, double t, double *x, double *y);

/* pm-sim-astrometry.c */
double pm_sim_timestamp (const PmSimRun *run, guint frame);
void   pm_sim_coordinates (const PmSimRun *run, guint frame, PmSimCoordinates *out);
void   pm_sim_source_offsets (PmSimRun *run); /* fills fx, fy */

/* pm-sim-array.c */
void pm_sim_nominal_position (const PmSimRun *run, guint sub, double row, double col, double *x, double *y);
void pm_sim_array_setup (PmSimRun *run);
void pm_sim_array_free (PmSimRun *run);

/* pm-sim-noise.c. Every use of random numbers has a stream of its own, so that switching one effect on changes no other. */
gsl_rng *pm_sim_rng_new (guint32 seed, guint32 stream);
void     pm_sim_noise_setup (PmSimRun *run);  /* drifts, gaps, flagged frames, start of each channel's noise */
void     pm_sim_noise_add (const PmSimRun *run, PmSimChannel *channel, guint n, double *v);
void     pm_sim_spikes_add (const PmSimRun *run, PmSimChannel *channel, guint first, guint n, double *v);

enum
{
  PM_SIM_STREAM_SKY = 0x10000,
  PM_SIM_STREAM_FRAMES = 0x10010,
  PM_SIM_STREAM_GARBAGE = 0x10011,
  PM_SIM_STREAM_ARRAY = 0x20000, /* + channel index */
  PM_SIM_STREAM_NOISE = 0x30000,
  PM_SIM_STREAM_SPIKES = 0x40000,
  PM_SIM_STREAM_JUMPS = 0x50000,
  PM_SIM_STREAM_OFFSET = 0x60000,
};

/* pm-sim-source.c */
gboolean pm_sim_source_setup (PmSimRun *run, GCancellable *cancellable, GError **error); /* sums of the beam, amplitude */
void     pm_sim_source_add (const PmSimRun *run, const PmSimChannel *channel, guint first, guint n, double *v);

/* pm-sim-writer.c, pm-sim-truth.c. The paths are of files that nobody else sees yet. */
gboolean pm_sim_write_fits (PmSimRun *run, const char *path, GCancellable *cancellable, GError **error);
gboolean pm_sim_write_truth (const PmSimRun *run, const char *path, GError **error);

G_END_DECLS
