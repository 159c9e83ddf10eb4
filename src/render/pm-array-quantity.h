/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the array view can show as colour: the numeric columns of the pixel table, and what follows from them.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

typedef enum
{
  PM_ARRAY_COUPLING,
  PM_ARRAY_RESPONSE,   /* gain x coupling */
  PM_ARRAY_GAIN,
  PM_ARRAY_S2N,
  PM_ARRAY_PEAK,
  PM_ARRAY_WIDTH,      /* geometric mean of both axes */
  PM_ARRAY_ELONGATION, /* major over minor axis */
  PM_ARRAY_NOISE,
  PM_ARRAY_CHI2,
  PM_ARRAY_RESIDUAL_X, /* measured - predicted position */
  PM_ARRAY_RESIDUAL_Y,
  PM_ARRAY_FWHM_MAJOR,
  PM_ARRAY_FWHM_MINOR,
  PM_ARRAY_ANGLE,
  PM_ARRAY_X,
  PM_ARRAY_Y,
  PM_ARRAY_X_ERROR,
  PM_ARRAY_Y_ERROR,
  PM_ARRAY_XY_CORRELATION,
  PM_ARRAY_COUPLING_ERROR,
  PM_ARRAY_PEAK_ERROR,
} PmArrayQuantity;

#define PM_N_ARRAY_QUANTITIES (PM_ARRAY_PEAK_ERROR + 1)

/* For settings and scripts: "coupling", "residual-x"; static. */
const char *pm_array_quantity_name (PmArrayQuantity quantity);

/* FALSE, and *quantity untouched, if there is none of this name. */
gboolean pm_array_quantity_from_name (const char *name, PmArrayQuantity *quantity);

/* For people, translated; static. */
const char *pm_array_quantity_title (PmArrayQuantity quantity);

/* As in pm_column_info(); "" for a pure number. */
const char *pm_array_quantity_unit (PmArrayQuantity quantity);

/* The value that colours are symmetric about: 1 for ratios, 0 for residuals; NAN: there is none. */
double pm_array_quantity_neutral (PmArrayQuantity quantity);

/* The value of a row; dx, dy: its residuals in arcsec. NAN: none. */
double pm_array_quantity_value (PmArrayQuantity quantity, const PmPixelTable *table, gsize row, double dx, double dy);

G_END_DECLS
