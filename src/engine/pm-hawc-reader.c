/* SPDX-License-Identifier: GPL-3.0-or-later
 * Samples of a raw HAWC+ scan: raw rows are read in chunks of about 2 MB; while a chunk is in cache its samples are swapped, freed of
 * the channel's offset as whole numbers (at 1e8 counts a float has steps of 8), and put into blocks of 16 channels.
 */
#include "pm-hawc-reader.h"

#include "pm-error.h"
#include "pm-hawc-frames.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define CHUNK_BYTES (2 << 20)

/* The extent needs the coordinates of all frames; a file whose frames make no sense is told about when it is read. */
static void
measure_extent (PmHawcFile *file, const PmOptions *options)
{
  g_autoptr (PmHawcFrames) frames = pm_hawc_frames_read (file, options, NULL);
  double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
  for (gsize t = 0; frames && t < frames->n_frames; t++)
    if (isfinite (frames->fx[t]))
      {
        x0 = fmin (x0, frames->fx[t]);
        x1 = fmax (x1, frames->fx[t]);
        y0 = fmin (y0, frames->fy[t]);
        y1 = fmax (y1, frames->fy[t]);
      }
  file->info.extent_x_arcsec = x1 >= x0 ? x1 - x0 : NAN;
  file->info.extent_y_arcsec = y1 >= y0 ? y1 - y0 : NAN;
  if (frames)
    file->info.moving = frames->moving;
}

PmScanInfo *
pm_hawc_read_info (const char *path, const PmOptions *options, GError **error)
{
  g_autoptr (PmHawcFile) file = pm_hawc_file_open (path, options, error);
  if (!file)
    return NULL;
  measure_extent (file, options);
  PmScanInfo *info = g_memdup2 (&file->info, sizeof file->info);
  memset (&file->info, 0, sizeof file->info);
  return info;
}

/* What the rows are unpacked with. */
typedef struct
{
  PmScan *scan;
  const PmHawcFrames *frames;
  int *fits_row, *fits_col;    /* [slot], -1: the lane is not used */
  gint64 *offset;              /* [slot], counts */
  gint16 *last_jump;           /* [slot] */
  gboolean have_offset;
} Unpacker;

static gint32
sample_at (const guint8 *row, const PmHawcTable *table, int fits_row, int fits_col)
{
  gint32 word;
  memcpy (&word,
          row + table->samples.offset + 4 * ((gsize)fits_row * table->samples.row_stride + (gsize)fits_col * table->samples.col_stride),
          sizeof word);
  return GINT32_FROM_BE (word);
}

static gint16
jump_at (const guint8 *row, const PmHawcTable *table, int fits_row, int fits_col)
{
  gint16 word;
  memcpy (&word, row + table->jumps.offset + 2 * ((gsize)fits_row * table->jumps.row_stride + (gsize)fits_col * table->jumps.col_stride),
          sizeof word);
  return GINT16_FROM_BE (word);
}

/* Takes the offset of each channel from the first chunk that has valid rows: the median of the raw numbers. */
static void
choose_offsets (Unpacker *self, const PmHawcTable *table, const guint8 *chunk, gsize first, gsize n)
{
  gsize n_slots = self->scan->timeline.n_blocks * PM_LANES;
  g_autofree int *values = g_new (int, n);
  for (gsize s = 0; s < n_slots; s++)
    {
      gsize used = 0, last = 0;
      if (self->fits_row[s] < 0)
        continue;
      for (gsize r = 0; r < n; r++)
        if (self->frames->valid[first + r])
          {
            values[used++] = sample_at (chunk + r * table->row_bytes, table, self->fits_row[s], self->fits_col[s]);
            if (used == 1)
              last = r;
          }
      if (used == 0)
        return;
      self->offset[s] = pm_median_int (values, used);
      if (table->jumps.present)
        self->last_jump[s] = jump_at (chunk + last * table->row_bytes, table, self->fits_row[s], self->fits_col[s]);
    }
  self->have_offset = TRUE;
}

/* Unpacks one block's lanes from rows first ... first + n - 1 of all tables; returns the number of flux jumps. */
static gsize
unpack_block (Unpacker *self, const PmHawcTable *table, const guint8 *chunk, gsize first, gsize n, gsize block)
{
  PmTimeline *tl = &self->scan->timeline;
  gsize n_cuts = 0;
  for (gsize r = 0; r < n; r++)
    {
      if (!self->frames->valid[first + r])
        continue;
      gsize at = (block * tl->n_frames + self->frames->place[first + r]) * PM_LANES;
      const guint8 *row = chunk + r * table->row_bytes;
      for (gsize l = 0; l < PM_LANES; l++)
        {
          gsize s = block * PM_LANES + l;
          int fits_row = self->fits_row[s], fits_col = self->fits_col[s];
          if (fits_row < 0)
            continue;
          gint32 raw = sample_at (row, table, fits_row, fits_col);
          gboolean railed = raw == G_MAXINT32 || raw == G_MININT32;
          tl->samples[at + l] = railed ? 0.0f : (float) (PM_HAWC_READOUT_GAIN * (double) (raw - self->offset[s]));
          tl->flags[at + l] = railed ? PM_SAMPLE_BAD : 0;
          if (table->jumps.present)
            {
              gint16 jump = jump_at (row, table, fits_row, fits_col);
              if (jump != self->last_jump[s])
                {
                  tl->flags[at + l] |= PM_SAMPLE_CUT;
                  n_cuts++;
                }
              self->last_jump[s] = jump;
            }
        }
    }
  return n_cuts;
}

