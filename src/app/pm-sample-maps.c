/* SPDX-License-Identifier: GPL-3.0-or-later
 * A picture, not data: Gaussians at slightly different places in noise of a fixed seed. Computed once per widget.
 */
#include "config.h"

#include "pm-sample-maps.h"

#include "pm-map-image.h"

#include <math.h>

enum
{
  SIDE = 41, /* map pixels, one screen pixel each */
  GAP = 9,
  N_COLUMNS = 6,
  N_ROWS = 2,
  WIDTH = N_COLUMNS * SIDE + (N_COLUMNS - 1) * GAP,
  HEIGHT = N_ROWS * SIDE + (N_ROWS - 1) * GAP,
};

struct _PmSampleMaps
{
  GtkWidget parent_instance;
  cairo_surface_t *maps[N_COLUMNS * N_ROWS]; /* owned */
};

G_DEFINE_FINAL_TYPE (PmSampleMaps, pm_sample_maps, GTK_TYPE_WIDGET)

static cairo_surface_t *
draw_map (GRand *random, const PmStretch *stretch, const guint32 *table)
{
  float values[SIDE * SIDE];
  double x0 = SIDE / 2 + g_rand_double_range (random, -1.5, 1.5), y0 = SIDE / 2 + g_rand_double_range (random, -1.5, 1.5);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        double r2 = (x - x0) * (x - x0) + (y - y0) * (y - y0), noise = 0.0;
        for (int i = 0; i < 4; i++)
          noise += g_rand_double_range (random, -0.03, 0.03);
        values[y * SIDE + x] = (float) (exp (-r2 / 9.0) + noise);
      }
  PmPlane plane = { values, SIDE, SIDE, SIDE };
  return pm_map_image_new (&plane, stretch, table, 1);
}

static void
pm_sample_maps_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
pm_sample_maps_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmSampleMaps *self = PM_SAMPLE_MAPS (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  for (int i = 0; i < N_COLUMNS * N_ROWS; i++)
    {
      cairo_set_source_surface (cr, self->maps[i], i % N_COLUMNS * (SIDE + GAP), i / N_COLUMNS * (SIDE + GAP));
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
    }
  cairo_destroy (cr);
}

static void
pm_sample_maps_finalize (GObject *object)
{
  for (int i = 0; i < N_COLUMNS * N_ROWS; i++)
    cairo_surface_destroy (PM_SAMPLE_MAPS (object)->maps[i]);
  G_OBJECT_CLASS (pm_sample_maps_parent_class)->finalize (object);
}

static void
pm_sample_maps_class_init (PmSampleMapsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = pm_sample_maps_finalize;
  widget_class->measure = pm_sample_maps_measure;
  widget_class->snapshot = pm_sample_maps_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
pm_sample_maps_init (PmSampleMaps *self)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  PmStretch stretch = { PM_STRETCH_ASINH, -0.08, 1.0 };
  guint32 table[PM_COLORMAP_SIZE];
  pm_colormap_fill (PM_COLORMAP_INFERNO, FALSE, table);
  for (int i = 0; i < N_COLUMNS * N_ROWS; i++)
    self->maps[i] = draw_map (random, &stretch, table);
}
