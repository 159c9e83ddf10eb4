/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmSharedLimits: as long as it lives, finds the limits that all maps have in common whenever the model's look asks for them, in a
 * thread of its own, and puts them into the look. Main thread only.
 */
#pragma once

#include "pm-view-model.h"

G_BEGIN_DECLS

#define PM_TYPE_SHARED_LIMITS (pm_shared_limits_get_type ())
G_DECLARE_FINAL_TYPE (PmSharedLimits, pm_shared_limits, PM, SHARED_LIMITS, GObject)

PmSharedLimits *pm_shared_limits_new (PmViewModel *model);

G_END_DECLS
