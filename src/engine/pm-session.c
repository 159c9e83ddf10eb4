/* SPDX-License-Identifier: GPL-3.0-or-later
 * The session: its scans and options, and the object itself.
 */
#include "pm-session-private.h"

#include "pm-error.h"
#include "pm-file.h"

#include <string.h>

static GParamSpec *properties[PM_SESSION_N_PROPS];

enum
{
  OPTIONS_CHANGED,
  SCANS_CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PmSession, pm_session, G_TYPE_OBJECT)

void
pm_session_notify (PmSession *self, int property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
pm_session_emit_failed (PmSession *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

void
pm_session_review (PmSession *self)
{
  pm_session_notify (self, PM_SESSION_PROP_OUT_OF_DATE);
}

void
pm_session_touch (PmSession *self, gboolean backup)
{
  if (backup)
    pm_session_plan_backup (self);
  if (self->unsaved)
    return;
  self->unsaved = TRUE;
  pm_session_notify (self, PM_SESSION_PROP_UNSAVED);
}

void
pm_session_set_saved (PmSession *self, const char *path, PmFileGuard *guard)
{
  gboolean is_other = g_strcmp0 (self->path, path) != 0;
  if (is_other || guard)
    {
      g_clear_pointer (&self->guard, pm_file_guard_free);
      self->guard = guard ? guard : pm_file_guard_new (path);
    }
  if (is_other)
    {
      g_free (self->path);
      self->path = g_strdup (path);
      pm_session_notify (self, PM_SESSION_PROP_PATH);
    }
  self->unsaved = FALSE;
  pm_session_notify (self, PM_SESSION_PROP_UNSAVED);
}

PmFileState
pm_session_look_at_file (PmSession *self)
{
  g_return_val_if_fail (PM_IS_SESSION (self), PM_FILE_OURS);
  PmFileState state = self->guard ? pm_file_guard_look (self->guard) : PM_FILE_OURS;
  if (state != self->file_state)
    {
      self->file_state = state;
      pm_session_notify (self, PM_SESSION_PROP_FILE_STATE);
    }
  return state;
}

/* Scans. */

void
pm_session_reduce_soon (PmSession *self)
{
  self->reduce_when_ready = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      self->reduce_when_ready = self->reduce_when_ready || pm_scan_item_get_state (item) == PM_SCAN_READING;
    }
  if (!self->reduce_when_ready)
    pm_session_reduce (self);
}

static void
scans_changed (PmSession *self)
{
  g_signal_emit (self, signals[SCANS_CHANGED], 0);
  pm_session_notify (self, PM_SESSION_PROP_MEMORY_BYTES);
  pm_session_review (self);
}

static void
item_checked_cb (PmSession *self)
{
  pm_session_touch (self, TRUE);
  scans_changed (self);
}

/* It has been looked at. */
static void
item_state_cb (PmSession *self)
{
  scans_changed (self);
  if (self->reduce_when_ready)
    pm_session_reduce_soon (self);
}

typedef struct
{
  char *path;
  PmOptions *options;
} InfoRequest;

static void
free_request (gpointer data)
{
  InfoRequest *request = data;
  g_free (request->path);
  pm_options_free (request->options);
  g_free (request);
}

static void
free_info (gpointer info)
{
  pm_scan_info_free (info);
}

static void
read_info_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const InfoRequest *request = data;
  GError *error = NULL;
  PmScanInfo *info = pm_scan_info_read (request->path, request->options, &error);
  if (info)
    g_task_return_pointer (task, info, free_info);
  else
    g_task_return_error (task, error);
}

static void
info_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PmScanItem) item = PM_SCAN_ITEM (data);
  g_autoptr (GError) error = NULL;
  PmScanInfo *info = g_task_propagate_pointer (G_TASK (result), &error);
  if (info)
    pm_scan_item_set_info (item, info);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pm_scan_item_set_error (item, g_steal_pointer (&error));
}

/* The paths of all scans; they belong to the items. */
static GHashTable *
hash_paths (PmSession *self)
{
  GHashTable *paths = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      g_hash_table_add (paths, (gpointer) pm_scan_item_get_path (item)); /* the list keeps the item */
    }
  return paths;
}

GListModel *
pm_session_get_scans (PmSession *self)
{
  return G_LIST_MODEL (self->scans);
}

