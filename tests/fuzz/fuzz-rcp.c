/* SPDX-License-Identifier: GPL-3.0-or-later
 * Receiver channel parameters of other programs.
 */
#include "pm-fuzz.h"

#include "pm-table-rcp.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_write ("fuzz.rcp", data, size);
  g_autoptr (PmPixelTable) table = pm_table_rcp_read (path, &error);
  pm_fuzz_check (table != NULL, error, path);
  if (table)
    pm_fuzz_use_table (table);
  return 0;
}
