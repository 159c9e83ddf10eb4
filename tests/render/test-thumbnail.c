/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-thumbnail.h"
#include "pm-test.h"

#include <math.h>

/* One pixel with a map of 5 x 5 cells of 2", whose value is column + 10 row; place (0, 0) of the table is the middle of cell (2, 2). */
typedef struct
{
  PmMapSet *maps;
  PmPixelTable *table;
  PmThumbnail thumbnail;
  PmMapLook look;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  PmGrid grid = { 5, 5, 2.0, 2.0, 2.0 };
  f->maps = pm_map_set_new (&grid, 1);
  f->table = pm_pixel_table_new (1);
  f->table->status[0] = PM_PIXEL_GOOD;
  g_assert_true (pm_map_allocate (&f->maps->maps[0], 0, 0, 5, 5));
  for (int i = 0; i < 25; i++)
    {
      f->maps->maps[0].signal[i] = (float) (i % 5 + 10 * (i / 5));
      f->maps->maps[0].weight[i] = 4.0f;
    }
  f->look = (PmMapLook) PM_MAP_LOOK_INIT;
  f->look.stretch = PM_STRETCH_LINEAR;
  f->look.limits = PM_LIMITS_VALUE;
  f->look.low = 0.0;
  f->look.high = 44.0;
  f->thumbnail = (PmThumbnail) { .grid = &f->maps->grid, .map = f->maps->maps, .table = f->table, .beam_fwhm_arcsec = 4.0,
                                 .predicted_x = NAN, .predicted_y = NAN, .edge = 25, .scale = 1 };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pm_map_set_unref (f->maps);
  pm_pixel_table_unref (f->table);
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  return ((const guint32 *) (data + (gsize) y * (gsize) cairo_image_surface_get_stride (surface)))[x];
}

static guint32
colour_of (const PmMapLook *look, double value)
{
  guint32 table[PM_COLORMAP_SIZE];
  PmStretch stretch = { look->stretch, look->low, look->high };
  pm_colormap_fill (look->colormap, look->inverted, table);
  return table[pm_colormap_index (pm_stretch_apply (&stretch, value))];
}

/* The middle of each cell has exactly the cell's colour, row 0 at the bottom; twice as many device pixels change nothing. */
static void
test_whole_factor (Fixture *f, gconstpointer data)
{
  for (f->thumbnail.scale = 1; f->thumbnail.scale <= 2; f->thumbnail.scale++)
    {
      cairo_surface_t *surface = pm_thumbnail_new (&f->thumbnail, &f->look);
      int zoom = 5 * f->thumbnail.scale;
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 5 * zoom);
      for (int row = 0; row < 5; row++)
        for (int column = 0; column < 5; column++)
          g_assert_cmphex (pixel_at (surface, column * zoom + zoom / 2, (4 - row) * zoom + zoom / 2), ==,
                           colour_of (&f->look, column + 10 * row));
      cairo_surface_destroy (surface);
    }
}

/* A plane stays a plane, whether it is enlarged by 2.4 or made smaller: compared at inner pixels, to one step of the colour map. */
static void
test_resampled (Fixture *f, gconstpointer data)
{
  f->look.colormap = PM_COLORMAP_GREY;
  const int edges[] = { 12, 3 };
  for (int k = 0; k < 2; k++)
    {
      f->thumbnail.edge = edges[k];
      cairo_surface_t *surface = pm_thumbnail_new (&f->thumbnail, &f->look);
      double step = 5.0 / edges[k];
      for (int y = edges[k] / 3; y < edges[k] - edges[k] / 3; y++)
        for (int x = edges[k] / 3; x < edges[k] - edges[k] / 3; x++)
          {
            double expected = (x + 0.5) * step - 0.5 + 10.0 * ((edges[k] - 0.5 - y) * step - 0.5);
            pm_assert_close (pixel_at (surface, x, y) & 0xff, colour_of (&f->look, expected) & 0xff, 2.0, 0.0);
          }
      cairo_surface_destroy (surface);
    }
}

