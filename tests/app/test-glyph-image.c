/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-glyph-image.h"
#include "pm-ground.h"
#include "pm-test.h"

enum
{
  SIZE = 16
};

/* What GTK draws for the widget, compared with what the render layer draws. */
static gboolean
looks_like (GtkWidget *widget, PmMark mark, char letter, gboolean dark)
{
  cairo_surface_t *surfaces[2];
  for (int i = 0; i < 2; i++)
    {
      surfaces[i] = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE, SIZE);
      cairo_t *cr = cairo_create (surfaces[i]);
      if (i == 0)
        pm_glyph_draw (cr, mark, letter, 0, 0, SIZE, dark);
      else
        {
          GtkSnapshot *snapshot = gtk_snapshot_new ();
          GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
          GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
          gsk_render_node_draw (node, cr);
          gsk_render_node_unref (node);
        }
      cairo_destroy (cr);
      cairo_surface_flush (surfaces[i]);
    }
  int n_different = 0;
  for (int i = 0; i < SIZE; i++)
    for (int k = 0; k < 4 * SIZE; k++)
      {
        int at = i * cairo_image_surface_get_stride (surfaces[0]) + k;
        int difference = cairo_image_surface_get_data (surfaces[0])[at] - cairo_image_surface_get_data (surfaces[1])[at];
        n_different += ABS (difference) > 8; /* the node keeps the drawing with the precision of a byte */
      }
  cairo_surface_destroy (surfaces[0]);
  cairo_surface_destroy (surfaces[1]);
  return n_different == 0;
}

static GtkWindow *
show (GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (widget);
  g_assert_cmpint (gtk_widget_get_width (widget), ==, SIZE);
  g_assert_cmpint (gtk_widget_get_height (widget), ==, SIZE);
  return window;
}

static void
test_pictures_and_names (void)
{
  PmGlyphImage *image = PM_GLYPH_IMAGE (pm_glyph_image_new ());
  GtkWidget *widget = GTK_WIDGET (image);
  GtkWindow *window = show (widget);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, "Good");
  for (int mark = 0; mark < PM_N_MARKS; mark++)
    {
      pm_glyph_image_set_mark (image, (PmMark) mark, 'W');
      g_assert_cmpint (pm_glyph_image_get_mark (image), ==, mark);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           pm_glyph_image_mark_name ((PmMark) mark));
      g_assert_true (looks_like (widget, (PmMark) mark, 'W', FALSE));
      g_assert_false (looks_like (widget, (PmMark) ((mark + 1) % PM_N_MARKS), 'W', FALSE));
    }
  pm_glyph_image_set_mark (image, PM_MARK_FLAGGED, 'K');
  g_assert_true (looks_like (widget, PM_MARK_FLAGGED, 'K', FALSE));
  g_assert_false (looks_like (widget, PM_MARK_FLAGGED, 'W', FALSE));
  g_object_add_weak_pointer (G_OBJECT (image), (gpointer *) &image);
  gtk_window_destroy (window);
  g_assert_null (image);
}

/* Light text stands on a dark ground. */
static void
test_follows_the_theme (void)
{
  GtkWidget *widget = pm_glyph_image_new ();
  GtkWindow *window = show (widget);
  GtkCssProvider *provider = gtk_css_provider_new ();
  g_assert_false (pm_ground_is_dark (widget));
  gtk_css_provider_load_from_data (provider, "pm-glyph { color: #ededf0; }", -1);
  gtk_style_context_add_provider (gtk_widget_get_style_context (widget), GTK_STYLE_PROVIDER (provider), G_MAXUINT);
  g_assert_true (pm_ground_is_dark (widget));
  g_assert_true (looks_like (widget, PM_MARK_GOOD, ' ', TRUE));
  g_assert_false (looks_like (widget, PM_MARK_GOOD, ' ', FALSE));
  g_object_unref (provider);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/glyph-image/pictures-and-names", test_pictures_and_names);
  g_test_add_func ("/glyph-image/follows-the-theme", test_follows_the_theme);
  return g_test_run ();
}
