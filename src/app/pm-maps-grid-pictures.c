/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which thumbnails the grid asks for, and of what.
 */
#include "config.h"

#include "pm-maps-grid-private.h"

#define MAX_CUT_CELLS 41

int
_pm_maps_grid_edge_of (PmMapsGrid *self, int step)
{
  int edges[PM_N_GRID_EDGES];
  pm_grid_edges (self->cut == PM_CUT_WHOLE ? self->n_map : MIN (self->n_map, MAX_CUT_CELLS), edges);
  return edges[step];
}

static int
find_longest_edge (const PmMapSet *maps)
{
  gsize longest = 1;
  for (gsize i = 0; maps && i < maps->n_maps; i++)
    longest = MAX (longest, MAX (maps->maps[i].nx, maps->maps[i].ny));
  return (int) MIN (longest, 4096);
}

void
_pm_maps_grid_update_pictures (PmMapsGrid *self)
{
  int n_cells = self->cut == PM_CUT_WHOLE ? 0 : MIN (self->n_map, MAX_CUT_CELLS);
  pm_thumbnailer_set_geometry (self->thumbnailer, _pm_maps_grid_edge_of (self, self->size_step),
                               gtk_widget_get_scale_factor (GTK_WIDGET (self)), self->cut, n_cells);
  self->is_wanting_due = TRUE;
}

static void
ask_for_pictures (PmMapsGrid *self)
{
  g_autoptr (GArray) pixels = g_array_new (FALSE, FALSE, sizeof (int)), around = g_array_new (FALSE, FALSE, sizeof (int));
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double x = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL), y = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  for (guint i = 0; i < self->visible->len; i++)
    {
      int pixel = _pm_maps_grid_pixel_of (self, g_array_index (self->visible, int, i));
      g_array_append_val (pixels, pixel);
    }
  pm_thumbnailer_want (self->thumbnailer, (const int *) (const void *) pixels->data, pixels->len);
  pm_grid_geometry_list (self->geometry, x, y + height, x + width, y + 2 * height, around);
  pm_grid_geometry_list (self->geometry, x, y - height, x + width, y, around);
  for (guint i = 0; i < around->len; i++)
    g_array_index (around, int, i) = _pm_maps_grid_pixel_of (self, g_array_index (around, int, i));
  pm_thumbnailer_prefetch (self->thumbnailer, (const int *) (const void *) around->data, around->len);
  self->is_wanting_due = FALSE;
}

void
_pm_maps_grid_find_visible (PmMapsGrid *self)
{
  double x = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL), y = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  g_array_set_size (self->visible, 0);
  if (!self->geometry)
    return;
  pm_grid_geometry_list (self->geometry, x, y, x + gtk_widget_get_width (GTK_WIDGET (self)),
                         y + gtk_widget_get_height (GTK_WIDGET (self)), self->visible);
  if (self->is_wanting_due)
    ask_for_pictures (self);
}

gboolean
pm_maps_grid_is_complete (PmMapsGrid *self)
{
  g_return_val_if_fail (PM_IS_MAPS_GRID (self), FALSE);
  if (!self->geometry || self->is_wanting_due || self->is_look_due)
    return FALSE;
  for (guint i = 0; i < self->visible->len; i++)
    if (!pm_thumbnailer_is_current (self->thumbnailer, _pm_maps_grid_pixel_of (self, g_array_index (self->visible, int, i))))
      return FALSE;
  return TRUE;
}

void
_pm_maps_grid_apply_look (PmMapsGrid *self)
{
  pm_thumbnailer_set_look (self->thumbnailer, pm_view_model_get_look (self->model));
  self->is_look_due = FALSE;
  self->is_wanting_due = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* While the contrast is dragged looks come faster than pictures can be made: if each made the last one's void, nothing would ever be shown.
 * So a look waits until the pictures of the one before have arrived. */
void
_pm_maps_grid_follow_look (PmMapsGrid *self)
{
  gboolean is_busy = gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->is_look_due && !self->is_wanting_due
                     && pm_thumbnailer_get_n_waiting (self->thumbnailer) > 0 && !pm_maps_grid_is_complete (self);
  if (is_busy || self->is_look_due)
    self->is_look_due = TRUE;
  else
    _pm_maps_grid_apply_look (self);
}

void
_pm_maps_grid_collect (PmMapsGrid *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!self->is_look_due)
    return;
  self->is_look_due = FALSE;
  if (pm_maps_grid_is_complete (self) || pm_thumbnailer_get_n_waiting (self->thumbnailer) == 0)
    _pm_maps_grid_apply_look (self);
  else
    self->is_look_due = TRUE;
}

void
_pm_maps_grid_set_source (PmMapsGrid *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  gsize n = pm_view_model_get_n_pixels (self->model);
  g_autofree gboolean *suspicious = g_new (gboolean, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    suspicious[i] = pm_view_model_is_suspicious (self->model, (int) i);
  self->n_map = find_longest_edge (result ? result->maps : NULL);
  PmThumbnailerSource source = { .maps = result ? result->maps : NULL,
                                 .table = result ? result->table : NULL,
                                 .beam_fwhm_arcsec = result ? result->beam_fwhm_arcsec : 0.0,
                                 .suspicious = suspicious,
                                 .predicted_x = pm_view_model_get_predicted_x (self->model),
                                 .predicted_y = pm_view_model_get_predicted_y (self->model) };
  pm_thumbnailer_set_source (self->thumbnailer, &source);
}
