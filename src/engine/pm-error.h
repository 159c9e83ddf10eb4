/* SPDX-License-Identifier: GPL-3.0-or-later
 * The error domain of the engine. Codes say what the caller can do about it; messages name the file and the thing in it (HDU, column,
 * keyword, line), what was expected and what was found.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PM_ERROR (pm_error_quark ())

typedef enum
{
  PM_ERROR_INPUT,   /* a file cannot be read, or its content is not what it must be: choose another file (exit status 3) */
  PM_ERROR_OUTPUT,  /* a file cannot be written: choose another place (exit status 1) */
  PM_ERROR_OPTION,  /* an option or argument is unknown or out of range: correct it (exit status 2) */
  PM_ERROR_NO_DATA, /* nothing could be fitted (exit status 4) */
  PM_ERROR_LIMIT,   /* the work needs more memory than allowed (exit status 1) */
} PmError;

GQuark pm_error_quark (void);

G_END_DECLS
