/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reductions of simulated scans. What goes wrong here fails the test.
 */
#pragma once

#include "pm-array-wide.h" /* PM_MAX_SCANS */
#include "pm-reduction.h"
#include "pm-simulator.h"
#include "pm-test-score.h"

/* How a scan is reduced; all zero: one pass with the default options, two threads, no maps. */
typedef struct
{
  const char *const *settings; /* key, value, ..., NULL */
  int n_threads;
  PmMapsWanted maps;
  const char *maps_list;
  const PmPixelManual *manual;
  PmProgress *progress;        /* NULL: one that nobody looks at */
  void (*round_done) (PmResult *partial, void *data); /* as in PmReductionRequest */
  void *round_data;
} PmTestReduce;

#define PM_TEST_SETTINGS(...) ((const char *const[]) { __VA_ARGS__, NULL })

/* The folder of all scans of a program; removed by pm_test_reduce_done(). */
void pm_test_reduce_init (void);
void pm_test_reduce_done (void);

/* Simulates once for each name, and tells the path; it belongs to the helper. */
const char *pm_test_reduce_scan (const char *name, const PmSimulation *sim);

/* Reads n_paths scans and reduces them together. how may be NULL. A result is checked with pm_test_reduce_check(). */
PmResult *pm_test_reduce_try (const char *const *paths, gsize n_paths, const PmTestReduce *how, GError **error);
PmResult *pm_test_reduce (const char *path, const PmTestReduce *how);

/* What holds for every result: rows without a fit have no position and no coupling, good ones have all; counts agree; the median
 * coupling of the good pixels is 1. */
void pm_test_reduce_check (const PmResult *result);

/* Fails unless all bits of tables and maps agree; both results must have maps. */
void pm_test_reduce_assert_same (const PmResult *a, const PmResult *b);

/* The score of a result against the truth beside a scan; printed, and without false good pixels. */
PmTestScore pm_test_reduce_score (const PmResult *result, const char *path, const char *name);

/* A scan that is reduced in a second, sanitizers or not: band D, R0, 12 s at 50 Hz across the middle of the array. A third of the pixels
 * see the source, with S/N of about 60. */
PmSimulation pm_test_reduce_small (void);

/* One minute across R0 in band D, where all pixels see the source several times. */
PmSimulation pm_test_reduce_typical (guint32 seed);
