/* SPDX-License-Identifier: GPL-3.0-or-later
 * Header and tables of a raw HAWC+ file. Nothing that the header says is believed before it has been checked against the file's size.
 */
#include "pm-hawc-file.h"

#include "pm-error.h"
#include "pm-fits-guard.h"
#include "pm-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define MAX_ROWS 50000000.0
#define MIN_RATE_HZ 1e-3
#define MAX_RATE_HZ 1e5

static const struct
{
  const char *name;
  gboolean required;
} scalar_columns[PM_HAWC_N_SCALARS] = {
  [PM_HAWC_TIMESTAMP] = { "Timestamp", TRUE },      [PM_HAWC_STATUS] = { "Flag", FALSE },
  [PM_HAWC_RA] = { "RA", TRUE },                    [PM_HAWC_DEC] = { "DEC", TRUE },
  [PM_HAWC_SIBS_VPA] = { "SIBS_VPA", TRUE },        [PM_HAWC_TABS_VPA] = { "TABS_VPA", FALSE },
  [PM_HAWC_CHOP_VPA] = { "Chop_VPA", FALSE },       [PM_HAWC_CHOP_R] = { "sofiaChopR", FALSE },
  [PM_HAWC_CHOP_S] = { "sofiaChopS", FALSE },       [PM_HAWC_OBJECT_RA] = { "NonSiderealRA", FALSE },
  [PM_HAWC_OBJECT_DEC] = { "NonSiderealDec", FALSE },
};

const char *
pm_hawc_scalar_name (PmHawcScalar scalar)
{
  return scalar_columns[scalar].name;
}

G_GNUC_PRINTF (4, 5)
static gboolean
fail (GError **error, const PmHawcFile *self, int hdu, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  if (hdu > 0)
    g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: HDU %d (TIMESTREAM): %s", self->path, hdu, what);
  else
    g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: %s", self->path, what);
  return FALSE;
}

static void
warn (PmHawcFile *self, const char *text)
{
  g_ptr_array_add (self->warnings, g_strdup (text));
}

/* Keywords of the current HDU. */

static char *
text_of (PmHawcFile *self, const char *key)
{
  return pm_fits_get_text (self->fits, key, &self->broken);
}

static gboolean
number_of (PmHawcFile *self, const char *key, double *value)
{
  return pm_fits_get_double (self->fits, key, value, &self->broken);
}

static gboolean
angle_of (PmHawcFile *self, const char *key, double *value)
{
  return pm_fits_get_angle (self->fits, key, value, &self->broken);
}

static gboolean
logical_of (PmHawcFile *self, const char *key, gboolean *value)
{
  return pm_fits_get_bool (self->fits, key, value, &self->broken);
}

/* The real value of a scalar at a place in a raw row, whatever its type. FITS is big-endian. */
double
pm_hawc_column_value (const PmHawcColumn *column, const guint8 *row)
{
  const guint8 *at = row + column->offset;
  guint64 bits = 0;
  int bytes = column->type == TDOUBLE || column->type == TLONGLONG ? 8 : column->type == TBYTE ? 1 : column->type == TSHORT ? 2 : 4;
  double value;
  if (column->type == 0)
    return NAN;
  for (int i = 0; i < bytes; i++)
    bits = bits << 8 | at[i];
  switch (column->type)
    {
    case TBYTE:
      value = (double) bits;
      break;
    case TSHORT:
      value = (gint16) bits;
      break;
    case TLONG:
      value = (gint32) bits;
      break;
    case TLONGLONG:
      value = (double) (gint64) bits;
      break;
    case TFLOAT:
      {
        guint32 word = (guint32) bits;
        float number;
        memcpy (&number, &word, sizeof number);
        value = number;
        break;
      }
    default:
      memcpy (&value, &bits, sizeof value);
    }
  return column->zero + column->scale * value;
}

/* Number, type, repeat and byte offset of a column. */
typedef struct
{
  int number, type; /* 0: there is none of that name */
  gsize repeat, offset;
} Column;