/* A source at X is seen at the offset -X: with the fit at (2, -4) arcsec a cut-out about it shows cell (1, 4) in the middle. */
static void
test_cuts (Fixture *f, gconstpointer data)
{
  f->table->values[PM_COLUMN_X][0] = 2.0;
  f->table->values[PM_COLUMN_Y][0] = -4.0;
  f->thumbnail.cut = PM_CUT_FIT;
  f->thumbnail.n_cells = 3;
  f->thumbnail.edge = 30;
  cairo_surface_t *surface = pm_thumbnail_new (&f->thumbnail, &f->look);
  g_assert_cmphex (pixel_at (surface, 15, 15), ==, colour_of (&f->look, 41));
  g_assert_cmphex (pixel_at (surface, 25, 25), ==, colour_of (&f->look, 32));
  cairo_surface_destroy (surface);

  f->thumbnail.cut = PM_CUT_PREDICTION; /* not known: the middle */
  surface = pm_thumbnail_new (&f->thumbnail, &f->look);
  g_assert_cmphex (pixel_at (surface, 15, 15), ==, colour_of (&f->look, 22));
  cairo_surface_destroy (surface);

  f->thumbnail.predicted_x = f->thumbnail.predicted_y = 4.0;
  surface = pm_thumbnail_new (&f->thumbnail, &f->look);
  g_assert_cmphex (pixel_at (surface, 15, 15), ==, colour_of (&f->look, 0));
  g_assert_cmphex (pixel_at (surface, 5, 25), ==, 0); /* outside the map */
  cairo_surface_destroy (surface);
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  static const struct
  {
    PmQuantity quantity;
    PmLimits limits;
    double low, high, expected_low, expected_high;
  } cases[] = {
    { PM_QUANTITY_SIGNAL, PM_LIMITS_PEAK, -8, 100, -1.6, 20 },     /* of the fitted peak, 20 */
    { PM_QUANTITY_S2N, PM_LIMITS_PEAK, -8, 20, -7.04, 17.6 },      /* 44 sqrt (4) */
    { PM_QUANTITY_SIGNAL, PM_LIMITS_PERCENT, 0, 100, 0, 44 },
    { PM_QUANTITY_SIGNAL, PM_LIMITS_PERCENT, 25, 75, 11, 33 },     /* values 6 and 18 of 0 ... 24 */
    { PM_QUANTITY_SIGNAL, PM_LIMITS_SIGMA, -1.349, 1.349, 0, 44 }, /* 22 -+ the distance of the quartiles */
    { PM_QUANTITY_WEIGHT, PM_LIMITS_VALUE, 1, 2, 1, 2 },
  };
  f->table->values[PM_COLUMN_PEAK][0] = 20.0;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PmStretch stretch;
      f->look.quantity = cases[i].quantity;
      f->look.limits = cases[i].limits;
      f->look.low = cases[i].low;
      f->look.high = cases[i].high;
      g_assert_true (pm_thumbnail_limits (&f->thumbnail, &f->look, &stretch));
      pm_assert_close (stretch.low, cases[i].expected_low, 1e-6, 0.0);
      pm_assert_close (stretch.high, cases[i].expected_high, 1e-6, 0.0);
    }
  PmStretch stretch;
  for (int i = 0; i < 25; i++)
    f->maps->maps[0].signal[i] = NAN;
  f->look = (PmMapLook) PM_MAP_LOOK_INIT;
  f->table->status[0] = PM_PIXEL_NOFIT;
  g_assert_false (pm_thumbnail_limits (&f->thumbnail, &f->look, &stretch));
}

static gboolean
is_grey (guint32 pixel)
{
  int red = pixel >> 16 & 0xff, blue = pixel & 0xff;
  return ABS (red - blue) <= 6;
}

