/* SPDX-License-Identifier: GPL-3.0-or-later
 * The log of judgements and refits. A step of undo is one or several events in a row; `joined` ones go together with the one before. The
 * journal counts single pixels ("undo: keep the first N judged and M fitted again"), as a flag file does, because steps are not known
 * there. Two numbers, because a file does not tell how judgements and refits followed each other: they do not depend on each other.
 */
#include "pm-flag-log.h"

#include "pm-error.h"
#include "pm-journal.h"
#include "pm-options.h"

#include <string.h>

struct _PmFlagLog
{
  GObject parent_instance;

  GPtrArray *names;          /* of char *: the ids of all pixels ever named */
  GHashTable *places;        /* id -> place in `names` + 1 */
  GPtrArray *histories;      /* [place]: GPtrArray of PmFlagEvent, oldest first, undone ones too; NULL: none yet */
  GArray *pixels;            /* [pixel of the array shown]: place */
  GPtrArray *all;            /* of PmFlagEvent, owned, oldest first: also those that cannot be redone any more */
  GPtrArray *steps;          /* of PmFlagEvent, oldest first; those from n_done on were undone */
  guint n_done;
  gsize n_pixels_done[2];    /* in the steps that are done: judged and fitted again, each as often as it was */
  guint refit_serial;
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

static char *
copy_text (const char *text)
{
  return g_utf8_make_valid (text ? text : "", -1);
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

static void
add_pixel (PmFlagLog *self, PmFlagEvent *event, guint place)
{
  gpointer *history = &g_ptr_array_index (self->histories, place);
  if (!*history)
    *history = g_ptr_array_new ();
  g_ptr_array_add (*history, event);
  g_array_append_val (event->places, place);
}

static void
set_undone (PmFlagLog *self, PmFlagEvent *event, gboolean undone)
{
  event->undone = undone;
  self->refit_serial += event->is_refit != FALSE;
}

/* Makes the next step hold, and the last one not hold any more. */
static void
apply (PmFlagLog *self)
{
  PmFlagEvent *event = g_ptr_array_index (self->steps, self->n_done++);
  set_undone (self, event, FALSE);
  self->n_pixels_done[event->is_refit] += event->places->len;
}

static gsize
revert (PmFlagLog *self)
{
  PmFlagEvent *event = g_ptr_array_index (self->steps, --self->n_done);
  set_undone (self, event, TRUE);
  self->n_pixels_done[event->is_refit] -= event->places->len;
  return event->places->len;
}

/* Takes over a new event and applies it. */
static void
append (PmFlagLog *self, PmFlagEvent *event)
{
  g_ptr_array_set_size (self->steps, (int) self->n_done);
  g_ptr_array_add (self->steps, event);
  g_ptr_array_add (self->all, event);
  apply (self);
}

/* The journal. */

static void
record_event (PmFlagLog *self, const PmFlagEvent *event)
{
  if (!self->journal)
    return;
  g_auto (GStrv) record = pm_flag_event_to_record (event, self->names);
  pm_journal_add (self->journal, (const char *const *) record);
}

static void
record_undo (PmFlagLog *self)
{
  if (!self->journal)
    return;
  g_autofree char *judged = g_strdup_printf ("%" G_GSIZE_FORMAT, self->n_pixels_done[0]);
  g_autofree char *refitted = g_strdup_printf ("%" G_GSIZE_FORMAT, self->n_pixels_done[1]);
  const char *record[] = { "undo", judged, refitted, NULL };
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

/* Takes back the last judgements, or refits, until so many pixels are left; others that came later stay. */
static void
revert_kind (PmFlagLog *self, gboolean is_refit, gsize kept)
{
  for (guint i = self->n_done; i-- > 0 && self->n_pixels_done[is_refit] > kept;)
    {
      PmFlagEvent *event = g_ptr_array_index (self->steps, i);
      if (event->is_refit != is_refit)
        continue;
      g_ptr_array_remove_index (self->steps, i);
      g_ptr_array_insert (self->steps, (int) self->n_done - 1, event);
      revert (self);
    }
}

/* Journals of before there were refits have one number. */
static gboolean
replay_undo (PmFlagLog *self, const char *const *record)
{
  guint64 kept[2] = { 0, self->n_pixels_done[1] };
  for (int k = 0; k < 2 && (k == 0 || record[1 + k]); k++)
    if (!record[1 + k] || !g_ascii_string_to_unsigned (record[1 + k], 10, 0, self->n_pixels_done[k], &kept[k], NULL))
      return FALSE;
  for (int k = 0; k < 2; k++)
    revert_kind (self, k, (gsize) kept[k]);
  return TRUE;
}

/* Does one record again; FALSE if it makes no sense. *n_recovered counts pixels. */
static gboolean
replay (PmFlagLog *self, const char *const *record, gsize *n_recovered)
{
  if (strcmp (record[0], "undo") == 0)
    return replay_undo (self, record);
  const char *const *names;
  PmFlagEvent *event = pm_flag_event_from_record (record, &names);
  if (!event)
    return FALSE;
  for (; *names; names++)
    add_pixel (self, event, place_of (self, *names));
  *n_recovered += event->places->len;
  append (self, event);
  return TRUE;
}

void
pm_flag_log_take_journal (PmFlagLog *self, PmJournal *journal, GPtrArray *records, gsize *n_recovered)
{
  gsize n = 0;
  pm_flag_log_close_journal (self);
  self->journal = journal;
  for (guint i = 0; i < records->len && replay (self, g_ptr_array_index (records, i), &n); i++)
    ;
  if (n_recovered)
    *n_recovered = n;
  if (records->len > 0)
    finish_change (self);
  else
    self->saved = TRUE;
}

gboolean
pm_flag_log_open_journal (PmFlagLog *self, const char *path, gsize *n_recovered, GError **error)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self) && path, FALSE);
  g_autoptr (GPtrArray) records = NULL;
  pm_flag_log_close_journal (self);
  PmJournal *journal = pm_journal_open (path, &records, error);
  if (journal)
    pm_flag_log_take_journal (self, journal, records, n_recovered);
  return journal != NULL;
}

