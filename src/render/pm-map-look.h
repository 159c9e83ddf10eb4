/* SPDX-License-Identifier: GPL-3.0-or-later
 * How maps are drawn: which quantity, in which colours, between which limits. Plain values, thread-safe.
 */
#pragma once

#include "pm-colormap.h"
#include "pm-map-set.h"
#include "pm-pixel-table.h"
#include "pm-stretch.h"

G_BEGIN_DECLS

typedef enum
{
  PM_QUANTITY_SIGNAL,
  PM_QUANTITY_S2N, /* signal x sqrt (weight) */
  PM_QUANTITY_WEIGHT,
  PM_QUANTITY_EXPOSURE,
} PmQuantity;

#define PM_N_QUANTITIES 4

typedef enum
{
  PM_LIMITS_PEAK,    /* percent of the peak: of the fit where there is one and the signal is shown, else the largest value shown */
  PM_LIMITS_PERCENT, /* percentiles of the values shown */
  PM_LIMITS_SIGMA,   /* median + so many robust sigma of the values shown */
  PM_LIMITS_VALUE,   /* the values themselves: for all maps alike */
  PM_LIMITS_ZSCALE,  /* see pm_stretch_set_zscale(); low and high are not used */
} PmLimits;

typedef struct
{
  PmQuantity quantity;
  PmColormap colormap;
  gboolean inverted;
  PmStretchKind stretch;
  PmLimits limits;
  double low, high;
  double softening; /* FWHM in beams of the kernel that signal and S/N are shown with (pm-map-soften.h); 0: as they are */
  gboolean dark;   /* the ground behind is dark: greys, frames, glyphs */
  gboolean common; /* all maps have the same limits: those of `shared` */
  PmStretch shared; /* made by pm_map_look_share(); as long as low == high, each map has its own limits */
} PmMapLook;

/* Inferno, asinh, -8 ... 100 % of the peak, not softened. */
#define PM_MAP_LOOK_INIT { PM_QUANTITY_SIGNAL, PM_COLORMAP_INFERNO, FALSE, PM_STRETCH_ASINH, PM_LIMITS_PEAK, -8.0, 100.0, 0.0, FALSE }

gboolean pm_map_look_equal (const PmMapLook *a, const PmMapLook *b);

/* Whether the limits and the distribution that a look asks for are the same, so that `shared` of the one serves the other. */
gboolean pm_map_look_equal_limits (const PmMapLook *a, const PmMapLook *b);

/* Whether maps of this look are softened: only signal and S/N are. */
gboolean pm_map_look_softens (const PmMapLook *self);

/* By how much the softening lowers the peak of a source that is as wide as the beam: 1 / (1 + softening^2); 1 where it does not apply. */
double pm_map_look_soft_peak (const PmMapLook *self);

/* The value of cell k of a map, as it is. */
float pm_map_look_value (const PmMapLook *self, const PmMap *map, gsize k);

/* The limits, and the distribution, that n values get; peak: 100 % for PM_LIMITS_PEAK, NAN: the largest value. FALSE, and *stretch
 * untouched, if no value is finite. */
gboolean pm_map_look_find_limits (const PmMapLook *self, const float *values, gsize n, double peak, PmStretch *stretch);

/* Finds the limits that all maps have in common: those of the cells of all good pixels, put together. 100 % of the peak is the median
 * fitted peak where the signal is shown, else the largest value. Of more than a million values as many evenly spaced ones are used, but for
 * the largest. FALSE, and *stretch untouched, if there is no good pixel with a map. About 0.1 s for 5,000 maps of 41 x 41 cells. */
gboolean pm_map_look_share (const PmMapLook *self, const PmMapSet *maps, const PmPixelTable *table, PmStretch *stretch);

G_END_DECLS
