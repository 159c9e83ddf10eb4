/* SPDX-License-Identifier: GPL-3.0-or-later
 * The pixels. Few of them: one path and one fill for each colour; cairo's cost is by the fill. Many: a loop of our own into an image.
 */
#include "config.h"

#include "pm-array-paint.h"

#include <math.h>

#define MAX_VECTOR_PIXELS 10000
#define MAX_OUTLINES 3000
#define FRAME_FROM 6.0    /* smallest size with an outline */
#define GLYPH_FROM 7.0    /* and with glyphs */

/* What a pixel looks like: an entry of the colour map, or one of these. */
enum
{
  CLASS_OUT_OF_USE = PM_COLORMAP_SIZE,
  CLASS_NOT_FITTED,
  CLASS_BLIND,
  N_CLASSES,
};

typedef struct
{
  guint pixel;
  int class;
} Visible;

static void
pixel_size (const PmArrayScene *scene, double *width, double *height)
{
  double across = scene->layout->pitch_x * scene->scale, up = scene->layout->pitch_y * scene->scale;
  *width = across >= 3.0 ? across - 1.0 : MAX (across, 1.0);
  *height = up >= 3.0 ? up - 1.0 : MAX (up, 1.0);
  if (scene->snap)
    {
      *width = round (*width);
      *height = round (*height);
    }
}

gboolean
pm_array_pixels_box (const PmArrayScene *scene, guint pixel, PmArrayBox *box)
{
  const PmArrayBox *plot = &scene->plot;
  if (pixel >= scene->layout->n_pixels || isnan (scene->layout->x[pixel]))
    return FALSE;
  pixel_size (scene, &box->width, &box->height);
  pm_array_drawing_to_screen (scene, scene->layout->x[pixel], scene->layout->y[pixel], &box->x, &box->y);
  box->x -= 0.5 * box->width;
  box->y -= 0.5 * box->height;
  if (scene->snap)
    {
      box->x = round (box->x);
      box->y = round (box->y);
    }
  return box->x < plot->x + plot->width && box->x + box->width > plot->x && box->y < plot->y + plot->height
         && box->y + box->height > plot->y;
}

double
pm_array_scene_position (const PmArrayScene *scene, double value)
{
  return CLAMP ((value - scene->low) / (scene->high - scene->low), 0.0, 1.0);
}

static int
class_of (const PmArrayScene *scene, guint i)
{
  const PmArrayLayout *layout = scene->layout;
  switch (layout->state[i])
    {
    case PM_ARRAY_STATE_NOT_FITTED:
      return CLASS_NOT_FITTED;
    case PM_ARRAY_STATE_BLIND:
      return CLASS_BLIND;
    default:
      if (!pm_array_layout_in_use (layout, i))
        return CLASS_OUT_OF_USE;
      return (int) pm_colormap_index ((layout->value[i] - scene->low) / (scene->high - scene->low));
    }
}

/* The visible pixels, sorted by class; first[class] is where a class starts. */
static Visible *
list_visible (const PmArrayScene *scene, gsize first[N_CLASSES + 1])
{
  const PmArrayLayout *layout = scene->layout;
  gsize n = 0, count[N_CLASSES] = { 0 };
  g_autofree Visible *unsorted = g_new (Visible, layout->n_shown + 1);
  Visible *sorted = g_new (Visible, layout->n_shown + 1);
  PmArrayBox box;
  for (guint i = 0; i < layout->n_pixels; i++)
    if (pm_array_pixels_box (scene, i, &box))
      {
        unsorted[n] = (Visible) { i, class_of (scene, i) };
        count[unsorted[n++].class]++;
      }
  first[0] = 0;
  for (int class = 0; class < N_CLASSES; class++)
    first[class + 1] = first[class] + count[class];
  gsize place[N_CLASSES];
  for (int class = 0; class < N_CLASSES; class++)
    place[class] = first[class];
  for (gsize k = 0; k < n; k++)
    sorted[place[unsorted[k].class]++] = unsorted[k];
  return sorted;
}

static void
add_box (cairo_t *cr, const PmArrayScene *scene, guint pixel, double inset)
{
  PmArrayBox box;
  pm_array_pixels_box (scene, pixel, &box);
  cairo_rectangle (cr, box.x + inset, box.y + inset, box.width - 2.0 * inset, box.height - 2.0 * inset);
}

