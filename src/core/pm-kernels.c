/* SPDX-License-Identifier: GPL-3.0-or-later
 * The choice of kernels.
 */
#include "pm-kernels.h"

#define DECLARE(isa)                                                                                                                       \
  extern const PmFilterKernels pm_filter_kernels_##isa;                                                                                    \
  extern const PmModeKernels   pm_mode_kernels_##isa;                                                                                      \
  extern const PmSourceKernels pm_source_kernels_##isa;                                                                                    \
  extern const PmMapKernels    pm_map_kernels_##isa;                                                                                       \
  extern const PmRawKernels    pm_raw_kernels_##isa;

DECLARE (base)

#ifdef PM_X86_KERNELS
DECLARE (avx2)
DECLARE (avx512)

#define CHOOSE(name)                                                                                                                       \
  __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512bw")                         \
          && __builtin_cpu_supports ("avx512vl")                                                                                           \
      ? &name##_avx512                                                                                                                     \
  : __builtin_cpu_supports ("avx2") ? &name##_avx2                                                                                         \
                                    : &name##_base
#else
#define CHOOSE(name) &name##_base
#endif

const PmFilterKernels *
pm_filter_kernels (void)
{
  return CHOOSE (pm_filter_kernels);
}

const PmModeKernels *
pm_mode_kernels (void)
{
  return CHOOSE (pm_mode_kernels);
}

const PmSourceKernels *
pm_source_kernels (void)
{
  return CHOOSE (pm_source_kernels);
}

const PmMapKernels *
pm_map_kernels (void)
{
  return CHOOSE (pm_map_kernels);
}

const PmRawKernels *
pm_raw_kernels (void)
{
  return CHOOSE (pm_raw_kernels);
}