/* Looks for a column; letters of another case count where none has exactly the name. FALSE: there are several, or it lies outside of the
 * row, as the widths of the columns before it may add up to anything. */
static gboolean
find_column (PmHawcFile *self, const PmHawcTable *table, const char *name, Column *column, GError **error)
{
  int status = 0;
  long repeat, width;
  char pattern[FLEN_VALUE];
  *column = (Column){ 0 };
  g_strlcpy (pattern, name, sizeof pattern);
  fits_get_colnum (self->fits, CASESEN, pattern, &column->number, &status);
  if (status == COL_NOT_FOUND)
    {
      status = 0;
      fits_get_colnum (self->fits, CASEINSEN, pattern, &column->number, &status);
    }
  if (status == COL_NOT_UNIQUE)
    return fail (error, self, table->hdu, "column %s is there twice: expected one", name);
  fits_get_coltype (self->fits, column->number, &column->type, &repeat, &width, &status);
  fits_clear_errmsg ();
  if (pm_fits_is_broken (status))
    self->broken = status;
  if (status)
    {
      *column = (Column){ 0 };
      return TRUE;
    }
  LONGLONG offset = self->fits->Fptr->tableptr[column->number - 1].tbcol; /* no function of cfitsio tells it */
  gboolean counts_bytes = column->type != TSTRING && column->type != TBIT; /* those are refused for their type */
  double end = (double) offset + (counts_bytes ? (double) repeat * (double) width : 0.0);
  if (repeat < 0 || width < 0 || offset < 0 || end > (double) table->row_bytes)
    return fail (error, self, table->hdu, "column %s: expected it within the row's %" G_GSIZE_FORMAT " bytes, found it at %lld to %.0f",
                 name, table->row_bytes, (long long) offset, end);
  column->repeat = (gsize) repeat;
  column->offset = (gsize) offset;
  return TRUE;
}

static gboolean
find_scalar (PmHawcFile *self, PmHawcTable *table, PmHawcScalar scalar, GError **error)
{
  PmHawcColumn *column = &table->scalars[scalar];
  const char *name = scalar_columns[scalar].name;
  Column found;
  if (!find_column (self, table, name, &found, error))
    return FALSE;
  int number = found.number, type = found.type;
  if (type == 0)
    return scalar_columns[scalar].required ? fail (error, self, table->hdu, "column %s is missing", name) : TRUE;
  if (found.repeat != 1 || (type != TBYTE && type != TSHORT && type != TLONG && type != TLONGLONG && type != TFLOAT && type != TDOUBLE))
    return fail (error, self, table->hdu, "column %s: expected one number a row, found %" G_GSIZE_FORMAT " elements of cfitsio type %d",
                 name, found.repeat, type);
  char key[FLEN_KEYWORD];
  column->type = type;
  column->offset = found.offset;
  column->scale = 1.0;
  column->zero = 0.0;
  g_snprintf (key, sizeof key, "TSCAL%d", number);
  number_of (self, key, &column->scale);
  g_snprintf (key, sizeof key, "TZERO%d", number);
  number_of (self, key, &column->zero);
  return TRUE;
}

/* Samples and jumps are taken as they are: other programs would read other numbers from a column that is scaled. */
static gboolean
check_unscaled (PmHawcFile *self, const PmHawcTable *table, const char *name, int number, GError **error)
{
  static const struct
  {
    const char *stem, *usual;
    double value;
  } keys[] = { { "TSCAL", "1", 1.0 }, { "TZERO", "0", 0.0 } };
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      double value = NAN;
      g_autofree char *key = g_strdup_printf ("%s%d", keys[i].stem, number), *text = text_of (self, key);
      if (text && (!number_of (self, key, &value) || value != keys[i].value))
        return fail (error, self, table->hdu, "column %s: expected %s = %s or none, found %s", name, key, keys[i].usual, text);
    }
  return TRUE;
}

