/* SPDX-License-Identifier: GPL-3.0-or-later
 * The innermost loops over samples, PM_LANES side by side. pm-kernels-*.c are compiled once for each instruction set; all give the same
 * bits. What a kernel does is said where the function is declared that it stands behind; nothing else calls it.
 */
#pragma once

#include "pm-beam.h"
#include "pm-template.h"
#include "pm-timeline.h"

typedef struct
{
  void (*whiten) (const float *z, const double *scale, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *u,
                  float *info);
  void (*rewhiten) (const float *z, const double *scale, const float *info, size_t n_frames, float *u);
  void (*smooth) (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, float *level, float *work);
  void (*likelihood) (const float *z, const uint8_t *flags, uint8_t skip, size_t n_frames, const double *q, double *log_likelihood,
                      double *variance, double *n_used);
  void (*decay) (const float *info, size_t n_frames, size_t length, double *decay, double *q);
} PmFilterKernels;

typedef struct
{
  /* Of n_blocks blocks that are `stride` samples apart: adds wg d of samples without a flag of `skip` to num: [n_frames][PM_LANES], and
   * wgg of the others to missing: the same shape. wg, wgg: [n_blocks][PM_LANES]. */
  void (*sum) (const float *d, const uint8_t *flags, size_t stride, size_t n_blocks, uint8_t skip, size_t n_frames, const double *wg,
               const double *wgg, double *num, double *missing);
  /* z = weight (d - g C), 0 where a flag of `skip` is set. */
  void (*weighted) (const float *d, const uint8_t *flags, uint8_t skip, const double *mode, const double *gain, const double *weight,
                    size_t n_frames, float *z);
  /* Adds one lane of z to sum: [n_frames]. */
  void (*add_lane) (const float *z, size_t n_frames, float *sum);
  void (*gains) (const float *d, const uint8_t *flags, const double *mode, uint8_t skip, size_t n_frames, double *gain);
  /* Takes the mean of d - g C out of lanes without a cut; tells which ones have one. */
  void (*level) (float *d, const uint8_t *flags, const double *mode, const double *gain, uint8_t skip, size_t n_frames, bool *cut);
  void (*clean) (const float *d, const double *mode, const double *gain, size_t n_frames, float *z);
  /* Means of d - g C over m frames each: [n_frames / m][PM_LANES], of the samples without a flag of `skip`; where these are less than half,
   * 0, and PM_SAMPLE_BAD in the flags; PM_SAMPLE_CUT where one of all has that. */
  void (*mean) (const float *d, const uint8_t *flags, uint8_t skip, const double *mode, const double *gain, size_t n_frames, size_t m,
                float *z, uint8_t *flags_out);
  /* Flags samples farther than `limit` from `centre` with PM_SAMPLE_OUTLIER, and takes it off all others. */
  void (*outliers) (const float *d, const double *mode, const double *gain, const double *centre, const double *limit, size_t n_frames,
                    uint8_t *flags);
  /* Takes all flags but those of `keep` off; makes samples beyond PM_SAMPLE_LARGEST, or no numbers, 0 and PM_SAMPLE_BAD; tells how many
   * samples without PM_SAMPLE_BAD each lane has, and whether they are all equal. */
  void (*look) (float *d, uint8_t *flags, uint8_t keep, size_t n_frames, size_t *n, bool *constant);
} PmModeKernels;

typedef struct
{
  void (*mask) (const double *fx, const double *fy, size_t n_frames, const double *x, const double *y, double radius, uint8_t *flags);
  void (*model) (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
                 const double *amplitude, double radius, float *model);
  /* Adds the model to d. */
  void (*add) (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y,
               const double *amplitude, double radius, float *d);
  /* The first frame from t on that is within the radius of (x, y). */
  size_t (*find_near) (const double *fx, const double *fy, size_t t, size_t n_frames, double x, double y, double radius);
  /* pm_beam_columns() at n places (fx, fy) seen from (x, y): out[column * stride + place]. n_cols: 3, 4 or 6. */
  void (*columns) (const PmBeam *beam, const double *fx, const double *fy, size_t n, double x, double y, int n_cols, double *out,
                   size_t stride);
  /* The same for a Gaussian exp (-1/2 (a dx^2 + 2 b dx dy + c dy^2)) and its derivatives by its centre, a, b and c: shape = { a, b, c }. */
  void (*ellipse_columns) (const double shape[3], const double *fx, const double *fy, size_t n, double x, double y, double *out,
                           size_t stride);
  /* For the templates in tp->columns: the upper triangle of T' Sigma^-1 T, and T'u, both without the scale. */
  void (*template_sums) (const PmTemplate *tp, int n_cols, double normal[PM_N_COLS][PM_N_COLS], double rhs[PM_N_COLS]);
  size_t (*beam_shape) (const float *d, uint8_t *flags, size_t n_frames, const double *sigma, double k, double ratio);
  void (*residual) (const float *deviation, const float *model, uint8_t *flags, size_t n_frames, const double *sigma, double k,
                    const bool *active, size_t *spikes);
} PmSourceKernels;

typedef struct
{
  void (*samples) (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, const double *offset,
                   double gain, float *samples, uint8_t *flags);
  size_t (*cuts) (const uint8_t *rows, size_t row_bytes, size_t n_rows, const size_t *frame, const size_t *at, int16_t *last,
                  uint8_t *flags);
} PmRawKernels;

typedef struct
{
  /* Convolves lines of `n` cells that are `stride` cells apart, `lines` of them `line_stride` apart, with [2 radius + 1] weights. */
  void (*smooth_axis) (const double *kernel, size_t radius, const float *in, float *out, size_t n, size_t stride, size_t lines,
                       size_t line_stride);
  /* Of n cells of PM_LANES maps: takes each times norm: [n], in place; the largest absolute value of each lane. */
  void (*normalise) (float *map, const float *norm, size_t n, float *largest);
  /* (cell - centre) scale, in place, NAN where norm is 0; the highest value of each lane. */
  void (*standardise) (float *map, const float *norm, size_t n, const float *centre, const float *scale, float *highest);
} PmMapKernels;

/* Those for the processor that runs. */
const PmFilterKernels *pm_filter_kernels (void);
const PmModeKernels   *pm_mode_kernels (void);
const PmSourceKernels *pm_source_kernels (void);
const PmMapKernels    *pm_map_kernels (void);
const PmRawKernels    *pm_raw_kernels (void);