static guint32
darken (guint32 rgb)
{
  guint32 dark = 0;
  for (int shift = 0; shift <= 16; shift += 8)
    dark |= (guint32) (0.84 * (rgb >> shift & 0xff)) << shift;
  return dark;
}

static void
paint_vectors_of_class (cairo_t *cr, const PmArrayScene *scene, const Visible *pixels, gsize n, guint32 colour, double size)
{
  gboolean framed = size >= FRAME_FROM;
  for (int pass = framed ? 0 : 1; pass < 2; pass++)
    {
      for (gsize k = 0; k < n; k++)
        add_box (cr, scene, pixels[k].pixel, pass && framed ? 1.0 : 0.0);
      pm_paint_set_colour (cr, pass ? colour : darken (colour), 1.0);
      cairo_fill (cr);
    }
}

static void
fill_image_box (guint32 *image, int stride, int width, int height, const PmArrayBox *box, double inset, double scale, guint32 colour)
{
  int x1 = MAX (0, (int) round ((box->x + inset) * scale)), x2 = MIN (width, (int) round ((box->x + box->width - inset) * scale));
  int y1 = MAX (0, (int) round ((box->y + inset) * scale)), y2 = MIN (height, (int) round ((box->y + box->height - inset) * scale));
  for (int y = y1; y < y2; y++)
    for (int x = x1; x < x2; x++)
      image[(gsize) y * (gsize) stride + (gsize) x] = colour;
}

/* The image covers the plot at the resolution of the target. */
static cairo_surface_t *
new_plot_image (cairo_t *cr, const PmArrayScene *scene, double *scale)
{
  double scale_y;
  cairo_surface_t *target = cairo_get_target (cr);
  cairo_surface_get_device_scale (target, scale, &scale_y);
  if (cairo_surface_get_type (target) == CAIRO_SURFACE_TYPE_PDF || cairo_surface_get_type (target) == CAIRO_SURFACE_TYPE_SVG)
    *scale = 2.0;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (scene->plot.width * *scale),
                                                         (int) ceil (scene->plot.height * *scale));
  cairo_surface_flush (surface);
  return surface;
}

