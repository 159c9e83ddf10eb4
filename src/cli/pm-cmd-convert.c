/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli convert IN OUT: a pixel table in another format, chosen by the suffix.
 */
#include "pm-cmd-error.h"
#include "pm-error.h"
#include "pm-table-io.h"

#include <stdio.h>
#include <string.h>

static gboolean
read_channel (const char *word, PmRcpChannel *channel, GError **error)
{
  if (!word)
    return TRUE;
  if (strcmp (word, "index") == 0)
    *channel = PM_RCP_CHANNEL_INDEX;
  else if (strcmp (word, "id") == 0)
    *channel = PM_RCP_CHANNEL_ID;
  else
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "--channel: expected index or id, found '%s'", word);
      return FALSE;
    }
  return TRUE;
}

int
pm_cmd_convert (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = NULL;
  g_autofree char *center = NULL, *channel = NULL;
  PmRcpOptions options = PM_RCP_OPTIONS_INIT;
  const GOptionEntry entries[] = {
    { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, "What the first column of an RCP file is (default: index, if known)", "index|id" },
    { "center", 0, 0, G_OPTION_ARG_STRING, &center, "What is subtracted from positions in an RCP file (default: none)", "none|median|ID" },
    { "precision", 0, 0, G_OPTION_ARG_INT, &options.precision, "Decimals in an RCP file (default: 4)", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "IN OUT" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_summary (context, "Writes the pixel table IN as OUT, in the formats that their suffixes name (.rcp, .ecsv);\n"
                                         "OUT may be a list of the bad pixels for other programs too (.crush.cfg, .sofscan.cfg).");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !read_channel (channel, &options.channel, &error))
    return pm_cmd_error_report ("convert", error);
  if (!files || g_strv_length (files) != 2)
    {
      fputs ("pixelmap-cli convert: expected two files, IN and OUT\n", stderr);
      return PM_EXIT_USAGE;
    }
  options.center = center;
  g_autoptr (PmPixelTable) table = pm_table_read (files[0], &error);
  if (!table || !pm_table_write (table, files[1], &options, &error))
    return pm_cmd_error_report ("convert", error);
  return PM_EXIT_DONE;
}
