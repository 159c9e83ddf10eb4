/* SPDX-License-Identifier: GPL-3.0-or-later
 * The mean beam of many pixels.
 */
#include "pm-map-stack.h"

#include <math.h>

void
pm_map_stack (PmPixelMap *stack, const PmGrid *stack_grid, const PmPixelMap *map, const PmGrid *grid, const PmCells *cells,
              const PmMapFit *fit)
{
  pm_pixel_map_open_accumulation (stack);
  if (fit->status != PM_FIT_OK || !(fit->amplitude > 0.0))
    return;
  for (size_t k = 0; k < map->nx * map->ny; k++)
    {
      size_t c = (map->y0 + k / map->nx) * grid->nx + map->x0 + k % map->nx;
      uint32_t cell = pm_grid_cell (stack_grid, cells->mean_x[c] - fit->x, cells->mean_y[c] - fit->y);
      if (!pm_pixel_map_is_valid (map, k) || cell == PM_CELL_NONE)
        continue;
      size_t i = cell % stack_grid->nx - stack->x0, j = cell / stack_grid->nx - stack->y0; /* wrap to large numbers below the window */
      if (i >= stack->nx || j >= stack->ny)
        continue;
      double w = map->weight[k] * fit->amplitude;
      size_t s = j * stack->nx + i;
      stack->signal[s] = (float) (stack->signal[s] + w * (map->signal[k] - fit->constant));
      stack->weight[s] = (float) (stack->weight[s] + w * fit->amplitude);
      stack->exposure_s[s] += map->exposure_s[k];
      stack->state[s] = 0;
    }
}
