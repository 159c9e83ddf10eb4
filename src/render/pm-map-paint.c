/* SPDX-License-Identifier: GPL-3.0-or-later
 * Draws what pm-map-drawing.c has computed.
 */
#include "config.h"

#include "pm-map-paint.h"

#include "pm-array-paint.h"
#include "pm-contours.h"
#include "pm-ticks.h"
#include "pm-unit-power.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TEXT_SIZE 10.0
#define BAR_WIDTH 9.0
#define BAR_GAP 9.0
#define TICK 4.0

PmMapMargins
pm_map_paint_margins (double text_scale)
{
  return (PmMapMargins){ 24.0 * text_scale, BAR_GAP + BAR_WIDTH + TICK + 30.0 * text_scale, 5.0, TICK + 29.0 * text_scale };
}

static const PmArrayPalette *
palette_of (const PmMapScene *scene)
{
  return pm_array_palette (scene->look.dark);
}

static double
picture_width (const PmMapScene *scene)
{
  return (double) scene->n_columns * scene->zoom;
}

static double
picture_height (const PmMapScene *scene)
{
  return (double) scene->n_rows * scene->zoom;
}

static double
crisp (double position)
{
  return floor (position) + 0.5;
}

static void
paint_picture (cairo_t *cr, const PmMapScene *scene)
{
  guint32 table[PM_COLORMAP_SIZE];
  const float *first = scene->values + scene->first_row * scene->map->nx + scene->first_column;
  PmPlane plane = { first, (int) scene->n_columns, (int) scene->n_rows, scene->map->nx };
  pm_colormap_fill (scene->colormap, scene->inverted, table);
  cairo_surface_t *image = pm_map_image_new (&plane, &scene->stretch, table, scene->zoom);
  if (!image)
    return;
  cairo_set_source_surface (cr, image, scene->x, scene->y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (image);
}

/* A line that is seen on any colour: dark below, the colour above. */
static void
stroke_with_halo (cairo_t *cr, guint32 rgb, double width)
{
  cairo_set_source_rgba (cr, 0, 0, 0, 0.45);
  cairo_set_line_width (cr, width + 1.1);
  cairo_stroke_preserve (cr);
  pm_paint_set_colour (cr, rgb, 1.0);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
paint_contours (cairo_t *cr, const PmMapScene *scene)
{
  static const double levels[] = { 0.1, 0.3, 0.5, 0.7, 0.9 };
  const PmMap *map = scene->map;
  PmPlane plane = { map->signal, (int) map->nx, (int) map->ny, map->nx };
  double x, y, peak = NAN;
  if (pm_map_drawing_fit (scene->result, scene->row, &x, &y))
    peak = scene->result->table->values[PM_COLUMN_PEAK][scene->row];
  PmStretch extremes;
  if (isnan (peak) && pm_stretch_set_min_max (&extremes, map->signal, map->nx * map->ny))
    peak = extremes.high;
  if (!(peak > 0.0))
    return;
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (gsize k = 0; k < G_N_ELEMENTS (levels); k++)
    {
      gsize n;
      g_autofree PmContourPiece *pieces = pm_contours_new (&plane, levels[k] * peak, &n);
      double column = (double) scene->first_column - 0.5, row = (double) (scene->first_row + scene->n_rows) - 0.5;
      for (gsize i = 0; i < n; i++)
        {
          cairo_move_to (cr, scene->x + (pieces[i].x1 - column) * scene->zoom, scene->y + (row - pieces[i].y1) * scene->zoom);
          cairo_line_to (cr, scene->x + (pieces[i].x2 - column) * scene->zoom, scene->y + (row - pieces[i].y2) * scene->zoom);
        }
    }
  /* neutral colours: the residual's middle is light, the other maps are dark in their wide parts */
  if (scene->plane == PM_MAP_PLANE_RESIDUAL)
    cairo_set_source_rgba (cr, 0, 0, 0, 0.65);
  else
    cairo_set_source_rgba (cr, 1, 1, 1, 0.75);
  cairo_set_line_width (cr, 0.9);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

static void
add_cross (cairo_t *cr, double x, double y, double arm, double gap)
{
  for (int k = 0; k < 4; k++)
    {
      static const double sign_x[] = { 1, 0, -1, 0 }, sign_y[] = { 0, 1, 0, -1 };
      cairo_move_to (cr, x + gap * sign_x[k], y + gap * sign_y[k]);
      cairo_line_to (cr, x + arm * sign_x[k], y + arm * sign_y[k]);
    }
}

/* The ellipse at half maximum, or the beam's circle where the width of the pixel is not known, and its centre. */
static void
paint_fit (cairo_t *cr, const PmMapScene *scene)
{
  const PmPixelTable *table = scene->result->table;
  double x, y, screen_x, screen_y;
  if (!pm_map_drawing_fit (scene->result, scene->row, &x, &y))
    return;
  pm_map_drawing_to_screen (scene, x, y, &screen_x, &screen_y);
  double major = table->values[PM_COLUMN_FWHM_MAJOR][scene->row], minor = table->values[PM_COLUMN_FWHM_MINOR][scene->row];
  double angle_rad = table->values[PM_COLUMN_ANGLE][scene->row] * G_PI / 180.0;
  if (!isfinite (major + minor + angle_rad))
    {
      major = minor = scene->result->beam_fwhm_arcsec;
      angle_rad = 0.0;
    }
  double to_radius = 0.5 * scene->zoom / scene->result->maps->grid.cell_arcsec;
  guint32 colour = scene->look.dark ? 0x35d6f0 : 0x12c7e6;
  if (major * to_radius > 0.5 && minor * to_radius > 0.5 && major * to_radius < 1e4)
    {
      cairo_save (cr);
      cairo_translate (cr, screen_x, screen_y);
      cairo_rotate (cr, -angle_rad);
      cairo_scale (cr, major * to_radius, minor * to_radius);
      cairo_new_path (cr);
      cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
      cairo_close_path (cr);
      cairo_restore (cr);
      stroke_with_halo (cr, colour, 1.3);
    }
  add_cross (cr, screen_x, screen_y, 5.0, 0.0);
  stroke_with_halo (cr, colour, 1.3);
}

/* What a refit would take: dashed, because it is not done yet. */
static void
paint_refit (cairo_t *cr, const PmMapScene *scene)
{
  const double dashes[] = { 5.0, 3.0 };
  double x = scene->refit_x, y = scene->refit_y, screen_x, screen_y;
  gboolean has_start = isfinite (x + y);
  if (!isfinite (scene->refit_radius_arcsec))
    return;
  if (!has_start && !pm_map_drawing_fit (scene->result, scene->row, &x, &y))
    return;
  pm_map_drawing_to_screen (scene, x, y, &screen_x, &screen_y);
  double radius = scene->refit_radius_arcsec * scene->zoom / scene->result->maps->grid.cell_arcsec;
  cairo_new_path (cr);
  cairo_arc (cr, screen_x, screen_y, MIN (radius, 1e4), 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.45);
  cairo_set_line_width (cr, 2.4);
  cairo_stroke_preserve (cr);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 1.3);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  if (!has_start)
    return;
  add_cross (cr, screen_x, screen_y, 9.0, 4.0);
  stroke_with_halo (cr, 0xffffff, 1.5);
}

static void
paint_axes (cairo_t *cr, const PmMapScene *scene)
{
  double width = picture_width (scene), height = picture_height (scene), s = scene->text_scale, x1, y1, x2, y2, x, y;
  char label[PM_TICKS_LABEL_SIZE];
  pm_map_drawing_from_screen (scene, scene->x, scene->y + height, &x1, &y1);
  pm_map_drawing_from_screen (scene, scene->x + width, scene->y, &x2, &y2);
  PmTicks ticks_x = pm_ticks_new (x1, x2, width, 40.0 * s), ticks_y = pm_ticks_new (y1, y2, height, 40.0 * s);
  pm_paint_set_colour (cr, palette_of (scene)->border, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_rectangle (cr, crisp (scene->x) - 1.0, crisp (scene->y) - 1.0, width + 1.0, height + 1.0);
  cairo_stroke (cr);
  pm_paint_set_colour (cr, palette_of (scene)->dim, 1.0);
  for (int i = 0; i < ticks_x.n; i++)
    {
      pm_map_drawing_to_screen (scene, pm_ticks_value (&ticks_x, i), 0.0, &x, &y);
      cairo_move_to (cr, crisp (x), scene->y + height);
      cairo_rel_line_to (cr, 0.0, TICK);
      cairo_stroke (cr);
      pm_ticks_label (&ticks_x, i, label);
      pm_paint_text (cr, label, x, scene->y + height + TICK + 11.0 * s, 0.5, TEXT_SIZE * s, FALSE);
    }
  for (int i = 0; i < ticks_y.n; i++)
    {
      pm_map_drawing_to_screen (scene, 0.0, pm_ticks_value (&ticks_y, i), &x, &y);
      cairo_move_to (cr, scene->x, crisp (y));
      cairo_rel_line_to (cr, -TICK, 0.0);
      cairo_stroke (cr);
      pm_ticks_label (&ticks_y, i, label);
      pm_paint_text (cr, label, scene->x - TICK - 2.0, y + 3.5 * s, 1.0, TEXT_SIZE * s, FALSE);
    }
  pm_paint_text (cr, _("X, Y offset (arcsec)"), scene->x + 0.5 * width, scene->y + height + TICK + 25.0 * s, 0.5, TEXT_SIZE * s, FALSE);
}

/* The triangle that says that there are values beyond this end. */
static void
paint_overflow (cairo_t *cr, double x, double y, double sign, guint32 colour)
{
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + 0.5 * BAR_WIDTH, y - 4.0 * sign);
  cairo_line_to (cr, x + BAR_WIDTH, y);
  cairo_close_path (cr);
  pm_paint_set_colour (cr, colour & 0xffffff, 1.0);
  cairo_fill (cr);
}

static void
paint_bar (cairo_t *cr, const PmMapScene *scene)
{
  double x = scene->x + picture_width (scene) + BAR_GAP, y = scene->y + 5.0, height = picture_height (scene) - 10.0, s = scene->text_scale;
  guint32 table[PM_COLORMAP_SIZE];
  char label[PM_TICKS_LABEL_SIZE];
  g_autofree char *unit = NULL;
  double low = scene->stretch.low, high = scene->stretch.high;
  double power = pm_unit_power (MAX (fabs (low), fabs (high)), pm_map_drawing_unit (scene->plane), &unit);
  pm_colormap_fill (scene->colormap, scene->inverted, table);
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0.0, y + height, 0.0, y);
  for (int i = 0; i < PM_COLORMAP_SIZE; i += 5)
    cairo_pattern_add_color_stop_rgb (pattern, (double) i / (PM_COLORMAP_SIZE - 1), (table[i] >> 16 & 0xff) / 255.0,
                                      (table[i] >> 8 & 0xff) / 255.0, (table[i] & 0xff) / 255.0);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, x, y, BAR_WIDTH, height);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
  PmStretch extremes = scene->stretch;
  pm_stretch_set_min_max (&extremes, scene->values, scene->map->nx * scene->map->ny);
  if (extremes.low < low)
    paint_overflow (cr, x, y + height, -1.0, table[0]);
  if (extremes.high > high)
    paint_overflow (cr, x, y, 1.0, table[PM_COLORMAP_SIZE - 1]);

  PmTicks ticks = pm_ticks_new (low / power, high / power, height, 34.0 * s);
  pm_paint_set_colour (cr, palette_of (scene)->dim, 1.0);
  cairo_set_line_width (cr, 1.0);
  double last = INFINITY;
  for (int i = 0; i < ticks.n; i++)
    {
      /* an uneven stretch brings ticks together: those that would touch are left out */
      double at = y + height * (1.0 - pm_stretch_apply (&scene->stretch, pm_ticks_value (&ticks, i) * power));
      if (last - at < 12.0 * s)
        continue;
      last = at;
      cairo_move_to (cr, x + BAR_WIDTH, crisp (at));
      cairo_rel_line_to (cr, TICK - 1.0, 0.0);
      cairo_stroke (cr);
      pm_ticks_label (&ticks, i, label);
      pm_paint_text (cr, label, x + BAR_WIDTH + TICK + 1.0, at + 3.5 * s, 0.0, TEXT_SIZE * s, FALSE);
    }
  /* under the bar, in the line of the ticks' labels */
  pm_paint_text (cr, unit, MIN (x, scene->width - pm_paint_text_width (cr, unit, TEXT_SIZE * s, FALSE)), y + height + 5.0 + TICK + 11.0 * s,
                 0.0, TEXT_SIZE * s, FALSE);
}

