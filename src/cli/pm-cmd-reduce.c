/* SPDX-License-Identifier: GPL-3.0-or-later
 * pixelmap-cli reduce: scans in, tables and maps out.
 */
#include "config.h"

#include "pm-cmd-error.h"
#include "pm-cmd.h"
#include "pm-reduction.h"
#include "pm-table-ecsv.h"

#include <stdio.h>

int
pm_cmd_reduce (int argc, char **argv)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  PmProgress progress = { .control = { .n_threads = 2 } };
  PmScan *scans[8];
  int n = 0;
  gint64 t0 = g_get_monotonic_time ();
  for (int i = 2; i < argc; i++)
    {
      char *eq = strchr (argv[i], '=');
      if (eq)
        {
          *eq = 0;
          if (!pm_options_set (options, argv[i], eq + 1, &error))
            {
              fprintf (stderr, "%s\n", error->message);
              return 2;
            }
        }
      else if (!(scans[n++] = pm_scan_read (argv[i], options, &progress.control, &error)))
        {
          fprintf (stderr, "%s\n", error->message);
          return 3;
        }
    }
  gint64 t1 = g_get_monotonic_time ();
  PmReductionRequest request = { .options = options };
  g_autoptr (PmResult) result = pm_reduce (scans, n, &request, &progress, &error);
  gint64 t2 = g_get_monotonic_time ();
  if (!result)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  pm_table_ecsv_write (result->table, argv[1], NULL);
  printf ("fitted %zu/%zu good %zu fwhm %.4f +- %.4f wing %g %g spread %g s2n %.1f rounds %d conv %d scale %.3f %.3f %.3f read %.2f reduce %.2f\n", result->n_fitted, result->n_total,
          result->n_good, result->beam_fwhm_arcsec, result->beam_fwhm_error_arcsec, result->wing, result->wing_ratio, result->width_spread_arcsec, result->median_s2n, result->n_rounds,result->converged,
          result->error_scale[0], result->error_scale[1], result->error_scale[2], (t1 - t0) * 1e-6, (t2 - t1) * 1e-6);
  for (int i = 0; i < n; i++)
    pm_scan_free (scans[i]);
  return 0;
}
