/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmPixelSelection: which pixels are selected, which one is current, which one the pointer is over. All views of a window share one.
 * Pixels are indices 0 ... n_pixels - 1 of the channels, that is rows of the result's table. Main thread only.
 *
 * Properties: "current" and "hovered" (int; -1: none), "n-selected" (uint, read-only). Signal "changed" (no arguments): the set of
 * selected pixels is another one; at most once for each operation, and not at all if nothing changed. The properties notify instead.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PM_PIXEL_NONE (-1)

#define PM_TYPE_PIXEL_SELECTION (pm_pixel_selection_get_type ())
G_DECLARE_FINAL_TYPE (PmPixelSelection, pm_pixel_selection, PM, PIXEL_SELECTION, GObject)

/* Nothing is selected, no pixel is current. n_pixels may be 0. */
PmPixelSelection *pm_pixel_selection_new (guint n_pixels);

/* Another number of pixels: those that are left stay selected, current and hovered. */
void  pm_pixel_selection_set_n_pixels (PmPixelSelection *self, guint n_pixels);
guint pm_pixel_selection_get_n_pixels (PmPixelSelection *self);

gboolean pm_pixel_selection_is_selected (PmPixelSelection *self, int pixel); /* FALSE for indices that do not exist; O(1) */
guint    pm_pixel_selection_get_n_selected (PmPixelSelection *self);         /* O(1) */

/* The selected pixels in ascending order; free with g_free(). NULL, and *n 0, if there are none. */
guint *pm_pixel_selection_get_selected (PmPixelSelection *self, guint *n);

/* The first selected pixel >= from, or PM_PIXEL_NONE: to walk through the set without a copy. */
int pm_pixel_selection_next (PmPixelSelection *self, int from);

/* Indices that do not exist are left out, in all of these. None of them changes the current pixel. */
void pm_pixel_selection_select_one (PmPixelSelection *self, int pixel);
void pm_pixel_selection_toggle (PmPixelSelection *self, int pixel);
void pm_pixel_selection_select_range (PmPixelSelection *self, int first, int last); /* these and no others, both ends, in any order */
void pm_pixel_selection_set (PmPixelSelection *self, const guint *pixels, guint n); /* these and no others */
void pm_pixel_selection_add (PmPixelSelection *self, const guint *pixels, guint n);
void pm_pixel_selection_remove (PmPixelSelection *self, const guint *pixels, guint n);
void pm_pixel_selection_select_all (PmPixelSelection *self);
void pm_pixel_selection_select_none (PmPixelSelection *self);
void pm_pixel_selection_invert (PmPixelSelection *self);

/* PM_PIXEL_NONE, or any index that does not exist, is no pixel. */
int  pm_pixel_selection_get_current (PmPixelSelection *self);
void pm_pixel_selection_set_current (PmPixelSelection *self, int pixel);
int  pm_pixel_selection_get_hovered (PmPixelSelection *self);
void pm_pixel_selection_set_hovered (PmPixelSelection *self, int pixel);

G_END_DECLS
