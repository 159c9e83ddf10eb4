/* SPDX-License-Identifier: GPL-3.0-or-later
 * The sub-commands of pixelmap-cli. Each lives in its own file pm-cmd-NAME.c and is listed once in main-cli.c.
 */
#pragma once

/* Exit status, a contract with scripts. */
typedef enum
{
  PM_EXIT_DONE = 0,
  PM_EXIT_FAILED = 1,
  PM_EXIT_USAGE = 2,
  PM_EXIT_INPUT = 3,      /* an input cannot be read */
  PM_EXIT_NO_FIT = 4,     /* nothing could be fitted */
  PM_EXIT_INTERRUPTED = 130,
} PmExit;

typedef struct
{
  const char *name, *help;
  int (*run) (int argc, char **argv); /* argv[0] is the command's name; returns a PmExit */
} PmCmd;

int pm_cmd_info (int argc, char **argv);
int pm_cmd_reduce (int argc, char **argv);
int pm_cmd_compare (int argc, char **argv);
int pm_cmd_convert (int argc, char **argv);
int pm_cmd_simulate (int argc, char **argv);
