/* SPDX-License-Identifier: GPL-3.0-or-later
 * One node of cairo's painting surfaces and masks that are there already: textures, or text shaped anew, would cost more than a frame has.
 * Rings are drawn last, in the gaps.
 */
#include "config.h"

#include "pm-maps-grid-private.h"

#include <math.h>

#define LABEL_FONT_PX 10.5
#define SMALL_FONT_PX 9.5
#define MIN_EDGE_OF_LARGE_FONT 80
#define MIN_EDGE_OF_VALUE 76
#define MIN_EDGE_OF_GROUP 105
#define DIMMED 0.22

static GdkRGBA
look_up (GtkStyleContext *style, const char *name)
{
  GdkRGBA colour;
  if (!gtk_style_context_lookup_color (style, name, &colour))
    gtk_style_context_get_color (style, &colour);
  return colour;
}

void
_pm_maps_grid_look_up_style (PmMapsGrid *self)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  self->colours.text = look_up (style, "pm_text");
  self->colours.dim = look_up (style, "pm_dim");
  self->colours.ring = look_up (style, "pm_ring");
  self->colours.border = look_up (style, "pm_border");
  self->colours.accent = look_up (style, "pm_accent");
  self->font_scale = pm_text_get_font_scale (GTK_WIDGET (self));
}

static void
set_colour (cairo_t *cr, const GdkRGBA *colour, double alpha)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha * alpha);
}

