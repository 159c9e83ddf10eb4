/* SPDX-License-Identifier: GPL-3.0-or-later
 * The limits of the colours: found by the layout, or set by dragging the ends of the colour bar.
 */
#include "config.h"

#include "pm-array-paint.h"
#include "pm-array-view-private.h"

#include <math.h>

#define GRIP_WIDTH 8.0
#define GRIP_REACH 9.0    /* from a limit on which it can be grasped */
#define LEAST_RANGE 1e-3  /* of the range that a drag began with */

/* Automatic limits stay as long as the reduction is the same: flagging a pixel must not change all colours. */
void
pm_array_view_update_limits (PmArrayView *self)
{
  PmResult *result = pm_view_model_get_result (self->model);
  PmArrayLimits *own = &self->limits[self->quantity];
  gboolean same_reduction = result && result->options == self->automatic_options && result->maps == self->automatic_maps
                            && result->n_rounds == self->automatic_rounds;
  if (result && (self->automatic_for != self->quantity || !same_reduction))
    {
      self->automatic = (PmArrayLimits) { FALSE, self->layout->low, self->layout->high };
      self->automatic_for = self->quantity;
      self->automatic_options = result->options;
      self->automatic_maps = result->maps;
      self->automatic_rounds = result->n_rounds;
    }
  self->scene.low = own->by_user ? own->low : self->automatic.low;
  self->scene.high = own->by_user ? own->high : self->automatic.high;
}

void
pm_array_view_set_limits (PmArrayView *self, double low, double high)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  double neutral = pm_array_quantity_neutral (self->quantity);
  if (!isnan (neutral) && self->layout)
    {
      if (high != self->scene.high)
        low = 2.0 * neutral - high;
      else
        high = 2.0 * neutral - low;
    }
  if (!(low < high) || !isfinite (low) || !isfinite (high))
    return;
  self->limits[self->quantity] = (PmArrayLimits) { TRUE, low, high };
  self->scene.low = low;
  self->scene.high = high;
  pm_array_view_invalidate (self);
  pm_array_view_emit_changed (self);
}

void
pm_array_view_reset_limits (PmArrayView *self)
{
  g_return_if_fail (PM_IS_ARRAY_VIEW (self));
  self->limits[self->quantity].by_user = FALSE;
  self->automatic_for = PM_N_ARRAY_QUANTITIES;
  if (self->layout)
    pm_array_view_update_limits (self);
  pm_array_view_invalidate (self);
  pm_array_view_emit_changed (self);
}

gboolean
pm_array_view_is_on_bar (PmArrayView *self, double x, double y)
{
  const PmArrayBox *bar = &self->scene.bar;
  double along = self->scene.bar_below ? GRIP_REACH : 6.0, across = self->scene.bar_below ? 6.0 : GRIP_REACH;
  return self->layout && x >= bar->x - along && x <= bar->x + bar->width + along && y >= bar->y - across
         && y <= bar->y + bar->height + across;
}

PmArrayDrag
pm_array_view_find_grip (PmArrayView *self, double x, double y)
{
  const PmArrayBox *bar = &self->scene.bar;
  if (!pm_array_view_is_on_bar (self, x, y))
    return PM_ARRAY_DRAG_NONE;
  double along = self->scene.bar_below ? x - bar->x : bar->y + bar->height - y;
  double length = self->scene.bar_below ? bar->width : bar->height;
  return along <= GRIP_REACH ? PM_ARRAY_DRAG_LOW : along >= length - GRIP_REACH ? PM_ARRAY_DRAG_HIGH : PM_ARRAY_DRAG_NONE;
}

void
pm_array_view_drag_limit (PmArrayView *self, double x, double y)
{
  const PmArrayBox *bar = &self->scene.bar;
  double range = self->drag_high - self->drag_low;
  double moved = self->scene.bar_below ? (x - self->drag_x) / bar->width : (self->drag_y - y) / bar->height;
  /* A bar that follows the drag would run away under the pointer: it is the range at the beginning that the distance refers to. */
  if (self->drag == PM_ARRAY_DRAG_LOW)
    pm_array_view_set_limits (self, MIN (self->drag_low + moved * range, self->drag_high - LEAST_RANGE * range), self->scene.high);
  else
    pm_array_view_set_limits (self, self->scene.low, MAX (self->drag_high + moved * range, self->drag_low + LEAST_RANGE * range));
}

static void
draw_grip (PmArrayView *self, cairo_t *cr, gboolean high)
{
  const PmArrayScene *scene = &self->scene;
  const PmArrayBox *bar = &scene->bar;
  double x = bar->x + 0.5 * bar->width, y = bar->y + 0.5 * bar->height, half_x = 0.5 * bar->width + 4.0, half_y = 0.5 * GRIP_WIDTH;
  if (scene->bar_below)
    {
      x = high ? bar->x + bar->width : bar->x;
      half_x = 0.5 * GRIP_WIDTH;
      half_y = 0.5 * bar->height + 4.0;
    }
  else
    y = high ? bar->y : bar->y + bar->height;
  cairo_rectangle (cr, x - half_x + 0.5, y - half_y + 0.5, 2.0 * half_x - 1.0, 2.0 * half_y - 1.0);
  pm_paint_set_colour (cr, scene->palette->card, 1.0);
  cairo_fill_preserve (cr);
  pm_paint_set_colour (cr, scene->palette->text, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
}

void
pm_array_view_draw_grips (PmArrayView *self, cairo_t *cr)
{
  gboolean on_bar = self->pointer_inside && pm_array_view_is_on_bar (self, self->pointer_x, self->pointer_y);
  if (!self->layout || (!on_bar && self->drag != PM_ARRAY_DRAG_LOW && self->drag != PM_ARRAY_DRAG_HIGH))
    return;
  draw_grip (self, cr, FALSE);
  draw_grip (self, cr, TRUE);
}
