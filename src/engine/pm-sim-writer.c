/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writes the FITS file. Rows are assembled here, big-endian, and go to cfitsio as bytes, some frames at a time: the cheapest way for rows
 * of 31.6 kB.
 */
#include "pm-sim-private.h"

#include "pm-error.h"
#include "pm-fits.h"

#include <math.h>
#include <string.h>

#define CELL "5248"
#define TDIM "(128,41)"
#define GARBAGE_COUNTS 50000.0

static const struct
{
  const char *name, *form, *unit;
} columns[] = {
  { "FrameCounter", "1K", "frames" }, { "Timestamp", "1D", "seconds" },  { "hwpCounts", "1J", "counts" },
  { "Flag", "1J", "flag" },           { "AZ", "1D", "degrees" },         { "EL", "1D", "degrees" },
  { "RA", "1D", "hours" },            { "DEC", "1D", "degrees" },        { "LST", "1D", "hours" },
  { "SIBS_VPA", "1D", "degrees" },    { "TABS_VPA", "1D", "degrees" },   { "Chop_VPA", "1D", "degrees" },
  { "LON", "1D", "degrees" },         { "LAT", "1D", "degrees" },        { "NonSiderealRA", "1D", "hours" },
  { "NonSiderealDec", "1D", "degrees" }, { "sofiaChopR", "1E", "volts" }, { "sofiaChopS", "1E", "volts" },
  { "PWV", "1D", "um" },              { "LOS", "1D", "degrees" },        { "ROLL", "1D", "degrees" },
  { "SQ1Feedback", CELL "J", "" },    { "FluxJumps", CELL "I", "jumps" },
};

enum
{
  N_COLUMNS = G_N_ELEMENTS (columns),
  SCALARS_SIZE = 8 + 8 + 4 + 4 + 12 * 8 + 2 * 4 + 3 * 8, /* bytes of a row before SQ1Feedback */
  DATA_SIZE = 4 * PM_HAWC_CHANNELS,
  ROW_SIZE = SCALARS_SIZE + DATA_SIZE + 2 * PM_HAWC_CHANNELS,
};

/* Where SOFIA was; constant. */
#define AZ_DEG 150.0
#define EL_DEG 45.0
#define LON_DEG (-108.2)
#define LAT_DEG 47.0
#define ALTITUDE_FT 41000.0
#define PWV_UM 4.0

typedef struct
{
  PmSimRun *run;
  fitsfile *fits;
  guint8 *rows;      /* PM_SIM_CHUNK rows */
  gsl_rng *garbage;
} Writer;

static gboolean
check_status (int status, const char *what, GError **error)
{
  if (status == 0)
    return TRUE;
  char text[FLEN_STATUS];
  fits_get_errstatus (status, text);
  fits_clear_errmsg ();
  g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "the scan cannot be written (%s): %s", what, text);
  return FALSE;
}

static void
put_text (fitsfile *fits, const char *key, const char *value, int *status)
{
  fits_write_key_longstr (fits, key, value, NULL, status);
}

static void
put_number (fitsfile *fits, const char *key, double value, int *status)
{
  fits_write_key (fits, TDOUBLE, key, &value, NULL, status);
}

static void
put_logical (fitsfile *fits, const char *key, int value, int *status)
{
  fits_write_key (fits, TLOGICAL, key, &value, NULL, status);
}

/* DATE-OBS, UTCSTART, UTCEND and the identity of the observation. */
static void
put_dates (const PmSimRun *run, fitsfile *fits, int *status)
{
  const char *keys[] = { "DATE-OBS", "UTCSTART", "UTCEND" };
  const double times[] = { run->sim->start_unix, run->sim->start_unix, run->sim->start_unix + run->sim->length_s };
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      gint64 ms = (gint64) floor (times[k] * 1000.0 + 0.5);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);
      g_autofree char *head = g_date_time_format (time, k == 0 ? "%Y-%m-%dT%H:%M:%S" : "%H:%M:%S");
      g_autofree char *text = g_strdup_printf ("%s.%03d", head, (int) (ms % 1000));
      put_text (fits, keys[k], text, status);
    }
}