static void
draw_picture (PmMapsGrid *self, cairo_t *cr, int pixel, int x, int y)
{
  cairo_surface_t *picture = pm_thumbnailer_peek (self->thumbnailer, pixel);
  int edge = self->geometry->metrics.edge;
  if (!picture)
    {
      cairo_rectangle (cr, x, y, edge, edge);
      set_colour (cr, &self->colours.text, 0.05);
      cairo_fill (cr);
      return;
    }
  cairo_set_source_surface (cr, picture, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  if (pm_view_model_get_place (self->model, pixel) < 0)
    cairo_paint_with_alpha (cr, DIMMED);
  else
    cairo_paint (cr);
}

/* The parts of "R0 08·02" are texts of their own: there are few of them, so all are cached soon. */
static void
draw_name (PmMapsGrid *self, cairo_t *cr, const PmPixelTable *table, int pixel, double x, double y)
{
  char text[40];
  int row = table->row[pixel], column = table->col[pixel];
  if (row < 0 || column < 0)
    {
      pm_text_cache_draw (self->texts, cr, table->id[pixel], x, y, 0.0);
      return;
    }
  if (self->several_groups && self->geometry->metrics.edge >= MIN_EDGE_OF_GROUP * self->font_scale)
    x += pm_text_cache_draw (self->texts, cr, table->group[pixel], x, y, 0.0) + 5;
  g_snprintf (text, sizeof text, "%0*d·", self->n_row_digits, row);
  x += pm_text_cache_draw (self->texts, cr, text, x, y, 0.0);
  g_snprintf (text, sizeof text, "%0*d", self->n_column_digits, column);
  pm_text_cache_draw (self->texts, cr, text, x, y, 0.0);
}

/* What the order goes by; the S/N where that is a place and no value. */
static char *
dup_value (PmMapsGrid *self, const PmPixelTable *table, int pixel)
{
  int sort;
  g_object_get (self->model, "sort", &sort, NULL);
  char *text = sort == PM_SORT_ROW_COLUMN || sort == PM_SORT_ID
                 ? pm_pixel_sort_dup_text (PM_SORT_S2N, table->values[PM_COLUMN_S2N][pixel])
                 : pm_view_model_dup_sort_text (self->model, pixel);
  if (*text)
    return text;
  g_free (text);
  return g_strdup ("–");
}

static void
draw_label (PmMapsGrid *self, cairo_t *cr, const PmPixelTable *table, int pixel, int x, int y, gboolean is_current)
{
  const PmGridMetrics *metrics = &self->geometry->metrics;
  double middle = y + metrics->edge + 0.5 * metrics->label_height + 1;
  PmMark mark = pm_view_model_get_mark (self->model, pixel);
  gboolean is_calm = mark != PM_MARK_GOOD && mark != PM_MARK_SUSPICIOUS && mark != PM_MARK_GOOD_HAND;
  gboolean is_selected = pm_pixel_selection_is_selected (self->selection, pixel);
  if (is_selected || is_current)
    {
      cairo_rectangle (cr, x - 3, y + metrics->edge, metrics->edge + 6, metrics->label_height + 2);
      set_colour (cr, &self->colours.ring, is_selected ? 0.22 : 0.1);
      cairo_fill (cr);
    }
  set_colour (cr, is_calm && !is_selected ? &self->colours.dim : &self->colours.text, 1.0);
  draw_name (self, cr, table, pixel, x, middle);
  if (metrics->edge < MIN_EDGE_OF_VALUE * self->font_scale)
    return;
  g_autofree char *value = dup_value (self, table, pixel);
  set_colour (cr, is_selected ? &self->colours.text : &self->colours.dim, 1.0);
  pm_text_cache_draw (self->texts, cr, value, x + metrics->edge, middle, 1.0);
}

/* A frame of whole pixels around a picture, from `inner` to `outer` outside of it. */
static void
add_ring (cairo_t *cr, int x, int y, int edge, double inner, double outer)
{
  cairo_rectangle (cr, x - outer, y - outer, edge + 2 * outer, edge + 2 * outer);
  cairo_rectangle (cr, x - inner, y - inner, edge + 2 * inner, edge + 2 * inner);
}

static void
draw_rings (PmMapsGrid *self, cairo_t *cr)
{
  int edge = self->geometry->metrics.edge, x, y, current = pm_pixel_selection_get_current (self->selection);
  int hovered = _pm_maps_grid_cell_of (self, pm_pixel_selection_get_hovered (self->selection));
  int cell = _pm_maps_grid_cell_of (self, current);
  double inner = self->geometry->metrics.gap_x >= 6 ? 1 : 0;
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  for (guint i = 0; i < self->visible->len; i++)
    if (pm_pixel_selection_is_selected (self->selection, _pm_maps_grid_pixel_of (self, g_array_index (self->visible, int, i))))
      {
        pm_grid_geometry_get_origin (self->geometry, g_array_index (self->visible, int, i), &x, &y);
        add_ring (cr, x, y, edge, inner, inner + 2);
        set_colour (cr, &self->colours.ring, 1.0);
        cairo_fill (cr);
      }
  if (hovered != PM_CELL_NOWHERE && hovered != cell)
    {
      pm_grid_geometry_get_origin (self->geometry, hovered, &x, &y);
      add_ring (cr, x, y, edge, 0, 1.5);
      set_colour (cr, &self->colours.text, 0.85);
      cairo_fill (cr);
    }
  if (cell != PM_CELL_NOWHERE)
    {
      pm_grid_geometry_get_origin (self->geometry, cell, &x, &y);
      add_ring (cr, x, y, edge, 0, 3);
      set_colour (cr, &self->colours.ring, 1.0);
      cairo_fill (cr);
    }
}

static void
draw_edges_of_blocks (PmMapsGrid *self, cairo_t *cr)
{
  for (guint i = 0; i < self->geometry->labels->len; i++)
    {
      const PmGridLabel *label = &g_array_index (self->geometry->labels, PmGridLabel, i);
      set_colour (cr, label->is_group ? &self->colours.text : &self->colours.dim, 1.0);
      pm_text_cache_draw (self->texts, cr, label->text, label->x, label->y, label->xalign);
    }
  for (guint i = 0; i < self->geometry->lines->len; i++)
    {
      const PmGridLine *line = &g_array_index (self->geometry->lines, PmGridLine, i);
      cairo_rectangle (cr, line->x0, line->y0, MAX (line->x1 - line->x0, 1), MAX (line->y1 - line->y0, 1));
    }
  set_colour (cr, &self->colours.dim, 0.9);
  cairo_fill (cr);
}

static void
draw_band (PmMapsGrid *self, cairo_t *cr)
{
  const double dashes[] = { 4, 3 };
  double x = floor (MIN (self->press_x, self->band_x)) + 0.5, y = floor (MIN (self->press_y, self->band_y)) + 0.5;
  cairo_rectangle (cr, x, y, floor (fabs (self->press_x - self->band_x)), floor (fabs (self->press_y - self->band_y)));
  set_colour (cr, &self->colours.ring, 0.1);
  cairo_fill_preserve (cr);
  set_colour (cr, &self->colours.ring, 1.0);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
}

/* Where the focus is as long as no pixel is current. */
static void
draw_focus (PmMapsGrid *self, cairo_t *cr, int width, int height)
{
  if (!gtk_widget_has_visible_focus (self->cell) || pm_pixel_selection_get_current (self->selection) != PM_PIXEL_NONE)
    return;
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_rectangle (cr, 2, 2, width - 4, height - 4);
  set_colour (cr, &self->colours.accent, 1.0);
  cairo_fill (cr);
}

static void
draw_cells (PmMapsGrid *self, cairo_t *cr)
{
  const PmPixelTable *table = pm_view_model_get_result (self->model)->table;
  int current = pm_pixel_selection_get_current (self->selection);
  for (guint i = 0; i < self->visible->len; i++)
    {
      int x, y, cell = g_array_index (self->visible, int, i), pixel = _pm_maps_grid_pixel_of (self, cell);
      pm_grid_geometry_get_origin (self->geometry, cell, &x, &y);
      draw_picture (self, cr, pixel, x, y);
      if (self->geometry->metrics.label_height > 0)
        draw_label (self, cr, table, pixel, x, y, pixel == current);
    }
}

void
_pm_maps_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PmMapsGrid *self = PM_MAPS_GRID (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (!self->geometry || width <= 0 || height <= 0)
    return;
  _pm_maps_grid_find_visible (self);
  double size = self->geometry->metrics.edge < MIN_EDGE_OF_LARGE_FONT && !self->as_array ? SMALL_FONT_PX : LABEL_FONT_PX;
  pm_text_cache_set_font (self->texts, gtk_widget_get_pango_context (widget), size * self->font_scale,
                          gtk_widget_get_scale_factor (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_save (cr);
  cairo_translate (cr, -_pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL),
                   -_pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL));
  if (self->visible->len > 0)
    draw_cells (self, cr);
  draw_edges_of_blocks (self, cr);
  draw_rings (self, cr);
  if (self->is_banding)
    draw_band (self, cr);
  cairo_restore (cr);
  draw_focus (self, cr, width, height);
  cairo_destroy (cr);
}
