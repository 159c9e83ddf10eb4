/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmRefitPanel: with what a pixel is fitted again: radius, start, samples or map. Main thread only.
 *
 * Properties: picking (boolean): the toggle "Click start in map" is pressed.
 * Signals: "changed" () radius or start are other ones; "refit" () the button.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_REFIT_PANEL (pm_refit_panel_get_type ())
G_DECLARE_FINAL_TYPE (PmRefitPanel, pm_refit_panel, PM, REFIT_PANEL, GtkBox)

GtkWidget *pm_refit_panel_new (void);

/* The radii, arcsec, that samples and map are fitted with in a reduction, and what it fits (PM_DOMAIN_TIME, PM_DOMAIN_MAP). The panel shows
 * them as long as nobody has set others. */
void pm_refit_panel_set_defaults (PmRefitPanel *self, double radius_samples, double radius_map, int domain);

/* Where the fit starts, offset in the map, arcsec; NAN: where the pixel's fit is. */
void pm_refit_panel_set_start (PmRefitPanel *self, double x, double y);
void pm_refit_panel_get_start (PmRefitPanel *self, double *x, double *y);

double pm_refit_panel_get_radius (PmRefitPanel *self);
int    pm_refit_panel_get_domain (PmRefitPanel *self);

/* Why a refit is not possible, translated; NULL: it is. */
void pm_refit_panel_set_obstacle (PmRefitPanel *self, const char *why);

G_END_DECLS
