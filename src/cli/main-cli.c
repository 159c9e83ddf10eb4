/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli: finds the sub-command and hands it the rest of the command line.
 */
#include "config.h"

#include "pm-cmd.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const PmCmd commands[] = {
  { "info", "tell what is in scan files", pm_cmd_info },
  { "compare", "compare two pixel tables", pm_cmd_compare },
  { "convert", "write a pixel table in another format", pm_cmd_convert },
  { "reduce", "reduce scans to a pixel table", pm_cmd_reduce },
  { "simulate", "write a raw scan with known truth", pm_cmd_simulate },
  { NULL, NULL, NULL },
};

static void
print_usage (FILE *out)
{
  fputs ("Usage: pixelmap-cli COMMAND [OPTION…] [ARGUMENT…]\n\nCommands:\n", out);
  for (const PmCmd *cmd = commands; cmd->name; cmd++)
    fprintf (out, "  %-10s %s\n", cmd->name, cmd->help);
  fputs ("\n'pixelmap-cli COMMAND --help' tells the options of a command.\n", out);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* numbers in files and on stdout never depend on the user's locale */
  gsl_set_error_handler_off ();
  if (argc < 2)
    {
      print_usage (stderr);
      return PM_EXIT_USAGE;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      puts ("pixelmap-cli " PM_VERSION);
      return PM_EXIT_DONE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      print_usage (stdout);
      return PM_EXIT_DONE;
    }
  for (const PmCmd *cmd = commands; cmd->name; cmd++)
    if (strcmp (argv[1], cmd->name) == 0)
      return cmd->run (argc - 1, argv + 1);
  fprintf (stderr, "pixelmap-cli: there is no command '%s'\n", argv[1]);
  print_usage (stderr);
  return PM_EXIT_USAGE;
}
