/* SPDX-License-Identifier: GPL-3.0-or-later
 * All shapes are drawn in a square of 16 units, the size they have in lists.
 */
#include "config.h"

#include "pm-glyph.h"

#include <math.h>

#define UNITS 16.0

static void
set_colour (cairo_t *cr, guint32 rgb, double alpha)
{
  cairo_set_source_rgba (cr, (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0, alpha);
}

PmMark
pm_mark_of_row (const PmPixelTable *table, gsize row, gboolean suspicious)
{
  g_return_val_if_fail (row < table->n_rows, PM_MARK_BLIND);
  if (table->status[row] == PM_PIXEL_BLIND)
    return PM_MARK_BLIND;
  if (table->manual[row] == PM_MANUAL_BAD)
    return PM_MARK_BAD;
  if (table->status[row] == PM_PIXEL_NOFIT)
    return PM_MARK_NOFIT;
  if (table->manual[row] == PM_MANUAL_GOOD)
    return PM_MARK_GOOD_HAND;
  if (table->status[row] == PM_PIXEL_FLAGGED)
    return PM_MARK_FLAGGED;
  return suspicious ? PM_MARK_SUSPICIOUS : PM_MARK_GOOD;
}

char
pm_mark_letter (guint32 flags)
{
  for (int bit = 0; bit < PM_N_PIXEL_FLAGS; bit++)
    if ((flags & 1u << bit) && (1u << bit) != PM_FLAG_BY_HAND)
      return pm_pixel_flags_letter (bit);
  return ' ';
}

static void
add_rounded_square (cairo_t *cr, double margin, double radius)
{
  double low = margin + radius, high = UNITS - margin - radius;
  cairo_new_path (cr);
  cairo_arc (cr, high, low, radius, -G_PI_2, 0);
  cairo_arc (cr, high, high, radius, 0, G_PI_2);
  cairo_arc (cr, low, high, radius, G_PI_2, G_PI);
  cairo_arc (cr, low, low, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

static void
draw_triangle (cairo_t *cr)
{
  cairo_move_to (cr, 8, 1.2);
  cairo_line_to (cr, 15.2, 14.4);
  cairo_line_to (cr, 0.8, 14.4);
  cairo_close_path (cr);
  set_colour (cr, 0xffd02e, 1.0);
  cairo_fill_preserve (cr);
  set_colour (cr, 0x2a2200, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 1.9);
  cairo_move_to (cr, 8, 5.8);
  cairo_line_to (cr, 8, 9.8);
  cairo_move_to (cr, 8, 12.0);
  cairo_line_to (cr, 8, 12.6);
  cairo_stroke (cr);
}

static void
draw_pennant (cairo_t *cr, char letter)
{
  cairo_move_to (cr, 0.5, 0.5);
  cairo_line_to (cr, 15.5, 0.5);
  cairo_line_to (cr, 12.8, 8);
  cairo_line_to (cr, 15.5, 15.5);
  cairo_line_to (cr, 0.5, 15.5);
  cairo_close_path (cr);
  set_colour (cr, 0xe08a00, 1.0);
  cairo_fill (cr);
  const char text[] = { letter, '\0' };
  cairo_text_extents_t extents;
  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size (cr, 12.5);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, 6.8 - extents.width / 2 - extents.x_bearing, 8 - extents.height / 2 - extents.y_bearing);
  set_colour (cr, 0x1d1200, 1.0);
  cairo_show_text (cr, text);
  cairo_new_path (cr);
}

static void
draw_cross (cairo_t *cr, gboolean dark)
{
  add_rounded_square (cr, 0.6, 2.5);
  set_colour (cr, dark ? 0xe8702a : 0xd55e00, 1.0);
  cairo_fill (cr);
  set_colour (cr, 0xffffff, 1.0);
  cairo_set_line_width (cr, 2.3);
  cairo_move_to (cr, 4.8, 4.8);
  cairo_line_to (cr, 11.2, 11.2);
  cairo_move_to (cr, 11.2, 4.8);
  cairo_line_to (cr, 4.8, 11.2);
  cairo_stroke (cr);
}

static void
draw_tick (cairo_t *cr, gboolean dark)
{
  cairo_arc (cr, 8, 8, 7.5, 0, 2 * G_PI);
  set_colour (cr, dark ? 0x3a94d6 : 0x0072b2, 1.0);
  cairo_fill (cr);
  set_colour (cr, 0xffffff, 1.0);
  cairo_set_line_width (cr, 2.2);
  cairo_move_to (cr, 4.4, 8.4);
  cairo_line_to (cr, 7.0, 11.0);
  cairo_line_to (cr, 11.6, 5.2);
  cairo_stroke (cr);
}

static void
draw_outline (cairo_t *cr, gboolean dashed, gboolean dark)
{
  const double dashes[] = { 2.0, 1.6 };
  add_rounded_square (cr, 1.5, dashed ? 0.5 : 2.5);
  set_colour (cr, dark ? 0x1b1b1d : 0xf6f6f7, 0.7); /* the lines stay readable on any map */
  cairo_fill_preserve (cr);
  set_colour (cr, dark ? 0xa9a9b2 : 0x5a5a63, 1.0);
  cairo_set_line_width (cr, 1.3);
  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_move_to (cr, 4.6, dashed ? 11.4 : 8.0);
  cairo_line_to (cr, 11.4, dashed ? 4.6 : 8.0);
  cairo_stroke (cr);
}

void
pm_glyph_draw (cairo_t *cr, PmMark mark, char letter, double x, double y, double size, gboolean dark)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / UNITS, size / UNITS);
  cairo_new_path (cr);
  switch (mark)
    {
    case PM_MARK_SUSPICIOUS:
      draw_triangle (cr);
      break;
    case PM_MARK_FLAGGED:
      draw_pennant (cr, letter);
      break;
    case PM_MARK_BAD:
      draw_cross (cr, dark);
      break;
    case PM_MARK_GOOD_HAND:
      draw_tick (cr, dark);
      break;
    case PM_MARK_NOFIT:
    case PM_MARK_BLIND:
      draw_outline (cr, mark == PM_MARK_NOFIT, dark);
      break;
    case PM_MARK_GOOD:
    default:
      cairo_arc (cr, 8, 8, 5, 0, 2 * G_PI);
      set_colour (cr, dark ? 0x4ccfa3 : 0x00694d, 1.0);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}
