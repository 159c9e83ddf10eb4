/* SPDX-License-Identifier: GPL-3.0-or-later
 * For tests of the reader: raw scans are read, and copies of them altered with plain cfitsio. What goes wrong here fails the test.
 */
#pragma once

#include "pm-options.h"
#include "pm-scan.h"

#include <fitsio.h>

/* Options from key, value, key, value ..., NULL; NULL: the defaults. */
PmOptions *pm_test_options (const char *const *settings);

PmScan *pm_test_read_scan (const char *path, int n_threads, const char *const *settings);

/* Fails unless reading gives PM_ERROR of that code with a message of one line that begins with the path and has all the words. */
void pm_test_read_fails (const char *path, const char *const *settings, int code, const char *const *words);

/* Whether a warning has that word; how many there are is in scan->warnings->len. */
gboolean pm_test_scan_warns (const PmScan *scan, const char *word);

/* Fails unless both scans have the same frames, offsets and samples, bit by bit. */
void pm_test_scan_assert_same (const PmScan *a, const PmScan *b);

/* A copy in the same folder; free the path with g_free(). */
char *pm_test_copy_file (const char *path, const char *name);

/* Replaces the first occurrence of a text of a file by one of the same length. */
void pm_test_patch_file (const char *path, const char *old_text, const char *new_text);

/* Opens a file for changes, at an HDU (1 = primary; the first TIMESTREAM of the simulator is 3). */
fitsfile *pm_test_fits_edit (const char *path, int hdu);
void      pm_test_fits_done (fitsfile *fits);

int  pm_test_fits_column (fitsfile *fits, const char *name);
void pm_test_fits_delete_column (fitsfile *fits, const char *name);
void pm_test_fits_delete_key (fitsfile *fits, const char *key);
void pm_test_fits_set_text (fitsfile *fits, const char *key, const char *text);
void pm_test_fits_set_number (fitsfile *fits, const char *key, double value);

/* Sets rows first ... first + n - 1 (from 1) of a column of numbers; n = 0: all from `first` on. */
void pm_test_fits_fill (fitsfile *fits, const char *name, long first, long n, double value);