static void
put_instrument (const PmSimRun *run, fitsfile *fits, int *status)
{
  const PmSimulation *sim = run->sim;
  const char band[] = { 'H', 'A', 'W', '_', run->band->letter, '\0' };
  g_autoptr (GString) mce = g_string_new (NULL);
  for (int sub = 0, next = 0; sub < PM_HAWC_SUBARRAYS; sub++)
    g_string_append_printf (mce, "%s%d", sub ? "," : "", sim->subarrays >> sub & 1u ? next++ : -1);
  put_text (fits, "TELESCOP", "SOFIA 2.5m", status);
  put_text (fits, "INSTRUME", "HAWC_PLUS", status);
  put_text (fits, "OBJECT", sim->object, status);
  put_text (fits, "OBS_ID", sim->obs_id, status);
  put_text (fits, "SPECTEL1", band, status);
  put_text (fits, "SPECTEL2", "HAW_HWP_Open", status);
  put_text (fits, "INSTCFG", "TOTAL_INTENSITY", status);
  put_text (fits, "INSTMODE", "OTFMAP", status);
  put_text (fits, "OBSTYPE", "object", status);
  put_text (fits, "DATASRC", "simulation", status);
  put_number (fits, "WAVECENT", run->band->wavelength_um, status);
  put_number (fits, "SMPLFREQ", sim->rate_hz, status);
  put_text (fits, "MCEMAP", mce->str, status);
  put_number (fits, "PIXSCAL", run->band->pixel_arcsec, status);
  put_number (fits, "SIBS_X", run->sibs_x, status);
  put_number (fits, "SIBS_Y", run->sibs_y, status);
}

static void
put_observation (const PmSimRun *run, fitsfile *fits, int *status)
{
  static const char *const patterns[] = { "Lissajous", "Daisy", "Raster", "Box", "Track" };
  const PmSimulation *sim = run->sim;
  put_number (fits, "EXPTIME", sim->length_s, status);
  put_number (fits, "TOTTIME", sim->length_s, status);
  put_logical (fits, "CHOPPING", sim->chop_amplitude > 0.0, status);
  if (sim->chop_amplitude > 0.0)
    {
      put_number (fits, "CHPAMP1", sim->chop_amplitude, status);
      put_number (fits, "CHPFREQ", sim->chop_hz, status);
    }
  put_logical (fits, "NONSIDE", sim->target_rate != 0.0, status);
  put_text (fits, "SRCTYPE", sim->source_fwhm > run->band->beam_arcsec ? "EXTENDED_SOURCE" : "POINT_SOURCE", status);
  put_number (fits, "OBSRA", sim->ra_hours, status);
  put_number (fits, "OBSDEC", sim->dec_deg, status);
  put_number (fits, "TELRA", sim->ra_hours, status);
  put_number (fits, "TELDEC", sim->dec_deg, status);
  put_number (fits, "EQUINOX", 2000.0, status);
  put_text (fits, "TELEQUI", "j2000", status);
  put_number (fits, "TELVPA", sim->vpa_deg, status);
  put_text (fits, "TRACMODE", "offset+inertial", status);
  put_logical (fits, "TRACERR", 0, status);
  put_number (fits, "LON_STA", LON_DEG, status);
  put_number (fits, "LAT_STA", LAT_DEG, status);
  put_number (fits, "ALTI_STA", ALTITUDE_FT, status);
  put_number (fits, "ALTI_END", ALTITUDE_FT, status);
  put_number (fits, "ZA_START", 90.0 - EL_DEG, status);
  put_number (fits, "ZA_END", 90.0 - EL_DEG, status);
  put_text (fits, "AOR_ID", "99_9999_1", status);
  put_text (fits, "PLANID", "99_9999", status);
  put_text (fits, "PROCSTAT", "LEVEL_0", status);
  put_text (fits, "SCNPATT", patterns[sim->pattern], status);
  put_number (fits, "SCNRATE", run->pattern.speed, status);
  put_text (fits, "MISSN-ID", "SIMULATION", status);
  put_dates (run, fits, status);
}

