/* SPDX-License-Identifier: GPL-3.0-or-later
 * The result as a FITS file: provenance in the primary header, the pixel table, and the maps.
 *
 * Maps are cubes SIGNAL, EXPOSURE, NOISE, S2N, a plane a pixel, with the table CHANNELS that tells each plane's pixel. The linear WCS
 * gives offsets in arcsec: of full maps the offset in the field; of stamps the offset from the stamp's first cell, whose own offset
 * stands in CHANNELS (x_first, y_first). Full maps have WCS F too, FLON-TAN / FLAT-TAN in degrees.
 * BEAM is their mean, each moved to its source and divided by its amplitude.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* Writes atomically. `table` is the result's table with its metadata complete. PM_ERROR_OUTPUT. */
gboolean pm_maps_fits_write (const PmResult *result, const PmPixelTable *table, const char *path, GError **error);

G_END_DECLS
