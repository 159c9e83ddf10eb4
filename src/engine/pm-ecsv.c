/* SPDX-License-Identifier: GPL-3.0-or-later
 * Rows of ECSV. The file is read once within bounds and cut into lines and cells in place, so that a row costs no allocation.
 */
#include "pm-ecsv.h"
#include "pm-error.h"
#include "pm-file.h"
#include "pm-text.h"

#include <string.h>

#define MAX_BYTES ((gsize) 512 << 20)
#define MAX_LINE_BYTES 65536
#define MAX_HEADER_LINES 100000

struct _PmEcsv
{
  char         *path;
  char         *data, *next, *end; /* `next`: start of the line that comes next */
  guint         line;              /* number of the line last read, from 1 */
  PmEcsvHeader *header;
  const char  **cells;
};

static gboolean
fail_line (const PmEcsv *self, const char *what, GError **error)
{
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s, line %u: %s", self->path, self->line, what);
  return FALSE;
}

gboolean
pm_ecsv_fail (const PmEcsv *self, int column, const char *expected, const char *found, GError **error)
{
  const PmEcsvColumn *info = g_ptr_array_index (self->header->columns, (guint) column);
  g_autofree char *shown = pm_text_clean (found, 40), *name = pm_text_clean (info->name, 40);
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s, line %u, column '%s': expected %s, found '%s'", self->path, self->line, name, expected,
               shown);
  return FALSE;
}

/* The next line without its end, NULL at the end of the file or (with an error) if it is too long. */
static char *
take_line (PmEcsv *self, GError **error)
{
  if (self->next >= self->end)
    return NULL;
  char *line = self->next, *stop = memchr (line, '\n', (gsize) (self->end - line));
  if (!stop)
    stop = self->end;
  self->line++;
  if (stop - line > MAX_LINE_BYTES)
    {
      fail_line (self, "expected at most 65536 bytes in a line, found more", error);
      return NULL;
    }
  self->next = stop + 1;
  *stop = '\0';
  if (stop > line && stop[-1] == '\r')
    stop[-1] = '\0';
  return line;
}

static gboolean
is_row (const char *line, const char *stop)
{
  while (line < stop && (*line == ' ' || *line == '\t' || *line == '\r'))
    line++;
  return line < stop && *line != '#';
}

/* Cuts a line into cells in place; returns their number, of which at most max are stored, or -1 if a quote has no end. */
static int
split_cells (char *line, char delimiter, const char **cells, int max)
{
  int n = 0;
  for (char *c = line;;)
    {
      c += strspn (c, " \t");
      if (*c == '\0' && (delimiter == ' ' || n == 0))
        return n;
      char *from = c, *to = c;
      if (*c == '"')
        {
          for (c++; *c != '"' || c[1] == '"'; c++)
            {
              if (*c == '\0')
                return -1;
              if (*c == '"')
                c++;
              *to++ = *c;
            }
          c++;
          if (*c != '\0' && *c != delimiter && *c != ' ' && *c != '\t')
            return -1;
          c += delimiter == ',' ? strspn (c, " \t") : 0;
        }
      else
        {
          while (*c != '\0' && *c != delimiter && !(delimiter == ' ' && *c == '\t'))
            c++;
          to = c;
          while (delimiter == ',' && to > from && (to[-1] == ' ' || to[-1] == '\t'))
            to--;
        }
      gboolean last = *c == '\0';
      gboolean misplaced = !last && delimiter == ',' && *c != ',';
      *to = '\0';
      if (misplaced)
        return -1;
      if (n < max)
        cells[n] = from;
      n++;
      if (last)
        return n;
      c++;
    }
}

static gboolean
check_text (PmEcsv *self, gsize length, GError **error)
{
  const char *bad;
  if (g_utf8_validate (self->data, (gssize) length, &bad))
    return TRUE;
  self->line = 1;
  for (const char *c = self->data; c < bad; c++)
    self->line += *c == '\n';
  return fail_line (self, "expected text in UTF-8, found other bytes", error);
}

