/* SPDX-License-Identifier: GPL-3.0-or-later
 * Guards. The lock is on the file itself, so that nothing is left beside it; saving replaces the file, so the lock is taken again on the
 * new one. Contents are compared by checksum, not by time: copying a file back or touching it is no change, and clocks of servers differ.
 */
#include "pm-file-guard.h"

#include "pm-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES ((gsize) 256 << 20)
#define MAX_TRIES 10 /* the file may be replaced between opening and locking; not for ever */
#define MAX_CHECKSUMS 2

struct _PmFileGuard
{
  char *path;
  int fd; /* of the file with the lock; -1: not held */
  char *checksums[MAX_CHECKSUMS + 1];
};

PmFileGuard *
pm_file_guard_new (const char *path)
{
  PmFileGuard *self = g_new0 (PmFileGuard, 1);
  self->path = g_strdup (path);
  self->fd = -1;
  return self;
}

static void
let_go (PmFileGuard *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static void
clear_checksums (PmFileGuard *self)
{
  for (int i = 0; i < MAX_CHECKSUMS; i++)
    g_clear_pointer (&self->checksums[i], g_free);
}

void
pm_file_guard_free (PmFileGuard *self)
{
  let_go (self);
  clear_checksums (self);
  g_free (self->path);
  g_free (self);
}

/* Whether the file that is locked is the one that has the name now. */
static gboolean
is_current (PmFileGuard *self)
{
  struct stat ours, named;
  return self->fd >= 0 && fstat (self->fd, &ours) == 0 && stat (self->path, &named) == 0 && ours.st_dev == named.st_dev &&
         ours.st_ino == named.st_ino;
}

/* Network file systems lock only what is open for writing; others may deny that. */
static int
open_file (const char *path)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return fd >= 0 ? fd : open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/* FALSE: another one holds it. */
static gboolean
take_hold (PmFileGuard *self)
{
  for (int i = 0; i < MAX_TRIES && !is_current (self); i++)
    {
      let_go (self);
      self->fd = open_file (self->path);
      if (self->fd < 0)
        return TRUE;
      if (flock (self->fd, LOCK_EX | LOCK_NB) == 0)
        continue;
      gboolean held = errno == EWOULDBLOCK;
      gboolean is_the_file = is_current (self);
      let_go (self);
      if (held && is_the_file)
        return FALSE;
      if (!held)
        return TRUE;
    }
  return TRUE;
}

PmFileState
pm_file_guard_look (PmFileGuard *self)
{
  g_autofree char *data = NULL;
  gsize length;
  struct stat info;
  if (!take_hold (self))
    return PM_FILE_HELD;
  if (!self->checksums[0] || stat (self->path, &info) != 0)
    return PM_FILE_OURS;
  if (!S_ISREG (info.st_mode) || !pm_file_read (self->path, MAX_BYTES, &data, &length, NULL))
    return PM_FILE_CHANGED;
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
  return g_strv_contains (pm_file_guard_get_checksums (self), sum) ? PM_FILE_OURS : PM_FILE_CHANGED;
}

void
pm_file_guard_note (PmFileGuard *self, const char *data, gsize length)
{
  clear_checksums (self);
  self->checksums[0] = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
}

void
pm_file_guard_expect (PmFileGuard *self, const char *data, gsize length)
{
  int place = self->checksums[0] ? 1 : 0;
  g_free (self->checksums[place]);
  self->checksums[place] = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
}

const char *const *
pm_file_guard_get_checksums (PmFileGuard *self)
{
  return (const char *const *) self->checksums;
}

void
pm_file_guard_set_checksums (PmFileGuard *self, const char *const *checksums)
{
  clear_checksums (self);
  for (int i = 0; i < MAX_CHECKSUMS && checksums[i]; i++)
    self->checksums[i] = g_strdup (checksums[i]);
}
