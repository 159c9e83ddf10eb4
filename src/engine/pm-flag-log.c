/* SPDX-License-Identifier: GPL-3.0-or-later
 * The log of judgements. A step of undo is one or several of them in a row; `joined` ones go together with the one before. The journal
 * counts single pixels ("undo: keep the first N"), as a flag file does, because steps are not known there.
 */
#include "pm-flag-log.h"

#include "pm-error.h"
#include "pm-journal.h"

#include <string.h>

/* A decision about some pixels. */
typedef struct
{
  PmJudgement what;          /* its texts belong to it */
  gboolean joined;
  GArray *pixels;            /* of guint: places in `names` */
} Entry;

struct _PmFlagLog
{
  GObject parent_instance;

  GPtrArray *names;          /* of char *: the ids of all pixels ever named */
  GHashTable *places;        /* id -> place in `names` + 1 */
  GPtrArray *histories;      /* [place]: GPtrArray of Entry, oldest first; NULL: none yet */
  GArray *pixels;            /* [pixel of the array shown]: place */
  GPtrArray *entries;        /* of Entry, oldest first; those from n_done on were undone */
  guint n_done;
  gsize n_judged;            /* pixels in the entries that are done, each as often as it was judged */
  PmJournal *journal;
  gboolean saved;            /* nothing since the journal was discarded */
  GError *journal_error;
};

enum
{
  PROP_CAN_UNDO = 1,
  PROP_CAN_REDO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (PmFlagLog, pm_flag_log, G_TYPE_OBJECT)

static void
free_entry (gpointer data)
{
  Entry *entry = data;
  g_free ((char *) entry->what.reason);
  g_free ((char *) entry->what.user);
  g_free ((char *) entry->what.time);
  g_array_unref (entry->pixels);
  g_free (entry);
}

static char *
copy_text (const char *text)
{
  return g_utf8_make_valid (text ? text : "", -1);
}

static Entry *
entry_new (PmFlagState state, const char *reason, const char *user, const char *time, gboolean joined)
{
  Entry *entry = g_new (Entry, 1);
  entry->what = (PmJudgement){ state, copy_text (reason), copy_text (user), copy_text (time) };
  entry->joined = joined;
  entry->pixels = g_array_new (FALSE, FALSE, sizeof (guint));
  return entry;
}

static guint
place_of (PmFlagLog *self, const char *id)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, id));
  if (place > 0)
    return place - 1;
  char *name = copy_text (id);
  g_ptr_array_add (self->names, name);
  g_ptr_array_add (self->histories, NULL);
  g_hash_table_insert (self->places, name, GUINT_TO_POINTER (self->names->len));
  return self->names->len - 1;
}

static GPtrArray *
history_of (PmFlagLog *self, gsize pixel)
{
  return g_ptr_array_index (self->histories, g_array_index (self->pixels, guint, pixel));
}

/* Makes the next entry hold, and the last one not hold any more. */
static void
apply (PmFlagLog *self)
{
  Entry *entry = g_ptr_array_index (self->entries, self->n_done++);
  for (guint i = 0; i < entry->pixels->len; i++)
    {
      gpointer *history = &g_ptr_array_index (self->histories, g_array_index (entry->pixels, guint, i));
      if (!*history)
        *history = g_ptr_array_new ();
      g_ptr_array_add (*history, entry);
    }
  self->n_judged += entry->pixels->len;
}

static gsize
revert (PmFlagLog *self)
{
  const Entry *entry = g_ptr_array_index (self->entries, --self->n_done);
  for (guint i = 0; i < entry->pixels->len; i++)
    {
      GPtrArray *history = g_ptr_array_index (self->histories, g_array_index (entry->pixels, guint, i));
      g_ptr_array_set_size (history, (int) history->len - 1);
    }
  self->n_judged -= entry->pixels->len;
  return entry->pixels->len;
}

