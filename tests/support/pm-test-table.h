/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pixel tables and small files for the tests of tables.
 */
#pragma once

#include "pm-pixel-table.h"

/* Six rows with every kind of value: awkward ids, letters, statuses, missing numbers, provenance with quotes. */
PmPixelTable *pm_test_table_new (void);

/* Fails unless all rows agree; numbers within rtol. */
void pm_test_table_assert_equal (const PmPixelTable *a, const PmPixelTable *b, double rtol);

/* Writes `length` bytes (-1: a string) to the file `name` in `dir`; returns its path, to be freed with g_free(). */
char *pm_test_table_write_file (const char *dir, const char *name, const char *data, gssize length);

/* The path of a file under tests/data; free with g_free(). */
char *pm_test_table_data_path (const char *name);

/* Switches to a locale with a decimal comma; FALSE if the machine has none. Undo with setlocale (LC_ALL, "C"). */
gboolean pm_test_table_use_comma_locale (void);
