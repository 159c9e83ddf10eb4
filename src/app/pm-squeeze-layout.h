/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmSqueezeLayout: children in a row, of which some give way where there is no room for all: a tool bar needs no more than its essential
 * children. Left and right follow the direction of the text. A child that gives way is not drawn and takes no input; nothing else about it
 * changes.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_SQUEEZE_LAYOUT (pm_squeeze_layout_get_type ())
G_DECLARE_FINAL_TYPE (PmSqueezeLayout, pm_squeeze_layout, PM, SQUEEZE_LAYOUT, GtkLayoutManager)

GtkLayoutManager *pm_squeeze_layout_new (int spacing);

/* Those of the highest rank give way first; 0, which is what children have to begin with, is essential. */
void pm_squeeze_layout_set_rank (PmSqueezeLayout *self, GtkWidget *child, int rank);

G_END_DECLS
