/* SPDX-License-Identifier: GPL-3.0-or-later
 * Expected places are worked out by hand from the sizes in the design: picture 82, gaps 6 and 7, label 17.
 */
#include "pm-grid-geometry.h"
#include "pm-test.h"

static const PmGridMetrics metrics = { 82, 6, 7, 17, 26, 16 };
static const PmGridMetrics tiny = { 16, 1, 1, 0, 26, 16 };

static PmPixelTable *
make_table (gsize n, const char *const *groups, const int *rows, const int *columns)
{
  PmPixelTable *table = pm_pixel_table_new (n);
  for (gsize i = 0; i < n; i++)
    {
      table->row[i] = rows[i];
      table->col[i] = columns[i];
      pm_pixel_table_set_group (table, i, groups[i]);
    }
  return table;
}

static void
assert_cells (GArray *cells, const int *expected, guint n)
{
  g_assert_cmpmem (cells->data, cells->len * sizeof (int), expected, n * sizeof (int));
  g_array_set_size (cells, 0);
}

static void
test_edges (void)
{
  static const int of_41[] = { 16, 41, 56, 82, 110, 123, 164 }, of_30[] = { 16, 41, 56, 90, 110, 120, 150 };
  int edges[PM_N_GRID_EDGES];
  pm_grid_edges (41, edges);
  g_assert_cmpmem (edges, sizeof edges, of_41, sizeof of_41);
  pm_grid_edges (30, edges); /* 30 and 60 are too far from 41; 90, 120 and 150 are near */
  g_assert_cmpmem (edges, sizeof edges, of_30, sizeof of_30);
  for (int n = 0; n <= 300; n++)
    {
      pm_grid_edges (n, edges);
      for (int i = 1; i < PM_N_GRID_EDGES; i++)
        g_assert_cmpint (edges[i], >, edges[i - 1]);
      g_assert_cmpint (edges[0], ==, 16);
    }
}

/* 728 wide: 8 columns of 88 with 15 left at each side, as in the design's picture. */
static void
test_packed (void)
{
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_packed (&metrics, 1280, 728);
  int x, y, row, column, n_rows, n_columns;
  pm_grid_geometry_get_origin (geometry, 10, &x, &y);
  g_assert_cmpint (x, ==, 15 + 2 * 88);
  g_assert_cmpint (y, ==, 10 + 106);
  g_assert_cmpint (geometry->height, ==, 20 + 160 * 106 - 7);
  g_assert_cmpint (geometry->width, ==, 728);
  pm_grid_geometry_get_place (geometry, 10, &row, &column, &n_rows, &n_columns);
  g_assert_cmpint (row, ==, 1);
  g_assert_cmpint (column, ==, 2);
  g_assert_cmpint (n_rows, ==, 160);
  g_assert_cmpint (n_columns, ==, 8);
}

static void
test_find (void)
{
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_packed (&metrics, 12, 728);
  g_assert_cmpint (pm_grid_geometry_find (geometry, 15, 10), ==, 0);
  g_assert_cmpint (pm_grid_geometry_find (geometry, 14.9, 10), ==, PM_CELL_NOWHERE);
  g_assert_cmpint (pm_grid_geometry_find (geometry, 15 + 81.9, 10 + 98.9), ==, 0); /* the label belongs to it */
  g_assert_cmpint (pm_grid_geometry_find (geometry, 15 + 83, 10), ==, PM_CELL_NOWHERE);
  g_assert_cmpint (pm_grid_geometry_find (geometry, 15 + 40, 10 + 100), ==, PM_CELL_NOWHERE);
  g_assert_cmpint (pm_grid_geometry_find (geometry, 15 + 3 * 88, 10 + 106), ==, 11);
  g_assert_cmpint (pm_grid_geometry_find (geometry, 15 + 4 * 88, 10 + 106), ==, PM_CELL_NOWHERE); /* beyond the last */
  g_assert_cmpint (pm_grid_geometry_find (geometry, 1e9, 1e9), ==, PM_CELL_NOWHERE);
  for (int cell = 0; cell < 12; cell++)
    {
      int x, y;
      pm_grid_geometry_get_origin (geometry, cell, &x, &y);
      g_assert_cmpint (pm_grid_geometry_find (geometry, x + 41, y + 41), ==, cell);
    }
}