static gboolean
find_array (PmHawcFile *self, const PmHawcTable *table, const char *name, int want_type, char letter, PmHawcArray *array, GError **error)
{
  int status = 0, n_axes = 0;
  Column found;
  long axes[3] = { PM_HAWC_FITS_COLS, PM_HAWC_ROWS, 0 };
  if (!find_column (self, table, name, &found, error))
    return FALSE;
  if (found.type == 0)
    return TRUE;
  if (found.type != want_type || found.repeat != PM_HAWC_CHANNELS)
    return fail (error, self, table->hdu, "column %s: expected %d%c, found %" G_GSIZE_FORMAT " elements of cfitsio type %d", name,
                 PM_HAWC_CHANNELS, letter, found.repeat, found.type);
  g_autofree char *key = g_strdup_printf ("TDIM%d", found.number), *text = text_of (self, key);
  if (text)
    fits_decode_tdim (self->fits, text, found.number, 3, &n_axes, axes, &status);
  fits_clear_errmsg ();
  gboolean usual = axes[0] == PM_HAWC_FITS_COLS && axes[1] == PM_HAWC_ROWS,
           turned = axes[0] == PM_HAWC_ROWS && axes[1] == PM_HAWC_FITS_COLS;
  if (status || (text && n_axes != 2) || (!usual && !turned))
    return fail (error, self, table->hdu, "column %s: expected TDIM (128,41) or (41,128), found %s", name, text ? text : "none");
  array->present = TRUE;
  array->offset = found.offset;
  array->row_stride = usual ? PM_HAWC_FITS_COLS : 1;
  array->col_stride = usual ? 1 : PM_HAWC_ROWS;
  return check_unscaled (self, table, name, found.number, error);
}

/* Whether the file, unpacked if it is compressed, can really hold the rows of the current table. */
static gboolean
check_size (PmHawcFile *self, const PmHawcTable *table, GError **error)
{
  double room = (double) self->fits->Fptr->filesize - (double) table->start;
  if ((double) table->n_rows * (double) table->row_bytes > room)
    return fail (error, self, table->hdu,
                 "the file is cut short: %" G_GSIZE_FORMAT " rows of %" G_GSIZE_FORMAT " bytes expected, found %.0f", table->n_rows,
                 table->row_bytes, fmax (floor (room / (double)table->row_bytes), 0.0));
  return TRUE;
}

static gboolean
read_table (PmHawcFile *self, int hdu, GError **error)
{
  int status = 0;
  LONGLONG rows = 0, bytes = 0, header, data = 0, end;
  PmHawcTable table = { .hdu = hdu };
  fits_get_num_rowsll (self->fits, &rows, &status);
  fits_read_key (self->fits, TLONGLONG, "NAXIS1", &bytes, NULL, &status);
  fits_get_hduaddrll (self->fits, &header, &data, &end, &status);
  if (pm_fits_is_broken (status))
    self->broken = status;
  if (status || rows < 0 || bytes <= 0 || (double) rows > MAX_ROWS)
    return fail (error, self, hdu, "expected NAXIS1 > 0 and NAXIS2 up to %.0f, found %lld and %lld", MAX_ROWS, (long long) bytes,
                 (long long) rows);
  if (rows == 0)
    return TRUE;
  table.start = (goffset) data;
  table.n_rows = (gsize) rows;
  table.row_bytes = (gsize) bytes;
  if (!check_size (self, &table, error))
    return FALSE;
  for (int s = 0; s < PM_HAWC_N_SCALARS; s++)
    if (!find_scalar (self, &table, s, error))
      return FALSE;
  if (!find_array (self, &table, "SQ1Feedback", TLONG, 'J', &table.samples, error))
    return FALSE;
  if (!table.samples.present)
    return fail (error, self, hdu, "column SQ1Feedback is missing");
  if (!find_array (self, &table, "FluxJumps", TSHORT, 'I', &table.jumps, error))
    return FALSE;
  if (self->info.n_rows == 0)
    self->info.checksum = text_of (self, "CHECKSUM");
  self->info.n_rows += table.n_rows;
  g_array_append_val (self->tables, table);
  return TRUE;
}

