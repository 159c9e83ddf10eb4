/* SPDX-License-Identifier: GPL-3.0-or-later
 * Bounded reading and atomic writing. A new file is complete on the disk under a temporary name in the same folder before it is renamed,
 * and the folder is synchronised after: a crash leaves the old file or the new one.
 */
#include "pm-file.h"
#include "pm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_NAME_BYTES 100
#define TEMP_PREFIX ".pm-"
#define TEMP_SUFFIX ".tmp"
#define TEMP_DIGITS 32
#define STALE_S (24 * 3600) /* clocks of servers may be hours off */

static gboolean
fail (GError **error, PmError code, const char *path, const char *what, int number)
{
  g_set_error (error, PM_ERROR, (int) code, "%s: %s: %s", path, what, g_strerror (number));
  return FALSE;
}

/* Reads until the end, or one byte more than allowed. Returns 0 or an errno; *data is to be freed in any case. */
static int
read_all (int fd, gsize expected, gsize max_bytes, char **data, gsize *length)
{
  gsize room = MIN (expected, max_bytes) + 2; /* for the zero byte, and to see the end */
  *length = 0;
  *data = g_try_malloc (room);
  while (*data && *length <= max_bytes)
    {
      gssize got = read (fd, *data + *length, room - 1 - *length);
      if (got == 0 || (got < 0 && errno != EINTR))
        return got == 0 ? 0 : errno;
      *length += got > 0 ? (gsize) got : 0;
      if (*length + 1 < room)
        continue;
      room *= 2; /* it grew, or is no plain file */
      char *larger = g_try_realloc (*data, room);
      if (!larger)
        return ENOMEM;
      *data = larger;
    }
  return *data ? 0 : ENOMEM;
}

gboolean
pm_file_read (const char *path, gsize max_bytes, char **data, gsize *length, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (fd < 0)
    return fail (error, PM_ERROR_INPUT, path, "cannot be opened", errno);
  int number = fstat (fd, &info) != 0 ? errno : S_ISDIR (info.st_mode) ? EISDIR : 0;
  if (number != 0)
    {
      close (fd);
      return fail (error, PM_ERROR_INPUT, path, "cannot be read", number);
    }
  g_autofree char *bytes = NULL;
  number = read_all (fd, (gsize) info.st_size, max_bytes, &bytes, length);
  close (fd);
  if (number != 0)
    return fail (error, number == ENOMEM ? PM_ERROR_LIMIT : PM_ERROR_INPUT, path, "cannot be read", number);
  if (*length > max_bytes)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: expected at most %" G_GSIZE_FORMAT " bytes, found more", path, max_bytes);
      return FALSE;
    }
  bytes[*length] = '\0';
  *data = g_steal_pointer (&bytes);
  return TRUE;
}

char *
pm_file_temp_name (const char *path)
{
  guint64 random[2];
  if (getrandom (random, sizeof random, 0) != (gssize) sizeof random)
    for (int i = 0; i < 2; i++)
      random[i] = (guint64) g_random_int () << 32 | g_random_int ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name =
    g_strdup_printf (TEMP_PREFIX "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x" TEMP_SUFFIX, random[0], random[1]);
  return g_build_filename (folder, name, NULL);
}

static gboolean
is_temp_name (const char *name)
{
  gsize prefix = strlen (TEMP_PREFIX), n = 0;
  if (!g_str_has_prefix (name, TEMP_PREFIX))
    return FALSE;
  while (g_ascii_isxdigit (name[prefix + n]))
    n++;
  return n == TEMP_DIGITS && strcmp (name + prefix + n, TEMP_SUFFIX) == 0;
}

gboolean
pm_file_is_stale (const char *path)
{
  struct stat info;
  return lstat (path, &info) == 0 && S_ISREG (info.st_mode) && difftime (time (NULL), info.st_mtime) > STALE_S;
}

void
pm_file_remove_stale (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  for (const char *name = names ? g_dir_read_name (names) : NULL; name; name = g_dir_read_name (names))
    {
      g_autofree char *path = is_temp_name (name) ? g_build_filename (folder, name, NULL) : NULL;
      if (path && pm_file_is_stale (path))
        g_unlink (path);
    }
}

static gboolean
sync_path (const char *path, int flags)
{
  int fd = open (path, flags | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  int result = fsync (fd), number = errno;
  close (fd);
  errno = number;
  return result == 0;
}

/* Renaming over a device or pipe would destroy it (as root even /dev/null); an existing file keeps its permissions. */
static gboolean
rename_into_place (const char *temp, const char *path, GError **error)
{
  struct stat info;
  gboolean exists = stat (path, &info) == 0;
  if (exists && !S_ISREG (info.st_mode))
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: expected a plain file or none, found something else", path);
      return FALSE;
    }
  if (exists ? chmod (temp, info.st_mode & 0777) != 0 : errno != ENOENT) /* to know nothing of it does not mean that nothing is there */
    return fail (error, PM_ERROR_OUTPUT, path, "cannot be written", errno);
  if (rename (temp, path) != 0)
    return fail (error, PM_ERROR_OUTPUT, path, "cannot be written", errno);
  return TRUE;
}

gboolean
pm_file_commit (const char *temp, const char *path, GError **error)
{
  if (!sync_path (temp, O_RDONLY))
    fail (error, PM_ERROR_OUTPUT, path, "cannot be written", errno);
  else if (rename_into_place (temp, path, error))
    {
      /* The data are safe and the name is right; some file systems cannot synchronise folders, which is no reason to fail. */
      g_autofree char *folder = g_path_get_dirname (path);
      sync_path (folder, O_RDONLY | O_DIRECTORY);
      return TRUE;
    }
  g_unlink (temp);
  return FALSE;
}

gboolean
pm_file_write_atomic (const char *path, const char *data, gssize length, GError **error)
{
  gsize left = length < 0 ? strlen (data) : (gsize) length;
  g_autofree char *temp = pm_file_temp_name (path);
  int fd = open (temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0)
    return fail (error, PM_ERROR_OUTPUT, path, "cannot be written", errno);
  while (left > 0)
    {
      gssize done = write (fd, data, left);
      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        break;
      data += done;
      left -= (gsize) done;
    }
  int number = errno;
  if (close (fd) != 0 && left == 0)
    {
      number = errno;
      left = 1;
    }
  if (left > 0)
    {
      g_unlink (temp);
      return fail (error, PM_ERROR_OUTPUT, path, "cannot be written", number);
    }
  return pm_file_commit (temp, path, error);
}

char *
pm_safe_file_name (const char *header_text)
{
  g_autofree char *valid = g_utf8_make_valid (header_text ? header_text : "", -1);
  g_strstrip (valid);
  GString *name = g_string_new (NULL);
  for (const char *c = valid; *c; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);
      gboolean dot = u == '.' && name->len > 0 && name->str[name->len - 1] != '.';
      gboolean dash = u == '-' && name->len > 0;
      gboolean letter = g_unichar_isalnum (u) || u == '_' || u == '+';
      char bytes[6];
      int n = g_unichar_to_utf8 (dot || dash || letter ? u : '_', bytes);
      if (name->len + (gsize) n > MAX_NAME_BYTES)
        break;
      g_string_append_len (name, bytes, n);
    }
  if (name->len > 0 && name->str[name->len - 1] == '.')
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_assign (name, "unnamed");
  return g_string_free (name, FALSE);
}
