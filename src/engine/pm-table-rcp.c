/* SPDX-License-Identifier: GPL-3.0-or-later
 * RCP files: written as SOFSCAN and CRUSH read them, read as liberally as both together.
 */
#include "pm-table-rcp.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-number.h"
#include "pm-stats.h"
#include "pm-text.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define MAX_BYTES ((gsize) 256 << 20)
#define MAX_LINE_BYTES 65536
#define MAX_TOKENS 6
#define MAX_META 1000
#define UNUSED_ARCSEC 3600.0 /* positions beyond a degree mark channels that are not used */

static gboolean
is_written (const PmPixelTable *table, gsize row)
{
  return table->status[row] == PM_PIXEL_GOOD && isfinite (table->values[PM_COLUMN_X][row]) && isfinite (table->values[PM_COLUMN_Y][row]);
}

static double
gain_of (const PmPixelTable *table, gsize row)
{
  double gain = table->values[PM_COLUMN_GAIN][row];
  return isfinite (gain) ? gain : 1.0;
}

static double
median_of_written (const PmPixelTable *table, PmColumn column)
{
  g_autofree double *v = g_new (double, table->n_rows);
  gsize n = 0;
  for (gsize i = 0; i < table->n_rows; i++)
    if (is_written (table, i))
      v[n++] = table->values[column][i];
  return n > 0 ? pm_median (v, n) : 0.0;
}

static gboolean
find_center (const PmPixelTable *table, const char *center, double *x0, double *y0, GError **error)
{
  *x0 = *y0 = 0.0;
  if (!center || strcmp (center, "none") == 0)
    return TRUE;
  if (strcmp (center, "median") == 0)
    {
      *x0 = median_of_written (table, PM_COLUMN_X);
      *y0 = median_of_written (table, PM_COLUMN_Y);
      return TRUE;
    }
  gssize row = pm_pixel_table_find_id (table, center);
  if (row < 0 || !is_written (table, (gsize) row))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "center: expected none, median or the id of a good pixel, found '%s'", center);
      return FALSE;
    }
  *x0 = table->values[PM_COLUMN_X][row];
  *y0 = table->values[PM_COLUMN_Y][row];
  return TRUE;
}

/* Settles "auto" and checks that every pixel has what `ch` shall be. Where ids are the indices (as read from a file with numbers, which may
 * count from 1) they stay names. */
static gboolean
choose_channel (const PmPixelTable *table, PmRcpChannel *channel, GError **error)
{
  gboolean have_index = TRUE, have_id = TRUE, same = TRUE;
  for (gsize i = 0; i < table->n_rows; i++)
    if (is_written (table, i))
      {
        int number;
        have_index = have_index && table->index[i] >= 0;
        have_id = have_id && *table->id[i] != '\0';
        same = same && pm_number_parse_int (table->id[i], 0, INT_MAX, &number) && number == table->index[i];
      }
  if (*channel == PM_RCP_CHANNEL_AUTO)
    *channel = have_index && !same ? PM_RCP_CHANNEL_INDEX : PM_RCP_CHANNEL_ID;
  if (*channel == PM_RCP_CHANNEL_INDEX ? have_index : have_id)
    return TRUE;
  g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "channel: expected an %s for each good pixel, found pixels without",
               *channel == PM_RCP_CHANNEL_INDEX ? "index" : "id");
  return FALSE;
}

static void
append_header (GString *out, const PmPixelTable *table, PmRcpChannel channel, gsize n_left_out, gboolean gains)
{
  /* The order and titles in which CRUSH and SOFSCAN write what they know; all else follows under its own key. */
  static const char *const titles[] = { "Instrument", "Scan", "Object", "Date", "Project", "Exposure", "Equatorial", "Horizontal" };
  g_string_append (out, "# PixelMap Receiver Channel Parameter (RCP) Data File.\n#\n");
  for (guint t = 0; t < G_N_ELEMENTS (titles); t++)
    {
      const char *value = pm_pixel_table_get_meta (table, titles[t]);
      if (value)
        g_string_append_printf (out, "# %s: %s\n", titles[t], value);
    }
  for (gsize i = 0; i < pm_pixel_table_n_meta (table); i++)
    {
      const char *key = pm_pixel_table_meta_key (table, i);
      gboolean done = FALSE;
      for (guint t = 0; t < G_N_ELEMENTS (titles); t++)
        done = done || g_ascii_strcasecmp (key, titles[t]) == 0;
      if (!done)
        g_string_append_printf (out, "# %s: %s\n", key, pm_pixel_table_meta_value (table, i));
    }
  g_string_append_printf (out, "#\n# ch is the %s of the pixel; dX and dY are its position in the focal plane in arcsec.\n",
                          channel == PM_RCP_CHANNEL_INDEX ? "fixed index (counted from 0)" : "name");
  if (n_left_out > 0)
    g_string_append_printf (out, "# Left out for want of a coupling are %" G_GSIZE_FORMAT " good pixels.\n", n_left_out);
  g_string_append (out, gains ? "#\n# ch\tGpnt\tGsky\tdX\tdY\n" : "#\n# ch\tdX\tdY\n");
}

