/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lines and geometry of the hover card.
 */
#include "config.h"

#include "pm-array-card.h"

#include "pm-array-paint.h"
#include "pm-value-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define WIDTH 236.0
#define TEXT_WIDTH 172.0 /* of a card without map */
#define MAP_EDGE 82
#define PADDING 8.0
#define TITLE_HEIGHT 30.0
#define LINE 16.0
#define DISTANCE 10.0 /* from the pixel */
#define GLYPH 13.0
#define TITLE_SIZE 12.5
#define NUMBER_SIZE 10.5
#define LABEL_SIZE 10.0
#define CELLS 41      /* of the map around the predicted place */

static void
add_line (PmArrayCard *self, const char *name, char *value)
{
  self->names[self->n_lines] = g_strdup (name);
  self->values[self->n_lines++] = value;
}

static char *
format_with_error (double value, double error)
{
  g_autofree char *number = pm_value_text_number (value, 3), *sigma = pm_value_text_number (error, 3);
  return isfinite (value) && isfinite (error) ? g_strdup_printf ("%s\u2009±\u2009%s", number, sigma) : g_strdup (number);
}

static char *
format_width (double major, double minor)
{
  g_autofree char *a = pm_value_text_number (major, 2), *b = pm_value_text_number (minor, 2);
  return isfinite (major) ? g_strdup_printf ("%s\u2009×\u2009%s″", a, b) : g_strdup (PM_VALUE_TEXT_NONE);
}

static char *
format_quantity (PmArrayQuantity quantity, double value)
{
  g_autofree char *number = pm_value_text_digits (value, 4);
  const char *unit = pm_array_quantity_unit (quantity);
  if (!*unit || !isfinite (value))
    return g_strdup (number);
  if (strcmp (unit, "arcsec") == 0)
    return g_strconcat (number, "″", NULL);
  return strcmp (unit, "deg") == 0 ? g_strconcat (number, "°", NULL) : g_strconcat (number, " ", unit, NULL);
}

/* In the order of the bits. */
static const char *const flag_words[PM_N_PIXEL_FLAGS] = {
  N_ ("No fit"), N_ ("Low S/N"), N_ ("Width"), N_ ("Elongated"), N_ ("Edge of the map"), N_ ("Far from its place"), N_ ("Piled up"),
  N_ ("Coupling"), N_ ("Noise"), N_ ("Spiky"), N_ ("Dead"), N_ ("Blind"), N_ ("By hand"),
};

/* Why the pixel is not simply good. */
static char *
find_reason (PmViewModel *model, const PmPixelTable *table, int pixel, PmMark mark)
{
  g_autoptr (GString) words = g_string_new (NULL);
  switch (mark)
    {
    case PM_MARK_SUSPICIOUS:
      return pm_view_model_dup_suspicion_text (model, pixel);
    case PM_MARK_BAD:
      return g_strdup (_("Flagged bad by hand"));
    case PM_MARK_GOOD_HAND:
      return g_strdup (_("Good by hand"));
    case PM_MARK_FLAGGED:
    case PM_MARK_NOFIT:
    case PM_MARK_BLIND:
      for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
        if (table->flags[pixel] & (1u << bit))
          g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", _(flag_words[bit]));
      return g_strdup (words->len > 0 ? words->str : mark == PM_MARK_BLIND ? _("Blind or absent") : _("Not fitted"));
    default:
      return NULL;
    }
}

static cairo_surface_t *
make_map (PmViewModel *model, const PmResult *result, int pixel, int scale)
{
  const PmMap *map = result->maps ? pm_map_set_find (result->maps, (gsize) pixel) : NULL;
  if (!map)
    return NULL;
  const double *x = pm_view_model_get_predicted_x (model), *y = pm_view_model_get_predicted_y (model);
  PmThumbnail thumbnail = { .grid = &result->maps->grid, .map = map, .table = result->table, .row = (gsize) pixel,
                            .suspicious = pm_view_model_is_suspicious (model, pixel), .beam_fwhm_arcsec = result->beam_fwhm_arcsec,
                            .cut = PM_CUT_PREDICTION, .n_cells = CELLS, .predicted_x = x ? x[pixel] : NAN,
                            .predicted_y = y ? y[pixel] : NAN, .edge = MAP_EDGE, .scale = scale };
  return pm_thumbnail_new (&thumbnail, pm_view_model_get_look (model));
}

