/* SPDX-License-Identifier: GPL-3.0-or-later
 * Maps smoothed for the eye: scan lines that are farther apart than a cell leave cells without samples, and the noise of single cells hides
 * what is as wide as the beam. Nothing is measured on such a map.
 */
#pragma once

#include "pm-map-set.h"

G_BEGIN_DECLS

/* The weighted mean over a Gaussian kernel k of that sigma (in cells, > 0), cut at 3 sigma:
 *
 *     signal' = sum k w s / sum k w,   weight' = (sum k w)^2 / sum k^2 w,
 *
 * the weight being the inverse variance of that mean for independent cells. Planes of nx x ny floats, x fast; weight 0: no data. Cells with
 * less than 2 % of the kernel on data become NAN with weight 0. out_signal and out_weight may not be the input. Returns FALSE without
 * memory. Any thread; O(nx ny sigma). */
gboolean pm_map_soften (const float *signal, const float *weight, gsize nx, gsize ny, double sigma_cells, float *out_signal,
                        float *out_weight);

/* A map with signal and weight softened by a kernel of that FWHM in cells (> 0), and the exposure of the map itself. Free signal and weight
 * with g_free(); both are NULL without memory. The map must have planes. */
PmMap pm_map_softened (const PmMap *map, double fwhm_cells);

G_END_DECLS
