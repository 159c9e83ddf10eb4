/* SPDX-License-Identifier: GPL-3.0-or-later
 * Up to some thousand dots: one path, one fill.
 */
#include "config.h"

#include "pm-profile-drawing.h"

#include "pm-array-paint.h"
#include "pm-map-drawing.h"
#include "pm-ticks.h"
#include "pm-unit-power.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TEXT_SIZE 10.0
#define TICK 4.0
#define MAX_RADIUS_BEAMS 4.0

void
pm_profile_scene_init (PmProfileScene *scene)
{
  *scene = (PmProfileScene){ .text_scale = 1.0, .centre_x = NAN, .centre_y = NAN };
}

void
pm_profile_scene_clear (PmProfileScene *scene)
{
  g_clear_pointer (&scene->annuli, g_free);
  g_clear_pointer (&scene->result, pm_result_unref);
  scene->map = NULL;
  scene->n_annuli = 0;
}

/* All annuli and the curve fit in, with some room; single cells may lie outside. */
static void
find_limits (PmProfileScene *scene)
{
  scene->low = 0.0;
  scene->high = scene->fitted ? scene->result->table->values[PM_COLUMN_PEAK][scene->row] : 0.0;
  for (gsize i = 0; i < scene->n_annuli; i++)
    {
      scene->low = MIN (scene->low, scene->annuli[i].mean - scene->annuli[i].error);
      scene->high = MAX (scene->high, scene->annuli[i].mean + scene->annuli[i].error);
    }
  double room = 0.08 * (scene->high - scene->low);
  scene->low -= room;
  scene->high += room;
}

void
pm_profile_drawing_load (PmProfileScene *scene, PmResult *result, gsize row)
{
  PmResult *before = g_steal_pointer (&scene->result);
  pm_profile_scene_clear (scene);
  scene->result = result ? pm_result_ref (result) : NULL;
  if (before)
    pm_result_unref (before);
  scene->row = row;
  scene->fitted = FALSE;
  if (!result || row >= result->table->n_rows || !result->maps)
    return;
  const PmMap *map = pm_map_set_find (result->maps, row);
  if (!map || !map->signal)
    return;
  const double peak = result->table->values[PM_COLUMN_PEAK][row];
  scene->fitted = pm_map_drawing_fit (result, row, &scene->centre_x, &scene->centre_y) && isfinite (peak);
  if (!scene->fitted && pm_result_predict (result, row, &scene->centre_x, &scene->centre_y))
    {
      scene->centre_x = -scene->centre_x; /* from a position to the offset at which the pixel sees the source */
      scene->centre_y = -scene->centre_y;
    }
  double cell = result->maps->grid.cell_arcsec, side = cell * (double) MAX (map->nx, map->ny);
  scene->radius_arcsec = MIN (0.5 * side, MAX_RADIUS_BEAMS * MAX (result->beam_fwhm_arcsec, cell));
  if (!(scene->radius_arcsec >= cell))
    return;
  scene->annuli = pm_radial_profile_new (map, &result->maps->grid, scene->centre_x, scene->centre_y, cell, scene->radius_arcsec,
                                         &scene->n_annuli);
  if (!scene->annuli)
    return;
  scene->map = map;
  find_limits (scene);
}

static PmArrayBox
plot_box (const PmProfileScene *scene, double width, double height)
{
  double left = 24.0 * scene->text_scale, top = 4.0, bottom = TICK + 14.0 * scene->text_scale;
  return (PmArrayBox){ left, top, MAX (width - left - 4.0, 1.0), MAX (height - top - bottom, 1.0) };
}

void
pm_profile_drawing_to_screen (const PmProfileScene *scene, double width, double height, double radius_arcsec, double value, double *x,
                              double *y)
{
  PmArrayBox box = plot_box (scene, width, height);
  *x = box.x + box.width * radius_arcsec / scene->radius_arcsec;
  *y = box.y + box.height * (scene->high - value) / (scene->high - scene->low);
}

