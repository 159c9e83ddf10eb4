/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where the cells of a grid of thumbnails stand: packed in order, or as on the array. Pure: no widget, no drawing.
 *
 * All lengths are whole logical pixels, in the coordinates of the whole content, whose top left corner is (0, 0). A cell is a square
 * picture with a row for a label below it. Cells are numbered 0 ... n_cells - 1: packed, by their order; as on the array, by rows of the
 * table.
 */
#pragma once

#include "pm-pixel-table.h"

G_BEGIN_DECLS

#define PM_CELL_NOWHERE (-1)

/* The sizes that everything follows from. */
typedef struct
{
  int edge;         /* of the picture */
  int gap_x, gap_y; /* between cells */
  int label_height; /* 0: no label */
  int axis_width;   /* for row numbers and the names of groups beside a block of the array */
  int axis_height;  /* for column numbers, and for the names of groups, above it */
} PmGridMetrics;

/* Cells in rows and columns, all at one pitch. */
typedef struct
{
  int x, y; /* of the first cell */
  int n_columns, n_rows;
  int *cells; /* [n_rows * n_columns], from the top left; PM_CELL_NOWHERE: none. NULL: counted. Owned */
} PmGridBlock;

/* A text at the edge of a block; y is its middle. */
typedef struct
{
  char text[32];
  int x, y;
  double xalign; /* 0: begins at x; 0.5: centred there; 1: ends there */
  gboolean is_group;
} PmGridLabel;

/* A separator between groups. */
typedef struct
{
  int x0, y0, x1, y1;
} PmGridLine;

typedef struct
{
  PmGridMetrics metrics;
  int n_cells, width, height; /* of the whole content */
  GArray *blocks; /* PmGridBlock */
  GArray *labels; /* PmGridLabel */
  GArray *lines;  /* PmGridLine */

  /*< private >*/
  int *place; /* [3 n_cells] block, row, column of each cell; NULL: packed */
} PmGridGeometry;

/* The steps of the size slider for maps of n_map cells; ascending. Whole factors of the map stay crisp: all but the first, the third and
 * the fifth step are moved to one where that is near. */
#define PM_N_GRID_EDGES 7
void pm_grid_edges (int n_map, int edges[PM_N_GRID_EDGES]);

/* Packed rows, centred in the width of the view. */
PmGridGeometry *pm_grid_geometry_new_packed (const PmGridMetrics *metrics, int n_cells, int view_width);

/* One place for each row and column. Groups that share rows and columns without being in each other's way become one block with lines
 * between them; otherwise each has a block of its own. Row 0 is the lowest. Pixels without row and column, or in the place of another, are
 * packed into a last block. O(cells). */
PmGridGeometry *pm_grid_geometry_new_array (const PmGridMetrics *metrics, const PmPixelTable *table, int view_width, int view_height);

void pm_grid_geometry_free (PmGridGeometry *self);

/* The cell whose picture or label is at a point; PM_CELL_NOWHERE: the ground. */
int pm_grid_geometry_find (const PmGridGeometry *self, double x, double y);

/* The top left corner of a cell's picture. The cell has to exist. */
void pm_grid_geometry_get_origin (const PmGridGeometry *self, int cell, int *x, int *y);

/* The place of a cell, from the top left, in its block, and the size of that. */
void pm_grid_geometry_get_place (const PmGridGeometry *self, int cell, int *row, int *column, int *n_rows, int *n_columns);

/* Appends the cells that a rectangle touches (their pictures and labels) to an array of int, block by block and row by row. */
void pm_grid_geometry_list (const PmGridGeometry *self, double x0, double y0, double x1, double y1, GArray *cells);

/* The cells from one to another, both included: in order where they are packed, the rectangle between them as on the array. */
void pm_grid_geometry_list_between (const PmGridGeometry *self, int from, int to, GArray *cells);

/* The next cell in a direction, one of dx and dy being 0 and the other 1 or -1; the same cell at the edge. Packed: dx goes on in the next
 * row. */
int pm_grid_geometry_step (const PmGridGeometry *self, int cell, int dx, int dy);

/* So many rows, a screenful, down (dy = 1) or up. */
int pm_grid_geometry_page (const PmGridGeometry *self, int cell, int dy, int view_height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmGridGeometry, pm_grid_geometry_free)

G_END_DECLS
