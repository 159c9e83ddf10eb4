/* SPDX-License-Identifier: GPL-3.0-or-later
 * Segments of a track.
 */
#include "pm-track.h"

#include "pm-kernels.h"

#include <math.h>

void
pm_track_make_boxes (const double *fx, const double *fy, size_t n_frames, PmTrackBox *boxes)
{
  for (size_t i = 0; i < pm_track_n_boxes (n_frames); i++)
    {
      PmTrackBox box = { INFINITY, -INFINITY, INFINITY, -INFINITY };
      for (size_t t = i * PM_TRACK_SEGMENT; t < n_frames && t < (i + 1) * PM_TRACK_SEGMENT; t++)
        if (isfinite (fx[t]) && isfinite (fy[t]))
          {
            box.x0 = fmin (box.x0, fx[t]);
            box.x1 = fmax (box.x1, fx[t]);
            box.y0 = fmin (box.y0, fy[t]);
            box.y1 = fmax (box.y1, fy[t]);
          }
      boxes[i] = box;
    }
}

static double
distance (double low, double high, double value)
{
  return value < low ? low - value : value > high ? value - high : 0.0;
}

/* A little more than the radius: what is added up with other rounding must not count as far. */
static bool
is_far (const PmTrackBox *box, double x, double y, double radius)
{
  double dx = distance (box->x0, box->x1, x), dy = distance (box->y0, box->y1, y);
  return dx * dx + dy * dy > 1.000001 * radius * radius;
}

size_t
pm_track_find_near (const double *fx, const double *fy, const PmTrackBox *boxes, size_t t, size_t n_frames, double x, double y,
                    double radius)
{
  if (!boxes)
    return pm_source_kernels ()->find_near (fx, fy, t, n_frames, x, y, radius);
  while (t < n_frames)
    {
      size_t segment = t / PM_TRACK_SEGMENT, end = (segment + 1) * PM_TRACK_SEGMENT;
      end = end < n_frames ? end : n_frames;
      size_t near = is_far (&boxes[segment], x, y, radius) ? end : pm_source_kernels ()->find_near (fx, fy, t, end, x, y, radius);
      if (near < end)
        return near;
      t = end;
    }
  return n_frames;
}
