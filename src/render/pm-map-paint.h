/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parts of the drawing of a map; used by pm-map-drawing.c only.
 */
#pragma once

#include "pm-map-drawing.h"

G_BEGIN_DECLS

/* The room around the picture that axes and colour bar need. */
typedef struct
{
  double left, right, top, bottom;
} PmMapMargins;

PmMapMargins pm_map_paint_margins (double text_scale);

G_END_DECLS
