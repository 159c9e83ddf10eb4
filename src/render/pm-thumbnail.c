/* SPDX-License-Identifier: GPL-3.0-or-later
 * Values are cut out, resampled, then coloured: interpolating colours instead would show colours that no value has.
 */
#include "config.h"

#include "pm-thumbnail.h"

#include "pm-map-image.h"
#include "pm-map-soften.h"

#include <math.h>

#define MAX_EDGE 4096
#define MIN_EDGE_OF_ELLIPSE 40
#define MIN_EDGE_OF_LARGE_BADGE 64
#define MIN_EDGE_OF_BADGE 30

/* A square of values: the cut-out of a map. Owned. */
typedef struct
{
  float *values;
  int n;
  double x0, y0; /* the cell of the map that stands at (0, 0); may lie outside */
} Square;

/* Where a source of this position stands in its map, in cells; a pixel at X sees it at the offset -X. */
static gboolean
place_in_map (const PmThumbnail *self, double x, double y, double *column, double *row)
{
  *column = -x / self->grid->cell_arcsec + self->grid->ref_x - (double) self->map->x0;
  *row = -y / self->grid->cell_arcsec + self->grid->ref_y - (double) self->map->y0;
  return isfinite (*column) && isfinite (*row) && fabs (*column) < 1e6 && fabs (*row) < 1e6;
}

/* The square of `map`, which is the thumbnail's, softened or not. */
static Square
cut_out_of (const PmThumbnail *self, const PmMapLook *look, const PmMap *map)
{
  int longer = (int) MAX (map->nx, map->ny);
  Square square = { NULL, self->cut == PM_CUT_WHOLE || self->n_cells <= 0 ? longer : self->n_cells, 0, 0 };
  double column = 0.5 * ((double) map->nx - 1.0), row = 0.5 * ((double) map->ny - 1.0), x = NAN, y = NAN;
  if (self->cut == PM_CUT_FIT)
    {
      x = self->table->values[PM_COLUMN_X][self->row];
      y = self->table->values[PM_COLUMN_Y][self->row];
    }
  if (self->cut == PM_CUT_PREDICTION || (self->cut == PM_CUT_FIT && !isfinite (x + y)))
    {
      x = self->predicted_x;
      y = self->predicted_y;
    }
  double place_column, place_row;
  if (self->cut != PM_CUT_WHOLE && place_in_map (self, x, y, &place_column, &place_row))
    {
      column = place_column;
      row = place_row;
    }
  square.x0 = ceil (column - 0.5 * square.n);
  square.y0 = ceil (row - 0.5 * square.n);
  square.values = g_new (float, (gsize) square.n * (gsize) square.n);
  for (int j = 0; j < square.n; j++)
    for (int i = 0; i < square.n; i++)
      {
        double c = square.x0 + i, r = square.y0 + j;
        gboolean inside = c >= 0 && r >= 0 && c < (double) map->nx && r < (double) map->ny;
        square.values[j * square.n + i] = inside ? pm_map_look_value (look, map, (gsize) r * map->nx + (gsize) c) : NAN;
      }
  return square;
}

static Square
cut_out (const PmThumbnail *self, const PmMapLook *look)
{
  double fwhm = look->softening * self->beam_fwhm_arcsec / self->grid->cell_arcsec;
  if (!pm_map_look_softens (look) || !(fwhm > 0.0))
    return cut_out_of (self, look, self->map);
  PmMap soft = pm_map_softened (self->map, fwhm);
  Square square = cut_out_of (self, look, soft.signal ? &soft : self->map);
  g_free (soft.signal);
  g_free (soft.weight);
  return square;
}

static double
fitted_peak (const PmThumbnail *self)
{
  const double *peak = self->table->values[PM_COLUMN_PEAK];
  gboolean fitted = self->table->status[self->row] == PM_PIXEL_GOOD || self->table->status[self->row] == PM_PIXEL_FLAGGED;
  return fitted && peak[self->row] > 0.0 && isfinite (peak[self->row]) ? peak[self->row] : NAN;
}

static gboolean
find_limits (const PmThumbnail *self, const PmMapLook *look, const Square *square, PmStretch *stretch)
{
  if (look->common && look->shared.low != look->shared.high)
    {
      *stretch = look->shared;
      stretch->kind = look->stretch;
      return TRUE;
    }
  double peak = look->quantity == PM_QUANTITY_SIGNAL ? fitted_peak (self) : NAN;
  return pm_map_look_find_limits (look, square->values, (gsize) square->n * (gsize) square->n, peak, stretch);
}

gboolean
pm_thumbnail_limits (const PmThumbnail *self, const PmMapLook *look, PmStretch *stretch)
{
  if (!self->map || !self->map->signal || self->map->nx == 0 || self->map->ny == 0)
    return FALSE;
  Square square = cut_out (self, look);
  gboolean ok = find_limits (self, look, &square, stretch);
  g_free (square.values);
  return ok;
}