/* Takes over a new entry and applies it. */
static void
append (PmFlagLog *self, Entry *entry)
{
  g_ptr_array_set_size (self->entries, (int) self->n_done);
  g_ptr_array_add (self->entries, entry);
  apply (self);
}

/* The journal. */

static void
record_entry (PmFlagLog *self, const Entry *entry)
{
  if (!self->journal)
    return;
  g_autoptr (GPtrArray) record = g_ptr_array_new ();
  const char *head[] = { entry->joined ? "join" : "judge", pm_flag_state_to_string (entry->what.state), entry->what.time,
                         entry->what.user, entry->what.reason };
  for (guint i = 0; i < G_N_ELEMENTS (head); i++)
    g_ptr_array_add (record, (gpointer) head[i]);
  for (guint i = 0; i < entry->pixels->len; i++)
    g_ptr_array_add (record, g_ptr_array_index (self->names, g_array_index (entry->pixels, guint, i)));
  g_ptr_array_add (record, NULL);
  pm_journal_add (self->journal, (const char *const *) record->pdata);
}

static void
record_undo (PmFlagLog *self)
{
  if (!self->journal)
    return;
  g_autofree char *kept = g_strdup_printf ("%" G_GSIZE_FORMAT, self->n_judged);
  const char *record[] = { "undo", kept, NULL };
  pm_journal_add (self->journal, record);
}

/* Brings the records to the disk, and tells what changed. */
static void
finish_change (PmFlagLog *self)
{
  self->saved = FALSE;
  g_clear_error (&self->journal_error);
  if (self->journal)
    pm_journal_flush (self->journal, &self->journal_error);
  g_signal_emit (self, changed_signal, 0);
  for (int i = PROP_CAN_UNDO; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

/* Does one record again; FALSE if it makes no sense. *n_recovered counts judged pixels. */
static gboolean
replay (PmFlagLog *self, const char *const *record, gsize *n_recovered)
{
  guint64 kept;
  if (strcmp (record[0], "undo") == 0)
    {
      if (!record[1] || !g_ascii_string_to_unsigned (record[1], 10, 0, self->n_judged, &kept, NULL))
        return FALSE;
      while (self->n_done > 0 && self->n_judged > kept)
        revert (self);
      return TRUE;
    }
  gboolean joined = strcmp (record[0], "join") == 0;
  if ((!joined && strcmp (record[0], "judge") != 0) || g_strv_length ((char **) record) < 6)
    return FALSE;
  for (int state = PM_FLAG_STATE_BAD; state <= PM_FLAG_STATE_CLEAR; state++)
    if (strcmp (record[1], pm_flag_state_to_string ((PmFlagState) state)) == 0)
      {
        Entry *entry = entry_new ((PmFlagState) state, record[4], record[3], record[2], joined);
        for (gsize i = 5; record[i]; i++)
          {
            guint place = place_of (self, record[i]);
            g_array_append_val (entry->pixels, place);
          }
        *n_recovered += entry->pixels->len;
        append (self, entry);
        return TRUE;
      }
  return FALSE;
}

gboolean
pm_flag_log_open_journal (PmFlagLog *self, const char *path, gsize *n_recovered, GError **error)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self) && path, FALSE);
  g_autoptr (GPtrArray) records = NULL;
  gsize n = 0;
  pm_flag_log_close_journal (self);
  self->journal = pm_journal_open (path, &records, error);
  if (!self->journal)
    return FALSE;
  for (guint i = 0; i < records->len && replay (self, g_ptr_array_index (records, i), &n); i++)
    ;
  if (n_recovered)
    *n_recovered = n;
  if (records->len > 0)
    finish_change (self);
  else
    self->saved = TRUE;
  return TRUE;
}

void
pm_flag_log_discard_journal (PmFlagLog *self)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self));
  g_clear_error (&self->journal_error);
  self->saved = TRUE;
  if (self->journal)
    pm_journal_discard (self->journal, &self->journal_error);
}

