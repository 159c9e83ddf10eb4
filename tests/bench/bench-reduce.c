/* SPDX-License-Identifier: GPL-3.0-or-later
 * How long reading and reducing a simulated scan takes, stage by stage, and how far that is from what this machine can do: the time to read
 * the file once from the page cache, plus 12 times that of one read-modify-write pass over the float samples with all threads. Both are
 * measured in the same run, by the clock and in processor time; the latter hardly minds who else uses the machine. Medians of repeats.
 *
 *     bench-reduce [--full] [--subarrays MASK] [--rate HZ] [--length S] [--threads N] [--repeats N]
 */
#include "pm-hawc-reader.h"
#include "pm-reducer.h"
#include "pm-simulator.h"
#include "pm-threads.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_PASSES 12
#define MAX_REPEATS 100
#define BUFFER_BYTES (1 << 20)
#define N_REFITS 20

enum { FILE_ONCE, PASS_ONCE, READ, REDUCE, REFIT, STEPS, N_STAGES = STEPS + PM_N_STEPS };

typedef struct
{
  double wall[N_STAGES][MAX_REPEATS], cpu[N_STAGES][MAX_REPEATS], bytes[N_STAGES];
  int n, n_rounds;
  gsize n_samples;
} Times;

static double
seconds_of (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/* Starts (sign -1) or ends (+1) a stage. */
static void
stamp (Times *times, int stage, int sign)
{
  times->wall[stage][times->n] += sign * seconds_of (CLOCK_MONOTONIC);
  times->cpu[stage][times->n] += sign * seconds_of (CLOCK_PROCESS_CPUTIME_ID);
}

static void
fail (const char *what, GError *error)
{
  g_printerr ("bench-reduce: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
}

static void
read_once (const char *path, Times *times)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gssize got;
  stamp (times, FILE_ONCE, -1);
  int file = g_open (path, O_RDONLY, 0);
  while ((got = read (file, buffer, BUFFER_BYTES)) > 0)
    times->bytes[FILE_ONCE] += times->n == 0 ? (double) got : 0.0;
  if (file < 0 || got < 0)
    fail (path, NULL);
  close (file);
  stamp (times, FILE_ONCE, 1);
}

static void
pass_once (float *samples, gsize n, int n_threads, Times *times)
{
  stamp (times, PASS_ONCE, -1);
#pragma omp parallel for schedule(static) num_threads(n_threads)
  for (gsize i = 0; i < n; i++)
    samples[i] = samples[i] * 0.999f + 1.0f;
  stamp (times, PASS_ONCE, 1);
  times->bytes[PASS_ONCE] = 2.0 * sizeof *samples * (double) n;
}

/* One pixel after the other is fitted again, from where it is; REFIT becomes the mean. */
static void
refit_some (PmReducer *reducer, Times *times)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmResult) result = pm_reducer_dup_result (reducer, NULL, &error);
  const PmPixelTable *table = result->table;
  for (gsize i = 0; i < N_REFITS; i++)
    {
      gsize row = (i + 1) * (table->n_rows - 1) / (N_REFITS + 1);
      g_autoptr (GPtrArray) refits = g_ptr_array_new ();
      PmRefit refit = { .id = (char *) table->id[row], .x0 = NAN, .y0 = NAN, .radius = 20.0, .domain = -1 };
      g_ptr_array_add (refits, &refit);
      stamp (times, REFIT, -1);
      g_autoptr (PmResult) again = pm_reducer_dup_result (reducer, refits, &error);
      stamp (times, REFIT, 1);
      if (!again)
        fail ("refit", error);
    }
  times->wall[REFIT][times->n] /= N_REFITS;
  times->cpu[REFIT][times->n] /= N_REFITS;
}

static void
measure (const char *path, int n_threads, Times *times)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PmOptions) options = pm_options_new ();
  PmProgress progress = { .control.n_threads = n_threads };
  PmReductionRequest request = { .options = options };
  read_once (path, times);
  stamp (times, READ, -1);
  PmScan *scan = pm_hawc_read (path, options, &progress.control, &error);
  stamp (times, READ, 1);
  if (!scan)
    fail (path, error);
  const PmTimeline *tl = &scan->timeline;
  times->n_samples = tl->n_blocks * tl->n_frames * PM_LANES;
  times->bytes[READ] = times->bytes[FILE_ONCE] + 5.0 * (double) times->n_samples;
  stamp (times, REDUCE, -1);
  g_autoptr (PmReducer) reducer = pm_reducer_new (&scan, 1, &request, &progress, &error);
  stamp (times, REDUCE, 1);
  if (!reducer)
    fail (path, error);
  for (int s = 0; s < PM_N_STEPS; s++)
    {
      times->wall[STEPS + s][times->n] = 1e-9 * (double) atomic_load (&progress.step_ns[s]);
      times->bytes[STEPS + s] = (double) atomic_load (&progress.step_bytes[s]);
      times->bytes[REDUCE] += times->n == 0 ? times->bytes[STEPS + s] : 0.0;
    }
  times->n_rounds = atomic_load (&progress.round);
  refit_some (reducer, times);
  /* the scan's own samples: they are in memory */
  pass_once (tl->samples, times->n_samples, n_threads, times);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
