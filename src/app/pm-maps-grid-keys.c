/* SPDX-License-Identifier: GPL-3.0-or-later
 * The keys of the grid. Letters for flags and Ctrl+A are the window's: what means nothing here bubbles up to it.
 */
#include "config.h"

#include "pm-maps-grid-private.h"

#define PAN_STEP 40.0

/* Where to go first when no pixel is current, or the current one is not shown: to the first that can be seen. */
static int
find_start (PmMapsGrid *self)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (int));
  double x = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL), y = _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL);
  pm_grid_geometry_list (self->geometry, x, y, x + gtk_widget_get_width (GTK_WIDGET (self)),
                         y + gtk_widget_get_height (GTK_WIDGET (self)), cells);
  return cells->len > 0 ? g_array_index (cells, int, 0) : 0;
}

static void
go_to (PmMapsGrid *self, int cell, GdkModifierType state)
{
  int pixel = _pm_maps_grid_pixel_of (self, cell), current = pm_pixel_selection_get_current (self->selection);
  if (state & GDK_SHIFT_MASK)
    {
      if (self->anchor == PM_PIXEL_NONE || _pm_maps_grid_cell_of (self, self->anchor) == PM_CELL_NOWHERE)
        self->anchor = _pm_maps_grid_cell_of (self, current) != PM_CELL_NOWHERE ? current : pixel;
      _pm_maps_grid_select_between (self, self->anchor, pixel, FALSE);
    }
  else
    {
      self->anchor = pixel;
      pm_pixel_selection_select_one (self->selection, pixel);
    }
  pm_pixel_selection_set_current (self->selection, pixel);
  pm_maps_grid_scroll_to (self, pixel);
}

/* The cell that a key leads to; PM_CELL_NOWHERE if it is none of these. */
static int
find_target (PmMapsGrid *self, guint key, int cell)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return pm_grid_geometry_step (self->geometry, cell, -1, 0);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return pm_grid_geometry_step (self->geometry, cell, 1, 0);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return pm_grid_geometry_step (self->geometry, cell, 0, -1);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return pm_grid_geometry_step (self->geometry, cell, 0, 1);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return 0;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return self->geometry->n_cells - 1;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      return pm_grid_geometry_page (self->geometry, cell, -1, height);
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      return pm_grid_geometry_page (self->geometry, cell, 1, height);
    default:
      return PM_CELL_NOWHERE;
    }
}

static gboolean
pan (PmMapsGrid *self, guint key)
{
  int dx = key == GDK_KEY_Left ? -1 : key == GDK_KEY_Right ? 1 : 0, dy = key == GDK_KEY_Up ? -1 : key == GDK_KEY_Down ? 1 : 0;
  _pm_maps_grid_set_scroll (self, GTK_ORIENTATION_HORIZONTAL, _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_HORIZONTAL) + dx * PAN_STEP);
  _pm_maps_grid_set_scroll (self, GTK_ORIENTATION_VERTICAL, _pm_maps_grid_get_scroll (self, GTK_ORIENTATION_VERTICAL) + dy * PAN_STEP);
  return dx || dy;
}

static gboolean
change_size (PmMapsGrid *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal: /* + without Shift on an English keyboard */
    case GDK_KEY_KP_Add:
      pm_maps_grid_change_size (self, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      pm_maps_grid_change_size (self, -1);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      pm_maps_grid_fit (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
open_menu (PmMapsGrid *self, int pixel)
{
  GdkRectangle area = { 0, 0, 0, 0 };
  if (!pm_maps_grid_get_area (self, pixel, &area))
    return FALSE;
  pm_maps_grid_scroll_to (self, pixel);
  pm_maps_grid_get_area (self, pixel, &area);
  _pm_maps_grid_open_menu (self, pixel, area.x + area.width / 2, area.y + area.height / 2);
  return TRUE;
}

gboolean
_pm_maps_grid_key (PmMapsGrid *self, guint key, GdkModifierType state)
{
  int current = pm_pixel_selection_get_current (self->selection), cell = _pm_maps_grid_cell_of (self, current);
  gboolean control = (state & GDK_CONTROL_MASK) != 0, shift = (state & GDK_SHIFT_MASK) != 0;
  if (!self->geometry || self->geometry->n_cells == 0 || (state & GDK_ALT_MASK))
    return FALSE;
  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && shift))
    return open_menu (self, current);
  if (key == GDK_KEY_space && control)
    {
      if (cell != PM_CELL_NOWHERE)
        pm_pixel_selection_toggle (self->selection, current);
      return cell != PM_CELL_NOWHERE;
    }
  if (change_size (self, key))
    return TRUE;
  if (control)
    return pan (self, key);
  int start = cell != PM_CELL_NOWHERE ? cell : find_start (self), target = find_target (self, key, start);
  if (target == PM_CELL_NOWHERE)
    return FALSE;
  gboolean is_jump = key == GDK_KEY_Home || key == GDK_KEY_End || key == GDK_KEY_KP_Home || key == GDK_KEY_KP_End;
  go_to (self, cell == PM_CELL_NOWHERE && !is_jump ? start : target, state);
  return TRUE;
}
