/* SPDX-License-Identifier: GPL-3.0-or-later
 * The frame of the drawing: axes, compass, colour bar with histogram.
 */
#include "config.h"

#include "pm-array-drawing.h"

#include "pm-array-paint.h"
#include "pm-ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define FONT_SIZE 11.0
#define MARGIN_LEFT 58.0   /* labels and name of the y axis */
#define MARGIN_BOTTOM 46.0 /* the same of the x axis */
#define MARGIN_TOP 16.0
#define MARGIN_RIGHT 18.0
#define BAR_SIZE 12.0
#define BAR_LABELS_BELOW 24.0
#define BAR_LABELS_RIGHT 46.0
#define BAR_GAP 22.0       /* between the plot and the histogram; holds the title */
#define HISTOGRAM_SIZE 52.0
#define HISTOGRAM_BINS 60
#define FIT_MARGIN 1.08

const PmArrayPalette *
pm_array_palette (gboolean dark)
{
  static const PmArrayPalette light_colours = {
    .ground = 0xffffff, .grid = 0xe4e4e8, .border = 0xd0d0d5, .text = 0x1d1d20, .dim = 0x5a5a63, .accent = 0x1259b8, .ring = 0x1463d8,
    .bad = 0xb03c06, .card = 0xffffff, .flagged = 0xb9b9bd, .cross = 0x3c3c42, .histogram = 0xb9b9bd, .warn = 0x855800, .good = 0x00694d,
    .over = 0x0067a8,
  };
  static const PmArrayPalette dark_colours = {
    .ground = 0x212123, .grid = 0x343438, .border = 0x434348, .text = 0xededf0, .dim = 0xa9a9b2, .accent = 0x8fc0fa, .ring = 0x62a8ff,
    .bad = 0xff9461, .card = 0x323235, .flagged = 0x56565b, .cross = 0x111113, .histogram = 0x5e5e64, .warn = 0xf5c451, .good = 0x4ccfa3,
    .over = 0x7cc0f4,
  };
  return dark ? &dark_colours : &light_colours;
}

void
pm_array_scene_init (PmArrayScene *scene, const PmArrayLayout *layout, const char *title)
{
  *scene = (PmArrayScene) { .layout = layout, .palette = pm_array_palette (FALSE), .title = title, .low = 0.0, .high = 1.0,
                            .north_deg = NAN, .scale = 1.0 };
  if (layout)
    {
      scene->map = layout->map;
      scene->low = layout->low;
      scene->high = layout->high;
    }
}

static double
fitting_scale (const PmArrayScene *scene, double width, double height)
{
  const PmArrayLayout *layout = scene->layout;
  if (!layout || layout->n_shown == 0 || !(width > 0.0) || !(height > 0.0))
    return 0.0;
  return MIN (width / (layout->right - layout->left), height / (layout->top - layout->bottom)) / FIT_MARGIN;
}

void
pm_array_drawing_arrange (PmArrayScene *scene, double width, double height)
{
  double left = MARGIN_LEFT, top = MARGIN_TOP;
  double plot_width = width - left - MARGIN_RIGHT, plot_height = height - top - MARGIN_BOTTOM;
  double histogram = MIN (width, height) >= 300.0 ? HISTOGRAM_SIZE : 8.0;
  double below = BAR_GAP + histogram + BAR_SIZE + BAR_LABELS_BELOW;
  double right = BAR_GAP + histogram + BAR_SIZE + BAR_LABELS_RIGHT - MARGIN_RIGHT;
  scene->width = width;
  scene->height = height;
  scene->bar_below = fitting_scale (scene, plot_width, plot_height - below) >= fitting_scale (scene, plot_width - right, plot_height);
  if (scene->bar_below)
    plot_height -= below;
  else
    plot_width -= right;
  scene->plot = (PmArrayBox) { left, top, MAX (plot_width, 1.0), MAX (plot_height, 1.0) };
  if (scene->bar_below)
    scene->bar = (PmArrayBox) { left, height - BAR_LABELS_BELOW - BAR_SIZE, scene->plot.width, BAR_SIZE };
  else
    scene->bar = (PmArrayBox) { left + scene->plot.width + BAR_GAP + histogram, top + BAR_GAP, BAR_SIZE,
                                MAX (scene->plot.height - BAR_GAP, 1.0) };
}

