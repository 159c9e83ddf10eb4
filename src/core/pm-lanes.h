/* SPDX-License-Identifier: GPL-3.0-or-later
 * Some lanes of a block side by side in a register: eight with AVX-512, four with AVX2, two else. Element by element the operations are
 * IEEE's, so the bits do not depend on the width.
 *
 * Only for sources that are compiled once for each instruction set (see pm-kernels.h): vectors must not cross their borders.
 */
#pragma once

#include "pm-timeline.h"

#include <string.h>

#ifdef __AVX512F__
#define PM_WIDTH 8
#elif defined(__AVX2__)
#define PM_WIDTH 4
#else
#define PM_WIDTH 2
#endif
#define PM_JOIN(name, isa) name##_##isa
#define PM_JOIN_VALUE(name, isa) PM_JOIN (name, isa)
#define PM_KERNELS(name) PM_JOIN_VALUE (name, PM_ISA) /* PM_ISA: the instruction set, given by the compiler's command line */

#define PM_PARTS (PM_LANES / PM_WIDTH) /* of a block */

typedef double PmDoubles __attribute__ ((vector_size (8 * PM_WIDTH)));
typedef int64_t PmMask __attribute__ ((vector_size (8 * PM_WIDTH))); /* -1: true */
typedef float PmFloats __attribute__ ((vector_size (4 * PM_WIDTH)));
typedef uint8_t PmBytes __attribute__ ((vector_size (PM_WIDTH)));

static inline PmDoubles
pm_lanes_all (double value)
{
  return value - (PmDoubles){ 0.0 };
}

static inline PmDoubles
pm_lanes_load (const double *from)
{
  PmDoubles v;
  memcpy (&v, from, sizeof v);
  return v;
}

static inline void
pm_lanes_store (double *to, PmDoubles v)
{
  memcpy (to, &v, sizeof v);
}

static inline PmDoubles
pm_lanes_load_float (const float *from)
{
  PmFloats v;
  memcpy (&v, from, sizeof v);
  return __builtin_convertvector (v, PmDoubles);
}

static inline void
pm_lanes_store_float (float *to, PmDoubles v)
{
  PmFloats f = __builtin_convertvector (v, PmFloats);
  memcpy (to, &f, sizeof f);
}

/* Lanes whose flags have one of the bits. */
static inline PmMask
pm_lanes_flagged (const uint8_t *flags, uint8_t bits)
{
  PmBytes v;
  memcpy (&v, flags, sizeof v);
  return __builtin_convertvector (v & bits, PmMask) != 0;
}

/* a where the mask is set, else 0: also if a is no number. */
static inline PmDoubles
pm_lanes_keep (PmMask mask, PmDoubles a)
{
  return (PmDoubles) (mask & (PmMask) a);
}

static inline PmDoubles
pm_lanes_pick (PmMask mask, PmDoubles a, PmDoubles b)
{
  return (PmDoubles) ((mask & (PmMask) a) | (~mask & (PmMask) b));
}

/* Without the sign. */
static inline PmDoubles
pm_lanes_size (PmDoubles a)
{
  return (PmDoubles) ((PmMask) a & INT64_MAX);
}

/* Whether any of a frame's PM_LANES flags has one of the bits. */
static inline bool
pm_lanes_any (const uint8_t *flags, uint8_t bits)
{
  uint64_t word[2];
  memcpy (word, flags, sizeof word);
  return ((word[0] | word[1]) & (UINT64_C (0x0101010101010101) * bits)) != 0;
}
