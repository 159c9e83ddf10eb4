/* SPDX-License-Identifier: GPL-3.0-or-later
 * Values, limits and geometry; the drawing itself is in pm-map-paint.c.
 */
#include "config.h"

#include "pm-map-drawing.h"

#include "pm-beam.h"
#include "pm-map-paint.h"
#include "pm-map-soften.h"

#include <math.h>
#include <string.h>

#define RESIDUAL_PERCENT 99.5

void
pm_map_scene_init (PmMapScene *scene)
{
  *scene = (PmMapScene){ .look = PM_MAP_LOOK_INIT, .refit_x = NAN, .refit_y = NAN, .refit_radius_arcsec = NAN, .text_scale = 1.0,
                         .zoom = 1 };
}

void
pm_map_scene_clear (PmMapScene *scene)
{
  g_clear_pointer (&scene->values, g_free);
  g_clear_pointer (&scene->result, pm_result_unref);
  scene->map = NULL;
  scene->limits_of = NULL;
}

const char *
pm_map_drawing_unit (PmMapPlane plane)
{
  static const char *const units[PM_N_MAP_PLANES] = { "count", "count", "", "s", "count⁻²" };
  g_return_val_if_fail ((guint) plane < PM_N_MAP_PLANES, "");
  return units[plane];
}

gboolean
pm_map_drawing_fit (const PmResult *result, gsize row, double *x, double *y)
{
  const PmPixelTable *table = result->table;
  *x = *y = NAN;
  if (table->status[row] == PM_PIXEL_NOFIT || table->status[row] == PM_PIXEL_BLIND)
    return FALSE;
  /* A pixel at X sees the source at the offset -X. */
  *x = -table->values[PM_COLUMN_X][row];
  *y = -table->values[PM_COLUMN_Y][row];
  return isfinite (*x + *y);
}

static PmBeam
beam_of (const PmResult *result)
{
  return (PmBeam){ result->beam_fwhm_arcsec / PM_FWHM_PER_SIGMA, result->wing, result->wing_ratio };
}

double
pm_map_drawing_model (const PmResult *result, gsize row, double radius_arcsec)
{
  PmBeam beam = beam_of (result);
  return result->table->values[PM_COLUMN_PEAK][row] * pm_beam_value (&beam, radius_arcsec, 0.0);
}

/* The map keeps no moments of the samples in its cells: the model is that of the cells' centres. */
static gboolean
subtract_model (PmMapScene *scene)
{
  const PmGrid *grid = &scene->result->maps->grid;
  const PmMap *map = scene->map;
  PmBeam beam = beam_of (scene->result);
  double peak = scene->result->table->values[PM_COLUMN_PEAK][scene->row], x, y;
  if (!pm_map_drawing_fit (scene->result, scene->row, &x, &y) || !isfinite (peak) || !(beam.sigma_arcsec > 0.0))
    return FALSE;
  for (gsize j = 0; j < map->ny; j++)
    for (gsize i = 0; i < map->nx; i++)
      {
        double dx = pm_grid_x (grid, map->x0 + i) - x, dy = pm_grid_y (grid, map->y0 + j) - y;
        scene->values[j * map->nx + i] = (float) (map->signal[j * map->nx + i] - peak * pm_beam_value (&beam, dx, dy));
      }
  return TRUE;
}

/* Signal, residual and S/N are softened as the thumbnails are; the residual with the weights of the signal. */
static void
soften_values (PmMapScene *scene)
{
  const PmMap *map = scene->map;
  gsize n = map->nx * map->ny;
  double fwhm = scene->look.softening * scene->result->beam_fwhm_arcsec / scene->result->maps->grid.cell_arcsec;
  if (!(fwhm > 0.0) || (scene->plane != PM_MAP_PLANE_SIGNAL && scene->plane != PM_MAP_PLANE_RESIDUAL && scene->plane != PM_MAP_PLANE_S2N))
    return;
  PmMap raw = *map;
  if (scene->plane == PM_MAP_PLANE_RESIDUAL)
    raw.signal = scene->values;
  PmMap soft = pm_map_softened (&raw, fwhm);
  for (gsize k = 0; soft.signal && k < n; k++)
    scene->values[k] = scene->plane == PM_MAP_PLANE_S2N ? soft.signal[k] * sqrtf (soft.weight[k]) : soft.signal[k];
  g_free (soft.signal);
  g_free (soft.weight);
}

