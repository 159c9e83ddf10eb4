/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmFlagLines: the automatic flags of a pixel, one line each: its pennant and what the letter means. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_FLAG_LINES (pm_flag_lines_get_type ())
G_DECLARE_FINAL_TYPE (PmFlagLines, pm_flag_lines, PM, FLAG_LINES, GtkBox)

GtkWidget *pm_flag_lines_new (void);

/* A mask of PmPixelFlags; the judgement by hand is left out, the history shows it. Without flags the widget hides itself. */
void    pm_flag_lines_set_flags (PmFlagLines *self, guint32 flags);
guint32 pm_flag_lines_get_flags (PmFlagLines *self);

G_END_DECLS