void
pm_session_add_scans (PmSession *self, const char *const *paths)
{
  g_return_if_fail (PM_IS_SESSION (self) && paths);
  g_autoptr (GHashTable) known = hash_paths (self);
  gboolean added = FALSE;
  for (; *paths; paths++)
    {
      g_autofree char *path = g_canonicalize_filename (*paths, NULL);
      if (g_hash_table_contains (known, path))
        continue;
      g_autoptr (PmScanItem) item = pm_scan_item_new (path);
      g_hash_table_add (known, (gpointer) pm_scan_item_get_path (item));
      g_signal_connect_object (item, "notify::checked", G_CALLBACK (item_checked_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (item, "notify::state", G_CALLBACK (item_state_cb), self, G_CONNECT_SWAPPED);
      g_list_store_append (self->scans, item);
      InfoRequest *request = g_new (InfoRequest, 1);
      *request = (InfoRequest){ g_strdup (path), pm_options_copy (self->options) };
      g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, info_ready_cb, g_object_ref (item));
      g_task_set_source_tag (task, pm_session_add_scans);
      g_task_set_task_data (task, request, free_request);
      g_task_run_in_thread (task, read_info_thread);
      added = TRUE;
    }
  if (!added)
    return;
  pm_session_touch (self, TRUE);
  scans_changed (self);
}

void
pm_session_remove_scan (PmSession *self, PmScanItem *item)
{
  guint position;
  if (!g_list_store_find (self->scans, item, &position))
    return;
  g_signal_handlers_disconnect_by_data (item, self);
  g_list_store_remove (self->scans, position);
  pm_session_touch (self, TRUE);
  scans_changed (self);
}

guint64
pm_session_get_memory_bytes (PmSession *self)
{
  guint64 bytes = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      if (pm_scan_item_takes_part (item))
        bytes += pm_scan_item_get_info (item)->memory_bytes;
    }
  return bytes;
}

/* Options. */

static void
options_changed (PmSession *self)
{
  pm_session_touch (self, TRUE);
  g_signal_emit (self, signals[OPTIONS_CHANGED], 0);
  pm_session_review (self);
}

const PmOptions *
pm_session_get_options (PmSession *self)
{
  return self->options;
}

/* Sets an option; says nothing if it is what it was. */
gboolean
pm_session_set_option (PmSession *self, const char *key, const char *value, GError **error)
{
  const PmOptionInfo *info = pm_option_find (key);
  g_autofree char *before = info ? pm_options_get (self->options, info) : NULL;
  if (!pm_options_set (self->options, key, value, error))
    return FALSE;
  g_autofree char *after = pm_options_get (self->options, info);
  if (strcmp (before, after) != 0)
    options_changed (self);
  return TRUE;
}

void
pm_session_reset_option (PmSession *self, const char *key)
{
  const PmOptionInfo *info = pm_option_find (key);
  g_return_if_fail (info);
  g_autoptr (PmOptions) defaults = pm_options_new ();
  g_autofree char *value = pm_options_get (defaults, info);
  pm_session_set_option (self, key, value, NULL);
}

void
pm_session_replace_options (PmSession *self, PmOptions *options)
{
  pm_options_free (self->options);
  self->options = options;
  options_changed (self);
}

void
pm_session_reset_options (PmSession *self)
{
  pm_session_replace_options (self, pm_options_new ());
}

void
pm_session_revert_options (PmSession *self)
{
  if (self->base)
    pm_session_replace_options (self, pm_options_copy (self->base->options));
}

gboolean
pm_session_load_options (PmSession *self, const char *path, GError **error)
{
  g_autoptr (PmOptions) options = pm_options_new ();
  if (!pm_options_load (options, path, error))
    return FALSE;
  pm_session_replace_options (self, g_steal_pointer (&options));
  return TRUE;
}

gboolean
pm_session_save_options (PmSession *self, const char *path, GError **error)
{
  g_autofree char *text = pm_options_to_key_file (self->options);
  return pm_file_write_atomic (path, text, -1, error);
}

gboolean
pm_session_find_changed_option (PmSession *self, const PmOptionInfo **info, char **result_value, char **value)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  for (gsize i = 0; self->base && i < n; i++)
    {
      g_autofree char *old = pm_options_get (self->base->options, &infos[i]), *now = pm_options_get (self->options, &infos[i]);
      if (strcmp (old, now) == 0)
        continue;
      *info = &infos[i];
      *result_value = g_steal_pointer (&old);
      *value = g_steal_pointer (&now);
      return TRUE;
    }
  return FALSE;
}

static gboolean
scans_differ (PmSession *self)
{
  gsize n = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      if (!pm_scan_item_takes_part (item))
        continue;
      if (n >= self->base->n_shares || strcmp (self->base->shares[n].path, pm_scan_item_get_path (item)) != 0)
        return TRUE;
      n++;
    }
  return n != self->base->n_shares;
}

gboolean
pm_session_is_out_of_date (PmSession *self)
{
  const PmOptionInfo *info;
  g_autofree char *old = NULL, *now = NULL;
  return self->base && (pm_session_find_changed_option (self, &info, &old, &now) || scans_differ (self));
}

