/* SPDX-License-Identifier: GPL-3.0-or-later
 * The mean beam: the maps of many pixels, each moved so that its fitted source is at (0, 0), less its constant and over its amplitude.
 */
#pragma once

#include "pm-map-fit.h"

/* Adds a map (means) to a stack, which has a grid of its own, finer if wished: each valid cell goes to the cell of the stack in which its
 * mean sample offset less the source's lies, with the value (M - constant) / amplitude and the weight W amplitude^2. Fits that are not
 * PM_FIT_OK add nothing. Leaves sums: pm_pixel_map_end_accumulation() ends the stack. The order of the maps changes the result by
 * rounding only. */
void pm_map_stack (PmPixelMap *stack, const PmGrid *stack_grid, const PmPixelMap *map, const PmGrid *grid, const PmCells *cells,
                   const PmMapFit *fit);
