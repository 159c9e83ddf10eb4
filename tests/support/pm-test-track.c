/* SPDX-License-Identifier: GPL-3.0-or-later
 * Raster scans for the tests of the fits.
 */
#include "pm-test-track.h"

#include "pm-local-level.h"

#include <glib.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

void
pm_test_track_init (PmTestTrack *tr, size_t n_lines, size_t per_line, double half_length, double spacing, double q)
{
  size_t n = n_lines * per_line;
  *tr = (PmTestTrack){ n, g_new (double, n), g_new (double, n), g_new (float, n * PM_LANES), g_new (float, n * PM_LANES),
                       g_new (float, n * PM_LANES), g_new (uint8_t, n * PM_LANES), { 0.0 } };
  for (size_t t = 0; t < n; t++)
    {
      size_t line = t / per_line;
      double phase = (0.5 + (double) (t % per_line)) / (double) per_line * 2.0 - 1.0;
      tr->fx[t] = half_length * (line % 2 ? -phase : phase);
      tr->fy[t] = ((double) line - 0.5 * (double) (n_lines - 1)) * spacing;
    }
  for (int l = 0; l < PM_LANES; l++)
    tr->q[l] = q;
  pm_test_track_reset (tr);
}

void
pm_test_track_clear (PmTestTrack *tr)
{
  g_free (tr->fx);
  g_free (tr->fy);
  g_free (tr->z);
  g_free (tr->u);
  g_free (tr->info);
  g_free (tr->flags);
}

void
pm_test_track_reset (PmTestTrack *tr)
{
  memset (tr->z, 0, tr->n_frames * PM_LANES * sizeof *tr->z);
  memset (tr->flags, 0, tr->n_frames * PM_LANES);
}

void
pm_test_track_add_source (PmTestTrack *tr, size_t lane, double amplitude, double x, double y, double major, double minor, double angle_deg)
{
  double c = cos (angle_deg * M_PI / 180.0), s = sin (angle_deg * M_PI / 180.0);
  for (size_t t = 0; t < tr->n_frames; t++)
    {
      double dx = tr->fx[t] - x, dy = tr->fy[t] - y, along = (c * dx + s * dy) / major, across = (c * dy - s * dx) / minor;
      tr->z[t * PM_LANES + lane] += (float) (amplitude * exp (-0.5 * (along * along + across * across)));
    }
}

void
pm_test_track_add_noise (PmTestTrack *tr, gsl_rng *rng)
{
  for (size_t l = 0; l < PM_LANES; l++)
    {
      double level = gsl_ran_gaussian_ziggurat (rng, 10.0), step = sqrt (tr->q[l]);
      for (size_t t = 0; t < tr->n_frames; t++)
        {
          level += gsl_ran_gaussian_ziggurat (rng, step);
          tr->z[t * PM_LANES + l] += (float) (level + gsl_ran_gaussian_ziggurat (rng, 1.0));
        }
    }
}

void
pm_test_track_whiten (PmTestTrack *tr)
{
  double one[PM_LANES];
  for (int l = 0; l < PM_LANES; l++)
    one[l] = 1.0;
  pm_local_level_whiten (tr->z, one, tr->flags, PM_SKIP_FIT, tr->n_frames, tr->q, tr->u, tr->info);
}

PmTemplateData
pm_test_track_data (const PmTestTrack *tr, size_t lane, double scale)
{
  return (PmTemplateData){ tr->u + lane, tr->info + lane, tr->fx, tr->fy, tr->n_frames, scale };
}
