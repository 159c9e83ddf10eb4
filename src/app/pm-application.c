/* SPDX-License-Identifier: GPL-3.0-or-later
 * The program. Main thread only.
 */
#include "config.h"

#include "pm-application.h"

#include "pm-preferences.h"
#include "pm-recent.h"
#include "pm-theme.h"
#include "pm-window.h"

#include <glib/gi18n.h>

#define APPLICATION_ID "org.pixelmap.PixelMap"
#define N_RECENT 8

struct _PmApplication
{
  GtkApplication parent_instance;
  PmTheme *theme; /* owned; from startup to shutdown */
  GSettings *settings; /* the same; NULL: nothing is remembered */
  gboolean recovered;
};

G_DEFINE_FINAL_TYPE (PmApplication, pm_application, GTK_TYPE_APPLICATION)

static char *
backup_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "pixelmap", NULL);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const authors[] = { "The PixelMap developers", NULL };
  gtk_show_about_dialog (gtk_application_get_active_window (user_data),
                         "program-name", "PixelMap",
                         "logo-icon-name", APPLICATION_ID,
                         "version", PM_VERSION,
                         "comments", _("Positions and couplings of the pixels of a detector array, from scans across a point source"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "authors", authors,
                         /* Translators: your names, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  /* Each window may ask for its work to be saved; the program ends with the last one. */
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));
  for (GList *l = windows; l; l = l->next)
    gtk_window_close (l->data);
}

static void new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data);

static const GActionEntry actions[] = {
  { .name = "about", .activate = about_cb },
  { .name = "new-window", .activate = new_window_cb },
  { .name = "quit", .activate = quit_cb },
};

/* The part of the menu with recent files; the menu is that of all windows. */
static void
fill_recent (PmApplication *self)
{
  GMenu *section = gtk_application_get_menu_by_id (GTK_APPLICATION (self), "recent_section");
  g_autoptr (GPtrArray) list = pm_recent_list (N_RECENT);
  g_menu_remove_all (section);
  for (guint i = 0; i < list->len; i++)
    {
      GtkRecentInfo *info = g_ptr_array_index (list, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (gtk_recent_info_get_display_name (info), NULL);
      g_menu_item_set_action_and_target (item, "win.open-uri", "s", gtk_recent_info_get_uri (info));
      g_menu_append_item (section, item);
    }
}

static void
pm_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (pm_application_parent_class)->startup (application);
  PmApplication *self = PM_APPLICATION (application);
  GtkApplication *gtk_application = GTK_APPLICATION (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  /* The text of an error can be copied, but need not come up selected. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  self->theme = pm_theme_new (gdk_display_get_default ());
  self->settings = pm_preferences_new ();
  if (self->settings)
    g_settings_bind (self->settings, "theme", self->theme, "choice", G_SETTINGS_BIND_DEFAULT);
  g_autoptr (GAction) theme_action = G_ACTION (g_property_action_new ("theme", self->theme, "choice"));
  g_action_map_add_action (G_ACTION_MAP (self), theme_action);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);

  gtk_application_set_accels_for_action (gtk_application, "app.new-window", (const char *[]) { "<Control>n", NULL });
  gtk_application_set_accels_for_action (gtk_application, "app.quit", (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (gtk_application, "window.close", (const char *[]) { "<Control>w", NULL });
  pm_window_install_accels (gtk_application);
  fill_recent (self);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (fill_recent), self, G_CONNECT_SWAPPED);
}

static void
pm_application_shutdown (GApplication *application)
{
  g_clear_object (&PM_APPLICATION (application)->settings);
  g_clear_object (&PM_APPLICATION (application)->theme);
  G_APPLICATION_CLASS (pm_application_parent_class)->shutdown (application);
}

/* Windows keep a backup of their work. Without one they work all the same: there may be no place for it. */
static PmWindow *
new_window (PmApplication *self)
{
  PmWindow *window = pm_window_new (GTK_APPLICATION (self));
  g_autofree char *folder = backup_folder ();
  g_autoptr (GError) error = NULL;
  if (!pm_session_keep_backup (pm_window_get_session (window), folder, &error))
    g_message ("no backup of flags is kept: %s", error->message);
  return window;
}

/* What crashed programs left: a window for each. */
static void
recover (PmApplication *self)
{
  g_autofree char *folder = backup_folder ();
  g_auto (GStrv) backups = self->recovered ? NULL : pm_session_list_backups (folder);
  self->recovered = TRUE;
  for (GStrv backup = backups; backup && *backup; backup++)
    {
      PmWindow *window = pm_window_new (GTK_APPLICATION (self));
      pm_window_recover (window, *backup);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static void
pm_application_activate (GApplication *application)
{
  recover (PM_APPLICATION (application));
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (!window)
    window = GTK_WINDOW (new_window (PM_APPLICATION (application)));
  gtk_window_present (window);
}

static void
pm_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  recover (PM_APPLICATION (application));
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));
  PmWindow *window = PM_IS_WINDOW (active) && pm_window_is_pristine (PM_WINDOW (active)) ? PM_WINDOW (active)
                                                                                         : new_window (PM_APPLICATION (application));
  pm_window_open_files (window, files, (guint) n_files);
  gtk_window_present (GTK_WINDOW (window));
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (new_window (PM_APPLICATION (user_data))));
}

static void
pm_application_class_init (PmApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);
  application_class->startup = pm_application_startup;
  application_class->shutdown = pm_application_shutdown;
  application_class->activate = pm_application_activate;
  application_class->open = pm_application_open;
}

static void
pm_application_init (PmApplication *self)
{
}

PmApplication *
pm_application_new (void)
{
  return g_object_new (PM_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "resource-base-path", "/org/pixelmap/PixelMap",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