/* A name with blanks would shift the columns, one that starts as a comment does would vanish. */
static void
append_channel (GString *out, const PmPixelTable *table, gsize row, PmRcpChannel channel)
{
  if (channel == PM_RCP_CHANNEL_INDEX)
    {
      g_string_append_printf (out, "%d", table->index[row]);
      return;
    }
  for (const char *c = table->id[row]; *c; c++)
    g_string_append_c (out, g_ascii_isspace (*c) || (c == table->id[row] && strchr ("#!", *c)) ? '_' : *c);
}

char *
pm_table_rcp_to_string (const PmPixelTable *table, const PmRcpOptions *options, GError **error)
{
  const PmRcpOptions defaults = PM_RCP_OPTIONS_INIT;
  if (!options)
    options = &defaults;
  double x0, y0;
  PmRcpChannel channel = options->channel;
  if (options->precision < 0 || options->precision > 12)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "precision: expected 0 to 12 decimals, found %d", options->precision);
      return NULL;
    }
  if (!find_center (table, options->center, &x0, &y0, error) || !choose_channel (table, &channel, error))
    return NULL;
  gsize n_written = 0, n_coupled = 0;
  for (gsize i = 0; i < table->n_rows; i++)
    if (is_written (table, i))
      {
        n_written++;
        n_coupled += isfinite (table->values[PM_COLUMN_COUPLING][i]);
      }
  gboolean gains = n_coupled > 0 || n_written == 0;
  GString *out = g_string_new (NULL);
  append_header (out, table, channel, gains ? n_written - n_coupled : 0, gains);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      double coupling = table->values[PM_COLUMN_COUPLING][i];
      if (!is_written (table, i) || (gains && !isfinite (coupling)))
        continue;
      append_channel (out, table, i, channel);
      g_string_append_c (out, '\t');
      if (gains)
        {
          pm_number_append_fixed (out, gain_of (table, i) * coupling, options->precision);
          g_string_append_c (out, '\t');
          pm_number_append_fixed (out, gain_of (table, i), options->precision);
          g_string_append_c (out, '\t');
        }
      pm_number_append_fixed (out, table->values[PM_COLUMN_X][i] - x0, options->precision);
      g_string_append_c (out, '\t');
      pm_number_append_fixed (out, table->values[PM_COLUMN_Y][i] - y0, options->precision);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

gboolean
pm_table_rcp_write (const PmPixelTable *table, const char *path, const PmRcpOptions *options, GError **error)
{
  g_autofree char *text = pm_table_rcp_to_string (table, options, error);
  return text && pm_file_write_atomic (path, text, -1, error);
}

typedef struct
{
  const char *path;
  guint       line;
  int         n_columns; /* 3, 4 or 5; 0 before the first row */
  char       *tokens[MAX_TOKENS];
  GPtrArray  *meta; /* of char *: key, value, … */
} Reader;

static gboolean
fail_line (const Reader *self, const char *place, const char *expected, const char *found, GError **error)
{
  g_autofree char *shown = pm_text_clean (found, 40);
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s, line %u%s: expected %s, found '%s'", self->path, self->line, place, expected, shown);
  return FALSE;
}

/* "# key: value" becomes metadata if the key is one short word or two. */
static void
take_comment (Reader *self, const char *text)
{
  text += strspn (text, "#! \t");
  const char *colon = strchr (text, ':');
  if (!colon || colon == text || colon - text > 32 || colon[1] != ' ' || self->meta->len >= 2 * MAX_META)
    return;
  g_ptr_array_add (self->meta, g_strndup (text, (gsize) (colon - text)));
  g_ptr_array_add (self->meta, g_strstrip (g_strdup (colon + 1)));
}

/* Cuts a row in place, at most MAX_TOKENS pieces: more do not matter. */
static int
split_row (Reader *self, char *line)
{
  int n = 0;
  for (char *c = line; n < MAX_TOKENS;)
    {
      c += strspn (c, " \t");
      if (*c == '\0')
        break;
      self->tokens[n++] = c;
      c += strcspn (c, " \t");
      if (*c != '\0')
        *c++ = '\0';
    }
  return n;
}

