/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the linker puts in the place of library functions (--wrap). The list of names in tests/meson.build is the list of this file; with
 * _FILE_OFFSET_BITS=64, which meson sets, open() is open64() for the linker, and so on.
 */
#include "pm-test-fault.h"

#include "pm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <fitsio.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SLOW_BYTES 100

static struct
{
  PmFaultKinds kinds; /* 0: off */
  guint first, n;
  void (*action) (gpointer data);
  gpointer data;
  gboolean slow;
  atomic_uint count, failed, slow_count;
} fault;

void
pm_fault_arm (PmFaultKinds kinds, guint first, guint n)
{
  atomic_store (&fault.count, 0);
  atomic_store (&fault.failed, 0);
  fault.action = NULL;
  fault.first = first;
  fault.n = n;
  fault.kinds = kinds;
}

void
pm_fault_arm_action (PmFaultKinds kinds, guint number, void (*func) (gpointer data), gpointer data)
{
  pm_fault_arm (0, number, 1);
  fault.data = data;
  fault.action = func;
  fault.kinds = kinds;
}

guint
pm_fault_disarm (void)
{
  fault.kinds = 0;
  return atomic_load (&fault.failed);
}

void
pm_fault_set_slow (gboolean slow)
{
  fault.slow = slow;
}

/* Whether the call that asks fails. */
static gboolean
fails (PmFaultKinds kind)
{
  if (!(fault.kinds & kind))
    return FALSE;
  guint number = atomic_fetch_add (&fault.count, 1) + 1;
  if (number < fault.first || number - fault.first >= fault.n)
    return FALSE;
  atomic_fetch_add (&fault.failed, 1);
  if (!fault.action)
    return TRUE;
  fault.kinds = 0;
  fault.action (fault.data);
  return FALSE;
}

static gboolean
fails_with (PmFaultKinds kind, int number)
{
  gboolean failed = fails (kind);
  if (failed)
    errno = number;
  return failed;
}

/* The library's function, and ours. */
#define WRAP(type, name, params)                                                                                                           \
  type __real_##name params;                                                                                                               \
  type __wrap_##name params;                                                                                                               \
  type __wrap_##name params

#define WRAP_MEMORY(name, params, args)                                                                                                    \
  WRAP (void *, name, params)                                                                                                              \
  {                                                                                                                                        \
    return fails_with (PM_FAULT_MEMORY, ENOMEM) ? NULL : __real_##name args;                                                               \
  }

WRAP_MEMORY (malloc, (size_t size), (size))
WRAP_MEMORY (calloc, (size_t n, size_t size), (n, size))
WRAP_MEMORY (realloc, (void *memory, size_t size), (memory, size))
WRAP_MEMORY (g_try_malloc, (gsize size), (size))
WRAP_MEMORY (g_try_malloc0, (gsize size), (size))
WRAP_MEMORY (g_try_malloc_n, (gsize n, gsize size), (n, size))
WRAP_MEMORY (g_try_malloc0_n, (gsize n, gsize size), (n, size))
WRAP_MEMORY (g_try_realloc, (gpointer memory, gsize size), (memory, size))

#define WRAP_FILE(name, number, params, args)                                                                                              \
  WRAP (int, name, params)                                                                                                                 \
  {                                                                                                                                        \
    return fails_with (PM_FAULT_FILE, number) ? -1 : __real_##name args;                                                                   \
  }

WRAP_FILE (rename, EIO, (const char *from, const char *to), (from, to))
WRAP_FILE (chmod, EIO, (const char *path, mode_t mode), (path, mode))
WRAP_FILE (stat64, EIO, (const char *path, struct stat *info), (path, info))
WRAP_FILE (fstat64, EIO, (int fd, struct stat *info), (fd, info))
WRAP_FILE (g_access, EIO, (const char *path, int mode), (path, mode))
WRAP_FILE (ftruncate64, ENOSPC, (int fd, off_t length), (fd, length))
WRAP_FILE (flock, ENOLCK, (int fd, int operation), (fd, operation))
WRAP_FILE (statfs64, EIO, (const char *path, struct statfs *info), (path, info))
WRAP_FILE (g_mkdir_with_parents, EROFS, (const char *path, int mode), (path, mode))

