/* SPDX-License-Identifier: GPL-3.0-or-later
 * From the pattern (telescope frame) to the coordinate columns, and to the offsets at which the samples really see the source. Times are
 * always those of the rounded time stamps, so that file and truth agree to the last digit.
 */
#include "pm-sim-private.h"

#include <math.h>

#define DEG (G_PI / 180.0)
#define SIDEREAL 1.00273790935
#define START_LST_HOURS 4.1

typedef struct
{
  double x, y;
} Vector;

/* Counter-clockwise by `deg`. */
static Vector
rotated (Vector v, double deg)
{
  double c = cos (deg * DEG), s = sin (deg * DEG);
  return (Vector){ v.x * c - v.y * s, v.x * s + v.y * c };
}

double
pm_sim_timestamp (const PmSimRun *run, guint frame)
{
  return run->sim->start_unix + frame * run->dt;
}

/* Seconds since the first time stamp, exact: both numbers are close in size. */
static double
elapsed (const PmSimRun *run, guint frame)
{
  return pm_sim_timestamp (run, frame) - run->sim->start_unix;
}

/* The mirror's offset in the telescope frame. */
static Vector
chopper_at (const PmSimulation *sim, double t)
{
  double cycle = t * sim->chop_hz, side = cycle - floor (cycle) < 0.5 ? 1.0 : -1.0;
  return rotated ((Vector){ side * sim->chop_amplitude, 0.0 }, sim->chop_angle_deg);
}

static void
target_at (const PmSimulation *sim, double t, double *ra_hours, double *dec_deg)
{
  double moved_deg = sim->target_rate * t / 60.0 / 3600.0;
  *dec_deg = sim->dec_deg + moved_deg * cos (sim->target_angle_deg * DEG);
  *ra_hours = sim->ra_hours + moved_deg * sin (sim->target_angle_deg * DEG) / (15.0 * cos (sim->dec_deg * DEG));
}

void
pm_sim_coordinates (const PmSimRun *run, guint frame, PmSimCoordinates *out)
{
  const PmSimulation *sim = run->sim;
  double t = elapsed (run, frame);
  out->timestamp = pm_sim_timestamp (run, frame);
  out->lst_hours = fmod (START_LST_HOURS + t * SIDEREAL / 3600.0, 24.0);
  out->tabs_vpa = sim->vpa_deg + sim->vpa_rate * t / 60.0;
  out->sibs_vpa = out->tabs_vpa + sim->sibs_tilt_deg;
  out->chop_vpa = out->tabs_vpa + sim->chop_tilt_deg;
  target_at (sim, t, &out->target_ra_hours, &out->target_dec_deg);

  Vector h;
  pm_sim_pattern_at (&run->pattern, t, &h.x, &h.y);
  Vector e = rotated (h, out->tabs_vpa); /* x to the West */
  out->ra_hours = out->target_ra_hours - e.x / (3600.0 * 15.0 * cos (out->target_dec_deg * DEG));
  out->dec_deg = out->target_dec_deg + e.y / 3600.0;

  out->chop_r = out->chop_s = 0.0f;
  if (sim->chop_amplitude > 0.0)
    {
      /* At the very moment at which the sample two frames on is taken, or an edge of the square wave might fall between the two. */
      Vector c = rotated (chopper_at (sim, elapsed (run, frame + PM_HAWC_CHOPPER_SHIFT) - PM_HAWC_LAG_S), -sim->chop_tilt_deg);
      out->chop_s = (float) (c.x / PM_HAWC_CHOPPER_ARCSEC_PER_V);
      out->chop_r = (float) (c.y / PM_HAWC_CHOPPER_ARCSEC_PER_V);
    }
}

void
pm_sim_source_offsets (PmSimRun *run)
{
  const PmSimulation *sim = run->sim;
  for (guint i = 0; i < run->n_frames; i++)
    {
      double t = elapsed (run, i) - PM_HAWC_LAG_S;
      Vector h;
      pm_sim_pattern_at (&run->pattern, t, &h.x, &h.y);
      if (sim->chop_amplitude > 0.0)
        {
          Vector c = chopper_at (sim, t);
          h.x += c.x;
          h.y += c.y;
        }
      /* SIBS_VPA - TABS_VPA is constant: the field rotation is in both. */
      Vector f = rotated (h, -sim->sibs_tilt_deg);
      run->fx[i] = f.x + sim->pointing_x;
      run->fy[i] = f.y + sim->pointing_y;
    }
}
