/* SPDX-License-Identifier: GPL-3.0-or-later
 * Simulates raw (level 0) HAWC+ scans across a point-like source, with known truth: what every reduction can be scored against.
 *
 * Conventions of a simulated scan
 *   - Focal-plane offset f(t) = Rot(-SIBS_VPA) (-(RA - RA0) cos Dec0, Dec - Dec0), where
 *     Rot(-a)(x, y) = (x cos a + y sin a, y cos a - x sin a), and RA0, Dec0 is the target: OBSRA, OBSDEC, or the NonSidereal columns of
 *     the same frame. The pattern is a motion of the telescope, i.e. in the frame turned by TABS_VPA against the sky.
 *   - The pixel at p = (x, y) sees the source when f(t) = -(p + pointing).
 *   - The sample with time stamp t sees the sky at f(t - 14 ms) exactly; all coordinate columns hold for t.
 *   - When chopping, the chopper's offset (telescope frame) is added to that of the telescope. sofiaChopR and sofiaChopS belong to the
 *     detector data, not to the coordinates, and precede them by 2 frames: the position for the sample of frame i, chopper at
 *     t(i) - 14 ms, stands in frame i - 2. So a reader moves the voltages 2 frames down, adds them to the offsets AFTER these were
 *     taken at t - 14 ms, and is exact. "2 frames" counts frames of the time grid, not rows: they differ at gaps.
 *   - SQ1Feedback = round (offset + n step - signal), signal = gain (drifts) + response amplitude B(f + p + pointing) + noise.
 *   - The frame counter runs through gaps; frames with Flag 1 ... 3 have good coordinates and garbage data.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PM_SIM_LISSAJOUS, /* fast along x, slow along y */
  PM_SIM_DAISY,     /* loops through the centre */
  PM_SIM_RASTER,    /* lines along x, to and fro, with rounded turns */
  PM_SIM_BOX,       /* a ball between four walls, with rounded turns */
  PM_SIM_TRACK,     /* a recorded telescope track */
} PmSimPatternKind;

typedef enum
{
  PM_SIM_NOISE_WALK,    /* P(f) = sigma^2 (1 + (knee/f)^2): white + random walk */
  PM_SIM_NOISE_FLICKER, /* P(f) = sigma^2 (1 + knee/f) */
} PmSimNoiseKind;

