/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where the source is near, what it adds, and spikes. Most frames are far from the source and hold no spike: each is first looked at as a
 * whole.
 */
#include "pm-kernels.h"
#include "pm-lanes.h"

#include <math.h>

/* Frames outside of this box are far from all lanes' places. */
typedef struct
{
  double x0, x1, y0, y1;
} Box;

static Box
box_around (const double *x, const double *y, double radius)
{
  Box box = { INFINITY, -INFINITY, INFINITY, -INFINITY };
  for (size_t l = 0; l < PM_LANES; l++)
    if (isfinite (x[l]) && isfinite (y[l]))
      {
        box.x0 = fmin (box.x0, x[l] - radius);
        box.x1 = fmax (box.x1, x[l] + radius);
        box.y0 = fmin (box.y0, y[l] - radius);
        box.y1 = fmax (box.y1, y[l] + radius);
      }
  return box;
}

static inline bool
box_has (const Box *box, double x, double y)
{
  return x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1;
}

static void
mask (const double *fx, const double *fy, size_t n_frames, const double *x, const double *y, double radius, uint8_t *flags)
{
  double limit = radius * radius;
  Box box = box_around (x, y, radius);
  for (size_t t = 0; t < n_frames; t++, flags += PM_LANES)
    {
      for (size_t l = 0; l < PM_LANES; l++)
        flags[l] &= (uint8_t) ~PM_SAMPLE_SOURCE;
      if (box_has (&box, fx[t], fy[t]))
        for (size_t l = 0; l < PM_LANES; l++)
          {
            double dx = fx[t] - x[l], dy = fy[t] - y[l];
            flags[l] |= dx * dx + dy * dy < limit ? PM_SAMPLE_SOURCE : 0; /* NAN: not near */
          }
    }
}

/* What the lanes' beams need at each frame. */
typedef struct
{
  double limit, amplitude[PM_LANES], x[PM_LANES], y[PM_LANES], exponent[PM_LANES], wing_exponent[PM_LANES], wing[PM_LANES];
  bool wings;
  Box box;
} Sources;

static void
sources_init (Sources *s, const PmBeam *beams, const double *x, const double *y, const double *amplitude, double radius)
{
  s->limit = radius * radius;
  s->wings = false;
  s->box = box_around (x, y, radius);
  for (size_t l = 0; l < PM_LANES; l++)
    {
      double sigma = beams[l].sigma_arcsec, ratio = beams[l].wing_ratio;
      s->x[l] = x[l];
      s->y[l] = y[l];
      s->amplitude[l] = amplitude[l];
      s->exponent[l] = -0.5 / (sigma * sigma);
      s->wing[l] = beams[l].wing;
      s->wing_exponent[l] = s->exponent[l] / (ratio * ratio);
      s->wings = s->wings || beams[l].wing != 0.0;
    }
}

/* The lanes' values in one frame. */
static inline void
sources_value (const Sources *s, double fx, double fy, double *value)
{
  double r2[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      double dx = fx - s->x[l], dy = fy - s->y[l];
      r2[l] = dx * dx + dy * dy;
      value[l] = pm_exp (r2[l] * s->exponent[l]);
    }
  if (s->wings)
    for (size_t l = 0; l < PM_LANES; l++)
      value[l] += s->wing[l] * (pm_exp (r2[l] * s->wing_exponent[l]) - value[l]);
  for (size_t l = 0; l < PM_LANES; l++)
    value[l] = r2[l] < s->limit ? s->amplitude[l] * value[l] : 0.0;
}

static void
model (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y, const double *amplitude,
       double radius, float *out)
{
  Sources s;
  double value[PM_LANES];
  sources_init (&s, beams, x, y, amplitude, radius);
  for (size_t t = 0; t < n_frames; t++, out += PM_LANES)
    if (box_has (&s.box, fx[t], fy[t]))
      {
        sources_value (&s, fx[t], fy[t], value);
        for (size_t l = 0; l < PM_LANES; l++)
          out[l] = (float) value[l];
      }
    else
      memset (out, 0, PM_LANES * sizeof *out);
}

static void
add (const double *fx, const double *fy, size_t n_frames, const PmBeam *beams, const double *x, const double *y, const double *amplitude,
     double radius, float *d)
{
  Sources s;
  double value[PM_LANES];
  sources_init (&s, beams, x, y, amplitude, radius);
  for (size_t t = 0; t < n_frames; t++, d += PM_LANES)
    if (box_has (&s.box, fx[t], fy[t]))
      {
        sources_value (&s, fx[t], fy[t], value);
        for (size_t l = 0; l < PM_LANES; l++)
          d[l] += (float) value[l];
      }
}