static void
paint_axes (cairo_t *cr, const PmProfileScene *scene, double width, double height, const PmArrayPalette *palette)
{
  PmArrayBox box = plot_box (scene, width, height);
  char label[PM_TICKS_LABEL_SIZE];
  double s = scene->text_scale, x, y;
  const char *unit = "arcsec";
  double unit_from = box.x + box.width - pm_paint_text_width (cr, unit, TEXT_SIZE * s, FALSE);
  g_autofree char *unit_y = NULL;
  double power = pm_unit_power (MAX (fabs (scene->low), fabs (scene->high)), pm_map_drawing_unit (PM_MAP_PLANE_SIGNAL), &unit_y);
  PmTicks ticks_x = pm_ticks_new (0.0, scene->radius_arcsec, box.width, 45.0 * s);
  PmTicks ticks_y = pm_ticks_new (scene->low / power, scene->high / power, box.height, 26.0 * s);
  cairo_set_line_width (cr, 1.0);
  for (int i = 0; i < ticks_x.n; i++)
    {
      pm_profile_drawing_to_screen (scene, width, height, pm_ticks_value (&ticks_x, i), 0.0, &x, &y);
      pm_paint_set_colour (cr, palette->grid, 1.0);
      cairo_move_to (cr, floor (x) + 0.5, box.y);
      cairo_rel_line_to (cr, 0.0, box.height);
      cairo_stroke (cr);
      pm_ticks_label (&ticks_x, i, label);
      pm_paint_set_colour (cr, palette->dim, 1.0);
      if (x + pm_paint_text_width (cr, label, TEXT_SIZE * s, FALSE) < unit_from)
        pm_paint_text (cr, label, x, box.y + box.height + TICK + 11.0 * s, 0.5, TEXT_SIZE * s, FALSE);
    }
  for (int i = 0; i < ticks_y.n; i++)
    {
      pm_profile_drawing_to_screen (scene, width, height, 0.0, pm_ticks_value (&ticks_y, i) * power, &x, &y);
      pm_paint_set_colour (cr, palette->grid, 1.0);
      cairo_move_to (cr, box.x, floor (y) + 0.5);
      cairo_rel_line_to (cr, box.width, 0.0);
      cairo_stroke (cr);
      pm_ticks_label (&ticks_y, i, label);
      pm_paint_set_colour (cr, palette->dim, 1.0);
      pm_paint_text (cr, label, box.x - TICK - 2.0, y + 3.5 * s, 1.0, TEXT_SIZE * s, FALSE);
    }
  pm_paint_text (cr, unit, unit_from, box.y + box.height + TICK + 11.0 * s, 0.0, TEXT_SIZE * s, FALSE);
  g_autofree char *title = g_strdup_printf ("%s (%s)", _("Radial profile"), unit_y);
  pm_paint_text (cr, title, box.x + box.width - 6.0, box.y + 13.0 * s, 1.0, TEXT_SIZE * s, FALSE);
  pm_paint_set_colour (cr, palette->border, 1.0);
  cairo_rectangle (cr, floor (box.x) + 0.5, floor (box.y) + 0.5, floor (box.width) - 1.0, floor (box.height) - 1.0);
  cairo_stroke (cr);
}

static void
paint_cells (cairo_t *cr, const PmProfileScene *scene, double width, double height, const PmArrayPalette *palette)
{
  const PmMap *map = scene->map;
  const PmGrid *grid = &scene->result->maps->grid;
  for (gsize k = 0; k < map->nx * map->ny; k++)
    {
      double radius = hypot (pm_grid_x (grid, map->x0 + k % map->nx) - scene->centre_x,
                             pm_grid_y (grid, map->y0 + k / map->nx) - scene->centre_y);
      double x, y;
      if (!isfinite (map->signal[k]) || radius > scene->radius_arcsec || map->signal[k] < scene->low || map->signal[k] > scene->high)
        continue;
      pm_profile_drawing_to_screen (scene, width, height, radius, map->signal[k], &x, &y);
      cairo_rectangle (cr, x - 0.7, y - 0.7, 1.4, 1.4);
    }
  pm_paint_set_colour (cr, palette->dim, 0.45);
  cairo_fill (cr);
}

static void
paint_curve (cairo_t *cr, const PmProfileScene *scene, double width, double height, const PmArrayPalette *palette)
{
  PmArrayBox box = plot_box (scene, width, height);
  int n = MAX ((int) (0.5 * box.width), 2);
  for (int i = 0; i <= n; i++)
    {
      double radius = scene->radius_arcsec * i / n, x, y;
      pm_profile_drawing_to_screen (scene, width, height, radius, pm_map_drawing_model (scene->result, scene->row, radius), &x, &y);
      cairo_line_to (cr, x, y);
    }
  pm_paint_set_colour (cr, palette->bad, 1.0);
  cairo_set_line_width (cr, 1.6);
  cairo_stroke (cr);
}

static void
paint_annuli (cairo_t *cr, const PmProfileScene *scene, double width, double height, const PmArrayPalette *palette)
{
  pm_paint_set_colour (cr, palette->accent, 1.0);
  cairo_set_line_width (cr, 1.2);
  for (gsize i = 0; i < scene->n_annuli; i++)
    {
      const PmAnnulus *annulus = &scene->annuli[i];
      double x, y, top, bottom;
      pm_profile_drawing_to_screen (scene, width, height, annulus->radius_arcsec, annulus->mean, &x, &y);
      pm_profile_drawing_to_screen (scene, width, height, annulus->radius_arcsec, annulus->mean + annulus->error, &x, &top);
      pm_profile_drawing_to_screen (scene, width, height, annulus->radius_arcsec, annulus->mean - annulus->error, &x, &bottom);
      cairo_move_to (cr, x, top);
      cairo_line_to (cr, x, bottom);
      cairo_stroke (cr);
      cairo_arc (cr, x, y, 2.2, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

void
pm_profile_drawing_paint (cairo_t *cr, const PmProfileScene *scene, double width, double height)
{
  const PmArrayPalette *palette = pm_array_palette (scene->dark);
  PmArrayBox box = plot_box (scene, width, height);
  if (!scene->result)
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box.x, box.y, box.width, box.height);
  pm_paint_set_colour (cr, palette->ground, 1.0);
  cairo_fill (cr);
  if (scene->map)
    {
      paint_axes (cr, scene, width, height, palette);
      cairo_save (cr);
      cairo_rectangle (cr, box.x, box.y, box.width, box.height);
      cairo_clip (cr);
      paint_cells (cr, scene, width, height, palette);
      if (scene->fitted)
        paint_curve (cr, scene, width, height, palette);
      paint_annuli (cr, scene, width, height, palette);
      cairo_restore (cr);
    }
  else
    {
      pm_paint_set_colour (cr, palette->dim, 1.0);
      pm_paint_text (cr, _("No radial profile without a place of the source"), box.x + 0.5 * box.width, box.y + 0.5 * box.height, 0.5,
                     TEXT_SIZE * scene->text_scale, FALSE);
    }
  cairo_restore (cr);
}
