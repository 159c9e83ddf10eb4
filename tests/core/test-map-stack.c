/* SPDX-License-Identifier: GPL-3.0-or-later
 * The mean beam of many pixels.
 */
#include "pm-map-samples.h"
#include "pm-map-stack.h"
#include "pm-test-maps.h"
#include "pm-test.h"

#include <math.h>

/* Pixels with other gains, amplitudes, constants and places make one beam of peak 1 at (0, 0). */
static void
test_beam (void)
{
  g_auto (PmTestMaps) f;
  PmBeam beam = { .sigma_arcsec = 4.25, .wing = 0.1, .wing_ratio = 1.8 };
  PmFitSetup setup = { .beam = beam, .radius_arcsec = 12.0, .max_move_arcsec = 5.0 };
  PmGrid fine;
  PmPixelMap stack;
  double weight = 0.0, exposure = 0.0, stacked = 0.0, seconds = 0.0;
  pm_test_maps_make (&f, 1, 6000, 2.0, 40.0, 40.0);
  g_assert_true (pm_grid_init (&fine, -60.0, 60.0, -60.0, 60.0, 1.0, 1 << 20));
  g_assert_true (pm_pixel_map_init (&stack, &fine, 0, 0, fine.nx, fine.ny, false));
  PmPixelMap **maps = pm_test_maps_new_set (&f);
  for (gsize slot = 0; slot < PM_LANES; slot++)
    {
      double x = 0.37 * (double) slot - 3.0, y = 2.0 - 0.23 * (double) slot, amplitude = 100.0 + 10.0 * (double) slot;
      pm_test_maps_add_source (&f, slot, &beam, 1.0, amplitude, x, y);
      for (gsize t = 0; t < f.tl.n_frames; t++)
        *pm_test_maps_sample (&f, slot, t) += 3.0f * (float) slot;
      pm_map_add_slot (maps[slot], &f.frames, &f.tl, slot, 1.0, 1.0 + (double) slot);
      pm_pixel_map_end_accumulation (maps[slot]);
      PmMapFit fit = pm_map_fit (maps[slot], &f.grid, &f.cells, &setup, x, y);
      g_assert_cmpint (fit.status, ==, PM_FIT_OK);
      for (gsize k = 0; k < maps[slot]->nx * maps[slot]->ny; k++)
        {
          weight += maps[slot]->weight[k] * fit.amplitude * fit.amplitude;
          exposure += maps[slot]->exposure_s[k];
        }
      pm_map_stack (&stack, &fine, maps[slot], &f.grid, &f.cells, &fit);
      fit.status = PM_FIT_WANDERED;
      pm_map_stack (&stack, &fine, maps[slot], &f.grid, &f.cells, &fit);
    }
  for (gsize k = 0; k < stack.nx * stack.ny; k++)
    {
      stacked += stack.weight[k];
      seconds += stack.exposure_s[k];
    }
  pm_assert_close (stacked, weight, 0.0, 1e-5); /* nothing is lost; float sums */
  pm_assert_close (seconds, exposure, 0.0, 1e-5);
  pm_pixel_map_end_accumulation (&stack);
  gsize n = 0;
  for (gsize k = 0; k < stack.nx * stack.ny; k++)
    if (pm_pixel_map_is_valid (&stack, k))
      {
        double x = pm_grid_x (&fine, k % stack.nx), y = pm_grid_y (&fine, k / stack.nx);
        /* Values lie up to 0.71 from the centre, times the steepest slope 0.61 / s; the map's own cells round the peak by
         * (2 / s)^2 / 12 = 2 % at most. */
        pm_assert_close (stack.signal[k], pm_beam_value (&beam, x, y), 0.71 * 0.61 / 4.25 + 0.02, 0.0);
        n++;
      }
  g_assert_cmpuint (n, >, 3000);
  pm_pixel_map_free (&stack);
  /* A window of the stack takes what falls into it. */
  g_assert_true (pm_pixel_map_init_around (&stack, &fine, 0.0, 0.0, 3.0, false));
  PmMapFit fit = pm_map_fit (maps[0], &f.grid, &f.cells, &setup, -3.0, 2.0);
  pm_map_stack (&stack, &fine, maps[0], &f.grid, &f.cells, &fit);
  g_assert_cmpuint (pm_pixel_map_count (&stack), <=, 36);
  g_assert_cmpuint (pm_pixel_map_count (&stack), >=, 5); /* 36 square arcsec, one cell in 4 */
  pm_pixel_map_free (&stack);
  pm_test_maps_free_set (&f, maps);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-stack/beam", test_beam);
  return g_test_run ();
}
