/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmPixelRow: an item of PmRowList. It only says which pixel it stands for: values are looked up where they are shown.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PM_TYPE_PIXEL_ROW (pm_pixel_row_get_type ())
G_DECLARE_FINAL_TYPE (PmPixelRow, pm_pixel_row, PM, PIXEL_ROW, GObject)

PmPixelRow *pm_pixel_row_new (int pixel);
int         pm_pixel_row_get_pixel (PmPixelRow *self);

G_END_DECLS
