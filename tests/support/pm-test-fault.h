/* SPDX-License-Identifier: GPL-3.0-or-later
 * Calls that fail when they are told to. A test program that is linked with the options of test_fault_dep goes through these functions
 * instead of the library's: each malloc, open, write, fsync, rename, cfitsio call of the engine and the core, not those inside of shared
 * libraries. The product's code has no hook.
 */
#pragma once

#include <glib.h>

typedef enum
{
  PM_FAULT_MEMORY = 1, /* malloc and g_try_malloc in all forms: g_malloc, which ends the program, is not among them */
  PM_FAULT_FILE = 2,   /* open, read, write, fsync, rename, mmap, ... */
  PM_FAULT_FITS = 4    /* cfitsio */
} PmFaultKinds;

/* Calls of these kinds are counted from 1 on, in all threads; numbers first ... first + n - 1 fail, with an errno or status that suits the
 * function. */
void pm_fault_arm (PmFaultKinds kinds, guint first, guint n);

/* Back to normal. Returns how many calls failed. */
guint pm_fault_disarm (void);

/* Calls `func` before the call of that number, which does not fail: to spoil a file while it is in use. */
void pm_fault_arm_action (PmFaultKinds kinds, guint number, void (*func) (gpointer data), gpointer data);

/* Until FALSE: reads and writes move 100 bytes at most, and each second one is interrupted (EINTR). */
void pm_fault_set_slow (gboolean slow);

/* An operation that is tried with the 1st, 2nd, 3rd ... call failing, until none is left; then again with all calls failing from there on.
 * It works in `dir`, and may write and read there what it likes. Fails the test unless each time, whatever fails:
 *   it gives a PM_ERROR of one line that names `names`, the folder is as before and no file is left open; or it succeeds, and the folder
 *   is as if nothing had failed; and it succeeds the next time.
 * Some faults are no reason to fail: a folder that cannot be synchronised, for example. */
typedef struct
{
  const char *title, *dir;
  PmFaultKinds kinds;
  const char *names;                                /* a part of the message: the file's name */
  gboolean (*run) (gpointer data, GError **error);
  void (*prepare) (gpointer data);                  /* before each try, without faults; may be NULL */
  char *(*state) (gpointer data);                   /* of what else must not change when it fails, as text; may be NULL */
  gpointer data;
  gboolean several;                                 /* makes several files: when it fails each of them is as before, or complete */
  guint step;                                       /* each so-manieth call only, unless the program runs with -m thorough; 0: each */
  guint at_least;                                   /* so many calls there must be, or the hook is not in place */
} PmTestFaults;

/* Returns how many faults were tried. */
guint pm_test_faults (const PmTestFaults *what);

/* Names, permissions and contents of all files of a folder, as text to compare. Free with g_free(). */
char *pm_test_folder_state (const char *dir);
