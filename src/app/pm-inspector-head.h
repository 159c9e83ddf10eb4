/* SPDX-License-Identifier: GPL-3.0-or-later
 * Which pixels these are, in words, for the head of the inspector.
 */
#pragma once

#include "pm-result.h"

G_BEGIN_DECLS

/* "row 8 · col 2 · R0 · ch 322"; what is not known is left out. Free with g_free(). */
char *pm_inspector_head_place (const PmResult *result, guint row);

/* "rows 2–9 · cols 2–35 · R0, R1"; free with g_free(). */
char *pm_inspector_head_places (const PmResult *result, const guint *rows, guint n);

/* The flags that all of them have. */
guint32 pm_inspector_head_common_flags (const PmResult *result, const guint *rows, guint n);

G_END_DECLS
