/* SPDX-License-Identifier: GPL-3.0-or-later
 * One integration.
 */
#include "pm-scan.h"

#include "pm-error.h"
#include "pm-file-memory.h"
#include "pm-hawc-reader.h"
#include "pm-memory.h"
#include "pm-stats.h"

#include <math.h>

static void
scan_info_clear (PmScanInfo *info)
{
  g_free (info->path);
  g_free (info->object);
  g_free (info->scan_id);
  g_free (info->date_obs);
  g_free (info->project);
  g_free (info->telescope);
  g_free (info->instrument);
  g_free (info->band);
  g_free (info->checksum);
  g_free (info->pattern);
}

void
pm_scan_info_free (PmScanInfo *info)
{
  scan_info_clear (info);
  g_free (info);
}

PmScanInfo *
pm_scan_info_read (const char *path, const PmOptions *options, GError **error)
{
  return pm_hawc_read_info (path, options, error);
}

PmScan *
pm_scan_read (const char *path, const PmOptions *options, PmControl *control, GError **error)
{
  return pm_hawc_read (path, options, control, error);
}

/* Room for samples and flags. */
static gboolean
allocate_samples (PmScan *scan, gsize n, const PmOptions *options, GError **error)
{
  PmTimeline *tl = &scan->timeline;
  gsize bytes = n * (sizeof *tl->samples + sizeof *tl->flags), block_bytes = bytes / MAX (tl->n_blocks, 1);
  guint64 limit = pm_memory_sample_limit (options->memory_limit);
  if (n > 0 && bytes > limit)
    {
      tl->samples = pm_file_memory_new (bytes, error);
      if (!tl->samples)
        return FALSE;
      scan->file_bytes = bytes;
      tl->flags = (uint8_t *) (tl->samples + n);
      tl->blocks_at_once = (gsize) MAX (1, limit / PM_MEMORY_BATCH_SHARE / block_bytes);
      return TRUE;
    }
  tl->samples = g_try_new0 (float, n);
  tl->flags = g_try_new0 (uint8_t, n);
  pm_memory_expect_use (tl->samples, n * sizeof *tl->samples);
  pm_memory_expect_use (tl->flags, n);
  if (n == 0 || (tl->samples && tl->flags))
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "no memory for %" G_GSIZE_FORMAT " frames of %" G_GSIZE_FORMAT " channels", tl->n_frames,
               scan->instrument->n_channels);
  return FALSE;
}

PmScan *
pm_scan_new (PmInstrument *instrument, gsize n_frames, double dt_s, const PmOptions *options, GError **error)
{
  g_autoptr (PmScan) scan = g_new0 (PmScan, 1);
  scan->north_deg = NAN;
  scan->instrument = pm_instrument_ref (instrument);
  scan->warnings = g_ptr_array_new_with_free_func (g_free);
  scan->readout_step = 1.0;
  PmTimeline *tl = &scan->timeline;
  tl->n_blocks = instrument->n_blocks;
  tl->n_frames = n_frames;
  tl->dt_s = dt_s;
  tl->fx = g_new (double, n_frames);
  tl->fy = g_new (double, n_frames);
  for (gsize t = 0; t < n_frames; t++)
    tl->fx[t] = tl->fy[t] = NAN;
  return allocate_samples (scan, instrument->n_blocks * n_frames * PM_LANES, options, error) ? g_steal_pointer (&scan) : NULL;
}

void
pm_scan_free (PmScan *scan)
{
  PmTimeline *tl = &scan->timeline;
  if (scan->file_bytes > 0)
    pm_file_memory_free (tl->samples, scan->file_bytes);
  else
    {
      g_free (tl->samples);
      g_free (tl->flags);
    }
  g_free (tl->fx);
  g_free (tl->fy);
  scan_info_clear (&scan->info);
  g_clear_pointer (&scan->instrument, pm_instrument_unref);
  g_clear_pointer (&scan->warnings, g_ptr_array_unref);
  g_free (scan);
}

void
pm_scan_release_blocks (const PmScan *scan, gsize first, gsize n)
{
  const PmTimeline *tl = &scan->timeline;
  gsize block = tl->n_frames * PM_LANES;
  if (scan->file_bytes == 0)
    return;
  pm_file_memory_release (tl->samples + first * block, n * block * sizeof *tl->samples);
  pm_file_memory_release (tl->flags + first * block, n * block * sizeof *tl->flags);
}

void
pm_scan_measure_pattern (PmScan *scan)
{
  const PmTimeline *tl = &scan->timeline;
  g_autofree double *speed = g_new (double, tl->n_frames + 1);
  gsize n = 0;
  double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
  for (gsize t = 0; t < tl->n_frames; t++)
    {
      if (!isfinite (tl->fx[t]))
        continue;
      scan->n_present++;
      x0 = fmin (x0, tl->fx[t]);
      x1 = fmax (x1, tl->fx[t]);
      y0 = fmin (y0, tl->fy[t]);
      y1 = fmax (y1, tl->fy[t]);
      if (t > 0 && isfinite (tl->fx[t - 1]))
        speed[n++] = hypot (tl->fx[t] - tl->fx[t - 1], tl->fy[t] - tl->fy[t - 1]) / tl->dt_s;
    }
  scan->info.extent_x_arcsec = scan->n_present > 0 ? x1 - x0 : 0.0;
  scan->info.extent_y_arcsec = scan->n_present > 0 ? y1 - y0 : 0.0;
  scan->speed_median_arcsec_s = n > 0 ? pm_quantile (speed, n, 0.5) : 0.0;
  scan->speed_p98_arcsec_s = n > 0 ? pm_quantile (speed, n, 0.98) : 0.0;
}
