/* SPDX-License-Identifier: GPL-3.0-or-later
 * A small scan for the tests of per-pixel maps: a Lissajous track over a square, with frames that are not valid, and samples of noise.
 */
#pragma once

#include "pm-beam.h"
#include "pm-map-samples.h"

#include <glib.h>
#include <gsl/gsl_rng.h>

typedef struct
{
  PmGrid grid;
  PmCells cells;
  PmTimeline tl;
  PmMapFrames frames;
  uint32_t *index;
  double *frame_gain, *frame_weight; /* about 1, not used by `frames` unless asked for */
  gsl_rng *rng;
} PmTestMaps;

/* A track over +-half arcsec on a grid of +-grid_half arcsec; samples and flags are 0, but frames 5, 105, ... are not valid. */
void pm_test_maps_make (PmTestMaps *self, gsize n_blocks, gsize n_frames, double cell, double half, double grid_half);
void pm_test_maps_free (PmTestMaps *self);

/* Adds gain x frame gain x amplitude x beam (offset - place) to a slot; white noise to all. */
void pm_test_maps_add_source (PmTestMaps *self, gsize slot, const PmBeam *beam, double gain, double amplitude, double x, double y);
void pm_test_maps_add_noise (PmTestMaps *self, double sigma);

/* The sample of a slot, and its flags. */
float  *pm_test_maps_sample (PmTestMaps *self, gsize slot, gsize frame);
guint8 *pm_test_maps_flag (PmTestMaps *self, gsize slot, gsize frame);

/* A map for each slot on the whole grid, with a base; freed by pm_test_maps_free_set(). */
PmPixelMap **pm_test_maps_new_set (const PmTestMaps *self);
void         pm_test_maps_free_set (const PmTestMaps *self, PmPixelMap **maps);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PmTestMaps, pm_test_maps_free)
