/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is done with raw scans.
 */
#include "pm-fuzz.h"

#include "pm-error.h"
#include "pm-file.h"
#include "pm-scan-json.h"
#include "pm-test-scan.h"
#include "pm-test.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Header text becomes part of file names and of JSON. */
static void
check_info (PmScanInfo *info)
{
  g_autofree char *name = pm_safe_file_name (info->object), *id = pm_safe_file_name (info->scan_id);
  g_assert_true (*name && *id && !strpbrk (name, "/\n") && !strpbrk (id, "/\n"));
  g_autofree char *json = pm_scan_infos_to_json (&info, 1);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  json_parser_load_from_data (parser, json, -1, &error);
  g_assert_no_error (error);
  g_assert_true (info->n_rows > 0 && info->n_tables > 0 && info->n_live_channels > 0 && info->rate_hz > 0.0);
}

/* What is flagged may be anything but NaN or infinite. */
static void
check_samples (const PmTimeline *tl)
{
  gsize n = tl->n_blocks * tl->n_frames * PM_LANES;
  double sum = 0.0;
  for (gsize i = 0; i < n; i++)
    sum += fabs ((double) tl->samples[i]);
  g_assert_true (isfinite (sum));
}

static void
check_scan (const PmScan *scan)
{
  const PmTimeline *tl = &scan->timeline;
  gsize n = 0;
  g_assert_true (isfinite (tl->dt_s) && tl->dt_s > 0.0 && tl->n_frames > 0);
  for (gsize t = 0; t < tl->n_frames; t++)
    {
      g_assert_true (isfinite (tl->fx[t]) == isfinite (tl->fy[t]));
      n += isfinite (tl->fx[t]);
    }
  g_assert_cmpuint (n, ==, scan->n_present);
  g_assert_cmpuint (n, >, 0);
  g_assert_true (isfinite (scan->info.extent_x_arcsec) && isfinite (scan->info.extent_y_arcsec));
  g_assert_true (isfinite (scan->speed_median_arcsec_s) && isfinite (scan->speed_p98_arcsec_s));
  check_samples (tl);
  for (guint i = 0; i < scan->warnings->len; i++)
    {
      const char *warning = g_ptr_array_index (scan->warnings, i);
      g_assert_true (g_utf8_validate (warning, -1, NULL) && !strchr (warning, '\n'));
    }
}

/* Whether the structure can be read. */
static gboolean
use_info (const char *path, const PmOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmScanInfo) info = pm_scan_info_read (path, options, &error);
  pm_fuzz_check (info != NULL, error, path);
  if (info)
    check_info (info);
  return info != NULL;
}

void
pm_fuzz_use_scan (const char *path, gboolean with_info)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (GError) error = NULL;
  PmControl control = { .n_threads = 1 };
  gboolean readable = !with_info || use_info (path, options);
  g_autoptr (PmScan) scan = pm_scan_read (path, options, &control, &error);
  pm_fuzz_check (scan != NULL, error, path);
  g_assert_true (readable || !scan);
  if (scan)
    check_scan (scan);
}

const guint8 *
pm_fuzz_base_scan (gsize *size)
{
  static guint8 *bytes;
  static gsize length;
  if (!bytes)
    {
      PmSimulation sim = pm_test_small_scan ();
      sim.rate_hz = 16.0;
      sim.length_s = 1.0;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = pm_fuzz_path ("base.fits");
      pm_simulate (&sim, path, NULL, &error);
      g_assert_no_error (error);
      g_file_get_contents (path, (char **) &bytes, &length, &error);
      g_assert_no_error (error);
    }
  *size = length;
  return bytes;
}