static void
test_list (void)
{
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_packed (&metrics, 12, 728);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (int));
  static const int first_column[] = { 0, 8 }, two[] = { 1, 2 }, all[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
  pm_grid_geometry_list (geometry, 0, 0, 15, 728, cells);
  assert_cells (cells, first_column, 2);
  pm_grid_geometry_list (geometry, 15 + 2 * 88 + 5, 20, 15 + 88 + 81, 10, cells); /* corners in any order */
  assert_cells (cells, two, 2);
  pm_grid_geometry_list (geometry, 15 + 82.5, 0, 15 + 87.5, 728, cells); /* a gap */
  assert_cells (cells, NULL, 0);
  pm_grid_geometry_list (geometry, -1e9, -1e9, 1e9, 1e9, cells);
  assert_cells (cells, all, 12);
  pm_grid_geometry_list_between (geometry, 9, 7, cells);
  assert_cells (cells, &all[7], 3);
}

static void
test_steps (void)
{
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_packed (&metrics, 20, 728);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 7, 1, 0), ==, 8);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 0, -1, 0), ==, 0);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 3, 0, 1), ==, 11);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 3, 0, -1), ==, 3);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 15, 0, 1), ==, 19); /* into the shorter last row */
  g_assert_cmpint (pm_grid_geometry_step (geometry, 17, 0, 1), ==, 17);
  g_assert_cmpint (pm_grid_geometry_page (geometry, 1, 1, 250), ==, 17); /* two rows */
  g_assert_cmpint (pm_grid_geometry_page (geometry, 1, -1, 250), ==, 1);
}

/* Two groups with the same rows and columns: a block each, side by side, row 0 at the bottom. */
static void
test_blocks (void)
{
  static const char *const groups[] = { "A", "A", "A", "B", "B", "B" };
  static const int rows[] = { 0, 1, 1, 0, 0, 1 }, columns[] = { 0, 0, 2, 1, 2, 2 };
  g_autoptr (PmPixelTable) table = make_table (6, groups, rows, columns);
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_array (&tiny, table, 500, 10);
  int ax, ay, bx, by, x, y;
  g_assert_cmpuint (geometry->blocks->len, ==, 2);
  pm_grid_geometry_get_origin (geometry, 0, &ax, &ay);
  pm_grid_geometry_get_origin (geometry, 1, &x, &y);
  g_assert_cmpint (x, ==, ax);
  g_assert_cmpint (y, ==, ay - 17);
  pm_grid_geometry_get_origin (geometry, 2, &x, &y);
  g_assert_cmpint (x, ==, ax + 2 * 17);
  pm_grid_geometry_get_origin (geometry, 3, &bx, &by); /* B begins with column 1 */
  g_assert_cmpint (by, ==, ay);
  g_assert_cmpint (bx, >, ax + 3 * 17);
  g_assert_cmpint (pm_grid_geometry_find (geometry, ax + 17 + 1, ay - 10), ==, PM_CELL_NOWHERE); /* nothing at row 1, column 1 */
  for (int cell = 0; cell < 6; cell++)
    {
      pm_grid_geometry_get_origin (geometry, cell, &x, &y);
      g_assert_cmpint (pm_grid_geometry_find (geometry, x + 8, y + 8), ==, cell);
      g_assert_cmpint (x, >=, 0);
      g_assert_cmpint (y + 16, <=, geometry->height);
    }
  g_assert_cmpuint (geometry->lines->len, ==, 0);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 1, 1, 0), ==, 2); /* over the hole */
  g_assert_cmpint (pm_grid_geometry_step (geometry, 0, 0, -1), ==, 1);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 0, 0, 1), ==, 0);
  g_assert_cmpint (pm_grid_geometry_step (geometry, 2, 1, 0), ==, 5); /* into the other block */

  g_autoptr (PmGridGeometry) narrow = pm_grid_geometry_new_array (&tiny, table, 140, 10); /* one below the other */
  pm_grid_geometry_get_origin (narrow, 0, &ax, &ay);
  pm_grid_geometry_get_origin (narrow, 3, &bx, &by);
  g_assert_cmpint (by, >, ay + 17);
}

