/* SPDX-License-Identifier: GPL-3.0-or-later
 * How commands fail: one line on stderr and the exit status that belongs to the error.
 */
#pragma once

#include "pm-cmd.h"

#include <glib.h>

/* Prints "pixelmap-cli COMMAND: message" and returns the PmExit of the error's code; errors of other domains count as wrong usage in
 * GOptionContext and as failure else. */
int pm_cmd_error_report (const char *command, const GError *error);