/* An empty table for `rows` rows, current HDU afterwards. */
static void
create_table (fitsfile *fits, guint rows, int *status)
{
  char *names[N_COLUMNS], *forms[N_COLUMNS], *units[N_COLUMNS];
  for (int k = 0; k < N_COLUMNS; k++)
    {
      names[k] = (char *) columns[k].name; /* cfitsio does not write to them */
      forms[k] = (char *) columns[k].form;
      units[k] = (char *) columns[k].unit;
    }
  fits_create_tbl (fits, BINARY_TBL, (LONGLONG) rows, N_COLUMNS, names, forms, units, "TIMESTREAM", status);
  for (int k = N_COLUMNS - 1; k <= N_COLUMNS; k++)
    {
      char key[FLEN_KEYWORD];
      fits_make_keyn ("TDIM", k, key, status);
      fits_write_key (fits, TSTRING, key, (void *) TDIM, NULL, status);
    }
  fits_set_hdustruc (fits, status);
}

static guint8 *
put_i32 (guint8 *p, gint32 v)
{
  guint32 u = GUINT32_TO_BE ((guint32) v);
  memcpy (p, &u, sizeof u);
  return p + sizeof u;
}

static guint8 *
put_f64 (guint8 *p, double v)
{
  guint64 u;
  memcpy (&u, &v, sizeof u);
  u = GUINT64_TO_BE (u);
  memcpy (p, &u, sizeof u);
  return p + sizeof u;
}

static guint8 *
put_f32 (guint8 *p, float v)
{
  gint32 i;
  memcpy (&i, &v, sizeof i);
  return put_i32 (p, i);
}

static void
put_scalars (const PmSimRun *run, guint frame, guint8 *p)
{
  PmSimCoordinates at;
  pm_sim_coordinates (run, frame, &at);
  const double degrees[] = { AZ_DEG,  EL_DEG,  at.ra_hours,        at.dec_deg,      at.lst_hours, at.sibs_vpa, at.tabs_vpa, at.chop_vpa,
                             LON_DEG, LAT_DEG, at.target_ra_hours, at.target_dec_deg };
  p = put_i32 (p, 0); /* the upper half of the 64-bit frame counter */
  p = put_i32 (p, (gint32) frame);
  p = put_f64 (p, at.timestamp);
  p = put_i32 (p, 0);
  p = put_i32 (p, run->flag[frame]);
  for (guint k = 0; k < G_N_ELEMENTS (degrees); k++)
    p = put_f64 (p, degrees[k]);
  p = put_f32 (p, at.chop_r);
  p = put_f32 (p, at.chop_s);
  p = put_f64 (p, PWV_UM);
  p = put_f64 (p, 0.0);
  put_f64 (p, 0.0);
}

/* The raw numbers of one channel in n frames, and its jump counter. */
static void
make_samples (PmSimRun *run, PmSimChannel *c, guint first, guint n, gint32 *data, gint16 *jumps)
{
  double v[PM_SIM_CHUNK] = { 0.0 };
  const double *drift = run->drift[c->sub] + first;
  if (c->status == PM_SIM_ZERO)
    return;
  pm_sim_noise_add (run, c, n, v);
  for (guint i = 0; i < n && c->gain != 0.0; i++)
    v[i] += c->gain * drift[i];
  pm_sim_source_add (run, c, first, n, v);
  pm_sim_spikes_add (run, c, first, n, v);
  int counted = 0;
  guint next = 0;
  for (guint i = 0; i < n; i++)
    {
      for (; next < c->n_jumps && c->jump_frame[next] <= first + i; next++)
        counted += c->jump_count[next];
      double raw = PM_HAWC_READOUT_GAIN * v[i] + c->offset + counted * c->jump_step;
      data[i] = (gint32) lrint (CLAMP (raw, G_MININT32, G_MAXINT32));
      int half = PM_HAWC_JUMP_RANGE / 2, wrapped = (c->jump_start + counted + half) & (PM_HAWC_JUMP_RANGE - 1);
      jumps[i] = (gint16) (wrapped - half);
    }
}

