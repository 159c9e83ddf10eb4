/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmFileGuard: watches over a file that a person works on for hours, while another window or program may do so too. Who comes first holds
 * it, with a lock that ends with the process; and what others wrote into it meanwhile is noticed by its content. For one thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PM_FILE_OURS,    /* nobody else holds it, and it is as it was read or written last, or gone */
  PM_FILE_HELD,    /* another window, or another program, holds it */
  PM_FILE_CHANGED, /* it has another content than it was read or written with */
} PmFileState;

typedef struct _PmFileGuard PmFileGuard;

/* Reads nothing and takes no hold yet. */
PmFileGuard *pm_file_guard_new (const char *path);

/* Lets others have it. The file stays. */
void pm_file_guard_free (PmFileGuard *self);

/* Takes hold of the file if nobody else does, and looks at its content. As long as nothing is known of that, any content is right. Where
 * the file system cannot lock, only the content tells. Reads the whole file. */
PmFileState pm_file_guard_look (PmFileGuard *self);

/* The caller has read or written this. */
void pm_file_guard_note (PmFileGuard *self, const char *data, gsize length);

/* The caller is about to write this: until the next note, this content is right as well as the one before. */
void pm_file_guard_expect (PmFileGuard *self, const char *data, gsize length);

/* Checksums of the contents that are right, NULL-terminated: for a program that goes on where another one crashed. They belong to the
 * guard. */
const char *const *pm_file_guard_get_checksums (PmFileGuard *self);
void               pm_file_guard_set_checksums (PmFileGuard *self, const char *const *checksums);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmFileGuard, pm_file_guard_free)

G_END_DECLS
