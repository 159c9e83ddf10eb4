/* SPDX-License-Identifier: GPL-3.0-or-later
 * Plain GTK 4.8 does not know whether the desktop prefers dark colours: the settings portal does, if there is one. It is asked without
 * blocking; without an answer the colours stay light.
 *
 * Named colours are resolved within one provider, so palette and rules go into one and are replaced together.
 */
#include "config.h"

#include "pm-theme.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Settings"
#define APPEARANCE "org.freedesktop.appearance"
#define COLOR_SCHEME "color-scheme"

enum
{
  SCHEME_PREFER_DARK = 1, /* value of color-scheme in the portal's specification */
};

typedef enum
{
  CHOICE_SYSTEM,
  CHOICE_LIGHT,
  CHOICE_DARK,
} Choice;

static const char *const choice_names[] = { "system", "light", "dark" };

struct _PmTheme
{
  GObject parent_instance;

  /* Owned */
  GdkDisplay *display;
  GtkCssProvider *provider;
  GCancellable *cancellable;
  GDBusProxy *portal; /* NULL until it answers, and without a portal */

  Choice choice;
  gboolean system_is_dark, is_dark;
};

enum
{
  PROP_CHOICE = 1,
  PROP_DARK,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PmTheme, pm_theme, G_TYPE_OBJECT)

static void
load_style (PmTheme *self)
{
  g_autoptr (GString) css = g_string_new (NULL);
  const char *const parts[] = { self->is_dark ? "palette-dark.css" : "palette-light.css", "style.css" };
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *path = g_strconcat ("/org/pixelmap/PixelMap/", parts[i], NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_assert (bytes);
      g_string_append_len (css, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
  gtk_css_provider_load_from_data (self->provider, css->str, (gssize) css->len);
}

static void
update (PmTheme *self)
{
  gboolean is_dark = self->choice == CHOICE_DARK || (self->choice == CHOICE_SYSTEM && self->system_is_dark);
  if (is_dark == self->is_dark)
    return;
  self->is_dark = is_dark;
  g_object_set (gtk_settings_get_for_display (self->display), "gtk-application-prefer-dark-theme", is_dark, NULL);
  load_style (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DARK]);
}

static void
set_system_scheme (PmTheme *self, GVariant *value)
{
  self->system_is_dark = g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32) && g_variant_get_uint32 (value) == SCHEME_PREFER_DARK;
  update (self);
}

static void
portal_signal_cb (GDBusProxy *portal, const char *sender, const char *signal, GVariant *parameters, PmTheme *self)
{
  if (!g_str_equal (signal, "SettingChanged") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  const char *group, *key;
  g_autoptr (GVariant) value = NULL;
  g_variant_get (parameters, "(&s&sv)", &group, &key, &value);
  if (g_str_equal (group, APPEARANCE) && g_str_equal (key, COLOR_SCHEME))
    set_system_scheme (self, value);
}

static void
portal_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* A failure means that the theme is gone or that this portal does not know the setting: the colours stay as they are. */
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, NULL);
  if (!answer || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    return;
  g_autoptr (GVariant) value = NULL;
  g_variant_get (answer, "(v)", &value);
  while (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT)) /* Read() wraps its answer twice */
    {
      GVariant *inner = g_variant_get_variant (value);
      g_variant_unref (value);
      value = inner;
    }
  set_system_scheme (user_data, value);
}

static void
portal_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusProxy) portal = g_dbus_proxy_new_for_bus_finish (result, NULL);
  if (!portal) /* no session bus, or cancelled because the theme is gone */
    return;
  PmTheme *self = user_data;
  self->portal = g_steal_pointer (&portal);
  g_signal_connect_object (self->portal, "g-signal", G_CALLBACK (portal_signal_cb), self, 0);
  g_dbus_proxy_call (self->portal, "Read", g_variant_new ("(ss)", APPEARANCE, COLOR_SCHEME), G_DBUS_CALL_FLAGS_NONE, -1,
                     self->cancellable, portal_read_cb, self);
}

static void
pm_theme_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PmTheme *self = PM_THEME (object);
  switch (id)
    {
    case PROP_CHOICE:
      g_value_set_string (value, choice_names[self->choice]);
      break;
    case PROP_DARK:
      g_value_set_boolean (value, self->is_dark);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pm_theme_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PmTheme *self = PM_THEME (object);
  if (id != PROP_CHOICE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  Choice choice = CHOICE_SYSTEM;
  for (gsize i = 0; i < G_N_ELEMENTS (choice_names); i++)
    if (g_strcmp0 (choice_names[i], g_value_get_string (value)) == 0)
      choice = (Choice) i;
  if (choice == self->choice)
    return;
  self->choice = choice;
  update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
pm_theme_dispose (GObject *object)
{
  PmTheme *self = PM_THEME (object);
  g_cancellable_cancel (self->cancellable);
  if (self->display)
    gtk_style_context_remove_provider_for_display (self->display, GTK_STYLE_PROVIDER (self->provider));
  g_clear_object (&self->portal);
  g_clear_object (&self->display);
  G_OBJECT_CLASS (pm_theme_parent_class)->dispose (object);
}

static void
pm_theme_finalize (GObject *object)
{
  PmTheme *self = PM_THEME (object);
  g_object_unref (self->provider);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (pm_theme_parent_class)->finalize (object);
}

static void
pm_theme_class_init (PmThemeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->get_property = pm_theme_get_property;
  object_class->set_property = pm_theme_set_property;
  object_class->dispose = pm_theme_dispose;
  object_class->finalize = pm_theme_finalize;
  properties[PROP_CHOICE] = g_param_spec_string ("choice", NULL, NULL, choice_names[CHOICE_SYSTEM],
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DARK] = g_param_spec_boolean ("dark", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pm_theme_init (PmTheme *self)
{
  self->provider = gtk_css_provider_new ();
  self->cancellable = g_cancellable_new ();
}

PmTheme *
pm_theme_new (GdkDisplay *display)
{
  PmTheme *self = g_object_new (PM_TYPE_THEME, NULL);
  self->display = g_object_ref (display);
  load_style (self);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, PORTAL_NAME, PORTAL_PATH,
                            PORTAL_INTERFACE, self->cancellable, portal_ready_cb, self);
  return self;
}

gboolean
pm_theme_is_dark (PmTheme *self)
{
  g_return_val_if_fail (PM_IS_THEME (self), FALSE);
  return self->is_dark;
}
