/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reduces a scan that is larger than memory: what it takes, and how good the result is. The scan comes from code, see pm-test-camera.h.
 *
 *     bench-large [--groups N] [--rows N] [--columns N] [--frames N] [--limit MIB] [--threads N] [--maps]
 */
#include "pm-pixel-table.h"
#include "pm-reduction.h"
#include "pm-test-camera.h"
#include "pm-threads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_US 20000

/* Watches the memory of the process from a thread of its own: the kernel keeps the peak of the whole, but not of its parts. */
typedef struct
{
  atomic_bool stop;
  double anonymous, file, total; /* peaks in bytes */
} Watch;

static double
bytes_of (const char *status, const char *key)
{
  const char *line = strstr (status, key);
  return line ? 1024.0 * g_ascii_strtod (line + strlen (key), NULL) : 0.0;
}

static gpointer
watch_thread (gpointer data)
{
  Watch *self = data;
  while (!atomic_load (&self->stop))
    {
      g_autofree char *status = NULL;
      if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
        {
          double shared = bytes_of (status, "RssFile:") + bytes_of (status, "RssShmem:");
          self->anonymous = MAX (self->anonymous, bytes_of (status, "RssAnon:"));
          self->file = MAX (self->file, shared);
          self->total = MAX (self->total, bytes_of (status, "VmHWM:"));
        }
      g_usleep (LOOK_US);
    }
  return NULL;
}

static double
seconds_of (clockid_t clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static void
print_stage (const char *name, double wall, double cpu)
{
  printf ("%-14s %9.1f s wall %9.1f s cpu\n", name, wall, cpu);
  fflush (stdout);
}

static void
fail (GError *error)
{
  g_printerr ("bench-large: %s\n", error->message);
  exit (1);
}

typedef struct
{
  PmProgress progress;
  double wall, cpu;
} Run;

static void
round_done (PmResult *partial, void *data)
{
  Run *run = data;
  printf ("round %d: %" G_GSIZE_FORMAT " fitted, %.1f s\n", atomic_load (&run->progress.round), partial->n_fitted,
          seconds_of (CLOCK_MONOTONIC) - run->wall);
  fflush (stdout);
  pm_result_unref (partial);
}

static PmTestCameraScore
reduce (PmTestCamera *camera, const PmOptions *options, int n_threads, gboolean maps)
{
  Run run = { .progress.control.n_threads = n_threads };
  g_autoptr (GError) error = NULL;
  PmScanSource source = pm_test_camera_source (camera);
  run.wall = seconds_of (CLOCK_MONOTONIC);
  run.cpu = seconds_of (CLOCK_PROCESS_CPUTIME_ID);
  g_autoptr (PmScan) scan = pm_scan_new_from_source (&source, options, &run.progress.control, &error);
  if (!scan)
    fail (error);
  print_stage ("generating", seconds_of (CLOCK_MONOTONIC) - run.wall, seconds_of (CLOCK_PROCESS_CPUTIME_ID) - run.cpu);
  printf ("samples in %s, %" G_GSIZE_FORMAT " blocks of %.1f MB, %" G_GSIZE_FORMAT " at once\n", scan->file_bytes > 0 ? "a file" : "memory",
          scan->timeline.n_blocks, (double) scan->timeline.n_frames * PM_LANES * 5e-6, scan->timeline.blocks_at_once);
  run.wall = seconds_of (CLOCK_MONOTONIC);
  run.cpu = seconds_of (CLOCK_PROCESS_CPUTIME_ID);
  const PmReductionRequest request = { .options = options, .maps = maps ? PM_MAPS_STAMPS : PM_MAPS_NONE, .round_done = round_done,
                                       .round_data = &run };
  PmScan *scans[] = { scan };
  g_autoptr (PmResult) result = pm_reduce (scans, 1, &request, &run.progress, &error);
  if (!result)
    fail (error);
  for (int step = PM_STEP_CLEAN; step < PM_N_STEPS; step++)
    printf ("  %-12s %9.1f s wall, %.1f GB passed\n", pm_step_name (step), 1e-9 * (double) atomic_load (&run.progress.step_ns[step]),
            1e-9 * (double) atomic_load (&run.progress.step_bytes[step]));
  print_stage ("reducing", seconds_of (CLOCK_MONOTONIC) - run.wall, seconds_of (CLOCK_PROCESS_CPUTIME_ID) - run.cpu);
  PmTestCameraScore score = pm_test_camera_score (camera, result->table);
  printf ("accuracy: %u of %u good, %u false good; position rms %.4f arcsec, pull %.3f, %.5f beyond 5; response %.4f; %d rounds\n",
          score.good, score.could_be_good, score.false_good, score.rms, score.pull, score.far, score.gain_rms, result->n_rounds);
  return score;
}

int
main (int argc, char **argv)
{
  int n_groups = 40, rows = 50, columns = 50, frames = 60000, limit = 8192, n_threads = 0;
  gboolean maps = FALSE;
  const GOptionEntry entries[] = { { "groups", 0, 0, G_OPTION_ARG_INT, &n_groups, "Sub-arrays", "N" },
                                   { "rows", 0, 0, G_OPTION_ARG_INT, &rows, "Rows of one", "N" },
                                   { "columns", 0, 0, G_OPTION_ARG_INT, &columns, "Columns of one", "N" },
                                   { "frames", 0, 0, G_OPTION_ARG_INT, &frames, "Frames", "N" },
                                   { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "memory.limit", "MIB" },
                                   { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "Threads", "N" },
                                   { "maps", 0, 0, G_OPTION_ARG_NONE, &maps, "Make maps", NULL },
                                   { NULL, 0, 0, 0, NULL, NULL, NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    fail (error);
  g_autoptr (PmOptions) options = pm_options_new ();
  g_autofree char *text = g_strdup_printf ("%d", limit);
  if (!pm_options_set (options, "memory.limit", text, &error))
    fail (error);
  Watch watch = { 0 };
  GThread *watcher = g_thread_new ("watch", watch_thread, &watch);
  g_autoptr (PmTestCamera) camera = pm_test_camera_new (n_groups, rows, columns, (gsize) frames, 1);
  gsize n_pixels = camera->instrument->n_channels;
  printf ("%" G_GSIZE_FORMAT " pixels in %d sub-arrays x %d frames: %.2f GB of samples, limit %d MiB\n", n_pixels, n_groups, frames,
          4e-9 * (double) n_pixels * frames, limit);
  PmTestCameraScore score = reduce (camera, options, pm_threads_count (n_threads), maps);
  atomic_store (&watch.stop, true);
  g_thread_join (watcher);
  printf ("peak memory: %.2f GB anonymous, %.2f GB of files, %.2f GB in all\n", watch.anonymous / 1e9, watch.file / 1e9, watch.total / 1e9);
  /* the pulls of thousands of pixels are known to 2 %; 5 % are the noise model's */
  gboolean small = watch.anonymous < 1048576.0 * limit, accurate = score.pull > 0.93 && score.pull < 1.07 && score.far < 1e-3;
  gboolean complete = score.good > 0.98 * score.could_be_good && score.false_good == 0;
  printf ("%s\n", small && accurate && complete ? "passed" : "failed");
  return small && accurate && complete ? 0 : 1;
}
