/* SPDX-License-Identifier: GPL-3.0-or-later
 * Everything random in the time lines: detector noise, spikes, drifts, and the frames that are missing or flagged.
 *
 * Each channel and each effect has its own generator. Thus a file does not depend on the size of the pieces in which it is made, and
 * switching one effect on leaves all others as they were.
 */
#include "pm-sim-private.h"

#include <gsl/gsl_randist.h>
#include <math.h>

/* Scrambles 32 bits one to one. */
static guint32
scramble (guint32 h)
{
  h = (h ^ h >> 16) * 0x45d9f3bu;
  h = (h ^ h >> 15) * 0x2c1b3c6du;
  return h ^ h >> 16;
}

/* Two streams of one seed never start alike, because scramble() is one to one. taus2 has a state of 12 bytes and is fast. */
gsl_rng *
pm_sim_rng_new (guint32 seed, guint32 stream)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_taus2);
  gsl_rng_set (rng, scramble (scramble (seed) + stream));
  return rng;
}

/* Random walk: white noise of variance sigma^2 has the power sigma^2 at all f; a walk with steps of variance q sigma^2 has
 * q sigma^2 / (2 pi f dt)^2.
 * Flicker: a sum of processes that forget with a rate 2 pi f_p, f_p one per decade, of equal variance v. Each has the power
 * v f_p / (pi dt (f_p^2 + f^2)); their sum is v / (2 f dt ln 10) within 6 %, which is knee / f for v as below. */
static void
setup_constants (PmSimRun *run)
{
  const PmSimulation *sim = run->sim;
  PmSimNoise *noise = &run->noise;
  if (sim->noise_kind == PM_SIM_NOISE_WALK)
    {
      noise->walk_step = 2.0 * G_PI * sim->knee_hz * run->dt;
      return;
    }
  noise->pole_rms = sqrt (2.0 * sim->knee_hz * run->dt * G_LN10);
  for (double f = 0.1 / sim->length_s; f < 0.5 / run->dt && noise->n_poles < PM_SIM_MAX_POLES && sim->knee_hz > 0.0; f *= 10.0)
    {
      double keep = exp (-2.0 * G_PI * f * run->dt);
      noise->pole_keep[noise->n_poles] = keep;
      noise->pole_step[noise->n_poles++] = noise->pole_rms * sqrt (1.0 - keep * keep);
    }
}

/* A random walk over the scan, about its mean, of the given rms. */
static void
add_drift (double *drift, guint n, double rms, guint32 seed, guint32 stream)
{
  if (rms <= 0.0)
    return;
  gsl_rng *rng = pm_sim_rng_new (seed, stream);
  g_autofree double *walk = g_new (double, n);
  double level = 0.0, mean = 0.0, variance = 0.0;
  for (guint i = 0; i < n; i++)
    mean += (walk[i] = level += gsl_ran_gaussian_ziggurat (rng, 1.0)) / n;
  for (guint i = 0; i < n; i++)
    variance += (walk[i] - mean) * (walk[i] - mean) / n;
  for (guint i = 0; i < n; i++)
    drift[i] += (walk[i] - mean) * rms / sqrt (variance);
  gsl_rng_free (rng);
}

/* Frames of the k-th of n stretches: one in each n-th of the scan, at random in its middle part, clear of gaps if there is such a place. */
static void
place_stretch (const PmSimRun *run, gsl_rng *rng, guint k, guint n, double length_s, guint *begin, guint *end)
{
  double share = run->n_frames / (double) n, length = fmax (rint (length_s / run->dt), 1.0);
  double free_room = fmax (share - length - 2.0, 0.0);
  for (int attempt = 0; attempt < 100; attempt++)
    {
      *begin = (guint) (k * share + 1.0 + free_room * (0.1 + 0.8 * gsl_rng_uniform (rng)));
      *end = MIN (*begin + (guint) length, run->n_frames);
      if (!memchr (run->present + *begin, 0, *end - *begin))
        return;
    }
}

static void
setup_frames (PmSimRun *run)
{
  const PmSimulation *sim = run->sim;
  gsl_rng *rng = pm_sim_rng_new (sim->seed, PM_SIM_STREAM_FRAMES);
  guint begin, end;
  memset (run->present, 1, run->n_frames);
  for (guint k = 0; k < sim->gaps; k++)
    {
      place_stretch (run, rng, k, sim->gaps, sim->gap_s, &begin, &end);
      memset (run->present + begin, 0, end - begin);
    }
  for (guint k = 0; k < sim->flagged; k++)
    {
      place_stretch (run, rng, k, sim->flagged, sim->flagged_s, &begin, &end);
      memset (run->flag + begin, 1 + k % 3, end - begin);
    }
  for (guint i = 0; i < run->n_frames; i++)
    run->n_rows += run->present[i];
  gsl_rng_free (rng);
}

/* Counters start anywhere in their 7 bits, as those of a camera that has been running for hours. Each jump has its own part of the scan:
 * two in one frame could add up to more than 7 bits tell. */
