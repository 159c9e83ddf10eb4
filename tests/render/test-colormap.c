/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pm-colormap.h"
#include "pm-test.h"

#include <math.h>

static int
channel (guint32 pixel, int c)
{
  return pixel >> (16 - 8 * c) & 0xff;
}

/* Relative luminance of sRGB (IEC 61966-2-1), 0 ... 1. */
static double
luminance (guint32 pixel)
{
  static const double weight[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0.0;
  for (int c = 0; c < 3; c++)
    {
      double v = channel (pixel, c) / 255.0;
      sum += weight[c] * (v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4));
    }
  return sum;
}

static void
test_names (void)
{
  for (int i = 0; i < PM_N_COLORMAPS; i++)
    {
      PmColormap map = PM_N_COLORMAPS;
      g_assert_true (pm_colormap_from_name (pm_colormap_get_name ((PmColormap) i), &map));
      g_assert_cmpint (map, ==, i);
    }
  PmColormap map = PM_COLORMAP_HEAT;
  g_assert_false (pm_colormap_from_name ("Inferno", &map));
  g_assert_cmpint (map, ==, PM_COLORMAP_HEAT);
}

/* Colours of the published tables at the ends and between control points. The allowance is the error stated in pm-colormap.c. */
static void
test_published (void)
{
  static const struct
  {
    PmColormap map;
    guint entry;
    guint32 rgb;
    int allowed;
  } published[] = {
    { PM_COLORMAP_INFERNO, 0, 0x000004, 4 },   { PM_COLORMAP_INFERNO, 40, 0x2f0a5b, 4 },
    { PM_COLORMAP_INFERNO, 100, 0x902568, 4 }, { PM_COLORMAP_INFERNO, 200, 0xfb9d07, 4 },
    { PM_COLORMAP_VIRIDIS, 0, 0x440154, 4 },   { PM_COLORMAP_VIRIDIS, 40, 0x453781, 4 },
    { PM_COLORMAP_VIRIDIS, 100, 0x2a768e, 4 }, { PM_COLORMAP_VIRIDIS, 200, 0x70cf57, 4 },
    { PM_COLORMAP_CIVIDIS, 0, 0x00204c, 5 },   { PM_COLORMAP_CIVIDIS, 63, 0x404c6b, 5 },
    { PM_COLORMAP_CIVIDIS, 128, 0x7b7a77, 5 }, { PM_COLORMAP_CIVIDIS, 255, 0xffe945, 5 },
  };
  guint32 table[PM_COLORMAP_SIZE];
  for (gsize i = 0; i < G_N_ELEMENTS (published); i++)
    {
      pm_colormap_fill (published[i].map, FALSE, table);
      for (int c = 0; c < 3; c++)
        pm_assert_close (channel (table[published[i].entry], c), channel (published[i].rgb, c), published[i].allowed, 0);
    }
}

/* What the rounding of one channel by one step may cost: the steepest is green near 255, 0.7152 x 2.4 / 255. */
#define ROUNDING 0.007

/* All maps but the diverging one grow brighter from entry to entry. */
static void
test_brightness_grows (void)
{
  guint32 table[PM_COLORMAP_SIZE];
  for (int map = 0; map < PM_N_COLORMAPS; map++)
    {
      if (map == PM_COLORMAP_COUPLING)
        continue;
      pm_colormap_fill ((PmColormap) map, FALSE, table);
      for (int i = 1; i < PM_COLORMAP_SIZE; i++)
        g_assert_cmpfloat (luminance (table[i]), >=, luminance (table[i - 1]) - ROUNDING);
      g_assert_cmpfloat (luminance (table[0]), <, 0.02);
      g_assert_cmpfloat (luminance (table[PM_COLORMAP_SIZE - 1]), >, 0.7);
    }
}

static void
test_opaque_and_inverted (void)
{
  guint32 table[PM_COLORMAP_SIZE], inverted[PM_COLORMAP_SIZE];
  for (int map = 0; map < PM_N_COLORMAPS; map++)
    {
      pm_colormap_fill ((PmColormap) map, FALSE, table);
      pm_colormap_fill ((PmColormap) map, TRUE, inverted);
      for (int i = 0; i < PM_COLORMAP_SIZE; i++)
        {
          g_assert_cmphex (table[i] >> 24, ==, 0xff);
          g_assert_cmphex (table[i], ==, inverted[PM_COLORMAP_SIZE - 1 - i]);
        }
    }
}

static void
test_coupling_is_neutral_in_the_middle (void)
{
  guint32 table[PM_COLORMAP_SIZE];
  pm_colormap_fill (PM_COLORMAP_COUPLING, FALSE, table);
  g_assert_cmphex (table[0], ==, 0xff12406f);
  g_assert_cmphex (table[127], ==, 0xffe2e2e0);
  g_assert_cmphex (table[pm_colormap_index (0.5)], ==, 0xffe2e2e0);
  g_assert_cmphex (table[255], ==, 0xff7a3b06);
  for (int i = 1; i < 128; i++)
    {
      g_assert_cmpfloat (luminance (table[i]), >=, luminance (table[i - 1]) - ROUNDING);
      g_assert_cmpfloat (luminance (table[255 - i]), >=, luminance (table[256 - i]) - ROUNDING);
    }
}

/* Green's formula at the middle: brightness 1/2, angle 2 pi (1/6 + 1 - 3/4) = 5 pi / 6, amplitude 1/8. */
static void
test_cubehelix_formula (void)
{
  double a = 0.125 * cos (5.0 * G_PI / 6.0), b = 0.125 * sin (5.0 * G_PI / 6.0), t = 127.5;
  guint32 table[PM_COLORMAP_SIZE];
  pm_colormap_fill (PM_COLORMAP_CUBEHELIX, FALSE, table);
  double expected[] = { t + 255 * (-0.14861 * a + 1.78277 * b), t + 255 * (-0.29227 * a - 0.90649 * b), t + 255 * (1.97294 * a) };
  for (int c = 0; c < 3; c++) /* the entry is half a step beside the middle, and rounded */
    pm_assert_close (0.5 * (channel (table[127], c) + channel (table[128], c)), expected[c], 0.75, 0);
}

static void
test_index (void)
{
  g_assert_cmpuint (pm_colormap_index (0.0), ==, 0);
  g_assert_cmpuint (pm_colormap_index (-INFINITY), ==, 0);
  g_assert_cmpuint (pm_colormap_index (NAN), ==, 0);
  g_assert_cmpuint (pm_colormap_index (1.0 / 255.0), ==, 1);
  g_assert_cmpuint (pm_colormap_index (0.999999), ==, 255);
  g_assert_cmpuint (pm_colormap_index (INFINITY), ==, 255);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/colormap/names", test_names);
  g_test_add_func ("/colormap/published", test_published);
  g_test_add_func ("/colormap/brightness-grows", test_brightness_grows);
  g_test_add_func ("/colormap/opaque-and-inverted", test_opaque_and_inverted);
  g_test_add_func ("/colormap/coupling-neutral", test_coupling_is_neutral_in_the_middle);
  g_test_add_func ("/colormap/cubehelix", test_cubehelix_formula);
  g_test_add_func ("/colormap/index", test_index);
  return g_test_run ();
}
