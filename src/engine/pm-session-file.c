/* SPDX-License-Identifier: GPL-3.0-or-later
 * Session files: JSON of one object.
 *
 *   pixelmap-session  1
 *   scans             [{ path, checked }]; path: relative to the file, absolute, or file:///... where it is no UTF-8
 *   options           { key: value as text }: those that are not default
 *   flags             [{ id, state, reason, user, time }], oldest first
 *   refits            [{ id, radius, x0, y0, domain, user, time }]; x0, y0 null: chosen by the program
 *   reduced           whether there was a result
 *   saved-as          in backups: the session's own file
 *   saved-checksums   in backups: what that file held when it was read or written last (pm-file-guard.h)
 *   view              { key: text }: of the window
 *
 * What stands in a file is checked before anything is taken over.
 */
#include "pm-session-private.h"

#include "pm-error.h"
#include "pm-file.h"
#include "pm-json.h"
#include "pm-text.h"

#include <math.h>
#include <string.h>

#define FORMAT_VERSION 1
#define MAX_BYTES ((gsize) 256 << 20)
#define MAX_SCANS 10000
#define MAX_WORDS 400 /* bytes of a parser's message, which quotes the file */

/* Writing. */

static void
add_text (JsonBuilder *b, const char *name, const char *text)
{
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, text);
}

/* Names of files may be any bytes, JSON is UTF-8: the others go as a URI, which escapes them. */
static void
add_path (JsonBuilder *b, const char *name, const char *path, const char *shown)
{
  g_autofree char *uri = g_utf8_validate (path, -1, NULL) ? NULL : g_filename_to_uri (path, NULL, NULL);
  add_text (b, name, uri ? uri : shown);
}

static void
add_number (JsonBuilder *b, const char *name, double number)
{
  json_builder_set_member_name (b, name);
  if (isfinite (number))
    json_builder_add_double_value (b, number);
  else
    json_builder_add_null_value (b);
}

static void
add_scans (JsonBuilder *b, PmSession *self, const char *folder)
{
  json_builder_set_member_name (b, "scans");
  json_builder_begin_array (b);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)); i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      const char *path = pm_scan_item_get_path (item);
      gsize n = folder ? strlen (folder) : 0;
      gboolean below = n > 0 && strncmp (path, folder, n) == 0 && path[n] == G_DIR_SEPARATOR;
      json_builder_begin_object (b);
      add_path (b, "path", path, below ? path + n + 1 : path);
      json_builder_set_member_name (b, "checked");
      json_builder_add_boolean_value (b, pm_scan_item_get_checked (item));
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_options (JsonBuilder *b, const PmOptions *options)
{
  gsize n;
  const PmOptionInfo *infos = pm_option_infos (&n);
  json_builder_set_member_name (b, "options");
  json_builder_begin_object (b);
  for (gsize i = 0; i < n; i++)
    if (!pm_options_is_default (options, &infos[i]))
      {
        g_autofree char *value = pm_options_get (options, &infos[i]);
        add_text (b, infos[i].key, value);
      }
  json_builder_end_object (b);
}

static void
add_flags (JsonBuilder *b, const PmFlagFile *file)
{
  json_builder_set_member_name (b, "flags");
  json_builder_begin_array (b);
  for (guint i = 0; i < file->entries->len; i++)
    {
      const PmFlagEntry *entry = g_ptr_array_index (file->entries, i);
      json_builder_begin_object (b);
      add_text (b, "id", entry->id);
      add_text (b, "state", pm_flag_state_to_string (entry->state));
      add_text (b, "reason", entry->reason);
      add_text (b, "user", entry->user);
      add_text (b, "time", entry->time);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "refits");
  json_builder_begin_array (b);
  for (guint i = 0; i < file->refits->len; i++)
    {
      const PmRefit *refit = g_ptr_array_index (file->refits, i);
      json_builder_begin_object (b);
      add_text (b, "id", refit->id);
      add_number (b, "radius", refit->radius);
      add_number (b, "x0", refit->x0);
      add_number (b, "y0", refit->y0);
      json_builder_set_member_name (b, "domain");
      json_builder_add_int_value (b, refit->domain);
      add_text (b, "user", refit->user);
      add_text (b, "time", refit->time);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
add_view (JsonBuilder *b, GHashTable *view)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (view), (GCompareFunc) strcmp);
  json_builder_set_member_name (b, "view");
  json_builder_begin_object (b);
  for (GList *l = keys; l; l = l->next)
    add_text (b, l->data, g_hash_table_lookup (view, l->data));
  json_builder_end_object (b);
}

