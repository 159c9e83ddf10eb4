/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmArrayView: the detector array: each pixel where it looks, in the colour of a value. Draws, and turns pointer and keys into changes of
 * the shared selection.
 *
 * Properties, all of which can be set and notify: quantity (string, a name of pm_array_quantity_name()), group (string, "": all
 * sub-arrays), side-by-side (boolean; TRUE by itself for sub-arrays that look at the same part of the sky, until it is set), nominal
 * (boolean: nominal instead of measured positions), residuals (boolean: vectors), detector-side (boolean: x mirrored), tool (string:
 * "pointer", "rectangle", "lasso"), card-map (boolean: the hover card has a map), frozen (boolean: the hovered pixel stays).
 *
 * Signals: "changed" (): another layout, other limits; "pointer-moved" ().
 */
#pragma once

#include "pm-array-drawing.h"
#include "pm-view-model.h"
#include "pm-viewport.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_ARRAY_VIEW (pm_array_view_get_type ())
G_DECLARE_FINAL_TYPE (PmArrayView, pm_array_view, PM, ARRAY_VIEW, GtkWidget)

PmArrayView *pm_array_view_new (PmViewModel *model);

/* What is shown; NULL without a result, or while the first layout of a large array is being made. */
const PmArrayLayout *pm_array_view_get_layout (PmArrayView *self);

/* What is drawn, with its boxes as of the last size and its view as of now. */
const PmArrayScene *pm_array_view_get_scene (PmArrayView *self);
const PmViewport   *pm_array_view_get_viewport (PmArrayView *self);

/* Whether a layout is being made in a worker thread. */
gboolean pm_array_view_is_busy (PmArrayView *self);

/* Limits of the colours; they stay until they are reset, for each quantity. With a neutral value the limit that changed is mirrored in
 * the other one, the upper one if both did. Ignored unless low < high. */
void pm_array_view_set_limits (PmArrayView *self, double low, double high);
void pm_array_view_reset_limits (PmArrayView *self);

/* The pixel at a point of the widget; PM_PIXEL_NONE outside the plot or between pixels. */
int pm_array_view_find (PmArrayView *self, double x, double y);

/* Where the pointer is, in arcsec of the sky; FALSE, and NAN, outside the plot or where panels leave a gap. */
gboolean pm_array_view_get_pointer (PmArrayView *self, double *x, double *y);

/* Enlarges about the middle, or about the pointer if it is in the plot. */
void pm_array_view_zoom (PmArrayView *self, double factor);
void pm_array_view_fit (PmArrayView *self);

/* Input: what the controllers call, and tests. Points of the widget; buttons as in GDK. */
void     pm_array_view_press (PmArrayView *self, guint button, int n_press, double x, double y, GdkModifierType modifiers);
void     pm_array_view_drag (PmArrayView *self, double x, double y);
void     pm_array_view_release (PmArrayView *self, double x, double y);
void     pm_array_view_hover (PmArrayView *self, double x, double y);
void     pm_array_view_leave (PmArrayView *self);
void     pm_array_view_scroll (PmArrayView *self, double dx, double dy, gboolean is_wheel);
gboolean pm_array_view_key (PmArrayView *self, guint key, GdkModifierType modifiers); /* TRUE: it was for the view */

G_END_DECLS
