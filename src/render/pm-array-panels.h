/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sub-arrays of a layout drawn next to each other instead of where they look. Used by pm-array-layout.c only.
 */
#pragma once

#include "pm-array-layout.h"

G_BEGIN_DECLS

/* Whether two sub-arrays look at the same part of the sky: more than a tenth of the smaller one lies in the other. O(n). */
gboolean pm_array_panels_overlap (const PmArrayLayout *layout);

/* Moves the pixels of each sub-array to a place of its own and makes the list of panels. Needs the pitch. O(n). */
void pm_array_panels_arrange (PmArrayLayout *layout);

G_END_DECLS
