/* SPDX-License-Identifier: GPL-3.0-or-later
 * A thread that waits for the others spins for milliseconds with GCC's OpenMP library, as long as there are not more threads than
 * processors; on a machine that others use, too, this was half of all processor time. With one thread more it sleeps at once (manual of
 * libgomp, GOMP_SPINCOUNT); and the work is handed out in small pieces, so that the additional thread does no harm.
 */
#include "pm-threads.h"

int
pm_threads_count (int wanted)
{
  return wanted > 0 ? wanted : (int) g_get_num_processors () + 1;
}