static gboolean
read_header (PmEcsv *self, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  while (self->next < self->end && *self->next == '#' && lines->len < MAX_HEADER_LINES)
    {
      char *line = take_line (self, error);
      if (!line)
        return FALSE;
      g_ptr_array_add (lines, line[1] == ' ' ? line + 2 : line + 1);
    }
  self->header = pm_ecsv_header_parse (self->path, (const char *const *) lines->pdata, lines->len, error);
  return self->header != NULL;
}

static gboolean
read_names (PmEcsv *self, GError **error)
{
  self->cells = g_new0 (const char *, self->header->columns->len);
  const char *const *names = pm_ecsv_next (self, error);
  if (!names)
    return error && *error ? FALSE : fail_line (self, "expected the line with the names of the columns, found the end of the file", error);
  for (guint i = 0; i < self->header->columns->len; i++)
    {
      const PmEcsvColumn *column = g_ptr_array_index (self->header->columns, i);
      if (strcmp (names[i], column->name) != 0)
        return pm_ecsv_fail (self, (int) i, "the name that the header gives", names[i], error);
      if (pm_ecsv_find_column (self, column->name) != (int) i)
        return pm_ecsv_fail (self, (int) i, "each name once", names[i], error);
    }
  return TRUE;
}

PmEcsv *
pm_ecsv_open (const char *path, GError **error)
{
  gsize length;
  char *data;
  if (!pm_file_read (path, MAX_BYTES, &data, &length, error))
    return NULL;
  g_autoptr (PmEcsv) self = g_new0 (PmEcsv, 1);
  g_autoptr (GError) local = NULL;
  self->path = g_strdup (path);
  self->data = self->next = data;
  self->end = data + length;
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) /* the byte order mark that some editors prepend */
    self->next += 3;
  if (check_text (self, length, &local))
    {
      self->line = 0;
      if (read_header (self, &local) && read_names (self, &local))
        return g_steal_pointer (&self);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

void
pm_ecsv_free (PmEcsv *self)
{
  g_free (self->path);
  g_free (self->data);
  g_free (self->cells);
  if (self->header)
    pm_ecsv_header_free (self->header);
  g_free (self);
}

const PmEcsvHeader *
pm_ecsv_header (const PmEcsv *self)
{
  return self->header;
}

int
pm_ecsv_find_column (const PmEcsv *self, const char *name)
{
  for (guint i = 0; i < self->header->columns->len; i++)
    {
      const PmEcsvColumn *column = g_ptr_array_index (self->header->columns, i);
      if (strcmp (column->name, name) == 0)
        return (int) i;
    }
  return -1;
}

gsize
pm_ecsv_count_rows (const PmEcsv *self)
{
  gsize n = 0;
  for (const char *line = self->next; line < self->end;)
    {
      const char *stop = memchr (line, '\n', (gsize) (self->end - line));
      if (!stop)
        stop = self->end;
      n += is_row (line, stop);
      line = stop + 1;
    }
  return n;
}

const char *const *
pm_ecsv_next (PmEcsv *self, GError **error)
{
  int n_columns = (int) self->header->columns->len;
  g_autoptr (GError) local = NULL;
  char *line;
  do
    line = take_line (self, &local);
  while (line && !is_row (line, line + strlen (line)));
  if (!line)
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  int n = split_cells (line, self->header->delimiter, self->cells, n_columns);
  if (n == n_columns)
    return self->cells;
  g_autofree char *what = n < 0 ? g_strdup ("expected quotes around whole cells, found a quote without its partner")
                                : g_strdup_printf ("expected %d cells, found %d", n_columns, n);
  fail_line (self, what, error);
  return NULL;
}

void
pm_ecsv_append_cell (GString *out, const char *text)
{
  gboolean plain = *text != '\0';
  for (const char *c = text; *c; c++)
    plain = plain && (g_ascii_isalnum (*c) || strchr ("._+-:/", *c));
  if (!plain)
    g_string_append_c (out, '"');
  for (const char *c = text; *c; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, g_ascii_iscntrl (*c) ? ' ' : *c);
    }
  if (!plain)
    g_string_append_c (out, '"');
}
