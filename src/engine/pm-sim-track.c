/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reader of antenna logs; see the header for the format. The logs come at about 10 Hz, with holes: an Akima curve goes through them without
 * the overshoot a cubic spline has at stops and turns.
 */
#include "pm-sim-track.h"

#include "pm-error.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_spline.h>
#include <math.h>
#include <string.h>

enum
{
  TRACK_FIELDS = 19,
  TRACK_MIN_LINES = 5, /* Akima needs five points */
};

struct _PmSimTrack
{
  GArray *t, *x, *y; /* double */
  gsl_spline *spline_x, *spline_y;
};

void
pm_sim_track_free (PmSimTrack *track)
{
  if (!track)
    return;
  g_clear_pointer (&track->t, g_array_unref);
  g_clear_pointer (&track->x, g_array_unref);
  g_clear_pointer (&track->y, g_array_unref);
  g_clear_pointer (&track->spline_x, gsl_spline_free);
  g_clear_pointer (&track->spline_y, gsl_spline_free);
  g_free (track);
}

/* YYYYMMDDhhmmss.s to seconds since 1970; FALSE for anything else. */
static gboolean
parse_time (const char *text, double *unix_s)
{
  int part[5];
  static const int digits[5] = { 4, 2, 2, 2, 2 };
  const char *p = text;
  for (int i = 0; i < 5; i++)
    for (int k = part[i] = 0; k < digits[i]; k++, p++)
      {
        if (!g_ascii_isdigit (*p))
          return FALSE;
        part[i] = 10 * part[i] + (*p - '0');
      }
  char *end;
  double seconds = g_ascii_strtod (p, &end);
  if (end == p || *end || !(seconds >= 0.0 && seconds < 61.0))
    return FALSE;
  g_autoptr (GDateTime) minute = g_date_time_new_utc (part[0], part[1], part[2], part[3], part[4], 0.0);
  if (!minute)
    return FALSE;
  *unix_s = (double) g_date_time_to_unix (minute) + seconds;
  return TRUE;
}

/* The difference of two azimuths, free of full turns, in degrees. */
static double
turn_difference (double a, double b)
{
  return remainder (a - b, 360.0);
}

/* Takes one line, if it is part of a pattern. FALSE if it is not as it must be. `origin` is the time of the first line used, NaN before. */
static gboolean
add_line (PmSimTrack *self, const char *line, double *origin)
{
  g_auto (GStrv) all = g_strsplit_set (line, " \t\r", -1);
  const char *field[TRACK_FIELDS];
  int n = 0;
  for (int i = 0; all[i]; i++)
    if (*all[i])
      {
        if (n == TRACK_FIELDS)
          return FALSE;
        field[n++] = all[i];
      }
  if (n == 0)
    return TRUE;
  if (n != TRACK_FIELDS)
    return FALSE;
  if (strcmp (field[TRACK_FIELDS - 1], "GRAD") == 0 || strcmp (field[TRACK_FIELDS - 1], "END") == 0)
    return TRUE;
  double unix_s, v[TRACK_FIELDS];
  if (!parse_time (field[0], &unix_s))
    return FALSE;
  for (int i = 3; i < TRACK_FIELDS - 1; i++)
    {
      char *end;
      v[i + 1] = g_ascii_strtod (field[i], &end);
      if (end == field[i] || *end || !isfinite (v[i + 1]))
        return FALSE;
    }
  if (isnan (*origin))
    *origin = unix_s;
  double t = unix_s - *origin;
  if (self->t->len && t <= g_array_index (self->t, double, self->t->len - 1))
    return TRUE;
  double x = 3600.0 * (turn_difference (v[15], v[17]) + turn_difference (v[6], v[4])) * cos (v[7] * G_PI / 180.0);
  double y = 3600.0 * (v[16] - v[18] + v[7] - v[5]);
  g_array_append_val (self->t, t);
  g_array_append_val (self->x, x);
  g_array_append_val (self->y, y);
  return TRUE;
}

static gsl_spline *
make_spline (GArray *t, GArray *v)
{
  gsl_spline *spline = gsl_spline_alloc (gsl_interp_akima, t->len);
  gsl_spline_init (spline, (const double *) t->data, (const double *) v->data, t->len);
  return spline;
}

PmSimTrack *
pm_sim_track_load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (g_file_read (file, cancellable, &local));
  if (stream && g_str_has_suffix (path, ".gz"))
    {
      g_autoptr (GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      GInputStream *plain = g_converter_input_stream_new (stream, gunzip);
      g_object_unref (stream);
      stream = plain;
    }
  g_autoptr (PmSimTrack) self = g_new0 (PmSimTrack, 1);
  self->t = g_array_new (FALSE, FALSE, sizeof (double));
  self->x = g_array_new (FALSE, FALSE, sizeof (double));
  self->y = g_array_new (FALSE, FALSE, sizeof (double));
  if (stream)
    {
      g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
      double origin = NAN;
      for (guint number = 1;; number++)
        {
          g_autofree char *line = g_data_input_stream_read_line (lines, NULL, cancellable, &local);
          if (!line)
            break;
          if (line[0] == '#' || add_line (self, line, &origin))
            continue;
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s, line %u: expected a time YYYYMMDDhhmmss.s, 17 numbers and a state", path,
                       number);
          return NULL;
        }
    }
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (local)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: the track cannot be read: %s", path, local->message);
      return NULL;
    }
  if (self->t->len < TRACK_MIN_LINES)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected at least %d lines in a scan pattern, found %u", path, TRACK_MIN_LINES,
                   self->t->len);
      return NULL;
    }
  self->spline_x = make_spline (self->t, self->x);
  self->spline_y = make_spline (self->t, self->y);
  return g_steal_pointer (&self);
}

guint
pm_sim_track_get_length (const PmSimTrack *track)
{
  return track->t->len;
}

double
pm_sim_track_get_duration (const PmSimTrack *track)
{
  return g_array_index (track->t, double, track->t->len - 1);
}

void
pm_sim_track_get (const PmSimTrack *track, guint i, double *t, double *x, double *y)
{
  g_return_if_fail (i < track->t->len);
  *t = g_array_index (track->t, double, i);
  *x = g_array_index (track->x, double, i);
  *y = g_array_index (track->y, double, i);
}

void
pm_sim_track_at (const PmSimTrack *track, double t, double *x, double *y)
{
  t = CLAMP (t, 0.0, pm_sim_track_get_duration (track));
  *x = gsl_spline_eval (track->spline_x, t, NULL);
  *y = gsl_spline_eval (track->spline_y, t, NULL);
}