/* Nothing in a test has to outlive the machine. */
WRAP (int, fsync, (int fd))
{
  return fails_with (PM_FAULT_FILE, EIO) || fcntl (fd, F_GETFD) < 0 ? -1 : 0;
}

WRAP (int, open64, (const char *path, int flags, ...))
{
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE))
    {
      va_list args;
      va_start (args, flags);
      mode = va_arg (args, mode_t);
      va_end (args);
    }
  return fails_with (PM_FAULT_FILE, EMFILE) ? -1 : __real_open64 (path, flags, mode);
}

WRAP (int, g_mkstemp_full, (char *name, int flags, int mode))
{
  return fails_with (PM_FAULT_FILE, EMFILE) ? -1 : __real_g_mkstemp_full (name, flags, mode);
}

WRAP (char *, g_mkdtemp, (char *name))
{
  return fails_with (PM_FAULT_FILE, EMFILE) ? NULL : __real_g_mkdtemp (name);
}

/* The file is closed all the same, as Linux does. */
WRAP (int, close, (int fd))
{
  int result = __real_close (fd);
  return fails_with (PM_FAULT_FILE, EIO) ? -1 : result;
}

WRAP (FILE *, fopen64, (const char *path, const char *mode))
{
  return fails_with (PM_FAULT_FILE, EMFILE) ? NULL : __real_fopen64 (path, mode);
}

WRAP (void *, mmap64, (void *at, size_t length, int protection, int flags, int fd, off_t offset))
{
  return fails_with (PM_FAULT_FILE, ENOMEM) ? MAP_FAILED : __real_mmap64 (at, length, protection, flags, fd, offset);
}

WRAP (int, posix_fallocate64, (int fd, off_t offset, off_t length))
{
  return fails (PM_FAULT_FILE) ? ENOSPC : __real_posix_fallocate64 (fd, offset, length);
}

