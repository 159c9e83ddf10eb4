/* SPDX-License-Identifier: GPL-3.0-or-later
 * The error domain of the engine.
 */
#include "pm-error.h"

G_DEFINE_QUARK (pm-error-quark, pm_error)
