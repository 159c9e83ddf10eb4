/* SPDX-License-Identifier: GPL-3.0-or-later
 * Between samples and maps: adding samples to the pixels' maps, subtracting the maps from the samples, and flagging the samples of bright
 * cells.
 *
 * All pixels are mapped as if they sat at (0, 0), so that one list of cells, one per frame, serves all maps; what differs is the window
 * of each map. The sample of slot c in frame t is d = F_t S_c M (cell) + noise of variance var_c / w_t.
 *
 * The functions of a timeline work on its blocks in parallel. A block's maps see only that block's samples, in the order of the frames:
 * the result is the same bit by bit for any number of threads, and the same as one pixel at a time. Maps of one timeline must be
 * different objects. When `control` is cancelled the functions return early with some of the blocks done.
 */
#pragma once

#include "pm-pixel-map.h"

/* The frames of a scan. Arrays have n_frames elements and belong to the caller. */
typedef struct
{
  size_t n_frames, grid_nx;
  const uint32_t *index; /* cell of the grid, or PM_CELL_NONE (pm_grid_index()) */
  const double *gain;    /* F_t; NULL: 1. Frames with 0 or a value that is not finite are neither added nor subtracted. */
  const double *weight;  /* w_t; NULL: 1. Frames with values not above 0 are not added (they are subtracted). */
} PmMapFrames;

/* Number of frames that can add to a map. */
size_t pm_map_frames_count (const PmMapFrames *frames);

/* Adds one slot's samples: M += w gamma d, W += w gamma^2, E += dt with w = w_t / variance and gamma = F_t gain. Left out are samples
 * with a flag of PM_SKIP_FIT (those with PM_SAMPLE_SOURCE are added: they are kept out of models, not of maps), values that are not
 * finite and frames outside the window; nothing is added if the gain is 0 or the variance not above 0, or either is not finite. Leaves
 * sums. */
void pm_map_add_slot (PmPixelMap *map, const PmMapFrames *frames, const PmTimeline *tl, size_t slot, double gain, double variance);

/* The same for all slots. maps, gain, variance: [n_blocks * PM_LANES]; maps may be NULL. */
void pm_map_add (PmPixelMap *const *maps, const PmMapFrames *frames, const PmTimeline *tl, const double *gain, const double *variance,
                 PmControl *control);

/* d -= F_t (gain M - sync_gain base) for all samples in the window, whatever their flags, so that nothing depends on when a sample was
 * flagged; M is 0 in invalid cells and the base is 0 in a map without. The map is brought to means. An empty map gives the model back to
 * the samples. Afterwards the caller has to call pm_pixel_map_set_base() once all scans are done, and to use `gain` as the next
 * sync_gain. A gain that is not finite counts as 0: such a pixel gets its old model back, and its next sync_gain is 0. */
void pm_map_subtract_slot (PmPixelMap *map, const PmMapFrames *frames, PmTimeline *tl, size_t slot, double gain, double sync_gain);
void pm_map_subtract (PmPixelMap *const *maps, const PmMapFrames *frames, PmTimeline *tl, const double *gain, const double *sync_gain,
                      PmControl *control);

/* Sets PM_SAMPLE_SOURCE on the samples in cells with PM_MAP_BRIGHT and takes it off all others of the slot. Slots without a map are left
 * alone. */
void pm_map_blank_slot (const PmPixelMap *map, const PmMapFrames *frames, PmTimeline *tl, size_t slot);
void pm_map_blank (PmPixelMap *const *maps, const PmMapFrames *frames, PmTimeline *tl, PmControl *control);
