/* SPDX-License-Identifier: GPL-3.0-or-later
 * Journals. A line is CHECKSUM<tab>text<tab>text...; texts are escaped, so that tabs and line ends only separate. The file is locked, for
 * two processes that append would spoil each other's records.
 */
#include "pm-journal.h"

#include "pm-error.h"
#include "pm-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "PixelMap journal 1\n"
#define MAX_BYTES ((gsize) 1 << 30)
#define CHECKSUM_LETTERS 8

struct _PmJournal
{
  char *path;
  int fd;
  gsize length;     /* of the file as far as it is whole */
  GString *pending; /* lines that are not in the file yet */
};

static gboolean
fail (const PmJournal *self, const char *what, GError **error)
{
  g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: %s: %s", self->path, what, g_strerror (errno));
  return FALSE;
}

static char *
checksum (const char *text)
{
  char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1);
  sum[CHECKSUM_LETTERS] = '\0';
  return sum;
}

/* Whether a text ends in the middle of an escape sequence. */
static gboolean
is_cut_escape (const char *text)
{
  gsize n = strlen (text), backslashes = 0;
  while (backslashes < n && text[n - 1 - backslashes] == '\\')
    backslashes++;
  return backslashes % 2 == 1;
}

/* The texts of one line without its end; NULL if the line is damaged. */
static GStrv
parse_line (const char *line)
{
  if (strlen (line) <= CHECKSUM_LETTERS || line[CHECKSUM_LETTERS] != '\t')
    return NULL;
  const char *text = line + CHECKSUM_LETTERS + 1;
  g_autofree char *sum = checksum (text);
  if (*text == '\0' || strncmp (sum, line, CHECKSUM_LETTERS) != 0)
    return NULL;
  GStrv fields = g_strsplit (text, "\t", -1);
  for (GStrv field = fields; *field; field++)
    {
      if (is_cut_escape (*field))
        {
          g_strfreev (fields);
          return NULL;
        }
      char *plain = g_strcompress (*field);
      g_free (*field);
      *field = plain;
    }
  return fields;
}

static GPtrArray *
parse (PmJournal *self, char *data, gsize length)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  char *line = data + strlen (HEAD), *end = data + length;
  for (char *stop; (stop = memchr (line, '\n', (gsize) (end - line))); line = stop + 1)
    {
      *stop = '\0';
      GStrv record = parse_line (line);
      if (!record)
        break;
      g_ptr_array_add (records, record);
    }
  self->length = (gsize) (line - data);
  return records;
}

/* Brings the folder's entry of a new file to the disk; not all file systems can. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
}

/* Reads what is there. A file that holds less than the head is one whose making was interrupted. */
static GPtrArray *
load (PmJournal *self, GError **error)
{
  g_autofree char *data = NULL;
  gsize length = 0;
  if (!pm_file_read (self->path, MAX_BYTES, &data, &length, error))
    return NULL;
  if (strncmp (data, HEAD, MIN (length, strlen (HEAD))) != 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected a journal of PixelMap, found another file", self->path);
      return NULL;
    }
  if (length < strlen (HEAD))
    {
      g_string_append (self->pending, HEAD);
      return g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
    }
  return parse (self, data, length);
}

PmJournal *
pm_journal_open (const char *path, GPtrArray **records, GError **error)
{
  PmJournal *self = g_new0 (PmJournal, 1);
  struct stat info;
  self->path = g_strdup (path);
  self->pending = g_string_new (NULL);
  self->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autoptr (GPtrArray) found = NULL;
  if (self->fd < 0)
    fail (self, "cannot be opened for writing", error);
  else if (fstat (self->fd, &info) != 0 || !S_ISREG (info.st_mode))
    g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: expected a plain file or none, found something else", path);
  else if (flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    fail (self, "is in use by another window", error);
  else if ((found = load (self, error)) && pm_journal_flush (self, error))
    {
      sync_folder (path);
      *records = g_steal_pointer (&found);
      return self;
    }
  pm_journal_close (self, FALSE);
  return NULL;
}

void
pm_journal_close (PmJournal *self, gboolean remove_empty)
{
  if (remove_empty && self->length <= strlen (HEAD))
    g_unlink (self->path);
  if (self->fd >= 0)
    close (self->fd);
  g_string_free (self->pending, TRUE);
  g_free (self->path);
  g_free (self);
}

void
pm_journal_add (PmJournal *self, const char *const *record)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; record[i]; i++)
    {
      g_autofree char *field = g_strescape (record[i], NULL);
      if (i > 0)
        g_string_append_c (text, '\t');
      g_string_append (text, field);
    }
  g_autofree char *sum = checksum (text->str);
  g_string_append_printf (self->pending, "%s\t%s\n", sum, text->str);
}

static gboolean
write_all (int fd, const char *data, gsize left, gsize offset)
{
  while (left > 0)
    {
      gssize done = pwrite (fd, data, left, (off_t) offset);
      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return FALSE;
      data += done;
      offset += (gsize) done;
      left -= (gsize) done;
    }
  return TRUE;
}

/* Writes behind the last whole line: what an earlier failure or crash left there goes first. */
gboolean
pm_journal_flush (PmJournal *self, GError **error)
{
  if (ftruncate (self->fd, (off_t) self->length) != 0 ||
      !write_all (self->fd, self->pending->str, self->pending->len, self->length) || fsync (self->fd) != 0)
    return fail (self, "cannot be written", error);
  self->length += self->pending->len;
  g_string_truncate (self->pending, 0);
  return TRUE;
}

gboolean
pm_journal_discard (PmJournal *self, GError **error)
{
  self->length = 0;
  g_string_assign (self->pending, HEAD);
  return pm_journal_flush (self, error);
}