static void
setup_jumps (const PmSimRun *run, PmSimChannel *c)
{
  const PmSimulation *sim = run->sim;
  if (sim->jump_fraction <= 0.0)
    return;
  gsl_rng *rng = pm_sim_rng_new (sim->seed, PM_SIM_STREAM_JUMPS + c->index);
  c->jump_start = (int) gsl_rng_uniform_int (rng, PM_HAWC_JUMP_RANGE) - PM_HAWC_JUMP_RANGE / 2;
  c->jump_step = sim->jump_step * (0.9 + 0.2 * gsl_rng_uniform (rng));
  if (gsl_rng_uniform (rng) < sim->jump_fraction)
    {
      c->n_jumps = 1 + (guint) gsl_rng_uniform_int (rng, PM_SIM_MAX_JUMPS);
      guint share = (run->n_frames - 1) / c->n_jumps;
      for (guint k = 0; k < c->n_jumps; k++)
        {
          c->jump_frame[k] = 1 + k * share + (guint) gsl_rng_uniform_int (rng, share);
          c->jump_count[k] = 1 + (int) gsl_rng_uniform_int (rng, sim->jump_max);
          if (gsl_rng_uniform (rng) < 0.5)
            c->jump_count[k] = -c->jump_count[k];
        }
    }
  gsl_rng_free (rng);
}

/* Frames until the next spike. */
static double
wait_for_spike (const PmSimRun *run, PmSimChannel *c)
{
  return gsl_ran_exponential (c->spike_rng, 60.0 / (run->sim->spike_rate * run->dt));
}

static void
setup_channel (const PmSimRun *run, PmSimChannel *c)
{
  const PmSimulation *sim = run->sim;
  gsl_rng *rng = pm_sim_rng_new (sim->seed, PM_SIM_STREAM_OFFSET + c->index);
  c->offset = rint (sim->offset_range * (2.0 * gsl_rng_uniform (rng) - 1.0));
  gsl_rng_free (rng);
  if (c->status == PM_SIM_ZERO)
    return;
  setup_jumps (run, c);
  c->rng = pm_sim_rng_new (sim->seed, PM_SIM_STREAM_NOISE + c->index);
  for (guint k = 0; k < run->noise.n_poles; k++)
    c->pole[k] = gsl_ran_gaussian_ziggurat (c->rng, run->noise.pole_rms); /* stationary from the first frame */
  c->next_spike = INFINITY;
  if (sim->spike_rate > 0.0)
    {
      c->spike_rng = pm_sim_rng_new (sim->seed, PM_SIM_STREAM_SPIKES + c->index);
      c->next_spike = wait_for_spike (run, c);
    }
}

void
pm_sim_noise_setup (PmSimRun *run)
{
  const PmSimulation *sim = run->sim;
  setup_constants (run);
  setup_frames (run);
  for (guint sub = 0; sub < PM_HAWC_SUBARRAYS; sub++)
    if (sim->subarrays >> sub & 1u)
      {
        run->drift[sub] = g_new0 (double, run->n_frames);
        add_drift (run->drift[sub], run->n_frames, sim->sky_rms, sim->seed, PM_SIM_STREAM_SKY);
        add_drift (run->drift[sub], run->n_frames, sim->subarray_rms, sim->seed, PM_SIM_STREAM_SKY + 1 + sub);
      }
  for (guint i = 0; i < run->n_channels; i++)
    setup_channel (run, &run->channels[i]);
}

void
pm_sim_noise_add (const PmSimRun *run, PmSimChannel *c, guint n, double *v)
{
  const PmSimNoise *noise = &run->noise;
  if (c->sigma <= 0.0)
    return;
  if (noise->n_poles)
    for (guint i = 0; i < n; i++)
      {
        double sum = gsl_ran_gaussian_ziggurat (c->rng, 1.0);
        for (guint k = 0; k < noise->n_poles; k++)
          sum += c->pole[k] = noise->pole_keep[k] * c->pole[k] + gsl_ran_gaussian_ziggurat (c->rng, noise->pole_step[k]);
        v[i] += c->sigma * sum;
      }
  else if (noise->walk_step > 0.0)
    for (guint i = 0; i < n; i++)
      {
        c->walk += gsl_ran_gaussian_ziggurat (c->rng, noise->walk_step);
        v[i] += c->sigma * (c->walk + gsl_ran_gaussian_ziggurat (c->rng, 1.0));
      }
  else
    for (guint i = 0; i < n; i++)
      v[i] += gsl_ran_gaussian_ziggurat (c->rng, c->sigma);
}

/* Sizes are distributed evenly in the logarithm. */
void
pm_sim_spikes_add (const PmSimRun *run, PmSimChannel *c, guint first, guint n, double *v)
{
  const PmSimulation *sim = run->sim;
  while (c->next_spike < first + n)
    {
      double size = sim->spike_min * pow (sim->spike_max / sim->spike_min, gsl_rng_uniform (c->spike_rng));
      double sign = gsl_rng_uniform (c->spike_rng) < 0.5 ? -1.0 : 1.0;
      v[(guint) c->next_spike - first] += sign * size * c->sigma;
      c->next_spike += wait_for_spike (run, c);
    }
}
