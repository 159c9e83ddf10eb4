/* SPDX-License-Identifier: GPL-3.0-or-later
 * Simulated scans for tests: made in a folder of their own, read back with plain cfitsio.
 */
#pragma once

#include "pm-simulator.h"

typedef struct
{
  char id[16], subarray[4], status[8];
  int index, row, col;
  double x, y, response, snr, crlb_x, crlb_y;
} PmTestTruth;

/* Arrays are per row of all TIMESTREAM tables together; data and jumps [rows][5248]. */
typedef struct
{
  char *dir, *fits, *truth_path;
  GArray *truth; /* PmTestTruth */
  double amplitude, fwhm;
  int hdus, tables, rows, table_rows[8];
  double *time, *fx, *fy, *cx, *cy; /* f of the telescope, arcsec; chopper in the focal plane as written in the same row */
  int *counter, *flag, *data;
  short *jumps;
} PmTestScan;

/* A scan that takes no time: band E, sub-array R0, 5 s, source of 1000 counts. */
PmSimulation pm_test_small_scan (void);

/* The rows of a truth table, PmTestTruth; amplitude and fwhm may be NULL. */
GArray *pm_test_truth_read (const char *path, double *amplitude, double *fwhm);

/* Simulates and reads back; any error fails the test. */
void pm_test_scan_make (const PmSimulation *sim, PmTestScan *scan);
void pm_test_scan_clear (PmTestScan *scan);

const PmTestTruth *pm_test_scan_truth (const PmTestScan *scan, guint i);

/* Place of a channel in a cell of 41 x 128; its raw number in a row. */
int pm_test_scan_place (const PmTestTruth *truth);
int pm_test_scan_sample (const PmTestScan *scan, int row, const PmTestTruth *truth);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmTestScan, pm_test_scan_clear)