PmArrayCard *
pm_array_card_new (PmViewModel *model, const PmArrayLayout *layout, int pixel, gboolean with_map, int scale)
{
  PmResult *result = pm_view_model_get_result (model);
  g_return_val_if_fail (result && pixel >= 0 && (gsize) pixel < MIN (result->table->n_rows, layout->n_pixels), NULL);
  const PmPixelTable *table = result->table;
  PmArrayCard *self = g_new0 (PmArrayCard, 1);
  gsize row = (gsize) pixel;
  self->title = *table->id[row] ? g_strdup (table->id[row]) : g_strdup_printf ("%d", table->index[row]);
  self->mark = pm_view_model_get_mark (model, pixel);
  self->letter = pm_mark_letter (table->flags[row]);
  add_line (self, _("Coupling"),
            format_with_error (table->values[PM_COLUMN_COUPLING][row], table->values[PM_COLUMN_COUPLING_ERR][row]));
  add_line (self, _("S/N"), pm_value_text_number (table->values[PM_COLUMN_S2N][row], 0));
  add_line (self, _("FWHM"), format_width (table->values[PM_COLUMN_FWHM_MAJOR][row], table->values[PM_COLUMN_FWHM_MINOR][row]));
  if (layout->quantity != PM_ARRAY_COUPLING && layout->quantity != PM_ARRAY_S2N)
    add_line (self, pm_array_quantity_title (layout->quantity), format_quantity (layout->quantity, layout->value[row]));
  self->reason = find_reason (model, table, pixel, self->mark);
  self->map = with_map ? make_map (model, result, pixel, scale) : NULL;
  return self;
}

void
pm_array_card_free (PmArrayCard *self)
{
  if (!self)
    return;
  for (int i = 0; i < self->n_lines; i++)
    {
      g_free (self->names[i]);
      g_free (self->values[i]);
    }
  g_free (self->title);
  g_free (self->reason);
  g_clear_pointer (&self->map, cairo_surface_destroy);
  g_free (self);
}

char *
pm_array_card_describe (const PmArrayCard *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, _("Pixel %s"), self->title);
  for (int i = 0; i < self->n_lines; i++)
    g_string_append_printf (text, ", %s %s", self->names[i], self->values[i]);
  if (self->reason)
    g_string_append_printf (text, ", %s", self->reason);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
pm_array_card_measure (const PmArrayCard *self, PmArrayBox *box)
{
  double text = TITLE_HEIGHT + LINE * (self->n_lines + (self->reason ? 1 : 0)) + PADDING;
  box->width = self->map ? WIDTH : TEXT_WIDTH;
  box->height = self->map ? MAX (text, MAP_EDGE + 2.0 * PADDING) : text;
}

static gboolean
covers_selected (const PmArrayScene *scene, PmPixelSelection *selection, const PmArrayBox *box)
{
  double x1, y1, x2, y2, half_x = 0.5 * scene->layout->pitch_x, half_y = 0.5 * scene->layout->pitch_y;
  pm_array_drawing_from_screen (scene, box->x, box->y, &x1, &y1);
  pm_array_drawing_from_screen (scene, box->x + box->width, box->y + box->height, &x2, &y2);
  GArray *below = pm_array_layout_find_rectangle (scene->layout, MIN (x1, x2) - half_x, MIN (y1, y2) - half_y, MAX (x1, x2) + half_x,
                                                  MAX (y1, y2) + half_y);
  gboolean found = FALSE;
  for (guint k = 0; k < below->len && !found; k++)
    found = pm_pixel_selection_is_selected (selection, (int) g_array_index (below, guint, k));
  g_array_unref (below);
  return found;
}

void
pm_array_card_place (const PmArrayScene *scene, PmPixelSelection *selection, guint pixel, PmArrayBox *box)
{
  PmArrayBox place = { 0.0, 0.0, 0.0, 0.0 };
  gboolean found = FALSE;
  if (!pm_array_pixels_box (scene, pixel, &place))
    pm_array_drawing_to_screen (scene, scene->layout->x[pixel], scene->layout->y[pixel], &place.x, &place.y);
  double middle_x = place.x + 0.5 * (place.width - box->width), middle_y = place.y + 0.5 * (place.height - box->height);
  double most_x = MAX (scene->width - box->width - 4.0, 4.0), most_y = MAX (scene->height - box->height - 4.0, 4.0);
  const double corners[4][2] = { { place.x + place.width + DISTANCE, middle_y },
                                 { place.x - DISTANCE - box->width, middle_y },
                                 { middle_x, place.y - DISTANCE - box->height },
                                 { middle_x, place.y + place.height + DISTANCE } };
  PmArrayBox first = { CLAMP (corners[0][0], 4.0, most_x), CLAMP (corners[0][1], 4.0, most_y), box->width, box->height };
  for (int k = 0; k < 4; k++)
    {
      PmArrayBox candidate = { corners[k][0], corners[k][1], box->width, box->height };
      gboolean beside = k < 2;
      if (beside)
        candidate.y = CLAMP (candidate.y, 4.0, most_y);
      else
        candidate.x = CLAMP (candidate.x, 4.0, most_x);
      if (candidate.x < 4.0 || candidate.x > most_x || candidate.y < 4.0 || candidate.y > most_y)
        continue;
      if (!found)
        first = candidate;
      found = TRUE;
      if (!covers_selected (scene, selection, &candidate))
        {
          *box = candidate;
          return;
        }
    }
  *box = first;
}

