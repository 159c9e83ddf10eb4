/* SPDX-License-Identifier: GPL-3.0-or-later
 * A pixel table against the truth of a simulated scan.
 *
 * Robust scatter is 1.4826 x the median distance from the median. Positions are compared after the median offset is taken out, which is
 * `shift`; responses (gain x coupling) after both were divided by their medians.
 */
#pragma once

#include "pm-pixel-table.h"

typedef struct
{
  guint good, false_good; /* good pixels that exist; good pixels that are dead, constant, blind or not in the truth */
  double complete;        /* share of the sound pixels with S/N of 8 or more (all, in scans without noise) that are good */
  double shift, rms, max; /* arcsec; of both axes together */
  double over_crlb;       /* robust scatter of the position error over its Cramer-Rao bound in white noise */
  double pull, pull_rms;  /* of the position error over the error in the table: robust, and root mean square */
  double far;             /* share of those beyond 5 */
  double response_max;    /* largest relative error of a response */
  double coupling_over_crlb, coupling_pull;
} PmTestScore;

/* NAN where there is nothing to tell. Fails without good pixels. */
PmTestScore pm_test_score (const PmPixelTable *table, const char *truth_path);

/* One line with all figures, for the log of the test. */
void pm_test_score_print (const char *name, const PmTestScore *score);
