/* SPDX-License-Identifier: GPL-3.0-or-later
 * What pm-grid-geometry.c and pm-grid-blocks.c share; for nobody else.
 */
#pragma once

#include "pm-grid-geometry.h"

PmGridGeometry *_pm_grid_geometry_new_empty (const PmGridMetrics *metrics, int n_cells);

/* From one cell to the next. */
int _pm_grid_pitch_x (const PmGridMetrics *metrics);
int _pm_grid_pitch_y (const PmGridMetrics *metrics);