median (const double *values, int n)
{
  double sorted[MAX_REPEATS];
  for (int i = 0; i < n; i++)
    sorted[i] = values[i];
  qsort (sorted, (gsize) n, sizeof *sorted, compare);
  return sorted[n / 2];
}

static void
report (const Times *times, int n_threads)
{
  double wall[N_STAGES], cpu[N_STAGES];
  for (int s = 0; s < N_STAGES; s++)
    {
      wall[s] = median (times->wall[s], times->n);
      cpu[s] = median (times->cpu[s], times->n);
    }
  double limit = wall[FILE_ONCE] + LIMIT_PASSES * wall[PASS_ONCE], cpu_limit = cpu[FILE_ONCE] + LIMIT_PASSES * cpu[PASS_ONCE];
  g_print ("%.1f million samples, %d threads, %d rounds, medians of %d\n", 1e-6 * (double) times->n_samples, n_threads, times->n_rounds,
           times->n);
  g_print ("%-24s %9s %9s %14s %10s %8s\n", "stage", "wall s", "cpu s", "Msamples/s", "MB moved", "/ limit");
  for (int s = 0; s < N_STAGES; s++)
    {
      const char *name = s == FILE_ONCE ? "file once"
                         : s == PASS_ONCE ? "one pass"
                         : s == READ      ? "read"
                         : s == REDUCE    ? "reduce"
                         : s == REFIT     ? "one refit"
                                          : pm_step_name ((PmStep) (s - STEPS));
      if (s == STEPS + PM_STEP_READ)
        continue;
      g_print ("%s%-*s %9.3f ", s >= STEPS ? "  " : "", s >= STEPS ? 22 : 24, name, wall[s]);
      if (s < STEPS)
        g_print ("%9.3f ", cpu[s]);
      else
        g_print ("%9s ", "");
      g_print ("%14.1f %10.0f %8.2f\n", 1e-6 * (double) times->n_samples / wall[s], 1e-6 * times->bytes[s], wall[s] / limit);
    }
  g_print ("limit %.3f s, %.3f s of processor time\n", limit, cpu_limit);
  g_print ("limit ratio by processor time %.2f\n", (cpu[READ] + cpu[REDUCE]) / cpu_limit);
  g_print ("limit ratio %.2f\n", (wall[READ] + wall[REDUCE]) / limit);
}

int
main (int argc, char **argv)
{
  gboolean full = FALSE;
  int subarrays = 1, threads = 0, repeats = 3;
  double rate = 1.0 / 0.014, length = 30.0;
  const GOptionEntry entries[] = { { "full", 0, 0, G_OPTION_ARG_NONE, &full, "R0, R1 and T0, 203.25 Hz, 120 s", NULL },
                                   { "subarrays", 0, 0, G_OPTION_ARG_INT, &subarrays, "Bits: R0, R1, T0, T1", "MASK" },
                                   { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &rate, "Sampling", "HZ" },
                                   { "length", 0, 0, G_OPTION_ARG_DOUBLE, &length, "Of the scan", "S" },
                                   { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "0: one more than processors", "N" },
                                   { "repeats", 0, 0, G_OPTION_ARG_INT, &repeats, "Of everything", "N" },
                                   { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    fail ("options", error);
  g_autofree char *dir = g_dir_make_tmp ("bench-reduce-XXXXXX", &error);
  if (!dir)
    fail ("folder", error);
  g_autofree char *path = g_build_filename (dir, "scan.fits", NULL), *truth = pm_simulation_truth_path (path);
  PmSimulation sim;
  pm_simulation_init (&sim);
  sim.subarrays = full ? 7 : (guint) subarrays;
  sim.rate_hz = full ? 203.25 : rate;
  sim.length_s = full ? 120.0 : length;
  gboolean made = pm_simulate (&sim, path, NULL, &error);
  g_autofree Times *times = g_new0 (Times, 1);
  int n_threads = pm_threads_count (threads);
  for (; made && times->n < CLAMP (repeats, 1, MAX_REPEATS); times->n++)
    measure (path, n_threads, times);
  g_unlink (path);
  g_unlink (truth);
  g_rmdir (dir);
  if (!made)
    fail ("simulation", error);
  report (times, n_threads);
  return 0;
}
