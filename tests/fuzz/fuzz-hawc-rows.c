/* SPDX-License-Identifier: GPL-3.0-or-later
 * The rows of scans. The input is one after the other what stands in a row before the samples: times, coordinates, the chopper. The samples
 * and flux jumps of a row are made of the same bytes.
 */
#include "pm-fuzz.h"

#include "pm-hawc-file.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS 16
#define RANGE_S 32.0 /* of time stamps that are numbers: a scan with long holes takes long to read, and is no worse for it */
#define STEPS_PER_S 64.0

typedef struct
{
  guint8 *bytes; /* of the file, MAX_ROWS rows */
  gsize size, start, n_rows_at, row_bytes, head_bytes, time_at;
  double time;   /* of the first row */
} Base;

static double
get_double (const guint8 *at)
{
  guint64 bits;
  double value;
  memcpy (&bits, at, sizeof bits);
  bits = GUINT64_FROM_BE (bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

static void
put_double (guint8 *at, double value)
{
  guint64 bits;
  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_BE (bits);
  memcpy (at, &bits, sizeof bits);
}

static const Base *
get_base (void)
{
  static Base base;
  if (base.bytes)
    return &base;
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_options_new ();
  const guint8 *bytes = pm_fuzz_base_scan (&base.size);
  base.bytes = g_memdup2 (bytes, base.size);
  g_autofree char *path = pm_fuzz_write ("layout.fits", base.bytes, base.size);
  g_autoptr (PmHawcFile) file = pm_hawc_file_open (path, options, &error);
  g_assert_no_error (error);
  const PmHawcTable *table = &g_array_index (file->tables, PmHawcTable, 0);
  g_assert_cmpuint (table->n_rows, ==, MAX_ROWS);
  base.start = (gsize) table->start;
  const char *rows_card = memmem (base.bytes, base.start, "NAXIS2  =                   16", 30);
  g_assert_nonnull (rows_card);
  base.n_rows_at = (gsize) (rows_card + 28 - (const char *) base.bytes);
  base.row_bytes = table->row_bytes;
  base.head_bytes = table->samples.offset;
  base.time_at = table->scalars[PM_HAWC_TIMESTAMP].offset;
  base.time = get_double (base.bytes + base.start + base.time_at);
  return &base;
}

/* A row from the input; where that ends, the row is as it was simulated. */
static void
fill_row (const Base *base, guint8 *row, const guint8 *data, gsize size)
{
  memcpy (row, data, MIN (size, base->head_bytes));
  double time = get_double (row + base->time_at);
  if (isfinite (time))
    put_double (row + base->time_at, base->time + rint (fmod (time - base->time, RANGE_S) * STEPS_PER_S) / STEPS_PER_S);
  for (gsize at = base->head_bytes; at < base->row_bytes; at += base->head_bytes)
    memcpy (row + at, row, MIN (base->head_bytes, base->row_bytes - at));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const Base *base = get_base ();
  gsize n = CLAMP ((size + base->head_bytes - 1) / base->head_bytes, 1, MAX_ROWS), length = base->start + n * base->row_bytes;
  g_autofree guint8 *file = g_memdup2 (base->bytes, length);
  char digits[3];
  g_snprintf (digits, sizeof digits, "%2" G_GSIZE_FORMAT, n);
  memcpy (file + base->n_rows_at, digits, 2);
  for (gsize r = 0; r < n && r * base->head_bytes < size; r++)
    fill_row (base, file + base->start + r * base->row_bytes, data + r * base->head_bytes, size - r * base->head_bytes);
  g_autofree char *path = pm_fuzz_write ("fuzz.fits", file, length);
  pm_fuzz_use_scan (path, FALSE);
  return 0;
}
