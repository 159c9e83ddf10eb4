/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmReducer: a reduction that is kept after its last round, with samples, noise models and modes: single pixels are fitted again, and maps
 * are made on demand, without starting over. Reference counted and locked inside: calls from several threads wait for each other.
 *
 * A refit is one more last pass over the pixel's block of 16 channels with all that the array has in common as it is: modes, noise, width,
 * errors' scale, array solutions of the rounds. It changes nothing of another pixel's fit, and nothing that is kept: without it the result
 * is the reduction's again, bit by bit.
 */
#pragma once

#include "pm-flag-file.h"
#include "pm-reduction.h"

G_BEGIN_DECLS

typedef struct _PmReducer PmReducer;

/* Reduces as pm_reduce() does, but keeps all that is needed for more, the scans too, which it owns from the call on, whatever happens (the
 * array stays the caller's). request->manual is not looked at: pm_judge_result() judges what comes out. */
PmReducer *pm_reducer_new (PmScan *const *scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error);
PmReducer *pm_reducer_ref (PmReducer *self);
void       pm_reducer_unref (PmReducer *self);

/* The result with these pixels fitted again; the fits of the others are those of the reduction, flags and couplings are those of all
 * together. refits: of PmRefit, later ones replace earlier ones of the same pixel; NULL or empty: the result of the reduction itself. A
 * refit of a pixel that does not exist, does not see the sky, or is excluded by option is left out. One that fails leaves its pixel without
 * a fit. Not judged; the caller owns a reference. A few ms for each refit; the maps of the others are shared. PM_ERROR_LIMIT if the maps
 * that a refit is asked in would be too large. */
PmResult *pm_reducer_dup_result (PmReducer *self, GPtrArray *refits, GError **error);

/* Maps of chosen pixels, not PM_MAPS_NONE, centred where the result of these refits has them: what a reduction with this request and these
 * refits has. list: NULL for all. control: threads, progress, and the wish to stop. Free with pm_map_set_unref(). PM_ERROR_OPTION,
 * PM_ERROR_LIMIT, G_IO_ERROR_CANCELLED. */
PmMapSet *pm_reducer_make_maps (PmReducer *self, GPtrArray *refits, PmMapsWanted wanted, const char *list, PmControl *control,
                                GError **error);

/* About how many bytes are kept. */
gsize pm_reducer_get_bytes (PmReducer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmReducer, pm_reducer_unref)

G_END_DECLS
