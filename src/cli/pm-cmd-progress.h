/* SPDX-License-Identifier: GPL-3.0-or-later
 * Work in a thread, its progress on the terminal.
 */
#pragma once

#include "pm-reduction.h"

/* Calls func (data) in a thread of its own and returns its result when it is done. As long as it runs, a line on stderr tells step,
 * round and time left, if `show` is set and stderr is a terminal. */
gpointer pm_cmd_run_with_progress (GThreadFunc func, gpointer data, PmProgress *progress, gboolean show);
