/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ctrl-C as a request to stop.
 */
#include "pm-cmd-interrupt.h"

#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

typedef struct
{
  void (*func) (void *data);
  void *data;
} Request;

static void
fill (sigset_t *set)
{
  sigemptyset (set);
  sigaddset (set, SIGINT);
  sigaddset (set, SIGTERM);
}

static void *
wait_for_interrupt (void *data)
{
  g_autofree Request *request = data;
  sigset_t set;
  int number;
  fill (&set);
  sigwait (&set, &number);
  request->func (request->data);
  pthread_sigmask (SIG_UNBLOCK, &set, NULL); /* a second one ends the process */
  for (;;)
    pause ();
  return NULL;
}

void
pm_cmd_on_interrupt (void (*func) (void *data), void *data)
{
  Request *request = g_new (Request, 1);
  *request = (Request){ func, data };
  sigset_t set;
  fill (&set);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  g_thread_unref (g_thread_new ("interrupt", wait_for_interrupt, request)); /* lives as long as the process */
}