/* Groups that share rows and columns are one block, with a line where they meet and their names beside it. */
static void
test_shared_block (void)
{
  static const char *const groups[] = { "M0", "M0", "M0", "M1", "M1", "M1" };
  static const int rows[] = { 0, 0, 0, 1, 1, 1 }, columns[] = { 0, 1, 2, 0, 1, 2 };
  g_autoptr (PmPixelTable) table = make_table (6, groups, rows, columns);
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_array (&tiny, table, 500, 300);
  g_assert_cmpuint (geometry->blocks->len, ==, 1);
  g_assert_cmpuint (geometry->lines->len, ==, 1);
  PmGridLine line = g_array_index (geometry->lines, PmGridLine, 0);
  int x, y, n_names = 0;
  pm_grid_geometry_get_origin (geometry, 0, &x, &y);
  g_assert_cmpint (line.x0, ==, x);
  g_assert_cmpint (line.x1, ==, x + 3 * 17 - 1);
  g_assert_cmpint (line.y0, ==, y - 1); /* the gap of one pixel */
  for (guint i = 0; i < geometry->labels->len; i++)
    n_names += g_array_index (geometry->labels, PmGridLabel, i).is_group;
  g_assert_cmpint (n_names, ==, 2);
  g_assert_cmpint (geometry->height, ==, 300); /* centred */
  g_assert_cmpint (y, >, 100);

  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (int));
  static const int square[] = { 4, 5, 1, 2 };
  pm_grid_geometry_list_between (geometry, 2, 4, cells);
  assert_cells (cells, square, 4);
}

/* Pixels without a place, in the place of another, or with absurd numbers are not lost. */
static void
test_rest (void)
{
  static const char *const groups[] = { "", "", "", "", "" };
  static const int rows[] = { 3, -1, 3, 2000000000, 4 }, columns[] = { 5, -1, 5, 1, 5 };
  g_autoptr (PmPixelTable) table = make_table (5, groups, rows, columns);
  g_autoptr (PmGridGeometry) geometry = pm_grid_geometry_new_array (&tiny, table, 500, 300);
  g_assert_cmpuint (geometry->blocks->len, ==, 2);
  for (int cell = 0; cell < 5; cell++)
    {
      int x, y;
      pm_grid_geometry_get_origin (geometry, cell, &x, &y);
      g_assert_cmpint (pm_grid_geometry_find (geometry, x, y), ==, cell);
    }
}

static void
test_nothing (void)
{
  g_autoptr (PmPixelTable) table = pm_pixel_table_new (0);
  g_autoptr (PmGridGeometry) array = pm_grid_geometry_new_array (&metrics, table, 500, 300);
  g_autoptr (PmGridGeometry) packed = pm_grid_geometry_new_packed (&metrics, 0, 500);
  g_autoptr (PmGridGeometry) narrow = pm_grid_geometry_new_packed (&metrics, 3, 10);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (int));
  pm_grid_geometry_list (array, -1e9, -1e9, 1e9, 1e9, cells);
  pm_grid_geometry_list (packed, -1e9, -1e9, 1e9, 1e9, cells);
  g_assert_cmpuint (cells->len, ==, 0);
  g_assert_cmpint (pm_grid_geometry_find (array, 20, 20), ==, PM_CELL_NOWHERE);
  g_assert_cmpint (pm_grid_geometry_find (packed, 20, 20), ==, PM_CELL_NOWHERE);
  g_assert_cmpint (narrow->width, ==, 82); /* one column, wider than the view */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid-geometry/edges", test_edges);
  g_test_add_func ("/grid-geometry/packed", test_packed);
  g_test_add_func ("/grid-geometry/find", test_find);
  g_test_add_func ("/grid-geometry/list", test_list);
  g_test_add_func ("/grid-geometry/steps", test_steps);
  g_test_add_func ("/grid-geometry/blocks", test_blocks);
  g_test_add_func ("/grid-geometry/shared-block", test_shared_block);
  g_test_add_func ("/grid-geometry/rest", test_rest);
  g_test_add_func ("/grid-geometry/nothing", test_nothing);
  return g_test_run ();
}