static gboolean
fill_values (PmMapScene *scene)
{
  const PmMap *map = scene->map;
  gsize n = map->nx * map->ny;
  switch (scene->plane)
    {
    case PM_MAP_PLANE_RESIDUAL:
      return subtract_model (scene);
    case PM_MAP_PLANE_S2N:
      for (gsize k = 0; k < n; k++)
        scene->values[k] = map->signal[k] * sqrtf (map->weight[k]);
      return TRUE;
    case PM_MAP_PLANE_EXPOSURE:
      memcpy (scene->values, map->exposure_s, n * sizeof (float));
      return TRUE;
    case PM_MAP_PLANE_WEIGHT:
      memcpy (scene->values, map->weight, n * sizeof (float));
      return TRUE;
    case PM_MAP_PLANE_SIGNAL:
    default:
      memcpy (scene->values, map->signal, n * sizeof (float));
      return TRUE;
    }
}

static double
find_largest (const PmMapSet *maps, gboolean weight)
{
  float largest = 0.0f;
  for (gsize m = 0; m < maps->n_maps; m++)
    {
      const float *values = weight ? maps->maps[m].weight : maps->maps[m].exposure_s;
      for (gsize k = 0, n = maps->maps[m].nx * maps->maps[m].ny; values && k < n; k++)
        largest = MAX (largest, values[k]);
    }
  return largest;
}

/* Exposures are compared between pixels: all maps have the same colours. */
static void
set_common_limits (PmMapScene *scene)
{
  gboolean weight = scene->plane == PM_MAP_PLANE_WEIGHT;
  if (scene->limits_of != scene->result->maps)
    scene->largest[0] = scene->largest[1] = NAN;
  scene->limits_of = scene->result->maps;
  if (isnan (scene->largest[weight]))
    scene->largest[weight] = find_largest (scene->result->maps, weight);
  scene->colormap = PM_COLORMAP_VIRIDIS;
  scene->stretch = (PmStretch){ PM_STRETCH_LINEAR, 0.0, scene->largest[weight] > 0.0 ? scene->largest[weight] : 1.0 };
}

/* The limits of the look, as the thumbnails have them; fixed values only where they are of the same quantity. */
static gboolean
set_limits_of_look (PmMapScene *scene)
{
  PmMapLook look = scene->look;
  const PmMapLook standard = PM_MAP_LOOK_INIT;
  PmQuantity quantity = scene->plane == PM_MAP_PLANE_S2N ? PM_QUANTITY_S2N : PM_QUANTITY_SIGNAL;
  if (look.limits == PM_LIMITS_VALUE && look.quantity != quantity)
    {
      look.limits = standard.limits;
      look.low = standard.low;
      look.high = standard.high;
    }
  look.quantity = quantity;
  scene->colormap = look.colormap;
  scene->inverted = look.inverted;
  PmThumbnail thumbnail = { .grid = &scene->result->maps->grid, .map = scene->map, .table = scene->result->table, .row = scene->row,
                            .beam_fwhm_arcsec = scene->result->beam_fwhm_arcsec, .cut = PM_CUT_WHOLE, .predicted_x = NAN,
                            .predicted_y = NAN, .edge = 1, .scale = 1 };
  return pm_thumbnail_limits (&thumbnail, &look, &scene->stretch);
}

static gboolean
set_limits (PmMapScene *scene)
{
  scene->inverted = FALSE;
  switch (scene->plane)
    {
    case PM_MAP_PLANE_EXPOSURE:
    case PM_MAP_PLANE_WEIGHT:
      set_common_limits (scene);
      return TRUE;
    case PM_MAP_PLANE_RESIDUAL:
      scene->colormap = PM_COLORMAP_COUPLING;
      scene->stretch.kind = PM_STRETCH_LINEAR;
      return pm_stretch_set_symmetric (&scene->stretch, scene->values, scene->map->nx * scene->map->ny, 0.0, 100.0 - RESIDUAL_PERCENT,
                                       RESIDUAL_PERCENT);
    case PM_MAP_PLANE_SIGNAL:
    case PM_MAP_PLANE_S2N:
    default:
      return set_limits_of_look (scene);
    }
}

void
pm_map_drawing_load (PmMapScene *scene, PmResult *result, gsize row)
{
  if (result != scene->result)
    {
      PmResult *before = g_steal_pointer (&scene->result);
      scene->result = result ? pm_result_ref (result) : NULL;
      if (before)
        pm_result_unref (before);
    }
  scene->row = row;
  g_clear_pointer (&scene->values, g_free);
  gboolean exists = result && row < result->table->n_rows;
  scene->map = exists && result->maps ? pm_map_set_find (result->maps, row) : NULL;
  if (scene->map && (!scene->map->signal || scene->map->nx == 0 || scene->map->ny == 0))
    scene->map = NULL;
  if (!scene->map)
    return;
  scene->values = g_new (float, scene->map->nx * scene->map->ny);
  gboolean filled = fill_values (scene);
  if (filled)
    soften_values (scene);
  if (!filled || !set_limits (scene))
    g_clear_pointer (&scene->values, g_free);
}

