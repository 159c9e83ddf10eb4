/* SPDX-License-Identifier: GPL-3.0-or-later
 * Samples of a raw HAWC+ scan: each thread reads rows in chunks of half a MB; while a chunk is in cache its samples are swapped, freed of
 * the channel's offset as whole numbers (at 1e8 counts a float has steps of 8), and put into blocks of 16 channels.
 */
#include "pm-hawc-reader.h"

#include "pm-error.h"
#include "pm-hawc-frames.h"
#include "pm-memory.h"
#include "pm-raw.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define FIRST_BYTES (2 << 20)  /* of rows that tell a channel's offset */
#define CHUNK_BYTES (1 << 19)  /* in the second-level cache while it is unpacked */

/* The extent needs the coordinates of all frames; a file whose frames make no sense, or are too many, is told about when it is read. */
static void
measure_extent (PmHawcFile *file, const PmOptions *options)
{
  file->info.extent_x_arcsec = file->info.extent_y_arcsec = NAN;
  if (!pm_memory_check (file->path, pm_hawc_file_forecast (file->info.n_rows), NULL))
    return;
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

/* What the rows of a table are unpacked with. */
typedef struct
{
  PmScan *scan;
  PmHawcFile *file;
  const PmHawcTable *table;
  gsize n_slots, *sample_at, *jump_at; /* [slot]: where its numbers begin in a row, PM_RAW_UNUSED for lanes that are not used */
  const gsize *frame;          /* [rows of the table]: PM_RAW_UNUSED for rows that do not count */
  double *offset;              /* [slot], counts */
  gint16 *last_jump;           /* [slot]: of the last row before, as in the file */
  gboolean begun;              /* offsets and jumps are known */
} Unpacker;

static gsize
place_in_row (const PmHawcArray *array, gsize width, int fits_row, int fits_col)
{
  return array->offset + width * ((gsize) fits_row * array->row_stride + (gsize) fits_col * array->col_stride);
}

static void
find_places (Unpacker *self)
{
  const PmInstrument *instrument = self->scan->instrument;
  for (gsize s = 0; s < self->n_slots; s++)
    {
      gsize c = instrument->channel_of_slot[s];
      self->sample_at[s] = self->jump_at[s] = PM_RAW_UNUSED;
      if (c == PM_SLOT_NONE)
        continue;
      int row = instrument->channels[c].row, col = pm_hawc_fits_column (&instrument->channels[c]);
      self->sample_at[s] = place_in_row (&self->table->samples, sizeof (gint32), row, col);
      if (self->table->jumps.present)
        self->jump_at[s] = place_in_row (&self->table->jumps, sizeof (gint16), row, col);
    }
}

static void
take_jumps (const Unpacker *self, const guint8 *row, gint16 *jumps)
{
  for (gsize s = 0; s < self->n_slots; s++)
    if (self->jump_at[s] != PM_RAW_UNUSED)
      memcpy (&jumps[s], row + self->jump_at[s], sizeof *jumps);
}

/* Takes the offset of each channel from the first chunk that has valid rows: the median of the raw numbers. */
static void
begin (Unpacker *self, const guint8 *chunk, gsize first, gsize n)
{
  g_autofree int *values = g_new (int, n);
  for (gsize s = 0; s < self->n_slots; s++)
    {
      gsize used = 0;
      if (self->sample_at[s] == PM_RAW_UNUSED)
        continue;
      for (gsize r = 0; r < n; r++)
        if (self->frame[first + r] != PM_RAW_UNUSED)
          {
            const guint8 *row = chunk + r * self->table->row_bytes;
            gint32 word;
            memcpy (&word, row + self->sample_at[s], sizeof word);
            if (used == 0 && !self->begun)
              take_jumps (self, row, self->last_jump);
            self->begun = TRUE;
            values[used++] = GINT32_FROM_BE (word);
          }
      if (used == 0)
        return;
      self->offset[s] = pm_median_int (values, used);
    }
}

/* Unpacks rows first ... first + n - 1; returns the number of flux jumps. */
static gsize
unpack_rows (const Unpacker *self, const guint8 *rows, gsize first, gsize n, gint16 *last_jump)
{
  PmTimeline *tl = &self->scan->timeline;
  gsize n_cuts = 0;
  for (gsize b = 0; b < tl->n_blocks; b++)
    {
      gsize at = b * tl->n_frames * PM_LANES, slot = b * PM_LANES;
      pm_raw_unpack (rows, self->table->row_bytes, n, self->frame + first, self->sample_at + slot, self->offset + slot,
                     PM_HAWC_READOUT_GAIN, tl->samples + at, tl->flags + at);
      if (self->table->jumps.present)
        n_cuts += pm_raw_find_cuts (rows, self->table->row_bytes, n, self->frame + first, self->jump_at + slot, last_jump + slot,
                                    tl->flags + at);
    }
  return n_cuts;
}

/* The jumps of the last row before `first` that counts; those of the table before, if there is none. */
static int
read_last_jumps (const Unpacker *self, gsize first, guint8 *row, gint16 *jumps)
{
  memcpy (jumps, self->last_jump, self->n_slots * sizeof *jumps);
  while (self->table->jumps.present && first-- > 0)
    if (self->frame[first] != PM_RAW_UNUSED)
      {
        int status = pm_hawc_file_read (self->file, self->table, first, 0, self->table->row_bytes, row);
        if (status == 0)
          take_jumps (self, row, jumps);
        return status;
      }
  return 0;
}

/* Reads and unpacks a chunk; `work` has room for it, `jumps` for all slots. Returns cfitsio's status. */
static int
unpack_chunk (const Unpacker *self, gsize first, gsize n, guint8 *work, gint16 *jumps, gsize *n_cuts)
{
  int status = read_last_jumps (self, first, work, jumps);
  if (status == 0)
    status = pm_hawc_file_read (self->file, self->table, first, 0, n * self->table->row_bytes, work);
  if (status == 0)
    *n_cuts += unpack_rows (self, work, first, n, jumps);
  return status;
}

static gboolean
fail_reading (const Unpacker *self, int status, GError **error)
{
  g_autofree char *what = g_strdup_printf ("HDU %d (TIMESTREAM): its %" G_GSIZE_FORMAT " rows cannot be read", self->table->hdu,
                                           self->table->n_rows);
  pm_fits_set_error (error, PM_ERROR_INPUT, status, self->file->path, what);
  return FALSE;
}

static gboolean
fail_memory (const Unpacker *self, GError **error)
{
  g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: no memory for rows of %" G_GSIZE_FORMAT " bytes", self->file->path,
               self->table->row_bytes);
  return FALSE;
}

