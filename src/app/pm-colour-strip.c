/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pm-colour-strip.h"

struct _PmColourStrip
{
  GtkWidget parent_instance;

  guint32 table[PM_COLORMAP_SIZE];
};

G_DEFINE_FINAL_TYPE (PmColourStrip, pm_colour_strip, GTK_TYPE_WIDGET)

static void
pm_colour_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmColourStrip *self = PM_COLOUR_STRIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  for (int x = 0; x < width; x++)
    {
      guint32 pixel = self->table[pm_colormap_index ((x + 0.5) / width)];
      cairo_rectangle (cr, mirrored ? width - 1 - x : x, 0, 1, height);
      cairo_set_source_rgb (cr, (pixel >> 16 & 0xff) / 255.0, (pixel >> 8 & 0xff) / 255.0, (pixel & 0xff) / 255.0);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
}

static void
pm_colour_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 24 : 12;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : 12;
}

static void
pm_colour_strip_class_init (PmColourStripClass *class)
{
  GTK_WIDGET_CLASS (class)->snapshot = pm_colour_strip_snapshot;
  GTK_WIDGET_CLASS (class)->measure = pm_colour_strip_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
pm_colour_strip_init (PmColourStrip *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  pm_colormap_fill (PM_COLORMAP_INFERNO, FALSE, self->table);
}

GtkWidget *
pm_colour_strip_new (PmColormap map)
{
  PmColourStrip *self = g_object_new (PM_TYPE_COLOUR_STRIP, NULL);
  pm_colour_strip_set_map (self, map, FALSE);
  return GTK_WIDGET (self);
}

void
pm_colour_strip_set_map (PmColourStrip *self, PmColormap map, gboolean inverted)
{
  g_return_if_fail (PM_IS_COLOUR_STRIP (self));
  pm_colormap_fill (map, inverted, self->table);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
