/* SPDX-License-Identifier: GPL-3.0-or-later
 * Backups: what a crash must not take away. The session file of a backup holds everything at some moment, the journal beside it each
 * judgement and refit since. The session file is written first and the journal emptied then: a crash between the two repeats judgements,
 * which changes nothing, and loses none.
 *
 * A backup belongs to the program that holds the lock of its journal.
 */
#include "pm-session-private.h"

#include "pm-error.h"
#include "pm-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MAX_BYTES ((gsize) 256 << 20)
#define SUFFIX ".pmsession"
#define JOURNAL_SUFFIX ".journal"

gboolean
pm_session_write_backup (PmSession *self, GError **error)
{
  g_clear_handle_id (&self->backup_source, g_source_remove);
  if (!self->backup)
    return TRUE;
  self->backup_due = TRUE;
  /* First, for its lock says whose backup it is. It may not have been possible before. */
  if (!pm_flag_log_has_journal (self->flags) && !pm_flag_log_open_journal (self->flags, self->journal, NULL, error))
    return FALSE;
  g_autofree char *text = pm_session_to_json (self, NULL);
  if (!pm_file_write_atomic (self->backup, text, -1, error))
    return FALSE;
  self->backup_due = FALSE;
  pm_flag_log_discard_journal (self->flags);
  return TRUE;
}

/* A backup that cannot be written is no reason to disturb: the journal goes on, and the next change tries again. */
static gboolean
backup_cb (gpointer data)
{
  PmSession *self = PM_SESSION (data);
  self->backup_source = 0;
  pm_session_write_backup (self, NULL);
  return G_SOURCE_REMOVE;
}

/* Before the window is painted again: nothing is shown as done that is not in the backup. */
void
pm_session_plan_backup (PmSession *self)
{
  if (self->backup && self->backup_source == 0)
    self->backup_source = g_idle_add_full (G_PRIORITY_DEFAULT, backup_cb, self, NULL);
}

static void
set_names (PmSession *self, const char *backup)
{
  g_autofree char *stem = g_strndup (backup, strlen (backup) - strlen (SUFFIX));
  g_free (self->backup);
  g_free (self->journal);
  self->backup = g_strdup (backup);
  self->journal = g_strconcat (stem, JOURNAL_SUFFIX, NULL);
}

static void
forget_names (PmSession *self)
{
  g_clear_pointer (&self->backup, g_free);
  g_clear_pointer (&self->journal, g_free);
}

/* Whether a running program, this one included, holds the journal. */
static gboolean
is_held (const char *journal)
{
  int fd = g_open (journal, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;
  gboolean held = flock (fd, LOCK_EX | LOCK_NB) != 0;
  close (fd);
  return held;
}

/* What programs left that were killed while they made a backup or took it away: halves, and journals without a session file. */
static void
remove_leftovers (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  pm_file_remove_stale (dir);
  for (const char *name = folder ? g_dir_read_name (folder) : NULL; name; name = g_dir_read_name (folder))
    {
      if (!g_str_has_suffix (name, JOURNAL_SUFFIX))
        continue;
      g_autofree char *journal = g_build_filename (dir, name, NULL);
      g_autofree char *stem = g_strndup (journal, strlen (journal) - strlen (JOURNAL_SUFFIX)), *backup = g_strconcat (stem, SUFFIX, NULL);
      if (!g_file_test (backup, G_FILE_TEST_EXISTS) && pm_file_is_stale (journal) && !is_held (journal))
        g_unlink (journal);
    }
}

gboolean
pm_session_keep_backup (PmSession *self, const char *dir, GError **error)
{
  g_return_val_if_fail (PM_IS_SESSION (self) && !self->backup, FALSE);
  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: cannot be made: %s", dir, g_strerror (errno));
      return FALSE;
    }
  g_autofree char *uuid = g_uuid_string_random (), *name = g_strconcat (uuid, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  set_names (self, path);
  if (pm_session_write_backup (self, error))
    {
      remove_leftovers (dir);
      return TRUE;
    }
  pm_session_discard_backup (self);
  return FALSE;
}

void
pm_session_discard_backup (PmSession *self)
{
  if (!self->backup)
    return;
  g_clear_handle_id (&self->backup_source, g_source_remove);
  g_unlink (self->backup); /* first: it without the journal would be an old state, the journal without it is nothing */
  pm_flag_log_discard_journal (self->flags);
  pm_flag_log_close_journal (self->flags);
  forget_names (self);
}

void
pm_session_load_flags (PmSession *self, const PmFlagFile *flags)
{
  if (self->journal)
    {
      pm_flag_log_discard_journal (self->flags);
      pm_flag_log_close_journal (self->flags);
    }
  pm_flag_log_load (self->flags, flags);
  g_autoptr (GError) error = NULL;
  if (!pm_session_write_backup (self, &error))
    pm_session_emit_failed (self, error); /* the next change tries again */
}

char **
pm_session_list_backups (const char *dir)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  for (const char *name = folder ? g_dir_read_name (folder) : NULL; name; name = g_dir_read_name (folder))
    {
      if (!g_str_has_suffix (name, SUFFIX) || name[0] == '.')
        continue;
      g_autofree char *path = g_build_filename (dir, name, NULL), *stem = g_strndup (path, strlen (path) - strlen (SUFFIX));
      g_autofree char *journal = g_strconcat (stem, JOURNAL_SUFFIX, NULL);
      if (!is_held (journal))
        g_strv_builder_add (builder, path);
    }
  return g_strv_builder_end (builder);
}

static gsize
count_judged (PmFlagLog *log)
{
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (log);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < file->entries->len; i++)
    g_hash_table_add (ids, ((PmFlagEntry *) g_ptr_array_index (file->entries, i))->id);
  for (guint i = 0; i < file->refits->len; i++)
    g_hash_table_add (ids, ((PmRefit *) g_ptr_array_index (file->refits, i))->id);
  return g_hash_table_size (ids);
}

gboolean
pm_session_recover (PmSession *self, const char *backup, gsize *n_recovered, GError **error)
{
  g_return_val_if_fail (PM_IS_SESSION (self) && !self->backup && g_str_has_suffix (backup, SUFFIX), FALSE);
  g_autofree char *stem = g_strndup (backup, strlen (backup) - strlen (SUFFIX)), *path = g_strconcat (stem, ".journal", NULL), *text = NULL;
  g_autoptr (PmFlagFile) flags = NULL;
  g_autoptr (GPtrArray) records = NULL;
  gsize length;
  gboolean had_result;
  PmJournal *journal;
  if (!pm_file_read (backup, MAX_BYTES, &text, &length, error) || !(journal = pm_journal_open (path, &records, error)))
    return FALSE;
  if (!pm_session_from_json (self, backup, text, length, &flags, &had_result, error))
    {
      pm_journal_close (journal, TRUE);
      return FALSE;
    }
  pm_flag_log_load (self->flags, flags);
  set_names (self, backup);
  pm_flag_log_take_journal (self->flags, journal, records, NULL);
  *n_recovered = count_judged (self->flags);
  pm_session_look_at_file (self);
  self->unsaved = TRUE;
  pm_session_notify (self, PM_SESSION_PROP_UNSAVED);
  if (had_result)
    pm_session_reduce_soon (self);
  return TRUE;
}
