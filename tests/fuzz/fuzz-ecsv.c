/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pixel tables in ECSV, and the truth of simulated scans.
 */
#include "pm-fuzz.h"

#include "pm-table-ecsv.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_write ("fuzz.ecsv", data, size);
  g_autoptr (PmPixelTable) table = pm_table_ecsv_read (path, &error);
  pm_fuzz_check (table != NULL, error, path);
  if (table)
    pm_fuzz_use_table (table);
  return 0;
}
