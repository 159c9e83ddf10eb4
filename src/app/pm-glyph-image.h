/* SPDX-License-Identifier: GPL-3.0-or-later
 * PmGlyphImage: the glyph of a pixel's state as a widget of 16 x 16, for headers, lists and legends. Follows light and dark; a screen
 * reader reads the state's name.
 */
#pragma once

#include "pm-glyph.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PM_TYPE_GLYPH_IMAGE (pm_glyph_image_get_type ())
G_DECLARE_FINAL_TYPE (PmGlyphImage, pm_glyph_image, PM, GLYPH_IMAGE, GtkWidget)

/* Shows the mark of a good pixel. */
GtkWidget *pm_glyph_image_new (void);

/* The letter stands on the pennant of PM_MARK_FLAGGED: pm_mark_letter(). */
void   pm_glyph_image_set_mark (PmGlyphImage *self, PmMark mark, char letter);
PmMark pm_glyph_image_get_mark (PmGlyphImage *self);

/* The name of a state, translated: "Flagged by hand". Static. */
const char *pm_glyph_image_mark_name (PmMark mark);

G_END_DECLS
