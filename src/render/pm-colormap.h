/* SPDX-License-Identifier: GPL-3.0-or-later
 * Colour maps as look-up tables of 256 opaque pixels in cairo's ARGB32 (0xAARRGGBB in the byte order of the machine).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PM_COLORMAP_SIZE 256

typedef enum
{
  PM_COLORMAP_INFERNO, /* signal, S/N */
  PM_COLORMAP_VIRIDIS, /* exposure, weight, columns without a neutral value */
  PM_COLORMAP_CIVIDIS,
  PM_COLORMAP_GREY,
  PM_COLORMAP_CUBEHELIX,
  PM_COLORMAP_HEAT,
  PM_COLORMAP_COUPLING, /* blue - grey - orange, for values around a neutral one in the middle of the limits */
  PM_N_COLORMAPS,
} PmColormap;

/* Name for files and options, e.g. "inferno"; owned by the program. */
const char *pm_colormap_get_name (PmColormap map);

/* FALSE, and *map unchanged, if no map has this name. */
gboolean pm_colormap_from_name (const char *name, PmColormap *map);

/* Fills the caller's table: entry 0 is the colour of the lower limit. `inverted` turns the map round. Thread-safe. */
void pm_colormap_fill (PmColormap map, gboolean inverted, guint32 table[PM_COLORMAP_SIZE]);

/* The entry for a position 0 ... 1 as pm_stretch_apply() gives it; positions outside and NaN are clamped. */
static inline guint
pm_colormap_index (double position)
{
  if (!(position > 0.0))
    return 0;
  return position >= 1.0 ? PM_COLORMAP_SIZE - 1 : (guint) (position * (PM_COLORMAP_SIZE - 1) + 0.5);
}

G_END_DECLS