/* Fills the data of all channels into the rows; row[i] is NULL for a frame in a gap. */
static void
put_channels (Writer *writer, guint first, guint n, guint8 **row)
{
  PmSimRun *run = writer->run;
  gint32 data[PM_SIM_TILE][PM_SIM_CHUNK];
  gint16 jumps[PM_SIM_TILE][PM_SIM_CHUNK];
  for (guint c0 = 0; c0 < run->n_channels; c0 += PM_SIM_TILE)
    {
      memset (data, 0, sizeof data);
      memset (jumps, 0, sizeof jumps);
      for (guint k = 0; k < PM_SIM_TILE; k++)
        make_samples (run, &run->channels[c0 + k], first, n, data[k], jumps[k]);
      const PmSimChannel *c = &run->channels[c0];
      guint cell = c->row * PM_HAWC_FITS_COLS + c->sub * PM_HAWC_COLS + c->col;
      for (guint i = 0; i < n; i++)
        if (row[i])
          {
            guint8 *p = row[i] + SCALARS_SIZE + 4 * cell, *q = row[i] + SCALARS_SIZE + DATA_SIZE + 2 * cell;
            for (guint k = 0; k < PM_SIM_TILE; k++)
              {
                guint16 jump = GUINT16_TO_BE ((guint16) jumps[k][i]);
                memcpy (q + 2 * k, &jump, sizeof jump);
                put_i32 (p + 4 * k, data[k][i]);
              }
          }
    }
}

/* What the electronics deliver while they are busy with something else: anything, in every channel. */
static void
put_garbage (Writer *writer, guint8 *row)
{
  const PmSimRun *run = writer->run;
  for (guint i = 0; i < run->n_channels; i++)
    {
      const PmSimChannel *c = &run->channels[i];
      guint cell = c->row * PM_HAWC_FITS_COLS + c->sub * PM_HAWC_COLS + c->col;
      put_i32 (row + SCALARS_SIZE + 4 * cell, (gint32) lrint (GARBAGE_COUNTS * (2.0 * gsl_rng_uniform (writer->garbage) - 1.0)));
    }
}

static gboolean
write_frames (Writer *writer, GCancellable *cancellable, GError **error)
{
  PmSimRun *run = writer->run;
  guint tables = run->sim->tables, table = 0, written = 0, begin = 0, end = 0; /* rows: in all; of the current table */
  for (guint first = 0; first < run->n_frames; first += PM_SIM_CHUNK)
    {
      guint n = MIN (PM_SIM_CHUNK, run->n_frames - first), here = 0;
      guint8 *row[PM_SIM_CHUNK];
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        row[i] = run->present[first + i] ? writer->rows + (gsize) ROW_SIZE * here++ : NULL;
      put_channels (writer, first, n, row);
      for (guint i = 0; i < n; i++)
        if (row[i])
          {
            put_scalars (run, first + i, row[i]);
            if (run->flag[first + i])
              put_garbage (writer, row[i]);
          }
      int status = 0;
      for (guint done = 0; done < here && status == 0;)
        {
          if (written == end)
            {
              begin = end;
              end = (guint) ((guint64) run->n_rows * ++table / tables);
              create_table (writer->fits, end - begin, &status);
            }
          guint some = MIN (here - done, end - written);
          fits_write_tblbytes (writer->fits, written - begin + 1, 1, (LONGLONG) ROW_SIZE * some, writer->rows + (gsize) ROW_SIZE * done,
                               &status);
          done += some;
          written += some;
        }
      if (!check_status (status, "TIMESTREAM", error))
        return FALSE;
    }
  return TRUE;
}

gboolean
pm_sim_write_fits (PmSimRun *run, const char *path, GCancellable *cancellable, GError **error)
{
  int status = 0;
  Writer writer = { run, NULL, NULL, NULL };
  writer.fits = pm_fits_create (path, &status);
  fits_create_img (writer.fits, BYTE_IMG, 0, NULL, &status);
  put_instrument (run, writer.fits, &status);
  put_observation (run, writer.fits, &status);
  fits_create_img (writer.fits, BYTE_IMG, 0, NULL, &status);
  put_text (writer.fits, "EXTNAME", "CONFIGURATION", &status);
  gboolean ok = check_status (status, "header", error);
  if (ok)
    {
      writer.rows = g_malloc0 ((gsize) ROW_SIZE * PM_SIM_CHUNK); /* cells of absent sub-arrays stay 0 */
      writer.garbage = pm_sim_rng_new (run->sim->seed, PM_SIM_STREAM_GARBAGE);
      ok = write_frames (&writer, cancellable, error);
      g_free (writer.rows);
      gsl_rng_free (writer.garbage);
    }
  if (writer.fits)
    {
      status = 0;
      fits_close_file (writer.fits, &status);
      ok = ok && check_status (status, "closing", error);
    }
  return ok;
}