void
pm_flag_log_close_journal (PmFlagLog *self)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self));
  if (self->journal)
    pm_journal_close (self->journal, self->saved);
  self->journal = NULL;
  g_clear_error (&self->journal_error);
}

const GError *
pm_flag_log_get_journal_error (PmFlagLog *self)
{
  return self->journal_error;
}

/* Changes. */

void
pm_flag_log_set_pixels (PmFlagLog *self, const char *const *ids, gsize n_pixels)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self));
  g_array_set_size (self->pixels, 0);
  for (gsize i = 0; i < n_pixels; i++)
    {
      guint place = place_of (self, ids[i]);
      g_array_append_val (self->pixels, place);
    }
  g_signal_emit (self, changed_signal, 0);
}

static char *
now (void)
{
  g_autoptr (GDateTime) time = g_date_time_new_now_utc ();
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

void
pm_flag_log_judge (PmFlagLog *self, const gsize *pixels, gsize n, PmFlagState state, const char *reason, const char *user,
                   const char *time)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self) && (guint) state <= PM_FLAG_STATE_CLEAR);
  for (gsize i = 0; i < n; i++)
    g_return_if_fail (pixels[i] < self->pixels->len);
  if (n == 0)
    return;
  g_autofree char *moment = time ? NULL : now ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Entry *entry = entry_new (state, reason, user ? user : g_get_user_name (), time ? time : moment, FALSE);
  for (gsize i = 0; i < n; i++)
    {
      guint place = g_array_index (self->pixels, guint, pixels[i]);
      if (g_hash_table_add (seen, GUINT_TO_POINTER (place)))
        g_array_append_val (entry->pixels, place);
    }
  append (self, entry);
  record_entry (self, entry);
  finish_change (self);
}

gsize
pm_flag_log_undo (PmFlagLog *self)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self), 0);
  gsize n = 0;
  for (gboolean joined = TRUE; joined && self->n_done > 0;)
    {
      joined = ((Entry *) g_ptr_array_index (self->entries, self->n_done - 1))->joined;
      n += revert (self);
    }
  if (n == 0)
    return 0;
  record_undo (self);
  finish_change (self);
  return n;
}

/* In the journal it is a new judgement: those that were undone may not be in there. */
gsize
pm_flag_log_redo (PmFlagLog *self)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self), 0);
  gsize n = 0;
  while (self->n_done < self->entries->len)
    {
      const Entry *entry = g_ptr_array_index (self->entries, self->n_done);
      if (n > 0 && !entry->joined)
        break;
      apply (self);
      record_entry (self, entry);
      n += entry->pixels->len;
    }
  if (n > 0)
    finish_change (self);
  return n;
}

/* One entry for each line of the file: the journal counts them. Returns whether there were any. */
static gboolean
append_file (PmFlagLog *self, const PmFlagFile *file, gboolean one_step)
{
  const PmFlagEntry *before = NULL;
  for (guint i = 0; i < file->entries->len; i++)
    {
      const PmFlagEntry *line = g_ptr_array_index (file->entries, i);
      gboolean joined = before && (one_step || (line->state == before->state && strcmp (line->reason, before->reason) == 0 &&
                                                strcmp (line->user, before->user) == 0 && strcmp (line->time, before->time) == 0));
      Entry *entry = entry_new (line->state, line->reason, line->user, line->time, joined);
      guint place = place_of (self, line->id);
      g_array_append_val (entry->pixels, place);
      append (self, entry);
      before = line;
      if (one_step)
        record_entry (self, entry);
    }
  return before != NULL;
}

void
pm_flag_log_add_file (PmFlagLog *self, const PmFlagFile *file)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self) && file);
  if (append_file (self, file, TRUE))
    finish_change (self);
}

