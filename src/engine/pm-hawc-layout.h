/* SPDX-License-Identifier: GPL-3.0-or-later
 * The channels of HAWC+ and their nominal positions.
 */
#pragma once

#include "pm-hawc-constants.h"
#include "pm-instrument.h"

G_BEGIN_DECLS

/* Which sub-arrays a scan has. */
typedef struct
{
  gboolean present[PM_HAWC_SUBARRAYS];
} PmHawcSubarraySet;

/* Reads MCEMAP ("0,2,1,-1": MCE of R0, R1, T0, T1; negative: not installed). FALSE if no sub-array is installed or the text makes no
 * sense. */
gboolean pm_hawc_parse_mcemap (const char *text, PmHawcSubarraySet *set);

/* Leaves only the sub-arrays of a list such as "T0,R0", "R" (both of that polarisation) or "all". FALSE if a word is unknown. */
gboolean pm_hawc_select_subarrays (const char *list, PmHawcSubarraySet *set);

/* Nominal focal-plane position in arcsec of sub-array `sub`, row and column within it: pixel grid turned and moved by the sub-array's
 * mounting, y upward, relative to the boresight pixel, the whole turned by `rotation_deg` (HAWC_FORMAT section 2). */
void pm_hawc_nominal_position (int sub, double row, double col, double pixel_arcsec, double sibs_x, double sibs_y, double rotation_deg,
                               double *x, double *y);

/* The instrument with the sub-arrays of `set`. static_flags: rows and MUX lines known to be bad count as blind. */
PmInstrument *pm_hawc_instrument_new (const PmHawcSubarraySet *set, char band, double pixel_arcsec, double sibs_x, double sibs_y,
                                      gboolean static_flags);

/* Where a channel stands in the table's cell of 41 rows x 128 columns. */
int pm_hawc_fits_column (const PmChannel *channel);

G_END_DECLS
