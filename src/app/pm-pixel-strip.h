/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmPixelStrip: the first few of several pixels as thumbnails, three in a row. Main thread only.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_PIXEL_STRIP_MAX 6

#define PM_TYPE_PIXEL_STRIP (pm_pixel_strip_get_type ())
G_DECLARE_FINAL_TYPE (PmPixelStrip, pm_pixel_strip, PM, PIXEL_STRIP, GtkWidget)

GtkWidget *pm_pixel_strip_new (void);

/* Shows the first PM_PIXEL_STRIP_MAX of these pixels as the model has them now; call it again when the model has changed. Pictures are made
 * when the strip is drawn: some milliseconds. model may be NULL with n 0. */
void pm_pixel_strip_set_pixels (PmPixelStrip *self, PmViewModel *model, const guint *pixels, guint n);

G_END_DECLS