/* Reads the HDU if it is a sample table. FALSE at the end of the file too, without an error. */
static gboolean
read_hdu (PmHawcFile *self, int hdu, int *found, GError **error)
{
  int status = 0, type;
  LONGLONG header, data, end, size = self->fits->Fptr->filesize;
  if (!pm_fits_guard_next (self->fits, self->path, error))
    return FALSE;
  fits_get_hduaddrll (self->fits, &header, &data, &end, &status);
  fits_movabs_hdu (self->fits, hdu, &type, &status);
  if (status == END_OF_FILE && size > end)
    g_ptr_array_add (self->warnings, g_strdup_printf ("%lld bytes behind HDU %d are no HDU: left out", (long long) (size - end), hdu - 1));
  if (status == END_OF_FILE)
    return FALSE;
  if (status)
    {
      g_autofree char *words = pm_fits_take_words (status), *what = g_strdup_printf ("HDU %d cannot be read: %s", hdu, words);
      if (*found > 0)
        g_ptr_array_add (self->warnings, g_strdup_printf ("%s: it and what follows are left out", what));
      return *found > 0 ? FALSE : fail (error, self, 0, "%s", what);
    }
  g_autofree char *name = type == BINARY_TBL ? text_of (self, "EXTNAME") : NULL;
  if (!name || g_ascii_strcasecmp (name, "TIMESTREAM") != 0)
    return TRUE;
  ++*found;
  return read_table (self, hdu, error);
}

static gboolean
read_tables (PmHawcFile *self, GError **error)
{
  int found = 0, n_hdus = 1;
  g_autoptr (GError) local = NULL;
  while (read_hdu (self, n_hdus + 1, &found, &local))
    n_hdus++;
  fits_clear_errmsg ();
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (found == 0)
    return fail (error, self, 0, "expected a binary table TIMESTREAM, found none in %d HDUs", n_hdus);
  if (self->tables->len == 0)
    return fail (error, self, 0, "TIMESTREAM has no rows");
  self->info.n_tables = self->tables->len;
  return TRUE;
}

static gboolean
undefined_text (const char *text)
{
  return !text || g_ascii_strcasecmp (text, "UNKNOWN") == 0 || strcmp (text, "-9999") == 0;
}

/* OBSRA/OBSDEC (hours, degrees), else OBJRA/OBJDEC, else TELRA/TELDEC; pairs that mean "not given" are passed over. */
static void
read_reference (PmHawcFile *self)
{
  static const char *const keys[][2] = { { "OBSRA", "OBSDEC" }, { "OBJRA", "OBJDEC" }, { "TELRA", "TELDEC" } };
  self->info.ra_deg = self->info.dec_deg = NAN;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      double ra, dec;
      if (!angle_of (self, keys[i][0], &ra) || !angle_of (self, keys[i][1], &dec))
        continue;
      if ((ra == 0.0 && dec == 0.0) || (ra == 1.0 && dec == 2.0) || fabs (ra) > 24.0 || fabs (dec) > 90.0)
        continue;
      self->info.ra_deg = 15.0 * ra;
      self->info.dec_deg = dec;
      return;
    }
}