static size_t
find_near (const double *fx, const double *fy, size_t t, size_t n_frames, double x, double y, double radius)
{
  enum { STRIDE = 32 };
  double limit = radius * radius;
  for (; t + STRIDE <= n_frames; t += STRIDE)
    {
      PmMask near = { 0 };
      for (size_t i = t; i < t + STRIDE; i += PM_WIDTH)
        {
          PmDoubles dx = pm_lanes_load (fx + i) - x, dy = pm_lanes_load (fy + i) - y;
          near |= dx * dx + dy * dy < limit;
        }
      int64_t some = 0;
      for (size_t l = 0; l < PM_WIDTH; l++)
        some |= near[l];
      if (some)
        break;
    }
  for (; t < n_frames; t++)
    {
      double dx = fx[t] - x, dy = fy[t] - y;
      if (dx * dx + dy * dy < limit)
        break;
    }
  return t;
}

static inline void
columns_of (const PmBeam *beam, const double *fx, const double *fy, size_t n, double x, double y, int n_cols, double *out, size_t stride)
{
  const PmBeam own = *beam;
  double *restrict to = out;
  for (size_t k = 0; k < n; k++)
    {
      double column[PM_N_COLS];
      pm_beam_columns (&own, fx[k] - x, fy[k] - y, n_cols, column);
      for (int i = 0; i < n_cols; i++)
        to[(size_t) i * stride + k] = column[i];
    }
}

/* Inlined with constants: without wings a second exponential is not needed. */
static void
columns (const PmBeam *beam, const double *fx, const double *fy, size_t n, double x, double y, int n_cols, double *out, size_t stride)
{
  const PmBeam plain = { beam->sigma_arcsec, 0.0, beam->wing_ratio };
  if (n_cols == 3 && beam->wing == 0.0)
    columns_of (&plain, fx, fy, n, x, y, 3, out, stride);
  else if (n_cols == 3)
    columns_of (beam, fx, fy, n, x, y, 3, out, stride);
  else if (n_cols == 4)
    columns_of (beam, fx, fy, n, x, y, 4, out, stride);
  else
    columns_of (beam, fx, fy, n, x, y, PM_N_COLS, out, stride);
}

static void
ellipse_columns (const double shape[3], const double *fx, const double *fy, size_t n, double x, double y, double *out, size_t stride)
{
  double a = shape[0], b = shape[1], c = shape[2];
  double *restrict to = out;
  for (size_t k = 0; k < n; k++)
    {
      double dx = fx[k] - x, dy = fy[k] - y, e = pm_exp (-0.5 * (a * dx * dx + 2.0 * b * dx * dy + c * dy * dy));
      to[k] = e;
      to[stride + k] = e * (a * dx + b * dy);
      to[2 * stride + k] = e * (b * dx + c * dy);
      to[3 * stride + k] = -0.5 * e * dx * dx;
      to[4 * stride + k] = -e * dx * dy;
      to[5 * stride + k] = -0.5 * e * dy * dy;
    }
}

/* Four columns side by side. */
typedef double Four __attribute__ ((vector_size (32)));

/* The filter's state, and the sums: of products of column i with all. */
typedef struct
{
  Four m[2], normal[PM_N_COLS][2], rhs[2];
} Columns;

static inline void
columns_step (Columns *s, const double *from, size_t stride, int n_cols, double u, double info)
{
  const int n_parts = n_cols > 4 ? 2 : 1;
  double gain = info > 0.0 ? 1.0 - info : 0.0;
  Four e[2], weighted[2];
  for (int h = 0; h < n_parts; h++)
    {
      Four column = { 0.0 };
      for (int i = 0; i < 4; i++)
        column[i] = 4 * h + i < n_cols ? from[(size_t) (4 * h + i) * stride] : 0.0;
      e[h] = column - s->m[h];
      s->rhs[h] += column * u;
      s->m[h] += gain * e[h];
      weighted[h] = e[h] * info;
    }
  for (int i = 0; i < n_cols; i++)
    for (int h = i / 4; h < n_parts; h++)
      s->normal[i][h] += weighted[i / 4][i % 4] * e[h];
}

static inline void
columns_gap (Columns *s, int n_cols, double decay, double q)
{
  const int n_parts = n_cols > 4 ? 2 : 1;
  for (int i = 0; i < n_cols; i++)
    for (int h = i / 4; h < n_parts; h++)
      s->normal[i][h] += q * s->m[i / 4][i % 4] * s->m[h];
  for (int h = 0; h < n_parts; h++)
    s->m[h] *= decay;
}

