/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmScan: one integration, read from one file: what the header says, the instrument, and the samples in blocks.
 */
#pragma once

#include "pm-instrument.h"
#include "pm-options.h"
#include "pm-timeline.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is known of a scan without reading its samples. Texts may be NULL. */
typedef struct
{
  char *path, *object, *scan_id, *date_obs, *project, *telescope, *instrument, *band, *checksum /* FITS CHECKSUM of the sample table */;
  char *pattern;
  double mjd;                 /* of the first sample; NAN if not known */
  double rate_hz, duration_s; /* as the header and the rows say */
  double ra_deg, dec_deg;     /* reference position, NAN for none */
  double extent_x_arcsec, extent_y_arcsec; /* of the scan in the focal plane; NAN if not known */
  gboolean moving, chopping;
  gsize n_rows, n_tables, n_channels, n_live_channels;
  guint64 file_bytes, modified_unix_s;
  guint64 memory_bytes;       /* forecast of the memory that a reduction needs */
} PmScanInfo;

typedef struct
{
  PmScanInfo info;
  PmInstrument *instrument;
  PmTimeline timeline;
  gsize n_present;            /* frames that can be used */
  gsize n_flagged, n_unplaced,
      n_missing;              /* rows with a status that is not 0; rows out of order or without coordinates; places without a row */
  gsize n_cuts;               /* flux jumps in all channels */
  double north_deg;           /* mean direction of north in the focal plane, counter-clockwise from +X; NAN if not known */
  double readout_step;        /* of the samples, counts: 1 for whole numbers */
  double speed_median_arcsec_s, speed_p98_arcsec_s;
  GPtrArray *warnings;        /* of char * */
  gsize file_bytes;           /* > 0: the timeline's samples and flags lie in a temporary file of that size, see pm-file-memory.h */
} PmScan;

/* Reads header and structure of a file only. Free with pm_scan_info_free(). */
PmScanInfo *pm_scan_info_read (const char *path, const PmOptions *options, GError **error);
void        pm_scan_info_free (PmScanInfo *info);

/* Reads a scan. Errors are PM_ERROR_INPUT with file and thing, G_IO_ERROR_CANCELLED if control->cancel was set. Free with pm_scan_free().
 * Uses control->n_threads threads; control->step_done / step_total tell the progress. */
PmScan *pm_scan_read (const char *path, const PmOptions *options, PmControl *control, GError **error);
void    pm_scan_free (PmScan *scan);

/* For readers: a scan with room for n_frames on the instrument's slots, in memory or in a temporary file as memory.limit says. Samples and
 * flags are 0, offsets NAN. PM_ERROR_LIMIT where there is no room. */
PmScan *pm_scan_new (PmInstrument *instrument, gsize n_frames, double dt_s, const PmOptions *options, GError **error);

/* Says that the samples of some blocks are not used soon, see pm_file_memory_release(); nothing happens to a scan in memory. Any thread. */
void pm_scan_release_blocks (const PmScan *scan, gsize first_block, gsize n_blocks);

/* For readers, at the end: speeds and extent from the offsets. */
void pm_scan_measure_pattern (PmScan *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmScan, pm_scan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmScanInfo, pm_scan_info_free)

G_END_DECLS
