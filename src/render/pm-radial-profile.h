/* SPDX-License-Identifier: GPL-3.0-or-later
 * The mean of a map in annuli about a place.
 */
#pragma once

#include "pm-map-set.h"

G_BEGIN_DECLS

typedef struct
{
  double radius_arcsec; /* mean of the cells' */
  double mean;          /* weighted */
  double error;         /* standard error of the mean from the scatter of the cells: it grows where the source is not round */
  gsize n_cells;
} PmAnnulus;

/* Annuli of `step_arcsec` up to `radius_arcsec` about the offset (x, y) in the map; cells whose signal is not finite or whose weight is not
 * positive are left out, empty annuli too. With a single cell the error is that of its weight. Free with g_free(); NULL, and *n 0, if there
 * is none. O(cells); thread-safe. */
PmAnnulus *pm_radial_profile_new (const PmMap *map, const PmGrid *grid, double x, double y, double step_arcsec, double radius_arcsec,
                                  gsize *n);

G_END_DECLS
