/* SPDX-License-Identifier: GPL-3.0-or-later
 * cfitsio, wrapped.
 */
#include "pm-fits.h"

#include "pm-error.h"
#include "pm-fits-guard.h"
#include "pm-memory.h"

#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

/* Bytes from a file as text of one line. */
static char *
clean_text (const char *raw)
{
  char *text = g_utf8_make_valid (raw, -1);
  for (char *c = text; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strstrip (text);
}

char *
pm_fits_take_words (int status)
{
  char text[FLEN_STATUS], line[FLEN_ERRMSG];
  fits_get_errstatus (status, text);
  g_autoptr (GString) words = g_string_new (text);
  for (int n = 0; n < 3 && fits_read_errmsg (line); n++)
    {
      g_autofree char *clean = clean_text (line);
      g_string_append_printf (words, "; %s", clean);
    }
  fits_clear_errmsg ();
  return g_string_free (g_steal_pointer (&words), FALSE);
}

void
pm_fits_set_error (GError **error, int code, int status, const char *path, const char *what)
{
  char text[FLEN_STATUS];
  fits_get_errstatus (status, text);
  fits_clear_errmsg ();
  g_set_error (error, PM_ERROR, code, "%s: %s: %s", path, what, text);
}

fitsfile *
pm_fits_open (const char *path, GError **error)
{
  GStatBuf info;
  if (g_stat (path, &info) != 0 || g_access (path, R_OK) != 0) /* unreadable: cfitsio would try other suffixes then, too */
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected a FITS file, found %s", path,
                   S_ISDIR (info.st_mode) ? "a folder" : "something that is not a regular file");
      return NULL;
    }
  if (info.st_size == 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected a FITS file, found an empty file", path);
      return NULL;
    }
  guint64 memory = pm_memory_get_available ();
  if (!pm_fits_guard_file (path, memory > 0 ? memory : G_MAXUINT64, error))
    return NULL;
  /* As an absolute name: cfitsio passes over blanks in front of a name, and takes ~ for somebody's home. */
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  fitsfile *file = NULL;
  int status = 0;
  if (fits_open_diskfile (&file, absolute, READONLY, &status))
    {
      pm_fits_set_error (error, PM_ERROR_INPUT, status, path, "not a readable FITS file");
      return NULL;
    }
  return file;
}

fitsfile *
pm_fits_create (const char *path, int *status)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL); /* for the same reason */
  fitsfile *file = NULL;
  fits_create_diskfile (&file, absolute, status);
  return file;
}

void
pm_fits_close (fitsfile *file)
{
  int status = 0;
  fits_close_file (file, &status);
  fits_clear_errmsg ();
}

/* Whether a keyword is a text that is more, or less, than a number, or T or F: cfitsio takes blanks for 0, "12 30 00" for 12, T for 1. */
static gboolean
is_no_number (fitsfile *file, const char *key)
{
  int status = 0;
  char raw[FLEN_VALUE] = "";
  fits_read_keyword (file, key, raw, NULL, &status);
  if (status || raw[0] != '\'')
    return raw[0] == 'T' || raw[0] == 'F';
  g_autofree char *text = pm_fits_get_text (file, key);
  char *end = NULL;
  if (text)
    g_ascii_strtod (text, &end);
  return !text || end == text || *end != '\0';
}

gboolean
pm_fits_get_double (fitsfile *file, const char *key, double *value)
{
  int status = 0;
  double found;
  fits_read_key (file, TDOUBLE, key, &found, NULL, &status);
  if (status == 0 && is_no_number (file, key))
    return FALSE;
  if (status)
    fits_clear_errmsg ();
  if (status || !isfinite (found))
    return FALSE;
  *value = found;
  return TRUE;
}

gboolean
pm_fits_get_bool (fitsfile *file, const char *key, gboolean *value)
{
  int status = 0, found;
  fits_read_key (file, TLOGICAL, key, &found, NULL, &status);
  if (status)
    fits_clear_errmsg ();
  else
    *value = found != 0;
  return status == 0;
}

char *
pm_fits_get_text (fitsfile *file, const char *key)
{
  int status = 0;
  char *found = NULL;
  fits_read_key_longstr (file, key, &found, NULL, &status);
  char *text = NULL;
  if (status == 0 && found)
    {
      text = clean_text (found);
      if (*text == '\0')
        g_clear_pointer (&text, g_free);
    }
  if (found)
    {
      int ignored = 0;
      fits_free_memory (found, &ignored);
    }
  fits_clear_errmsg ();
  return text;
}

gboolean
pm_fits_get_angle (fitsfile *file, const char *key, double *value)
{
  if (pm_fits_get_double (file, key, value))
    return TRUE;
  g_autofree char *text = pm_fits_get_text (file, key);
  if (!text)
    return FALSE;
  g_auto (GStrv) parts = g_strsplit_set (text, ": ", 4);
  double sum = 0.0, unit = 1.0;
  if (g_strv_length (parts) != 3)
    return FALSE;
  for (int i = 0; i < 3; i++, unit /= 60.0)
    {
      char *end;
      double part = g_ascii_strtod (parts[i], &end);
      if (end == parts[i] || *end != '\0' || !isfinite (part) || (i > 0 && !(part >= 0.0 && part < 60.0)))
        return FALSE;
      sum += unit * fabs (part);
    }
  *value = text[0] == '-' ? -sum : sum;
  return TRUE;
}