static void
add_saved_as (JsonBuilder *b, PmSession *self)
{
  add_path (b, "saved-as", self->path, self->path);
  json_builder_set_member_name (b, "saved-checksums");
  json_builder_begin_array (b);
  for (const char *const *sum = pm_file_guard_get_checksums (self->guard); *sum; sum++)
    json_builder_add_string_value (b, *sum);
  json_builder_end_array (b);
}

char *
pm_session_to_json (PmSession *self, const char *folder)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (PmFlagFile) file = pm_flag_log_to_file (self->flags);
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "pixelmap-session");
  json_builder_add_int_value (b, FORMAT_VERSION);
  add_scans (b, self, folder);
  add_options (b, self->options);
  add_flags (b, file);
  if (!folder && self->path)
    add_saved_as (b, self);
  json_builder_set_member_name (b, "reduced");
  json_builder_add_boolean_value (b, self->base != NULL);
  add_view (b, self->view);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = pm_json_print (root);
  return g_strconcat (text, "\n", NULL);
}

/* Reading. `where` is the file, for messages. */

static gboolean
fail (GError **error, const char *where, const char *expected)
{
  g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: not a session file of PixelMap: expected %s", where, expected);
  return FALSE;
}

/* The parser makes no UTF-8 of escapes such as \ud800, and what is no UTF-8 could be saved, but not read again: such texts are none. */
static const char *
text_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  gboolean is_text = node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  return is_text && g_utf8_validate (json_node_get_string (node), -1, NULL) ? json_node_get_string (node) : NULL;
}

/* The path of add_path(), absolute; NULL if there is none. */
static char *
path_of (JsonObject *object, const char *name, const char *folder)
{
  const char *text = text_of (object, name);
  if (!text || !*text)
    return NULL;
  return g_str_has_prefix (text, "file:///") ? g_filename_from_uri (text, NULL, NULL) : g_canonicalize_filename (text, folder);
}

static double
number_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return NAN;
  GType type = json_node_get_value_type (node);
  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : NAN;
}

static gboolean
bool_of (JsonObject *object, const char *name, gboolean fallback)
{
  JsonNode *node = json_object_get_member (object, name);
  gboolean known = node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
  return known ? json_node_get_boolean (node) : fallback;
}