/* Flagged: grey; good by hand: in colour; blind: no map at all. */
static void
test_states (Fixture *f, gconstpointer data)
{
  f->thumbnail.edge = 80;
  static const struct
  {
    guint32 flags;
    PmPixelManual manual;
    gboolean grey;
  } cases[] = {
    { 0, PM_MANUAL_NONE, FALSE },         { PM_FLAG_WIDTH, PM_MANUAL_NONE, TRUE }, { PM_FLAG_WIDTH, PM_MANUAL_GOOD, FALSE },
    { PM_FLAG_BY_HAND, PM_MANUAL_BAD, TRUE }, { PM_FLAG_NO_FIT, PM_MANUAL_NONE, TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (f->look.dark = FALSE; f->look.dark <= TRUE; f->look.dark++)
      {
        f->table->flags[0] = cases[i].flags;
        f->table->manual[0] = cases[i].manual;
        f->table->status[0] = pm_pixel_status_derive (cases[i].flags, cases[i].manual);
        cairo_surface_t *surface = pm_thumbnail_new (&f->thumbnail, &f->look);
        g_assert_cmpint (is_grey (pixel_at (surface, 40, 56)), ==, cases[i].grey);
        /* The badge: nothing where all is well. */
        gboolean marked = pixel_at (surface, 68, 8) != pixel_at (surface, 70, 1);
        g_assert_cmpint (marked, ==, cases[i].flags != 0);
        cairo_surface_destroy (surface);
      }
  f->table->status[0] = PM_PIXEL_BLIND;
  cairo_surface_t *surface = pm_thumbnail_new (&f->thumbnail, &f->look);
  g_assert_cmphex (pixel_at (surface, 40, 40) >> 24, <, 0x80);
  cairo_surface_destroy (surface);
  f->thumbnail.map = NULL;
  f->table->status[0] = PM_PIXEL_NOFIT;
  surface = pm_thumbnail_new (&f->thumbnail, &f->look);
  g_assert_cmphex (pixel_at (surface, 40, 40) >> 24, <, 0x80);
  cairo_surface_destroy (surface);
}

/* An ellipse 8" x 4" at +45 degrees about the middle crosses its axes at half of that; nothing is painted in between. */
static void
test_ellipse (Fixture *f, gconstpointer data)
{
  const double diagonal = sqrt (0.5);
  for (int i = 0; i < 25; i++)
    f->maps->maps[0].signal[i] = 0.0f;
  f->table->values[PM_COLUMN_X][0] = f->table->values[PM_COLUMN_Y][0] = 0.0;
  f->table->values[PM_COLUMN_FWHM_MAJOR][0] = 8.0;
  f->table->values[PM_COLUMN_FWHM_MINOR][0] = 4.0;
  f->table->values[PM_COLUMN_ANGLE][0] = 45.0;
  f->thumbnail.edge = 200; /* 20 pixels for each arcsec, the middle at (100, 100) */
  guint32 ground = colour_of (&f->look, 0);
  cairo_surface_t *surface = pm_thumbnail_new (&f->thumbnail, &f->look);
  for (int side = -1; side <= 1; side += 2)
    {
      double major = side * 4.0 * 20.0 * diagonal, minor = side * 2.0 * 20.0 * diagonal;
      guint32 on_major = pixel_at (surface, (int) (100 + major), (int) (100 - major));
      guint32 on_minor = pixel_at (surface, (int) (100 + minor), (int) (100 + minor));
      g_assert_cmphex (on_major & 0xff, >, 0x60);
      g_assert_cmphex (on_minor & 0xff, >, 0x60);
      g_assert_cmphex (pixel_at (surface, (int) (100 + major), (int) (100 + major)), ==, ground);
    }
  g_assert_cmphex (pixel_at (surface, 100, 100), ==, ground);
  cairo_surface_destroy (surface);
}

static void
test_refuses (Fixture *f, gconstpointer data)
{
  const int wrong[][2] = { { 0, 1 }, { 1, 0 }, { 4097, 1 }, { 2049, 2 } };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      f->thumbnail.edge = wrong[i][0];
      f->thumbnail.scale = wrong[i][1];
      g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*assertion*failed*");
      g_assert_null (pm_thumbnail_new (&f->thumbnail, &f->look));
      g_test_assert_expected_messages ();
    }
}

/* Limits that all maps share go before those of the map; before they are known, each map has its own. */
static void
test_common_limits (Fixture *f, gconstpointer data)
{
  PmStretch stretch;
  f->look.common = TRUE;
  g_assert_true (pm_thumbnail_limits (&f->thumbnail, &f->look, &stretch));
  g_assert_cmpfloat (stretch.high, ==, 44.0);
  f->look.shared = (PmStretch) { PM_STRETCH_SQRT, 3.0, 6.0 };
  g_assert_true (pm_thumbnail_limits (&f->thumbnail, &f->look, &stretch));
  g_assert_cmpfloat (stretch.low, ==, 3.0);
  g_assert_cmpfloat (stretch.high, ==, 6.0);
  g_assert_cmpint (stretch.kind, ==, PM_STRETCH_LINEAR); /* the look's */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/thumbnail/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("whole-factor", test_whole_factor);
  ADD ("resampled", test_resampled);
  ADD ("cuts", test_cuts);
  ADD ("limits", test_limits);
  ADD ("states", test_states);
  ADD ("ellipse", test_ellipse);
  ADD ("refuses", test_refuses);
  g_test_add ("/thumbnail/common-limits", Fixture, NULL, set_up, test_common_limits, tear_down);
  return g_test_run ();
}
