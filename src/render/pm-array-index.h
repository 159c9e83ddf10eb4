/* SPDX-License-Identifier: GPL-3.0-or-later
 * The parts of making a layout that deal with neighbours: the pitch, and buckets for finding pixels. Used by pm-array-layout.c only.
 */
#pragma once

#include "pm-array-layout.h"

G_BEGIN_DECLS

/* Fills pitch_x and pitch_y from the distances of neighbours in rows and columns of a sub-array, at these positions of the rows of the
 * table; without such neighbours from the area. */
void pm_array_index_measure_pitch (PmArrayLayout *layout, const double *x, const double *y);

/* Sorts the shown pixels into buckets of about one pixel. */
void pm_array_index_build (PmArrayLayout *layout);

G_END_DECLS