/* The mean over [x0, x1) x [y0, y1) in cells, of what is finite; NaN if that is less than half of the area. */
static float
mean_over (const Square *square, double x0, double x1, double y0, double y1)
{
  double sum = 0.0, area = 0.0;
  for (int j = (int) y0; j < square->n && j < y1; j++)
    for (int i = (int) x0; i < square->n && i < x1; i++)
      {
        double weight = (MIN (i + 1, x1) - MAX (i, x0)) * (MIN (j + 1, y1) - MAX (j, y0));
        float value = square->values[j * square->n + i];
        if (isfinite (value))
          {
            sum += weight * value;
            area += weight;
          }
      }
  return area > 0.49999 * (x1 - x0) * (y1 - y0) ? (float) (sum / area) : NAN;
}

/* Between four cells: the mean over a square of one cell about the point is exactly the bilinear interpolation. */
static float
between (const Square *square, double x, double y)
{
  double limit = square->n - 1.0, left = CLAMP (x - 0.5, 0.0, limit), low = CLAMP (y - 0.5, 0.0, limit);
  return mean_over (square, left, left + 1.0, low, low + 1.0);
}

static void
resample (Square *square, int n)
{
  float *values = g_new (float, (gsize) n * (gsize) n);
  double step = (double) square->n / n;
  for (int j = 0; j < n; j++)
    for (int i = 0; i < n; i++)
      values[j * n + i] = step > 1.0 ? mean_over (square, i * step, (i + 1) * step, j * step, (j + 1) * step)
                                     : between (square, (i + 0.5) * step, (j + 0.5) * step);
  g_free (square->values);
  square->values = values;
  square->n = n;
}

static guint32
mix (guint32 low, guint32 high, double share)
{
  guint32 pixel = 0xff;
  for (int shift = 16; shift >= 0; shift -= 8)
    {
      double a = low >> shift & 0xff, b = high >> shift & 0xff;
      pixel = pixel << 8 | (guint32) (a + share * (b - a) + 0.5);
    }
  return pixel;
}

/* Flagged maps stay visible, but calm; dark where the ground is dark. */
static void
fill_table (const PmMapLook *look, gboolean grey, guint32 table[PM_COLORMAP_SIZE])
{
  if (!grey)
    pm_colormap_fill (look->colormap, look->inverted, table);
  for (int i = 0; grey && i < PM_COLORMAP_SIZE; i++)
    table[i] = mix (look->dark ? 0x262628 : 0xb9b9bd, look->dark ? 0x6a6a6e : 0xefeff1, i / (PM_COLORMAP_SIZE - 1.0));
}

static void
draw_map (cairo_t *cr, const PmThumbnail *self, const PmMapLook *look, const Square *whole, gboolean grey)
{
  Square square = *whole;
  PmStretch stretch;
  int n_device = self->edge * self->scale;
  guint32 table[PM_COLORMAP_SIZE];
  if (!find_limits (self, look, &square, &stretch))
    return;
  square.values = g_memdup2 (whole->values, sizeof (float) * (gsize) whole->n * (gsize) whole->n);
  if (n_device % square.n != 0)
    resample (&square, n_device);
  fill_table (look, grey, table);
  PmPlane plane = { square.values, square.n, square.n, (gsize) square.n };
  cairo_surface_t *image = pm_map_image_new (&plane, &stretch, table, n_device / square.n);
  g_free (square.values);
  if (!image)
    return;
  cairo_surface_set_device_scale (image, self->scale, self->scale);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (image);
}

