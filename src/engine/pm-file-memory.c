/* SPDX-License-Identifier: GPL-3.0-or-later
 * Temporary files as memory.
 */
#include "config.h"

#include "pm-file-memory.h"

#include "pm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FALLBACK_DIR "/var/tmp"

/* A file in a file system that is memory itself would gain nothing. */
static gboolean
is_on_disk (const char *dir)
{
  struct statfs fs;
  return statfs (dir, &fs) == 0 && fs.f_type != TMPFS_MAGIC && fs.f_type != RAMFS_MAGIC;
}

/* A file that has no name, or has lost it; < 0 with errno. */
static int
open_unnamed (const char *dir)
{
  int fd = open (dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;
  g_autofree char *path = g_build_filename (dir, ".pixelmap-samples-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (path);
  return fd;
}

/* Takes the disk for all of a file. Returns an errno. */
static int
allocate (int fd, gsize bytes)
{
  int status;
  do
    status = posix_fallocate (fd, 0, (off_t) bytes);
  while (status == EINTR);
  return status;
}

/* NULL with errno. The pages are read in order and far ahead. */
static gpointer
map_in (const char *dir, gsize bytes)
{
  errno = EOPNOTSUPP;
  if (!is_on_disk (dir))
    return NULL;
  int fd = open_unnamed (dir), status = fd < 0 ? errno : allocate (fd, bytes);
  gpointer memory = status == 0 ? mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  status = status == 0 && memory == MAP_FAILED ? errno : status;
  if (fd >= 0)
    close (fd);
  if (memory != MAP_FAILED)
    {
      madvise (memory, bytes, MADV_SEQUENTIAL);
      return memory;
    }
  errno = status;
  return NULL;
}

gpointer
pm_file_memory_new (gsize bytes, GError **error)
{
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "pixelmap", NULL);
  const char *dirs[] = { g_getenv ("TMPDIR"), cache, FALLBACK_DIR }, *tried = NULL;
  int reason = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++)
    if (dirs[i] && *dirs[i])
      {
        if (dirs[i] == cache)
          g_mkdir_with_parents (cache, 0700);
        gpointer memory = map_in (dirs[i], bytes);
        if (memory)
          return memory;
        tried = dirs[i];
        reason = errno;
      }
  g_set_error (error, PM_ERROR, PM_ERROR_LIMIT, "%s: no room for %.1f GB of samples in a temporary file: %s", tried, (double) bytes / 1e9,
               g_strerror (reason));
  return NULL;
}

void
pm_file_memory_free (gpointer memory, gsize bytes)
{
  if (memory)
    munmap (memory, bytes);
}

void
pm_file_memory_release (gpointer part, gsize bytes)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE), inside = (gsize) part % page;
  madvise ((char *) part - inside, bytes + inside, MADV_DONTNEED); /* of a shared mapping: nothing is lost */
}
