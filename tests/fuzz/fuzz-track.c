/* SPDX-License-Identifier: GPL-3.0-or-later
 * Telescope tracks, packed ones too.
 */
#include "pm-fuzz.h"

#include "pm-sim-track.h"

#include <math.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean packed = size > 1 && data[0] == 0x1f && data[1] == 0x8b;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pm_fuzz_write (packed ? "fuzz.ant.gz" : "fuzz.ant", data, size);
  g_autoptr (PmSimTrack) track = pm_sim_track_load (path, NULL, &error);
  pm_fuzz_check (track != NULL, error, path);
  if (!track)
    return 0;
  double duration = pm_sim_track_get_duration (track), last = -1.0;
  g_assert_true (isfinite (duration) && duration > 0.0);
  for (guint i = 0; i < pm_sim_track_get_length (track); i++)
    {
      double t, x, y;
      pm_sim_track_get (track, i, &t, &x, &y);
      g_assert_true (t > last && isfinite (x) && isfinite (y));
      last = t;
      pm_sim_track_at (track, t, &x, &y);
      g_assert_true (isfinite (x) && isfinite (y));
      pm_sim_track_at (track, duration * (i / 7.0 - 1.0), &x, &y);
      g_assert_true (isfinite (x) && isfinite (y));
    }
  return 0;
}