static void
paint_plot_image (cairo_t *cr, const PmArrayScene *scene, cairo_surface_t *surface, double scale)
{
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_translate (cr, scene->plot.x, scene->plot.y);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

static void
paint_as_image (cairo_t *cr, const PmArrayScene *scene, const Visible *visible, gsize n, const guint32 *colours, double size)
{
  double scale;
  cairo_surface_t *surface = new_plot_image (cr, scene, &scale);
  guint32 *image = (guint32 *) cairo_image_surface_get_data (surface);
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;
  for (gsize k = 0; image && k < n; k++)
    {
      PmArrayBox box;
      guint32 colour = colours[visible[k].class];
      pm_array_pixels_box (scene, visible[k].pixel, &box);
      box.x -= scene->plot.x;
      box.y -= scene->plot.y;
      gboolean hollow = visible[k].class >= CLASS_NOT_FITTED && size >= 3.0;
      gboolean framed = size >= FRAME_FROM && !hollow;
      fill_image_box (image, stride, width, height, &box, 0.0, scale, 0xff000000u | (framed ? darken (colour) : colour));
      if (framed || hollow)
        fill_image_box (image, stride, width, height, &box, 1.0, scale, 0xff000000u | (hollow ? scene->palette->ground : colour));
    }
  paint_plot_image (cr, scene, surface, scale);
}

static void
paint_hollow (cairo_t *cr, const PmArrayScene *scene, const Visible *pixels, gsize n, gboolean dashed)
{
  cairo_save (cr);
  cairo_set_line_width (cr, 1.0);
  if (dashed)
    cairo_set_dash (cr, (double[]) { 2.0, 2.0 }, 2, 0.0);
  pm_paint_set_colour (cr, scene->palette->dim, dashed ? 0.9 : 0.6);
  for (gsize k = 0; k < n; k++)
    {
      add_box (cr, scene, pixels[k].pixel, 0.5);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

static void
add_cross (cairo_t *cr, const PmArrayBox *box, double reach)
{
  double x = box->x + 0.5 * box->width, y = box->y + 0.5 * box->height;
  cairo_move_to (cr, x - reach, y - reach);
  cairo_line_to (cr, x + reach, y + reach);
  cairo_move_to (cr, x + reach, y - reach);
  cairo_line_to (cr, x - reach, y + reach);
}

/* Shapes besides colours: nothing is said by colour alone. */
static void
paint_glyph (cairo_t *cr, const PmArrayScene *scene, guint pixel, double size)
{
  PmArrayBox box;
  double reach = CLAMP (0.24 * size, 1.8, 5.0);
  pm_array_pixels_box (scene, pixel, &box);
  double x = box.x + 0.5 * box.width, y = box.y + 0.5 * box.height;
  switch (scene->layout->state[pixel])
    {
    case PM_ARRAY_STATE_FLAGGED:
    case PM_ARRAY_STATE_BAD:
      pm_paint_set_colour (cr, scene->palette->cross, 1.0);
      cairo_set_line_width (cr, scene->layout->state[pixel] == PM_ARRAY_STATE_BAD ? 2.0 : 1.2);
      add_cross (cr, &box, reach);
      cairo_stroke (cr);
      break;
    case PM_ARRAY_STATE_SUSPICIOUS:
      pm_paint_set_colour (cr, 0x1d1d20, 1.0);
      cairo_new_path (cr);
      cairo_move_to (cr, x, y - reach);
      cairo_line_to (cr, x + 1.1 * reach, y + 0.8 * reach);
      cairo_line_to (cr, x - 1.1 * reach, y + 0.8 * reach);
      cairo_close_path (cr);
      cairo_fill (cr);
      break;
    case PM_ARRAY_STATE_GOOD_BY_HAND:
      pm_paint_set_colour (cr, 0x1d1d20, 1.0);
      cairo_set_line_width (cr, 1.4);
      cairo_move_to (cr, x - reach, y);
      cairo_line_to (cr, x - 0.2 * reach, y + 0.8 * reach);
      cairo_line_to (cr, x + reach, y - 0.8 * reach);
      cairo_stroke (cr);
      break;
    default:
      break;
    }
}

void
pm_array_pixels_paint (cairo_t *cr, const PmArrayScene *scene)
{
  guint32 colours[N_CLASSES];
  gsize first[N_CLASSES + 1];
  double width, height;
  pixel_size (scene, &width, &height);
  double size = MIN (width, height);
  pm_colormap_fill (scene->map, FALSE, colours);
  for (int class = 0; class < PM_COLORMAP_SIZE; class++)
    colours[class] &= 0xffffff;
  colours[CLASS_OUT_OF_USE] = scene->palette->flagged;
  colours[CLASS_NOT_FITTED] = colours[CLASS_BLIND] = scene->palette->grid;
  g_autofree Visible *visible = list_visible (scene, first);
  gsize n = first[N_CLASSES];

  if (n > MAX_VECTOR_PIXELS)
    paint_as_image (cr, scene, visible, n, colours, size);
  else
    {
      for (int class = 0; class <= CLASS_OUT_OF_USE; class++)
        if (first[class + 1] > first[class])
          paint_vectors_of_class (cr, scene, visible + first[class], first[class + 1] - first[class], colours[class], size);
      for (int class = CLASS_NOT_FITTED; class <= CLASS_BLIND; class++)
        paint_hollow (cr, scene, visible + first[class], first[class + 1] - first[class], class == CLASS_NOT_FITTED);
    }
  for (gsize k = 0; k < n && size >= GLYPH_FROM; k++)
    paint_glyph (cr, scene, visible[k].pixel, size);
}

static void
stroke_box (cairo_t *cr, const PmArrayScene *scene, guint pixel, guint32 colour, double line, double outset)
{
  PmArrayBox box;
  if (!pm_array_pixels_box (scene, pixel, &box))
    return;
  for (int pass = 0; pass < 2; pass++)
    {
      cairo_rectangle (cr, box.x - outset, box.y - outset, box.width + 2.0 * outset, box.height + 2.0 * outset);
      cairo_set_line_width (cr, pass ? line : line + 2.0);
      pm_paint_set_colour (cr, pass ? colour : scene->palette->ground, pass ? 1.0 : 0.85);
      cairo_stroke (cr);
    }
}

/* Thousands of outlines: a line of one screen pixel each, into an image. */
static void
paint_outlines_as_image (cairo_t *cr, const PmArrayScene *scene, PmPixelSelection *selection)
{
  double scale;
  guint32 text = 0xff000000u | scene->palette->text;
  cairo_surface_t *surface = new_plot_image (cr, scene, &scale);
  guint32 *image = (guint32 *) cairo_image_surface_get_data (surface);
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;
  for (int i = pm_pixel_selection_next (selection, 0); image && i >= 0; i = pm_pixel_selection_next (selection, i + 1))
    {
      PmArrayBox box;
      if (!pm_array_pixels_box (scene, (guint) i, &box))
        continue;
      box.x -= scene->plot.x;
      box.y -= scene->plot.y;
      PmArrayBox sides[4] = { { box.x, box.y, box.width, 1.0 },
                              { box.x, box.y + box.height - 1.0, box.width, 1.0 },
                              { box.x, box.y, 1.0, box.height },
                              { box.x + box.width - 1.0, box.y, 1.0, box.height } };
      for (gsize k = 0; k < G_N_ELEMENTS (sides); k++)
        fill_image_box (image, stride, width, height, &sides[k], 0.0, scale, text);
    }
  paint_plot_image (cr, scene, surface, scale);
}

void
pm_array_drawing_paint_selection (cairo_t *cr, const PmArrayScene *scene, PmPixelSelection *selection)
{
  const PmArrayLayout *layout = scene->layout;
  const PmArrayBox *plot = &scene->plot, *bar = &scene->bar;
  if (!layout)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, plot->x, plot->y, plot->width, plot->height);
  cairo_clip (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  if (pm_pixel_selection_get_n_selected (selection) > MAX_OUTLINES)
    paint_outlines_as_image (cr, scene, selection);
  else
    for (int i = pm_pixel_selection_next (selection, 0); i >= 0; i = pm_pixel_selection_next (selection, i + 1))
      stroke_box (cr, scene, (guint) i, scene->palette->text, 1.7, 0.0);
  int current = pm_pixel_selection_get_current (selection), hovered = pm_pixel_selection_get_hovered (selection);
  if (hovered >= 0)
    stroke_box (cr, scene, (guint) hovered, scene->palette->text, 1.5, 1.0);
  if (current >= 0)
    stroke_box (cr, scene, (guint) current, scene->palette->ring, 3.0, 1.5);
  cairo_restore (cr);

  if (current >= 0 && (guint) current < layout->n_pixels && isfinite (layout->value[current]))
    {
      double u = pm_array_scene_position (scene, layout->value[current]);
      cairo_new_path (cr);
      if (scene->bar_below)
        {
          double x = bar->x + u * bar->width;
          cairo_move_to (cr, x, bar->y);
          cairo_line_to (cr, x - 5.0, bar->y - 8.0);
          cairo_line_to (cr, x + 5.0, bar->y - 8.0);
        }
      else
        {
          double y = bar->y + (1.0 - u) * bar->height;
          cairo_move_to (cr, bar->x, y);
          cairo_line_to (cr, bar->x - 8.0, y - 5.0);
          cairo_line_to (cr, bar->x - 8.0, y + 5.0);
        }
      cairo_close_path (cr);
      pm_paint_set_colour (cr, scene->palette->text, 1.0);
      cairo_fill_preserve (cr);
      pm_paint_set_colour (cr, scene->palette->ground, 1.0);
      cairo_set_line_width (cr, 1.0);
      cairo_stroke (cr);
    }
}

void
pm_array_drawing_paint_tool (cairo_t *cr, const PmArrayScene *scene, const double *points, gsize n)
{
  const PmArrayBox *plot = &scene->plot;
  if (n < 2)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, plot->x, plot->y, plot->width, plot->height);
  cairo_clip (cr);
  for (gsize i = 0; i < n; i++)
    cairo_line_to (cr, points[2 * i], points[2 * i + 1]);
  cairo_close_path (cr);
  pm_paint_set_colour (cr, scene->palette->accent, 0.1);
  cairo_fill_preserve (cr);
  pm_paint_set_colour (cr, scene->palette->accent, 1.0);
  cairo_set_line_width (cr, 1.2);
  cairo_set_dash (cr, (double[]) { 4.0, 3.0 }, 2, 0.0);
  cairo_stroke (cr);
  cairo_restore (cr);
}
