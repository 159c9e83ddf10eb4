/* SPDX-License-Identifier: GPL-3.0-or-later
 * Six pictures: no need for a thread.
 */
#include "config.h"

#include "pm-pixel-strip.h"

#include "pm-array-paint.h"
#include "pm-ground.h"
#include "pm-value-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_COLUMNS 3
#define GAP 12
#define LABEL_HEIGHT 17.0
#define LABEL_SIZE 10.5
#define MAX_EDGE 82

struct _PmPixelStrip
{
  GtkWidget parent_instance;

  PmViewModel *model; /* owned, NULL: nothing is shown */
  guint pixels[PM_PIXEL_STRIP_MAX], n_pixels;
  cairo_surface_t *pictures[PM_PIXEL_STRIP_MAX]; /* owned; NULL: to be made */
  int edge, scale;                               /* of the pictures */
  gboolean dark;
};

G_DEFINE_FINAL_TYPE (PmPixelStrip, pm_pixel_strip, GTK_TYPE_WIDGET)

static void
drop_pictures (PmPixelStrip *self)
{
  for (int i = 0; i < PM_PIXEL_STRIP_MAX; i++)
    g_clear_pointer (&self->pictures[i], cairo_surface_destroy);
}

static int
edge_for (int width)
{
  return CLAMP ((width - (N_COLUMNS - 1) * GAP) / N_COLUMNS, 16, MAX_EDGE);
}

static void
make_picture (PmPixelStrip *self, guint i)
{
  PmResult *result = pm_view_model_get_result (self->model);
  int pixel = (int) self->pixels[i];
  if (!result || self->pixels[i] >= result->table->n_rows)
    return;
  const double *x = pm_view_model_get_predicted_x (self->model), *y = pm_view_model_get_predicted_y (self->model);
  PmMapLook look = *pm_view_model_get_look (self->model);
  PmThumbnail thumbnail = {
    .grid = result->maps ? &result->maps->grid : NULL,
    .map = result->maps ? pm_map_set_find (result->maps, self->pixels[i]) : NULL,
    .table = result->table,
    .row = self->pixels[i],
    .suspicious = pm_view_model_is_suspicious (self->model, pixel),
    .beam_fwhm_arcsec = result->beam_fwhm_arcsec,
    .cut = PM_CUT_PREDICTION,
    .predicted_x = x ? x[pixel] : NAN,
    .predicted_y = y ? y[pixel] : NAN,
    .edge = self->edge,
    .scale = self->scale,
  };
  look.dark = self->dark;
  self->pictures[i] = pm_thumbnail_new (&thumbnail, &look);
}

static void
draw_label (PmPixelStrip *self, cairo_t *cr, guint i, double x, double y)
{
  PmResult *result = pm_view_model_get_result (self->model);
  const PmArrayPalette *palette = pm_array_palette (self->dark);
  int pixel = (int) self->pixels[i];
  double size = LABEL_SIZE * pm_ground_text_scale (GTK_WIDGET (self));
  if (!result || self->pixels[i] >= result->table->n_rows)
    return;
  int row = result->table->row[pixel], column = result->table->col[pixel];
  g_autofree char *place = row >= 0 && column >= 0 ? g_strdup_printf ("%02d·%02d", row, column) : g_strdup (result->table->id[pixel]);
  g_autofree char *value = pm_view_model_dup_sort_text (self->model, pixel);
  if (!*value) /* sorted by place, which stands at the left already */
    {
      g_free (value);
      value = pm_value_text_number (result->table->values[PM_COLUMN_S2N][pixel], 0);
    }
  pm_paint_set_colour (cr, palette->text, 1.0);
  pm_paint_text (cr, place, x, y + 12.0, 0.0, size, FALSE);
  pm_paint_set_colour (cr, palette->dim, 1.0);
  pm_paint_text (cr, value, x + self->edge, y + 12.0, 1.0, size, FALSE);
}

static void
pm_pixel_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                        int *natural_baseline)
{
  PmPixelStrip *self = PM_PIXEL_STRIP (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = N_COLUMNS * 41 + (N_COLUMNS - 1) * GAP;
      *natural = N_COLUMNS * MAX_EDGE + (N_COLUMNS - 1) * GAP;
      return;
    }
  int n_rows = ((int) self->n_pixels + N_COLUMNS - 1) / N_COLUMNS;
  int edge = for_size > 0 ? edge_for (for_size) : MAX_EDGE;
  *minimum = *natural = n_rows * (edge + (int) LABEL_HEIGHT) + MAX (n_rows - 1, 0) * 7;
}

static GtkSizeRequestMode
pm_pixel_strip_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pm_pixel_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmPixelStrip *self = PM_PIXEL_STRIP (widget);
  int width = gtk_widget_get_width (widget), edge = edge_for (width), scale = gtk_widget_get_scale_factor (widget);
  gboolean dark = pm_ground_is_dark (widget);
  if (edge != self->edge || scale != self->scale || dark != self->dark)
    drop_pictures (self);
  self->edge = edge;
  self->scale = scale;
  self->dark = dark;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) gtk_widget_get_height (widget)));
  for (guint i = 0; i < self->n_pixels; i++)
    {
      double x = (i % N_COLUMNS) * (edge + GAP), y = (double) (i / N_COLUMNS) * (edge + LABEL_HEIGHT + 7.0);
      if (!self->pictures[i])
        make_picture (self, i);
      if (!self->pictures[i])
        continue;
      cairo_set_source_surface (cr, self->pictures[i], x, y);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
      draw_label (self, cr, i, x, y + edge);
    }
  cairo_destroy (cr);
}

static void
pm_pixel_strip_finalize (GObject *object)
{
  drop_pictures (PM_PIXEL_STRIP (object));
  g_clear_object (&PM_PIXEL_STRIP (object)->model);
  G_OBJECT_CLASS (pm_pixel_strip_parent_class)->finalize (object);
}

static void
pm_pixel_strip_class_init (PmPixelStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = pm_pixel_strip_finalize;
  widget_class->measure = pm_pixel_strip_measure;
  widget_class->get_request_mode = pm_pixel_strip_get_request_mode;
  widget_class->snapshot = pm_pixel_strip_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "pm-strip");
}

static void
pm_pixel_strip_init (PmPixelStrip *self)
{
  self->scale = 1;
}

GtkWidget *
pm_pixel_strip_new (void)
{
  return g_object_new (PM_TYPE_PIXEL_STRIP, NULL);
}

void
pm_pixel_strip_set_pixels (PmPixelStrip *self, PmViewModel *model, const guint *pixels, guint n)
{
  g_return_if_fail (PM_IS_PIXEL_STRIP (self) && (n == 0 || (model && pixels)));
  guint n_shown = MIN (n, PM_PIXEL_STRIP_MAX);
  gboolean other_height = (n_shown + N_COLUMNS - 1) / N_COLUMNS != (self->n_pixels + N_COLUMNS - 1) / N_COLUMNS;
  drop_pictures (self);
  g_set_object (&self->model, model);
  for (guint i = 0; i < n_shown; i++)
    self->pixels[i] = pixels[i];
  self->n_pixels = n_shown;
  g_autofree char *text = g_strdup_printf (ngettext ("Map of %u pixel", "Maps of %u pixels", n_shown), n_shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (other_height)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
