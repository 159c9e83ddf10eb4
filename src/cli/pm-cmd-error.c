/* SPDX-License-Identifier: GPL-3.0-or-later
 * The one place where errors become exit status.
 */
#include "pm-cmd-error.h"
#include "pm-error.h"

#include <gio/gio.h>

#include <stdio.h>

static int
status_of (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return PM_EXIT_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return PM_EXIT_INTERRUPTED;
  if (error->domain != PM_ERROR)
    return PM_EXIT_FAILED;
  switch ((PmError) error->code)
    {
    case PM_ERROR_INPUT:
      return PM_EXIT_INPUT;
    case PM_ERROR_OPTION:
      return PM_EXIT_USAGE;
    case PM_ERROR_NO_DATA:
      return PM_EXIT_NO_FIT;
    case PM_ERROR_OUTPUT:
    case PM_ERROR_LIMIT:
    default:
      return PM_EXIT_FAILED;
    }
}

int
pm_cmd_error_report (const char *command, const GError *error)
{
  fprintf (stderr, "pixelmap-cli %s: %s\n", command, error->message);
  return status_of (error);
}