/* Looks for the first rows that count, once for all tables. */
static gboolean
begin_table (Unpacker *self, GError **error)
{
  gsize per_chunk = MAX (1, FIRST_BYTES / self->table->row_bytes);
  g_autofree guint8 *chunk = g_try_malloc (per_chunk * self->table->row_bytes);
  if (!chunk)
    return fail_memory (self, error);
  for (gsize r = 0; r < self->table->n_rows && !self->begun; r += per_chunk)
    {
      gsize n = MIN (per_chunk, self->table->n_rows - r);
      int status = pm_hawc_file_read (self->file, self->table, r, 0, n * self->table->row_bytes, chunk);
      if (status)
        return fail_reading (self, status, error);
      begin (self, chunk, r, n);
    }
  return TRUE;
}

/* Each thread reads chunks of its own. */
static gboolean
unpack_table (Unpacker *self, PmControl *control, GError **error)
{
  if (!begin_table (self, error))
    return FALSE;
  gsize per_chunk = MAX (1, CHUNK_BYTES / self->table->row_bytes), n_rows = self->table->n_rows, n_cuts = 0;
  atomic_int status = 0;
  atomic_bool no_memory = FALSE;
#pragma omp parallel num_threads(control->n_threads) reduction(+ : n_cuts)
  {
    g_autofree guint8 *work = g_try_malloc (per_chunk * self->table->row_bytes);
    g_autofree gint16 *jumps = g_new (gint16, self->n_slots);
    if (!work)
      no_memory = TRUE;
#pragma omp for schedule(dynamic)
    for (gsize r = 0; r < n_rows; r += per_chunk)
      if (work && status == 0 && !pm_control_cancelled (control))
        {
          gsize n = MIN (per_chunk, n_rows - r);
          int failed = unpack_chunk (self, r, n, work, jumps, &n_cuts);
          if (failed)
            status = failed;
          atomic_fetch_add (&control->step_done, (unsigned) n);
        }
  }
  self->scan->n_cuts += n_cuts;
  if (pm_control_cancelled (control))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
      return FALSE;
    }
  if (no_memory)
    return fail_memory (self, error);
  return status == 0 || fail_reading (self, status, error);
}

static gboolean
unpack (PmScan *scan, PmHawcFile *file, const PmHawcFrames *frames, PmControl *control, GError **error)
{
  gsize n_slots = scan->timeline.n_blocks * PM_LANES, row = 0;
  g_autofree gsize *places = g_new (gsize, 2 * n_slots), *frame = g_new (gsize, frames->n_rows);
  g_autofree double *offset = g_new0 (double, n_slots);
  g_autofree gint16 *last_jump = g_new0 (gint16, n_slots);
  Unpacker self = { scan, file, NULL, n_slots, places, places + n_slots, NULL, offset, last_jump, FALSE };
  for (gsize r = 0; r < frames->n_rows; r++)
    frame[r] = frames->valid[r] ? frames->place[r] : PM_RAW_UNUSED;
  atomic_store (&control->step_done, 0);
  atomic_store (&control->step_total, (unsigned) file->info.n_rows);
  for (guint i = 0; i < file->tables->len; i++)
    {
      self.table = &g_array_index (file->tables, PmHawcTable, i);
      self.frame = frame + row;
      find_places (&self);
      if (!unpack_table (&self, control, error))
        return FALSE;
      row += self.table->n_rows;
      /* for the next table */
      g_autofree guint8 *work = g_malloc (self.table->row_bytes);
      g_autofree gint16 *jumps = g_new (gint16, n_slots);
      int status = read_last_jumps (&self, self.table->n_rows, work, jumps);
      if (status)
        return fail_reading (&self, status, error);
      memcpy (last_jump, jumps, n_slots * sizeof *jumps);
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
  /* Holes make the time grid longer than the rows. */
  if (!pm_memory_check (path, pm_hawc_file_forecast (file->info.n_rows), error))
    return NULL;
  g_autoptr (PmHawcFrames) frames = pm_hawc_frames_read (file, options, error);
  if (!frames || !pm_memory_check (path, pm_hawc_file_forecast (frames->n_frames), error))
    return NULL;
  g_autoptr (PmInstrument) instrument = pm_hawc_instrument_new (&file->subarrays, file->info.band[0], file->pixel_arcsec, file->sibs_x,
                                                                file->sibs_y, options->read_static_flags);
  PmScan *scan = pm_scan_new (instrument, frames->n_frames, frames->dt_s, options, error);
  if (!scan)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  memset (scan->timeline.flags, PM_SAMPLE_BAD, scan->timeline.n_blocks * frames->n_frames * PM_LANES); /* until a row says otherwise */
  if (!unpack (scan, file, frames, control, error))
    {
      pm_scan_free (scan);
      return NULL;
    }
  describe (scan, file, frames);
  return scan;
}
