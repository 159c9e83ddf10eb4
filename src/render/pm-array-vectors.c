/* SPDX-License-Identifier: GPL-3.0-or-later
 * Residual vectors, enlarged by a round number that is written beside a reference arrow. Painting helpers.
 */
#include "config.h"

#include "pm-array-paint.h"
#include "pm-ticks.h"

#include <math.h>

#define MAX_VECTORS 5000
#define MAX_DRAFT_VECTORS 300
#define OUTLIER_FACTOR 5.0 /* times the median length */
#define BATCH 64           /* lines in a stroke: cairo's cost for a stroke grows faster than their number */

void
pm_paint_set_colour (cairo_t *cr, guint32 rgb, double alpha)
{
  cairo_set_source_rgba (cr, (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0, alpha);
}

static void
set_font (cairo_t *cr, double size, gboolean bold)
{
  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, size);
}

double
pm_paint_text_width (cairo_t *cr, const char *text, double size, gboolean bold)
{
  cairo_text_extents_t extents;
  set_font (cr, size, bold);
  cairo_text_extents (cr, text, &extents);
  return extents.x_advance;
}

void
pm_paint_text (cairo_t *cr, const char *text, double x, double y, double align, double size, gboolean bold)
{
  double width = align > 0.0 ? pm_paint_text_width (cr, text, size, bold) : 0.0;
  set_font (cr, size, bold);
  cairo_move_to (cr, x - align * width, y);
  cairo_show_text (cr, text);
  cairo_new_path (cr); /* cairo keeps the point after a text: an arc would start with a line from there */
}

void
pm_paint_arrow (cairo_t *cr, double x1, double y1, double x2, double y2, double head)
{
  double length = hypot (x2 - x1, y2 - y1);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  if (!(length > 0.0))
    return;
  double ux = (x2 - x1) / length * MIN (head, 0.6 * length), uy = (y2 - y1) / length * MIN (head, 0.6 * length);
  cairo_move_to (cr, x2 - ux - 0.6 * uy, y2 - uy + 0.6 * ux);
  cairo_line_to (cr, x2, y2);
  cairo_line_to (cr, x2 - ux + 0.6 * uy, y2 - uy - 0.6 * ux);
}

/* 1, 2 or 5 times a power of ten, not above the value. */
static double
round_down (double value)
{
  double power = pow (10.0, floor (log10 (value))), mantissa = value / power;
  return power * (mantissa >= 5.0 ? 5.0 : mantissa >= 2.0 ? 2.0 : 1.0);
}

static int
decimals_of (double value)
{
  return value >= 1.0 ? 0 : (int) ceil (-log10 (value) - 1e-9);
}

static void
paint_reference (cairo_t *cr, const PmArrayScene *scene, double magnification)
{
  const PmArrayPalette *palette = scene->palette;
  double arcsec = round_down (60.0 / (scene->scale * magnification)), length = arcsec * scene->scale * magnification;
  char number[PM_TICKS_LABEL_SIZE], factor[PM_TICKS_LABEL_SIZE];
  pm_ticks_format (arcsec, decimals_of (arcsec), number);
  pm_ticks_format (magnification, decimals_of (magnification), factor);
  g_autofree char *label = g_strdup_printf ("%s″ × %s", number, factor);
  double width = length + pm_paint_text_width (cr, label, 11.0, FALSE) + 24.0;
  double x = scene->plot.x + scene->plot.width - width - 8.0, y = scene->plot.y + scene->plot.height - 32.0;
  pm_paint_set_colour (cr, palette->card, 0.92);
  cairo_rectangle (cr, x, y, width, 24.0);
  cairo_fill (cr);
  pm_paint_set_colour (cr, palette->text, 1.0);
  cairo_set_line_width (cr, 1.5);
  pm_paint_arrow (cr, x + 8.0, y + 12.0, x + 8.0 + length, y + 12.0, 5.0);
  cairo_stroke (cr);
  pm_paint_text (cr, label, x + length + 16.0, y + 16.0, 0.0, 11.0, FALSE);
}

static void
paint_one (cairo_t *cr, const PmArrayScene *scene, guint i, double magnification, double head)
{
  const PmArrayLayout *layout = scene->layout;
  double factor = scene->scale * magnification, x, y;
  pm_array_drawing_to_screen (scene, layout->x[i], layout->y[i], &x, &y);
  pm_paint_arrow (cr, x, y, x + (scene->detector_side ? -factor : factor) * layout->dx[i], y - factor * layout->dy[i], head);
}

static void
paint_outlier (cairo_t *cr, const PmArrayScene *scene, guint i, double magnification)
{
  double x, y;
  pm_array_drawing_to_screen (scene, scene->layout->x[i], scene->layout->y[i], &x, &y);
  for (int pass = 0; pass < 2; pass++)
    {
      pm_paint_set_colour (cr, pass ? scene->palette->bad : scene->palette->ground, pass ? 1.0 : 0.85);
      cairo_set_line_width (cr, pass ? 2.2 : 4.2);
      cairo_arc (cr, x, y, 5.0, 0.0, 2.0 * G_PI);
      cairo_new_sub_path (cr);
      paint_one (cr, scene, i, magnification, 6.0);
      cairo_stroke (cr);
    }
}

void
pm_array_vectors_paint (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayLayout *layout = scene->layout;
  double median = layout->residual;
  if (!(median > 0.0))
    return;
  g_autofree guint *pixels = g_new (guint, layout->n_shown + 1);
  gsize n = 0;
  PmArrayBox box;
  for (guint i = 0; i < layout->n_pixels; i++)
    if (isfinite (layout->dx[i]) && isfinite (layout->dy[i]) && pm_array_pixels_box (scene, i, &box))
      pixels[n++] = i;
  double magnification = round_down (MAX (layout->pitch_x, layout->pitch_y) / median);
  gsize step = n / (scene->draft ? MAX_DRAFT_VECTORS : MAX_VECTORS) + 1;
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (int pass = scene->draft ? 1 : 0; pass < 2; pass++)
    {
      gsize waiting = 0;
      pm_paint_set_colour (cr, pass ? scene->palette->text : scene->palette->ground, pass ? 1.0 : 0.6);
      cairo_set_line_width (cr, pass ? 1.0 : 3.0);
      for (gsize k = 0; k < n; k += step)
        {
          paint_one (cr, scene, pixels[k], magnification, 4.0);
          if (++waiting % BATCH == 0)
            cairo_stroke (cr);
        }
      cairo_stroke (cr);
    }
  for (gsize k = 0, shown = 0; k < n && shown < MAX_VECTORS / 10 && !scene->draft; k++)
    if (hypot (layout->dx[pixels[k]], layout->dy[pixels[k]]) > OUTLIER_FACTOR * median)
      {
        paint_outlier (cr, scene, pixels[k], magnification);
        shown++;
      }
  paint_reference (cr, scene, magnification);
  cairo_restore (cr);
}
