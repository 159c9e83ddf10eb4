/* SPDX-License-Identifier: GPL-3.0-or-later
 * The look of maps in words, translated, and the limits that are offered. Pure functions; names belong to the program.
 */
#pragma once

#include "pm-map-look.h"

G_BEGIN_DECLS

const char *pm_quantity_get_label (PmQuantity quantity); /* "Signal" */
const char *pm_colormap_get_label (PmColormap map);      /* "Inferno" */
const char *pm_stretch_get_label (PmStretchKind kind);   /* "Asinh" */

/* Limits to choose from; the last one is "Own limits": whatever is none of the others. */
#define PM_N_LIMIT_PRESETS 14
#define PM_OWN_LIMITS (PM_N_LIMIT_PRESETS - 1)

const char *pm_limit_preset_get_label (int preset);

/* Sets limits, low and high; not for PM_OWN_LIMITS. */
void pm_limit_preset_apply (int preset, PmMapLook *look);

int pm_limit_preset_find (const PmMapLook *look);

/* A limit for a colour bar: "−8", "100 %", "5 σ", "min". The unit stands at the upper one. Free with g_free(). */
char *pm_map_look_dup_limit (const PmMapLook *look, gboolean upper);

/* What low and high are measured in: "%", "σ", "". */
const char *pm_map_look_get_unit (const PmMapLook *look);

/* A number as people write it: with the locale's decimal point and U+2212, and the other way round. FALSE, and *value untouched, if the
 * text is no finite number. */
char    *pm_number_dup_text (double value); /* free with g_free() */
gboolean pm_number_from_text (const char *text, double *value);

/* The look for another quantity: colours, stretch and limits that suit it. Signal and S/N: as PM_MAP_LOOK_INIT; exposure and weight:
 * viridis, linear from 0 to the largest value, all maps alike. Between quantities of one kind nothing but the quantity changes. */
void pm_map_look_set_quantity (PmMapLook *look, PmQuantity quantity);

G_END_DECLS
