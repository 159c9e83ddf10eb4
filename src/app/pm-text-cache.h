/* SPDX-License-Identifier: GPL-3.0-or-later
 * Short texts that are drawn again and again, shaped once and kept as masks: shaping what hundreds of thumbnails say would take longer than
 * a frame. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _PmTextCache PmTextCache;

PmTextCache *pm_text_cache_new (void);
void         pm_text_cache_free (PmTextCache *self);

/* The font: that of the context at this size, with tabular figures; scale: device pixels for each logical one. Forgets all texts if
 * anything is another one. To be called before the first text. */
void pm_text_cache_set_font (PmTextCache *self, PangoContext *context, double size_px, int scale);

/* Draws in the colour that cr has as its source; y is the middle of the line, and xalign says where x is (0: left, 1: right end). Gives the
 * width. */
double pm_text_cache_draw (PmTextCache *self, cairo_t *cr, const char *text, double x, double y, double xalign);

double pm_text_cache_get_width (PmTextCache *self, const char *text);

/* The user's font over 11 pt, for which sizes are meant. */
double pm_text_get_font_scale (GtkWidget *widget);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmTextCache, pm_text_cache_free)

G_END_DECLS