gboolean
pm_flag_log_has_journal (PmFlagLog *self)
{
  return self->journal != NULL;
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
  PmFlagEvent *event = pm_flag_event_new_judgement (state, reason, user ? user : g_get_user_name (), time ? time : moment);
  for (gsize i = 0; i < n; i++)
    {
      guint place = g_array_index (self->pixels, guint, pixels[i]);
      if (g_hash_table_add (seen, GUINT_TO_POINTER (place)))
        add_pixel (self, event, place);
    }
  append (self, event);
  record_event (self, event);
  finish_change (self);
}

void
pm_flag_log_refit (PmFlagLog *self, gsize pixel, double radius, double x0, double y0, int domain)
{
  g_return_if_fail (PM_IS_FLAG_LOG (self) && pixel < self->pixels->len && radius > 0.0);
  g_return_if_fail (domain >= -1 && domain <= PM_DOMAIN_MAP);
  g_autofree char *moment = now ();
  PmFlagEvent *event = pm_flag_event_new_refit (radius, x0, y0, domain, g_get_user_name (), moment);
  add_pixel (self, event, g_array_index (self->pixels, guint, pixel));
  append (self, event);
  record_event (self, event);
  finish_change (self);
}

gsize
pm_flag_log_undo (PmFlagLog *self)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self), 0);
  gsize n = 0;
  for (gboolean joined = TRUE; joined && self->n_done > 0;)
    {
      joined = ((PmFlagEvent *) g_ptr_array_index (self->steps, self->n_done - 1))->joined;
      n += revert (self);
    }
  if (n == 0)
    return 0;
  record_undo (self);
  finish_change (self);
  return n;
}

/* In the journal it is a new event: those that were undone may not be in there. */
gsize
pm_flag_log_redo (PmFlagLog *self)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self), 0);
  gsize n = 0;
  while (self->n_done < self->steps->len)
    {
      const PmFlagEvent *event = g_ptr_array_index (self->steps, self->n_done);
      if (n > 0 && !event->joined)
        break;
      apply (self);
      record_event (self, event);
      n += event->places->len;
    }
  if (n > 0)
    finish_change (self);
  return n;
}

/* Appends a line of a file. */
static void
append_line (PmFlagLog *self, PmFlagEvent *event, const char *id, gboolean joined, gboolean to_journal)
{
  event->joined = joined;
  add_pixel (self, event, place_of (self, id));
  append (self, event);
  if (to_journal)
    record_event (self, event);
}

/* One event for each line of the file: the journal counts them. Returns whether there were any. */
static gboolean
append_file (PmFlagLog *self, const PmFlagFile *file, gboolean one_step)
{
  const PmFlagEntry *before = NULL;
  for (guint i = 0; i < file->entries->len; i++)
    {
      const PmFlagEntry *line = g_ptr_array_index (file->entries, i);
      gboolean joined = before && (one_step || (line->state == before->state && strcmp (line->reason, before->reason) == 0 &&
                                                strcmp (line->user, before->user) == 0 && strcmp (line->time, before->time) == 0));
      append_line (self, pm_flag_event_new_judgement (line->state, line->reason, line->user, line->time), line->id, joined, one_step);
      before = line;
    }
  for (guint i = 0; i < file->refits->len; i++)
    {
      const PmRefit *line = g_ptr_array_index (file->refits, i);
      append_line (self, pm_flag_event_new_refit (line->radius, line->x0, line->y0, line->domain, line->user, line->time), line->id,
                   one_step && (before || i > 0), one_step);
    }
  return file->entries->len + file->refits->len > 0;
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
  self->refit_serial += self->n_pixels_done[1] > 0;
  self->n_done = 0;
  memset (self->n_pixels_done, 0, sizeof self->n_pixels_done);
  for (guint i = 0; i < self->histories->len; i++)
    g_clear_pointer ((GPtrArray **) &g_ptr_array_index (self->histories, i), g_ptr_array_unref);
  g_ptr_array_set_size (self->steps, 0);
  g_ptr_array_set_size (self->all, 0);
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
  return self->n_done < self->steps->len;
}