static void
read_camera (PmHawcFile *self)
{
  PmScanInfo *info = &self->info;
  g_autofree char *spectel = text_of (self, "SPECTEL1");
  const PmHawcBand *band = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (pm_hawc_bands); i++)
    if (spectel && strlen (spectel) >= 5 && g_ascii_toupper (spectel[4]) == pm_hawc_bands[i].letter)
      band = &pm_hawc_bands[i];
  if (!band)
    {
      warn (self, "SPECTEL1 names no band: taken as band C");
      band = &pm_hawc_bands[2];
    }
  info->band = g_strdup_printf ("%c", band->letter);
  self->pixel_arcsec = band->pixel_arcsec;
  double value;
  if (number_of (self, "PIXSCAL", &value) && value > 0.1 && value < 1000.0)
    self->pixel_arcsec = value;
  info->rate_hz = PM_HAWC_DEFAULT_RATE_HZ;
  if (number_of (self, "SMPLFREQ", &value) && value >= MIN_RATE_HZ && value <= MAX_RATE_HZ)
    info->rate_hz = value;
  else
    warn (self, "SMPLFREQ is missing, or no rate: taken from the time stamps");
  self->sibs_x = PM_HAWC_DEFAULT_SIBS_X;
  self->sibs_y = PM_HAWC_DEFAULT_SIBS_Y;
  if (number_of (self, "SIBS_X", &value) && fabs (value) < 1000.0)
    self->sibs_x = value;
  else
    warn (self, "SIBS_X is missing, or no pixel: taken as " G_STRINGIFY (PM_HAWC_DEFAULT_SIBS_X));
  if (number_of (self, "SIBS_Y", &value) && fabs (value) < 1000.0)
    self->sibs_y = value;
  else
    warn (self, "SIBS_Y is missing, or no pixel: taken as " G_STRINGIFY (PM_HAWC_DEFAULT_SIBS_Y));
  self->chop_amplitude_arcsec = NAN;
  if (number_of (self, "CHPAMP1", &value) && value > 0.0)
    self->chop_amplitude_arcsec = value;
}

static gboolean
read_primary (PmHawcFile *self, const PmOptions *options, GError **error)
{
  PmScanInfo *info = &self->info;
  info->object = text_of (self, "OBJECT");
  info->scan_id = text_of (self, "OBS_ID");
  info->date_obs = text_of (self, "DATE-OBS");
  info->project = text_of (self, "AOR_ID");
  info->telescope = text_of (self, "TELESCOP");
  info->instrument = text_of (self, "INSTRUME");
  info->pattern = text_of (self, "SCNPATT");
  if (undefined_text (info->object))
    {
      g_free (info->object);
      info->object = g_strdup ("unknown");
    }
  if (undefined_text (info->scan_id) || g_ascii_strncasecmp (info->scan_id, "unknown", 7) == 0)
    {
      g_autofree char *day = info->date_obs ? g_strndup (info->date_obs, strcspn (info->date_obs, "T")) : g_strdup ("undated");
      g_free (info->scan_id);
      info->scan_id = g_strconcat (day, ".UNKNOWN", NULL);
    }
  logical_of (self, "CHOPPING", &info->chopping);
  logical_of (self, "NONSIDE", &self->nonsidereal_keyword);
  info->moving = self->nonsidereal_keyword;
  read_reference (self);
  read_camera (self);
  g_autofree char *mcemap = text_of (self, "MCEMAP");
  if (!mcemap)
    return fail (error, self, 0, "keyword MCEMAP is missing: it says which sub-arrays are installed");
  if (!pm_hawc_parse_mcemap (mcemap, &self->subarrays))
    return fail (error, self, 0, "keyword MCEMAP: expected four MCE numbers such as '0,2,1,-1', at least one not negative, found '%s'",
                 mcemap);
  if (!pm_hawc_select_subarrays (options->read_subarrays, &self->subarrays))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "option read.subarrays: expected names such as R0,T0, found '%s'",
                   options->read_subarrays);
      return FALSE;
    }
  for (int s = 0; s < PM_HAWC_SUBARRAYS; s++)
    if (self->subarrays.present[s])
      {
        info->n_channels += PM_HAWC_SUBARRAY_CHANNELS;
        info->n_live_channels += PM_HAWC_SUBARRAY_CHANNELS - PM_HAWC_COLS;
      }
  if (info->n_channels == 0)
    return fail (error, self, 0, "none of the sub-arrays '%s' is in this scan (MCEMAP = '%s')", options->read_subarrays, mcemap);
  return TRUE;
}

/* cfitsio reads one after the other and through buffers; a file that is not packed can be had without. */
static gboolean
is_packed (fitsfile *fits)
{
  char kind[FLEN_FILENAME] = "";
  int status = 0;
  fits_url_type (fits, kind, &status);
  return status != 0 || strcmp (kind, "file://") != 0;
}

