/* SPDX-License-Identifier: GPL-3.0-or-later
 * Frames of a raw HAWC+ scan. The samples lag behind the coordinates by 14 ms: the offsets, smooth functions of time, are interpolated
 * to (time stamp - lag) by a cubic, never across a hole; the first 14 ms of every unbroken stretch have no coordinates.
 */
#include "pm-hawc-frames.h"

#include "pm-error.h"
#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define DEG (M_PI / 180.0)
#define ARCSEC_PER_DEG 3600.0
#define MAX_FRAMES_PER_ROW 20.0 /* a grid much longer than the rows is a broken clock, not a hole */
#define MAX_VPA_DEG 3600.0      /* an angle may go on counting; -9999 says that there is none */
#define TIME_SLACK_S 1e-6       /* rounding of unix times in double: 2.4e-7 s */

void
pm_hawc_focal_offset (double ra_deg, double dec_deg, double ra0_deg, double dec0_deg, double vpa_deg, double *fx, double *fy)
{
  double d_ra = fmod (ra_deg - ra0_deg, 360.0);
  if (d_ra > 180.0)
    d_ra -= 360.0;
  else if (d_ra < -180.0)
    d_ra += 360.0;
  double dx = -d_ra * cos (dec0_deg * DEG) * ARCSEC_PER_DEG, dy = (dec_deg - dec0_deg) * ARCSEC_PER_DEG;
  double c = cos (vpa_deg * DEG), s = sin (vpa_deg * DEG);
  *fx = c * dx + s * dy;
  *fy = c * dy - s * dx;
}

double
pm_hawc_interpolate (const double *times, const double *values, gsize n, double time)
{
  gsize lo = 0, hi = n; /* first time > `time` */
  while (lo < hi)
    {
      gsize middle = lo + (hi - lo) / 2;
      if (times[middle] > time)
        hi = middle;
      else
        lo = middle + 1;
    }
  gsize points = n < 4 ? n : 4, first = lo < 2 ? 0 : lo - 2;
  if (first + points > n)
    first = n - points;
  double sum = 0.0;
  for (gsize i = first; i < first + points; i++)
    {
      double weight = 1.0;
      for (gsize j = first; j < first + points; j++)
        if (j != i)
          weight *= (time - times[j]) / (times[i] - times[j]);
      sum += weight * values[i];
    }
  return sum;
}

/* Reads the rows' bytes between the first and the last scalar column. */
static gboolean
read_scalars (PmHawcFile *file, const PmHawcTable *table, gsize first_row, PmHawcFrames *self, GError **error)
{
  gsize from = table->row_bytes, to = 0;
  for (int s = 0; s < PM_HAWC_N_SCALARS; s++)
    if (table->scalars[s].type != 0)
      {
        from = MIN (from, table->scalars[s].offset);
        to = MAX (to, table->scalars[s].offset + 8);
      }
  to = MIN (to, table->row_bytes);
  g_autofree guint8 *row = g_malloc0 (table->row_bytes + 8);
  for (gsize r = 0; r < table->n_rows; r++)
    {
      int status = pm_hawc_file_read (file, table, r, from, to - from, row + from);
      if (status)
        {
          g_autofree char *what = g_strdup_printf ("HDU %d (TIMESTREAM): row %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " cannot be read",
                                                   table->hdu, r + 1, table->n_rows);
          pm_fits_set_error (error, PM_ERROR_INPUT, status, file->path, what);
          return FALSE;
        }
      for (int s = 0; s < PM_HAWC_N_SCALARS; s++)
        self->scalar[s][first_row + r] = pm_hawc_column_value (&table->scalars[s], row);
    }
  return TRUE;
}

/* The sampling interval: the header's, unless the time stamps clearly say something else. */
static double
sampling_interval (const double *time, gsize n, double header_dt)
{
  g_autofree double *difference = g_new (double, n);
  gsize used = 0;
  for (gsize i = 1; i < n; i++)
    if (time[i] > time[i - 1])
      difference[used++] = time[i] - time[i - 1];
  double median = used > 0 ? pm_median (difference, used) : header_dt;
  return fabs (median / header_dt - 1.0) < 0.01 ? header_dt : median;
}

