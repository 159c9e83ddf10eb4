/* SPDX-License-Identifier: GPL-3.0-or-later
 * Ctrl-C as a request to stop.
 */
#pragma once

/* From now on SIGINT and SIGTERM no longer end the process but call `func`, once, in a thread of its own, where it may do what a signal
 * handler may not. Call it before any other thread is started. A second signal ends the process. */
void pm_cmd_on_interrupt (void (*func) (void *data), void *data);