static gboolean
unpack_table (Unpacker *self, PmHawcFile *file, const PmHawcTable *table, gsize first_row, PmControl *control, GError **error)
{
  int status = 0;
  gsize per_chunk = MAX (1, CHUNK_BYTES / table->row_bytes);
  g_autofree guint8 *chunk = g_try_malloc (per_chunk * table->row_bytes);
  if (!chunk)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: no memory for rows of %" G_GSIZE_FORMAT " bytes", file->path, table->row_bytes);
      return FALSE;
    }
  fits_movabs_hdu (file->fits, table->hdu, NULL, &status);
  for (gsize r = 0; r < table->n_rows; r += per_chunk)
    {
      gsize n = MIN (per_chunk, table->n_rows - r), n_cuts = 0;
      if (pm_control_cancelled (control))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
          return FALSE;
        }
      fits_read_tblbytes (file->fits, (LONGLONG) r + 1, 1, (LONGLONG) (n * table->row_bytes), chunk, &status);
      if (status)
        {
          g_autofree char *what = g_strdup_printf (
              "HDU %d (TIMESTREAM): rows %" G_GSIZE_FORMAT " ... of %" G_GSIZE_FORMAT " cannot be read", table->hdu, r + 1, table->n_rows);
          pm_fits_set_error (error, PM_ERROR_INPUT, status, file->path, what);
          return FALSE;
        }
      if (!self->have_offset)
        choose_offsets (self, table, chunk, first_row + r, n);
#pragma omp parallel for schedule(static) num_threads(control->n_threads) reduction(+ : n_cuts)
      for (gsize b = 0; b < self->scan->timeline.n_blocks; b++)
        n_cuts += unpack_block (self, table, chunk, first_row + r, n, b);
      self->scan->n_cuts += n_cuts;
      atomic_fetch_add (&control->step_done, (unsigned) n);
    }
  return TRUE;
}

static gboolean
unpack (PmScan *scan, PmHawcFile *file, const PmHawcFrames *frames, PmControl *control, GError **error)
{
  gsize n_slots = scan->timeline.n_blocks * PM_LANES, row = 0;
  g_autofree int *fits_row = g_new (int, n_slots), *fits_col = g_new (int, n_slots);
  g_autofree gint64 *offset = g_new0 (gint64, n_slots);
  g_autofree gint16 *last_jump = g_new0 (gint16, n_slots);
  for (gsize s = 0; s < n_slots; s++)
    {
      gsize c = scan->instrument->channel_of_slot[s];
      fits_row[s] = c == PM_SLOT_NONE ? -1 : scan->instrument->channels[c].row;
      fits_col[s] = c == PM_SLOT_NONE ? -1 : pm_hawc_fits_column (&scan->instrument->channels[c]);
    }
  Unpacker self = { scan, frames, fits_row, fits_col, offset, last_jump, FALSE };
  atomic_store (&control->step_done, 0);
  atomic_store (&control->step_total, (unsigned) file->info.n_rows);
  for (guint i = 0; i < file->tables->len; i++)
    {
      const PmHawcTable *table = &g_array_index (file->tables, PmHawcTable, i);
      if (!unpack_table (&self, file, table, row, control, error))
        return FALSE;
      row += table->n_rows;
    }
  return TRUE;
}

/* Moves what is known about the file and its frames into the scan. */
static void
describe (PmScan *scan, PmHawcFile *file, PmHawcFrames *frames)
{
  scan->info = file->info;
  memset (&file->info, 0, sizeof file->info);
  scan->info.moving = frames->moving;
  scan->info.duration_s = (double) frames->n_frames * frames->dt_s;
  scan->info.rate_hz = 1.0 / frames->dt_s;
  for (gsize r = 0; r < frames->n_rows && isnan (scan->info.mjd); r++)
    if (frames->place[r] != PM_HAWC_NO_PLACE)
      scan->info.mjd = 40587.0 + frames->scalar[PM_HAWC_TIMESTAMP][r] / 86400.0;
  scan->north_deg = frames->north_deg;
  scan->n_flagged = frames->n_flagged;
  scan->n_unplaced = frames->n_unplaced;
  scan->n_missing = frames->n_missing;
  for (guint i = 0; i < file->warnings->len; i++)
    g_ptr_array_add (scan->warnings, g_strdup (g_ptr_array_index (file->warnings, i)));
  memcpy (scan->timeline.fx, frames->fx, frames->n_frames * sizeof *frames->fx);
  memcpy (scan->timeline.fy, frames->fy, frames->n_frames * sizeof *frames->fy);
  pm_scan_measure_pattern (scan);
}

PmScan *
pm_hawc_read (const char *path, const PmOptions *options, PmControl *control, GError **error)
{
  g_autoptr (PmHawcFile) file = pm_hawc_file_open (path, options, error);
  if (!file)
    return NULL;
  g_autoptr (PmHawcFrames) frames = pm_hawc_frames_read (file, options, error);
  if (!frames)
    return NULL;
  g_autoptr (PmInstrument) instrument = pm_hawc_instrument_new (&file->subarrays, file->info.band[0], file->pixel_arcsec, file->sibs_x,
                                                                file->sibs_y, options->read_static_flags);
  PmScan *scan = pm_scan_new (instrument, frames->n_frames, frames->dt_s);
  if (!scan)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: no memory for %" G_GSIZE_FORMAT " frames of %" G_GSIZE_FORMAT " channels", path,
                   frames->n_frames, file->info.n_live_channels);
      return NULL;
    }
  if (!unpack (scan, file, frames, control, error))
    {
      pm_scan_free (scan);
      return NULL;
    }
  describe (scan, file, frames);
  return scan;
}