static gboolean
read_number (const Reader *self, int token, const char *name, double *value, GError **error)
{
  g_autofree char *place = g_strdup_printf (", column %d (%s)", token + 1, name);
  if (pm_number_parse (self->tokens[token], value))
    return TRUE;
  return fail_line (self, place, "a finite number or nan", self->tokens[token], error);
}

typedef struct
{
  char  *id;
  double coupling, gain, x, y;
  gboolean blind;
} Row;

static void
clear_row (gpointer data)
{
  g_free (((Row *) data)->id);
}

static gboolean
read_row (Reader *self, char *line, GArray *rows, GError **error)
{
  int n = split_row (self, line);
  if (n == 0)
    return TRUE;
  n = MIN (n, 5);
  if (self->n_columns == 0 && n >= 3)
    self->n_columns = n;
  if (n != self->n_columns)
    {
      g_autofree char *found = g_strdup_printf ("%d", n);
      g_autofree char *expected = self->n_columns == 0 ? g_strdup ("at least 3 columns")
                                                       : g_strdup_printf ("%d columns as in the lines before", self->n_columns);
      return fail_line (self, "", expected, found, error);
    }
  Row row = { NULL, NAN, NAN, NAN, NAN, FALSE };
  double point = NAN;
  if (!read_number (self, n - 2, "dX", &row.x, error) || !read_number (self, n - 1, "dY", &row.y, error)
      || (n >= 4 && !read_number (self, 1, "Gpnt", &point, error)) || (n == 5 && !read_number (self, 2, "Gsky", &row.gain, error)))
    return FALSE;
  if (n == 4)
    row.gain = 1.0;
  row.coupling = row.gain != 0.0 ? point / row.gain : NAN;
  if (!isfinite (row.coupling))
    row.coupling = NAN;
  row.blind = point == 0.0;
  if (rows->len >= PM_PIXEL_TABLE_MAX_ROWS)
    return fail_line (self, "", "at most 1000000 rows", "more", error);
  row.id = g_strdup (self->tokens[0]);
  g_array_append_val (rows, row);
  return TRUE;
}

static PmPixelTable *
make_table (const Reader *self, const GArray *rows)
{
  PmPixelTable *table = pm_pixel_table_new (rows->len);
  for (guint i = 0; i + 1 < self->meta->len; i += 2)
    pm_pixel_table_add_meta (table, g_ptr_array_index (self->meta, i), g_ptr_array_index (self->meta, i + 1));
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      pm_pixel_table_set_id (table, i, row->id);
      pm_number_parse_int (row->id, 0, INT_MAX, &table->index[i]);
      if (row->blind)
        {
          table->status[i] = PM_PIXEL_BLIND;
          table->flags[i] = PM_FLAG_BLIND;
        }
      else if (fabs (row->x) <= UNUSED_ARCSEC && fabs (row->y) <= UNUSED_ARCSEC)
        {
          table->status[i] = PM_PIXEL_GOOD;
          table->values[PM_COLUMN_X][i] = row->x;
          table->values[PM_COLUMN_Y][i] = row->y;
          table->values[PM_COLUMN_COUPLING][i] = row->coupling;
        }
      else
        table->flags[i] = PM_FLAG_NO_FIT;
      table->values[PM_COLUMN_GAIN][i] = row->gain;
    }
  return table;
}

PmPixelTable *
pm_table_rcp_read (const char *path, GError **error)
{
  gsize length;
  g_autofree char *data = NULL;
  if (!pm_file_read (path, MAX_BYTES, &data, &length, error))
    return NULL;
  g_autoptr (GPtrArray) meta = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (rows, clear_row);
  Reader self = { .path = path, .meta = meta };
  for (char *line = data, *end = data + length, *next; line < end; line = next)
    {
      char *stop = memchr (line, '\n', (gsize) (end - line));
      if (!stop)
        stop = end;
      next = stop + 1;
      *stop = '\0';
      self.line++;
      gboolean too_long = stop - line > MAX_LINE_BYTES;
      if (too_long || strlen (line) != (gsize) (stop - line))
        {
          fail_line (&self, "", "text in lines of at most 65536 bytes", too_long ? "a longer line" : "a zero byte", error);
          return NULL;
        }
      if (stop > line && stop[-1] == '\r')
        stop[-1] = '\0';
      line += strspn (line, " \t");
      if (*line == '#' || *line == '!')
        take_comment (&self, line);
      else if (!read_row (&self, line, rows, error))
        return NULL;
    }
  if (rows->len == 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected lines with 3, 4 or 5 columns, found none", path);
      return NULL;
    }
  return make_table (&self, rows);
}
