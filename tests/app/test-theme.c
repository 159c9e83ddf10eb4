/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-theme.h"
#include "pm-test.h"

static gboolean
gtk_prefers_dark (void)
{
  gboolean dark;
  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &dark, NULL);
  return dark;
}

/* A named colour as the style sheet of the display resolves it. */
static guint
resolve_red (const char *name)
{
  GtkWidget *widget = g_object_ref_sink (gtk_label_new (NULL));
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA colour = { 0 };
  g_assert_true (gtk_style_context_lookup_color (context, name, &colour));
  g_object_unref (widget);
  return (guint) (colour.red * 255.0f + 0.5f);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer count)
{
  (*(int *) count)++;
}

/* There is no portal in the tests: the system's colours are light. */
static void
test_choice (void)
{
  PmTheme *theme = pm_theme_new (gdk_display_get_default ());
  int n_changes = 0;
  g_signal_connect (theme, "notify::dark", G_CALLBACK (count_cb), &n_changes);
  g_assert_false (pm_theme_is_dark (theme));
  g_assert_cmpuint (resolve_red ("pm_view"), ==, 0xe7);

  g_object_set (theme, "choice", "dark", NULL);
  g_assert_true (pm_theme_is_dark (theme));
  g_assert_true (gtk_prefers_dark ());
  g_assert_cmpuint (resolve_red ("pm_view"), ==, 0x1b);

  g_object_set (theme, "choice", "light", NULL);
  g_assert_false (gtk_prefers_dark ());
  g_assert_cmpuint (resolve_red ("pm_view"), ==, 0xe7);
  g_assert_cmpint (n_changes, ==, 2);

  g_autofree char *choice = NULL;
  g_object_set (theme, "choice", "nonsense", NULL);
  g_object_get (theme, "choice", &choice, NULL);
  g_assert_cmpstr (choice, ==, "system");
  g_assert_cmpint (n_changes, ==, 2);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (theme);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/theme/choice", test_choice);
  return g_test_run ();
}
