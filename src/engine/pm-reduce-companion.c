/* SPDX-License-Identifier: GPL-3.0-or-later
 * Two sources in the field: every pixel shall take the brighter one. Where a pixel sees both, their difference tells them apart. Where it
 * sees one, only its place does, and it must be nearer to the predicted place than the other source could come.
 */
#include "pm-reduction-private.h"

#include <math.h>
#include <string.h>

#define MIN_RATIO 0.1         /* what is fainter gives a coupling that is flagged, if a pixel takes it at all */
#define MIN_DISTANCE 1.2      /* beams: what is closer is not resolved */
#define VOTE_TOLERANCE 0.5    /* beams: a peak may stand beside the source where the map has gaps */
#define NEAR_DISTANCE 3.0     /* beams: so far apart two sources are seen by most pixels that see one; and so wide may gaps be */
#define MIN_VOTES_NEAR 0.25   /* of the pixels with a secure peak */
#define MIN_VOTES_FAR 0.05
#define NEAR_SHARE 0.4        /* of the separation: so near to its place a peak is not the other source's */

/* All pairs of one pixel's peaks that may be two sources. */
static void
collect_pairs (const PmReduction *r, const PmPeakList *list, GArray *pairs)
{
  double lowest = fmax (r->options->detect_candidate, MIN_RATIO * list->peaks[0].significance);
  for (gsize i = 0; i < list->n; i++)
    for (gsize j = i + 1; j < list->n && list->peaks[j].significance > lowest; j++)
      {
        const PmDetection *high = &list->peaks[i], *low = &list->peaks[j];
        PmPeakPair pair = { low->x - high->x, low->y - high->y, low->significance / high->significance };
        g_array_append_val (pairs, pair);
      }
}

/* Puts the peak first that has another one where the fainter source must be, if there is one. */
static gboolean
put_brighter_first (PmPeakList *list, const PmCompanion *companion, double tolerance)
{
  for (gsize i = 0; i < list->n; i++)
    for (gsize j = 0; j < list->n; j++)
      if (i != j
          && hypot (list->peaks[j].x - list->peaks[i].x - companion->dx, list->peaks[j].y - list->peaks[i].y - companion->dy) < tolerance)
        {
          PmDetection chosen = list->peaks[i];
          memmove (list->peaks + 1, list->peaks, i * sizeof *list->peaks);
          list->peaks[0] = chosen;
          return TRUE;
        }
  return FALSE;
}

void
pm_reduce_sort_peaks (PmReduction *r, PmPeakList *lists)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (PmPeakPair));
  double beam = PM_FWHM_PER_SIGMA * r->nominal_sigma_arcsec;
  gsize n_secure = 0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      PmPeakList *list = &lists[slot];
      list->secure = list->n > 0 && !r->excluded[slot] && list->peaks[0].significance > r->options->detect_secure;
      n_secure += list->secure;
      if (list->secure)
        collect_pairs (r, list, pairs);
    }
  g_autofree double *work = g_new (double, PM_COMPANION_WORK * pairs->len + 1);
  double min_secure = r->options->detect_min_secure;
  PmCompanionSearch search = { VOTE_TOLERANCE * beam, MIN_DISTANCE * beam, NEAR_DISTANCE * beam,
                               (gsize) fmax (min_secure, MIN_VOTES_NEAR * (double) n_secure),
                               (gsize) fmax (min_secure, MIN_VOTES_FAR * (double) n_secure) };
  r->companion = pm_companion_find ((const PmPeakPair *) (gpointer) pairs->data, pairs->len, &search, work);

  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      lists[slot].paired = r->companion.found && put_brighter_first (&lists[slot], &r->companion, search.tolerance);
      lists[slot].secure = lists[slot].secure && (lists[slot].paired || !r->companion.found);
    }
}

gboolean
pm_reduce_may_be_companion (const PmReduction *r, gsize slot, const PmDetection *peak)
{
  if (!r->companion.found)
    return FALSE;
  double off = hypot (peak->x - r->predicted_x[slot], peak->y - r->predicted_y[slot]);
  return !r->predicted[slot] || off > NEAR_SHARE * hypot (r->companion.dx, r->companion.dy);
}
