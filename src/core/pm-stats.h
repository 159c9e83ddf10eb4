/* SPDX-License-Identifier: GPL-3.0-or-later
 * Order statistics and robust scatter. All functions are thread-safe; none allocates. Those that say "reorders" permute their input.
 */
#pragma once

#include <stddef.h>

/* MAD of a Gaussian is sigma / PM_MAD_TO_SIGMA^-1: sigma = 1.4826 MAD (1 / Phi^-1 (3/4)). */
#define PM_MAD_TO_SIGMA 1.482602218505602

/* Median of n finite values (mean of the two middle ones for even n); NAN for n = 0. Reorders `v`. O(n). */
float  pm_median_float (float *v, size_t n);
double pm_median (double *v, size_t n);

/* The value at fraction q (0 ... 1) of the sorted values, linearly interpolated (definition 7 of Hyndman & Fan 1996); NAN for n = 0.
 * Reorders `v`. */
double pm_quantile (double *v, size_t n, double q);

/* Robust sigma: 1.4826 x median |v - median v|; NAN for n = 0. Reorders and overwrites `v`.
 * If `median` is not NULL the median is stored there. */
float  pm_robust_sigma_float (float *v, size_t n, float *median);
double pm_robust_sigma (double *v, size_t n, double *median);

/* Weighted median: the value at half of the cumulative weight, the mean of the straddling two if half falls exactly between them.
 * Values with weight <= 0 or not finite are left out; NAN if none is left. Reorders both arrays alike. O(n log n). */
double pm_weighted_median (double *v, double *w, size_t n);

/* The integer median (lower of the two middle values for even n) of n > 0 values. Reorders `v`. */
int pm_median_int (int *v, size_t n);