static inline void
sums_of (const PmTemplate *tp, int n_cols, double normal[PM_N_COLS][PM_N_COLS], double rhs[PM_N_COLS])
{
  Columns s;
  memset (&s, 0, sizeof s);
  for (size_t run = 0, k = 0; run < tp->n_runs; run++)
    {
      for (; k < tp->run_end[run]; k++)
        columns_step (&s, tp->columns + k, tp->capacity, n_cols, tp->u[k], tp->info[k]);
      columns_gap (&s, n_cols, tp->decay[run], tp->q[run]);
    }
  for (int i = 0; i < n_cols; i++)
    {
      rhs[i] = s.rhs[i / 4][i % 4];
      for (int j = i; j < n_cols; j++)
        normal[i][j] = s.normal[i][j / 4][j % 4];
    }
}

/* Inlined with constants, so that the sums stay in registers. */
static void
template_sums (const PmTemplate *tp, int n_cols, double normal[PM_N_COLS][PM_N_COLS], double rhs[PM_N_COLS])
{
  if (n_cols == 3)
    sums_of (tp, 3, normal, rhs);
  else if (n_cols == 4)
    sums_of (tp, 4, normal, rhs);
  else
    sums_of (tp, PM_N_COLS, normal, rhs);
}

/* Flags a sample and its neighbours; a missing neighbour stays what it is. */
static void
flag_around (uint8_t *flags, size_t t, size_t n_frames)
{
  for (size_t i = t > 0 ? t - 1 : 0; i <= t + 1 && i < n_frames; i++)
    flags[i * PM_LANES] |= PM_SAMPLE_SPIKE;
}

static size_t
beam_shape (const float *d, uint8_t *flags, size_t n_frames, const double *sigma, double k, double ratio)
{
  size_t n_spikes = 0;
  float limit[PM_LANES], steep = (float) (1.0 / ratio);
  for (size_t l = 0; l < PM_LANES; l++)
    limit[l] = isfinite (sigma[l]) ? (float) (k * sigma[l]) : INFINITY;
  for (size_t t = 1; t + 1 < n_frames; t++)
    {
      const float *here = d + t * PM_LANES, *before = here - PM_LANES, *after = here + PM_LANES;
      int hit[PM_LANES], any = 0;
      for (size_t l = 0; l < PM_LANES; l++)
        {
          float larger = before[l] > after[l] ? before[l] : after[l], low = before[l] > after[l] ? after[l] : before[l];
          float high = larger > 0.0f ? larger : 0.0f;
          hit[l] = (here[l] - high * steep > limit[l]) | (low - here[l] > limit[l]);
          any |= hit[l];
        }
      for (size_t l = 0; any && l < PM_LANES; l++)
        {
          const size_t i = t * PM_LANES + l;
          if (hit[l] && !((flags[i - PM_LANES] | flags[i] | flags[i + PM_LANES]) & PM_SAMPLE_BAD))
            {
              flag_around (flags + l, t, n_frames);
              n_spikes++;
            }
        }
    }
  return n_spikes;
}

static void
residual (const float *deviation, const float *model_of, uint8_t *flags, size_t n_frames, const double *sigma, double k,
          const bool *active, size_t *spikes)
{
  float limit[PM_LANES], unit[PM_LANES];
  uint8_t keep[PM_LANES];
  for (size_t l = 0; l < PM_LANES; l++)
    {
      spikes[l] = 0;
      limit[l] = active[l] && isfinite (sigma[l]) ? (float) k : INFINITY;
      unit[l] = sigma[l] > 0.0 ? (float) (1.0 / sigma[l]) : 0.0f;
      keep[l] = active[l] ? (uint8_t) ~PM_SAMPLE_SPIKE : 0xff;
    }
  for (size_t t = 0; t < n_frames; t++)
    for (size_t l = 0; l < PM_LANES; l++)
      flags[t * PM_LANES + l] &= keep[l];
  for (size_t i = 0; i < n_frames * PM_LANES; i += PM_LANES)
    {
      float largest = 0.0f, excess[PM_LANES];
      for (size_t l = 0; l < PM_LANES; l++)
        excess[l] = fabsf (deviation[i + l]) - limit[l];
      for (size_t l = 0; l < PM_LANES; l++)
        largest = excess[l] > largest ? excess[l] : largest;
      for (size_t l = 0; largest > 0.0f && l < PM_LANES; l++)
        if (!(flags[i + l] & PM_SAMPLE_BAD) && excess[l] > 0.1f * fabsf (unit[l] * model_of[i + l]) && excess[l] > 0.0f)
          {
            flag_around (flags + l, i / PM_LANES, n_frames);
            spikes[l]++;
          }
    }
}

extern const PmSourceKernels PM_KERNELS (pm_source_kernels);
const PmSourceKernels PM_KERNELS (pm_source_kernels) = { mask, model, add, find_near, columns, ellipse_columns, template_sums, beam_shape,
                                                         residual };
