/* SPDX-License-Identifier: GPL-3.0-or-later
 * The samples of one scan as the kernels of the core see them.
 *
 * Channels stand in blocks of PM_LANES side by side, so that the recursions of the noise filter run PM_LANES wide. The place of a channel,
 * block * PM_LANES + lane, is its slot; all per-channel arrays of the core are indexed by slot. A sub-array starts a new block; the lanes
 * that are left over have the flag PM_SAMPLE_BAD in every frame.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PM_LANES 16

/* Sample flags, one byte a sample. */
enum
{
  PM_SAMPLE_BAD = 1,     /* no reading: frame missing or invalid, value not finite, lane not used */
  PM_SAMPLE_SPIKE = 2,   /* found by a despiker */
  PM_SAMPLE_CUT = 4,     /* the level is free again from this sample on (flux jump); says nothing about the sample itself */
  PM_SAMPLE_SOURCE = 8,  /* the source is near: not to be used for the common mode, the gains and the noise */
  PM_SAMPLE_OUTLIER = 16 /* far from the common mode in the first cleaning */
};

/* A sample that is larger, or no number, is no reading. Squares of what remains, summed up, are still far from the end of double. */
#define PM_SAMPLE_LARGEST 1e30f

#define PM_SKIP_FIT (PM_SAMPLE_BAD | PM_SAMPLE_SPIKE)
#define PM_SKIP_MODEL (PM_SAMPLE_BAD | PM_SAMPLE_SPIKE | PM_SAMPLE_SOURCE | PM_SAMPLE_OUTLIER)

/* One scan on a regular time grid; a frame that was not read, or is not valid, has PM_SAMPLE_BAD in all channels and NAN offsets. */
typedef struct
{
  size_t n_blocks, n_frames;
  double dt_s;
  float *samples;   /* [block][frame][lane], signal in counts, any constant removed */
  uint8_t *flags;   /* the same shape */
  double *fx, *fy;  /* [frame]: where the pixel at (0, 0) looks, arcsec from the source; NAN where the frame is not valid */

  /* Sums over the channels of a frame take so many blocks at a time, for which there should be room in memory where the samples are not;
   * 0: all. No result depends on it. */
  size_t blocks_at_once;
} PmTimeline;

/* A range of blocks that share a common mode: a sub-array. */
typedef struct
{
  size_t first_block, n_blocks;
} PmGroup;

/* How a long piece of work is run and stopped. Kernels look at `cancel` once per block or chunk and then return early with incomplete
 * results. */
typedef struct
{
  int n_threads; /* > 0 */
  atomic_bool cancel;
  atomic_uint step_done, step_total; /* progress within the step that runs */
  atomic_ullong bytes_moved; /* samples and flags of timelines read and written so far, by passes over whole blocks; scratch not counted */
} PmControl;

static inline const float *
pm_timeline_block (const PmTimeline *tl, size_t block)
{
  return tl->samples + block * tl->n_frames * PM_LANES;
}

static inline const uint8_t *
pm_timeline_block_flags (const PmTimeline *tl, size_t block)
{
  return tl->flags + block * tl->n_frames * PM_LANES;
}

/* The end of the blocks that a sum over blocks first ... end - 1 takes together. */
static inline size_t
pm_timeline_batch_end (const PmTimeline *tl, size_t first, size_t end)
{
  return tl->blocks_at_once > 0 && tl->blocks_at_once < end - first ? first + tl->blocks_at_once : end;
}

/* Counts a pass over n blocks of a timeline that moves so many bytes for each sample. */
static inline void
pm_control_count_pass (PmControl *control, const PmTimeline *tl, size_t n_blocks, unsigned bytes)
{
  unsigned long long moved = (unsigned long long) n_blocks * tl->n_frames * PM_LANES * bytes;
  atomic_fetch_add_explicit (&control->bytes_moved, moved, memory_order_relaxed);
}

static inline bool
pm_control_cancelled (PmControl *control)
{
  return atomic_load_explicit (&control->cancel, memory_order_relaxed);
}
