/* SPDX-License-Identifier: GPL-3.0-or-later
 * Both arrangements are blocks of rows and columns; what asks for cells does not care which one it is. How the blocks of the array come
 * about is in pm-grid-blocks.c.
 */
#include "config.h"

#include "pm-grid-blocks.h"
#include "pm-grid-geometry.h"

#include <math.h>
#include <stdlib.h>

#define MARGIN_X 8
#define MARGIN_TOP 10

static const int edge_targets[PM_N_GRID_EDGES] = { 16, 41, 56, 82, 110, 123, 164 };

void
pm_grid_edges (int n_map, int edges[PM_N_GRID_EDGES])
{
  for (int i = 0; i < PM_N_GRID_EDGES; i++)
    {
      int target = edge_targets[i], whole = n_map > 0 ? (2 * target + n_map) / (2 * n_map) * n_map : 0;
      int above = i + 1 < PM_N_GRID_EDGES ? edge_targets[i + 1] : G_MAXINT;
      gboolean is_near = abs (whole - target) * 5 <= target && i > 0 && whole > edges[i - 1] && whole < above;
      edges[i] = is_near && i % 2 + (i == 6) ? whole : target;
    }
}

int
_pm_grid_pitch_x (const PmGridMetrics *metrics)
{
  return metrics->edge + metrics->gap_x;
}

int
_pm_grid_pitch_y (const PmGridMetrics *metrics)
{
  return metrics->edge + metrics->label_height + metrics->gap_y;
}

static void
clear_block (gpointer data)
{
  g_free (((PmGridBlock *) data)->cells);
}

PmGridGeometry *
_pm_grid_geometry_new_empty (const PmGridMetrics *metrics, int n_cells)
{
  PmGridGeometry *self = g_new0 (PmGridGeometry, 1);
  self->metrics = *metrics;
  self->n_cells = n_cells;
  self->blocks = g_array_new (FALSE, FALSE, sizeof (PmGridBlock));
  g_array_set_clear_func (self->blocks, clear_block);
  self->labels = g_array_new (FALSE, FALSE, sizeof (PmGridLabel));
  self->lines = g_array_new (FALSE, FALSE, sizeof (PmGridLine));
  return self;
}

void
pm_grid_geometry_free (PmGridGeometry *self)
{
  if (!self)
    return;
  g_array_unref (self->blocks);
  g_array_unref (self->labels);
  g_array_unref (self->lines);
  g_free (self->place);
  g_free (self);
}

PmGridGeometry *
pm_grid_geometry_new_packed (const PmGridMetrics *metrics, int n_cells, int view_width)
{
  PmGridGeometry *self = _pm_grid_geometry_new_empty (metrics, n_cells);
  int pitch = _pm_grid_pitch_x (metrics), n_columns = MAX (1, (view_width - 2 * MARGIN_X + metrics->gap_x) / pitch);
  int n_rows = (n_cells + n_columns - 1) / n_columns, used = n_columns * pitch - metrics->gap_x;
  PmGridBlock block = { MAX (0, (view_width - used) / 2), MARGIN_TOP, n_columns, n_rows, NULL };
  g_array_append_val (self->blocks, block);
  self->width = MAX (view_width, used);
  self->height = n_rows > 0 ? 2 * MARGIN_TOP + n_rows * _pm_grid_pitch_y (metrics) - metrics->gap_y : 0;
  return self;
}

static int
cell_at (const PmGridGeometry *self, const PmGridBlock *block, int row, int column)
{
  int k = row * block->n_columns + column;
  if (block->cells)
    return block->cells[k];
  return k < self->n_cells ? k : PM_CELL_NOWHERE;
}

static const PmGridBlock *
find_block (const PmGridGeometry *self, int cell, int *row, int *column)
{
  const PmGridBlock *block = &g_array_index (self->blocks, PmGridBlock, self->place ? self->place[3 * cell] : 0);
  *row = self->place ? self->place[3 * cell + 1] : cell / block->n_columns;
  *column = self->place ? self->place[3 * cell + 2] : cell % block->n_columns;
  return block;
}

int
pm_grid_geometry_find (const PmGridGeometry *self, double x, double y)
{
  int pitch_x = _pm_grid_pitch_x (&self->metrics), pitch_y = _pm_grid_pitch_y (&self->metrics);
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const PmGridBlock *block = &g_array_index (self->blocks, PmGridBlock, i);
      double dx = x - block->x, dy = y - block->y;
      if (!(dx >= 0 && dy >= 0 && dx < (double) block->n_columns * pitch_x && dy < (double) block->n_rows * pitch_y))
        continue;
      int row = (int) dy / pitch_y, column = (int) dx / pitch_x;
      if (dx - column * pitch_x < self->metrics.edge && dy - row * pitch_y < self->metrics.edge + self->metrics.label_height)
        return cell_at (self, block, row, column);
    }
  return PM_CELL_NOWHERE;
}