static JsonArray *
array_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_options (JsonObject *root, const char *where, PmOptions *options, GError **error)
{
  JsonNode *node = json_object_get_member (root, "options");
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, where, "an object 'options'");
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) keys = json_object_get_members (object);
  for (GList *l = keys; l; l = l->next)
    {
      const char *value = text_of (object, l->data);
      if (!value)
        return fail (error, where, "texts as values of 'options'");
      g_autoptr (GError) local = NULL;
      if (!pm_options_set (options, l->data, value, &local))
        {
          g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: %s", where, local->message);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_flags (JsonObject *root, const char *where, PmFlagFile *file, GError **error)
{
  JsonArray *flags = array_of (root, "flags"), *refits = array_of (root, "refits");
  for (guint i = 0; flags && i < json_array_get_length (flags); i++)
    {
      JsonObject *object = element (flags, i);
      const char *id = object ? text_of (object, "id") : NULL, *state = object ? text_of (object, "state") : NULL;
      PmFlagState value = PM_FLAG_STATE_BAD;
      while (state && value <= PM_FLAG_STATE_CLEAR && strcmp (state, pm_flag_state_to_string (value)) != 0)
        value++;
      if (!id || !state || value > PM_FLAG_STATE_CLEAR)
        return fail (error, where, "an id and a state bad, good or clear in each element of 'flags'");
      pm_flag_file_add (file, id, value, text_of (object, "reason"), text_of (object, "user"), text_of (object, "time"));
    }
  for (guint i = 0; refits && i < json_array_get_length (refits); i++)
    {
      JsonObject *object = element (refits, i);
      const char *id = object ? text_of (object, "id") : NULL;
      double radius = object ? number_of (object, "radius") : NAN, domain = object ? number_of (object, "domain") : NAN;
      if (!id || !(radius > 0.0) || !isfinite (radius))
        return fail (error, where, "an id and a radius above 0 in each element of 'refits'");
      int checked = domain >= PM_DOMAIN_TIME && domain <= PM_DOMAIN_MAP ? (int) domain : -1;
      PmRefit *refit = pm_flag_file_add_refit (file, id, radius, number_of (object, "x0"), number_of (object, "y0"), checked);
      pm_refit_set_author (refit, text_of (object, "user"), text_of (object, "time"));
    }
  return TRUE;
}

/* The paths and whether they are checked; a path that is there twice counts once, as in the list of the session. */
static gboolean
read_scans (JsonObject *root, const char *where, GPtrArray *paths, GArray *checked, GError **error)
{
  JsonArray *scans = array_of (root, "scans");
  g_autofree char *folder = g_path_get_dirname (where);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  if (!scans || json_array_get_length (scans) > MAX_SCANS)
    return fail (error, where, "a list 'scans'");
  for (guint i = 0; i < json_array_get_length (scans); i++)
    {
      JsonObject *object = element (scans, i);
      char *path = object ? path_of (object, "path", folder) : NULL;
      gboolean is_checked = object && bool_of (object, "checked", TRUE);
      if (!path)
        return fail (error, where, "a path in each element of 'scans'");
      if (!g_hash_table_add (known, path))
        {
          g_free (path);
          continue;
        }
      g_ptr_array_add (paths, path);
      g_array_append_val (checked, is_checked);
    }
  return TRUE;
}

/* The file that a backup's session has. Others may have taken hold of it or changed it since. */
static void
read_saved_as (PmSession *self, JsonObject *root)
{
  const char *saved_as = text_of (root, "saved-as");
  gboolean is_absolute = saved_as && (g_path_is_absolute (saved_as) || g_str_has_prefix (saved_as, "file:///"));
  g_autofree char *path = is_absolute ? path_of (root, "saved-as", "/") : NULL;
  JsonArray *sums = array_of (root, "saved-checksums");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  if (!path)
    return;
  for (guint i = 0; sums && i < json_array_get_length (sums); i++)
    {
      JsonNode *node = json_array_get_element (sums, i);
      gboolean is_text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
      if (is_text && g_utf8_validate (json_node_get_string (node), -1, NULL))
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  g_auto (GStrv) checksums = g_strv_builder_end (builder);
  pm_session_set_saved (self, path, NULL);
  pm_file_guard_set_checksums (self->guard, (const char *const *) checksums);
}

static void
take_over (PmSession *self, JsonObject *root, PmOptions *options, GPtrArray *paths, GArray *checked)
{
  pm_session_forget_result (self);
  for (guint n = g_list_model_get_n_items (G_LIST_MODEL (self->scans)); n > 0; n--)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), n - 1);
      pm_session_remove_scan (self, item);
    }
  pm_session_replace_options (self, options);
  g_ptr_array_add (paths, NULL);
  pm_session_add_scans (self, (const char *const *) paths->pdata);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->scans)) && i < checked->len; i++)
    {
      g_autoptr (PmScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->scans), i);
      pm_scan_item_set_checked (item, g_array_index (checked, gboolean, i));
    }
  g_hash_table_remove_all (self->view);
  JsonNode *node = json_object_get_member (root, "view");
  JsonObject *view = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GList) keys = view ? json_object_get_members (view) : NULL;
  for (GList *l = keys; l; l = l->next)
    if (text_of (view, l->data) && g_utf8_validate (l->data, -1, NULL))
      pm_session_set_view (self, l->data, text_of (view, l->data));
}

