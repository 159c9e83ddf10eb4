/* SPDX-License-Identifier: GPL-3.0-or-later
 * Waiting in tests: for a condition with a deadline, never for a time.
 */
#pragma once

#include <glib.h>

static inline gboolean
pm_test_wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the condition holds; fails after 60 s: a reduction under a sanitizer takes ten. */
#define pm_test_wait_until(condition)                                                                                                      \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    gint64 deadline_ = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;                                                                  \
    guint alarm_ = g_timeout_add (50, pm_test_wake_cb, NULL);                                                                              \
    while (!(condition) && g_get_monotonic_time () < deadline_)                                                                            \
      g_main_context_iteration (NULL, TRUE);                                                                                               \
    g_source_remove (alarm_);                                                                                                              \
    g_assert_true (condition);                                                                                                             \
  }                                                                                                                                        \
  G_STMT_END
