/* SPDX-License-Identifier: GPL-3.0-or-later
 * Buckets in a regular grid, filled by counting: two passes, no allocation for each pixel.
 */
#include "config.h"

#include "pm-array-index.h"

#include "pm-stats.h"

#include <math.h>
#include <string.h>

#define MAX_SIDE 4096

typedef struct
{
  const PmPixelTable *table;
  gboolean by_column;
} Order;

static int
compare_places (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  const int *first = order->by_column ? order->table->col : order->table->row;
  const int *second = order->by_column ? order->table->row : order->table->col;
  if (first[i] != first[j])
    return first[i] < first[j] ? -1 : 1;
  if (second[i] != second[j])
    return second[i] < second[j] ? -1 : 1;
  return order->table->group[i] == order->table->group[j] ? 0 : strcmp (order->table->group[i], order->table->group[j]);
}

/* Typical distances of pixels that are neighbours in a row (or a column) of their sub-array; FALSE if there are none. Pixels of several
 * sub-arrays with the same row and column stand side by side in the order, so a partner is looked for a few places on. */
static gboolean
measure_along (const PmPixelTable *table, const double *x, const double *y, gboolean by_column, double *dx, double *dy)
{
  Order order = { table, by_column };
  const int *line = by_column ? table->col : table->row, *place = by_column ? table->row : table->col;
  const gsize max_look = 16;
  gsize n = 0, n_pairs = 0;
  g_autofree guint *rows = g_new (guint, table->n_rows + 1);
  g_autofree double *distances = g_new (double, 2 * table->n_rows + 1);
  double *other = distances + table->n_rows;
  for (gsize i = 0; i < table->n_rows; i++)
    if (table->row[i] >= 0 && table->col[i] >= 0 && isfinite (x[i]) && isfinite (y[i]))
      rows[n++] = (guint) i;
  g_qsort_with_data (rows, (int) n, sizeof *rows, compare_places, &order);
  for (gsize k = 0; k < n; k++)
    for (gsize m = k + 1; m < MIN (n, k + max_look); m++)
      {
        guint i = rows[k], j = rows[m];
        if (line[i] != line[j] || place[j] > place[i] + 1)
          break;
        if (place[j] != place[i] + 1 || strcmp (table->group[i], table->group[j]) != 0)
          continue;
        distances[n_pairs] = fabs (x[j] - x[i]);
        other[n_pairs++] = fabs (y[j] - y[i]);
        break;
      }
  if (n_pairs == 0)
    return FALSE;
  *dx = pm_median (distances, n_pairs);
  *dy = pm_median (other, n_pairs);
  return hypot (*dx, *dy) > 0.0;
}

void
pm_array_index_measure_pitch (PmArrayLayout *layout, const double *x, const double *y)
{
  double row_dx = 0.0, row_dy = 0.0, column_dx = 0.0, column_dy = 0.0;
  gboolean rows = measure_along (layout->table, x, y, FALSE, &row_dx, &row_dy);
  gboolean columns = measure_along (layout->table, x, y, TRUE, &column_dx, &column_dy);
  double area = (layout->right - layout->left) * (layout->top - layout->bottom);
  if (rows || columns)
    {
      double row_pitch = rows ? hypot (row_dx, row_dy) : hypot (column_dx, column_dy);
      double column_pitch = columns ? hypot (column_dx, column_dy) : row_pitch;
      gboolean rows_along_x = rows ? row_dx >= row_dy : column_dy >= column_dx;
      layout->pitch_x = rows_along_x ? row_pitch : column_pitch;
      layout->pitch_y = rows_along_x ? column_pitch : row_pitch;
    }
  else if (area > 0.0)
    layout->pitch_x = layout->pitch_y = sqrt (area / (double) layout->n_shown);
  else
    layout->pitch_x = layout->pitch_y = layout->n_shown > 1 ? MAX (layout->right - layout->left, layout->top - layout->bottom)
                                                                / (double) (layout->n_shown - 1) : 1.0;
  if (!(layout->pitch_x > 0.0) || !(layout->pitch_y > 0.0))
    layout->pitch_x = layout->pitch_y = 1.0;
}

static int
to_cell (double position, double origin, double cell, int n)
{
  double k = floor ((position - origin) / cell);
  return k < 0.0 ? 0 : k >= n ? n - 1 : (int) k;
}

static gsize
bucket_of (const PmArrayLayout *self, gsize i)
{
  return (gsize) to_cell (self->y[i], self->bottom, self->cell, self->n_rows) * (gsize) self->n_columns
         + (gsize) to_cell (self->x[i], self->left, self->cell, self->n_columns);
}

void
pm_array_index_build (PmArrayLayout *self)
{
  double width = self->right - self->left, height = self->top - self->bottom;
  double area_side = sqrt (width * height / (double) MAX (self->n_shown, 1));
  self->cell = MAX (MAX (self->pitch_x, self->pitch_y), 0.5 * area_side);
  self->cell = MAX (self->cell, MAX (width, height) / MAX_SIDE);
  self->n_columns = (int) CLAMP (ceil (width / self->cell), 1.0, MAX_SIDE);
  self->n_rows = (int) CLAMP (ceil (height / self->cell), 1.0, MAX_SIDE);
  gsize n_buckets = (gsize) self->n_columns * (gsize) self->n_rows;
  self->start = g_new0 (guint, n_buckets + 2);
  self->item = g_new (guint, self->n_shown + 1);
  for (gsize i = 0; i < self->n_pixels; i++)
    if (!isnan (self->x[i]))
      self->start[bucket_of (self, i) + 2]++;
  for (gsize k = 2; k < n_buckets + 2; k++)
    self->start[k] += self->start[k - 1];
  for (gsize i = 0; i < self->n_pixels; i++)
    if (!isnan (self->x[i]))
      self->item[self->start[bucket_of (self, i) + 1]++] = (guint) i;
}