/* Puts each row on the grid, from its neighbour's place on, so that a slightly wrong interval does not add up. */
static gboolean
place_rows (PmHawcFrames *self, const PmHawcFile *file, GError **error)
{
  const double *time = self->scalar[PM_HAWC_TIMESTAMP];
  double dt = sampling_interval (time, self->n_rows, 1.0 / file->info.rate_hz), last_time = NAN, first_time = NAN, place = 0.0;
  for (gsize r = 0; r < self->n_rows; r++)
    {
      gboolean ok = isfinite (time[r]) && !(time[r] <= last_time);
      self->place[r] = PM_HAWC_NO_PLACE;
      self->n_unplaced += !ok;
      if (!ok)
        continue;
      if (isnan (first_time))
        first_time = time[r];
      else
        place += fmax (1.0, round ((time[r] - last_time) / dt));
      last_time = time[r];
      if (!(place < MAX_FRAMES_PER_ROW * (double) self->n_rows + 1e5))
        {
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT,
                       "%s: column Timestamp: row %" G_GSIZE_FORMAT " is %g s behind the first: expected a scan of about %g s", file->path,
                       r + 1, time[r] - first_time, file->info.duration_s);
          return FALSE;
        }
      self->place[r] = (gsize) place;
    }
  if (isnan (first_time))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: column Timestamp: no row has a time", file->path);
      return FALSE;
    }
  self->n_frames = (gsize) place + 1;
  self->n_missing = self->n_frames - (self->n_rows - self->n_unplaced);
  self->dt_s = place > 0.0 ? (last_time - first_time) / place : dt;
  return TRUE;
}

static gboolean
position_ok (double ra_hours, double dec_deg)
{
  return fabs (ra_hours) <= 24.0 && fabs (dec_deg) <= 90.0 && !(ra_hours == 0.0 && dec_deg == 0.0);
}

/* Whether the target moves: whether its first and last known positions differ. */
static gboolean
target_moves (const PmHawcFrames *self, PmHawcFile *file, const PmOptions *options)
{
  const double *ra = self->scalar[PM_HAWC_OBJECT_RA], *dec = self->scalar[PM_HAWC_OBJECT_DEC];
  gsize first = 0, last = self->n_rows;
  while (first < self->n_rows && !position_ok (ra[first], dec[first]))
    first++;
  while (last > first && !position_ok (ra[last - 1], dec[last - 1]))
    last--;
  gboolean known = last > first;
  if (options->read_moving == PM_MOVING_NO)
    return FALSE;
  if (!known && (file->nonsidereal_keyword || options->read_moving == PM_MOVING_YES))
    g_ptr_array_add (file->warnings, g_strdup ("NonSiderealRA, NonSiderealDec give no position: the target is taken as fixed"));
  if (!known || options->read_moving == PM_MOVING_YES)
    return known;
  gboolean changes = ra[first] != ra[last - 1] || dec[first] != dec[last - 1];
  return changes || (file->nonsidereal_keyword && !isfinite (file->info.ra_deg));
}

/* Focal-plane offsets at the rows' time stamps; NAN where a coordinate is missing, or the row's status says that it is not part of the
 * scan: its coordinates need not make sense either. */
static void
offsets_of_rows (PmHawcFrames *self, const PmHawcFile *file, double *gx, double *gy)
{
  const double *ra = self->scalar[PM_HAWC_RA], *dec = self->scalar[PM_HAWC_DEC], *vpa = self->scalar[PM_HAWC_SIBS_VPA];
  const double *object_ra = self->scalar[PM_HAWC_OBJECT_RA], *object_dec = self->scalar[PM_HAWC_OBJECT_DEC];
  const double *status = self->scalar[PM_HAWC_STATUS];
  double ra0 = file->info.ra_deg, dec0 = file->info.dec_deg;
  for (gsize r = 0; r < self->n_rows; r++)
    {
      gx[r] = gy[r] = NAN;
      if (self->place[r] == PM_HAWC_NO_PLACE || (isfinite (status[r]) && status[r] != 0.0) || !position_ok (ra[r], dec[r])
          || !(fabs (vpa[r]) <= MAX_VPA_DEG))
        continue;
      if (self->moving)
        {
          if (!position_ok (object_ra[r], object_dec[r]))
            continue;
          ra0 = 15.0 * object_ra[r];
          dec0 = object_dec[r];
        }
      else if (!isfinite (ra0))
        {
          ra0 = 15.0 * ra[r];
          dec0 = dec[r];
        }
      pm_hawc_focal_offset (15.0 * ra[r], dec[r], ra0, dec0, vpa[r], &gx[r], &gy[r]);
    }
}

/* Interpolates the offsets of one unbroken stretch of rows to the times when the samples saw the sky. */
static void
shift_stretch (PmHawcFrames *self, const double *gx, const double *gy, gsize first, gsize end, double lag_s)
{
  const double *time = self->scalar[PM_HAWC_TIMESTAMP];
  for (gsize r = first; r < end; r++)
    {
      double t = time[r] - lag_s;
      if (t < time[first] - TIME_SLACK_S || t > time[end - 1] + TIME_SLACK_S)
        continue;
      self->fx[self->place[r]] = pm_hawc_interpolate (time + first, gx + first, end - first, t);
      self->fy[self->place[r]] = pm_hawc_interpolate (time + first, gy + first, end - first, t);
    }
}