/* At half maximum; y up. */
static void
draw_ellipse (cairo_t *cr, const PmThumbnail *self, const PmMapLook *look, const Square *square, gboolean grey)
{
  const PmPixelTable *table = self->table;
  double column, row, zoom = (double) self->edge / square->n;
  if (self->edge < MIN_EDGE_OF_ELLIPSE
      || !place_in_map (self, table->values[PM_COLUMN_X][self->row], table->values[PM_COLUMN_Y][self->row], &column, &row))
    return;
  double major = table->values[PM_COLUMN_FWHM_MAJOR][self->row], minor = table->values[PM_COLUMN_FWHM_MINOR][self->row];
  double angle_rad = table->values[PM_COLUMN_ANGLE][self->row] * G_PI / 180.0;
  if (!isfinite (major + minor + angle_rad))
    {
      major = minor = self->beam_fwhm_arcsec;
      angle_rad = 0.0;
    }
  double to_radius = 0.5 * zoom / self->grid->cell_arcsec;
  if (!(major * to_radius > 0.5 && minor * to_radius > 0.5 && major * to_radius < 1e4))
    return;
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, self->edge, self->edge);
  cairo_clip (cr);
  cairo_save (cr);
  cairo_translate (cr, (column + 0.5 - square->x0) * zoom, self->edge - (row + 0.5 - square->y0) * zoom);
  cairo_rotate (cr, -angle_rad);
  cairo_scale (cr, major * to_radius, minor * to_radius);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_restore (cr);
  if (grey)
    cairo_set_source_rgba (cr, look->dark ? 0 : 1, look->dark ? 0 : 1, look->dark ? 0 : 1, 0.45);
  else
    cairo_set_source_rgba (cr, 0, 0, 0, 0.45);
  cairo_set_line_width (cr, 2.2);
  cairo_stroke_preserve (cr);
  if (grey)
    cairo_set_source_rgb (cr, look->dark ? 0.72 : 0.3, look->dark ? 0.72 : 0.3, look->dark ? 0.74 : 0.32);
  else if (look->dark)
    cairo_set_source_rgb (cr, 0x35 / 255.0, 0xd6 / 255.0, 0xf0 / 255.0);
  else
    cairo_set_source_rgb (cr, 0x12 / 255.0, 0xc7 / 255.0, 0xe6 / 255.0);
  cairo_set_line_width (cr, 1.1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_hatch (cairo_t *cr, const PmThumbnail *self, const PmMapLook *look)
{
  double step = self->edge < MIN_EDGE_OF_BADGE ? 4.0 : 6.0, ink = look->dark ? 1.0 : 0.0;
  cairo_set_source_rgba (cr, ink, ink, ink, look->dark ? 0.10 : 0.12);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, self->edge, self->edge);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1.0);
  for (double at = step; at < 2.0 * self->edge; at += step)
    {
      cairo_move_to (cr, at, 0);
      cairo_line_to (cr, at - self->edge, self->edge);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_frame (cairo_t *cr, const PmThumbnail *self, const PmMapLook *look, gboolean dashed)
{
  const double dashes[] = { 3.0, 2.0 };
  double ink = look->dark ? 1.0 : 0.0;
  cairo_set_source_rgba (cr, ink, ink, ink, dashed ? 0.55 : 0.16);
  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_set_line_width (cr, 1.0);
  cairo_rectangle (cr, 0.5, 0.5, self->edge - 1.0, self->edge - 1.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
draw_badge (cairo_t *cr, const PmThumbnail *self, const PmMapLook *look, PmMark mark)
{
  static const guint32 corner[PM_N_MARKS] = { 0, 0xffd02e, 0xe08a00, 0xd55e00, 0x0072b2, 0x8a8a90, 0x8a8a90 };
  if (mark == PM_MARK_GOOD)
    return;
  if (self->edge < MIN_EDGE_OF_BADGE)
    {
      double side = MAX (0.38 * self->edge, 3.0);
      cairo_move_to (cr, self->edge - side, 0);
      cairo_line_to (cr, self->edge, 0);
      cairo_line_to (cr, self->edge, side);
      cairo_close_path (cr);
      cairo_set_source_rgb (cr, (corner[mark] >> 16) / 255.0, (corner[mark] >> 8 & 0xff) / 255.0, (corner[mark] & 0xff) / 255.0);
      cairo_fill (cr);
      return;
    }
  double size = self->edge < MIN_EDGE_OF_LARGE_BADGE ? 10.0 : 13.0;
  pm_glyph_draw (cr, mark, pm_mark_letter (self->table->flags[self->row]), self->edge - 3.0 - size, 3.0, size, look->dark);
}

cairo_surface_t *
pm_thumbnail_new (const PmThumbnail *self, const PmMapLook *look)
{
  g_return_val_if_fail (self->edge >= 1 && self->scale >= 1 && self->edge <= MAX_EDGE / self->scale, NULL);
  g_return_val_if_fail (self->table && self->row < self->table->n_rows, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->edge * self->scale, self->edge * self->scale);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  cairo_surface_set_device_scale (surface, self->scale, self->scale);
  cairo_t *cr = cairo_create (surface);
  PmMark mark = pm_mark_of_row (self->table, self->row, self->suspicious);
  gboolean grey = mark == PM_MARK_FLAGGED || mark == PM_MARK_BAD || mark == PM_MARK_NOFIT;
  if (mark != PM_MARK_BLIND && self->map && self->map->signal && self->map->nx > 0 && self->map->ny > 0)
    {
      Square square = cut_out (self, look);
      draw_map (cr, self, look, &square, grey);
      if (self->table->status[self->row] != PM_PIXEL_NOFIT)
        draw_ellipse (cr, self, look, &square, grey);
      g_free (square.values);
    }
  else
    draw_hatch (cr, self, look);
  draw_frame (cr, self, look, mark == PM_MARK_NOFIT);
  draw_badge (cr, self, look, mark);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}
