/* SPDX-License-Identifier: GPL-3.0-or-later
 * Pan and zoom.
 */
#include "config.h"

#include "pm-viewport.h"

#define FIT_MARGIN 1.08
#define LEAST_ZOOM 0.25 /* of the fit */

static double
fitting_scale (const PmViewport *self)
{
  return MIN (self->width / (self->right - self->left), self->height / (self->top - self->bottom)) / FIT_MARGIN;
}

static void
clamp_centre (PmViewport *self)
{
  self->centre_x = CLAMP (self->centre_x, self->left, self->right);
  self->centre_y = CLAMP (self->centre_y, self->bottom, self->top);
}

static void
follow (PmViewport *self)
{
  if (self->fitted)
    pm_viewport_fit (self);
  else
    clamp_centre (self);
}

void
pm_viewport_init (PmViewport *self)
{
  *self = (PmViewport) { .fitted = TRUE, .width = 1.0, .height = 1.0, .right = 1.0, .top = 1.0, .smallest = 1.0 };
  pm_viewport_fit (self);
}

void
pm_viewport_set_size (PmViewport *self, double width, double height)
{
  self->width = MAX (width, 1.0);
  self->height = MAX (height, 1.0);
  follow (self);
}

void
pm_viewport_set_bounds (PmViewport *self, double left, double right, double bottom, double top, double smallest)
{
  if (!(right > left) || !(top > bottom)) /* nothing to be seen: any place will do */
    {
      left = bottom = 0.0;
      right = top = smallest = 1.0;
    }
  self->left = left;
  self->right = right;
  self->bottom = bottom;
  self->top = top;
  self->smallest = smallest > 0.0 ? smallest : 0.01 * MAX (right - left, top - bottom);
  follow (self);
}

void
pm_viewport_set_mirrored (PmViewport *self, gboolean mirrored)
{
  self->mirrored = mirrored;
}

void
pm_viewport_fit (PmViewport *self)
{
  self->fitted = TRUE;
  self->scale = fitting_scale (self);
  self->centre_x = 0.5 * (self->left + self->right);
  self->centre_y = 0.5 * (self->bottom + self->top);
}

void
pm_viewport_zoom (PmViewport *self, double factor, double screen_x, double screen_y)
{
  double x, y, moved_x, moved_y, fit = fitting_scale (self), most = MAX (MIN (self->width, self->height) / self->smallest, fit);
  if (!(factor > 0.0))
    return;
  pm_viewport_from_screen (self, screen_x, screen_y, &x, &y);
  self->scale = CLAMP (self->scale * factor, LEAST_ZOOM * fit, most);
  pm_viewport_from_screen (self, screen_x, screen_y, &moved_x, &moved_y);
  self->centre_x += x - moved_x;
  self->centre_y += y - moved_y;
  self->fitted = FALSE;
  clamp_centre (self);
}

void
pm_viewport_pan (PmViewport *self, double screen_dx, double screen_dy)
{
  self->centre_x -= (self->mirrored ? -screen_dx : screen_dx) / self->scale;
  self->centre_y += screen_dy / self->scale;
  self->fitted = FALSE;
  clamp_centre (self);
}

/* How far a coordinate lies outside margin ... size - margin. */
static double
excess (double position, double size, double margin)
{
  margin = MIN (margin, 0.5 * size);
  return position < margin ? position - margin : position > size - margin ? position - (size - margin) : 0.0;
}

void
pm_viewport_show (PmViewport *self, double x, double y, double margin)
{
  double screen_x, screen_y;
  pm_viewport_to_screen (self, x, y, &screen_x, &screen_y);
  double dx = excess (screen_x, self->width, margin), dy = excess (screen_y, self->height, margin);
  if (dx != 0.0 || dy != 0.0)
    pm_viewport_pan (self, -dx, -dy);
}

void
pm_viewport_to_screen (const PmViewport *self, double x, double y, double *screen_x, double *screen_y)
{
  double sign = self->mirrored ? -1.0 : 1.0;
  *screen_x = 0.5 * self->width + sign * (x - self->centre_x) * self->scale;
  *screen_y = 0.5 * self->height - (y - self->centre_y) * self->scale;
}

void
pm_viewport_from_screen (const PmViewport *self, double screen_x, double screen_y, double *x, double *y)
{
  double sign = self->mirrored ? -1.0 : 1.0;
  *x = self->centre_x + sign * (screen_x - 0.5 * self->width) / self->scale;
  *y = self->centre_y - (screen_y - 0.5 * self->height) / self->scale;
}
