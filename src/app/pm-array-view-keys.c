/* SPDX-License-Identifier: GPL-3.0-or-later
 * Keys: walking from pixel to pixel, pan, zoom, switches. What they do not know goes on to the window.
 */
#include "config.h"

#include "pm-array-view-private.h"

#include <math.h>

#define KEY_FACTOR 1.4
#define KEY_PAN 0.1        /* of the plot */
#define PAGE 10            /* pixels */

static int
find_middle_pixel (PmArrayView *self)
{
  int found = PM_PIXEL_NONE;
  double nearest = INFINITY;
  for (gsize i = 0; i < self->layout->n_pixels; i++)
    {
      double distance = hypot (self->layout->x[i] - self->viewport.centre_x, self->layout->y[i] - self->viewport.centre_y);
      if (distance < nearest) /* FALSE for what is not shown */
        {
          nearest = distance;
          found = (int) i;
        }
    }
  return found;
}

/* Walks to a neighbour: dx to the right of the screen, dy up. */
static void
walk (PmArrayView *self, double dx, double dy, int n_steps, gboolean extend)
{
  int current = pm_pixel_selection_get_current (self->selection);
  gboolean known = current >= 0 && (gsize) current < self->layout->n_pixels && !isnan (self->layout->x[current]);
  guint pixel = known ? (guint) current : PM_ARRAY_NO_PIXEL;
  g_autoptr (GArray) passed = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!known)
    {
      pixel = (guint) find_middle_pixel (self);
      n_steps = 0;
    }
  if ((int) pixel == PM_PIXEL_NONE)
    return;
  g_array_append_val (passed, pixel);
  for (int k = 0; k < n_steps; k++)
    {
      guint next = pm_array_layout_find_neighbour (self->layout, pixel, self->scene.detector_side ? -dx : dx, dy);
      if (next == PM_ARRAY_NO_PIXEL)
        break;
      pixel = next;
      g_array_append_val (passed, pixel);
    }
  if (extend)
    pm_pixel_selection_add (self->selection, (const guint *) (gpointer) passed->data, passed->len);
  else
    pm_pixel_selection_select_one (self->selection, (int) pixel);
  pm_pixel_selection_set_current (self->selection, (int) pixel);
}

static void
go_to_place (PmArrayView *self, gboolean last)
{
  guint n;
  const int *order = pm_view_model_get_order (self->model, &n);
  if (n == 0)
    return;
  pm_pixel_selection_select_one (self->selection, order[last ? n - 1 : 0]);
  pm_pixel_selection_set_current (self->selection, order[last ? n - 1 : 0]);
}

static gboolean
move_by_key (PmArrayView *self, guint key, GdkModifierType modifiers)
{
  static const struct
  {
    guint key, keypad_key;
    int dx, dy;
  } arrows[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, 1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, -1 },
  };
  gboolean extend = (modifiers & GDK_SHIFT_MASK) != 0;
  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (key == arrows[i].key || key == arrows[i].keypad_key)
      {
        if (modifiers & GDK_CONTROL_MASK)
          pm_array_view_pan (self, -KEY_PAN * self->scene.plot.width * arrows[i].dx, KEY_PAN * self->scene.plot.height * arrows[i].dy);
        else
          walk (self, arrows[i].dx, arrows[i].dy, 1, extend);
        return TRUE;
      }
  if (modifiers & GDK_CONTROL_MASK)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
      walk (self, 0.0, key == GDK_KEY_Page_Up ? 1.0 : -1.0, PAGE, extend);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_End:
      go_to_place (self, key == GDK_KEY_End);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
open_menu_at_current (PmArrayView *self)
{
  int current = pm_pixel_selection_get_current (self->selection);
  double x = self->scene.plot.x, y = self->scene.plot.y;
  if (current >= 0 && (gsize) current < self->layout->n_pixels && !isnan (self->layout->x[current]))
    pm_array_drawing_to_screen (&self->scene, self->layout->x[current], self->layout->y[current], &x, &y);
  pm_array_view_open_menu (self, x, y);
}

static gboolean
press_space (PmArrayView *self, GdkModifierType modifiers)
{
  int current = pm_pixel_selection_get_current (self->selection);
  if (modifiers & GDK_CONTROL_MASK)
    pm_pixel_selection_toggle (self->selection, current);
  else
    {
      self->space_held = TRUE;
      pm_array_view_update_cursor (self);
    }
  return TRUE;
}

gboolean
pm_array_view_key (PmArrayView *self, guint key, GdkModifierType modifiers)
{
  g_return_val_if_fail (PM_IS_ARRAY_VIEW (self), FALSE);
  if (!self->layout || (modifiers & GDK_ALT_MASK))
    return FALSE;
  if (move_by_key (self, key, modifiers))
    return TRUE;
  if (key == GDK_KEY_space)
    return press_space (self, modifiers);
  if (modifiers & GDK_CONTROL_MASK)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal: /* where + needs Shift */
    case GDK_KEY_KP_Add:
      pm_array_view_zoom (self, KEY_FACTOR);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      pm_array_view_zoom (self, 1.0 / KEY_FACTOR);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      pm_array_view_fit (self);
      return TRUE;
    case GDK_KEY_v:
      pm_array_view_toggle (self, "residuals");
      return TRUE;
    case GDK_KEY_f:
      pm_array_view_toggle (self, "frozen");
      return TRUE;
    case GDK_KEY_Menu:
      open_menu_at_current (self);
      return TRUE;
    case GDK_KEY_F10:
      if (modifiers & GDK_SHIFT_MASK)
        open_menu_at_current (self);
      return (modifiers & GDK_SHIFT_MASK) != 0;
    case GDK_KEY_Escape:
      return pm_array_view_cancel_drag (self);
    default:
      return FALSE;
    }
}
