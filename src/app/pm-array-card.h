/* SPDX-License-Identifier: GPL-3.0-or-later
 * The card that the array view draws beside the pixel under the pointer: its map and what matters of its values.
 */
#pragma once

#include "pm-array-drawing.h"
#include "pm-view-model.h"

G_BEGIN_DECLS

/* The lines of a card, translated. */
typedef struct
{
  char *title;               /* the pixel's name */
  char *names[4], *values[4];
  int n_lines;
  char *reason;              /* of a flag or suspicion; NULL: none */
  PmMark mark;
  char letter;
  cairo_surface_t *map;      /* NULL: text only */
} PmArrayCard;

/* Besides coupling, S/N and width, the quantity that is shown. The map is drawn with the model's look, `scale` device pixels to a logical
 * one; with_map FALSE, or a pixel without a map: text only. */
PmArrayCard *pm_array_card_new (PmViewModel *model, const PmArrayLayout *layout, int pixel, gboolean with_map, int scale);
void         pm_array_card_free (PmArrayCard *self);

/* The card in one line, for screen readers. Free with g_free(). */
char *pm_array_card_describe (const PmArrayCard *self);

/* Width and height of the card; x and y are left alone. */
void pm_array_card_measure (const PmArrayCard *self, PmArrayBox *box);

/* Finds a place for a box of that size: right, left, above or below the pixel, inside the drawing; the first place that covers no selected
 * pixel, or else the first inside. */
void pm_array_card_place (const PmArrayScene *scene, PmPixelSelection *selection, guint pixel, PmArrayBox *box);

void pm_array_card_paint (cairo_t *cr, const PmArrayCard *self, const PmArrayPalette *palette, gboolean dark, const PmArrayBox *box);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmArrayCard, pm_array_card_free)

G_END_DECLS
