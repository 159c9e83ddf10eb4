/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmViewModel: what all views of a window have in common: the result they show, the state of each pixel, order and filter, selection, and
 * how maps are drawn. The session's side sets the result; the views read and listen. Main thread only.
 *
 * A pixel is its row in the result's table.
 */
#pragma once

#include "pm-pixel-selection.h"
#include "pm-pixel-sort.h"
#include "pm-result.h"
#include "pm-suspicion.h"
#include "pm-thumbnail.h"

G_BEGIN_DECLS

/* Properties: sort (int, PmPixelSort), descending (boolean), marks (uint: mask of 1 << PmMark; pixels of other marks are left out; 0: all
 * are shown), group (string, NULL: all), text (string: a part of the id, or flag letters that the pixel must have all; case does not
 * matter; "": all). All can be set and notify. The order is made anew before the setter returns: some ms for 100,000 pixels.
 *
 * Signals: "result-changed" () another result, or other judgements, values, suspicions; "order-changed" () other pixels or another order,
 * also after result-changed where that changed the order; "look-changed" (). */
#define PM_TYPE_VIEW_MODEL (pm_view_model_get_type ())
G_DECLARE_FINAL_TYPE (PmViewModel, pm_view_model, PM, VIEW_MODEL, GObject)

PmViewModel *pm_view_model_new (void);

/* Both may be NULL. The result is judged. A result of other pixels (another instrument) clears the selection, and the filter by group if it
 * does not have that one. */
void pm_view_model_set_result (PmViewModel *self, PmResult *result, PmSuspicion *suspicion);

PmResult         *pm_view_model_get_result (PmViewModel *self);    /* NULL: none */
PmSuspicion      *pm_view_model_get_suspicion (PmViewModel *self); /* NULL: not known */
PmPixelSelection *pm_view_model_get_selection (PmViewModel *self);
guint             pm_view_model_get_n_pixels (PmViewModel *self);

PmMark   pm_view_model_get_mark (PmViewModel *self, int pixel);
gboolean pm_view_model_is_suspicious (PmViewModel *self, int pixel);
guint    pm_view_model_count (PmViewModel *self, PmMark mark); /* without filter */

/* [pixels] arcsec; NAN: not known. NULL without a result. */
const double *pm_view_model_get_nominal_x (PmViewModel *self);
const double *pm_view_model_get_nominal_y (PmViewModel *self);
const double *pm_view_model_get_predicted_x (PmViewModel *self);
const double *pm_view_model_get_predicted_y (PmViewModel *self);

/* The pixels that the filter lets through, in order. Belongs to the model, until the next order-changed. */
const int *pm_view_model_get_order (PmViewModel *self, guint *n);

/* The place of a pixel in the order; -1: filtered out. O(1). */
int pm_view_model_get_place (PmViewModel *self, int pixel);

/* Whether there is a filter by marks, group or text; and lets everything through again. */
gboolean pm_view_model_is_filtered (PmViewModel *self);
void     pm_view_model_clear_filter (PmViewModel *self);

/* The next (step 1) or previous (-1) suspicious pixel of the order after the current one, round the end; PM_PIXEL_NONE if there is none. If
 * the current pixel is filtered out (as it was just judged), it counts where it would be. */
int pm_view_model_find_suspicious (PmViewModel *self, int step);

const PmMapLook *pm_view_model_get_look (PmViewModel *self);
void             pm_view_model_set_look (PmViewModel *self, const PmMapLook *look);

/* In words, translated, with the value: "second peak 41 %". Free with g_free(); NULL for a pixel that is not suspicious. */
char *pm_view_model_dup_suspicion_text (PmViewModel *self, int pixel);

/* The value that the order goes by, as text with few digits: "95", "0.84", "" for none. Free with g_free(). */
char *pm_view_model_dup_sort_text (PmViewModel *self, int pixel);

G_END_DECLS
