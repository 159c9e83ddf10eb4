/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmColourPopover: how maps are drawn, as the model's look has it: quantity, colours, stretch, limits; and the cut-out, which is a property
 * of its own: "cut" (int, PmCut), read and write, notifies.
 */
#pragma once

#include "pm-view-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_COLOUR_POPOVER (pm_colour_popover_get_type ())
G_DECLARE_FINAL_TYPE (PmColourPopover, pm_colour_popover, PM, COLOUR_POPOVER, GtkPopover)

GtkWidget *pm_colour_popover_new (PmViewModel *model);

G_END_DECLS
