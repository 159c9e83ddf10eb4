/* SPDX-License-Identifier: GPL-3.0-or-later
 * A number in the shape of an object, as list views want it.
 */
#include "config.h"

#include "pm-pixel-row.h"

struct _PmPixelRow
{
  GObject parent_instance;
  int pixel;
};

G_DEFINE_FINAL_TYPE (PmPixelRow, pm_pixel_row, G_TYPE_OBJECT)

static void
pm_pixel_row_class_init (PmPixelRowClass *class)
{
}

static void
pm_pixel_row_init (PmPixelRow *self)
{
}

PmPixelRow *
pm_pixel_row_new (int pixel)
{
  PmPixelRow *self = g_object_new (PM_TYPE_PIXEL_ROW, NULL);
  self->pixel = pixel;
  return self;
}

int
pm_pixel_row_get_pixel (PmPixelRow *self)
{
  g_return_val_if_fail (PM_IS_PIXEL_ROW (self), -1);
  return self->pixel;
}
