/* SPDX-License-Identifier: GPL-3.0-or-later
 * Masks by text. When there are too many all are dropped: what can be seen comes back within a frame.
 */
#include "config.h"

#include "pm-text-cache.h"

#include <math.h>

#define MAX_TEXTS 8000

typedef struct
{
  cairo_surface_t *mask; /* A8, owned; NULL: nothing to draw */
  double width, height;  /* logical pixels */
} Text;

struct _PmTextCache
{
  PangoLayout *layout;
  GHashTable *texts; /* char * -> Text * */
  double size_px;
  int scale;
};

static void
free_text (gpointer data)
{
  Text *text = data;
  g_clear_pointer (&text->mask, cairo_surface_destroy);
  g_free (text);
}

PmTextCache *
pm_text_cache_new (void)
{
  PmTextCache *self = g_new0 (PmTextCache, 1);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_text);
  return self;
}

void
pm_text_cache_free (PmTextCache *self)
{
  if (!self)
    return;
  g_clear_object (&self->layout);
  g_hash_table_unref (self->texts);
  g_free (self);
}

void
pm_text_cache_set_font (PmTextCache *self, PangoContext *context, double size_px, int scale)
{
  const PangoFontDescription *wanted = pango_context_get_font_description (context);
  PangoFontDescription *font = wanted ? pango_font_description_copy (wanted) : pango_font_description_new ();
  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  gboolean same = self->layout && self->scale == scale && self->size_px == size_px
                  && pango_layout_get_context (self->layout) == context
                  && pango_font_description_equal (pango_layout_get_font_description (self->layout), font);
  if (!same)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
      g_hash_table_remove_all (self->texts);
      g_clear_object (&self->layout);
      self->layout = pango_layout_new (context);
      pango_layout_set_font_description (self->layout, font);
      pango_layout_set_attributes (self->layout, attributes);
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
      self->size_px = size_px;
      self->scale = scale;
    }
  pango_font_description_free (font);
}

static Text *
make_text (PmTextCache *self, const char *string)
{
  Text *text = g_new0 (Text, 1);
  int width, height;
  pango_layout_set_text (self->layout, string, -1);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  text->width = width;
  text->height = height;
  if (width <= 0 || height <= 0)
    return text;
  text->mask = cairo_image_surface_create (CAIRO_FORMAT_A8, width * self->scale, height * self->scale);
  cairo_surface_set_device_scale (text->mask, self->scale, self->scale);
  cairo_t *cr = cairo_create (text->mask);
  pango_cairo_show_layout (cr, self->layout);
  cairo_destroy (cr);
  return text;
}

static const Text *
find_text (PmTextCache *self, const char *string)
{
  Text *text = g_hash_table_lookup (self->texts, string);
  if (text)
    return text;
  if (g_hash_table_size (self->texts) >= MAX_TEXTS)
    g_hash_table_remove_all (self->texts);
  text = make_text (self, string);
  g_hash_table_insert (self->texts, g_strdup (string), text);
  return text;
}

double
pm_text_cache_draw (PmTextCache *self, cairo_t *cr, const char *string, double x, double y, double xalign)
{
  g_return_val_if_fail (self->layout, 0.0);
  const Text *text = find_text (self, string);
  if (text->mask)
    cairo_mask_surface (cr, text->mask, round ((x - xalign * text->width) * self->scale) / self->scale,
                        round ((y - 0.5 * text->height) * self->scale) / self->scale);
  return text->width;
}

double
pm_text_cache_get_width (PmTextCache *self, const char *string)
{
  g_return_val_if_fail (self->layout, 0.0);
  return find_text (self, string)->width;
}

double
pm_text_get_font_scale (GtkWidget *widget)
{
  const PangoFontDescription *font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));
  double size = font ? pango_font_description_get_size (font) / (double) PANGO_SCALE : 0.0, usual = 11.0;
  if (font && pango_font_description_get_size_is_absolute (font))
    usual = 11.0 * 96.0 / 72.0;
  return size > 0.0 ? CLAMP (size / usual, 0.5, 4.0) : 1.0;
}
