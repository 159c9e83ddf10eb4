/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scans from sources.
 */
#include "pm-scan-source.h"

#include <math.h>
#include <string.h>

static void
mark_missing (const PmScan *scan, gsize block, uint8_t *flags)
{
  const PmTimeline *tl = &scan->timeline;
  const gsize *channel = scan->instrument->channel_of_slot + block * PM_LANES;
  uint8_t lanes[PM_LANES];
  for (gsize l = 0; l < PM_LANES; l++)
    lanes[l] = channel[l] == PM_SLOT_NONE ? PM_SAMPLE_BAD : 0;
  for (gsize t = 0; t < tl->n_frames; t++)
    if (isfinite (tl->fx[t]) && isfinite (tl->fy[t]))
      memcpy (flags + t * PM_LANES, lanes, sizeof lanes);
    else
      memset (flags + t * PM_LANES, PM_SAMPLE_BAD, PM_LANES);
}

/* Samples without a value are 0 and bad. Returns the number of cuts. */
static gsize
check_samples (float *samples, uint8_t *flags, gsize n)
{
  gsize n_cuts = 0;
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (samples[i]))
        flags[i] |= PM_SAMPLE_BAD;
      if (flags[i] & PM_SAMPLE_BAD)
        samples[i] = 0.0f;
      n_cuts += (flags[i] & PM_SAMPLE_CUT) != 0;
    }
  return n_cuts;
}

static gboolean
fill_blocks (PmScan *scan, const PmScanSource *source, PmControl *control)
{
  PmTimeline *tl = &scan->timeline;
  gsize n = tl->n_frames * PM_LANES, n_cuts = 0;
  atomic_store (&control->step_done, 0);
  atomic_store (&control->step_total, (unsigned) tl->n_blocks);
#pragma omp parallel for schedule(dynamic) reduction(+ : n_cuts) num_threads(control->n_threads)
  for (gsize b = 0; b < tl->n_blocks; b++)
    {
      if (pm_control_cancelled (control))
        continue;
      mark_missing (scan, b, tl->flags + b * n);
      source->fill (b, tl->samples + b * n, tl->flags + b * n, source->data);
      n_cuts += check_samples (tl->samples + b * n, tl->flags + b * n, n);
      pm_scan_release_blocks (scan, b, 1);
      atomic_fetch_add (&control->step_done, 1);
    }
  scan->n_cuts = n_cuts;
  return !pm_control_cancelled (control);
}

static void
describe (PmScan *scan, const PmScanSource *source)
{
  const PmInstrument *instrument = scan->instrument;
  PmScanInfo *info = &scan->info;
  info->path = g_strdup (source->name);
  info->object = g_strdup (source->name);
  info->scan_id = g_strdup (source->name);
  info->instrument = g_strdup (instrument->name);
  info->band = g_strdup (instrument->band);
  info->mjd = info->ra_deg = info->dec_deg = NAN;
  info->rate_hz = 1.0 / source->dt_s;
  info->duration_s = (double) source->n_frames * source->dt_s;
  info->n_rows = source->n_frames;
  info->n_channels = instrument->n_channels;
  for (gsize c = 0; c < instrument->n_channels; c++)
    info->n_live_channels += !instrument->channels[c].blind;
  scan->readout_step = source->readout_step;
  memcpy (scan->timeline.fx, source->fx, source->n_frames * sizeof *source->fx);
  memcpy (scan->timeline.fy, source->fy, source->n_frames * sizeof *source->fy);
  pm_scan_measure_pattern (scan);
  scan->n_missing = source->n_frames - scan->n_present;
}

PmScan *
pm_scan_new_from_source (const PmScanSource *source, const PmOptions *options, PmControl *control, GError **error)
{
  g_autoptr (PmScan) scan = pm_scan_new (source->instrument, source->n_frames, source->dt_s, options, error);
  if (!scan)
    {
      g_prefix_error (error, "%s: ", source->name);
      return NULL;
    }
  describe (scan, source);
  if (fill_blocks (scan, source, control))
    return g_steal_pointer (&scan);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
  return NULL;
}
