/* SPDX-License-Identifier: GPL-3.0-or-later
 * Cameras of any size.
 */
#include "pm-test-camera.h"

#include "pm-beam.h"
#include "pm-stats.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#define BEAM_FWHM 10.0
#define PITCH (0.4 * BEAM_FWHM)
#define STEP (0.4 * BEAM_FWHM)  /* of the source between two frames */
#define MARGIN (2.5 * BEAM_FWHM)
#define AMPLITUDE 300.0
#define SIGMA 10.0
#define DRIFT_STEP 1.0
#define DT_S 0.005
#define KNEE_HZ 0.4
#define REACH 5.0               /* sigmas of the beam beyond which the source is not seen */
#define GAP 997                 /* each so many frames one is missing */

static void
make_channels (PmTestCamera *self, int n_groups, int rows, int columns, gsl_rng *rng)
{
  gsize n = (gsize) n_groups * (gsize) rows * (gsize) columns, c = 0;
  PmChannel *channels = g_new0 (PmChannel, n);
  PmChannelGroup *groups = g_new0 (PmChannelGroup, n_groups);
  int across = (int) ceil (sqrt (n_groups)), down = (n_groups + across - 1) / across;
  self->pixels = g_new0 (PmTestCameraPixel, n);
  for (int g = 0; g < n_groups; g++)
    {
      g_snprintf (groups[g].name, sizeof groups[g].name, "G%d", g);
      for (int i = 0; i < rows * columns; i++, c++)
        {
          PmChannel *channel = &channels[c];
          PmTestCameraPixel *pixel = &self->pixels[c];
          *channel = (PmChannel){ .index = (int) c, .row = i / columns, .col = i % columns, .group = g, .line = i % columns };
          g_snprintf (channel->id, sizeof channel->id, "G%d[%d,%d]", g, channel->row, channel->col);
          channel->nominal_x = PITCH * (g % across * columns + channel->col - 0.5 * (across * columns - 1));
          channel->nominal_y = PITCH * (g / across * rows + channel->row - 0.5 * (down * rows - 1));
          pixel->x = channel->nominal_x + gsl_ran_gaussian (rng, 0.1 * BEAM_FWHM);
          pixel->y = channel->nominal_y + gsl_ran_gaussian (rng, 0.1 * BEAM_FWHM);
          pixel->gain = exp (gsl_ran_gaussian (rng, 0.1));
          pixel->coupling = gsl_rng_uniform (rng) < 0.01 ? 0.0 : exp (gsl_ran_gaussian (rng, 0.1));
          pixel->sigma = SIGMA * exp (gsl_ran_gaussian (rng, 0.1));
          pixel->zero = gsl_rng_uniform (rng) < 0.01;
        }
    }
  self->instrument = pm_instrument_new ("CAMERA", "X", channels, n, groups, (gsize) n_groups);
  self->instrument->wavelength_um = 100.0;
  self->instrument->pixel_arcsec = PITCH;
  self->instrument->beam_fwhm_arcsec = BEAM_FWHM;
}

/* To and fro along x, in as many lines as the frames allow. */
static void
make_track (PmTestCamera *self)
{
  double half_x = 0.0, half_y = 0.0;
  for (gsize c = 0; c < self->instrument->n_channels; c++)
    {
      half_x = fmax (half_x, fabs (self->instrument->channels[c].nominal_x) + MARGIN);
      half_y = fmax (half_y, fabs (self->instrument->channels[c].nominal_y) + MARGIN);
    }
  gsize per_line = (gsize) ceil (2.0 * half_x / STEP), n_lines = (self->n_frames + per_line - 1) / per_line;
  for (gsize t = 0; t < self->n_frames; t++)
    {
      gsize line = t / per_line;
      double along = -half_x + ((double) (t % per_line) + 0.5) * STEP;
      self->fx[t] = t % GAP == GAP / 2 ? NAN : line % 2 ? -along : along;
      self->fy[t] = t % GAP == GAP / 2 ? NAN : -half_y + ((double) line + 0.5) * 2.0 * half_y / (double) n_lines;
    }
}

PmTestCamera *
pm_test_camera_new (int n_groups, int rows, int columns, gsize n_frames, guint32 seed)
{
  PmTestCamera *self = g_new0 (PmTestCamera, 1);
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (rng, seed);
  self->n_frames = n_frames;
  self->seed = seed;
  self->fx = g_new (double, n_frames);
  self->fy = g_new (double, n_frames);
  self->drift = g_new (float, (gsize) n_groups * n_frames);
  make_channels (self, n_groups, rows, columns, rng);
  make_track (self);
  for (gsize g = 0; g < (gsize) n_groups; g++)
    {
      double level = 0.0;
      for (gsize t = 0; t < n_frames; t++)
        self->drift[g * n_frames + t] = (float) (level += gsl_ran_gaussian_ziggurat (rng, DRIFT_STEP));
    }
  gsl_rng_free (rng);
  return self;
}

void
pm_test_camera_free (PmTestCamera *self)
{
  pm_instrument_unref (self->instrument);
  g_free (self->fx);
  g_free (self->fy);
  g_free (self->drift);
  g_free (self->pixels);
  g_free (self);
}

