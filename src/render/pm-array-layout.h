/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmArrayLayout: what the array view shows: where each pixel of a table stands, its value, its state, and an index of the positions.
 * A pixel is named by its row in the table. All positions in arcsec; NaN is a pixel that is not shown.
 */
#pragma once

#include "pm-array-quantity.h"
#include "pm-colormap.h"

G_BEGIN_DECLS

#define PM_ARRAY_NO_PIXEL G_MAXUINT

typedef enum
{
  PM_ARRAY_STATE_GOOD,
  PM_ARRAY_STATE_SUSPICIOUS,
  PM_ARRAY_STATE_FLAGGED,      /* automatically */
  PM_ARRAY_STATE_BAD,          /* by hand */
  PM_ARRAY_STATE_GOOD_BY_HAND,
  PM_ARRAY_STATE_NOT_FITTED,   /* shown where it is predicted */
  PM_ARRAY_STATE_BLIND,
} PmArrayState;

/* What a layout is made from. */
typedef struct
{
  PmPixelTable *table;
  const double *nominal_x, *nominal_y; /* for each row; both NULL: not known, only measured pixels are shown */
  const guint8 *suspicious;            /* for each row, not 0: suspicious; NULL: none is */
  const char *group;                   /* show only this sub-array; NULL: all */
  PmArrayQuantity quantity;
  gboolean at_nominal;                 /* positions are the nominal ones instead of the measured ones */
  gboolean side_by_side;               /* sub-arrays next to each other instead of where they look */
  const guint8 *hidden;                /* for each row, not 0: not shown, but it counts for the limits; NULL: none */
} PmArraySource;

/* A sub-array that was moved: positions of the layout = true ones + shift. */
typedef struct
{
  const char *group;               /* belongs to the table */
  double left, right, bottom, top; /* in the layout */
  double shift_x, shift_y;
} PmArrayPanel;

typedef struct
{
  PmPixelTable *table;
  gsize n_pixels, n_shown;  /* rows of the table; those with a position */
  PmArrayQuantity quantity;
  gboolean overlapping;     /* sub-arrays look at the same part of the sky; FALSE for a single sub-array */
  gsize n_panels;           /* 0: pixels stand where they look */
  PmArrayPanel *panels;
  double *x, *y;            /* [n_pixels] */
  double *value;            /* [n_pixels]; NaN for none */
  guint8 *state;            /* [n_pixels] PmArrayState */
  double *dx, *dy;          /* [n_pixels] measured - predicted from the nominal position; NaN without either */
  double residual;          /* median length of (dx, dy) of the shown pixels, arcsec; NaN without any */
  double pitch_x, pitch_y;  /* of one pixel, > 0 */
  double left, right, bottom, top; /* of all shown pixels with their areas */

  PmColormap map;           /* that suits the column */
  double low, high;         /* limits that suit it: high > low */
  gsize n_values;           /* shown values of pixels in use, and their smallest, largest and median one; NaN if there is none */
  double smallest, largest, median;

  /*< private >*/
  double cell;              /* side of a bucket */
  int n_columns, n_rows;
  guint *start, *item;      /* bucket k holds item[start[k]] ... item[start[k + 1] - 1] */
} PmArrayLayout;

/* O(n log n); keeps a reference to the table, copies the rest. The prediction is a robust affine map for each sub-array, that of the
 * whole array where a sub-array has too few pixels, the nominal position itself where that fails too. */
PmArrayLayout *pm_array_layout_new (const PmArraySource *source);
void           pm_array_layout_free (PmArrayLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmArrayLayout, pm_array_layout_free)

/* Whether the pixel's value counts: it is shown, has one, and is neither flagged nor bad. */
gboolean pm_array_layout_in_use (const PmArrayLayout *self, guint pixel);

/* The pixel whose area holds the point, the nearest one where they overlap; PM_ARRAY_NO_PIXEL if there is none. O(1) for any number of
 * pixels as long as they are spread out. */
guint pm_array_layout_find (const PmArrayLayout *self, double x, double y);

/* The nearest pixel in a direction, not more than 45 degrees off it; PM_ARRAY_NO_PIXEL if there is none. */
guint pm_array_layout_find_neighbour (const PmArrayLayout *self, guint pixel, double towards_x, double towards_y);

/* The shown pixels whose centres lie in a rectangle (corners in any order), in order of rows: array of guint. */
GArray *pm_array_layout_find_rectangle (const PmArrayLayout *self, double x1, double y1, double x2, double y2);

/* The same for a closed polygon of n points (x, y, x, y ...), by the even-odd rule. */
GArray *pm_array_layout_find_lasso (const PmArrayLayout *self, const double *points, gsize n);

/* Counts the values in use in n bins from low to high; those outside are left out. */
void pm_array_layout_histogram (const PmArrayLayout *self, double low, double high, guint *bins, gsize n);

/* Where a point of the layout looks: the same, or without the shift of its panel. FALSE, and NAN, between panels. */
gboolean pm_array_layout_true_position (const PmArrayLayout *self, double x, double y, double *true_x, double *true_y);

/* The names of the sub-arrays in the table in order of appearance, NULL-terminated; "" is left out. Free with g_free(): the strings
 * belong to the table. */
const char **pm_array_layout_list_groups (const PmPixelTable *table);

G_END_DECLS
