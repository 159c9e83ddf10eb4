/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmSuspicion: which of the good pixels deserve a look, and why. A score for people, not a flag: nothing else follows from it.
 *
 * Each criterion compares a pixel with the other good pixels of its group (of the whole array, if the group has less than 20); its score is
 * 1 at the level from which on it is worth a look, and grows with the excess. A pixel's score is the largest of its criteria's, its reason
 * the criterion that gave it.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

typedef enum
{
  PM_SUSPECT_NOTHING,
  PM_SUSPECT_SECOND_PEAK, /* value: height of another peak in the map in units of the fitted one */
  PM_SUSPECT_CHI2,        /* reduced chi^2 */
  PM_SUSPECT_WIDTH,       /* geometric mean width over the median one */
  PM_SUSPECT_ELONGATION,  /* major over minor axis */
  PM_SUSPECT_DISTANCE,    /* from the predicted place, arcsec */
  PM_SUSPECT_COUPLING,    /* coupling */
  PM_SUSPECT_NOISE,       /* noise over the median one */
} PmSuspect;

#define PM_N_SUSPECTS 8

typedef struct _PmSuspicion PmSuspicion;

/* Looks at all good pixels of a result and at their maps, if there are any. O(map cells + n log n); any thread. Pixels judged good by hand
 * count, but get no score: somebody looked at them. Free with pm_suspicion_unref(). */
PmSuspicion *pm_suspicion_new (const PmResult *result);
PmSuspicion *pm_suspicion_ref (PmSuspicion *self);
void         pm_suspicion_unref (PmSuspicion *self);

/* 0 for a pixel that is not good; from 1 on it is suspicious. */
double    pm_suspicion_get_score (const PmSuspicion *self, gsize row);
gboolean  pm_suspicion_is_suspicious (const PmSuspicion *self, gsize row);

/* What gave the score, and its value; PM_SUSPECT_NOTHING and NAN for score 0. */
PmSuspect pm_suspicion_get_reason (const PmSuspicion *self, gsize row, double *value);

/* The suspicious rows, the most suspicious first. Belongs to self. */
const guint *pm_suspicion_get_ranking (const PmSuspicion *self, gsize *n);

/* The place of a row in the ranking, 0 ...; -1 if it is not suspicious. */
int pm_suspicion_get_rank (const PmSuspicion *self, gsize row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmSuspicion, pm_suspicion_unref)

G_END_DECLS