double
pm_map_drawing_height (const PmMapScene *scene, double width)
{
  PmMapMargins margins = pm_map_paint_margins (scene->text_scale);
  return MAX (width - margins.left - margins.right, 1.0) + margins.top + margins.bottom;
}

/* The cells that are shown along one axis: all, or as many as there is room for, with the source in the middle. */
static void
choose_cells (gsize n, double room, double source, gsize *first, gsize *n_shown)
{
  *n_shown = MIN (n, (gsize) MAX (room, 1.0));
  double wanted = isfinite (source) ? source - 0.5 * (double) *n_shown : 0.5 * (double) (n - *n_shown);
  *first = (gsize) CLAMP (wanted, 0.0, (double) (n - *n_shown));
}

void
pm_map_drawing_arrange (PmMapScene *scene, double width, double height)
{
  PmMapMargins margins = pm_map_paint_margins (scene->text_scale);
  double room_x = width - margins.left - margins.right, room_y = height - margins.top - margins.bottom;
  double room = MAX (MIN (room_x, room_y), 1.0), x, y;
  scene->width = width;
  scene->height = height;
  scene->x = margins.left;
  scene->y = margins.top;
  scene->zoom = 1;
  if (!scene->map)
    return;
  const PmGrid *grid = &scene->result->maps->grid;
  pm_map_drawing_fit (scene->result, scene->row, &x, &y);
  choose_cells (scene->map->nx, room, x / grid->cell_arcsec + grid->ref_x - (double) scene->map->x0, &scene->first_column,
                &scene->n_columns);
  choose_cells (scene->map->ny, room, y / grid->cell_arcsec + grid->ref_y - (double) scene->map->y0, &scene->first_row, &scene->n_rows);
  scene->zoom = MAX ((int) (room / (double) MAX (scene->n_columns, scene->n_rows)), 1);
  scene->x = margins.left + floor (0.5 * (room - (double) scene->n_columns * scene->zoom));
  scene->y = margins.top + floor (0.5 * (room - (double) scene->n_rows * scene->zoom));
}

void
pm_map_drawing_to_screen (const PmMapScene *scene, double x, double y, double *screen_x, double *screen_y)
{
  const PmGrid *grid = &scene->result->maps->grid;
  double column = x / grid->cell_arcsec + grid->ref_x - (double) (scene->map->x0 + scene->first_column);
  double row = y / grid->cell_arcsec + grid->ref_y - (double) (scene->map->y0 + scene->first_row);
  *screen_x = scene->x + (column + 0.5) * scene->zoom;
  *screen_y = scene->y + ((double) scene->n_rows - row - 0.5) * scene->zoom;
}

gboolean
pm_map_drawing_from_screen (const PmMapScene *scene, double screen_x, double screen_y, double *x, double *y)
{
  const PmGrid *grid = &scene->result->maps->grid;
  double column = (screen_x - scene->x) / scene->zoom, row = (double) scene->n_rows - (screen_y - scene->y) / scene->zoom;
  *x = (column - 0.5 + (double) (scene->map->x0 + scene->first_column) - grid->ref_x) * grid->cell_arcsec;
  *y = (row - 0.5 + (double) (scene->map->y0 + scene->first_row) - grid->ref_y) * grid->cell_arcsec;
  return column >= 0.0 && row >= 0.0 && column < (double) scene->n_columns && row < (double) scene->n_rows;
}

gboolean
pm_map_drawing_value (const PmMapScene *scene, double x, double y, double *value, double *s2n)
{
  *value = *s2n = NAN;
  if (!scene->values)
    return FALSE;
  const PmGrid *grid = &scene->result->maps->grid;
  const PmMap *map = scene->map;
  double column = floor (x / grid->cell_arcsec + grid->ref_x - (double) map->x0 + 0.5);
  double row = floor (y / grid->cell_arcsec + grid->ref_y - (double) map->y0 + 0.5);
  if (!(column >= 0.0 && row >= 0.0 && column < (double) map->nx && row < (double) map->ny))
    return FALSE;
  gsize k = (gsize) row * map->nx + (gsize) column;
  *value = scene->values[k];
  *s2n = map->signal[k] * sqrt (map->weight[k]);
  return isfinite (*value);
}
