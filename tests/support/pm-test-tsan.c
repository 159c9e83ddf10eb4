/* SPDX-License-Identifier: GPL-3.0-or-later
 * GLib for the thread sanitizer. GLib is not instrumented, so that the sanitizer does not see what its locks, its counted references and
 * its tasks put into order. These functions stand in front of GLib's, tell it, and call them.
 *
 * Only in test programs that are compiled with the sanitizer.
 */
#include <dlfcn.h>
#include <gio/gio.h>

/* Of the sanitizer's run time, which has no header for them. */
void __tsan_acquire (void *place);
void __tsan_release (void *place);

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_mutex_unlock) (mutex);
}

/* The last one who lets go sees what all others did before they let go. */
static _Thread_local GDestroyNotify clear_box;

static void
clear_acquired (gpointer box)
{
  __tsan_acquire (box);
  clear_box (box);
}

void
g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  GDestroyNotify outer = clear_box; /* clearing one box may let go of others */
  __tsan_release (box);
  clear_box = clear;
  REAL (g_atomic_rc_box_release_full) (box, clear_acquired);
  clear_box = outer;
}

/* What was there before a task was started is seen by its thread, and what the thread did by who takes its result. */
static GQuark
function_quark (void)
{
  return g_quark_from_static_string ("pm-test-task-function");
}

static void
run_acquired (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  __tsan_acquire (task);
  GTaskThreadFunc *function = g_object_get_qdata (G_OBJECT (task), function_quark ());
  (*function) (task, source, data, cancellable);
  __tsan_release (task);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  GTaskThreadFunc *kept = g_new (GTaskThreadFunc, 1);
  *kept = function;
  g_object_set_qdata_full (G_OBJECT (task), function_quark (), kept, g_free);
  __tsan_release (task);
  REAL (g_task_run_in_thread) (task, run_acquired);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify free_result)
{
  __tsan_release (task);
  REAL (g_task_return_pointer) (task, result, free_result);
}

gpointer
g_task_propagate_pointer (GTask *task, GError **error)
{
  __tsan_acquire (task);
  return REAL (g_task_propagate_pointer) (task, error);
}