static void
shift_offsets (PmHawcFrames *self, const double *gx, const double *gy, double lag_s)
{
  gsize first = 0;
  while (first < self->n_rows)
    {
      if (!isfinite (gx[first]))
        {
          first++;
          continue;
        }
      gsize end = first + 1;
      while (end < self->n_rows && isfinite (gx[end]) && self->place[end] == self->place[end - 1] + 1)
        end++;
      shift_stretch (self, gx, gy, first, end, lag_s);
      first = end;
    }
}

/* Whether a column has any number: it may be absent, or be there and never filled. */
static gboolean
has_numbers (const PmHawcFrames *self, PmHawcScalar scalar)
{
  for (gsize r = 0; r < self->n_rows; r++)
    if (isfinite (self->scalar[scalar][r]))
      return TRUE;
  return FALSE;
}

/* Adds the chopper's offset, c = -33.394 arcsec/V (S, R), turned from the chopper's into the focal plane's axes. The voltages precede
 * the samples by a whole number of frames. Frames where the chopper is not where it should be are marked by NAN. */
static void
add_chopper (PmHawcFrames *self, PmHawcFile *file, const PmOptions *options)
{
  const double *chop_r = self->scalar[PM_HAWC_CHOP_R], *chop_s = self->scalar[PM_HAWC_CHOP_S];
  const double *chop_vpa = self->scalar[PM_HAWC_CHOP_VPA], *sibs_vpa = self->scalar[PM_HAWC_SIBS_VPA];
  if (!has_numbers (self, PM_HAWC_CHOP_R) || !has_numbers (self, PM_HAWC_CHOP_S))
    {
      if (file->info.chopping)
        g_ptr_array_add (file->warnings, g_strdup ("CHOPPING = T, but sofiaChopR, sofiaChopS give no positions: taken as 0"));
      return;
    }
  g_autofree gssize *row_at = g_new (gssize, self->n_frames);
  for (gsize t = 0; t < self->n_frames; t++)
    row_at[t] = -1;
  for (gsize r = 0; r < self->n_rows; r++)
    if (self->place[r] != PM_HAWC_NO_PLACE)
      row_at[self->place[r]] = (gssize) r;
  gboolean check = file->info.chopping && isfinite (file->chop_amplitude_arcsec);
  for (gsize t = 0; t < self->n_frames; t++)
    {
      gssize from = (gssize) t - options->read_chopper_shift, here = row_at[t];
      gssize source = from >= 0 && from < (gssize) self->n_frames ? row_at[from] : -1;
      if (here < 0 || !isfinite (self->fx[t]))
        continue;
      double r = source >= 0 ? chop_r[source] : NAN, s = source >= 0 ? chop_s[source] : NAN;
      double x = PM_HAWC_CHOPPER_ARCSEC_PER_V * s, y = PM_HAWC_CHOPPER_ARCSEC_PER_V * r, length = hypot (x, y);
      if (source < 0 && !file->info.chopping)
        continue; /* before the first reading of a chopper that stands still */
      /* telescope axes: turned by Chop_VPA - TABS_VPA; focal plane: by -(SIBS_VPA - TABS_VPA); together by Chop_VPA - SIBS_VPA */
      double angle = length > 0.0 ? (chop_vpa[here] - sibs_vpa[here]) * DEG : 0.0, c = cos (angle), n = sin (angle);
      self->fx[t] += c * x - n * y;
      self->fy[t] += n * x + c * y;
      if (!isfinite (self->fx[t]) || (check && !(fabs (length - file->chop_amplitude_arcsec) <= options->read_chopper_tolerance)))
        self->fx[t] = self->fy[t] = NAN;
    }
}

/* Takes out frames that move too slowly or too fast, by central differences of the offsets. */
static void
clip_speed (PmHawcFrames *self, const PmOptions *options)
{
  if (options->read_speed_min <= 0.0 && options->read_speed_max <= 0.0)
    return;
  g_autofree double *speed = g_new (double, self->n_frames);
  for (gsize t = 0; t < self->n_frames; t++)
    {
      gsize before = t > 0 && isfinite (self->fx[t - 1]) ? t - 1 : t,
            after = t + 1 < self->n_frames && isfinite (self->fx[t + 1]) ? t + 1 : t;
      speed[t] = after > before ? hypot (self->fx[after] - self->fx[before], self->fy[after] - self->fy[before])
                                      / ((double)(after - before) * self->dt_s)
                                : NAN;
    }
  for (gsize t = 0; t < self->n_frames; t++)
    if (!(speed[t] >= options->read_speed_min) || (options->read_speed_max > 0.0 && speed[t] > options->read_speed_max))
      self->fx[t] = self->fy[t] = NAN;
}

