/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where on its track a scan comes near a place. Of 24,000 frames a source is near in some hundred; what surrounds PM_TRACK_SEGMENT frames
 * tells of all of them at once that they are far.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define PM_TRACK_SEGMENT 64

/* Around the offsets of a segment, arcsec; frames without offsets do not count. */
typedef struct
{
  double x0, x1, y0, y1;
} PmTrackBox;

static inline size_t
pm_track_n_boxes (size_t n_frames)
{
  return (n_frames + PM_TRACK_SEGMENT - 1) / PM_TRACK_SEGMENT;
}

/* boxes: [pm_track_n_boxes (n_frames)], written. */
void pm_track_make_boxes (const double *fx, const double *fy, size_t n_frames, PmTrackBox *boxes);

/* The first frame from t on whose offset is less than `radius` from (x, y); n_frames if there is none. boxes may be NULL: the answer is the
 * same, later. */
size_t pm_track_find_near (const double *fx, const double *fy, const PmTrackBox *boxes, size_t t, size_t n_frames, double x, double y,
                           double radius);
