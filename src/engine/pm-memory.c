/* SPDX-License-Identifier: GPL-3.0-or-later
 * MemAvailable counts what the kernel would give up of its caches too: MemFree alone is near 0 on a machine that has read files for long.
 */
#include "config.h"

#include "pm-memory.h"

#include "pm-error.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define KIB 1024

guint64
pm_memory_parse_meminfo (const char *text)
{
  static const char key[] = "MemAvailable:";
  for (const char *line = text; line; line = strchr (line, '\n') ? strchr (line, '\n') + 1 : NULL)
    if (g_str_has_prefix (line, key))
      {
        char *end;
        guint64 kib = g_ascii_strtoull (line + strlen (key), &end, 10);
        gboolean is_kib = g_str_has_prefix (end, " kB");
        return is_kib && kib <= G_MAXUINT64 / KIB ? kib * KIB : 0;
      }
  return 0;
}

guint64
pm_memory_get_available (void)
{
  g_autofree char *text = NULL;
  return g_file_get_contents ("/proc/meminfo", &text, NULL, NULL) ? pm_memory_parse_meminfo (text) : 0;
}

gboolean
pm_memory_check (const char *what, guint64 bytes, GError **error)
{
  guint64 available = pm_memory_get_available ();
  if (available == 0 || bytes <= available)
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: needs %.1f GB of memory, found %.1f GB free", what, (double) bytes / 1e9,
               (double) available / 1e9);
  return FALSE;
}

guint64
pm_memory_sample_limit (int limit_mib)
{
  guint64 available = limit_mib > 0 ? 0 : pm_memory_get_available ();
  if (limit_mib > 0)
    return (guint64) limit_mib * KIB * KIB;
  return available > 0 ? available / 2 : G_MAXUINT64;
}

void
pm_memory_expect_use (gpointer memory, gsize bytes)
{
  guintptr page = (guintptr) sysconf (_SC_PAGESIZE), at = (guintptr) memory, first = (at + page - 1) / page * page;
  if (first < at + bytes)
    madvise ((gpointer) first, at + bytes - first, MADV_HUGEPAGE);
}
