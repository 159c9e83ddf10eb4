/* SPDX-License-Identifier: GPL-3.0-or-later
 * See the header.
 */
#include "pm-test-soak.h"

#include "pm-test-wait.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_GROWTH 0.02
/* A run of a few cycles is for open files and large leaks: caches that are still filling are within this. */
#define SLACK_BYTES (8.0 * 1048576.0)
#define MIN_LONG_RUN 40
#define N_BEFORE 20
#define N_COMPARED 10
/* The address sanitizer keeps what is freed for a while, and finds leaks itself. */
#ifdef __SANITIZE_ADDRESS__
#define HAS_MEMORY_CHECK 0
#else
#define HAS_MEMORY_CHECK 1
#endif

int
pm_test_soak_init (int *argc, char ***argv, int n_cycles)
{
  /* How many threads run at the same time is chance, and each would keep a part of the memory for itself. Large blocks are mapped, as they
   * are before malloc adapts: between small ones of long life they would leave holes, more or less by chance. */
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, 128 * 1024);
  if (*argc < 3 || !g_str_equal ((*argv)[1], "--cycles"))
    return n_cycles;
  n_cycles = atoi ((*argv)[2]);
  (*argv)[2] = (*argv)[0];
  *argc -= 2;
  *argv += 2;
  return n_cycles;
}

static double
resident_bytes (void)
{
  long total = 0, resident = 0;
  FILE *file = fopen ("/proc/self/statm", "r");
  g_assert_nonnull (file);
  g_assert_cmpint (fscanf (file, "%ld %ld", &total, &resident), ==, 2);
  fclose (file);
  return (double) resident * (double) sysconf (_SC_PAGESIZE);
}

static int
count_files (void)
{
  g_autoptr (GDir) files = g_dir_open ("/proc/self/fd", 0, NULL);
  int n = 0;
  while (g_dir_read_name (files))
    n++;
  return n;
}

/* Threads of reductions that were stopped and have not noticed yet, and of GLib's pool, whose stacks count; those of OpenMP have the name
 * of the thread that made them. */
static gboolean
has_workers (void)
{
  g_thread_pool_stop_unused_threads ();
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  gboolean found = FALSE;
  for (const char *task = g_dir_read_name (tasks); task && !found; task = g_dir_read_name (tasks))
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL), *name = NULL;
      found = g_file_get_contents (path, &name, NULL, NULL) && (g_str_has_prefix (name, "pm-job") || g_str_has_prefix (name, "pool-"));
    }
  return found;
}

/* Single cycles differ by what still runs in the background; what grows for good is in the least of ten, too. */
static void
add (PmTestSoakPart *part)
{
  struct mallinfo2 info = mallinfo2 ();
  double allocated = (double) info.uordblks + (double) info.hblkhd, resident = resident_bytes ();
  part->allocated = part->n > 0 ? MIN (part->allocated, allocated) : allocated;
  part->resident = part->n > 0 ? MIN (part->resident, resident) : resident;
  part->n_files = count_files ();
  part->n++;
}

void
pm_test_soak_note (PmTestSoak *self, int cycle)
{
  gboolean is_long = self->n_cycles >= MIN_LONG_RUN;
  int first = is_long ? N_BEFORE : self->n_cycles / 2, n = is_long ? N_COMPARED : 1;
  pm_test_wait_until (!has_workers ());
  malloc_trim (0);
  if (cycle >= first && cycle < first + n)
    add (&self->early);
  if (cycle >= self->n_cycles - n)
    add (&self->late);
  if (cycle % 20 == 19)
    g_test_message ("after %d cycles: %.1f MB resident", cycle + 1, resident_bytes () * 1e-6);
}

void
pm_test_soak_check (const PmTestSoak *self)
{
  double resident = self->early.resident, late_resident = self->late.resident;
  double allocated = self->early.allocated, late_allocated = self->late.allocated;
  g_test_message ("%d cycles: resident %.2f, then %.2f MB; allocated %.2f, then %.2f MB; %d, then %d files", self->n_cycles,
                  resident * 1e-6, late_resident * 1e-6, allocated * 1e-6, late_allocated * 1e-6, self->early.n_files,
                  self->late.n_files);
  g_assert_cmpint (self->late.n_files, ==, self->early.n_files);
  if (!HAS_MEMORY_CHECK)
    return;
  /* Of what is resident both: what is allocated may be a small part of it. */
  double allowed = resident * MAX_GROWTH + (self->n_cycles >= MIN_LONG_RUN ? 0.0 : SLACK_BYTES);
  g_assert_cmpfloat (late_allocated - allocated, <=, allowed);
  g_assert_cmpfloat (late_resident - resident, <=, allowed);
}
