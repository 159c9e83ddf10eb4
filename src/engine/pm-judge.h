/* SPDX-License-Identifier: GPL-3.0-or-later
 * Judgements by hand act after the fits: what follows from them is worked out here, for the command line and for the window alike.
 *
 * A pixel that is bad leaves the median that couplings refer to, the array solutions, the summary, and the common width. The width steps by
 * the difference that the pixels left out make (their profiled scores, pm-array-wide.h), and each fit follows it to first order, d(A, x, y)
 * = -N_aa^-1 N_as ds: exact, as widths move by 1e-3 of themselves at most. Errors, S/N, chi^2 and the automatic flags but C stay. So
 * `reduce --flags` and a click in the window give the same numbers, bit by bit.
 *
 * Nothing follows the width where it is fixed, nominal or each pixel's own, with fit.domain=map, in the results of rounds, and if fewer
 * than fit.width-pixels would be left to tell it. Shifts and brightness of scans, and the mean beam of the maps, stay in any case.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* A new result made from one without judgements by hand. manual: [rows of the table], or NULL: none. Shares maps, notes and instrument. The
 * same function of its input on any thread; some milliseconds for 5,000 pixels. The table has no provenance yet: see
 * pm_provenance_describe(). */
PmResult *pm_judge_result (const PmResult *unjudged, const PmPixelManual *manual);

/* The last step of a reduction, and of a judgement: status, letters C and H, couplings, array solutions and summary, from positions, peaks,
 * other flags and judgements in the table of a new result. */
void pm_judge_complete (PmResult *result);

G_END_DECLS
