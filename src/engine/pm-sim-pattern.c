/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scan patterns: the offset of the telescope from the source, in the telescope's frame, as an analytic function of time. Analytic,
 * because a sample sees the sky 14 ms before its time stamp, which is no whole number of frames.
 */
#include "pm-sim-private.h"

#include "pm-error.h"

#include <math.h>

#define TURN_S 0.4             /* time of a rounded turn of raster and box */
#define AUTO_SPEED_BEAMS 16.0  /* beams/s */
#define AUTO_MARGIN_BEAMS 2.5  /* beyond the outermost pixels */
#define AUTO_STEP_BEAMS 0.5    /* lines are never closer by themselves */
#define TRACK_LEAD_S 0.1       /* more than the lag: before the first frame the track must be known, too */

/* To and fro between -a and a at constant speed v, starting at -a; in the turns a parabola beyond, during which *turn goes from 0 to 1.
 * *half is the number of the way, with turn counted to the way before. */
static double
bounce (double t, double a, double v, double *half, double *turn)
{
  double way = 2.0 * a / v, k = floor (t / (way + TURN_S)), tau = t - k * (way + TURN_S), sign = fmod (k, 2.0) == 0.0 ? 1.0 : -1.0;
  double late = fmax (tau - way, 0.0);
  if (half)
    *half = k;
  if (turn)
    *turn = late / TURN_S;
  return sign * (late > 0.0 ? a + v * late * (1.0 - late / TURN_S) : -a + v * tau);
}

static void
raster_at (const PmSimPattern *pattern, double t, double *x, double *y)
{
  double line, turn, last = (double) pattern->lines - 1.0;
  *x = bounce (t, pattern->ax, pattern->speed, &line, &turn);
  line = fmod (fmax (line + turn * turn * (3.0 - 2.0 * turn), 0.0), 2.0 * last);
  *y = (fmin (line, 2.0 * last - line) - 0.5 * last) * pattern->step;
}

void
pm_sim_pattern_at (const PmSimPattern *pattern, double t, double *x, double *y)
{
  double phase = 2.0 * G_PI * pattern->fx_hz * t;
  switch (pattern->kind)
    {
    case PM_SIM_LISSAJOUS:
      *x = pattern->ax * sin (phase + 0.5);
      *y = -pattern->ay * cos (2.0 * G_PI * pattern->fy_hz * t);
      break;
    case PM_SIM_DAISY:
      /* One radian of turn per loop: the loops never close. */
      *x = pattern->ax * sin (phase) * cos (phase / G_PI);
      *y = pattern->ay * sin (phase) * sin (phase / G_PI);
      break;
    case PM_SIM_RASTER:
      raster_at (pattern, t, x, y);
      break;
    case PM_SIM_BOX:
      /* The golden section keeps the path from closing. */
      *x = bounce (t, pattern->ax, pattern->speed, NULL, NULL);
      *y = bounce (t + 1.0, pattern->ay, 0.6180339887498949 * pattern->speed, NULL, NULL);
      break;
    case PM_SIM_TRACK:
      pm_sim_track_at (pattern->track, TRACK_LEAD_S + pattern->track_start_s + t * pattern->track_speedup, x, y);
      *x *= pattern->track_scale;
      *y *= pattern->track_scale;
      break;
    }
}

/* Half extents of the nominal array about the boresight, plus a margin. */
static void
automatic_extent (const PmSimRun *run, double *ax, double *ay)
{
  double far_x = 0.0, far_y = 0.0;
  for (guint sub = 0; sub < PM_HAWC_SUBARRAYS; sub++)
    for (guint corner = 0; corner < 4 && (run->sim->subarrays >> sub & 1u); corner++)
      {
        double x, y;
        pm_sim_nominal_position (run, sub, corner & 1 ? PM_HAWC_DARK_ROW - 1 : 0, corner & 2 ? PM_HAWC_COLS - 1 : 0, &x, &y);
        far_x = fmax (far_x, fabs (x));
        far_y = fmax (far_y, fabs (y));
      }
  *ax = far_x + AUTO_MARGIN_BEAMS * run->fwhm;
  *ay = far_y + AUTO_MARGIN_BEAMS * run->fwhm;
}

/* Lissajous: crossings of the centre line are 1/(2 fx) apart in time, so that they lie `step` apart in the centre if ay 2 pi fy = 2 fx
 * step. */
static void
settle_lissajous (PmSimPattern *pattern, double length_s, double least_step)
{
  pattern->fx_hz = pattern->speed / (4.0 * pattern->ax);
  if (pattern->step > 0.0)
    {
      pattern->fy_hz = pattern->fx_hz * pattern->step / (G_PI * pattern->ay);
      return;
    }
  double passes = floor (2.0 * length_s * pattern->fx_hz * least_step / (G_PI * pattern->ay));
  pattern->fy_hz = 0.5 * fmax (passes, 1.0) / length_s;
}

static void
settle_raster (PmSimPattern *pattern, double length_s, double least_step)
{
  double lines = floor (length_s / (2.0 * pattern->ax / pattern->speed + TURN_S));
  if (pattern->step <= 0.0)
    pattern->step = fmax (2.0 * pattern->ay / fmax (lines - 1.0, 1.0), least_step);
  pattern->lines = 2 + (guint) fmin (floor (2.0 * pattern->ay / pattern->step - 0.001), 1e6);
  pattern->lines = MAX (pattern->lines, 2);
}

gboolean
pm_sim_pattern_setup (PmSimRun *run, GCancellable *cancellable, GError **error)
{
  const PmSimulation *sim = run->sim;
  PmSimPattern *pattern = &run->pattern;
  pattern->kind = sim->pattern;
  if (pattern->kind == PM_SIM_TRACK)
    {
      pattern->track_start_s = sim->track_start_s;
      pattern->track_scale = sim->track_scale;
      pattern->track_speedup = sim->track_speedup;
      pattern->track = pm_sim_track_load (sim->track_path, cancellable, error);
      if (!pattern->track)
        return FALSE;
      double have = pm_sim_track_get_duration (pattern->track) - sim->track_start_s - TRACK_LEAD_S;
      double need = sim->length_s * sim->track_speedup;
      if (need <= have)
        return TRUE;
      g_set_error (error, PM_ERROR, PM_ERROR_OPTION, "the track %s is too short: %.1f s are wanted, %.1f s are left", sim->track_path, need,
                   fmax (have, 0.0));
      return FALSE;
    }
  automatic_extent (run, &pattern->ax, &pattern->ay);
  if (sim->amplitude_x > 0.0)
    pattern->ax = sim->amplitude_x;
  if (sim->amplitude_y > 0.0)
    pattern->ay = sim->amplitude_y;
  pattern->speed = sim->speed > 0.0 ? sim->speed : AUTO_SPEED_BEAMS * run->band->beam_arcsec;
  pattern->step = sim->step;
  if (pattern->kind == PM_SIM_LISSAJOUS)
    settle_lissajous (pattern, sim->length_s, AUTO_STEP_BEAMS * run->fwhm);
  else if (pattern->kind == PM_SIM_RASTER)
    settle_raster (pattern, sim->length_s, AUTO_STEP_BEAMS * run->fwhm);
  else
    pattern->fx_hz = pattern->speed / (4.0 * MAX (pattern->ax, pattern->ay));
  return TRUE;
}