/* The finaliser of splitmix64: a random number for each counter. */
static inline guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* White noise is the sum of four 16-bit numbers, a step of the walk one more. */
static void
add_noise (const guint64 *key, const float *white, const float *step, gsize n_frames, float *samples)
{
  float walk[PM_LANES] = { 0.0f };
  for (gsize t = 0; t < n_frames; t++)
    for (gsize l = 0; l < PM_LANES; l++)
      {
        guint64 z = mix (key[l] + t * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)), more = z * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
        int sum = (int) (z & 0xffff) + (int) (z >> 16 & 0xffff) + (int) (z >> 32 & 0xffff) + (int) (z >> 48);
        walk[l] += step[l] * (float) ((int) (more >> 48) - 0x8000);
        samples[t * PM_LANES + l] += white[l] * (float) (sum - 2 * 0xffff) + walk[l];
      }
}

static void
add_source (const PmTestCamera *self, const double *x, const double *y, const double *amplitude, float *samples)
{
  double sigma = BEAM_FWHM / PM_FWHM_PER_SIGMA, reach2 = REACH * REACH * sigma * sigma;
  for (gsize t = 0; t < self->n_frames; t++)
    {
      double r2[PM_LANES], nearest = INFINITY;
      for (gsize l = 0; l < PM_LANES; l++)
        {
          double dx = self->fx[t] + x[l], dy = self->fy[t] + y[l];
          r2[l] = dx * dx + dy * dy;
          nearest = r2[l] < nearest ? r2[l] : nearest;
        }
      if (!(nearest < reach2))
        continue;
      for (gsize l = 0; l < PM_LANES; l++)
        if (r2[l] < reach2)
          samples[t * PM_LANES + l] += (float) (amplitude[l] * exp (-0.5 * r2[l] / (sigma * sigma)));
    }
}

static void
fill (gsize block, float *samples, G_GNUC_UNUSED uint8_t *flags, gpointer data)
{
  const PmTestCamera *self = data;
  const double white_rms = 65536.0 / sqrt (3.0), step_rms = 65536.0 / sqrt (12.0); /* of the whole numbers that noise is made from */
  double x[PM_LANES] = { 0.0 }, y[PM_LANES] = { 0.0 }, amplitude[PM_LANES] = { 0.0 };
  float gain[PM_LANES] = { 0.0f }, white[PM_LANES] = { 0.0f }, step[PM_LANES] = { 0.0f };
  guint64 key[PM_LANES];
  const float *drift = self->drift;
  for (gsize l = 0; l < PM_LANES; l++)
    {
      gsize c = self->instrument->channel_of_slot[block * PM_LANES + l];
      key[l] = mix ((guint64) self->seed << 32 | (block * PM_LANES + l));
      if (c == PM_SLOT_NONE || self->pixels[c].zero)
        continue;
      const PmTestCameraPixel *pixel = &self->pixels[c];
      drift = self->drift + (gsize) self->instrument->channels[c].group * self->n_frames;
      x[l] = pixel->x;
      y[l] = pixel->y;
      amplitude[l] = AMPLITUDE * pixel->gain * pixel->coupling;
      gain[l] = (float) pixel->gain;
      white[l] = (float) (pixel->sigma / white_rms);
      step[l] = (float) (pixel->sigma * 2.0 * M_PI * KNEE_HZ * DT_S / step_rms);
    }
  for (gsize t = 0; t < self->n_frames; t++)
    for (gsize l = 0; l < PM_LANES; l++)
      samples[t * PM_LANES + l] = gain[l] * drift[t];
  add_noise (key, white, step, self->n_frames, samples);
  add_source (self, x, y, amplitude, samples);
}

PmScanSource
pm_test_camera_source (PmTestCamera *self)
{
  return (PmScanSource){ "camera", self->instrument, self->n_frames, DT_S, 0.0, self->fx, self->fy, fill, self };
}

PmTestCameraScore
pm_test_camera_score (const PmTestCamera *self, const PmPixelTable *table)
{
  PmTestCameraScore score = { 0 };
  gsize n = 0, n_far = 0;
  g_autofree double *memory = g_new (double, 4 * table->n_rows + 1);
  double *dx = memory, *dy = dx + table->n_rows, *ratio = dy + table->n_rows, *pull = ratio + table->n_rows, shift_x, shift_y, mean;
  for (gsize row = 0; row < table->n_rows; row++)
    {
      const PmTestCameraPixel *pixel = &self->pixels[table->index[row]];
      gboolean real = !pixel->zero && pixel->coupling > 0.0;
      score.could_be_good += real;
      if (table->status[row] != PM_PIXEL_GOOD)
        continue;
      score.good++;
      score.false_good += !real;
      if (!real)
        continue;
      dx[n] = table->values[PM_COLUMN_X][row] - pixel->x;
      dy[n] = table->values[PM_COLUMN_Y][row] - pixel->y;
      ratio[n] = table->values[PM_COLUMN_GAIN][row] * table->values[PM_COLUMN_COUPLING][row] / (pixel->gain * pixel->coupling);
      pull[n++] = table->values[PM_COLUMN_X_ERR][row];
    }
  if (n == 0)
    return score;
  g_autofree double *work = g_memdup2 (dx, n * sizeof *dx);
  shift_x = pm_median (work, n);
  memcpy (work, dy, n * sizeof *work);
  shift_y = pm_median (work, n);
  for (gsize i = 0; i < n; i++)
    {
      pull[i] = (dx[i] - shift_x) / pull[i];
      n_far += fabs (pull[i]) > 5.0;
      dx[i] = hypot (dx[i] - shift_x, dy[i] - shift_y);
    }
  score.far = (double) n_far / (double) n;
  score.pull = pm_robust_sigma (pull, n, NULL);
  score.rms = pm_median (dx, n) / sqrt (log (2.0)); /* of a distance whose two parts are normal */
  score.gain_rms = pm_robust_sigma (ratio, n, &mean);
  score.gain_rms /= mean;
  return score;
}