void
pm_array_drawing_fit (PmArrayScene *scene)
{
  const PmArrayLayout *layout = scene->layout;
  double scale = fitting_scale (scene, scene->plot.width, scene->plot.height);
  scene->scale = scale > 0.0 ? scale : 1.0;
  scene->centre_x = layout ? 0.5 * (layout->left + layout->right) : 0.0;
  scene->centre_y = layout ? 0.5 * (layout->bottom + layout->top) : 0.0;
}

void
pm_array_drawing_to_screen (const PmArrayScene *scene, double x, double y, double *screen_x, double *screen_y)
{
  double sign = scene->detector_side ? -1.0 : 1.0;
  *screen_x = scene->plot.x + 0.5 * scene->plot.width + sign * (x - scene->centre_x) * scene->scale;
  *screen_y = scene->plot.y + 0.5 * scene->plot.height - (y - scene->centre_y) * scene->scale;
}

void
pm_array_drawing_from_screen (const PmArrayScene *scene, double screen_x, double screen_y, double *x, double *y)
{
  double sign = scene->detector_side ? -1.0 : 1.0;
  *x = scene->centre_x + sign * (screen_x - scene->plot.x - 0.5 * scene->plot.width) / scene->scale;
  *y = scene->centre_y - (screen_y - scene->plot.y - 0.5 * scene->plot.height) / scene->scale;
}

typedef struct
{
  PmTicks x, y;
} AxisTicks;

static AxisTicks
make_ticks (const PmArrayScene *scene)
{
  const PmArrayBox *plot = &scene->plot;
  double x1, y1, x2, y2;
  pm_array_drawing_from_screen (scene, plot->x, plot->y + plot->height, &x1, &y1);
  pm_array_drawing_from_screen (scene, plot->x + plot->width, plot->y, &x2, &y2);
  return (AxisTicks) { pm_ticks_new (x1, x2, plot->width, 90.0), pm_ticks_new (y1, y2, plot->height, 60.0) };
}

/* The middle of a line of one unit. */
static double
crisp (double position)
{
  return floor (position) + 0.5;
}

static void
paint_grid (cairo_t *cr, const PmArrayScene *scene, const AxisTicks *ticks)
{
  const PmArrayBox *plot = &scene->plot;
  double x, y;
  cairo_set_line_width (cr, 1.0);
  pm_paint_set_colour (cr, scene->palette->grid, 1.0);
  for (int i = 0; i < ticks->x.n; i++)
    {
      pm_array_drawing_to_screen (scene, pm_ticks_value (&ticks->x, i), 0.0, &x, &y);
      cairo_move_to (cr, crisp (x), plot->y);
      cairo_line_to (cr, crisp (x), plot->y + plot->height);
    }
  for (int i = 0; i < ticks->y.n; i++)
    {
      pm_array_drawing_to_screen (scene, 0.0, pm_ticks_value (&ticks->y, i), &x, &y);
      cairo_move_to (cr, plot->x, crisp (y));
      cairo_line_to (cr, plot->x + plot->width, crisp (y));
    }
  cairo_stroke (cr);
}

static void
paint_frame (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayBox *plot = &scene->plot;
  cairo_set_line_width (cr, 1.0);
  pm_paint_set_colour (cr, scene->palette->border, 1.0);
  cairo_rectangle (cr, crisp (plot->x), crisp (plot->y), floor (plot->width), floor (plot->height));
  cairo_stroke (cr);
}