WRAP (gboolean, g_file_get_contents, (const char *path, char **data, gsize *length, GError **error))
{
  if (!fails (PM_FAULT_FILE))
    return __real_g_file_get_contents (path, data, length, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s: %s", path, g_strerror (EIO));
  return FALSE;
}

/* Reads and writes. */

static gboolean
interrupts (void)
{
  gboolean now = fault.slow && atomic_fetch_add (&fault.slow_count, 1) % 2 == 1;
  if (now)
    errno = EINTR;
  return now;
}

static size_t
allowed (size_t length)
{
  return fault.slow && length > SLOW_BYTES ? SLOW_BYTES : length;
}

#define WRAP_TRANSFER(name, number, params, args)                                                                                          \
  WRAP (ssize_t, name, params)                                                                                                             \
  {                                                                                                                                        \
    return interrupts () || fails_with (PM_FAULT_FILE, number) ? -1 : __real_##name args;                                                  \
  }

WRAP_TRANSFER (read, EIO, (int fd, void *bytes, size_t length), (fd, bytes, allowed (length)))
WRAP_TRANSFER (pread64, EIO, (int fd, void *bytes, size_t length, off_t offset), (fd, bytes, allowed (length), offset))
WRAP_TRANSFER (write, ENOSPC, (int fd, const void *bytes, size_t length), (fd, bytes, allowed (length)))
WRAP_TRANSFER (pwrite64, ENOSPC, (int fd, const void *bytes, size_t length, off_t offset), (fd, bytes, allowed (length), offset))

/* cfitsio: a call with a status > 0 does nothing anyhow. */

#define WRAP_FITS(name, number, params, args)                                                                                              \
  WRAP (int, name, params)                                                                                                                 \
  {                                                                                                                                        \
    if (*status <= 0 && fails (PM_FAULT_FITS))                                                                                             \
      return *status = number;                                                                                                             \
    return __real_##name args;                                                                                                             \
  }

WRAP_FITS (ffdkopn, FILE_NOT_OPENED, (fitsfile **file, const char *name, int mode, int *status), (file, name, mode, status))
WRAP_FITS (ffdkinit, FILE_NOT_CREATED, (fitsfile **file, const char *name, int *status), (file, name, status))
WRAP_FITS (ffurlt, READ_ERROR, (fitsfile *file, char *type, int *status), (file, type, status))
WRAP_FITS (ffghadll, READ_ERROR, (fitsfile *file, LONGLONG *header, LONGLONG *data, LONGLONG *end, int *status),
           (file, header, data, end, status))
WRAP_FITS (ffmahd, READ_ERROR, (fitsfile *file, int number, int *type, int *status), (file, number, type, status))
WRAP_FITS (ffgnrwll, READ_ERROR, (fitsfile *file, LONGLONG *rows, int *status), (file, rows, status))
WRAP_FITS (ffgky, READ_ERROR, (fitsfile *file, int type, const char *key, void *value, char *comment, int *status),
           (file, type, key, value, comment, status))
WRAP_FITS (ffgkls, READ_ERROR, (fitsfile *file, const char *key, char **value, char *comment, int *status),
           (file, key, value, comment, status))
WRAP_FITS (ffgkey, READ_ERROR, (fitsfile *file, const char *key, char *value, char *comment, int *status),
           (file, key, value, comment, status))
WRAP_FITS (ffgcno, READ_ERROR, (fitsfile *file, int cased, char *name, int *number, int *status), (file, cased, name, number, status))
WRAP_FITS (ffgtcl, READ_ERROR, (fitsfile *file, int column, int *type, long *repeat, long *width, int *status),
           (file, column, type, repeat, width, status))
WRAP_FITS (ffdtdm, READ_ERROR, (fitsfile *file, char *text, int column, int most, int *n, long *axes, int *status),
           (file, text, column, most, n, axes, status))
WRAP_FITS (ffgtbb, READ_ERROR, (fitsfile *file, LONGLONG row, LONGLONG at, LONGLONG n, unsigned char *bytes, int *status),
           (file, row, at, n, bytes, status))
WRAP_FITS (ffcrim, WRITE_ERROR, (fitsfile *file, int bits, int n_axes, long *axes, int *status), (file, bits, n_axes, axes, status))
WRAP_FITS (ffcrtb, WRITE_ERROR,
           (fitsfile *file, int type, LONGLONG rows, int n, char **names, char **forms, char **units, const char *title, int *status),
           (file, type, rows, n, names, forms, units, title, status))
WRAP_FITS (ffrdef, WRITE_ERROR, (fitsfile *file, int *status), (file, status))
WRAP_FITS (ffpky, WRITE_ERROR, (fitsfile *file, int type, const char *key, void *value, const char *comment, int *status),
           (file, type, key, value, comment, status))
WRAP_FITS (ffpkyd, WRITE_ERROR, (fitsfile *file, const char *key, double value, int decimals, const char *comment, int *status),
           (file, key, value, decimals, comment, status))
WRAP_FITS (ffpkls, WRITE_ERROR, (fitsfile *file, const char *key, const char *value, const char *comment, int *status),
           (file, key, value, comment, status))
WRAP_FITS (ffpcom, WRITE_ERROR, (fitsfile *file, const char *text, int *status), (file, text, status))
WRAP_FITS (ffphis, WRITE_ERROR, (fitsfile *file, const char *text, int *status), (file, text, status))
WRAP_FITS (ffpcl, WRITE_ERROR,
           (fitsfile *file, int type, int column, LONGLONG row, LONGLONG at, LONGLONG n, void *values, int *status),
           (file, type, column, row, at, n, values, status))
WRAP_FITS (ffppr, WRITE_ERROR, (fitsfile *file, int type, LONGLONG at, LONGLONG n, void *values, int *status),
           (file, type, at, n, values, status))
WRAP_FITS (ffptbb, WRITE_ERROR, (fitsfile *file, LONGLONG row, LONGLONG at, LONGLONG n, unsigned char *bytes, int *status),
           (file, row, at, n, bytes, status))

/* The file is closed all the same. */
WRAP (int, ffclos, (fitsfile *file, int *status))
{
  __real_ffclos (file, status);
  if (*status <= 0 && fails (PM_FAULT_FITS))
    *status = FILE_NOT_CLOSED;
  return *status;
}

/* Operations. */

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
pm_test_folder_state (const char *dir)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  for (const char *name = g_dir_read_name (entries); name; name = g_dir_read_name (entries))
    {
      g_autofree char *path = g_build_filename (dir, name, NULL), *data = NULL, *sum = NULL;
      gsize length;
      struct stat info = { 0 };
      stat (path, &info);
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        sum = pm_test_folder_state (path);
      else if (g_file_get_contents (path, &data, &length, NULL))
        sum = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *) data, length);
      g_ptr_array_add (lines, g_strdup_printf ("%s: %o %s", name, (guint) info.st_mode & 0777, sum ? sum : "unreadable"));
    }
  g_ptr_array_sort (lines, compare_cb);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static guint
