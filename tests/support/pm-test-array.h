/* SPDX-License-Identifier: GPL-3.0-or-later
 * A detector array made up for tests of views: pixels in rows and columns, with pixels of all states.
 */
#pragma once

#include "pm-result.h"

typedef struct
{
  PmPixelTable *table;
  double *nominal_x, *nominal_y; /* for each row of the table */
  guint8 *suspicious;
} PmTestArray;

/* n_rows x n_columns pixels in n_groups sub-arrays one upon the other, 4 x 4 arcsec apart around the origin, measured positions off by
 * about 0.3 arcsec; couplings around 1. The first row of each is good throughout; of the others about 10 % are not in use. */
PmTestArray *pm_test_array_new (int n_groups, int n_rows, int n_columns);
void         pm_test_array_free (PmTestArray *self);

/* A result with this table, which it shares, and an instrument with the nominal positions; no maps. */
PmResult *pm_test_array_new_result (const PmTestArray *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmTestArray, pm_test_array_free)
