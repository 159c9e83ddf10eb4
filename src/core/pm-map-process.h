/* SPDX-License-Identifier: GPL-3.0-or-later
 * What is done to a pixel's map between accumulation and subtraction: level, smoothing, clipping, the mask of bright cells, weights from
 * the map's own scatter; and its statistics.
 *
 * S/N of a cell is M sqrt W. All functions bring the map to means first, look at valid cells only, and allocate nothing; `work` holds
 * pm_map_work_size() doubles of the caller's, whose content means nothing before or after. Each map depends on itself alone.
 */
#pragma once

#include "pm-pixel-map.h"

/* Cells that are not to be used for a level or a scatter: those within the radius of an offset, and those in one of the states. */
typedef struct
{
  double x, y, radius_arcsec; /* no place if the radius is not above 0 or the place is not finite */
  uint8_t states;
} PmMapExclude;

/* Doubles that the functions below need for this map. */
size_t pm_map_work_size (const PmPixelMap *map);

/* Subtracts the weighted median (pm_weighted_median()) of the cells that `exclude` (may be NULL) leaves. Returns it; NAN, and nothing is
 * done, if none are left. */
double pm_map_level (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work);

/* Convolves with a circular Gaussian K of peak 1 (not of sum 1), cut at 3 FWHM in x and y:
 *   M' = sum (K W M) / sum (K W), W' = sum (K W), E' = sum (K W E) / sum (K W)   over valid cells.
 * 1 / W' is then the variance of a fit of the amplitude of K to white noise, not that of M'. Invalid cells stay invalid. Costs
 * O(cells x FWHM / cell): K is separable. The noise of neighbouring cells is correlated afterwards. */
void pm_map_smooth (PmPixelMap *map, const PmGrid *grid, double fwhm_arcsec, double *work);

/* Smooths to a total FWHM, the cells included (pm_pixel_map_cell_fwhm()); does nothing if the map is that smooth. */
void pm_map_smooth_to (PmPixelMap *map, const PmGrid *grid, double fwhm_arcsec, double *work);

/* Discard cells: with S/N <= level (sign > 0), S/N >= -level (sign < 0), |S/N| <= level (sign = 0); with an exposure below fraction x the
 * 95th percentile of the exposures; with a noise 1 / sqrt W above factor x the 5th percentile of the noises; with fewer than `samples`
 * samples of dt. Limits that are not finite or not above 0 discard nothing. They return the number of discarded cells. */
size_t pm_map_clip (PmPixelMap *map, double level, int sign);
size_t pm_map_clip_exposure (PmPixelMap *map, double fraction, double *work);
size_t pm_map_clip_noise (PmPixelMap *map, double factor, double *work);
size_t pm_map_clip_redundancy (PmPixelMap *map, double samples, double dt_s);

/* Sets PM_MAP_BRIGHT on valid cells with S/N >= level (sign > 0), <= -level (sign < 0), |S/N| >= level (sign = 0) that have another valid
 * cell among their 8 neighbours, and takes it off all others. A level that is not finite masks nothing. Returns the number of bright
 * cells. */
size_t pm_map_mask (PmPixelMap *map, double level, int sign);

/* Divides the weights by chi^2 = median (S/N)^2 / 0.4549, the median of chi^2 with one degree of freedom, over the cells that `exclude`
 * leaves: their S/N then scatters like noise. Returns chi^2; NAN, and nothing is done, without cells or if it is not above 0. */
double pm_map_reweight (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work);

/* 1 / sqrt W and M sqrt W; NAN in invalid cells. out: [nx * ny]. pm_map_s2n() needs means. */
void pm_map_noise (const PmPixelMap *map, float *out);
void pm_map_s2n (const PmPixelMap *map, float *out);

/* Statistics of the valid cells; values are NAN if there are none. */
typedef struct
{
  size_t n_valid, n_bright, n_clipped;
  double exposure_s;     /* sum */
  double level, chi2;    /* weighted median; median ((M - level)^2 W) / 0.4549: 1 for noise alone */
  double noise;          /* median 1 / sqrt W */
  double lowest, highest;
  double peak_s2n;       /* of the cell of the highest S/N that has another valid cell beside it, and where that is */
  double peak_x, peak_y; /* arcsec */
} PmMapStats;

PmMapStats pm_map_stats (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work);

/* The steps of one round in their order: redundancy, level (twice, the second time without the cells that are bright), smooth, clip by
 * exposure, noise and S/N, mask. A value of 0 (INFINITY for blank_s2n) leaves out its step. */
typedef struct
{
  double redundancy, dt_s;   /* samples per cell */
  bool level;
  double smooth_fwhm_arcsec; /* total */
  double exposure_clip, noise_clip, clip_s2n;
  double blank_s2n;          /* the mask; INFINITY: none */
  int sign;                  /* of the source: 1, -1, 0 for both */
} PmMapProcess;

/* setup = NULL: only ends the accumulation. */
void pm_map_process (PmPixelMap *map, const PmGrid *grid, const PmMapProcess *setup, const PmMapExclude *exclude, double *work);

/* A last level and reweighting, for show: both leave position and amplitude of a fit with a free constant as they are. Returns chi^2. */
double pm_map_finish (PmPixelMap *map, const PmGrid *grid, const PmMapExclude *exclude, double *work);

/* pm_map_process() of many maps in parallel (NULL: none). exclude: [n_maps] or NULL. False without memory. */
bool pm_map_process_all (PmPixelMap *const *maps, size_t n_maps, const PmGrid *grid, const PmMapProcess *setup,
                         const PmMapExclude *exclude, PmControl *control);