count_open_files (void)
{
  g_autoptr (GDir) entries = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;
  while (g_dir_read_name (entries))
    n++;
  return n;
}

static void
check_failure (const PmTestFaults *what, guint number, const GError *error)
{
  if (!error || error->domain != PM_ERROR || !strstr (error->message, what->names) || strchr (error->message, '\n'))
    g_error ("%s: call %u fails: expected a PM_ERROR of one line that names '%s', found '%s'", what->title, number, what->names,
             error ? error->message : "none");
}

static void
check_same (const PmTestFaults *what, guint number, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    g_error ("%s: call %u fails: expected\n%s\nfound\n%s", what->title, number, before, after);
}

/* Each file is as it was or as it must be, and there are no others. */
static void
check_either (const PmTestFaults *what, guint number, const char *before, const char *expected, const char *after)
{
  g_auto (GStrv) old = g_strsplit (before, "\n", -1), new = g_strsplit (expected, "\n", -1), found = g_strsplit (after, "\n", -1);
  for (char **line = found; *line; line++)
    if (!g_strv_contains ((const char *const *) old, *line) && !g_strv_contains ((const char *const *) new, *line))
      check_same (what, number, before, after);
}

/* An attempt without faults, from the state before. */
static void
run_well (const PmTestFaults *what, guint number, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = what->run (what->data, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_autofree char *folder = pm_test_folder_state (what->dir);
  check_same (what, number, expected, folder);
}

/* Returns whether a call failed. */
static gboolean
try (const PmTestFaults *what, guint first, guint n, const char *expected)
{
  g_autoptr (GError) error = NULL;
  if (what->prepare)
    what->prepare (what->data);
  g_autofree char *before = pm_test_folder_state (what->dir), *state = what->state ? what->state (what->data) : NULL;
  guint n_open = count_open_files ();
  pm_fault_arm (what->kinds, first, n);
  gboolean ok = what->run (what->data, &error);
  guint failed = pm_fault_disarm ();
  g_autofree char *after = pm_test_folder_state (what->dir), *state_after = what->state ? what->state (what->data) : NULL;
  g_assert_cmpuint (count_open_files (), ==, n_open);
  if (ok)
    {
      g_assert_no_error (error);
      check_same (what, first, expected, after);
    }
  else
    {
      check_failure (what, first, error);
      if (what->several)
        check_either (what, first, before, expected, after);
      else
        check_same (what, first, before, after);
      check_same (what, first, state, state_after);
      if (n == 1)
        run_well (what, first, expected);
    }
  return failed > 0;
}

guint
pm_test_faults (const PmTestFaults *what)
{
  guint total = 0;
  if (what->prepare)
    what->prepare (what->data);
  g_assert_true (what->run (what->data, NULL));
  g_autofree char *expected = pm_test_folder_state (what->dir);
  const guint lengths[] = { 1, G_MAXUINT }, step = g_test_thorough () ? 1 : MAX (what->step, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint first = 1;
      for (; try (what, first, lengths[i], expected); first += step)
        total++;
      g_assert_cmpuint (first - 1, >=, what->at_least);
    }
  g_test_message ("%s: %u faults", what->title, total);
  return total;
}
