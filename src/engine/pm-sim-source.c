/* SPDX-License-Identifier: GPL-3.0-or-later
 * The source as a pixel sees it: B = (1 - h) exp (-u/2) + h exp (-u/2k^2), u = r^2/s^2; and the sums of its squares from which follow S/N
 * and the bounds of the position errors.
 */
#include "pm-sim-private.h"

#include "pm-error.h"
#include "pm-stats.h"

#include <math.h>

#define REFERENCE_NOISE 10.0 /* counts: makes an S/N into an amplitude where there is no noise */
#define CUT 40.0             /* B < exp (-20) = 2e-9 beyond u = CUT is left out: less than a thousandth of a count up to a peak of 5e5 */

/* Value at (dx, dy) from the pixel's place, and derivatives by x and y if `slope` is not NULL. */
static inline double
beam (double h, double k, double s, double dx, double dy, double *slope)
{
  double u = (dx * dx + dy * dy) / (s * s), narrow = (1.0 - h) * exp (-0.5 * u), wide = h > 0.0 ? h * exp (-0.5 * u / (k * k)) : 0.0;
  if (slope)
    {
      double common = -(narrow + wide / (k * k)) / (s * s);
      slope[0] = common * dx;
      slope[1] = common * dy;
    }
  return narrow + wide;
}

static double
cut_radius2 (const PmSimulation *sim, const PmSimChannel *c)
{
  double widest = c->beam_s * (sim->wing_fraction > 0.0 ? fmax (sim->wing_ratio, 1.0) : 1.0);
  return CUT * widest * widest;
}

void
pm_sim_source_add (const PmSimRun *run, const PmSimChannel *c, guint first, guint n, double *v)
{
  const PmSimulation *sim = run->sim;
  const double *fx = run->fx + first, *fy = run->fy + first;
  double amplitude = run->amplitude * c->response, cut = cut_radius2 (sim, c);
  if (amplitude == 0.0)
    return;
  for (guint i = 0; i < n; i++)
    {
      double dx = fx[i] + c->x, dy = fy[i] + c->y;
      if (dx * dx + dy * dy < cut)
        v[i] += amplitude * beam (sim->wing_fraction, sim->wing_ratio, c->beam_s, dx, dy, NULL);
    }
}

/* Over the frames that a reduction can use. */
static void
sum_squares (const PmSimRun *run, PmSimChannel *c)
{
  const PmSimulation *sim = run->sim;
  double cut = cut_radius2 (sim, c);
  for (guint i = 0; i < run->n_frames; i++)
    {
      double dx = run->fx[i] + c->x, dy = run->fy[i] + c->y, slope[2];
      if (dx * dx + dy * dy >= cut || !run->present[i] || run->flag[i])
        continue;
      double b = beam (sim->wing_fraction, sim->wing_ratio, c->beam_s, dx, dy, slope);
      c->sum_b2 += b * b;
      c->sum_bx2 += slope[0] * slope[0];
      c->sum_by2 += slope[1] * slope[1];
    }
}

gboolean
pm_sim_source_setup (PmSimRun *run, GCancellable *cancellable, GError **error)
{
  const PmSimulation *sim = run->sim;
  g_autofree double *unit = g_new (double, run->n_channels);
  guint n = 0;
  for (guint i = 0; i < run->n_channels; i++)
    {
      PmSimChannel *c = &run->channels[i];
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (c->response > 0.0)
        sum_squares (run, c);
      if (c->status == PM_SIM_OK)
        unit[n++] = c->response * sqrt (c->sum_b2) / (sim->noise > 0.0 ? sim->noise : REFERENCE_NOISE);
    }
  run->amplitude = sim->amplitude_counts;
  if (run->amplitude <= 0.0 && sim->snr > 0.0)
    {
      double median = n ? pm_median (unit, n) : 0.0;
      if (!(median > 1e-9))
        {
          g_set_error (error, PM_ERROR, PM_ERROR_OPTION,
                       n ? "snr: half of the pixels never see the source; choose a longer scan, a larger pattern or an amplitude in counts"
                         : "snr: there is no good pixel");
          return FALSE;
        }
      run->amplitude = sim->snr / median;
    }
  run->amplitude *= sim->brightness;
  return TRUE;
}