static void
paint_axes (cairo_t *cr, const PmArrayScene *scene, const AxisTicks *ticks)
{
  const PmArrayBox *plot = &scene->plot;
  char label[PM_TICKS_LABEL_SIZE];
  double x, y;
  cairo_set_line_width (cr, 1.0);
  for (int i = 0; i < ticks->x.n; i++)
    {
      pm_array_drawing_to_screen (scene, pm_ticks_value (&ticks->x, i), 0.0, &x, &y);
      pm_paint_set_colour (cr, scene->palette->dim, 1.0);
      cairo_move_to (cr, crisp (x), plot->y + plot->height);
      cairo_line_to (cr, crisp (x), plot->y + plot->height + 4.0);
      cairo_stroke (cr);
      pm_ticks_label (&ticks->x, i, label);
      pm_paint_text (cr, label, x, plot->y + plot->height + 16.0, 0.5, FONT_SIZE, FALSE);
    }
  for (int i = 0; i < ticks->y.n; i++)
    {
      pm_array_drawing_to_screen (scene, 0.0, pm_ticks_value (&ticks->y, i), &x, &y);
      cairo_move_to (cr, plot->x - 4.0, crisp (y));
      cairo_line_to (cr, plot->x, crisp (y));
      cairo_stroke (cr);
      pm_ticks_label (&ticks->y, i, label);
      pm_paint_text (cr, label, plot->x - 7.0, y + 4.0, 1.0, FONT_SIZE, FALSE);
    }
  pm_paint_set_colour (cr, scene->palette->text, 1.0);
  pm_paint_text (cr, scene->detector_side ? _("X offset (arcsec), detector side") : _("X offset (arcsec)"),
                 plot->x + 0.5 * plot->width, plot->y + plot->height + 34.0, 0.5, FONT_SIZE, FALSE);
  cairo_save (cr);
  cairo_translate (cr, 14.0, plot->y + 0.5 * plot->height);
  cairo_rotate (cr, -0.5 * G_PI);
  pm_paint_text (cr, _("Y offset (arcsec)"), 0.0, 0.0, 0.5, FONT_SIZE, FALSE);
  cairo_restore (cr);
}

/* Sub-arrays that are not where they look: frames with names. */
static void
paint_panels (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayLayout *layout = scene->layout;
  cairo_set_line_width (cr, 1.0);
  for (gsize k = 0; k < layout->n_panels; k++)
    {
      const PmArrayPanel *panel = &layout->panels[k];
      double x1, y1, x2, y2;
      pm_array_drawing_to_screen (scene, panel->left, panel->top, &x1, &y1);
      pm_array_drawing_to_screen (scene, panel->right, panel->bottom, &x2, &y2);
      pm_paint_set_colour (cr, scene->palette->grid, 1.0);
      cairo_rectangle (cr, crisp (MIN (x1, x2)) - 3.0, crisp (y1) - 3.0, floor (fabs (x2 - x1)) + 6.0, floor (y2 - y1) + 6.0);
      cairo_stroke (cr);
      pm_paint_set_colour (cr, scene->palette->text, 1.0);
      pm_paint_text (cr, panel->group, MIN (x1, x2), y1 - 7.0, 0.0, FONT_SIZE, FALSE);
    }
}

/* Instead of axes, which have no common origin there: how long a round number of arcsec is. */
static void
paint_scale_bar (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayBox *plot = &scene->plot;
  char number[PM_TICKS_LABEL_SIZE];
  PmTicks ticks = pm_ticks_new (0.0, plot->width / scene->scale, plot->width, 80.0);
  if (ticks.n < 2)
    return;
  pm_ticks_format (ticks.step, MAX (ticks.decimals, 0), number);
  g_autofree char *label = g_strdup_printf (scene->detector_side ? _("%s arcsec, detector side") : _("%s arcsec"), number);
  double x = plot->x, y = plot->y + plot->height + 14.0, length = ticks.step * scene->scale;
  pm_paint_set_colour (cr, scene->palette->text, 1.0);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x, y - 4.0);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x + length, y);
  cairo_line_to (cr, x + length, y - 4.0);
  cairo_stroke (cr);
  pm_paint_text (cr, label, x + length + 8.0, y + 2.0, 0.0, FONT_SIZE, FALSE);
}

