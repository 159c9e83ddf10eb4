/* SPDX-License-Identifier: GPL-3.0-or-later
 * One list of formats for reading and writing.
 */
#include "pm-table-io.h"
#include "pm-bad-list.h"
#include "pm-error.h"
#include "pm-table-ecsv.h"

#include <string.h>

typedef struct
{
  const char *suffix;
  PmPixelTable *(*read) (const char *path, GError **error); /* NULL: only written */
  gboolean (*write) (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error);
} Format;

static gboolean
write_ecsv (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error)
{
  return pm_table_ecsv_write (table, path, error);
}

static gboolean
write_crush (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error)
{
  return pm_bad_list_write (table, PM_BAD_LIST_CRUSH, path, error);
}

static gboolean
write_sofscan (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error)
{
  return pm_bad_list_write (table, PM_BAD_LIST_SOFSCAN, path, error);
}

static const Format formats[] = {
  { ".rcp", pm_table_rcp_read, pm_table_rcp_write },
  { ".ecsv", pm_table_ecsv_read, write_ecsv },
  { PM_BAD_LIST_CRUSH_SUFFIX, NULL, write_crush },
  { PM_BAD_LIST_SOFSCAN_SUFFIX, NULL, write_sofscan },
};

static const Format *
find_format (const char *path, PmError code, GError **error)
{
  gsize length = strlen (path);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      gsize n = strlen (formats[i].suffix);
      if (length >= n && g_ascii_strcasecmp (path + length - n, formats[i].suffix) == 0 && (formats[i].read || code == PM_ERROR_OUTPUT))
        return &formats[i];
    }
  g_set_error (error, PM_ERROR, (int) code, "%s: expected a name that ends in .rcp or .ecsv, found another", path);
  return NULL;
}

PmPixelTable *
pm_table_read (const char *path, GError **error)
{
  const Format *format = find_format (path, PM_ERROR_INPUT, error);
  return format ? format->read (path, error) : NULL;
}

gboolean
pm_table_write (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error)
{
  const Format *format = find_format (path, PM_ERROR_OUTPUT, error);
  return format && format->write (table, path, options, error);
}
