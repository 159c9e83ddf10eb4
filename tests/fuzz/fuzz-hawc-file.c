/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans byte by byte as they are on the disk, packed ones too.
 */
#include "pm-fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = pm_fuzz_write ("fuzz.fits", data, size);
  pm_fuzz_use_scan (path, TRUE);
  return 0;
}