/* In the corner left of and below the axes, where nothing else is. */
static void
paint_compass (cairo_t *cr, const PmArrayScene *scene)
{
  double sign = scene->detector_side ? -1.0 : 1.0, length = 22.0;
  double x = scene->detector_side ? 33.0 : 11.0, y = scene->plot.y + scene->plot.height + 38.0;
  pm_paint_set_colour (cr, scene->palette->text, 1.0);
  cairo_set_line_width (cr, 1.2);
  pm_paint_arrow (cr, x, y, x + sign * length, y, 5.0);
  pm_paint_arrow (cr, x, y, x, y - length, 5.0);
  cairo_stroke (cr);
  pm_paint_text (cr, "X", x + sign * (length + 7.0), y + 4.0, 0.5, 10.0, FALSE);
  pm_paint_text (cr, "Y", x, y - length - 4.0, 0.5, 10.0, FALSE);
  if (isnan (scene->north_deg))
    return;
  double east = sign * cos (scene->north_deg * G_PI / 180.0), up = sin (scene->north_deg * G_PI / 180.0);
  cairo_save (cr);
  pm_paint_set_colour (cr, scene->palette->accent, 1.0);
  cairo_set_dash (cr, (double[]) { 3.0, 2.0 }, 2, 0.0);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + 0.8 * length * east, y - 0.8 * length * up);
  cairo_stroke (cr);
  /* Translators: north on a compass */
  pm_paint_text (cr, C_ ("compass", "N"), x + 1.15 * length * east, y - 1.15 * length * up + 4.0, 0.5, 10.0, FALSE);
  cairo_restore (cr);
}

static void
paint_histogram (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayBox *bar = &scene->bar;
  guint bins[HISTOGRAM_BINS], most = 1;
  double room = (scene->bar_below ? bar->y - scene->plot.y - scene->plot.height - MARGIN_BOTTOM - BAR_GAP : bar->x - scene->plot.x
                 - scene->plot.width - BAR_GAP) - 2.0;
  pm_array_layout_histogram (scene->layout, scene->low, scene->high, bins, HISTOGRAM_BINS);
  for (int i = 0; i < HISTOGRAM_BINS; i++)
    most = MAX (most, bins[i]);
  for (int i = 0; i < HISTOGRAM_BINS; i++)
    {
      double size = room * bins[i] / most, width = (scene->bar_below ? bar->width : bar->height) / HISTOGRAM_BINS;
      if (scene->bar_below)
        cairo_rectangle (cr, bar->x + i * width, bar->y - 2.0 - size, MAX (width - 1.0, 0.5), size);
      else
        cairo_rectangle (cr, bar->x - 2.0 - size, bar->y + bar->height - (i + 1) * width, size, MAX (width - 1.0, 0.5));
    }
  pm_paint_set_colour (cr, scene->palette->histogram, 1.0);
  cairo_fill (cr);
}

/* An end of the bar beyond which there are values. */
static void
paint_overflow (cairo_t *cr, const PmArrayScene *scene, gboolean high, guint32 colour)
{
  const PmArrayBox *bar = &scene->bar;
  double sign = high ? 1.0 : -1.0;
  if (scene->bar_below)
    {
      double x = high ? bar->x + bar->width + 1.0 : bar->x - 1.0;
      cairo_move_to (cr, x, bar->y);
      cairo_line_to (cr, x + sign * 7.0, bar->y + 0.5 * bar->height);
      cairo_line_to (cr, x, bar->y + bar->height);
    }
  else
    {
      double y = high ? bar->y - 1.0 : bar->y + bar->height + 1.0;
      cairo_move_to (cr, bar->x, y);
      cairo_line_to (cr, bar->x + 0.5 * bar->width, y - sign * 7.0);
      cairo_line_to (cr, bar->x + bar->width, y);
    }
  cairo_close_path (cr);
  pm_paint_set_colour (cr, colour, 1.0);
  cairo_fill (cr);
}

