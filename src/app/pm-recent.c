/* SPDX-License-Identifier: GPL-3.0-or-later
 * Recent files: those of the desktop's list that this program has registered.
 */
#include "config.h"

#include "pm-recent.h"

#define GROUP "PixelMap"

void
pm_recent_add (GFile *file)
{
  static char *groups[] = { (char *) GROUP, NULL };
  g_autofree char *uri = g_file_get_uri (file);
  const char *type = g_str_has_suffix (uri, ".pmsession") ? "application/x-pixelmap-session" : "application/fits";
  const GtkRecentData data = { .mime_type = (char *) type,
                               .app_name = (char *) g_get_application_name (),
                               .app_exec = (char *) "pixelmap %u",
                               .groups = groups };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static int
latest_first (gconstpointer a, gconstpointer b)
{
  GtkRecentInfo *p = *(GtkRecentInfo *const *) a, *q = *(GtkRecentInfo *const *) b;
  return g_date_time_compare (gtk_recent_info_get_modified (q), gtk_recent_info_get_modified (p));
}

static void
unref_info (gpointer info)
{
  gtk_recent_info_unref (info);
}

GPtrArray *
pm_recent_list (guint n)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (unref_info);
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  for (GList *l = items; l; l = l->next)
    if (gtk_recent_info_has_group (l->data, GROUP) && gtk_recent_info_is_local (l->data) && gtk_recent_info_exists (l->data))
      g_ptr_array_add (list, gtk_recent_info_ref (l->data));
  g_list_free_full (items, unref_info);
  g_ptr_array_sort (list, latest_first);
  g_ptr_array_set_size (list, (int) MIN (n, list->len));
  return g_steal_pointer (&list);
}
