/* SPDX-License-Identifier: GPL-3.0-or-later
 * Small symmetric positive definite systems.
 */
#include "pm-linear.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

bool
pm_linear_solve (const double *a, int stride, int n, const double *b, double *x, double *inverse)
{
  double work[PM_LINEAR_MAX * PM_LINEAR_MAX], scale[PM_LINEAR_MAX];
  for (int i = 0; i < n; i++)
    {
      double diagonal = a[i * stride + i];
      if (!(diagonal > 0.0) || !isfinite (diagonal))
        return false;
      scale[i] = 1.0 / sqrt (diagonal);
    }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        double value = a[i * stride + j] * scale[i] * scale[j];
        if (!isfinite (value))
          return false;
        work[i * n + j] = value;
      }
  gsl_matrix_view m = gsl_matrix_view_array (work, (size_t) n, (size_t) n);
  if (gsl_linalg_cholesky_decomp1 (&m.matrix) != 0)
    return false;
  if (x)
    {
      for (int i = 0; i < n; i++)
        x[i] = b[i] * scale[i];
      gsl_vector_view v = gsl_vector_view_array (x, (size_t) n);
      gsl_linalg_cholesky_svx (&m.matrix, &v.vector);
      for (int i = 0; i < n; i++)
        x[i] *= scale[i];
    }
  if (inverse)
    {
      gsl_linalg_cholesky_invert (&m.matrix);
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          inverse[i * n + j] = work[i * n + j] * scale[i] * scale[j];
    }
  return true;
}