static void
paint_colours (cairo_t *cr, const PmArrayScene *scene, const guint32 *colours)
{
  const PmArrayBox *bar = &scene->bar;
  cairo_pattern_t *pattern = scene->bar_below ? cairo_pattern_create_linear (bar->x, 0.0, bar->x + bar->width, 0.0)
                                              : cairo_pattern_create_linear (0.0, bar->y + bar->height, 0.0, bar->y);
  for (int i = 0; i < PM_COLORMAP_SIZE; i += 5)
    cairo_pattern_add_color_stop_rgb (pattern, (double) i / (PM_COLORMAP_SIZE - 1), (colours[i] >> 16 & 0xff) / 255.0,
                                      (colours[i] >> 8 & 0xff) / 255.0, (colours[i] & 0xff) / 255.0);
  cairo_set_source (cr, pattern);
  cairo_rectangle (cr, bar->x, bar->y, bar->width, bar->height);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

static void
paint_bar (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayBox *bar = &scene->bar;
  const PmArrayLayout *layout = scene->layout;
  guint32 colours[PM_COLORMAP_SIZE];
  char label[PM_TICKS_LABEL_SIZE];
  pm_colormap_fill (scene->map, FALSE, colours);
  paint_histogram (cr, scene);
  paint_colours (cr, scene, colours);
  if (layout->smallest < scene->low)
    paint_overflow (cr, scene, FALSE, colours[0]);
  if (layout->largest > scene->high)
    paint_overflow (cr, scene, TRUE, colours[PM_COLORMAP_SIZE - 1]);

  PmTicks ticks = pm_ticks_new (scene->low, scene->high, scene->bar_below ? bar->width : bar->height, scene->bar_below ? 90.0 : 50.0);
  pm_paint_set_colour (cr, scene->palette->dim, 1.0);
  cairo_set_line_width (cr, 1.0);
  for (int i = 0; i < ticks.n; i++)
    {
      double u = pm_array_scene_position (scene, pm_ticks_value (&ticks, i));
      double x = bar->x + u * bar->width, y = bar->y + (1.0 - u) * bar->height;
      cairo_move_to (cr, scene->bar_below ? crisp (x) : bar->x + bar->width, scene->bar_below ? bar->y + bar->height : crisp (y));
      cairo_rel_line_to (cr, scene->bar_below ? 0.0 : 4.0, scene->bar_below ? 4.0 : 0.0);
      cairo_stroke (cr);
      pm_ticks_label (&ticks, i, label);
      if (scene->bar_below)
        pm_paint_text (cr, label, x, bar->y + bar->height + 16.0, 0.5, FONT_SIZE, FALSE);
      else
        pm_paint_text (cr, label, bar->x + bar->width + 7.0, y + 4.0, 0.0, FONT_SIZE, FALSE);
    }

  const char *unit = pm_array_quantity_unit (layout->quantity);
  g_autofree char *title = *unit ? g_strdup_printf ("%s (%s)", scene->title ? scene->title : "", unit) : g_strdup (scene->title);
  pm_paint_set_colour (cr, scene->palette->text, 1.0);
  if (title && scene->bar_below)
    pm_paint_text (cr, title, bar->x, scene->plot.y + scene->plot.height + MARGIN_BOTTOM + 14.0, 0.0, FONT_SIZE, FALSE);
  else if (title)
    pm_paint_text (cr, title, scene->width - 6.0, scene->plot.y + 8.0, 1.0, FONT_SIZE, FALSE);
}

void
pm_array_drawing_paint (cairo_t *cr, const PmArrayScene *scene)
{
  const PmArrayBox *plot = &scene->plot;
  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, scene->width, scene->height);
  pm_paint_set_colour (cr, scene->palette->ground, 1.0);
  cairo_fill (cr);
  if (scene->layout && plot->width > 20.0 && plot->height > 20.0)
    {
      AxisTicks ticks = make_ticks (scene);
      gboolean in_panels = scene->layout->n_panels > 0;
      if (!in_panels)
        paint_grid (cr, scene, &ticks);
      cairo_save (cr);
      cairo_rectangle (cr, plot->x, plot->y, plot->width, plot->height);
      cairo_clip (cr);
      pm_array_pixels_paint (cr, scene);
      if (scene->residuals)
        pm_array_vectors_paint (cr, scene);
      if (in_panels)
        paint_panels (cr, scene);
      cairo_restore (cr);
      paint_frame (cr, scene);
      if (in_panels)
        paint_scale_bar (cr, scene);
      else
        paint_axes (cr, scene, &ticks);
      paint_compass (cr, scene);
      paint_bar (cr, scene);
    }
  cairo_restore (cr);
}
