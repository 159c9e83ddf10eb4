/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixel table as a FITS binary table.
 */
#pragma once

#include "pm-fits.h"
#include "pm-pixel-table.h"

G_BEGIN_DECLS

/* Appends the HDU PIXELS with all columns of pm-column.h, their units and descriptions. A cfitsio status. */
int pm_table_fits_append (fitsfile *file, const PmPixelTable *table);

G_END_DECLS