void
pm_grid_geometry_get_origin (const PmGridGeometry *self, int cell, int *x, int *y)
{
  g_return_if_fail (cell >= 0 && cell < self->n_cells);
  int row, column;
  const PmGridBlock *block = find_block (self, cell, &row, &column);
  *x = block->x + column * _pm_grid_pitch_x (&self->metrics);
  *y = block->y + row * _pm_grid_pitch_y (&self->metrics);
}

void
pm_grid_geometry_get_place (const PmGridGeometry *self, int cell, int *row, int *column, int *n_rows, int *n_columns)
{
  g_return_if_fail (cell >= 0 && cell < self->n_cells);
  const PmGridBlock *block = find_block (self, cell, row, column);
  *n_rows = block->n_rows;
  *n_columns = block->n_columns;
}

/* The first and the last of n cells at this pitch that touch [from, to], relative to the first one; none if last < first. */
static void
find_span (double from, double to, int pitch, int length, int n, int *first, int *last)
{
  *first = (int) CLAMP (floor ((from - length) / pitch) + 1, 0, n);
  *last = (int) CLAMP (floor (to / pitch), -1, n - 1);
}

void
pm_grid_geometry_list (const PmGridGeometry *self, double x0, double y0, double x1, double y1, GArray *cells)
{
  const PmGridMetrics *metrics = &self->metrics;
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const PmGridBlock *block = &g_array_index (self->blocks, PmGridBlock, i);
      int top, bottom, left, right;
      find_span (MIN (y0, y1) - block->y, MAX (y0, y1) - block->y, _pm_grid_pitch_y (metrics), metrics->edge + metrics->label_height,
                 block->n_rows, &top, &bottom);
      find_span (MIN (x0, x1) - block->x, MAX (x0, x1) - block->x, _pm_grid_pitch_x (metrics), metrics->edge, block->n_columns, &left,
                 &right);
      for (int row = top; row <= bottom; row++)
        for (int column = left; column <= right; column++)
          {
            int cell = cell_at (self, block, row, column);
            if (cell != PM_CELL_NOWHERE)
              g_array_append_val (cells, cell);
          }
    }
}

void
pm_grid_geometry_list_between (const PmGridGeometry *self, int from, int to, GArray *cells)
{
  g_return_if_fail (from >= 0 && to >= 0 && from < self->n_cells && to < self->n_cells);
  if (self->place)
    {
      int x0, y0, x1, y1, half = self->metrics.edge / 2;
      pm_grid_geometry_get_origin (self, from, &x0, &y0);
      pm_grid_geometry_get_origin (self, to, &x1, &y1);
      pm_grid_geometry_list (self, x0 + half, y0 + half, x1 + half, y1 + half, cells);
      return;
    }
  for (int cell = MIN (from, to); cell <= MAX (from, to); cell++)
    g_array_append_val (cells, cell);
}

/* As on the array rows have holes and blocks stand anywhere: the nearest cell ahead, those beside the way counting four times as far. */
static int
step_on_array (const PmGridGeometry *self, int cell, int dx, int dy)
{
  int x, y, best = cell;
  gint64 best_cost = G_MAXINT64;
  pm_grid_geometry_get_origin (self, cell, &x, &y);
  for (int i = 0; i < self->n_cells; i++)
    {
      int other_x, other_y;
      pm_grid_geometry_get_origin (self, i, &other_x, &other_y);
      gint64 ahead = (other_x - x) * dx + (other_y - y) * dy, beside = ABS (dx ? other_y - y : other_x - x);
      if (ahead > 0 && ahead + 4 * beside < best_cost)
        {
          best = i;
          best_cost = ahead + 4 * beside;
        }
    }
  return best;
}

int
pm_grid_geometry_step (const PmGridGeometry *self, int cell, int dx, int dy)
{
  g_return_val_if_fail (cell >= 0 && cell < self->n_cells, PM_CELL_NOWHERE);
  if (self->place)
    return step_on_array (self, cell, dx, dy);
  int n_columns = g_array_index (self->blocks, PmGridBlock, 0).n_columns, next = cell + dx + dy * n_columns;
  int last_row = (self->n_cells - 1) / n_columns;
  if (dy > 0 && next >= self->n_cells && cell / n_columns < last_row)
    return self->n_cells - 1; /* the last row is shorter */
  return next >= 0 && next < self->n_cells ? next : cell;
}

int
pm_grid_geometry_page (const PmGridGeometry *self, int cell, int dy, int view_height)
{
  int n_rows = MAX (1, view_height / _pm_grid_pitch_y (&self->metrics));
  for (int i = 0, next; i < n_rows; i++, cell = next)
    {
      next = pm_grid_geometry_step (self, cell, 0, dy);
      if (next == cell)
        break;
    }
  return cell;
}
