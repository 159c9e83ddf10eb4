/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmThumbnailer: makes thumbnails in worker threads, those that can be seen first, and keeps the ones used last. Main thread only.
 *
 * Signal "ready": some pictures have arrived; at most once for each turn of the main loop.
 */
#pragma once

#include "pm-result.h"
#include "pm-thumbnail.h"

G_BEGIN_DECLS

#define PM_TYPE_THUMBNAILER (pm_thumbnailer_get_type ())
G_DECLARE_FINAL_TYPE (PmThumbnailer, pm_thumbnailer, PM, THUMBNAILER, GObject)

/* What the pictures are made of. Everything is copied or referenced. */
typedef struct
{
  PmMapSet *maps;             /* NULL: no maps */
  PmPixelTable *table;        /* NULL: nothing to show */
  double beam_fwhm_arcsec;
  const gboolean *suspicious; /* [rows]; NULL: none is */
  const double *predicted_x, *predicted_y; /* [rows]; NULL: not known */
} PmThumbnailerSource;

/* Keeps at most max_bytes of pictures, but always those that were wanted last. */
PmThumbnailer *pm_thumbnailer_new (gsize max_bytes);

/* Other data: what waits is dropped. Pictures that are out of date stay visible until their successors arrive; those of pixels whose maps
 * and values are the same stay for good. NULL: no data. */
void pm_thumbnailer_set_source (PmThumbnailer *self, const PmThumbnailerSource *source);

void pm_thumbnailer_set_look (PmThumbnailer *self, const PmMapLook *look);

/* Another size drops all pictures. */
void pm_thumbnailer_set_geometry (PmThumbnailer *self, int edge, int scale, PmCut cut, int n_cells);

/* Asks for these, the first one first, before everything that waits; O(1) for each. What is there already costs nothing. */
void pm_thumbnailer_want (PmThumbnailer *self, const int *pixels, guint n);

/* Asks for these after everything that waits, as many as there is room for. */
void pm_thumbnailer_prefetch (PmThumbnailer *self, const int *pixels, guint n);

/* The picture of a pixel, perhaps out of date; NULL if there is none yet. Belongs to the thumbnailer, until the main loop runs. */
cairo_surface_t *pm_thumbnailer_peek (PmThumbnailer *self, int pixel);

/* Whether its picture is there and up to date. */
gboolean pm_thumbnailer_is_current (PmThumbnailer *self, int pixel);

guint pm_thumbnailer_get_n_waiting (PmThumbnailer *self); /* asked for and not arrived */
gsize pm_thumbnailer_get_bytes (PmThumbnailer *self);     /* of all pictures kept */

G_END_DECLS
