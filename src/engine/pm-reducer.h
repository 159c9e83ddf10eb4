/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmReducer: a reduction that is kept after its last round, with samples, noise models and modes: single pixels are fitted again, and maps
 * are made on demand, without starting over. Reference counted and locked inside: calls from several threads wait for each other.
 */
#pragma once

#include "pm-flag-file.h"
#include "pm-reduction.h"

G_BEGIN_DECLS

typedef struct _PmReducer PmReducer;

/* Reduces as pm_reduce() does, but keeps all that is needed for more, the scans too, which it owns from the call on, whatever happens.
 * request->manual is not looked at: pm_judge_result() judges what comes out. */
PmReducer *pm_reducer_new (PmScan **scans, gsize n_scans, const PmReductionRequest *request, PmProgress *progress, GError **error);
PmReducer *pm_reducer_ref (PmReducer *self);
void       pm_reducer_unref (PmReducer *self);

/* The result with these pixels fitted again, the other pixels as they were in the last round. refits: of PmRefit, later ones replace
 * earlier
 * ones of the same pixel; NULL or empty: the result of the reduction itself. A refit of a pixel that does not exist, or that does not see
 * the sky, is left out. Not judged. Belongs to the caller. A few ms for each refit; the maps of the others are shared. */
PmResult *pm_reducer_dup_result (PmReducer *self, GPtrArray *refits, GError **error);

/* Maps of chosen pixels, centred where the result of these refits has them. Free with pm_map_set_unref(). G_IO_ERROR_CANCELLED. */
PmMapSet *pm_reducer_make_maps (PmReducer *self, GPtrArray *refits, PmMapsWanted wanted, const char *list, PmControl *control,
                                GError **error);

/* Bytes that are kept. */
gsize pm_reducer_get_bytes (PmReducer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmReducer, pm_reducer_unref)

G_END_DECLS
