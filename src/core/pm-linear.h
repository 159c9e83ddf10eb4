/* SPDX-License-Identifier: GPL-3.0-or-later
 * Small symmetric positive definite systems on the stack, with GSL's Cholesky decomposition.
 */
#pragma once

#include <stdbool.h>

#define PM_LINEAR_MAX 32

/* Solves the n x n system a x = b (a symmetric, row by row with row length `stride`, not changed) after scaling its diagonal to 1; if
 * `inverse` is not NULL it receives a^-1 (row length n). False if a is not positive definite or not finite; x and inverse are then
 * undefined. GSL's error handler must be off (gsl_set_error_handler_off()): the default one ends the process at such a matrix. */
bool pm_linear_solve (const double *a, int stride, int n, const double *b, double *x, double *inverse);