/* View state. */

void
pm_session_set_view (PmSession *self, const char *key, const char *value)
{
  if (value)
    g_hash_table_insert (self->view, g_strdup (key), g_strdup (value));
  else
    g_hash_table_remove (self->view, key);
}

const char *
pm_session_get_view (PmSession *self, const char *key)
{
  return g_hash_table_lookup (self->view, key);
}

/* The object. */

PmSession *
pm_session_new (void)
{
  return g_object_new (PM_TYPE_SESSION, NULL);
}

PmJob *
pm_session_get_job (PmSession *self)
{
  return self->job;
}

PmResult *
pm_session_get_result (PmSession *self)
{
  return self->result;
}

PmSuspicion *
pm_session_get_suspicion (PmSession *self)
{
  return self->suspicion;
}

PmFlagLog *
pm_session_get_flags (PmSession *self)
{
  return self->flags;
}

const char *
pm_session_get_path (PmSession *self)
{
  return self->path;
}

gboolean
pm_session_get_unsaved (PmSession *self)
{
  return self->unsaved;
}

static void
pm_session_init (PmSession *self)
{
  self->scans = g_list_store_new (PM_TYPE_SCAN_ITEM);
  self->options = pm_options_new ();
  self->flags = pm_flag_log_new ();
  self->job = pm_job_new ();
  self->view = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cancellable = g_cancellable_new ();
  pm_session_connect_result (self);
}

static void
pm_session_dispose (GObject *object)
{
  PmSession *self = PM_SESSION (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->backup_source, g_source_remove);
  pm_job_stop (self->job);
  G_OBJECT_CLASS (pm_session_parent_class)->dispose (object);
}

static void
pm_session_finalize (GObject *object)
{
  PmSession *self = PM_SESSION (object);
  g_clear_pointer (&self->base, pm_result_unref);
  g_clear_pointer (&self->result, pm_result_unref);
  g_clear_pointer (&self->suspicion, pm_suspicion_unref);
  g_object_unref (self->scans);
  g_object_unref (self->flags);
  g_object_unref (self->job);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->view);
  pm_options_free (self->options);
  g_free (self->core_name);
  g_free (self->path);
  g_clear_pointer (&self->guard, pm_file_guard_free);
  g_free (self->backup);
  g_free (self->journal);
  G_OBJECT_CLASS (pm_session_parent_class)->finalize (object);
}

static void
pm_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmSession *self = PM_SESSION (object);
  switch (id)
    {
    case PM_SESSION_PROP_RESULT:
      g_value_set_pointer (value, self->result);
      break;
    case PM_SESSION_PROP_OUT_OF_DATE:
      g_value_set_boolean (value, pm_session_is_out_of_date (self));
      break;
    case PM_SESSION_PROP_UNSAVED:
      g_value_set_boolean (value, self->unsaved);
      break;
    case PM_SESSION_PROP_CAN_UNDO:
      g_value_set_boolean (value, pm_flag_log_get_can_undo (self->flags));
      break;
    case PM_SESSION_PROP_CAN_REDO:
      g_value_set_boolean (value, pm_flag_log_get_can_redo (self->flags));
      break;
    case PM_SESSION_PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PM_SESSION_PROP_MEMORY_BYTES:
      g_value_set_uint64 (value, pm_session_get_memory_bytes (self));
      break;
    case PM_SESSION_PROP_FILE_STATE:
      g_value_set_int (value, (int) self->file_state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static guint
new_signal (PmSessionClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pm_session_class_init (PmSessionClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = pm_session_dispose;
  object_class->finalize = pm_session_finalize;
  object_class->get_property = pm_session_get_property;
  properties[PM_SESSION_PROP_RESULT] = g_param_spec_pointer ("result", NULL, NULL, flags);
  properties[PM_SESSION_PROP_OUT_OF_DATE] = g_param_spec_boolean ("out-of-date", NULL, NULL, FALSE, flags);
  properties[PM_SESSION_PROP_UNSAVED] = g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, flags);
  properties[PM_SESSION_PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PM_SESSION_PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PM_SESSION_PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PM_SESSION_PROP_MEMORY_BYTES] = g_param_spec_uint64 ("memory-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PM_SESSION_PROP_FILE_STATE] =
    g_param_spec_int ("file-state", NULL, NULL, PM_FILE_OURS, PM_FILE_CHANGED, PM_FILE_OURS, flags);
  g_object_class_install_properties (object_class, PM_SESSION_N_PROPS, properties);
  signals[OPTIONS_CHANGED] = new_signal (klass, "options-changed");
  signals[SCANS_CHANGED] = new_signal (klass, "scans-changed");
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}
