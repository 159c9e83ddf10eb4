/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmMapSet: a grid, and for some pixels a window on it with signal, weight and exposure. Immutable once it is shared; reference counted.
 */
#pragma once

#include "pm-grid.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* One pixel's map. Planes have nx * ny floats, x fast; cells without data have weight 0 and signal NAN. */
typedef struct
{
  gsize channel;    /* index into the instrument's channels */
  gsize x0, y0, nx, ny; /* the window's first cell in the grid, and its size */
  float *signal;    /* counts, divided by the pixel's gain */
  float *weight;    /* 1 / variance of signal */
  float *exposure_s;
  GBytes *planes;   /* holds all three */
} PmMap;

typedef struct
{
  PmGrid grid;
  double beam_fwhm_arcsec;
  gsize n_maps;
  PmMap *maps;      /* sorted by channel */
  PmGrid beam_grid; /* of the mean beam, finer than the maps' */
  PmMap beam;       /* the maps of all trusted pixels, each moved to its source and divided by its amplitude; no planes if there is none */
} PmMapSet;

/* A set with room for n_maps maps without planes. */
PmMapSet *pm_map_set_new (const PmGrid *grid, gsize n_maps);
PmMapSet *pm_map_set_ref (PmMapSet *self);
void      pm_map_set_unref (PmMapSet *self);

/* Gives a map its planes: signal NAN, weight and exposure 0. */
gboolean pm_map_allocate (PmMap *map, gsize x0, gsize y0, gsize nx, gsize ny);

/* Makes `to` the same map: it shares the planes. */
void pm_map_share (const PmMap *from, PmMap *to);

/* The map of a channel, or NULL. */
const PmMap *pm_map_set_find (const PmMapSet *self, gsize channel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmMapSet, pm_map_set_unref)

G_END_DECLS
