/* SPDX-License-Identifier: GPL-3.0-or-later
 * The simulated array: nominal layout, true positions, gains, couplings, bad pixels. All of it depends on the array's seed and never on the
 * scan's, so that several scans can be made of one array.
 */
#include "pm-sim-private.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#define DEG (G_PI / 180.0)
#define NOISY_FACTOR 5.0

/* Turns (x, y) counter-clockwise. */
static void
turn (double deg, double *x, double *y)
{
  double c = cos (deg * DEG), s = sin (deg * DEG), u = *x;
  *x = u * c - *y * s;
  *y = u * s + *y * c;
}

/* Where the design puts a pixel: arcsec about the boresight, which is given in pixels of R0. Row numbers run against y on the chip and y
 * runs against the sky, hence both signs. */
void
pm_sim_nominal_position (const PmSimRun *run, guint sub, double row, double col, double *x, double *y)
{
  const PmHawcSubarray *mount = &pm_hawc_subarrays[sub];
  double u = col, v = 39.0 - row;
  turn (mount->rotation_deg, &u, &v);
  *x = run->band->pixel_arcsec * (u + mount->offset_x - run->sibs_x);
  *y = -run->band->pixel_arcsec * (v + mount->offset_y - run->sibs_y);
  turn (PM_HAWC_ARRAY_ROTATION_DEG, x, y);
}

static PmSimStatus
draw_status (const PmSimulation *sim, guint row, double u)
{
  if (row == PM_HAWC_DARK_ROW)
    return PM_SIM_BLIND;
  if (u < sim->dead)
    return PM_SIM_DEAD;
  if (u < sim->dead + sim->zero)
    return PM_SIM_ZERO;
  return u < sim->dead + sim->zero + sim->noisy ? PM_SIM_NOISY : PM_SIM_OK;
}

static void
setup_channel (const PmSimRun *run, PmSimChannel *c)
{
  const PmSimulation *sim = run->sim;
  gsl_rng *rng = pm_sim_rng_new (sim->array_seed ? sim->array_seed : sim->seed, PM_SIM_STREAM_ARRAY + c->index);
  /* All numbers are drawn for every channel: changing one scatter or fraction leaves the others' values. */
  double u = gsl_rng_uniform (rng), dx = gsl_ran_ugaussian (rng), dy = gsl_ran_ugaussian (rng);
  double gain = exp (sim->gain_scatter * gsl_ran_ugaussian (rng)), coupling = exp (sim->coupling_scatter * gsl_ran_ugaussian (rng));
  double width = exp (sim->beam_scatter * gsl_ran_ugaussian (rng));
  gsl_rng_free (rng);

  c->status = draw_status (sim, c->row, u);
  pm_sim_nominal_position (run, c->sub, c->row, c->col, &c->x, &c->y);
  turn (sim->rotation_deg, &c->x, &c->y);
  c->x = sim->scale * c->x + sim->shift_x + sim->layout_scatter * run->band->beam_arcsec * dx;
  c->y = sim->scale * c->y + sim->shift_y + sim->layout_scatter * run->band->beam_arcsec * dy;
  if (c->status == PM_SIM_OK || c->status == PM_SIM_NOISY)
    {
      c->gain = gain;
      c->response = gain * coupling;
    }
  c->sigma = sim->noise * (c->status == PM_SIM_NOISY ? NOISY_FACTOR : 1.0);
  c->beam_s = hypot (run->band->beam_arcsec * width, sim->source_fwhm) / (2.0 * sqrt (2.0 * G_LN2));
}

void
pm_sim_array_setup (PmSimRun *run)
{
  guint n = 0;
  for (guint sub = 0; sub < PM_HAWC_SUBARRAYS; sub++)
    n += (run->sim->subarrays >> sub & 1u) * PM_HAWC_SUBARRAY_CHANNELS;
  run->channels = g_new0 (PmSimChannel, n);
  run->n_channels = n;
  PmSimChannel *c = run->channels;
  for (guint index = 0; index < PM_HAWC_CHANNELS; index++)
    {
      guint sub = index / PM_HAWC_SUBARRAY_CHANNELS;
      if (!(run->sim->subarrays >> sub & 1u))
        continue;
      c->index = index;
      c->sub = sub;
      c->row = index / PM_HAWC_COLS % PM_HAWC_ROWS;
      c->col = index % PM_HAWC_COLS;
      setup_channel (run, c++);
    }
}

void
pm_sim_array_free (PmSimRun *run)
{
  for (guint i = 0; i < run->n_channels; i++)
    {
      g_clear_pointer (&run->channels[i].rng, gsl_rng_free);
      g_clear_pointer (&run->channels[i].spike_rng, gsl_rng_free);
    }
  g_clear_pointer (&run->channels, g_free);
}
