/* SPDX-License-Identifier: GPL-3.0-or-later
 * Marching squares (Lorensen & Cline 1987 in two dimensions). Where two opposite corners are high the mean of the four decides whether they
 * are joined.
 */
#include "config.h"

#include "pm-contours.h"

#include <math.h>

/* The sides of a square: below, right, above, left; side k joins the corners k and k + 1, counted counter-clockwise from the lower left. */
#define NO_SIDE (-1)

/* For each set of high corners (bit k: corner k) the sides where a line begins and ends, high values at its left. */
static const signed char lines_of[16][4] = {
  { NO_SIDE, NO_SIDE, NO_SIDE, NO_SIDE }, { 0, 3, NO_SIDE, NO_SIDE }, { 1, 0, NO_SIDE, NO_SIDE }, { 1, 3, NO_SIDE, NO_SIDE },
  { 2, 1, NO_SIDE, NO_SIDE },             { 0, 3, 2, 1 },             { 2, 0, NO_SIDE, NO_SIDE }, { 2, 3, NO_SIDE, NO_SIDE },
  { 3, 2, NO_SIDE, NO_SIDE },             { 0, 2, NO_SIDE, NO_SIDE }, { 1, 0, 3, 2 },             { 1, 2, NO_SIDE, NO_SIDE },
  { 3, 1, NO_SIDE, NO_SIDE },             { 0, 1, NO_SIDE, NO_SIDE }, { 3, 0, NO_SIDE, NO_SIDE }, { NO_SIDE, NO_SIDE, NO_SIDE, NO_SIDE },
};

/* The same for two opposite high corners that are joined. */
static const signed char joined_5[4] = { 0, 1, 2, 3 }, joined_10[4] = { 1, 2, 3, 0 };

static void
find_crossing (const double corner[4], int side, double level, double *x, double *y)
{
  static const double corner_x[] = { 0, 1, 1, 0 }, corner_y[] = { 0, 0, 1, 1 };
  int from = side, to = (side + 1) % 4;
  double share = (level - corner[from]) / (corner[to] - corner[from]);
  *x = corner_x[from] + share * (corner_x[to] - corner_x[from]);
  *y = corner_y[from] + share * (corner_y[to] - corner_y[from]);
}

static void
march (GArray *pieces, const double corner[4], double level, int column, int row)
{
  int set = 0;
  for (int k = 0; k < 4; k++)
    set |= (corner[k] >= level) << k;
  const signed char *sides = lines_of[set];
  if ((set == 5 || set == 10) && 0.25 * (corner[0] + corner[1] + corner[2] + corner[3]) >= level)
    sides = set == 5 ? joined_5 : joined_10;
  for (int i = 0; i < 4 && sides[i] != NO_SIDE; i += 2)
    {
      PmContourPiece piece;
      find_crossing (corner, sides[i], level, &piece.x1, &piece.y1);
      find_crossing (corner, sides[i + 1], level, &piece.x2, &piece.y2);
      piece.x1 += column;
      piece.x2 += column;
      piece.y1 += row;
      piece.y2 += row;
      g_array_append_val (pieces, piece);
    }
}

PmContourPiece *
pm_contours_new (const PmPlane *plane, double level, gsize *n_pieces)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (PmContourPiece));
  for (int row = 0; row + 1 < plane->n_rows; row++)
    for (int column = 0; column + 1 < plane->n_columns; column++)
      {
        const float *low = plane->values + (gsize) row * plane->row_step + column, *high = low + plane->row_step;
        const double corner[4] = { low[0], low[1], high[1], high[0] };
        if (isfinite (corner[0] + corner[1] + corner[2] + corner[3]))
          march (pieces, corner, level, column, row);
      }
  *n_pieces = pieces->len;
  return (PmContourPiece *) (void *) g_array_free (pieces, pieces->len == 0);
}
