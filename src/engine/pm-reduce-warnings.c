/* SPDX-License-Identifier: GPL-3.0-or-later
 * What of a field makes a calibration doubtful, though every fit went well.
 */
#include "pm-reduction-private.h"

#include <math.h>

/* Common to the array. Scans of point sources with round beams: 1.000 to 1.018 (sparse lines); two sources half a beam to one beam apart,
 * the fainter one of a third of the brightness or more: 1.07 to 1.26. */
#define ELONGATED 1.05

static void
warn_companion (const PmReduction *r, GPtrArray *warnings)
{
  const PmCompanion *c = &r->companion;
  if (c->found)
    g_ptr_array_add (warnings, g_strdup_printf ("there is a second source %.1f arcsec from the first, of about %.2f times its brightness; "
                                                "pixels are left out where the one could be taken for the other",
                                                hypot (c->dx, c->dy), c->ratio));
}

/* Elongations as vectors of twice the angle: what pixels have in common adds up, noise does not. */
static void
warn_elongation (const PmReduction *r, GPtrArray *warnings)
{
  double c = 0.0, s = 0.0, n = 0.0;
  for (gsize slot = 0; slot < r->n_slots; slot++)
    {
      const PmEllipse *e = &r->ellipses[slot];
      if (!e->valid || !pm_reduction_trusts (r, slot))
        continue;
      double size = log (e->fwhm_major / e->fwhm_minor), angle = 2.0 * e->angle_deg * G_PI / 180.0;
      c += size * cos (angle);
      s += size * sin (angle);
      n += 1.0;
    }
  double elongation = exp (hypot (c, s) / n);
  if (n >= r->options->detect_min_secure && elongation > ELONGATED)
    g_ptr_array_add (warnings, g_strdup_printf ("the source is elongated in all pixels, %.2f : 1 along %.0f deg: it may be two sources, or "
                                                "extended, or out of focus; positions are those of its middle",
                                                elongation, 0.5 * atan2 (s, c) * 180.0 / G_PI));
}

GPtrArray *
pm_reduce_warnings (const PmReduction *r)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  warn_companion (r, warnings);
  warn_elongation (r, warnings);
  return warnings;
}
