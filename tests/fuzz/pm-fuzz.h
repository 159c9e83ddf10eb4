/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the fuzz targets share. A target is a program fuzz-NAME.c with one function; linked with libFuzzer it searches for input that does
 * harm, linked with pm-fuzz-driver.c it replays files of its corpus. What must not happen aborts.
 */
#pragma once

#include "pm-pixel-table.h"

/* Reads the bytes as a file of its kind, and uses what was read. Returns 0. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Writes a file into a folder of this process's own, which goes with the process; TMPDIR says where (a tmpfs is fast). Returns its path,
 * which is the same for the same name; free it with g_free(). */
char *pm_fuzz_write (const char *name, const guint8 *data, gsize size);

/* The path such a file would have. */
char *pm_fuzz_path (const char *name);

/* Aborts unless a reader gave a result or an error and not both, and the error is one of PM_ERROR, on one line of valid UTF-8, which begins
 * with the file's path. */
void pm_fuzz_check (gboolean has_result, const GError *error, const char *path);

/* Writes a table in all formats, reads it again, sorts it, compares it with itself. */
void pm_fuzz_use_table (PmPixelTable *table);

/* Reads a scan, its structure alone first if with_info is set, and checks what the rest of the program relies on. */
void pm_fuzz_use_scan (const char *path, gboolean with_info);

/* A small simulated scan: 16 rows, sub-array R0. The bytes belong to the process. */
const guint8 *pm_fuzz_base_scan (gsize *size);

/* The bytes of a journal: each "********" where a line begins becomes the checksum of its line, for nothing finds one by trial. Free with
 * g_free(). */
char *pm_fuzz_sign_journal (const guint8 *data, gsize size, gsize *length);
