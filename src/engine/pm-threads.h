/* SPDX-License-Identifier: GPL-3.0-or-later
 * How many threads work.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `wanted`; if that is not above 0, one more than there are processors. */
int pm_threads_count (int wanted);

G_END_DECLS
