/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the inspector says in numbers. Main thread only.
 */
#pragma once

#include "pm-result.h"
#include "pm-value-grid.h"

G_BEGIN_DECLS

/* All values of one pixel. `predicted_x`, `predicted_y`: where it should be, arcsec, NAN: not known. */
void pm_inspector_values_fill (PmValueGrid *grid, const PmResult *result, gsize row, double predicted_x, double predicted_y);

/* Medians of several pixels; those without a value are left out. */
void pm_inspector_values_fill_medians (PmValueGrid *grid, const PmResult *result, const guint *rows, guint n);

G_END_DECLS