static void
add_rounded_box (cairo_t *cr, const PmArrayBox *box, double radius)
{
  cairo_new_path (cr);
  cairo_arc (cr, box->x + box->width - radius, box->y + radius, radius, -0.5 * G_PI, 0.0);
  cairo_arc (cr, box->x + box->width - radius, box->y + box->height - radius, radius, 0.0, 0.5 * G_PI);
  cairo_arc (cr, box->x + radius, box->y + box->height - radius, radius, 0.5 * G_PI, G_PI);
  cairo_arc (cr, box->x + radius, box->y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

/* A soft shadow from a few rings: a card floats. */
static void
paint_ground (cairo_t *cr, const PmArrayPalette *palette, const PmArrayBox *box)
{
  for (int k = 3; k >= 1; k--)
    {
      PmArrayBox ring = { box->x - k, box->y - k + 2.0, box->width + 2.0 * k, box->height + 2.0 * k };
      add_rounded_box (cr, &ring, 8.0 + k);
      pm_paint_set_colour (cr, 0, 0.09);
      cairo_fill (cr);
    }
  add_rounded_box (cr, box, 8.0);
  pm_paint_set_colour (cr, palette->card, 1.0);
  cairo_fill_preserve (cr);
  pm_paint_set_colour (cr, palette->border, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
}

/* Shortens a text to a width. */
static void
paint_ellipsized (cairo_t *cr, const char *text, double x, double y, double width, double size, gboolean bold)
{
  g_autofree char *shown = g_strdup (text);
  while (*shown && pm_paint_text_width (cr, shown, size, bold) > width)
    {
      glong n = g_utf8_strlen (shown, -1);
      g_autofree char *start = g_utf8_substring (shown, 0, MAX (n - 2, 0));
      g_free (shown);
      shown = n > 2 ? g_strconcat (start, "…", NULL) : g_strdup ("");
    }
  pm_paint_text (cr, shown, x, y, 0.0, size, bold);
}

void
pm_array_card_paint (cairo_t *cr, const PmArrayCard *self, const PmArrayPalette *palette, gboolean dark, const PmArrayBox *box)
{
  cairo_save (cr);
  double left = box->x + 12.0, right = box->x + box->width - 9.0, y = box->y + 21.0;
  paint_ground (cr, palette, box);
  if (self->map)
    {
      cairo_set_source_surface (cr, self->map, box->x + PADDING, round (box->y + 0.5 * (box->height - MAP_EDGE)));
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
      left = box->x + PADDING + MAP_EDGE + 10.0;
    }
  pm_paint_set_colour (cr, palette->text, 1.0);
  paint_ellipsized (cr, self->title, left, y, right - left - GLYPH - 4.0, TITLE_SIZE, TRUE);
  if (self->mark != PM_MARK_GOOD)
    pm_glyph_draw (cr, self->mark, self->letter, right - GLYPH, y - GLYPH + 2.0, GLYPH, dark);
  y += 3.0;
  for (int i = 0; i < self->n_lines; i++)
    {
      y += LINE;
      double room = right - left - pm_paint_text_width (cr, self->values[i], NUMBER_SIZE, FALSE) - 5.0;
      pm_paint_set_colour (cr, palette->dim, 1.0);
      paint_ellipsized (cr, self->names[i], left, y, room, LABEL_SIZE, FALSE);
      pm_paint_set_colour (cr, palette->text, 1.0);
      pm_paint_text (cr, self->values[i], right, y, 1.0, NUMBER_SIZE, FALSE);
    }
  if (self->reason)
    {
      pm_paint_set_colour (cr, self->mark == PM_MARK_GOOD_HAND ? palette->over : self->mark == PM_MARK_BAD ? palette->bad : palette->warn,
                           1.0);
      paint_ellipsized (cr, self->reason, left, y + LINE + 2.0, right - left, LABEL_SIZE, FALSE);
    }
  cairo_restore (cr);
}
