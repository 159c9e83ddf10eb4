/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the window calls the options: short names, groups, units and choices in the language of the user. Keys and help are those of the
 * option table.
 */
#pragma once

#include "pm-options.h"

G_BEGIN_DECLS

/* Translated; a key without a name of its own is its own name. Static or the key itself. */
const char *pm_option_get_name (const PmOptionInfo *info);

/* Name and unit: "Map cell (beams)". Free with g_free(). */
char *pm_option_dup_label (const PmOptionInfo *info);

/* The part before the dot of the key; free with g_free(). Its title is translated, the group itself if it has none. */
char       *pm_option_dup_group (const PmOptionInfo *info);
const char *pm_option_group_get_title (const char *group);

/* A choice of PmOptionInfo.choices in words. */
const char *pm_option_choice_get_name (const char *choice);

/* Several lines: help, key, range, default. Free with g_free(). */
char *pm_option_dup_tooltip (const PmOptionInfo *info);

/* Step of a spin button and its decimals: a tenth of a typical value, rounded down to 1, 2 or 5 times a power of ten. */
double pm_option_get_step (const PmOptionInfo *info, guint *digits);

G_END_DECLS
