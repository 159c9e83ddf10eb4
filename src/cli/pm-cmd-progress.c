/* SPDX-License-Identifier: GPL-3.0-or-later
 * Progress on the terminal: the worker counts, this thread looks at the counts ten times a second.
 */
#include "pm-cmd-progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 24
#define EXPECTED_ROUNDS 3.0

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

/* How much of the whole is done, from the steps' usual shares of the time; more rounds than expected make the bar wait, not run
 * backwards. */
static double
fraction_done (PmProgress *p)
{
  static const double start[] = { 0.0, 0.25, 0.40, 0.50, 0.50, 0.90 }, share[] = { 0.25, 0.15, 0.10, 0.04, 0.40, 0.10 };
  int step = atomic_load (&p->step), round = atomic_load (&p->round);
  unsigned total = atomic_load (&p->control.step_total), done = atomic_load (&p->control.step_done);
  double within = total > 0 ? MIN (1.0, (double) done / (double) total) : 0.0;
  if (step == PM_STEP_MODES || step == PM_STEP_FIT)
    return start[step]
           + 0.40 * MIN (((double)round - 1.0 + (step == PM_STEP_FIT ? 0.3 + 0.7 * within : 0.3 * within)) / EXPECTED_ROUNDS, 1.0);
  return start[step] + share[step] * within;
}

static void
show_progress (PmProgress *p, gint64 started, double *furthest)
{
  double fraction = *furthest = MAX (*furthest, fraction_done (p)), elapsed = (double) (g_get_monotonic_time () - started) * 1e-6;
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
