/* SPDX-License-Identifier: GPL-3.0-or-later
 * Progress on the terminal: the worker counts, this thread looks at the counts ten times a second.
 */
#include "pm-cmd-progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 24

typedef struct
{
  GThreadFunc func;
  gpointer data, result;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Work;

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  gpointer result = work->func (work->data);
  g_mutex_lock (&work->mutex);
  work->result = result;
  work->done = TRUE;
  g_cond_signal (&work->cond);
  g_mutex_unlock (&work->mutex);
  return NULL;
}

static void
show_progress (PmProgress *p, gint64 started, double *furthest)
{
  double fraction = *furthest = MAX (*furthest, pm_progress_fraction (p)), elapsed = (double) (g_get_monotonic_time () - started) * 1e-6;
  int step = atomic_load (&p->step), round = atomic_load (&p->round), filled = (int) (fraction * BAR_WIDTH);
  char bar[BAR_WIDTH + 1];
  for (int i = 0; i < BAR_WIDTH; i++)
    bar[i] = i < filled ? '#' : '.';
  bar[BAR_WIDTH] = '\0';
  fprintf (stderr, "\r[%s] %s", bar, pm_step_name (step));
  if (round > 0 && step != PM_STEP_FINISH)
    fprintf (stderr, ", round %d of at most %d", round, atomic_load (&p->n_rounds));
  if (fraction > 0.1)
    fprintf (stderr, ", %.0f s left", elapsed * (1.0 - fraction) / fraction);
  fputs ("\033[K", stderr);
  fflush (stderr);
}

gpointer
pm_cmd_run_with_progress (GThreadFunc func, gpointer data, PmProgress *progress, gboolean show)
{
  Work work = { .func = func, .data = data };
  gint64 started = g_get_monotonic_time ();
  double furthest = 0.0;
  show = show && isatty (STDERR_FILENO);
  g_mutex_init (&work.mutex);
  g_cond_init (&work.cond);
  GThread *thread = g_thread_new ("reduce", work_thread, &work);
  g_mutex_lock (&work.mutex);
  while (!work.done)
    if (!g_cond_wait_until (&work.cond, &work.mutex, g_get_monotonic_time () + 100000) && show)
      show_progress (progress, started, &furthest);
  g_mutex_unlock (&work.mutex);
  g_thread_join (thread);
  if (show)
    fputs ("\r\033[K", stderr);
  g_mutex_clear (&work.mutex);
  g_cond_clear (&work.cond);
  return work.result;
}