int
pm_hawc_file_read (PmHawcFile *self, const PmHawcTable *table, gsize row, gsize at, gsize length, guint8 *bytes)
{
  int status = 0;
  if (self->packed)
    {
      G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
      fits_movabs_hdu (self->fits, table->hdu, NULL, &status);
      return fits_read_tblbytes (self->fits, (LONGLONG) row + 1, (LONGLONG) at + 1, (LONGLONG) length, bytes, &status);
    }
  goffset place = table->start + (goffset) (row * table->row_bytes + at);
  while (length > 0)
    {
      gssize got = pread (self->fd, bytes, length, place);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return READ_ERROR;
      bytes += got;
      place += got;
      length -= (gsize) got;
    }
  return 0;
}

static gboolean
is_same (const GStatBuf *a, const GStatBuf *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

gboolean
pm_hawc_file_check_unchanged (PmHawcFile *self, GError **error)
{
  GStatBuf now;
  if (self->fd >= 0 && fstat (self->fd, &now) == 0 && is_same (&now, &self->opened))
    return TRUE;
  return fail (error, self, 0, self->fd < 0 ? "cannot be opened" : "was changed while it was read");
}

static gboolean
read_structure (PmHawcFile *self, const PmOptions *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok = read_primary (self, options, &local) && read_tables (self, &local);
  if (self->broken) /* whatever else that made of it: a keyword that cannot be read is not one that is absent */
    pm_fits_set_error (error, PM_ERROR_INPUT, self->broken, self->path, "its headers cannot be read");
  else if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok && !self->broken && pm_hawc_file_check_unchanged (self, error); /* else fits and fd may be of two files */
}

guint64
pm_hawc_file_forecast (gsize n_frames)
{
  return (guint64) n_frames * 4096;
}

PmHawcFile *
pm_hawc_file_open (const char *path, const PmOptions *options, GError **error)
{
  GStatBuf opened = { 0 };
  g_stat (path, &opened);
  fitsfile *fits = pm_fits_open (path, error);
  if (!fits)
    return NULL;
  PmHawcFile *self = g_new0 (PmHawcFile, 1);
  self->opened = opened;
  self->fits = fits;
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  self->packed = is_packed (fits);
  g_mutex_init (&self->lock);
  self->path = g_strdup (path);
  self->info.path = g_strdup (path);
  self->info.mjd = NAN;
  self->tables = g_array_new (FALSE, FALSE, sizeof (PmHawcTable));
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->info.file_bytes = (guint64) opened.st_size;
  self->info.modified_unix_s = (guint64) opened.st_mtime;
  if (!read_structure (self, options, error))
    {
      pm_hawc_file_close (self);
      return NULL;
    }
  self->info.duration_s = (double) self->info.n_rows / self->info.rate_hz;
  /* Of samples in a file only what is looked at together is in memory. */
  guint64 samples = (guint64) self->info.n_live_channels * self->info.n_rows * 5, limit = pm_memory_sample_limit (options->memory_limit);
  self->info.memory_bytes = (samples > limit ? limit / PM_MEMORY_BATCH_SHARE : samples) + pm_hawc_file_forecast (self->info.n_rows);
  if ((guint64) self->fits->Fptr->filesize > self->info.file_bytes)
    self->info.memory_bytes += (guint64) self->fits->Fptr->filesize; /* cfitsio unpacks a packed file into memory */
  return self;
}

static void
clear_info (PmScanInfo *info)
{
  PmScanInfo *moved = g_memdup2 (info, sizeof *info);
  pm_scan_info_free (moved);
}

void
pm_hawc_file_close (PmHawcFile *self)
{
  g_clear_pointer (&self->fits, pm_fits_close);
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->lock);
  clear_info (&self->info);
  g_array_unref (self->tables);
  g_ptr_array_unref (self->warnings);
  g_free (self->path);
  g_free (self);
}
