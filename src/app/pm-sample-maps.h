/* SPDX-License-Identifier: GPL-3.0-or-later
 * The picture of the empty state: twelve small maps as PixelMap makes them, drawn from a formula.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_SAMPLE_MAPS (pm_sample_maps_get_type ())
G_DECLARE_FINAL_TYPE (PmSampleMaps, pm_sample_maps, PM, SAMPLE_MAPS, GtkWidget)

G_END_DECLS