void
pm_flag_log_load (PmFlagLog *self, const PmFlagFile *file)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self) && file && !self->journal);
  while (self->n_done > 0)
    revert (self);
  g_ptr_array_set_size (self->entries, 0);
  append_file (self, file, FALSE);
  finish_change (self);
}

/* Look-ups. */

gsize
pm_flag_log_get_n_pixels (PmFlagLog *self)
{
  return self->pixels->len;
}

gboolean
pm_flag_log_get_can_undo (PmFlagLog *self)
{
  return self->n_done > 0;
}

gboolean
pm_flag_log_get_can_redo (PmFlagLog *self)
{
  return self->n_done < self->entries->len;
}

gsize
pm_flag_log_get_n_judgements (PmFlagLog *self, gsize pixel)
{
  g_return_val_if_fail (pixel < self->pixels->len, 0);
  const GPtrArray *history = history_of (self, pixel);
  return history ? history->len : 0;
}

const PmJudgement *
pm_flag_log_get_judgement (PmFlagLog *self, gsize pixel, gsize i)
{
  g_return_val_if_fail (i < pm_flag_log_get_n_judgements (self, pixel), NULL);
  return &((const Entry *) g_ptr_array_index (history_of (self, pixel), i))->what;
}

PmPixelManual
pm_flag_log_get_manual (PmFlagLog *self, gsize pixel)
{
  gsize n = pm_flag_log_get_n_judgements (self, pixel);
  return n == 0 ? PM_MANUAL_NONE : pm_flag_state_to_manual (pm_flag_log_get_judgement (self, pixel, n - 1)->state);
}

PmPixelManual *
pm_flag_log_dup_manual (PmFlagLog *self)
{
  PmPixelManual *manual = g_new (PmPixelManual, self->pixels->len + 1);
  for (gsize i = 0; i < self->pixels->len; i++)
    manual[i] = pm_flag_log_get_manual (self, i);
  return manual;
}

PmFlagFile *
pm_flag_log_to_file (PmFlagLog *self)
{
  PmFlagFile *file = pm_flag_file_new ();
  for (guint e = 0; e < self->n_done; e++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, e);
      for (guint i = 0; i < entry->pixels->len; i++)
        pm_flag_file_add (file, g_ptr_array_index (self->names, g_array_index (entry->pixels, guint, i)), entry->what.state,
                          entry->what.reason, entry->what.user, entry->what.time);
    }
  return file;
}

/* The object. */

PmFlagLog *
pm_flag_log_new (void)
{
  return g_object_new (PM_TYPE_FLAG_LOG, NULL);
}

static void
pm_flag_log_init (PmFlagLog *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->histories = g_ptr_array_new ();
  self->pixels = g_array_new (FALSE, FALSE, sizeof (guint));
  self->entries = g_ptr_array_new_with_free_func (free_entry);
}

static void
pm_flag_log_finalize (GObject *object)
{
  PmFlagLog *self = PM_FLAG_LOG (object);
  if (self->journal)
    pm_journal_close (self->journal, self->saved);
  g_clear_error (&self->journal_error);
  for (guint i = 0; i < self->histories->len; i++)
    g_clear_pointer ((GPtrArray **) &g_ptr_array_index (self->histories, i), g_ptr_array_unref);
  g_ptr_array_unref (self->histories);
  g_ptr_array_unref (self->entries);
  g_array_unref (self->pixels);
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->names);
  G_OBJECT_CLASS (pm_flag_log_parent_class)->finalize (object);
}

static void
pm_flag_log_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmFlagLog *self = PM_FLAG_LOG (object);
  if (id == PROP_CAN_UNDO)
    g_value_set_boolean (value, pm_flag_log_get_can_undo (self));
  else if (id == PROP_CAN_REDO)
    g_value_set_boolean (value, pm_flag_log_get_can_redo (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pm_flag_log_class_init (PmFlagLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->finalize = pm_flag_log_finalize;
  object_class->get_property = pm_flag_log_get_property;
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}
