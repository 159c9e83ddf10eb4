/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmProfilePlot: the radial profile of one pixel's map as a widget. Main thread only.
 */
#pragma once

#include "pm-profile-drawing.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_PROFILE_PLOT (pm_profile_plot_get_type ())
G_DECLARE_FINAL_TYPE (PmProfilePlot, pm_profile_plot, PM, PROFILE_PLOT, GtkWidget)

GtkWidget *pm_profile_plot_new (void);

/* The profile of a row of a result, which may be NULL. It is computed when it is drawn: a hidden plot costs nothing. */
void pm_profile_plot_set_pixel (PmProfilePlot *self, PmResult *result, gsize row);

G_END_DECLS