static gboolean
is_kind (const PmFlagEvent *event, gboolean is_refit)
{
  return !event->undone && (event->is_refit != FALSE) == (is_refit != FALSE);
}

/* The newest judgement, or refit, that holds for a pixel; NULL: none. */
static const PmFlagEvent *
find_newest (PmFlagLog *self, gsize pixel, gboolean is_refit)
{
  const GPtrArray *history = history_of (self, pixel);
  for (guint i = history ? history->len : 0; i-- > 0;)
    if (is_kind (g_ptr_array_index (history, i), is_refit))
      return g_ptr_array_index (history, i);
  return NULL;
}

gsize
pm_flag_log_get_n_judgements (PmFlagLog *self, gsize pixel)
{
  g_return_val_if_fail (pixel < self->pixels->len, 0);
  const GPtrArray *history = history_of (self, pixel);
  gsize n = 0;
  for (guint i = 0; history && i < history->len; i++)
    n += is_kind (g_ptr_array_index (history, i), FALSE) ? 1 : 0;
  return n;
}

const PmJudgement *
pm_flag_log_get_judgement (PmFlagLog *self, gsize pixel, gsize i)
{
  g_return_val_if_fail (i < pm_flag_log_get_n_judgements (self, pixel), NULL);
  const GPtrArray *history = history_of (self, pixel);
  for (guint k = 0;; k++)
    {
      const PmFlagEvent *event = g_ptr_array_index (history, k);
      if (is_kind (event, FALSE) && i-- == 0)
        return &event->what;
    }
}

PmPixelManual
pm_flag_log_get_manual (PmFlagLog *self, gsize pixel)
{
  g_return_val_if_fail (pixel < self->pixels->len, PM_MANUAL_NONE);
  const PmFlagEvent *event = find_newest (self, pixel, FALSE);
  return event ? pm_flag_state_to_manual (event->what.state) : PM_MANUAL_NONE;
}

gboolean
pm_flag_log_get_refit (PmFlagLog *self, gsize pixel, PmRefit *refit)
{
  g_return_val_if_fail (pixel < self->pixels->len && refit, FALSE);
  const PmFlagEvent *event = find_newest (self, pixel, TRUE);
  if (!event)
    return FALSE;
  char *id = g_ptr_array_index (self->names, g_array_index (self->pixels, guint, pixel));
  *refit = (PmRefit){ .id = id, .radius = event->radius, .x0 = event->x0, .y0 = event->y0, .domain = event->domain };
  return TRUE;
}

guint
pm_flag_log_get_refit_serial (PmFlagLog *self)
{
  return self->refit_serial;
}

GPtrArray *
pm_flag_log_get_history (PmFlagLog *self, gsize pixel)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self) && pixel < self->pixels->len, NULL);
  GPtrArray *history = history_of (self, pixel);
  return history ? g_ptr_array_copy (history, NULL, NULL) : g_ptr_array_new ();
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
      const PmFlagEvent *event = g_ptr_array_index (self->steps, e);
      for (guint i = 0; i < event->places->len; i++)
        {
          const char *name = g_ptr_array_index (self->names, g_array_index (event->places, guint, i));
          if (event->is_refit)
            pm_refit_set_author (pm_flag_file_add_refit (file, name, event->radius, event->x0, event->y0, event->domain), event->what.user,
                                 event->what.time);
          else
            pm_flag_file_add (file, name, event->what.state, event->what.reason, event->what.user, event->what.time);
        }
    }
  return file;
}

GPtrArray *
pm_flag_log_list_refits (PmFlagLog *self)
{
  g_return_val_if_fail (PM_IS_FLAG_LOG (self), NULL);
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = file->refits->len; i-- > 0;)
    if (!g_hash_table_add (seen, ((PmRefit *) g_ptr_array_index (file->refits, i))->id))
      g_ptr_array_remove_index (file->refits, i);
  return g_ptr_array_ref (file->refits);
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
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) pm_flag_event_free);
  self->steps = g_ptr_array_new ();
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
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->all);
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
