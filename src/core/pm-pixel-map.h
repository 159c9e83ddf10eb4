/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmPixelMap: the map of one pixel on a window of the grid that all pixels share, and its base, the part of the map that has been
 * subtracted from the samples.
 *
 * Least squares in a cell, with d = gamma M + noise of weight w for each sample: M = sum (w gamma d) / sum (w gamma^2), and the weight
 * sum (w gamma^2) is 1 / var (M). The signal plane holds the sum while samples are added and the mean M afterwards; the map knows which
 * (is_mean), and each function says which it leaves. A cell is valid if its weight is above 0; an invalid cell has signal, weight and
 * exposure 0. No plane ever holds a NAN or an infinity.
 *
 * One round of the iterative map, for data that hold d = sky - F S_sync base:
 *   clear, accumulate, end (M = mean of the residual), add the base (M = mean of the sky), process (level, smooth, clip, mask),
 *   subtract F (S M - S_sync base) from the samples (pm-map-samples.h), base := M.
 * As an invalid cell counts as 0 both in M and in the base, d + F S_sync base never changes: a cell that is clipped gives its old model
 * back to the samples, and can come back in any later round.
 *
 * The caller owns the maps; functions on different maps may run at the same time. Each pixel has a base of its own.
 */
#pragma once

#include "pm-grid.h"

/* What a cell can be besides valid. */
enum
{
  PM_MAP_BRIGHT = 1, /* the source is seen here: samples are kept out of the models (pm_map_mask()) */
  PM_MAP_CLIPPED = 2 /* had data, but was discarded */
};

/* Planes have nx * ny elements, x fast. */
typedef struct
{
  size_t x0, y0, nx, ny; /* the window's first cell in the grid, and its size */
  float *signal;         /* sum or mean, counts over the gain */
  float *weight;         /* 1 / variance of the mean */
  float *exposure_s;
  float *base;           /* in units of the mean; NULL for a map without */
  uint8_t *state;        /* PM_MAP_BRIGHT, PM_MAP_CLIPPED */
  bool is_mean;
  double smooth_fwhm_arcsec; /* what the map was smoothed with, its cells included (a cell: a Gaussian of the same area) */
} PmPixelMap;

/* An empty map without (or with) a base. pm_pixel_map_init_around() takes the cells within half_arcsec of an offset in x and in y, as
 * far as the grid has them. False if the window is empty or leaves the grid, or without memory (then nx is not 0): the map then has no
 * planes, and may be cleared like any other. */
bool pm_pixel_map_init (PmPixelMap *map, const PmGrid *grid, size_t x0, size_t y0, size_t nx, size_t ny, bool with_base);
bool pm_pixel_map_init_around (PmPixelMap *map, const PmGrid *grid, double x, double y, double half_arcsec, bool with_base);

/* An independent copy: of window and content, base included. */
bool pm_pixel_map_init_copy (PmPixelMap *map, const PmPixelMap *other);

/* Frees the planes. */
void pm_pixel_map_free (PmPixelMap *map);

/* Starts a round: empties the map, keeps the base. pm_pixel_map_reset() empties the base too: the samples must not hold a model then. */
void pm_pixel_map_clear (PmPixelMap *map, const PmGrid *grid);
void pm_pixel_map_reset (PmPixelMap *map, const PmGrid *grid);

/* To means, and back to sums. No-ops if that is what the map holds. */
void pm_pixel_map_end_accumulation (PmPixelMap *map);
void pm_pixel_map_open_accumulation (PmPixelMap *map);

/* Adds another map (sums or means; not changed) times `weight` to the cells that both windows have: sum += weight x sum, weight += weight x
 * weight, exposure += exposure. Leaves sums. A weight that is not above 0 adds nothing. */
void pm_pixel_map_merge (PmPixelMap *map, const PmPixelMap *other, double weight);

/* Adds gain_ratio x the base of `owner` (which may be the map itself) to the mean in valid cells. gain_ratio = S_sync / S, the gain with
 * which the base was subtracted over the gain with which the map was accumulated. Leaves means. */
void pm_pixel_map_add_base (PmPixelMap *map, const PmPixelMap *owner, double gain_ratio);

/* base := mean where valid, 0 elsewhere: the model that the samples lack after pm_map_subtract(). */
void pm_pixel_map_set_base (PmPixelMap *map);

/* Makes a cell invalid. */
void pm_pixel_map_discard (PmPixelMap *map, size_t cell);

/* Valid cells; cells per smoothing beam, at least 1; valid cells over cells per beam: the number of independent values. */
size_t pm_pixel_map_count (const PmPixelMap *map);
double pm_pixel_map_covariant (const PmPixelMap *map, const PmGrid *grid);
double pm_pixel_map_independent (const PmPixelMap *map, const PmGrid *grid);
bool   pm_pixel_map_is_empty (const PmPixelMap *map);

/* Bytes of a cell's planes, of its base alone, and of a whole map. */
#define PM_PIXEL_MAP_CELL_BYTES (3 * sizeof (float) + 1)
#define PM_PIXEL_MAP_BASE_BYTES (sizeof (float))
size_t pm_pixel_map_bytes (size_t nx, size_t ny, bool with_base);

/* The FWHM of the Gaussian that has the area of a cell. */
double pm_pixel_map_cell_fwhm (const PmGrid *grid);

static inline bool
pm_pixel_map_is_valid (const PmPixelMap *map, size_t cell)
{
  return map->weight[cell] > 0.0f;
}