/* What a scan can be read with, but hardly has. */
static void
warn_of_oddities (const PmHawcFrames *self, PmHawcFile *file)
{
  static const PmHawcScalar moving[] = { PM_HAWC_RA, PM_HAWC_DEC };
  if (self->n_unplaced > 0)
    g_ptr_array_add (file->warnings,
                     g_strdup_printf ("%" G_GSIZE_FORMAT " rows whose Timestamp is NaN or not later than before: left out",
                                      self->n_unplaced));
  for (gsize k = 0; k < G_N_ELEMENTS (moving); k++)
    {
      const double *value = self->scalar[moving[k]];
      gsize same = 1;
      while (same < self->n_rows && value[same] == value[0])
        same++;
      if (same == self->n_rows && same > 1)
        g_ptr_array_add (file->warnings, g_strdup_printf ("column %s is constant: the telescope does not move that way",
                                                          pm_hawc_scalar_name (moving[k])));
    }
}

/* Counts flagged rows and fills the rows' validity. */
static void
mark_valid (PmHawcFrames *self)
{
  const double *status = self->scalar[PM_HAWC_STATUS];
  for (gsize r = 0; r < self->n_rows; r++)
    {
      gsize t = self->place[r];
      self->n_flagged += isfinite (status[r]) && status[r] != 0.0;
      self->valid[r] = t != PM_HAWC_NO_PLACE && isfinite (self->fx[t]) && isfinite (self->fy[t]);
    }
}

/* A place north of the source, sky offset (0, 1), is seen at Rot (-SIBS_VPA) (0, 1) = (sin, cos) of the angle; the mean is that of the
 * vectors. */
static void
find_north (PmHawcFrames *self)
{
  double east = 0.0, up = 0.0;
  for (gsize r = 0; r < self->n_rows; r++)
    if (self->valid[r])
      {
        east += sin (self->scalar[PM_HAWC_SIBS_VPA][r] * DEG);
        up += cos (self->scalar[PM_HAWC_SIBS_VPA][r] * DEG);
      }
  self->north_deg = atan2 (up, east) / DEG;
}

static PmHawcFrames *
frames_new (gsize n_rows)
{
  PmHawcFrames *self = g_new0 (PmHawcFrames, 1);
  self->n_rows = n_rows;
  for (int s = 0; s < PM_HAWC_N_SCALARS; s++)
    self->scalar[s] = g_new (double, n_rows);
  self->place = g_new (gsize, n_rows);
  self->valid = g_new0 (gboolean, n_rows);
  return self;
}

void
pm_hawc_frames_free (PmHawcFrames *self)
{
  for (int s = 0; s < PM_HAWC_N_SCALARS; s++)
    g_free (self->scalar[s]);
  g_free (self->place);
  g_free (self->valid);
  g_free (self->fx);
  g_free (self->fy);
  g_free (self);
}

PmHawcFrames *
pm_hawc_frames_read (PmHawcFile *file, const PmOptions *options, GError **error)
{
  g_autoptr (PmHawcFrames) self = frames_new (file->info.n_rows);
  gsize row = 0;
  for (guint i = 0; i < file->tables->len; i++)
    {
      const PmHawcTable *table = &g_array_index (file->tables, PmHawcTable, i);
      if (!read_scalars (file, table, row, self, error))
        return NULL;
      row += table->n_rows;
    }
  if (!place_rows (self, file, error))
    return NULL;
  self->moving = target_moves (self, file, options);
  self->fx = g_new (double, self->n_frames);
  self->fy = g_new (double, self->n_frames);
  for (gsize t = 0; t < self->n_frames; t++)
    self->fx[t] = self->fy[t] = NAN;
  g_autofree double *gx = g_new (double, self->n_rows), *gy = g_new (double, self->n_rows);
  offsets_of_rows (self, file, gx, gy);
  shift_offsets (self, gx, gy, options->read_lag_s);
  add_chopper (self, file, options);
  clip_speed (self, options);
  mark_valid (self);
  find_north (self);
  warn_of_oddities (self, file);
  gsize n_valid = 0;
  for (gsize r = 0; r < self->n_rows; r++)
    n_valid += self->valid[r];
  if (n_valid == 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT,
                   "%s: none of the %" G_GSIZE_FORMAT
                   " rows can be used: expected increasing Timestamp, finite RA, DEC, SIBS_VPA, and Flag = 0; found %" G_GSIZE_FORMAT
                   " rows whose Timestamp is NaN or not later than before, %" G_GSIZE_FORMAT
                   " with Flag != 0, the others without coordinates or off the chopper's amplitude",
                   file->path, self->n_rows, self->n_unplaced, self->n_flagged);
      return NULL;
    }
  return g_steal_pointer (&self);
}
