/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli compare A B: two pixel tables against each other, one figure of the comparison per line, then one line per outlier.
 */
#include "pm-cmd-error.h"
#include "pm-compare.h"
#include "pm-table-io.h"

#include <stdio.h>

static void
print_result (const PmCompare *result, const PmPixelTable *a)
{
  printf ("matched %zu by %s\n", (size_t) result->n, result->by_id ? "id" : "index");
  printf ("offset %.3f %.3f arcsec\n", result->x_offset, result->y_offset);
  printf ("rotation %.4f deg\n", result->rotation);
  printf ("scale %.5f\n", result->scale);
  printf ("residual median %.3f rms %.3f max %.3f arcsec\n", result->median, result->rms, result->max);
  printf ("coupling_ratio median %.4f scatter %.4f\n", result->coupling_ratio, result->coupling_scatter);
  printf ("response_ratio median %.4f scatter %.4f\n", result->response_ratio, result->response_scatter);
  printf ("outliers %zu\n", (size_t) result->n_outliers);
  for (gsize i = 0; i < result->n; i++)
    if (result->outlier[i])
      {
        gsize row = result->row_a[i];
        g_autofree char *number = g_strdup_printf ("%d", a->index[row]);
        printf ("outlier %s dx %.3f dy %.3f residual %.3f arcsec\n", result->by_id ? a->id[row] : number, result->dx[i], result->dy[i],
                result->residual[i]);
      }
}

int
pm_cmd_compare (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "A B" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_summary (context,
                                "Fits offset, rotation and scale that bring the positions of table A onto those of table B (.rcp, .ecsv).");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return pm_cmd_error_report ("compare", error);
  if (!files || g_strv_length (files) != 2)
    {
      fputs ("pixelmap-cli compare: expected two tables, A and B\n", stderr);
      return PM_EXIT_USAGE;
    }
  g_autoptr (PmPixelTable) a = pm_table_read (files[0], &error);
  if (!a)
    return pm_cmd_error_report ("compare", error);
  g_autoptr (PmPixelTable) b = pm_table_read (files[1], &error);
  if (!b)
    return pm_cmd_error_report ("compare", error);
  g_autoptr (PmCompare) result = pm_compare_tables (a, b, &error);
  if (!result)
    return pm_cmd_error_report ("compare", error);
  print_result (result, a);
  return PM_EXIT_DONE;
}