/* Everything that can be chosen. Fill in the defaults with pm_simulation_init(), change what is wanted. Strings are borrowed. */
typedef struct
{
  /* Scan. */
  char band;               /* 'A' ... 'E' [C] */
  guint subarrays;         /* bit 0 = R0, 1 = R1, 2 = T0, 3 = T1 [1] */
  double rate_hz;          /* sampling [1/0.014] */
  double length_s;         /* [60] */
  guint tables;            /* TIMESTREAM tables that share the frames [1] */
  double start_unix;       /* time stamp of the first frame, s since 1970 UTC [2020-02-02 02:02:02] */
  const char *object;      /* OBJECT ["Simulated"] */
  const char *obs_id;      /* OBS_ID ["SIM_0001"] */
  double ra_hours, dec_deg; /* target at the first frame [12.5, 21.5] */
  double sibs_x, sibs_y;   /* boresight pixel; NaN: the centre of R0, or 33.5, 19.5 if R1 or T1 is present [NaN] */

  /* Motion. 0 stands for a value that suits band, sub-arrays and length. */
  PmSimPatternKind pattern; /* [lissajous] */
  double amplitude_x, amplitude_y; /* half extent, arcsec [0: array + 2.5 beams on each side] */
  double speed;            /* along the fast axis, mean, arcsec/s [0: 16 beams/s] */
  double step;             /* between lines of raster and (centre of) lissajous, arcsec [0: one pass in the time, at least half a beam] */
  const char *track_path;  /* for PM_SIM_TRACK: .ant or .ant.gz, see pm-sim-track.h [NULL] */
  double track_start_s;    /* part of the track before the first frame [0] */
  double track_scale;      /* factor on its offsets [1] */
  double track_speedup;    /* factor on its time [1] */
  double pointing_x, pointing_y; /* apparent shift of all pixels in this scan, arcsec [0] */
  double target_rate;      /* of a moving target, arcsec/min; 0: sidereal [0] */
  double target_angle_deg; /* its direction, from North to East [60] */
  double vpa_deg;          /* TABS_VPA of the first frame [37] */
  double vpa_rate;         /* field rotation, deg/min [1.2] */
  double sibs_tilt_deg;    /* SIBS_VPA - TABS_VPA [2] */
  double chop_amplitude;   /* half of the throw, arcsec; 0: no chopping [0] */
  double chop_hz;          /* [2] */
  double chop_angle_deg;   /* of the throw in the telescope frame, from +x counter-clockwise [0] */
  double chop_tilt_deg;    /* Chop_VPA - TABS_VPA [0] */

  /* Source and beam. */
  double snr;              /* median amplitude S/N of the good pixels in white noise (taken as 10 counts where the noise is 0) [100] */
  double amplitude_counts; /* > 0: source in counts at response 1 instead of `snr` [0] */
  double brightness;       /* factor on the source after that [1] */
  double source_fwhm;      /* adds in quadrature to the beam, arcsec [0] */
  double wing_fraction, wing_ratio; /* second Gaussian: share h of the peak, width ratio k [0, 3] */
  double beam_scatter;     /* ln-normal scatter of the width from pixel to pixel [0] */

  /* Array. */
  double rotation_deg, scale, shift_x, shift_y; /* true against nominal layout; arcsec [0.4, 1.01, 1.5, -0.8] */
  double layout_scatter;   /* random displacement per axis, beams [0.3] */
  double gain_scatter, coupling_scatter; /* ln-normal [0.2, 0.1] */
  double dead, zero, noisy; /* fractions: no sky and no source; constant 0; noise x 5 [0.02 each] */
  double offset_range;     /* offsets are integers within +- this, counts [20000] */

  /* Noise and accidents. */
  double noise;            /* white sigma per sample, counts [10] */
  PmSimNoiseKind noise_kind; /* [walk] */
  double knee_hz;          /* 0: white only [0.4] */
  double sky_rms, subarray_rms; /* 1/f^2 drifts common to all pixels and to each sub-array, counts at gain 1 [300, 100] */
  double spike_rate;       /* per channel and minute [0.5] */
  double spike_min, spike_max; /* size of spikes, both signs, in white sigma [10, 100] */
  double jump_fraction;    /* of the channels with flux jumps [0] */
  guint jump_max;          /* largest count of one jump, 1 ... 63 [3] */
  double jump_step;        /* counts of data per count of the jump counter, +-10 % from channel to channel [4000] */
  guint gaps;              /* holes without rows [0] */
  double gap_s;            /* [1.3] */
  guint flagged;           /* stretches with Flag 1, 2, 3, 1 ... and garbage data [0] */
  double flagged_s;        /* [0.5] */

  /* Random numbers. */
  guint32 seed;            /* same options and seed: the same bytes [1] */
  guint32 array_seed;      /* of layout, gains, couplings, states; 0: as `seed`. For scans of one and the same array [0] */
} PmSimulation;

void pm_simulation_init (PmSimulation *sim);

/* No noise, drifts, spikes or bad pixels (the dark row apart): for exactness. Leaves everything else. */
void pm_simulation_make_ideal (PmSimulation *sim);

/* Checks all options: PM_ERROR_OPTION with the name and the range of the first that is wrong. */
gboolean pm_simulation_check (const PmSimulation *sim, GError **error);

/* Writes the scan and beside it the truth (pm_simulation_truth_path()). Both appear complete or not at all. The path ends in .fits or
 * .fits.gz. A scan needs memory for a few frames only, and for .gz free disk for the uncompressed file (31.6 kB per frame).
 * Errors: PM_ERROR_OPTION, PM_ERROR_INPUT (the track), PM_ERROR_OUTPUT, G_IO_ERROR_CANCELLED. Thread-safe. */
gboolean pm_simulate (const PmSimulation *sim, const char *fits_path, GCancellable *cancellable, GError **error);

/* FILE without .gz, .fits, .fit, plus ".truth.ecsv". The caller frees it. */
char *pm_simulation_truth_path (const char *fits_path);

G_END_DECLS