/* Instead of a map: why there is none. */
static void
paint_reason (cairo_t *cr, const PmMapScene *scene, const char *text)
{
  PmMapMargins margins = pm_map_paint_margins (scene->text_scale);
  double width = scene->width - margins.left - margins.right, height = scene->height - margins.top - margins.bottom;
  const PmArrayPalette *palette = palette_of (scene);
  cairo_rectangle (cr, crisp (margins.left), crisp (margins.top), MAX (floor (width) - 1.0, 1.0), MAX (floor (height) - 1.0, 1.0));
  pm_paint_set_colour (cr, palette->ground, 1.0);
  cairo_fill_preserve (cr);
  pm_paint_set_colour (cr, palette->border, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  pm_paint_set_colour (cr, palette->dim, 1.0);
  pm_paint_text (cr, text, margins.left + 0.5 * width, margins.top + 0.5 * height, 0.5, 1.1 * TEXT_SIZE * scene->text_scale, FALSE);
}

void
pm_map_drawing_paint (cairo_t *cr, const PmMapScene *scene)
{
  if (!scene->result)
    return;
  cairo_save (cr);
  if (!scene->map)
    paint_reason (cr, scene, _("This pixel has no map"));
  else if (!scene->values)
    paint_reason (cr, scene, scene->plane == PM_MAP_PLANE_RESIDUAL ? _("No fit, so no residual") : _("The map is empty"));
  else
    {
      paint_picture (cr, scene);
      cairo_save (cr);
      cairo_rectangle (cr, scene->x, scene->y, picture_width (scene), picture_height (scene));
      cairo_clip (cr);
      if (scene->contours)
        paint_contours (cr, scene);
      paint_fit (cr, scene);
      paint_refit (cr, scene);
      cairo_restore (cr);
      paint_axes (cr, scene);
      paint_bar (cr, scene);
    }
  cairo_restore (cr);
}
