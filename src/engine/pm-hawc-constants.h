/* SPDX-License-Identifier: GPL-3.0-or-later
 * Facts about the HAWC+ camera of SOFIA that both the reader of its scans and the simulator need: counts, bands, the mounting of the
 * sub-arrays, conventions of the data columns. Constants only: the two use them through independent code.
 */
#pragma once

/* Four sub-arrays in the order R0, R1, T0, T1, each of 41 rows x 32 columns; row 40 holds dark SQUIDs. The fixed index of a channel is
 * (sub * 41 + row) * 32 + column. A FITS cell of SQ1Feedback is 41 rows x 128 columns, FITS column = 32 * sub + column. */
enum
{
  PM_HAWC_SUBARRAYS = 4,
  PM_HAWC_ROWS = 41,
  PM_HAWC_COLS = 32,
  PM_HAWC_DARK_ROW = 40,
  PM_HAWC_SUBARRAY_CHANNELS = PM_HAWC_ROWS * PM_HAWC_COLS,              /* 1312 */
  PM_HAWC_FITS_COLS = PM_HAWC_SUBARRAYS * PM_HAWC_COLS,                 /* 128 */
  PM_HAWC_CHANNELS = PM_HAWC_SUBARRAYS * PM_HAWC_SUBARRAY_CHANNELS,     /* 5248 */
  PM_HAWC_JUMP_RANGE = 128,                                             /* the jump counter is a signed number of 7 bits */
  PM_HAWC_CHOPPER_SHIFT = 2,                                            /* frames by which chopper voltages precede the data */
};

#define PM_HAWC_LAG_S 0.014                   /* a sample sees the sky where the telescope pointed this long before its time stamp */
#define PM_HAWC_READOUT_GAIN (-1.0)           /* a brighter sky gives a smaller number */
#define PM_HAWC_CHOPPER_ARCSEC_PER_V (-33.394)
#define PM_HAWC_DEFAULT_RATE_HZ 203.25        /* where SMPLFREQ is missing */
#define PM_HAWC_DEFAULT_SIBS_X 33.5           /* boresight in pixels where the header gives none */
#define PM_HAWC_DEFAULT_SIBS_Y 19.5
#define PM_HAWC_ARRAY_ROTATION_DEG 0.1        /* of the focal plane as a whole, counter-clockwise */

typedef struct
{
  char letter;
  double wavelength_um, pixel_arcsec, beam_arcsec /* FWHM */, grid_arcsec;
} PmHawcBand;

static const PmHawcBand pm_hawc_bands[] = {
  { 'A', 53.0, 2.57, 4.84, 1.21 },
  { 'B', 62.0, 4.02, 7.80, 1.95 },
  { 'C', 89.0, 4.02, 7.80, 1.95 },
  { 'D', 155.0, 6.93, 13.6, 3.40 },
  { 'E', 215.0, 9.43, 18.2, 4.55 },
};

/* Mounting of a sub-array: its pixels (column, 39 - row) are turned counter-clockwise by `rotation_deg`, then moved by the offset in
 * pixels. */
typedef struct
{
  const char *name;
  double rotation_deg, offset_x, offset_y;
} PmHawcSubarray;

static const PmHawcSubarray pm_hawc_subarrays[PM_HAWC_SUBARRAYS] = {
  { "R0", 0.0, 0.0, 0.0 },
  { "R1", 180.0, 67.03, 39.0 },
  { "T0", 0.5, 0.5, -0.5 },
  { "T1", 180.0, 67.03, 39.0 }, /* never flown; the -39 found in reduction programs would put it outside of the field */
};