gboolean
pm_session_from_json (PmSession *self, const char *path, const char *text, gsize length, PmFlagFile **flags, gboolean *had_result,
                      GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local))
    {
      g_autofree char *words = pm_text_clean (local->message, MAX_WORDS);
      g_set_error (error, PM_ERROR, PM_ERROR_INPUT, "%s: not a session file of PixelMap: %s", path, words);
      return FALSE;
    }
  JsonNode *node = json_parser_get_root (parser);
  JsonObject *root = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  double version = root ? number_of (root, "pixelmap-session") : NAN;
  if (!(version >= FORMAT_VERSION && version <= FORMAT_VERSION))
    return fail (error, path, "'pixelmap-session': 1");
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autoptr (PmFlagFile) file = pm_flag_file_new ();
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) checked = g_array_new (FALSE, FALSE, sizeof (gboolean));
  if (!read_options (root, path, options, error) || !read_flags (root, path, file, error) ||
      !read_scans (root, path, paths, checked, error))
    return FALSE;
  take_over (self, root, g_steal_pointer (&options), paths, checked);
  read_saved_as (self, root);
  *had_result = bool_of (root, "reduced", FALSE);
  *flags = g_steal_pointer (&file);
  return TRUE;
}

/* Whether the file may be written: it is nobody else's, and holds nothing that this session has not seen. */
static gboolean
may_write (PmFileState state, const char *path, GError **error)
{
  if (state == PM_FILE_HELD)
    g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: is open in another window or program: save under another name", path);
  else if (state == PM_FILE_CHANGED)
    g_set_error (error, PM_ERROR, PM_ERROR_OUTPUT, "%s: was changed by another program: save under another name", path);
  return state == PM_FILE_OURS;
}

gboolean
pm_session_save (PmSession *self, const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL), *folder = g_path_get_dirname (full);
  g_autofree char *text = pm_session_to_json (self, folder);
  gboolean is_own = g_strcmp0 (full, self->path) == 0;
  g_autoptr (PmFileGuard) other = is_own ? NULL : pm_file_guard_new (full);
  if (!may_write (is_own ? pm_session_look_at_file (self) : pm_file_guard_look (other), full, error))
    return FALSE;
  if (is_own)
    {
      /* So that, after a crash between here and the next backup, what is written now is known as the session's own. */
      pm_file_guard_expect (self->guard, text, strlen (text));
      pm_session_write_backup (self, NULL);
    }
  if (!pm_file_write_atomic (full, text, -1, error))
    return FALSE;
  pm_session_set_saved (self, full, g_steal_pointer (&other));
  pm_file_guard_note (self->guard, text, strlen (text));
  pm_session_look_at_file (self); /* and holds the new file */
  pm_session_plan_backup (self);
  pm_file_remove_stale (folder);
  return TRUE;
}

gboolean
pm_session_open (PmSession *self, const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL), *text = NULL;
  g_autoptr (PmFlagFile) flags = NULL;
  gsize length;
  gboolean had_result;
  if (!pm_file_read (full, MAX_BYTES, &text, &length, error) ||
      !pm_session_from_json (self, full, text, length, &flags, &had_result, error))
    return FALSE;
  pm_session_set_saved (self, full, NULL);
  pm_file_guard_note (self->guard, text, length);
  pm_session_load_flags (self, flags);
  pm_session_set_saved (self, full, NULL); /* once more: taking over flags counted as a change */
  pm_session_look_at_file (self);
  if (had_result)
    pm_session_reduce_soon (self);
  return TRUE;
}