typedef struct
{
  int column1, column2, row1, row2;
} Cells;

static Cells
cells_of (const PmArrayLayout *self, double x1, double y1, double x2, double y2)
{
  return (Cells) { to_cell (MIN (x1, x2), self->left, self->cell, self->n_columns),
                   to_cell (MAX (x1, x2), self->left, self->cell, self->n_columns),
                   to_cell (MIN (y1, y2), self->bottom, self->cell, self->n_rows),
                   to_cell (MAX (y1, y2), self->bottom, self->cell, self->n_rows) };
}

guint
pm_array_layout_find (const PmArrayLayout *self, double x, double y)
{
  double half_x = 0.5 * self->pitch_x, half_y = 0.5 * self->pitch_y, nearest = INFINITY;
  guint found = PM_ARRAY_NO_PIXEL;
  if (!(x >= self->left && x <= self->right && y >= self->bottom && y <= self->top))
    return found;
  Cells cells = cells_of (self, x - half_x, y - half_y, x + half_x, y + half_y);
  for (int row = cells.row1; row <= cells.row2; row++)
    {
      const guint *start = self->start + (gsize) row * (gsize) self->n_columns;
      for (guint k = start[cells.column1]; k < start[cells.column2 + 1]; k++)
        {
          guint i = self->item[k];
          double dx = fabs (self->x[i] - x), dy = fabs (self->y[i] - y), distance = dx * dx + dy * dy;
          if (dx <= half_x && dy <= half_y && (distance < nearest || (distance == nearest && i < found)))
            {
              nearest = distance;
              found = i;
            }
        }
    }
  return found;
}

guint
pm_array_layout_find_neighbour (const PmArrayLayout *self, guint pixel, double towards_x, double towards_y)
{
  double length = hypot (towards_x, towards_y), best = INFINITY;
  guint found = PM_ARRAY_NO_PIXEL;
  if (pixel >= self->n_pixels || isnan (self->x[pixel]) || !(length > 0.0))
    return found;
  double x = self->x[pixel], y = self->y[pixel], ux = towards_x / length, uy = towards_y / length;
  double reach = 2.0 * MAX (self->pitch_x, self->pitch_y), whole = self->right - self->left + self->top - self->bottom;
  /* What is off the direction counts double, so a straight neighbour wins over a nearer oblique one. The search widens until the best is
   * certainly nearer than anything outside. */
  for (gboolean last = FALSE; !last && !(best <= reach); reach *= 2.0)
    {
      Cells cells = cells_of (self, x - reach, y - reach, x + reach, y + reach);
      last = reach > whole;
      for (int row = cells.row1; row <= cells.row2; row++)
        {
          const guint *start = self->start + (gsize) row * (gsize) self->n_columns;
          for (guint k = start[cells.column1]; k < start[cells.column2 + 1]; k++)
            {
              guint i = self->item[k];
              double dx = self->x[i] - x, dy = self->y[i] - y, along = dx * ux + dy * uy, across = fabs (dy * ux - dx * uy);
              double cost = along + 2.0 * across;
              if (i != pixel && along > 0.0 && across <= along && (cost < best || (cost == best && i < found)))
                {
                  best = cost;
                  found = i;
                }
            }
        }
    }
  return found;
}

static int
compare_pixels (gconstpointer a, gconstpointer b)
{
  guint i = *(const guint *) a, j = *(const guint *) b;
  return i < j ? -1 : i > j;
}

static gboolean
is_inside (const double *points, gsize n, double x, double y)
{
  gboolean inside = FALSE;
  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      double xi = points[2 * i], yi = points[2 * i + 1], xj = points[2 * j], yj = points[2 * j + 1];
      if ((yi > y) != (yj > y) && x < xi + (xj - xi) * (y - yi) / (yj - yi))
        inside = !inside;
    }
  return inside;
}

static GArray *
find_area (const PmArrayLayout *self, const double box[4], const double *points, gsize n)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  Cells cells = cells_of (self, box[0], box[1], box[2], box[3]);
  for (int row = cells.row1; row <= cells.row2; row++)
    {
      const guint *start = self->start + (gsize) row * (gsize) self->n_columns;
      for (guint k = start[cells.column1]; k < start[cells.column2 + 1]; k++)
        {
          guint i = self->item[k];
          if (self->x[i] >= box[0] && self->x[i] <= box[2] && self->y[i] >= box[1] && self->y[i] <= box[3]
              && (!points || is_inside (points, n, self->x[i], self->y[i])))
            g_array_append_val (found, i);
        }
    }
  g_array_sort (found, compare_pixels);
  return found;
}

GArray *
pm_array_layout_find_rectangle (const PmArrayLayout *self, double x1, double y1, double x2, double y2)
{
  return find_area (self, (double[]) { MIN (x1, x2), MIN (y1, y2), MAX (x1, x2), MAX (y1, y2) }, NULL, 0);
}

GArray *
pm_array_layout_find_lasso (const PmArrayLayout *self, const double *points, gsize n)
{
  double box[4] = { INFINITY, INFINITY, -INFINITY, -INFINITY };
  if (n < 3)
    return g_array_new (FALSE, FALSE, sizeof (guint));
  for (gsize i = 0; i < n; i++)
    {
      box[0] = MIN (box[0], points[2 * i]);
      box[1] = MIN (box[1], points[2 * i + 1]);
      box[2] = MAX (box[2], points[2 * i]);
      box[3] = MAX (box[3], points[2 * i + 1]);
    }
  return find_area (self, box, points, n);
}
